"""Reopening: a new cycle under the edition in force; breaches stand."""

import pytest

from standards.choices import Milestone
from tickets import sweeps
from tickets.actions.accept_result import accept_result
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.actions.finish_ticket import finish_ticket
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.choices import AcceptedBy, EntryKind, Lane, PromiseState, Stage
from tickets.models import Dispatch, Notice, Ticket
from tickets.signals import ticket_reopened
from tickets.tests.stories import (
    DAY,
    HOUR,
    complete,
    confirm,
    findings,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
    to_confirm,
    to_serve,
)

pytestmark = pytest.mark.django_db


def reopen(ticket, now, actor=None):
    return reopen_ticket(ticket=ticket, actor=actor, reason="又不制冷了", now=now)


@pytest.fixture
def closed(cast, make_ticket, frozen_now):
    return to_close(make_ticket(), cast.alice, frozen_now)


def test_the_customer_takes_it_up_again(cast, closed, frozen_now):
    now = frozen_now + HOUR
    ticket = reopen(closed, now)
    assert (ticket.stage, ticket.cycle) == (Stage.CONFIRM, 2)
    assert (ticket.completed_at, ticket.accepted_by, ticket.ending) == (None, "", "")
    entry = last_entry(ticket, EntryKind.CUSTOMER_MESSAGE)
    assert (entry.lane, entry.body) == (Lane.CUSTOMER, "又不制冷了")
    assert Notice.objects.get(entry=entry).user == cast.alice
    assert findings(now) == []


def test_old_timers_stop_and_new_ones_start(closed, frozen_now):
    now = frozen_now + HOUR
    ticket = reopen(closed, now)
    assert running(ticket) == {Milestone.SOLVE, Milestone.NEXT_ANSWER}
    assert timer(ticket, Milestone.REVISIT).outcome == "cancelled"
    solve = timer(ticket, Milestone.SOLVE)
    assert (solve.cycle, solve.due_at) == (2, now + DAY)
    assert timer(ticket, Milestone.SOLVE, cycle=1).outcome == "met"
    assert ticket.unanswered_since == now


def test_a_breach_of_the_old_cycle_stands(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    now = frozen_now + 25 * HOUR
    sweeps.sweep_deadlines(now=now)
    ticket = reopen(ticket, now, cast.alice)
    row = timer(ticket, Milestone.SOLVE, cycle=1)
    assert (row.outcome, row.breached_at) == ("cancelled", frozen_now + DAY)
    assert findings(now) == []


def test_so_does_one_that_was_not_found_yet(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    now = frozen_now + 25 * HOUR
    ticket = reopen(ticket, now, cast.alice)
    assert timer(ticket, Milestone.SOLVE, cycle=1).breached_at == frozen_now + DAY


def test_who_and_what_stay_on_record_the_rest_is_asked_again(cast, closed, frozen_now):
    ticket = reopen(closed, frozen_now)
    with nothing_kept() as refusal:
        advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert {rule.evidence for rule in refusal.value.missing} == {
        "restatement",
        "plan",
        "promise",
        "time_needed",
    }
    ticket = confirm(ticket, cast.alice, frozen_now)
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    # Who answered for it still does.
    assert complete(ticket, cast.alice, frozen_now).stage == Stage.CLOSE


def test_without_an_owner_somebody_is_asked_to_answer_for_it(cast, closed, frozen_now):
    Ticket.objects.update(assignee=None)
    ticket = confirm(reopen(closed, frozen_now), cast.alice, frozen_now)
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    with nothing_kept() as refusal:
        complete(ticket, cast.alice, frozen_now)
    assert {rule.evidence for rule in refusal.value.missing} == {"responsible"}


def test_even_what_was_done_comes_back(cast, closed, frozen_now):
    ticket = accept_result(
        ticket=closed, actor=None, by=AcceptedBy.CUSTOMER, words="", now=frozen_now
    )
    ticket = finish_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    ticket = reopen(ticket, frozen_now + DAY)
    assert (ticket.stage, ticket.ended_at, ticket.ending) == (Stage.CONFIRM, None, "")
    assert ticket.is_open


def test_what_was_promised_and_dispatched_is_withdrawn(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    ticket = dispatch_ticket(
        ticket=ticket,
        actor=cast.alice,
        to_team=cast.repairs,
        to_user=None,
        need="上门",
        now=frozen_now,
    )
    ticket = reopen(ticket, frozen_now + HOUR, cast.alice)
    assert ticket.promises.get().state == PromiseState.WITHDRAWN
    assert Dispatch.objects.get().state == "withdrawn"
    assert findings(frozen_now + HOUR) == []


def test_the_follow_up_hears_of_it(
    closed, frozen_now, django_capture_on_commit_callbacks
):
    heard = []

    def hear(ticket, **kwargs):
        heard.append(ticket.cycle)

    ticket_reopened.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            reopen(closed, frozen_now)
    finally:
        ticket_reopened.disconnect(hear)
    assert heard == [2]


def test_twice_is_refused(closed, frozen_now):
    ticket = reopen(closed, frozen_now)
    with nothing_kept():
        reopen(ticket, frozen_now)


def test_what_is_still_being_confirmed_is_open_already(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        reopen(ticket, frozen_now)
