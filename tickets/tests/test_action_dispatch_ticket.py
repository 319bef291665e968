"""Dispatching: given, accepted in time, or returned with a reason."""

from datetime import UTC, datetime

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets import sweeps
from tickets.actions.dispatch_ticket import (
    accept_dispatch,
    dispatch_ticket,
    return_dispatch,
)
from tickets.actions.make_appointment import make_appointment
from tickets.choices import DispatchState, EntryKind
from tickets.errors import Refused
from tickets.models import Appointment, Dispatch, Notice
from tickets.tests.stories import (
    DAY,
    HOUR,
    findings,
    has_evidence,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
    to_confirm,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(cast, make_ticket, frozen_now):
    return to_confirm(make_ticket(), cast.alice, frozen_now)


def dispatch(ticket, cast, now, to_user=None, to_team=None):
    return dispatch_ticket(
        ticket=ticket,
        actor=cast.alice,
        to_team=to_team or cast.repairs,
        to_user=to_user,
        need="上门检查",
        now=now,
    )


def test_responsibility_changes_hands_and_is_timed(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now, cast.bob)
    row = Dispatch.objects.get()
    assert (row.from_team, row.to_team, row.to_user) == (
        cast.general,
        cast.repairs,
        cast.bob,
    )
    assert (ticket.team, ticket.assignee) == (cast.repairs, cast.bob)
    assert timer(ticket, Milestone.ACCEPT).due_at == frozen_now + HOUR
    entry = last_entry(ticket, EntryKind.DISPATCHED)
    assert entry.body == "上门检查"
    assert Notice.objects.get(entry=entry).user == cast.bob
    assert has_evidence(ticket, EvidenceKind.RESPONSIBLE)
    assert findings(frozen_now) == []


def test_the_hour_to_accept_is_one_of_business_hours(cast, make_ticket):
    evening = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)  # Friday, 17:30 in Shanghai
    ticket = to_confirm(make_ticket(now=evening), cast.alice, evening)
    ticket = dispatch(ticket, cast, evening)
    monday = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)  # 9:30
    assert timer(ticket, Milestone.ACCEPT).due_at == monday


def test_who_accepts_answers_for_it(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now)
    assert ticket.assignee is None
    ticket = accept_dispatch(ticket=ticket, actor=cast.bob, now=frozen_now + HOUR / 2)
    assert ticket.assignee == cast.bob
    row = timer(ticket, Milestone.ACCEPT)
    assert (row.outcome, row.breached_at) == ("met", None)
    assert Dispatch.objects.get().state == DispatchState.ACCEPTED
    entry = last_entry(ticket, EntryKind.DISPATCH_ACCEPTED)
    assert Notice.objects.get(entry=entry).user == cast.alice


def test_accepting_late_is_over_time(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now)
    now = frozen_now + 1.5 * HOUR
    ticket = accept_dispatch(ticket=ticket, actor=cast.bob, now=now)
    row = timer(ticket, Milestone.ACCEPT)
    assert (row.outcome, row.breached_at) == ("met", frozen_now + HOUR)


def test_the_engineers_yes_confirms_the_visit(cast, confirmed, frozen_now):
    ticket = make_appointment(
        ticket=confirmed,
        actor=cast.alice,
        starts_at=frozen_now + DAY,
        latest_at=frozen_now + DAY + HOUR,
        minutes=60,
        engineer=cast.bob,
        now=frozen_now,
    )
    ticket = dispatch(ticket, cast, frozen_now, cast.bob)
    assert not Appointment.objects.get().is_confirmed
    accept_dispatch(ticket=ticket, actor=cast.bob, now=frozen_now)
    assert Appointment.objects.get().is_confirmed


def test_a_return_goes_back_with_its_reason(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now, cast.bob)
    ticket = return_dispatch(
        ticket=ticket, actor=cast.bob, reason="不属本组", now=frozen_now
    )
    assert (ticket.team, ticket.assignee) == (cast.general, cast.alice)
    row = Dispatch.objects.get()
    assert (row.state, row.reason) == (DispatchState.RETURNED, "不属本组")
    assert timer(ticket, Milestone.ACCEPT).outcome == "met"
    assert last_entry(ticket, EntryKind.DISPATCH_RETURNED).body == "不属本组"


def test_a_return_needs_a_reason(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now)
    with nothing_kept(Refused):
        return_dispatch(ticket=ticket, actor=cast.bob, reason="", now=frozen_now)


def test_a_new_dispatch_withdraws_the_waiting_one(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now)
    now = frozen_now + HOUR / 2
    ticket = dispatch(ticket, cast, now, cast.anna, cast.general)
    states = list(Dispatch.objects.values_list("state", flat=True))
    assert states == [DispatchState.WITHDRAWN, DispatchState.PENDING]
    # It goes back to where it first came from, not to who never took it.
    assert Dispatch.objects.last().from_team == cast.general
    row = timer(ticket, Milestone.ACCEPT)
    assert (row.round, row.started_at) == (2, now)
    assert findings(now) == []


def test_nobody_else_answers_a_dispatch(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now, cast.bob)
    for stranger in (cast.anna, cast.lee):
        with nothing_kept(Refused):
            accept_dispatch(ticket=ticket, actor=stranger, now=frozen_now)
        with nothing_kept(Refused):
            return_dispatch(
                ticket=ticket, actor=stranger, reason="不要", now=frozen_now
            )


def test_it_is_answered_once(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now)
    accept_dispatch(ticket=ticket, actor=cast.bob, now=frozen_now)
    with nothing_kept(Refused):
        accept_dispatch(ticket=ticket, actor=cast.bob, now=frozen_now)
    with nothing_kept(Refused):
        return_dispatch(ticket=ticket, actor=cast.bob, reason="晚了", now=frozen_now)


def test_a_person_belongs_to_the_team(cast, confirmed, frozen_now):
    with nothing_kept(Refused):
        dispatch(confirmed, cast, frozen_now, cast.anna, cast.repairs)


def test_an_unanswered_dispatch_warns_its_team(cast, confirmed, frozen_now):
    ticket = dispatch(confirmed, cast, frozen_now)
    sweeps.sweep_deadlines(now=frozen_now + HOUR)
    assert timer(ticket, Milestone.ACCEPT).breached_at == frozen_now + HOUR
    assert Milestone.ACCEPT in running(ticket)


def test_the_need_is_confirmed_first_and_not_dispatched_when_done(
    cast, make_ticket, frozen_now
):
    early, late = make_ticket(), to_close(make_ticket(), cast.alice, frozen_now)
    for ticket in (early, late):
        with nothing_kept():
            dispatch(ticket, cast, frozen_now)
