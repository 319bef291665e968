"""The screen for phone, counter and chat: one form, three endings."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import TeamFactory, UserFactory
from tickets.actions.create_customer import create_customer
from tickets.actions.open_ticket import Request
from tickets.actions.solve_in_one_contact import Conversation, solve_in_one_contact
from tickets.actions.take_on_request import take_on_request
from tickets.choices import Channel, EntryKind, Stage
from tickets.errors import MoveRefused
from tickets.models import Customer, Entry, RequestType, Ticket
from tickets.selectors.greeting import live_scripts

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
TOKEN = "a" * 24


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice, backend=BACKEND)
    return cast.alice


def send(client, end="solved", **changed):
    data = {
        "token": TOKEN,
        "channel": "phone",
        "phone": "138 0013 8000",
        "name": "王小明",
        "language": "zh-hans",
        "checked_by": "phone",
        "request_type": "consultation_product",
        "subject": "滤芯多久换一次",
        "is_restated": "on",
        "answer": "半年一次，提示灯亮起时也要换。",
        "words": "明白了，没有别的事。",
        "end": end,
    }
    data |= changed
    return client.post(
        reverse("ticket_new"), {key: value for key, value in data.items() if value}
    )


def test_it_shows_the_form_with_what_to_say(client, alice):
    page = client.get(reverse("ticket_new"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "王丽" in text  # the greeting, filled
    assert "{company}" not in text
    assert page.context["form"]["token"].value() != ""


def test_a_short_answer_goes_all_the_way(client, alice):
    response = send(client)
    ticket = Ticket.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("ticket", kwargs={"number": ticket.number})
    assert ticket.stage == Stage.FOLLOW_UP
    assert ticket.assignee == alice
    assert ticket.customer.name == "王小明"
    assert ticket.first_contact_at is not None


def test_it_is_taken_on(client, alice):
    send(client, end="take", answer="", is_restated="", words="")
    ticket = Ticket.objects.get()
    assert (ticket.stage, ticket.assignee) == (Stage.GREET, alice)
    kinds = set(ticket.entries.values_list("kind", flat=True))
    assert {EntryKind.ATTENDED, EntryKind.TAKEN, EntryKind.IDENTIFIED} <= kinds


def test_a_visitor_waits_with_the_clock_running(client, alice):
    send(client, end="wait", channel="counter", request_type="", answer="")
    ticket = Ticket.objects.get()
    assert (ticket.stage, ticket.assignee) == (Stage.GREET, None)
    assert ticket.next_milestone == "attend"
    assert not ticket.entries.filter(kind=EntryKind.ATTENDED).exists()


def test_only_a_visitor_can_wait(client, alice):
    assert send(client, end="wait").status_code == 422
    assert not Ticket.objects.exists()


def test_what_the_handbook_asks_more_for_is_not_kept(client, alice):
    response = send(client, request_type="after_sales_repair")
    assert response.status_code == 422
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()
    missing = response.context["missing"]
    text = response.content.decode()
    assert missing
    assert all(rule.title in text for rule in missing)
    assert "半年一次" in text  # what was typed is still there
    assert (
        send(client, end="take", request_type="after_sales_repair").status_code == 302
    )


def test_sent_twice_it_is_one_ticket(client, alice):
    first = send(client)
    second = send(client)
    assert first.url == second.url
    assert Ticket.objects.count() == Customer.objects.count() == 1
    assert send(client, end="take").url == first.url
    assert Entry.objects.filter(kind=EntryKind.TAKEN).count() == 1


def test_the_token_of_another_person_opens_nothing(client, cast, alice):
    send(client)
    client.force_login(cast.bob, backend=BACKEND)
    send(client, customer="new")
    assert Ticket.objects.count() == 2


def test_a_known_caller_is_chosen(client, alice, frozen_now):
    known = create_customer(name="王小明", phone="13800138000", now=frozen_now)
    refused = send(client)
    assert refused.status_code == 422
    assert known.number in refused.content.decode()
    assert not Ticket.objects.exists()
    send(client, customer=known.number, name="")
    assert Ticket.objects.get().customer == known
    assert Customer.objects.count() == 1


def test_somebody_else_with_the_same_number_is_new(client, alice, frozen_now):
    known = create_customer(name="王小明", phone="13800138000", now=frozen_now)
    send(client, customer="new", name="刘洋")
    assert Ticket.objects.get().customer.name == "刘洋"
    assert Customer.objects.exclude(pk=known.pk).count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"request_type": ""}, "request_type"),
        ({"request_type": "consultation"}, "request_type"),
        ({"request_type": "x"}, "request_type"),
        ({"subject": ""}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"subject": "a\0b"}, "subject"),
        ({"phone": "12"}, "phone"),
        ({"phone": "<b>"}, "phone"),
        ({"phone": "", "name": ""}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"is_restated": ""}, "is_restated"),
        ({"answer": ""}, "answer"),
        ({"words": ""}, "words"),
        ({"channel": "web"}, "channel"),
        ({"customer": "C99999999"}, "customer"),
        ({"customer": "'; --"}, "customer"),
        ({"priority": "vip"}, "priority"),
        ({"end": "x"}, "end"),
    ],
)
def test_bad_input_is_said_at_its_field(client, alice, changed, field):
    response = send(client, **changed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Ticket.objects.exists()


def test_a_ticket_that_leaves_for_another_team_leads_to_the_queue(client, cast, alice):
    RequestType.objects.update(team=cast.repairs)
    response = send(client, end="wait", channel="counter")
    assert response.url == reverse("queue")
    assert Ticket.objects.get().team == cast.repairs


@pytest.mark.parametrize("who", ["carl", "ada"])
def test_people_without_a_desk_are_refused(client, cast, who):
    client.force_login(getattr(cast, who), backend=BACKEND)
    assert client.get(reverse("ticket_new")).status_code == 403
    assert send(client).status_code == 403
    client.logout()
    assert send(client).status_code == 302
    assert not Ticket.objects.exists()


def test_taking_on_keeps_all_or_nothing(cast, frozen_now):
    kind = RequestType.objects.get(code="consultation_product")
    wish = Request(
        channel=Channel.PHONE, subject="x", request_type=kind, intake_key="one"
    )
    first = take_on_request(request=wish, actor=cast.alice, now=frozen_now)
    later = frozen_now + timedelta(minutes=1)
    second = take_on_request(request=wish, actor=cast.bob, now=later)
    assert (first.pk, second.assignee) == (second.pk, cast.alice)
    assert first.customer is None  # nobody was named


def test_a_short_answer_that_is_refused_leaves_no_trace(cast, frozen_now):
    kind = RequestType.objects.get(code="after_sales_repair")
    with pytest.raises(MoveRefused) as refusal:
        solve_in_one_contact(
            request=Request(
                channel=Channel.PHONE,
                subject="漏水",
                contact_name="孙丽",
                request_type=kind,
            ),
            conversation=Conversation(
                customer=None,
                checked_by="phone",
                restatement="漏水",
                answer="已派人",
                words="好",
            ),
            actor=cast.alice,
            now=frozen_now,
        )
    assert refusal.value.missing
    assert not Ticket.objects.exists()
    assert not Customer.objects.exists()


def test_without_a_handbook_there_is_nothing_to_say(frozen_now):
    assert live_scripts(UserFactory(), frozen_now) == []


def test_what_to_say_is_filled_for_the_speaker(cast, frozen_now):
    scripts = {one.channel: one for one in live_scripts(cast.alice, frozen_now)}
    assert set(scripts) == {"phone", "counter", "chat", "field"}
    said = [one.text for _stage, every in scripts["phone"].stages for one in every]
    assert any("王丽" in text for text in said)
    assert not any("{" in text for text in said)


def test_the_screen_costs_the_same_with_many_customers(client, alice, frozen_now):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("ticket_new"))
        return len(captured)

    before = [cost(), cost()][1]
    for place in range(20):
        create_customer(name=str(place), phone=f"1380013{place:04}", now=frozen_now)
        TeamFactory()
    assert cost() == before <= 10
