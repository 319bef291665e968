"""The agent's ticket page: how few reads it needs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from standards.selectors import load_rulebook
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.create_customer import create_customer
from tickets.actions.identify_customer import identify_customer
from tickets.actions.skip_gate import skip_gate
from tickets.actions.take_ticket import take_ticket
from tickets.choices import Lane, Source
from tickets.models import Attachment, Entry, Heartbeat

pytestmark = pytest.mark.django_db

BUDGET = 12
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def signed_in(client, cast):
    def sign_in(user=None):
        client.force_login(user or cast.alice, backend=BACKEND)
        client.cookies["django_language"] = "en"
        Heartbeat.objects.update_or_create(
            name="sweep", defaults={"beat_at": timezone.now()}
        )
        return client

    return sign_in


def url(ticket, name="ticket", **kwargs):
    return reverse(name, kwargs={"number": ticket.number, **kwargs})


def many_entries(ticket, number):
    Entry.objects.bulk_create(
        Entry(
            ticket=ticket,
            cycle=1,
            kind="note",
            lane=Lane.BACK,
            body=f"note {count}",
            source=Source.MEASURED,
            happened_at=ticket.opened_at + timedelta(minutes=count),
            recorded_at=ticket.opened_at + timedelta(minutes=count),
        )
        for count in range(1, number + 1)
    )


def count_reads(client, address):
    client.get(address)  # the rulebook is read once a process
    with CaptureQueriesContext(
        connection,
    ) as reads:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(reads)


@pytest.fixture
def completed(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    now = frozen_now
    ticket = take_ticket(ticket=ticket, actor=cast.lee, now=now)
    ticket = identify_customer(ticket=ticket, actor=cast.lee, now=now)
    ticket = advance_ticket(ticket=ticket, actor=cast.lee, now=now)
    rulebook = load_rulebook(ticket.edition_id)
    for rule in rulebook.gates(ticket.facts, holds=["start_service"]):
        ticket = skip_gate(
            ticket=ticket, actor=cast.lee, rule=rule, reason="known", now=now
        )
    ticket = advance_ticket(ticket=ticket, actor=cast.lee, now=now)
    return complete_ticket(
        ticket=ticket, actor=cast.lee, result="done", work_done="looked", now=now
    )


# --- how few reads ---------------------------------------------------------------


@pytest.mark.parametrize("entries", [10, 200])
def test_the_page_needs_no_more_reads_for_a_long_ticket(
    signed_in, cast, make_ticket, entries
):
    ticket = make_ticket()
    many_entries(ticket, entries)
    create_customer(name="王小明", phone="13800138000", now=ticket.opened_at)
    assert count_reads(signed_in(), url(ticket)) <= BUDGET


def test_the_page_stays_in_its_budget_in_a_rich_state(
    signed_in, cast, make_ticket, frozen_now
):
    """On-site work to be confirmed: a customer, files, earlier tickets, engineers."""
    earlier = make_ticket()
    customer = create_customer(name="王小明", now=frozen_now)
    ticket = make_ticket(kind="after_sales_repair")
    for one in (earlier, ticket):
        identify_customer(
            ticket=one, actor=cast.alice, customer=customer, now=frozen_now
        )
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    many_entries(ticket, 60)
    for count in range(8):
        Attachment.objects.create(
            uid=f"00000000-0000-4000-8000-00000000000{count}",
            ticket=ticket,
            entry=ticket.entries.first(),
            file="x",
            name=f"photo{count}.png",
            content_type="image/png",
            size=1,
            sha256="",
            added_at=frozen_now,
        )
    assert count_reads(signed_in(), url(ticket)) <= BUDGET


def test_the_page_stays_in_its_budget_without_customer_and_type(
    signed_in, cast, make_ticket
):
    ticket = make_ticket(kind="", channel="phone")
    assert count_reads(signed_in(), url(ticket)) <= BUDGET


def test_the_page_stays_in_its_budget_after_completion(
    signed_in, cast, make_ticket, frozen_now, completed
):
    assert count_reads(signed_in(), url(completed)) <= BUDGET


def test_the_follow_up_comes_as_a_part_of_its_own(signed_in, cast, completed):
    client = signed_in()
    assert (
        url(completed, "ticket_follow_up")
        in client.get(url(completed)).content.decode()
    )
    part = client.get(url(completed, "ticket_follow_up"))
    assert part.status_code == 200
    assert "<html" not in part.content.decode()
