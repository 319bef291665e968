"""A low score is made good: contact, plan, result."""

from datetime import timedelta

import pytest

from surveys.actions.close_recovery import close_recovery
from surveys.actions.contact_recovery import contact_recovery
from surveys.actions.drop_follow_up import drop_follow_up
from surveys.actions.give_score import give_score
from surveys.actions.open_recovery import open_recovery
from surveys.choices import RecoveryState, RevisitState
from surveys.errors import AlreadyRecorded
from surveys.models import Invitation, Recovery, Score
from surveys.tests.conftest import invitation_of, revisit_of, stage_of
from tickets.actions.cancel_ticket import cancel_ticket
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.choices import EntryKind, Outcome, Stage
from tickets.errors import Refused
from tickets.models import Deadline, Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def recovery(link_ticket, accept, news, frozen_now) -> Recovery:
    """An accepted ticket with two stars."""
    accept(link_ticket)
    news(
        give_score,
        invitation=invitation_of(link_ticket),
        stars=2,
        remark="等太久",
        now=frozen_now,
    )
    return Recovery.objects.select_related("ticket").get()


@pytest.fixture
def contact(cast, news, frozen_now):
    """Record Alice's contact half an hour later."""

    def run(recovery, *, actor=cast.alice, cause="排班不足", plan="周末加一班"):
        now = frozen_now + timedelta(minutes=30)
        return news(
            contact_recovery,
            recovery=recovery,
            actor=actor,
            cause=cause,
            plan=plan,
            now=now,
        )

    return run


@pytest.fixture
def close(cast, news, frozen_now):
    """Close it a day later."""

    def run(recovery, *, actor=cast.alice, result="已加班，客户满意"):
        now = frozen_now + timedelta(days=1)
        return news(
            close_recovery, recovery=recovery, actor=actor, result=result, now=now
        )

    return run


def test_the_contact_meets_the_clock(recovery, contact, cast):
    done = contact(recovery)
    assert done.state == RecoveryState.CONTACTED
    assert done.owner == cast.alice
    timer = Deadline.objects.get(ticket=recovery.ticket, milestone="recovery")
    assert timer.outcome == Outcome.MET
    assert stage_of(recovery.ticket) == Stage.FOLLOW_UP


def test_closing_ends_the_ticket(recovery, contact, close):
    contact(recovery)
    close(recovery)
    assert stage_of(recovery.ticket) == Stage.DONE
    closed = Entry.objects.get(kind=EntryKind.RECOVERY_CLOSED)
    assert closed.data == {"contacted": True}


@pytest.mark.parametrize("empty", ["cause", "plan"])
def test_cause_and_plan_are_needed(recovery, contact, empty):
    with pytest.raises(Refused):
        contact(recovery, **{empty: "  "})
    assert Recovery.objects.get().state == RecoveryState.OPEN


def test_a_result_is_needed(recovery, contact, close):
    contact(recovery)
    with pytest.raises(Refused):
        close(recovery, result=" ")


def test_two_contacts_are_one(recovery, contact, cast):
    contact(recovery)
    with pytest.raises(AlreadyRecorded):
        contact(recovery, actor=cast.anna)


def test_closed_twice_is_closed_once(recovery, contact, close, cast):
    contact(recovery)
    close(recovery)
    with pytest.raises(AlreadyRecorded):
        close(recovery, actor=cast.lee)


def test_only_a_lead_closes_without_a_contact(recovery, close, cast):
    with pytest.raises(Refused):
        close(recovery)
    close(recovery, actor=cast.lee, result="三次未接通，已致歉信")
    timer = Deadline.objects.get(ticket=recovery.ticket, milestone="recovery")
    assert timer.outcome == Outcome.CANCELLED
    assert stage_of(recovery.ticket) == Stage.DONE


def test_a_second_low_score_joins_the_open_recovery(recovery, frozen_now):
    second = Score.objects.create(
        ticket=recovery.ticket,
        cycle=1,
        source="phone",
        stars=1,
        given_at=frozen_now,
    )
    assert open_recovery(score=second, now=frozen_now) == recovery
    assert Recovery.objects.count() == 1


def test_a_reopened_ticket_carries_the_recovery_on(recovery, news, frozen_now):
    news(
        reopen_ticket,
        ticket=recovery.ticket,
        actor=None,
        reason="又坏了",
        now=frozen_now,
    )
    closed = Recovery.objects.get()
    assert closed.state == RecoveryState.CLOSED
    assert closed.result
    timer = Deadline.objects.get(ticket=recovery.ticket, milestone="recovery")
    assert timer.outcome == Outcome.CANCELLED


def test_a_reopened_ticket_drops_its_call_and_link(phone_ticket, news, frozen_now):
    news(reopen_ticket, ticket=phone_ticket, actor=None, reason="没好", now=frozen_now)
    assert phone_ticket.revisits.get().state == RevisitState.DROPPED
    assert Invitation.objects.get().revoked_at == frozen_now


def test_so_does_a_cancelled_one(phone_ticket, news, cast, frozen_now):
    news(
        cancel_ticket,
        ticket=phone_ticket,
        actor=cast.lee,
        reason="重复",
        now=frozen_now,
    )
    assert revisit_of(phone_ticket).state == RevisitState.DROPPED
    assert Invitation.objects.get().revoked_at == frozen_now


def test_what_stands_is_not_dropped(phone_ticket, frozen_now):
    assert drop_follow_up(ticket=phone_ticket, now=frozen_now) == 0
    assert revisit_of(phone_ticket).is_open
