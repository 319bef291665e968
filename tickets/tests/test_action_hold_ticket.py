"""On hold: pausable timers stand still, and run on where they stopped."""

import pytest

from standards.choices import Milestone
from tickets import sweeps
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import cancel_ticket
from tickets.actions.hold_ticket import hold_ticket, resume_ticket
from tickets.actions.write_note import write_note
from tickets.choices import EntryKind, HoldReason, Lane
from tickets.errors import Refused
from tickets.models import FAR_FUTURE, HoldInterval
from tickets.tests.stories import (
    DAY,
    HOUR,
    findings,
    fresh,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
    to_serve,
)

pytestmark = pytest.mark.django_db


def hold(ticket, actor, now, until=None, reason=HoldReason.CUSTOMER):
    return hold_ticket(
        ticket=ticket, actor=actor, reason=reason, note="等型号", until=until, now=now
    )


@pytest.fixture
def answered(cast, make_ticket, frozen_now):
    """Only the time to solve runs on it."""
    return answer_customer(
        ticket=make_ticket(), actor=cast.alice, text="您好", now=frozen_now
    )


def test_nothing_is_due_while_it_waits(cast, answered, frozen_now):
    ticket = hold(answered, cast.alice, frozen_now + HOUR)
    assert (ticket.hold_reason, ticket.is_held) == (HoldReason.CUSTOMER, True)
    assert (ticket.next_due_at, ticket.next_milestone) == (FAR_FUTURE, "")
    row = timer(ticket, Milestone.SOLVE)
    assert (row.paused_since, row.next_fire_at) == (frozen_now + HOUR, None)
    entry = last_entry(ticket, EntryKind.HELD)
    assert (entry.lane, entry.body, entry.data["reason"]) == (
        Lane.BACK,
        "等型号",
        "customer",
    )
    sweeps.sweep_deadlines(now=frozen_now + 10 * DAY)
    assert timer(ticket, Milestone.SOLVE).breached_at is None
    assert findings(frozen_now + 10 * DAY) == []


def test_first_contacts_and_promises_run_on(cast, make_ticket, frozen_now):
    ticket = hold(make_ticket(), cast.alice, frozen_now)
    assert ticket.next_milestone == Milestone.FIRST_ANSWER
    promised = hold(
        to_serve(make_ticket(), cast.alice, frozen_now), cast.alice, frozen_now
    )
    assert promised.next_milestone == Milestone.PROMISE


def test_resuming_counts_none_of_the_time_between(cast, answered, frozen_now):
    ticket = hold(answered, cast.alice, frozen_now + HOUR)
    now = frozen_now + 6 * HOUR
    ticket = resume_ticket(ticket=ticket, actor=cast.alice, now=now)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.due_at, row.paused_since, row.arming) == (
        frozen_now + 29 * HOUR,
        None,
        2,
    )
    # 50 % of a day, with five hours in which it stood still.
    assert (row.next_level, row.next_fire_at) == (50, frozen_now + 17 * HOUR)
    assert ticket.next_due_at == row.due_at
    assert HoldInterval.objects.get().ended_at == now
    assert last_entry(ticket, EntryKind.RESUMED).actor == cast.alice
    assert findings(now) == []


def test_the_amber_of_a_list_remembers_the_hold(cast, answered, frozen_now):
    ticket = hold(answered, cast.alice, frozen_now + HOUR)
    resume_ticket(ticket=ticket, actor=cast.alice, now=frozen_now + 6 * HOUR)
    ticket = write_note(
        ticket=ticket, actor=cast.alice, text="好", now=frozen_now + 7 * HOUR
    )
    assert ticket.next_warn_at == frozen_now + DAY * 0.8 + 5 * HOUR


def test_an_agreed_end_resumes_at_that_moment(cast, answered, frozen_now):
    until = frozen_now + 3 * HOUR
    ticket = hold(answered, cast.alice, frozen_now + HOUR, until)
    assert ticket.next_due_at == FAR_FUTURE
    sweeps.sweep_deadlines(now=frozen_now + 4 * HOUR)
    ticket = fresh(ticket)
    assert not ticket.is_held
    assert HoldInterval.objects.get().ended_at == until
    assert timer(ticket, Milestone.HOLD_END).outcome == "met"
    assert timer(ticket, Milestone.HOLD_END).breached_at is None
    assert timer(ticket, Milestone.SOLVE).due_at == frozen_now + 26 * HOUR
    assert findings(frozen_now + 4 * HOUR) == []


def test_resuming_earlier_cancels_the_agreed_end(cast, answered, frozen_now):
    ticket = hold(answered, cast.alice, frozen_now, frozen_now + 3 * HOUR)
    ticket = resume_ticket(ticket=ticket, actor=cast.alice, now=frozen_now + HOUR)
    assert timer(ticket, Milestone.HOLD_END).outcome == "cancelled"
    again = hold(ticket, cast.alice, frozen_now + 2 * HOUR, frozen_now + 9 * HOUR)
    assert timer(again, Milestone.HOLD_END).round == 2


def test_a_breach_before_the_hold_stands(cast, answered, frozen_now):
    now = frozen_now + 30 * HOUR
    ticket = hold(answered, cast.alice, now)
    row = timer(ticket, Milestone.SOLVE)
    assert row.breached_at == frozen_now + DAY
    ticket = resume_ticket(ticket=ticket, actor=cast.alice, now=now + HOUR)
    row.refresh_from_db()
    assert (row.due_at, row.next_level) == (frozen_now + DAY, 150)
    sweeps.sweep_deadlines(now=now + 2 * DAY)
    assert findings(now + 2 * DAY) == []


def test_twice_is_refused(cast, answered, frozen_now):
    ticket = hold(answered, cast.alice, frozen_now)
    with nothing_kept():
        hold(ticket, cast.alice, frozen_now)


def test_it_must_end_in_the_future(cast, answered, frozen_now):
    with nothing_kept(Refused):
        hold(answered, cast.alice, frozen_now, until=frozen_now)


def test_only_what_waits_can_go_on(cast, answered, frozen_now):
    with nothing_kept(Refused):
        resume_ticket(ticket=answered, actor=cast.alice, now=frozen_now)


def test_ending_ends_the_hold(cast, answered, frozen_now):
    ticket = hold(answered, cast.alice, frozen_now, frozen_now + DAY)
    ticket = cancel_ticket(
        ticket=ticket, actor=cast.alice, reason="不要了", now=frozen_now + HOUR
    )
    assert (ticket.is_held, running(ticket)) == (False, set())
    assert not HoldInterval.objects.filter(ended_at=None).exists()


def test_a_completed_ticket_does_not_wait(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        hold(ticket, cast.alice, frozen_now)
