"""Calls to the customer, and how the follow-up ends."""

from datetime import timedelta

import pytest

from standards.choices import EvidenceKind
from surveys.actions.record_attempt import record_attempt
from surveys.choices import AttemptResult, RevisitOutcome, RevisitState
from surveys.errors import AlreadyRecorded
from surveys.models import Recovery, Score
from surveys.tests.conftest import revisit_of, stage_of
from tickets.actions.record_evidence import record_evidence
from tickets.choices import EntryKind, Outcome, Stage
from tickets.errors import Refused
from tickets.models import Deadline, Entry, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cast, news, frozen_now):
    """Record a call of Alice an hour after the completion."""

    def run(ticket, result, *, at=frozen_now + timedelta(hours=1), **values):
        given = {"actor": cast.alice, "note": "", "now": at, **values}
        return news(
            record_attempt,
            revisit=revisit_of(ticket),
            result=AttemptResult(result),
            **given,
        )

    return run


def timer_of(ticket, milestone="revisit"):
    return Deadline.objects.get(ticket=ticket, milestone=milestone)


def test_a_reached_customer_ends_it_and_meets_the_timer(phone_ticket, call, cast):
    recorded = call(phone_ticket, "reached", stars=5, remark="师傅很好").revisit
    assert recorded.state == RevisitState.RECORDED
    assert recorded.outcome == RevisitOutcome.REACHED
    assert recorded.recorded_by == cast.alice
    assert timer_of(phone_ticket).outcome == Outcome.MET
    score = Score.objects.get(ticket=phone_ticket)
    assert (score.stars, score.source, score.remark) == (5, "phone", "师傅很好")
    scored = Entry.objects.get(ticket=phone_ticket, kind=EntryKind.SCORED)
    assert scored.data == {"stars": 5, "source": "phone"}
    assert stage_of(phone_ticket) == Stage.CLOSE


def test_refusing_ends_it_too(phone_ticket, call):
    assert call(phone_ticket, "refused").revisit.outcome == RevisitOutcome.REFUSED


def test_it_is_not_reached_after_the_handbooks_three_failed_calls(phone_ticket, call):
    assert call(phone_ticket, "no_answer").revisit.is_open
    again = timedelta(hours=1)
    later = revisit_of(phone_ticket).due_at - again
    call(phone_ticket, "call_later", call_again_at=later)
    assert call(phone_ticket, "wrong_number").revisit.is_open
    ended = call(phone_ticket, "no_answer").revisit
    assert ended.outcome == RevisitOutcome.NOT_REACHED
    assert [one.number for one in ended.attempts.all()] == [1, 2, 3, 4]
    tried = Entry.objects.filter(ticket=phone_ticket, kind=EntryKind.REVISIT_ATTEMPT)
    assert tried.count() == 4
    assert timer_of(phone_ticket).outcome == Outcome.MET


def test_late_is_met_late_and_over_time(phone_ticket, call):
    late = revisit_of(phone_ticket).due_at + timedelta(hours=1)
    call(phone_ticket, "reached", at=late)
    timer = timer_of(phone_ticket)
    assert timer.breached_at == timer.due_at
    assert timer.stopped_at == late


def test_the_customers_word_accepts_the_result_and_ends_the_ticket(phone_ticket, call):
    call(phone_ticket, "reached", stars=5, solved=True)
    ticket = Ticket.objects.get(pk=phone_ticket.pk)
    assert ticket.stage == Stage.DONE
    assert ticket.accepted_by == "staff"


def test_a_missing_voucher_is_named_and_the_call_kept(complete, call, cast, frozen_now):
    ticket = complete(kind="complaint_service")
    Ticket.objects.filter(pk=ticket.pk).update(place="on_site")
    recording = call(ticket, "reached", solved=True)
    assert recording.revisit.state == RevisitState.RECORDED
    missing = {rule.evidence for rule in recording.refusal.missing}
    assert missing == {EvidenceKind.VOUCHER}
    assert stage_of(ticket) == Stage.CLOSE


def test_with_the_voucher_the_acceptance_finishes_it(
    complete, call, accept, cast, frozen_now
):
    ticket = complete(kind="complaint_service")
    Ticket.objects.filter(pk=ticket.pk).update(place="on_site")
    call(ticket, "reached", solved=True)
    record_evidence(
        ticket=ticket,
        actor=cast.alice,
        kind=EvidenceKind.VOUCHER,
        data={"text": "客户签字"},
        now=frozen_now + timedelta(hours=2),
    )
    accept(ticket, now=frozen_now + timedelta(hours=2))
    assert stage_of(ticket) == Stage.DONE


def test_not_solved_reopens_the_ticket(phone_ticket, call):
    call(phone_ticket, "reached", solved=False, remark="还是不制冷")
    ticket = Ticket.objects.get(pk=phone_ticket.pk)
    assert (ticket.stage, ticket.cycle) == (Stage.CONFIRM, 2)
    assert ticket.revisits.get().state == RevisitState.RECORDED


def test_a_low_score_on_the_phone_opens_a_recovery(phone_ticket, call, accept):
    call(phone_ticket, "reached", stars=3, solved=True)
    assert Recovery.objects.get(ticket=phone_ticket).is_open
    assert stage_of(phone_ticket) == Stage.FOLLOW_UP


def test_of_two_callers_the_second_hears_it_kindly(phone_ticket, call, cast):
    call(phone_ticket, "reached", stars=5)
    with pytest.raises(AlreadyRecorded) as refusal:
        call(phone_ticket, "refused", actor=cast.anna)
    assert "王丽" in refusal.value.messages[0]
    assert revisit_of(phone_ticket).outcome == RevisitOutcome.REACHED


def test_the_same_attempt_sent_twice_counts_once(phone_ticket, call):
    call(phone_ticket, "no_answer", seen=0)
    with pytest.raises(AlreadyRecorded):
        call(phone_ticket, "no_answer", seen=0)
    assert revisit_of(phone_ticket).attempts.count() == 1


def test_nobody_to_call_is_recorded_as_just_that(complete, call):
    ticket = complete(
        kind="complaint_anonymous", contact_phone="", contact_email="", contact_name=""
    )
    ended = call(ticket, "no_contact", note="匿名投诉").revisit
    assert ended.outcome == RevisitOutcome.NOT_REACHED


def test_somebody_to_call_must_be_called(phone_ticket, call):
    with pytest.raises(Refused):
        call(phone_ticket, "no_contact")
    assert revisit_of(phone_ticket).is_open


def test_what_makes_no_sense_is_refused(phone_ticket, call, frozen_now, subtests):
    too_far = frozen_now + timedelta(days=400)
    for result, values in (
        ("no_answer", {"stars": 5}),
        ("reached", {"stars": 0}),
        ("reached", {"stars": 6}),
        ("reached", {"stars": -1}),
        ("call_later", {"call_again_at": frozen_now}),
        ("call_later", {"call_again_at": too_far}),
    ):
        with subtests.test(result=result), pytest.raises(Refused):
            call(phone_ticket, result, **values)
    assert revisit_of(phone_ticket).attempts.count() == 0
