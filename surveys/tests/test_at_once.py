"""Two at the same moment: the database decides, and nobody waits for ever."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from servicedesk.invariants.records import (
    done_means_followed_up,
    one_answer_per_invitation,
    one_revisit_per_completion,
)
from surveys.actions.give_score import give_score
from surveys.actions.open_revisit import open_revisit
from surveys.actions.record_attempt import record_attempt
from surveys.choices import AttemptResult
from surveys.models import Invitation, Recovery, Revisit, Score
from surveys.tests.conftest import invitation_of, revisit_of, stage_of
from tickets.actions.accept_result import accept_result
from tickets.choices import AcceptedBy, Stage

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Start all acts together; a refusal is the act's result."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except ValidationError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(30) for future in [pool.submit(run, a) for a in acts]]


def refused(results) -> int:
    return sum(isinstance(result, ValidationError) for result in results)


@pytest.fixture
def later(frozen_now):
    return frozen_now + timedelta(hours=1)


def test_two_tabs_give_one_score(link_ticket, later):
    invitation = invitation_of(link_ticket)

    def answer(stars):
        return lambda: give_score(
            invitation=invitation, stars=stars, remark="", now=later
        )

    results = at_once(answer(5), answer(1), answer(2))
    assert refused(results) == 2
    score = Score.objects.get()
    assert Recovery.objects.exists() == (score.stars <= 3)
    assert list(one_answer_per_invitation(later)) == []


def test_two_callers_record_one_call(phone_ticket, cast, later):
    revisit = revisit_of(phone_ticket)

    def call(actor, result):
        return lambda: record_attempt(
            revisit=revisit, actor=actor, result=result, note="", now=later
        )

    results = at_once(
        call(cast.alice, AttemptResult.REACHED), call(cast.anna, AttemptResult.REFUSED)
    )
    assert refused(results) == 1
    assert revisit_of(phone_ticket).attempts.count() == 1


def test_the_link_and_the_acceptance_together_end_the_ticket(link_ticket, later):
    invitation = invitation_of(link_ticket)
    at_once(
        lambda: give_score(invitation=invitation, stars=5, remark="", now=later),
        lambda: accept_result(
            ticket=link_ticket,
            actor=None,
            by=AcceptedBy.CUSTOMER,
            words="",
            now=later,
        ),
    )
    assert stage_of(link_ticket) == Stage.DONE
    assert list(done_means_followed_up(later)) == []


def test_signal_and_sweep_open_one_revisit(link_ticket, later):
    Revisit.objects.all().delete()
    Invitation.objects.all().delete()

    def open_it():
        return open_revisit(ticket=link_ticket, now=later)

    first, second = at_once(open_it, open_it)
    assert first == second
    assert list(one_revisit_per_completion(later)) == []
