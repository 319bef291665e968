"""Judges the timers of a ticket anew: its facts or its edition have changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from standards.choices import Milestone
from standards.models import Rule
from tickets.choices import Outcome, Stage
from tickets.lifecycle import AUTOMATIONS, FIRST_CONTACT, WORKING
from tickets.models import Deadline

if TYPE_CHECKING:
    from tickets.deadlines.timers import Timers

KEPT = AUTOMATIONS | {Milestone.PROMISE}
"""Timers whose moment was set by somebody; no rule can move it."""


def replay(timers: Timers, *, at: datetime) -> None:
    """Let the rules that apply now judge the running timers.

    1. What was over time stays so, found by the sweep or not.
    2. A timer that no rule asks for any more is cancelled.
    3. A timer with another rule runs by it, from where it once started.
    4. A timer that a rule asks for only now is started from where it would have.
    """
    facts = timers.ticket.facts
    for row in timers.running(set(Milestone) - KEPT):
        rule = timers.rulebook.timer(row.milestone, facts)
        if rule is not None and rule.pk == row.rule_id:
            continue
        timers.find_breach(row, at)
        if rule is None:
            timers.stop(row, Outcome.CANCELLED, at, None)
        elif row.breached_at is None:
            _judge_by(timers, row, rule, at)
    for milestone, since in _asked_for(timers, at):
        rule = timers.rulebook.timer(milestone, facts)
        if rule is not None and not timers.running([milestone]):
            _begin(timers, milestone, rule, since, at)


def _judge_by(timers: Timers, row: Deadline, rule: Rule, at: datetime) -> None:
    row.rule, row.time_base = rule, rule.time_base
    row.target_seconds = rule.target_seconds or 0
    row.levels = timers.levels_of(row.milestone, rule)
    row.advisory = rule.advisory
    timers.rearm(row, timers.due_of(row), at)


def _asked_for(timers: Timers, at: datetime) -> Iterator[tuple[Milestone, datetime]]:
    """Yield what should be timed in this stage, and since when."""
    ticket = timers.ticket
    if ticket.stage not in WORKING:
        return
    began = ticket.opened_at
    if ticket.cycle > 1:
        own = [row.started_at for row in timers.rows if row.cycle == ticket.cycle]
        began = min(own, default=at)
    yield Milestone.SOLVE, began
    if ticket.cycle == 1 and ticket.first_contact_at is None:
        for milestone in FIRST_CONTACT:
            yield milestone, began
    if ticket.unanswered_since and not timers.running([Milestone.FIRST_ANSWER]):
        yield Milestone.NEXT_ANSWER, ticket.unanswered_since
    if ticket.stage == Stage.SERVE:
        yield Milestone.PROGRESS, at


def _begin(
    timers: Timers, milestone: Milestone, rule: Rule, since: datetime, at: datetime
) -> None:
    """Start a timer, or let one go on that a change of facts had cancelled."""
    if timers.start(milestone, at=since, rule=rule) is not None:
        return
    for row in timers.rows:
        if (
            row.milestone == milestone
            and row.cycle == timers.ticket.cycle
            and row.outcome == Outcome.CANCELLED
        ):
            row.stopped_at, row.outcome, row.stopped_by = None, "", None
            row.armed_at = timers.now
            if row.breached_at is None:
                _judge_by(timers, row, rule, at)
            else:
                timers.rearm(row, row.due_at, at)
            if timers.stands_still(milestone):
                timers.stand_still(row, at)
