"""What a list says of one row behind a figure, in the reader's language."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from servicedesk.templatetags.desk import duration, stars
from standards.choices import Milestone
from surveys.models import Recovery, Score
from tickets.choices import Outcome
from tickets.models import Deadline, Dispatch, Entry, Ticket

Words: TypeAlias = Callable[[Any, datetime], str]


def nothing(row: Any, now: datetime) -> str:
    """Say nothing: the list's own columns tell enough."""
    return ""


def due_of_ticket(ticket: Ticket, now: datetime) -> str:
    """Say what a ticket is due for."""
    if not ticket.next_milestone:
        return ""
    return str(Milestone(ticket.next_milestone).label)


def hold_of_ticket(ticket: Ticket, now: datetime) -> str:
    """Say what a ticket on hold waits for."""
    return ticket.get_hold_reason_display()


def time_taken(ticket: Ticket, now: datetime) -> str:
    """Say how long a ticket took from opening to completion."""
    if ticket.completed_at is None:
        return ""
    return _("took %(time)s") % {
        "time": duration(ticket.completed_at - ticket.opened_at)
    }


def of_timer(timer: Deadline, now: datetime) -> str:
    """Say which rule a timer belongs to, and what became of it."""
    name = str(timer.rule or Milestone(timer.milestone).label)
    return f"{name} · {_verdict(timer, now)}"


def _verdict(timer: Deadline, now: datetime) -> str:
    if timer.breached_at is None:
        if timer.outcome == Outcome.MET:
            return _("in time")
        return _("cancelled")
    late = duration((timer.stopped_at or now) - timer.breached_at)
    words = _("over by %(time)s") if timer.stopped_at else _("over for %(time)s")
    return words % {"time": late}


def of_dispatch(dispatch: Dispatch, now: datetime) -> str:
    """Say to whom a ticket was dispatched, and how long it has waited."""
    return _("to %(whom)s, for %(time)s") % {
        "whom": dispatch.to_user or dispatch.to_team,
        "time": duration(now - dispatch.dispatched_at),
    }


def of_recovery(recovery: Recovery, now: datetime) -> str:
    """Say where a recovery stands."""
    return recovery.get_state_display()


def of_exception(entry: Entry, now: datetime) -> str:
    """Say which rule was let pass, and why."""
    return f"{entry.data.get('rule', '')} · {entry.body}".strip(" ·")


def of_score(score: Score, now: datetime) -> str:
    """Say what the customer said."""
    return f"{stars(score.stars)} {score.remark}".strip()
