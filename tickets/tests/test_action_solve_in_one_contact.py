"""One screen, one submit: a question answered while the customer is there."""

import pytest

from standards.choices import Milestone
from tickets.actions.create_customer import create_customer
from tickets.actions.open_ticket import Request
from tickets.actions.solve_in_one_contact import Conversation, solve_in_one_contact
from tickets.choices import AcceptedBy, Channel, EntryKind, Handling, Stage
from tickets.errors import MoveRefused, Refused
from tickets.models import Customer, Entry, RequestType, Ticket
from tickets.signals import ticket_accepted, ticket_completed, ticket_opened
from tickets.tests.stories import (
    everything,
    findings,
    nothing_kept,
    running,
    timer,
)

pytestmark = pytest.mark.django_db


def solve(cast, now, *, kind="consultation_product", customer=None, **words):
    said = {
        "checked_by": "phone",
        "restatement": "想知道质保期",
        "answer": "整机两年",
        "words": "明白了",
        **words,
    }
    return solve_in_one_contact(
        request=Request(
            channel=Channel.PHONE,
            subject="质保多久",
            contact_name="王小明",
            contact_phone="13800138000",
            intake_key="k1",
            request_type=RequestType.objects.select_related("parent__team", "team").get(
                code=kind
            ),
        ),
        conversation=Conversation(customer=customer, **said),
        actor=cast.alice,
        now=now,
    )


def test_all_stages_are_walked_with_all_gates_met(cast, frozen_now):
    ticket = solve(cast, frozen_now)
    assert (ticket.stage, ticket.handling) == (Stage.FOLLOW_UP, Handling.ONE_CONTACT)
    assert (ticket.accepted_by, ticket.assignee) == (AcceptedBy.STAFF, cast.alice)
    moves = Entry.objects.filter(ticket=ticket, kind=EntryKind.MOVED).order_by("pk")
    assert [move.data["to"] for move in moves] == [
        "confirm",
        "serve",
        "close",
        "follow_up",
    ]
    assert not ticket.evidence.filter(is_exception=True).exists()
    assert findings(frozen_now) == []


def test_its_clocks_are_met_and_the_revisit_is_due(cast, frozen_now):
    ticket = solve(cast, frozen_now)
    for milestone in (Milestone.ATTEND, Milestone.SOLVE):
        assert timer(ticket, milestone).outcome == "met"
    assert running(ticket) == {Milestone.REVISIT}
    assert ticket.first_contact_at == frozen_now


def test_a_known_customer_keeps_the_file(cast, frozen_now):
    wang = create_customer(name="王小明", phone="13800138000", now=frozen_now)
    assert solve(cast, frozen_now, customer=wang).customer == wang
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("kind", ["complaint_service", "after_sales_repair"])
def test_what_takes_more_takes_the_long_way(cast, frozen_now, kind):
    with nothing_kept(MoveRefused) as refusal:
        solve(cast, frozen_now, kind=kind)
    assert "need" in {rule.evidence for rule in refusal.value.missing}
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("missing", ["restatement", "answer"])
def test_what_was_not_said_is_not_recorded(cast, frozen_now, missing):
    with nothing_kept(Refused):
        solve(cast, frozen_now, **{missing: " "})


def test_sent_twice_it_is_one_ticket(cast, frozen_now):
    first = solve(cast, frozen_now)
    before = everything()
    assert solve(cast, frozen_now) == first
    assert everything() == before


def test_the_floors_above_hear_in_order(
    cast, frozen_now, django_capture_on_commit_callbacks
):
    heard = []
    news = {"opened": ticket_opened, "completed": ticket_completed}
    news["accepted"] = ticket_accepted
    hearers = {name: lambda name=name, **kwargs: heard.append(name) for name in news}
    for name, signal in news.items():
        signal.connect(hearers[name], weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            solve(cast, frozen_now)
    finally:
        for name, signal in news.items():
            signal.disconnect(hearers[name])
    assert heard == ["opened", "completed", "accepted"]
