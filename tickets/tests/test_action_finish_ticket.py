"""Finishing: the end of the way, when the follow-up is over."""

import pytest

from tickets.actions.accept_result import accept_result
from tickets.actions.finish_ticket import finish_ticket
from tickets.actions.moving import moving
from tickets.choices import AcceptedBy, Ending, EntryKind, Stage
from tickets.models import FAR_FUTURE
from tickets.tests.stories import (
    HOUR,
    findings,
    last_entry,
    nothing_kept,
    running,
    to_close,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def followed_up(cast, make_ticket, frozen_now):
    """Accepted, and its follow-up recorded."""
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    ticket = accept_result(
        ticket=ticket, actor=None, by=AcceptedBy.CUSTOMER, words="", now=frozen_now
    )
    with moving(ticket, "record_revisit", actor=cast.alice, now=frozen_now) as step:
        step.settle(step.write(EntryKind.REVISIT_RECORDED, "front"))
    return step.ticket


def test_it_is_done(followed_up, frozen_now):
    now = frozen_now + HOUR
    ticket = finish_ticket(ticket=followed_up, actor=None, now=now)
    assert (ticket.stage, ticket.ending, ticket.ended_at) == (
        Stage.DONE,
        Ending.COMPLETED,
        now,
    )
    assert (ticket.next_due_at, running(ticket)) == (FAR_FUTURE, set())
    assert last_entry(ticket, EntryKind.MOVED).data["to"] == Stage.DONE
    assert [one for one in findings(now) if "revisit" not in one] == []


def test_twice_is_refused(followed_up, frozen_now):
    finish_ticket(ticket=followed_up, actor=None, now=frozen_now)
    with nothing_kept():
        finish_ticket(ticket=followed_up, actor=None, now=frozen_now)


def test_the_result_is_accepted_first(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        finish_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
