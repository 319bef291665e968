"""Chasing: counted, answered, and louder from the third time."""

import pytest

from standards.choices import Milestone
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.chase_ticket import chase_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.choices import EntryKind, Lane
from tickets.models import Notice
from tickets.tests.stories import (
    HOUR,
    findings,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
)

pytestmark = pytest.mark.django_db


def chase(ticket, now, actor=None):
    return chase_ticket(ticket=ticket, actor=actor, text="怎么还没来", now=now)


@pytest.fixture
def answered(cast, make_ticket, frozen_now):
    ticket = take_ticket(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    return answer_customer(ticket=ticket, actor=cast.alice, text="好", now=frozen_now)


def heard(ticket) -> set:
    entry = last_entry(ticket, EntryKind.CHASED)
    return {notice.user for notice in Notice.objects.filter(entry=entry)}


def test_it_is_counted_and_waits_for_an_answer(answered, frozen_now):
    now = frozen_now + HOUR
    ticket = chase(answered, now)
    entry = last_entry(ticket, EntryKind.CHASED)
    assert (ticket.chase_count, entry.data, entry.lane) == (
        1,
        {"count": 1},
        Lane.CUSTOMER,
    )
    assert ticket.unanswered_since == now
    assert timer(ticket, Milestone.NEXT_ANSWER).started_at == now
    assert findings(now) == []


def test_the_clock_runs_from_the_first_chase(answered, frozen_now):
    chase(answered, frozen_now + HOUR)
    ticket = chase(answered, frozen_now + 3 * HOUR)
    assert ticket.unanswered_since == frozen_now + HOUR
    assert timer(ticket, Milestone.NEXT_ANSWER).round == 1


def test_the_supervisor_hears_of_the_third(cast, answered, frozen_now):
    for _time in range(2):
        ticket = chase(answered, frozen_now)
    assert heard(ticket) == {cast.alice, cast.lee}
    ticket = chase(answered, frozen_now)
    assert heard(ticket) == {cast.alice, cast.lee, cast.sue}


def test_a_colleague_who_took_the_call_is_not_told(cast, answered, frozen_now):
    ticket = chase(answered, frozen_now, cast.alice)
    assert last_entry(ticket, EntryKind.CHASED).actor == cast.alice
    assert heard(ticket) == {cast.lee}


def test_after_the_result_no_clock_starts(cast, make_ticket, frozen_now):
    before = running(ticket := to_close(make_ticket(), cast.alice, frozen_now))
    ticket = chase(ticket, frozen_now)
    assert running(ticket) == before


def test_what_has_ended_is_not_chased(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        chase(ticket, frozen_now)
