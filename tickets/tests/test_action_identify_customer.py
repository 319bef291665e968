"""Identifying: the only way a ticket gets a customer."""

import pytest

from standards.choices import EvidenceKind, Milestone
from standards.tests.editions import publish_next
from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.create_customer import create_customer
from tickets.actions.identify_customer import identify_customer
from tickets.choices import EntryKind, Priority, Tier
from tickets.models import Contact, Customer
from tickets.tests.stories import (
    HOUR,
    findings,
    has_evidence,
    last_entry,
    nothing_kept,
    timer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def wang(db, frozen_now):
    return create_customer(name="王小明", phone="138-0013-8000", now=frozen_now)


def identify(ticket, actor, now, **values):
    return identify_customer(ticket=ticket, actor=actor, now=now, **values)


def test_a_new_customer_gets_a_file_and_a_number(cast, make_ticket, frozen_now):
    ticket = identify(make_ticket(), cast.alice, frozen_now, checked_by="phone")
    customer = Customer.objects.get()
    assert (ticket.customer, customer.name) == (customer, "王小明")
    assert last_entry(ticket, EntryKind.IDENTIFIED).data == {
        "customer": customer.number,
        "new": True,
        "checked_by": "phone",
    }
    assert has_evidence(ticket, EvidenceKind.IDENTITY)
    assert has_evidence(ticket, EvidenceKind.CUSTOMER_NUMBER)
    assert ticket.customer.contacts.count() == 2


def test_a_form_only_claims_until_then(wang, make_ticket):
    assert make_ticket().customer is None


def test_a_known_customer_is_attached(cast, wang, make_ticket, frozen_now):
    ticket = identify(make_ticket(), cast.alice, frozen_now, customer=wang)
    assert ticket.customer == wang
    assert Customer.objects.count() == 1
    assert not last_entry(ticket, EntryKind.IDENTIFIED).data["new"]


def test_only_what_was_checked_counts_as_verified(cast, wang, make_ticket, frozen_now):
    identify(
        make_ticket(contact_email="stranger@example.com"),
        cast.alice,
        frozen_now,
        customer=wang,
        checked_by="phone",
    )
    verified = dict(Contact.objects.values_list("kind", "is_verified"))
    assert verified == {"phone": True, "email": False}


def test_the_same_form_twice_makes_one_file(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    identify(ticket, cast.alice, frozen_now, name="王小明")
    identify(ticket, cast.alice, frozen_now, name="王小明")
    assert Customer.objects.count() == 1


def test_somebody_else_with_the_same_phone_is_another_file(
    cast, make_ticket, frozen_now
):
    ticket = identify(make_ticket(), cast.alice, frozen_now, name="王小明")
    ticket = identify(ticket, cast.alice, frozen_now, name="王太太")
    assert Customer.objects.count() == 2
    assert ticket.customer.name == "王太太"


def test_a_vip_customer_raises_the_priority_and_replays(
    cast, wang, make_ticket, frozen_now
):
    publish_next(
        frozen_now,
        V1={
            "kind": "timed",
            "milestone": Milestone.FIRST_ANSWER,
            "target_seconds": 3600,
            "time_base": "wall",
            "warn_at": [50],
            "source_document": "house",
            "applies_to": {"channel": ["web"], "tier": ["vip"]},
        },
    )
    Customer.objects.update(tier=Tier.VIP)
    wang.refresh_from_db()
    ticket = make_ticket()
    before = timer(ticket, Milestone.FIRST_ANSWER)
    ticket = identify(ticket, cast.alice, frozen_now, customer=wang)
    assert (ticket.tier, ticket.priority) == (Tier.VIP, Priority.VIP)
    after = timer(ticket, Milestone.FIRST_ANSWER)
    assert after.pk == before.pk
    assert after.due_at == frozen_now + HOUR
    assert after.arming == before.arming + 1
    assert ticket.next_due_at == frozen_now + HOUR
    assert findings(frozen_now) == []


def test_an_urgent_request_stays_urgent(cast, wang, make_ticket, frozen_now):
    Customer.objects.update(tier=Tier.VIP)
    wang.refresh_from_db()
    ticket = make_ticket(priority=Priority.URGENT)
    ticket = identify(ticket, cast.alice, frozen_now, customer=wang)
    assert ticket.priority == Priority.URGENT


def test_an_ended_ticket_is_nobodys(cast, wang, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        identify(ticket, cast.alice, frozen_now, customer=wang)
