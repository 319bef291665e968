"""Moving a promise: with a reason, an alternative, and before its time."""

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets import sweeps
from tickets.actions.move_promise import move_promise
from tickets.choices import EntryKind, PromiseState
from tickets.errors import Refused
from tickets.models import OutboxMessage, Promise
from tickets.tests.stories import (
    HOUR,
    confirm,
    findings,
    has_evidence,
    last_entry,
    nothing_kept,
    timer,
    to_close,
    to_confirm,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def promised(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(), cast.alice, frozen_now)
    return confirm(ticket, cast.alice, frozen_now)


def move(ticket, actor, now, **values):
    given = {
        "due_at": now + 8 * HOUR,
        "reason": "缺配件",
        "alternative": "可先借用备机",
        **values,
    }
    return move_promise(ticket=ticket, actor=actor, now=now, **given)


def test_the_customer_hears_of_it_before_the_old_time(cast, promised, frozen_now):
    now = frozen_now + 2 * HOUR
    ticket = move(promised, cast.alice, now)
    old, new = Promise.objects.order_by("made_at")
    assert (old.state, old.settled_at) == (PromiseState.MOVED, now)
    assert (new.what, new.due_at, new.reason) == (old.what, now + 8 * HOUR, "缺配件")
    assert new.responsible == cast.alice
    assert has_evidence(ticket, EvidenceKind.CHANGE_NOTICE)
    data = last_entry(ticket, EntryKind.PROMISE_MOVED).data
    assert data["alternative"] == "可先借用备机"
    assert data["old_due_at"] == old.due_at.isoformat()
    assert OutboxMessage.objects.filter(purpose="promised").count() == 2


def test_the_old_clock_stops_without_a_breach(cast, promised, frozen_now):
    ticket = move(promised, cast.alice, frozen_now + 2 * HOUR)
    old = timer(ticket, Milestone.PROMISE, round=1)
    assert (old.outcome, old.breached_at) == ("cancelled", None)
    new = timer(ticket, Milestone.PROMISE)
    assert (new.round, new.due_at) == (2, frozen_now + 10 * HOUR)
    assert ticket.next_due_at == new.due_at
    sweeps.sweep_deadlines(now=frozen_now + 4 * HOUR)
    assert findings(frozen_now + 4 * HOUR) == []


@pytest.mark.parametrize("hours", [3, 5])
def test_once_the_time_has_come_there_is_nothing_to_move(
    cast, promised, frozen_now, hours
):
    with nothing_kept(Refused):
        move(promised, cast.alice, frozen_now + hours * HOUR)


@pytest.mark.parametrize("missing", [{"reason": " "}, {"alternative": ""}])
def test_it_takes_a_reason_and_an_alternative(cast, promised, frozen_now, missing):
    with nothing_kept(Refused):
        move(promised, cast.alice, frozen_now, **missing)


def test_the_new_time_lies_in_the_future(cast, promised, frozen_now):
    with nothing_kept(Refused):
        move(promised, cast.alice, frozen_now, due_at=frozen_now)


def test_without_a_promise_there_is_nothing_to_move(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(), cast.alice, frozen_now)
    with nothing_kept(Refused):
        move(ticket, cast.alice, frozen_now)


def test_twice_moves_the_new_one(cast, promised, frozen_now):
    ticket = move(promised, cast.alice, frozen_now)
    move(ticket, cast.alice, frozen_now + HOUR)
    states = list(Promise.objects.order_by("made_at").values_list("state", flat=True))
    assert states == ["moved", "moved", "open"]
    assert findings(frozen_now + HOUR) == []


def test_after_the_result_nothing_moves(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        move(ticket, cast.alice, frozen_now)
