"""What lost signals leave undone, the clock does later."""

from datetime import timedelta

import pytest
import time_machine

from surveys import sweeps, tasks
from surveys.actions.finish_follow_up import finish_follow_up
from surveys.actions.record_attempt import record_attempt
from surveys.choices import AttemptResult, RecoveryState, RevisitState
from surveys.models import Recovery, Revisit, Score
from surveys.tests.conftest import revisit_of, stage_of
from tickets.actions.accept_result import accept_result
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.choices import AcceptedBy, Stage
from tickets.models import Deadline, Heartbeat, OutboxMessage, Ticket

pytestmark = pytest.mark.django_db


def test_after_a_day_of_downtime_the_revisit_is_late_but_there(complete, frozen_now):
    ticket = complete(heard=False)
    assert not Revisit.objects.exists()
    tomorrow = frozen_now + timedelta(days=1, hours=2)
    assert sweeps.open_missing_revisits(now=tomorrow) == 1
    revisit = revisit_of(ticket)
    assert revisit.due_at == frozen_now + timedelta(days=1)
    assert OutboxMessage.objects.filter(purpose="survey").count() == 1
    assert sweeps.open_missing_revisits(now=tomorrow) == 0


def test_the_limit_leaves_the_rest_for_the_next_run(complete, frozen_now):
    for _ in range(3):
        complete(heard=False)
    assert sweeps.open_missing_revisits(now=frozen_now, limit=2) == 2
    assert sweeps.open_missing_revisits(now=frozen_now, limit=2) == 1


def test_one_bad_ticket_does_not_stop_the_rest(complete, frozen_now, monkeypatch):
    bad, good = complete(heard=False), complete(heard=False)
    real = sweeps.open_revisit

    def fails_once(*, ticket, now):
        if ticket.pk == bad.pk:
            raise RuntimeError
        return real(ticket=ticket, now=now)

    monkeypatch.setattr(sweeps, "open_revisit", fails_once)
    assert sweeps.open_missing_revisits(now=frozen_now) == 1
    assert revisit_of(good).is_open


def test_what_is_over_but_not_finished_is_finished(phone_ticket, cast, frozen_now):
    """Both were recorded, but nobody heard of the acceptance."""
    record_attempt(
        revisit=revisit_of(phone_ticket),
        actor=cast.alice,
        result=AttemptResult.REACHED,
        note="",
        now=frozen_now,
    )
    accept_result(
        ticket=phone_ticket,
        actor=None,
        by=AcceptedBy.CUSTOMER,
        words="",
        now=frozen_now,
    )
    assert stage_of(phone_ticket) == Stage.FOLLOW_UP
    assert sweeps.finish_ready(now=frozen_now) == 1
    assert stage_of(phone_ticket) == Stage.DONE
    assert sweeps.finish_ready(now=frozen_now) == 0


def test_what_is_not_over_is_not_finished(phone_ticket, accept, frozen_now):
    accept(phone_ticket)
    assert sweeps.finish_ready(now=frozen_now) == 0
    assert finish_follow_up(ticket=phone_ticket, now=frozen_now) is False


def test_left_overs_of_a_reopening_are_dropped(phone_ticket, frozen_now):
    score = Score.objects.create(
        ticket=phone_ticket, cycle=1, source="link", stars=1, given_at=frozen_now
    )
    Recovery.objects.create(
        ticket=phone_ticket,
        cycle=1,
        score=score,
        opened_at=frozen_now,
        contact_due_at=frozen_now,
    )
    reopen_ticket(ticket=phone_ticket, actor=None, reason="没好", now=frozen_now)
    sweeps.open_missing_revisits(now=frozen_now)
    assert Revisit.objects.get().state == RevisitState.DROPPED
    assert Recovery.objects.get().state == RecoveryState.CLOSED
    assert sweeps.drop_left_over(now=frozen_now) == 0


def test_a_revisit_follows_its_clock(phone_ticket, frozen_now):
    later = frozen_now + timedelta(hours=30)
    Deadline.objects.filter(ticket=phone_ticket, milestone="revisit").update(
        due_at=later
    )
    assert sweeps.follow_the_clock() == 1
    assert revisit_of(phone_ticket).due_at == later
    assert sweeps.follow_the_clock() == 0


def test_the_task_is_a_thin_door(complete, frozen_now):
    ticket = complete(heard=False)
    with time_machine.travel(frozen_now + timedelta(minutes=1), tick=False):
        tasks.open_missing_revisits()
    assert revisit_of(ticket).is_open
    assert Heartbeat.objects.filter(name="open-missing-revisits").exists()
    assert Ticket.objects.get(pk=ticket.pk).stage == Stage.CLOSE


def test_nothing_due_costs_little(phone_ticket, frozen_now, django_assert_num_queries):
    with django_assert_num_queries(4):
        sweeps.open_missing_revisits(now=frozen_now)
        sweeps.finish_ready(now=frozen_now)
