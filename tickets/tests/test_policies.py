"""Who may: the doors to tickets, files and customers."""

import uuid

import pytest
from django.core import signing
from django.http import Http404

from accounts.tests.factories import UserFactory
from tickets.actions.create_customer import create_customer
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.choices import EntryKind
from tickets.models import Attachment, Customer, Ticket
from tickets.policies import (
    TRACKING_DAYS,
    get_attachment_for,
    get_customer_for,
    get_ticket_for,
    may_skip,
    may_supervise,
    new_nonce,
    ticket_from_token,
    tracking_path,
    tracking_token,
    tracking_url,
    visible_customers,
    visible_tickets,
)
from tickets.tests.stories import last_entry, to_confirm

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["alice", "anna", "lee", "sue"])
def test_the_team_its_lead_and_supervisor_see_a_ticket(cast, make_ticket, name):
    ticket = make_ticket()
    person = getattr(cast, name)
    assert get_ticket_for(person, ticket.number) == ticket
    assert get_ticket_for(person, ticket.number.lower()) == ticket
    assert list(visible_tickets(person)) == [ticket]


@pytest.mark.parametrize("name", ["bob", "carl", "ada"])
def test_foreign_and_unknown_look_alike(cast, make_ticket, name):
    ticket = make_ticket()
    person = getattr(cast, name)
    with pytest.raises(Http404) as foreign:
        get_ticket_for(person, ticket.number)
    with pytest.raises(Http404) as unknown:
        get_ticket_for(person, "SD-2222-2222")
    assert str(foreign.value) == str(unknown.value)
    assert not visible_tickets(person).exists()


def test_who_has_the_ticket_sees_it_whatever_the_team(cast, make_ticket):
    ticket = make_ticket()
    Ticket.objects.update(assignee=cast.bob)
    assert get_ticket_for(cast.bob, ticket.number) == ticket


def test_a_dispatch_opens_the_door_for_the_other_team(cast, make_ticket, frozen_now):
    ticket = dispatch_ticket(
        ticket=to_confirm(make_ticket(), cast.alice, frozen_now),
        actor=cast.alice,
        to_team=cast.repairs,
        to_user=None,
        need="",
        now=frozen_now,
    )
    assert get_ticket_for(cast.bob, ticket.number) == ticket
    with pytest.raises(Http404):
        get_ticket_for(cast.alice, ticket.number)


def test_who_has_left_sees_nothing(cast, make_ticket):
    ticket = make_ticket()
    cast.alice.is_active = False
    cast.alice.save()
    cast.alice.forget_roles()
    with pytest.raises(Http404):
        get_ticket_for(cast.alice, ticket.number)


def test_a_file_is_seen_with_its_ticket(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    entry = last_entry(ticket, EntryKind.OPENED)
    row = Attachment.objects.create(
        uid=uuid.uuid4(),
        ticket=ticket,
        entry=entry,
        file="x",
        name="x",
        size=1,
        added_at=frozen_now,
    )
    assert get_attachment_for(cast.alice, row.uid) == row
    for person in (cast.bob, cast.carl, cast.ada):
        with pytest.raises(Http404):
            get_attachment_for(person, row.uid)
    with pytest.raises(Http404):
        get_attachment_for(cast.alice, uuid.uuid4())


def test_customers_are_seen_by_those_who_serve_them(cast, frozen_now):
    wang = create_customer(name="王", now=frozen_now)
    assert get_customer_for(cast.bob, wang.number.lower()) == wang
    for person in (cast.carl, cast.ada):
        assert not visible_customers(person).exists()
        with pytest.raises(Http404):
            get_customer_for(person, wang.number)
    other = create_customer(name="王", now=frozen_now)
    Customer.objects.filter(pk=wang.pk).update(merged_into=other)
    with pytest.raises(Http404):
        get_customer_for(cast.alice, wang.number)


def test_leading_is_a_role(cast):
    assert [may_supervise(one) for one in (cast.lee, cast.sue, cast.alice)] == [
        True,
        True,
        False,
    ]


def test_a_gate_is_skipped_by_whom_the_rule_names(cast):
    assert may_skip(cast.sue, ["team_lead", "supervisor"])
    assert not may_skip(cast.lee, ["supervisor"])
    assert not may_skip(cast.sue, [])
    assert not may_skip(UserFactory(), ["supervisor"])


# --- the customer's door ------------------------------------------------------


def test_a_link_opens_one_request(make_ticket, settings):
    settings.PUBLIC_URL = "https://desk.example"
    ticket, other = make_ticket(), make_ticket()
    assert ticket_from_token(tracking_token(ticket)) == ticket
    assert ticket_from_token(tracking_token(other)) == other
    assert tracking_url(ticket).startswith("https://desk.example/requests/t/")
    assert tracking_path(ticket).endswith("/")


def test_a_revoked_link_opens_nothing(make_ticket):
    ticket = make_ticket()
    token = tracking_token(ticket)
    Ticket.objects.update(link_nonce=new_nonce())
    with pytest.raises(Http404):
        ticket_from_token(token)


def forged(ticket) -> list[str]:
    good = tracking_token(ticket)
    return [
        "",
        "nonsense",
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        signing.dumps([ticket.pk, ticket.link_nonce], salt="surveys.invitation"),
        signing.dumps([ticket.pk + 1, ticket.link_nonce], salt="tickets.tracking"),
        signing.dumps(ticket.pk, salt="tickets.tracking"),
        signing.dumps(["x", "y"], salt="tickets.tracking"),
        signing.dumps([ticket.pk, None], salt="tickets.tracking"),
    ]


def test_all_that_is_wrong_looks_alike(make_ticket):
    ticket = make_ticket()
    told = set()
    for token in forged(ticket):
        with pytest.raises(Http404) as refusal:
            ticket_from_token(token)
        told.add(str(refusal.value))
    assert told == {""}


def test_a_link_dies_after_a_year(make_ticket, monkeypatch):
    ticket = make_ticket()
    token = tracking_token(ticket)
    real = signing.time.time
    monkeypatch.setattr(
        signing.time, "time", lambda: real() + (TRACKING_DAYS + 1) * 86_400
    )
    with pytest.raises(Http404):
        ticket_from_token(token)


def test_a_link_survives_a_new_key(make_ticket, settings):
    ticket = make_ticket()
    token = tracking_token(ticket)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-fifty-characters-for-this-test-alone"
    assert ticket_from_token(token) == ticket
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Http404):
        ticket_from_token(token)
