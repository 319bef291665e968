"""When a timer warns, is over time, and escalates."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings

from standards.choices import Milestone
from standards.clock import Pause, warning_moment
from standards.selectors import Calendars
from tickets.lifecycle import AUTOMATIONS, PAUSABLE
from tickets.models import Deadline

BREACH = 100
"""The level, in percent of the target, at which a timer is over time."""

SPANS = frozenset({Milestone.PROMISE, Milestone.REVISIT, Milestone.HOLD_END})
"""Timers whose due moment is set, not counted: levels divide the plain span."""

WARN_FROM = 80
"""From this share of the target (percent) a list shows a timer in amber."""

CHANGING = [
    "rule",
    "time_base",
    "target_seconds",
    "levels",
    "advisory",
    "due_at",
    "paused_since",
    "arming",
    "armed_at",
    "next_level",
    "next_fire_at",
    "stopped_at",
    "outcome",
    "stopped_by",
    "breached_at",
    "detected_at",
    "late",
]
"""Columns of a timer that a move may change."""


def level_moment(
    deadline: Deadline,
    level: int,
    calendars: Calendars,
    pauses: Collection[Pause] = (),
) -> datetime | None:
    """Return the moment at which a level (percent) of a timer is reached."""
    if level == BREACH or deadline.due_at is None:
        return deadline.due_at
    if deadline.milestone in SPANS:
        return deadline.started_at + (deadline.due_at - deadline.started_at) * (
            level / 100
        )
    return warning_moment(
        start=deadline.started_at,
        seconds=deadline.target_seconds,
        share_percent=level,
        calendar=calendars.for_base(deadline.time_base),
        pauses=list(pauses) if deadline.milestone in PAUSABLE else [],
    )


def arm(
    deadline: Deadline,
    *,
    after: datetime,
    calendars: Calendars,
    pauses: Collection[Pause] = (),
) -> None:
    """Set the next level and its moment.

    Warnings that lie in the past are left out; the breach never is.
    """
    for level in sorted(deadline.levels):
        if deadline.breached_at is not None and level <= BREACH:
            continue
        moment = level_moment(deadline, level, calendars, pauses)
        if moment is not None and (moment > after or level == BREACH):
            deadline.next_level, deadline.next_fire_at = level, moment
            return
    deadline.next_level = deadline.next_fire_at = None


def is_missed(row: Deadline, at: datetime) -> bool:
    """Say whether a timer has passed its due moment and nobody has marked it yet."""
    return (
        row.due_at is not None
        and at > row.due_at
        and row.breached_at is None
        and row.paused_since is None
        and row.milestone not in AUTOMATIONS
    )


def is_late(moment: datetime, armed_at: datetime, detected_at: datetime) -> bool:
    """Say whether something was found more than two sweep periods late."""
    return detected_at - max(moment, armed_at) > timedelta(
        seconds=2 * settings.SWEEP_PERIOD_SECONDS
    )


def breach_data(row: Deadline, level: int) -> dict[str, object]:
    """Return what an entry about a warning or breach says."""
    return {
        "milestone": row.milestone,
        "level": level,
        "rule": row.rule.code if row.rule else "",
        "cycle": row.cycle,
        "round": row.round,
        "advisory": row.advisory,
    }
