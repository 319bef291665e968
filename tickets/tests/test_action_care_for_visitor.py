"""Waiting visitors: looked after again and again, in time."""

import pytest

from standards.choices import Milestone
from tickets import sweeps
from tickets.actions.care_for_visitor import care_for_visitor
from tickets.choices import EntryKind, Source
from tickets.tests.stories import (
    MINUTE,
    findings,
    last_entry,
    nothing_kept,
    timer,
    to_confirm,
)

pytestmark = pytest.mark.django_db


def care(ticket, actor, now):
    return care_for_visitor(ticket=ticket, actor=actor, text="约十分钟", now=now)


def test_the_next_round_starts(cast, make_ticket, frozen_now):
    now = frozen_now + 8 * MINUTE
    ticket = care(make_ticket(channel="counter"), cast.alice, now)
    first = timer(ticket, Milestone.WAITING_CARE, round=1)
    assert (first.outcome, first.breached_at) == ("met", None)
    second = timer(ticket, Milestone.WAITING_CARE)
    assert (second.round, second.due_at) == (2, now + 10 * MINUTE)
    entry = last_entry(ticket, EntryKind.CARED)
    assert (entry.body, entry.source) == ("约十分钟", Source.DECLARED)


def test_it_is_no_greeting(cast, make_ticket, frozen_now):
    ticket = care(make_ticket(channel="counter"), cast.alice, frozen_now)
    assert timer(ticket, Milestone.ATTEND).stopped_at is None


def test_each_round_is_judged_by_itself(cast, make_ticket, frozen_now):
    ticket = make_ticket(channel="counter")
    now = frozen_now + 12 * MINUTE
    sweeps.sweep_deadlines(now=now)
    ticket = care(ticket, cast.alice, now)
    breached = ticket.deadlines.filter(milestone="waiting_care").order_by("round")
    assert [row.breached_at for row in breached] == [frozen_now + 10 * MINUTE, None]
    assert findings(now) == []


def test_on_other_channels_nobody_waits(cast, make_ticket, frozen_now):
    ticket = care(make_ticket(), cast.alice, frozen_now)
    assert timer(ticket, Milestone.WAITING_CARE) is None


def test_who_is_being_served_waits_no_more(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(channel="counter"), cast.alice, frozen_now)
    with nothing_kept():
        care(ticket, cast.alice, frozen_now)
