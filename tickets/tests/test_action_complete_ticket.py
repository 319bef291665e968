"""Completing: the result is told; solve and the promise are met, the revisit due."""

from datetime import UTC, datetime

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket
from tickets.choices import EntryKind, HoldReason, Lane, PromiseState, Source, Stage
from tickets.errors import Refused
from tickets.models import Dispatch, OutboxMessage
from tickets.signals import ticket_completed
from tickets.tests.stories import (
    DAY,
    HOUR,
    complete,
    confirm,
    findings,
    has_evidence,
    last_entry,
    mails,
    nothing_kept,
    running,
    timer,
    to_confirm,
    to_serve,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(cast, make_ticket, frozen_now):
    return to_serve(make_ticket(), cast.alice, frozen_now)


def test_the_result_is_told_and_its_clocks_stop(cast, served, frozen_now):
    now = frozen_now + HOUR
    ticket = complete(served, cast.alice, now)
    assert (ticket.stage, ticket.completed_at) == (Stage.CLOSE, now)
    entry = last_entry(ticket, EntryKind.RESULT)
    assert (entry.lane, entry.body) == (Lane.FRONT, "已修好")
    assert has_evidence(ticket, EvidenceKind.SERVICE_RECORD)
    for milestone in (Milestone.SOLVE, Milestone.PROMISE):
        row = timer(ticket, milestone)
        assert (row.outcome, row.stopped_by) == ("met", entry)
    assert running(ticket) == {
        Milestone.REVISIT,
        Milestone.ACCEPTANCE_REMINDER,
        Milestone.ACCEPTANCE_SILENCE,
    }
    assert ticket.next_milestone == Milestone.REVISIT
    assert mails(ticket)[-1] == "completed"
    assert findings(now) == []


def test_the_revisit_is_due_the_next_day(cast, served, frozen_now):
    ticket = complete(served, cast.alice, frozen_now)
    assert timer(ticket, Milestone.REVISIT).due_at == frozen_now + DAY


def test_nobody_is_called_at_night(cast, make_ticket):
    evening = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai
    ticket = to_serve(make_ticket(now=evening), cast.alice, evening)
    ticket = complete(ticket, cast.alice, evening)
    due = timer(ticket, Milestone.REVISIT).due_at
    assert due == datetime(2026, 3, 5, 13, 0, tzinfo=UTC)  # 21:00 in Shanghai


def test_the_promise_is_kept_or_broken(cast, make_ticket, frozen_now):
    kept = to_serve(make_ticket(), cast.alice, frozen_now)
    broken = to_serve(make_ticket(), cast.alice, frozen_now)
    complete(kept, cast.alice, frozen_now + 3 * HOUR)
    complete(broken, cast.alice, frozen_now + 4 * HOUR)
    assert kept.promises.get().state == PromiseState.KEPT
    assert broken.promises.get().state == PromiseState.BROKEN
    row = timer(broken, Milestone.PROMISE)
    assert (row.outcome, row.breached_at) == ("met", frozen_now + 3 * HOUR)
    assert findings(frozen_now + 4 * HOUR) == []


def test_a_service_record_is_needed(cast, served, frozen_now):
    with nothing_kept() as refusal:
        complete_ticket(
            ticket=served, actor=cast.alice, result="好", work_done="", now=frozen_now
        )
    assert [rule.evidence for rule in refusal.value.missing] == ["service_record"]


def test_one_written_before_is_enough(cast, served, frozen_now):
    ticket = record_evidence(
        ticket=served,
        actor=cast.alice,
        kind=EvidenceKind.SERVICE_RECORD,
        data={"text": "换阀"},
        now=frozen_now,
    )
    ticket = complete_ticket(
        ticket=ticket, actor=cast.alice, result="好", work_done=" ", now=frozen_now
    )
    assert ticket.stage == Stage.CLOSE


def test_a_complaint_is_reviewed_first(cast, make_ticket, frozen_now):
    ticket = make_ticket(kind="complaint_service")
    ticket = to_confirm(ticket, cast.alice, frozen_now)
    kinds = (EvidenceKind.PLAN, EvidenceKind.NEED)
    ticket = confirm(ticket, cast.alice, frozen_now, kinds)
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    with nothing_kept() as refusal:
        complete(ticket, cast.alice, frozen_now)
    assert [rule.evidence for rule in refusal.value.missing] == ["complaint_review"]


def test_no_result_is_no_completion(cast, served, frozen_now):
    with nothing_kept(Refused):
        complete_ticket(
            ticket=served, actor=cast.alice, result=" ", work_done="换", now=frozen_now
        )


def test_what_the_log_did_not_keep_cannot_be_asked_for(make_ticket, frozen_now):
    ticket = make_ticket(source=Source.IMPORTED)
    for _stage in range(2):
        ticket = advance_ticket(ticket=ticket, actor=None, now=frozen_now)
    ticket = complete_ticket(
        ticket=ticket, actor=None, result="", work_done="", now=frozen_now
    )
    assert ticket.stage == Stage.CLOSE
    assert last_entry(ticket, EntryKind.RESULT).source == Source.IMPORTED
    assert not OutboxMessage.objects.exists()


def test_a_dispatch_nobody_answered_holds_nobody_up(cast, served, frozen_now):
    ticket = dispatch_ticket(
        ticket=served,
        actor=cast.alice,
        to_team=cast.general,
        to_user=cast.anna,
        need="上门",
        now=frozen_now,
    )
    ticket = complete(ticket, cast.alice, frozen_now)
    assert Dispatch.objects.get().state == "withdrawn"
    assert timer(ticket, Milestone.ACCEPT).outcome == "cancelled"
    assert take_ticket(ticket=ticket, actor=cast.lee, now=frozen_now)


def test_on_hold_it_waits(cast, served, frozen_now):
    ticket = hold_ticket(
        ticket=served,
        actor=cast.alice,
        reason=HoldReason.LATER,
        note="",
        until=None,
        now=frozen_now,
    )
    with nothing_kept():
        complete(ticket, cast.alice, frozen_now)


def test_the_service_comes_first(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        complete(ticket, cast.alice, frozen_now)


def test_twice_is_refused(cast, served, frozen_now):
    complete(served, cast.alice, frozen_now)
    with nothing_kept():
        complete(served, cast.alice, frozen_now)


def test_the_follow_up_hears_of_it(
    cast, served, frozen_now, django_capture_on_commit_callbacks
):
    heard = []

    def hear(ticket, now, **kwargs):
        heard.append((ticket.stage, now))

    ticket_completed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            complete(served, cast.alice, frozen_now)
    finally:
        ticket_completed.disconnect(hear)
    assert heard == [(Stage.CLOSE, frozen_now)]
