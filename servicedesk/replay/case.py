"""Replays one case of a log through the desk's own actions, at its own times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from servicedesk.replay.clock import run_clock
from servicedesk.replay.log import Case, Event
from servicedesk.replay.texts import Text, text_for
from surveys.actions.open_revisit import open_revisit
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.open_ticket import Request, find_opened, open_ticket
from tickets.actions.report_progress import report_progress
from tickets.choices import Channel, Source, Stage
from tickets.models import RequestType, Ticket


@dataclass(frozen=True)
class Setting:
    """What all cases of one import share; the clock runs on until `horizon`."""

    actor: User
    horizon: datetime
    kinds: Mapping[str, RequestType]
    texts: Sequence[Text] = ()


def replay_case(case: Case, setting: Setting) -> Ticket | None:
    """Replay a whole case in one transaction; None for one that is there already.

    The first event opens the ticket, the next is the first answer, those that
    follow report progress, the last completes it. Between them the desk's clock
    runs, so that timers are met or over time as they would have been. The log
    says nothing of identity, promises or acceptance, so nothing of that is
    recorded: gates stay unjudged, and acceptance comes with silence.
    """
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        request = request_of(case, setting)
        if find_opened(request) is not None:
            return None
        first, *between = case.events
        last = between.pop() if between else first
        ticket = open_ticket(request=request, actor=None, now=first.at)
        for number, event in enumerate(between):
            run_clock(tickets=[ticket.pk], until=event.at)
            ticket = _work_on(ticket, event, number, setting.actor)
        run_clock(tickets=[ticket.pk], until=last.at)
        ticket = _complete(ticket, last, setting.actor)
        run_clock(tickets=[ticket.pk], until=max(setting.horizon, last.at))
    return ticket


def request_of(case: Case, setting: Setting) -> Request:
    """Return the request that opens a case."""
    subject, description, kind = _("Case %(number)s") % {"number": case.number}, "", ""
    if setting.texts:
        text = text_for(case.number, setting.texts)
        subject, description, kind = text.subject, text.body, text.kind
    return Request(
        channel=Channel.EMAIL,
        subject=subject,
        description=description,
        request_type=setting.kinds.get(kind),
        order_number=case.number[:60],
        intake_key=intake_key(case),
        source=Source.IMPORTED,
    )


def intake_key(case: Case) -> str:
    """Return what tells a case from all others, so that none is imported twice."""
    told = f"{case.number}\n{case.events[0].at.isoformat()}"
    return f"import:{sha256(told.encode()).hexdigest()[:48]}"


def _work_on(ticket: Ticket, event: Event, number: int, actor: User) -> Ticket:
    """The first event after the opening answers, the others report progress."""
    if number == 0:
        ticket = answer_customer(
            ticket=ticket, actor=actor, text=_said(event), now=event.at
        )
        return advance_ticket(ticket=ticket, actor=actor, now=event.at)
    ticket = _advance_to_service(ticket, event, actor)
    return report_progress(
        ticket=ticket,
        actor=actor,
        done=_said(event),
        next_step="",
        expected="",
        now=event.at,
    )


def _complete(ticket: Ticket, event: Event, actor: User) -> Ticket:
    ticket = _advance_to_service(ticket, event, actor)
    ticket = complete_ticket(
        ticket=ticket, actor=actor, result=_said(event), work_done="", now=event.at
    )
    # Now, not after the transaction: the clock runs on before it ends.
    open_revisit(ticket=ticket, now=event.at)
    return ticket


def _advance_to_service(ticket: Ticket, event: Event, actor: User) -> Ticket:
    while ticket.stage in (Stage.GREET, Stage.CONFIRM):
        ticket = advance_ticket(ticket=ticket, actor=actor, now=event.at)
    return ticket


def _said(event: Event) -> str:
    return _("Activity %(name)s of the imported log") % {"name": event.activity}
