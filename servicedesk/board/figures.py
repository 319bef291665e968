"""The figures of the board by name: their rows, and how a list tells them.

The number on the board and the list behind it ask the same selector.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from servicedesk.board import telling
from servicedesk.board.scope import Scope
from servicedesk.board.selectors import judged, satisfaction, volume, work
from servicedesk.board.telling import Words


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What narrows a figure down; empty where it does not matter."""

    stage: str = ""
    rule: str = ""
    milestone: str = ""
    start: datetime | None = None
    end: datetime | None = None
    hour: int | None = None


Rows: TypeAlias = Callable[[Scope, Wanted], QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure: its name for people, its rows, their order and their words."""

    label: Promise | str
    rows: Rows
    moment: str
    moment_label: Promise | str
    words: Words = telling.nothing
    related: tuple[str, ...] = ()
    newest_first: bool = False
    of_day: bool = True


def _due(scope: Scope, wanted: Wanted) -> QuerySet[Any]:
    return work.tickets_due(
        scope,
        after=wanted.start or scope.now,
        until=wanted.end or scope.now + work.SOON,
    )


def _timers(
    read: Callable[..., QuerySet[Any]],
) -> Rows:
    return lambda scope, wanted: read(
        scope, rule=wanted.rule, milestone=wanted.milestone
    )


def _staged(read: Callable[..., QuerySet[Any]]) -> Rows:
    return lambda scope, wanted: read(scope, stage=wanted.stage)


def _spanned(read: Callable[..., QuerySet[Any]]) -> Rows:
    return lambda scope, wanted: read(scope, start=wanted.start, end=wanted.end)


def _opened(scope: Scope, wanted: Wanted) -> QuerySet[Any]:
    return volume.opened_tickets(
        scope, start=wanted.start, end=wanted.end, hour=wanted.hour
    )


def _plain(read: Callable[[Scope], QuerySet[Any]]) -> Rows:
    return lambda scope, wanted: read(scope)


_DUE = _("Due")
_BY_STAGE = _("In this stage since")

FIGURES: dict[str, Figure] = {
    # --- now
    "open": Figure(
        label=_("Open tickets"),
        rows=_staged(work.open_tickets),
        moment="stage_since",
        moment_label=_BY_STAGE,
        words=telling.due_of_ticket,
        of_day=False,
    ),
    "held": Figure(
        label=_("On hold"),
        rows=_staged(work.held_tickets),
        moment="stage_since",
        moment_label=_BY_STAGE,
        words=telling.hold_of_ticket,
        of_day=False,
    ),
    "over": Figure(
        label=_("Over time now"),
        rows=_staged(work.tickets_over_time),
        moment="next_due_at",
        moment_label=_DUE,
        words=telling.due_of_ticket,
        of_day=False,
    ),
    "due": Figure(
        label=_("Due soon"),
        rows=_due,
        moment="next_due_at",
        moment_label=_DUE,
        words=telling.due_of_ticket,
        of_day=False,
    ),
    "unanswered": Figure(
        label=_("Waiting for our answer"),
        rows=_plain(work.unanswered_tickets),
        moment="unanswered_since",
        moment_label=_("Unanswered since"),
        of_day=False,
    ),
    "dispatches": Figure(
        label=_("Dispatches waiting to be accepted"),
        rows=_plain(work.waiting_dispatches),
        moment="dispatched_at",
        moment_label=_("Dispatched"),
        words=telling.of_dispatch,
        related=("to_team", "to_user"),
        of_day=False,
    ),
    "recoveries": Figure(
        label=_("Open recoveries"),
        rows=_plain(work.open_recoveries),
        moment="contact_due_at",
        moment_label=_("Contact due"),
        words=telling.of_recovery,
        of_day=False,
    ),
    # --- a day
    "opened": Figure(
        label=_("Opened"),
        rows=_opened,
        moment="opened_at",
        moment_label=_("Opened"),
        newest_first=True,
    ),
    "completed": Figure(
        label=_("Completed"),
        rows=_spanned(volume.completed_tickets),
        moment="completed_at",
        moment_label=_("Completed"),
        words=telling.time_taken,
        newest_first=True,
    ),
    "reopened": Figure(
        label=_("Completed, but reopened since"),
        rows=_plain(volume.reopened_completions),
        moment="happened_at",
        moment_label=_("Completed"),
        newest_first=True,
    ),
    "completed_in_week": Figure(
        label=_("Completed in seven days"),
        rows=_plain(volume.completed_in_week),
        moment="completed_at",
        moment_label=_("Completed"),
        words=telling.time_taken,
        newest_first=True,
    ),
    "breached": Figure(
        label=_("Went over time"),
        rows=_timers(judged.breached_timers),
        moment="breached_at",
        moment_label=_("Over time since"),
        words=telling.of_timer,
        related=("rule",),
        newest_first=True,
    ),
    "judged": Figure(
        label=_("Timers that got their verdict"),
        rows=_timers(judged.judged_timers),
        moment="started_at",
        moment_label=_("Started"),
        words=telling.of_timer,
        related=("rule",),
        newest_first=True,
    ),
    "cancelled": Figure(
        label=_("Timers that ended without a verdict"),
        rows=_plain(judged.timers_cancelled),
        moment="stopped_at",
        moment_label=_("Stopped"),
        words=telling.of_timer,
        related=("rule",),
        newest_first=True,
    ),
    "advisory": Figure(
        label=_("Missed, but only advised"),
        rows=_timers(judged.advisory_misses),
        moment="breached_at",
        moment_label=_("Missed since"),
        words=telling.of_timer,
        related=("rule",),
        newest_first=True,
    ),
    "exceptions": Figure(
        label=_("Let pass as an exception"),
        rows=_plain(judged.exceptions),
        moment="happened_at",
        moment_label=_("Let pass"),
        words=telling.of_exception,
        newest_first=True,
    ),
    "silence": Figure(
        label=_("Accepted after silence"),
        rows=_plain(judged.accepted_after_silence),
        moment="happened_at",
        moment_label=_("Taken as accepted"),
        newest_first=True,
    ),
    "scored": Figure(
        label=_("Answers of customers"),
        rows=_plain(satisfaction.scores),
        moment="given_at",
        moment_label=_("Given"),
        words=telling.of_score,
        newest_first=True,
    ),
    "satisfied": Figure(
        label=_("Satisfied answers"),
        rows=_plain(satisfaction.satisfied_scores),
        moment="given_at",
        moment_label=_("Given"),
        words=telling.of_score,
        newest_first=True,
    ),
    "unscored": Figure(
        label=_("Completed without an answer so far"),
        rows=_plain(satisfaction.unscored_tickets),
        moment="completed_at",
        moment_label=_("Completed"),
        newest_first=True,
    ),
}
