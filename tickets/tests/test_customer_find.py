"""Finding a request again: only with its number and its own phone or address."""

import pytest
from django.core.cache import cache
from django.utils import timezone

from tickets.actions.identify_customer import identify_customer
from tickets.models import Contact, Ticket
from tickets.policies import ticket_from_token

pytestmark = pytest.mark.django_db

URL = "/requests/find/"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def ticket(make_ticket):
    return make_ticket(
        now=timezone.now(),
        contact_phone="+86 138-0013-8000",
        contact_email="Wang@Example.com",
    )


def find(client, number, phone):
    return client.post(URL, {"number": number, "phone": phone})


def test_the_page_opens(client):
    assert client.get(URL).status_code == 200
    assert 'value="SD-2"' in client.get(URL, {"number": "SD-2"}).content.decode()


@pytest.mark.parametrize(
    "phone", ["13800138000", "138 0013 8000", "wang@example.com", " WANG@example.com "]
)
def test_number_and_contact_lead_to_the_request(client, ticket, phone):
    answer = find(client, ticket.number, phone)
    assert answer.status_code == 302
    assert ticket_from_token(answer.url.split("/")[3]) == ticket


def test_the_number_may_be_written_loosely(client, ticket):
    bare = ticket.number.replace("-", "")
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in ticket.number)
    for number in (bare, bare.lower(), bare[2:], f" {ticket.number} ", wide):
        assert find(client, number, "13800138000").status_code == 302, number


def test_whatever_does_not_fit_gets_the_same_answer(client, ticket):
    wrong = [
        find(client, ticket.number, "13911112222"),
        find(client, "SD-2222-3333", "13800138000"),
        find(client, ticket.number, "@"),
        find(client, ticket.number, "wang@"),
    ]
    texts = set()
    for answer in wrong:
        assert answer.status_code == 422
        texts.add(str(answer.context["form"].non_field_errors()))
    assert len(texts) == 1


def test_a_request_without_contact_is_found_by_nobody(client, make_ticket):
    silent = make_ticket(now=timezone.now(), contact_phone="", contact_email="")
    for phone in ("", " ", "-", "0"):
        assert find(client, silent.number, phone).status_code == 422


def test_a_verified_contact_of_the_customer_leads_there_too(client, ticket, cast):
    ticket = identify_customer(ticket=ticket, actor=cast.alice, now=timezone.now())
    extra = Contact.objects.create(
        customer=ticket.customer, kind="phone", value="13911112222"
    )
    assert find(client, ticket.number, "13911112222").status_code == 422
    Contact.objects.filter(pk=extra.pk).update(is_verified=True)
    assert find(client, ticket.number, "13911112222").status_code == 302


def test_trying_on_and_on_is_braked(client, ticket):
    for _ in range(10):
        assert find(client, ticket.number, "13911112222").status_code == 422
    assert find(client, ticket.number, "13800138000").status_code == 429
    assert Ticket.objects.exists()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("number", "phone"), [("", "1"), ("SD-1", "1"), ("x" * 500, "1"), ("SD", "y" * 900)]
)
def test_what_cannot_be_right_is_said_at_the_field(
    client, desk, language, number, phone
):
    client.cookies["django_language"] = language
    answer = find(client, number, phone)
    assert answer.status_code == 422
    assert 'id="id_number_error"' in answer.content.decode()
