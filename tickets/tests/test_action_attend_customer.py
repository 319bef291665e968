"""Attending: an answered call or a greeting, declared by the person."""

from datetime import timedelta

import pytest

from standards.choices import Milestone
from tickets.actions.attend_customer import attend_customer
from tickets.choices import EntryKind, Source
from tickets.tests.stories import (
    findings,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("channel", ["phone", "counter", "chat"])
def test_a_live_greeting_is_the_first_contact(cast, make_ticket, frozen_now, channel):
    now = frozen_now + timedelta(seconds=20)
    ticket = attend_customer(
        ticket=make_ticket(channel=channel), actor=cast.alice, now=now
    )
    row = timer(ticket, Milestone.ATTEND)
    entry = last_entry(ticket, EntryKind.ATTENDED)
    assert (row.outcome, row.stopped_at, row.stopped_by) == ("met", now, entry)
    assert row.breached_at is None
    assert (entry.actor, entry.source) == (cast.alice, Source.DECLARED)
    assert ticket.first_contact_at == now
    assert ticket.next_milestone != Milestone.ATTEND
    assert findings(now) == []


def test_it_does_not_answer_what_was_written(cast, make_ticket, frozen_now):
    ticket = attend_customer(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    assert Milestone.FIRST_ANSWER in running(ticket)
    assert ticket.first_contact_at is None


def test_a_late_greeting_is_met_and_over_time(cast, make_ticket, frozen_now):
    now = frozen_now + timedelta(seconds=45)
    ticket = attend_customer(
        ticket=make_ticket(channel="phone"), actor=cast.alice, now=now
    )
    row = timer(ticket, Milestone.ATTEND)
    assert (row.outcome, row.breached_at) == ("met", row.due_at)
    assert last_entry(ticket, EntryKind.BREACHED).happened_at == row.due_at
    assert findings(now) == []


def test_twice_is_harmless(cast, make_ticket, frozen_now):
    ticket = make_ticket(channel="phone")
    first = attend_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    later = frozen_now + timedelta(minutes=5)
    second = attend_customer(ticket=ticket, actor=cast.alice, now=later)
    assert second.first_contact_at == first.first_contact_at
    assert timer(ticket, Milestone.ATTEND).stopped_at == frozen_now


def test_a_completed_ticket_greets_nobody(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        attend_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
