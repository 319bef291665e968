"""Finding tickets by number, phone, name and words."""

import pytest
from django.urls import reverse

from tickets.actions.identify_customer import identify_customer
from tickets.models import Ticket
from tickets.selectors.search import digits_in, number_in

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def find(client, cast):
    def look(words, user=cast.alice, **query):
        client.force_login(user, backend=BACKEND)
        response = client.get(reverse("queue"), {"q": words, **query})
        if response.status_code == 302:
            return response.url
        return [row.number for row in response.context["page"].rows]

    return look


def test_a_whole_number_leads_to_its_ticket(find, make_ticket):
    ticket = make_ticket()
    page = reverse("ticket", kwargs={"number": ticket.number})
    assert find(ticket.number) == page
    assert find(ticket.number.lower().replace("-", "")) == page
    assert find(ticket.number.removeprefix("SD-")) == page


def test_the_beginning_of_a_number_finds_it(find, make_ticket):
    ticket = make_ticket(subject="x")
    make_ticket()
    Ticket.objects.filter(pk=ticket.pk).update(number="SD-ZZZZ-2222")
    assert find("SD-ZZZZ-2") == ["SD-ZZZZ-2222"]
    assert find("zzzz") == ["SD-ZZZZ-2222"]


def test_phone_name_and_words(find, cast, make_ticket, frozen_now):
    ticket = make_ticket(order_number="20260228-7788")
    make_ticket(subject="别的事", contact_name="李", contact_phone="")
    assert find("制冷") == [ticket.number]
    assert find("空调 王小明") == [ticket.number]
    assert find("空调 李") == []
    assert find("7788") == [ticket.number]
    assert find("13800138") == [ticket.number]
    identify_customer(
        ticket=ticket, actor=cast.alice, phone="010-8888 9999", now=frozen_now
    )
    assert find("0108888") == [ticket.number]
    assert find("+86 10 8888 9999") == []


def test_filters_hold_for_a_search_too(find, make_ticket):
    ticket = make_ticket()
    assert find("空调", channel="web") == [ticket.number]
    assert find("空调", channel="phone") == []


def test_bob_finds_nothing_of_another_team(find, cast, make_ticket, frozen_now):
    ticket = make_ticket()
    identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    for words in (ticket.number, "空调", "13800138000", "王小明"):
        assert find(words, user=cast.bob) == []


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("sd-7k4f-2mqx", "SD-7K4F-2MQX"),
        ("7k4f2mqx", "SD-7K4F-2MQX"),
        ("SD 7K4F", "SD-7K4F"),
        ("7k4f2", "SD-7K4F-2"),
        ("7k", ""),
        ("空调", ""),
        ("OIL", ""),
        ("7k4f2mqx9", ""),
    ],
)
def test_numbers_are_understood(words, number):
    assert number_in(words) == number


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("138 0013", "1380013"),
        ("+86 138-0013-8000", "13800138000"),
        ("138", ""),
        ("order 1380013", ""),
        ("", ""),
    ],
)
def test_phone_numbers_are_understood(words, digits):
    assert digits_in(words) == digits
