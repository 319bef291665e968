"""Taking: somebody answers for the ticket; no contact with the customer."""

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Notice
from tickets.tests.stories import (
    has_evidence,
    last_entry,
    nothing_kept,
    running,
    to_confirm,
)

pytestmark = pytest.mark.django_db


def test_it_names_who_answers_for_the_ticket(cast, make_ticket, frozen_now):
    ticket = take_ticket(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    assert ticket.assignee == cast.alice
    entry = last_entry(ticket, EntryKind.TAKEN)
    assert (entry.actor, entry.lane) == (cast.alice, Lane.BACK)
    assert entry.data == {"from": None, "to": cast.alice.pk}
    assert has_evidence(ticket, EvidenceKind.RESPONSIBLE)


def test_a_click_meets_no_timer(cast, make_ticket, frozen_now):
    ticket = make_ticket(channel="phone")
    before = running(ticket)
    ticket = take_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert Milestone.ATTEND in before
    assert running(ticket) == before
    assert ticket.first_contact_at is None


def test_twice_is_refused(cast, make_ticket, frozen_now):
    ticket = take_ticket(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept(Refused):
        take_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)


def test_who_takes_over_is_told_to_the_former_owner(cast, make_ticket, frozen_now):
    ticket = take_ticket(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    ticket = take_ticket(ticket=ticket, actor=cast.anna, now=frozen_now)
    assert ticket.assignee == cast.anna
    assert Notice.objects.get().user == cast.alice


def test_a_dispatch_is_accepted_not_taken(cast, make_ticket, frozen_now):
    ticket = dispatch_ticket(
        ticket=to_confirm(make_ticket(), cast.alice, frozen_now),
        actor=cast.alice,
        to_team=cast.repairs,
        to_user=None,
        need="上门",
        now=frozen_now,
    )
    with nothing_kept(Refused):
        take_ticket(ticket=ticket, actor=cast.bob, now=frozen_now)


def test_an_ended_ticket_cannot_be_taken(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        take_ticket(ticket=ticket, actor=cast.anna, now=frozen_now)
