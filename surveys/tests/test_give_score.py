"""The customer's answer by the link."""

from datetime import timedelta

import pytest

from surveys.actions.give_score import give_score
from surveys.choices import RevisitOutcome
from surveys.errors import AlreadyAnswered, LinkClosed
from surveys.models import Recovery, Score
from surveys.tests.conftest import invitation_of, revisit_of, stage_of
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.choices import AcceptedBy, EntryKind, Outcome, Stage
from tickets.models import Deadline, Entry, Notice, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def score(news, frozen_now):
    """Answer the link of a ticket two hours after its completion."""

    def run(ticket, stars, *, at=frozen_now + timedelta(hours=2), remark=""):
        invitation = invitation_of(ticket)
        return news(
            give_score, invitation=invitation, stars=stars, remark=remark, now=at
        )

    return run


def test_where_the_link_is_asked_the_answer_is_the_follow_up(link_ticket, score):
    score(link_ticket, 5, remark=" 很好 ")
    revisit = revisit_of(link_ticket)
    assert revisit.outcome == RevisitOutcome.REACHED
    assert revisit.recorded_by is None
    timer = Deadline.objects.get(ticket=link_ticket, milestone="revisit")
    assert timer.outcome == Outcome.MET
    assert Score.objects.get().remark == "很好"
    entry = Entry.objects.get(ticket=link_ticket, kind=EntryKind.SCORED)
    assert entry.data == {"stars": 5, "source": "link"}


def test_where_a_call_is_asked_the_call_is_still_made(phone_ticket, score):
    score(phone_ticket, 5)
    assert revisit_of(phone_ticket).is_open


def test_answer_then_acceptance_ends_the_ticket(link_ticket, score, accept):
    score(link_ticket, 4)
    assert stage_of(link_ticket) == Stage.CLOSE
    accept(link_ticket)
    assert stage_of(link_ticket) == Stage.DONE


def test_so_does_an_acceptance_by_silence(link_ticket, score, accept, frozen_now):
    score(link_ticket, 4)
    accept(link_ticket, by=AcceptedBy.SILENCE, now=frozen_now + timedelta(hours=72))
    assert stage_of(link_ticket) == Stage.DONE


def test_acceptance_then_answer_ends_it_as_well(link_ticket, score, accept):
    accept(link_ticket)
    assert stage_of(link_ticket) == Stage.FOLLOW_UP
    score(link_ticket, 5)
    assert stage_of(link_ticket) == Stage.DONE


def test_of_two_tabs_the_first_counts(link_ticket, score):
    first = invitation_of(link_ticket)
    score(link_ticket, 5)
    with pytest.raises(AlreadyAnswered):
        give_score(
            invitation=first, stars=1, remark="", now=first.created_at
        )  # the second tab's copy still says unused
    assert Score.objects.get().stars == 5
    assert not Recovery.objects.exists()


@pytest.mark.parametrize(("stars", "low"), [(1, True), (3, True), (4, False)])
def test_the_handbook_says_what_is_low(link_ticket, score, stars, low):
    score(link_ticket, stars)
    assert Recovery.objects.exists() == low


def test_a_low_score_keeps_the_ticket_open(link_ticket, score, accept, cast):
    accept(link_ticket)
    score(link_ticket, 2, remark="等太久")
    assert stage_of(link_ticket) == Stage.FOLLOW_UP
    recovery = Recovery.objects.get()
    timer = Deadline.objects.get(ticket=link_ticket, milestone="recovery")
    assert recovery.contact_due_at == timer.due_at
    opened = Entry.objects.get(ticket=link_ticket, kind=EntryKind.RECOVERY_OPENED)
    told = set(Notice.objects.filter(entry=opened).values_list("user", flat=True))
    assert {cast.lee.pk, cast.sue.pk} <= told


def test_two_hours_count_in_calling_time(complete, score, frozen_now):
    ticket = complete()
    evening = frozen_now + timedelta(hours=10)  # 20:00 in Shanghai; calls end at 21:00
    score(ticket, 1, at=evening)
    next_morning = frozen_now.replace(day=5) + timedelta(hours=0)  # 10:00
    assert Recovery.objects.get().contact_due_at == next_morning


def test_a_late_low_score_takes_the_follow_up_up_again(
    phone_ticket, score, accept, cast, news, frozen_now
):
    from surveys.actions.record_attempt import record_attempt
    from surveys.choices import AttemptResult

    accept(phone_ticket)
    news(
        record_attempt,
        revisit=revisit_of(phone_ticket),
        actor=cast.alice,
        result=AttemptResult.REFUSED,
        note="",
        now=frozen_now,
    )
    assert stage_of(phone_ticket) == Stage.DONE
    score(phone_ticket, 1, at=frozen_now + timedelta(days=3))
    ticket = Ticket.objects.get(pk=phone_ticket.pk)
    assert (ticket.stage, ticket.ended_at, ticket.ending) == (Stage.FOLLOW_UP, None, "")
    assert Recovery.objects.get().is_open
    assert ticket.next_milestone == "recovery"


def test_a_good_score_after_the_end_is_only_noted(phone_ticket, score, accept):
    accept(phone_ticket)
    Ticket.objects.filter(pk=phone_ticket.pk).update(
        stage=Stage.DONE, ended_at=phone_ticket.completed_at, ending="completed"
    )
    score(phone_ticket, 5)
    assert stage_of(phone_ticket) == Stage.DONE


def test_the_link_of_a_reopened_ticket_is_dead(link_ticket, score, frozen_now):
    invitation = invitation_of(link_ticket)
    reopen_ticket(ticket=link_ticket, actor=None, reason="没好", now=frozen_now)
    with pytest.raises(LinkClosed):
        give_score(invitation=invitation, stars=5, remark="", now=frozen_now)
    assert not Score.objects.exists()


def test_so_is_one_that_has_expired(link_ticket):
    invitation = invitation_of(link_ticket)
    with pytest.raises(LinkClosed):
        give_score(invitation=invitation, stars=5, remark="", now=invitation.expires_at)
