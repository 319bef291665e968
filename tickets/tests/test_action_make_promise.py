"""Promises: what, by when, by whom; the time promised is the deadline."""

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets import sweeps
from tickets.actions.make_promise import make_promise
from tickets.choices import EntryKind, Lane, PromiseState
from tickets.errors import Refused
from tickets.models import OutboxMessage, Promise
from tickets.tests.stories import (
    HOUR,
    findings,
    has_evidence,
    last_entry,
    mails,
    nothing_kept,
    promise,
    timer,
    to_close,
)

pytestmark = pytest.mark.django_db


def test_it_is_told_and_timed(cast, make_ticket, frozen_now):
    ticket = promise(make_ticket(), cast.alice, frozen_now)
    row = Promise.objects.get()
    assert (row.what, row.due_at, row.responsible, row.reason, row.state) == (
        "答复",
        frozen_now + 3 * HOUR,
        cast.alice,
        "需要查资料",
        PromiseState.OPEN,
    )
    timed = timer(ticket, Milestone.PROMISE)
    assert (row.deadline, timed.due_at, timed.round) == (timed, row.due_at, 1)
    assert timed.next_fire_at == frozen_now + 1.5 * HOUR  # half of the span
    assert (ticket.next_due_at, ticket.next_milestone) == (row.due_at, "promise")
    assert last_entry(ticket, EntryKind.PROMISED).lane == Lane.FRONT
    assert has_evidence(ticket, EvidenceKind.PROMISE)
    assert has_evidence(ticket, EvidenceKind.TIME_NEEDED)
    assert mails(ticket)[-1] == "promised"
    assert OutboxMessage.objects.get(purpose="promised").body
    assert findings(frozen_now) == []


def test_without_a_reason_the_time_is_not_explained(cast, make_ticket, frozen_now):
    ticket = make_promise(
        ticket=make_ticket(),
        actor=cast.alice,
        what="答复",
        due_at=frozen_now + HOUR,
        responsible=None,
        reason="",
        now=frozen_now,
    )
    assert has_evidence(ticket, EvidenceKind.PROMISE)
    assert not has_evidence(ticket, EvidenceKind.TIME_NEEDED)


def test_a_promise_is_no_answer(cast, make_ticket, frozen_now):
    ticket = promise(make_ticket(), cast.alice, frozen_now)
    assert timer(ticket, Milestone.FIRST_ANSWER).stopped_at is None


def test_an_open_one_is_moved_not_doubled(cast, make_ticket, frozen_now):
    ticket = promise(make_ticket(), cast.alice, frozen_now)
    with nothing_kept(Refused):
        promise(ticket, cast.alice, frozen_now + HOUR)


@pytest.mark.parametrize("is_swept", [True, False])
def test_a_broken_one_is_settled_and_a_new_one_made(
    cast, make_ticket, frozen_now, is_swept
):
    ticket = promise(make_ticket(), cast.alice, frozen_now)
    now = frozen_now + 4 * HOUR
    if is_swept:
        sweeps.sweep_deadlines(now=now)
    ticket = promise(ticket, cast.alice, now)
    sweeps.sweep_deadlines(now=now)
    old, new = Promise.objects.order_by("made_at")
    assert (old.state, old.settled_at) == (PromiseState.BROKEN, now)
    assert old.deadline.outcome == "cancelled"
    assert old.deadline.breached_at == frozen_now + 3 * HOUR
    assert (new.state, new.round, new.due_at) == (
        PromiseState.OPEN,
        2,
        now + 3 * HOUR,
    )
    assert ticket.next_due_at == new.due_at
    assert findings(now) == []


def test_it_lies_in_the_future(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        promise(ticket, cast.alice, frozen_now, hours=0)


def test_after_the_result_nothing_is_promised(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        promise(ticket, cast.alice, frozen_now)
