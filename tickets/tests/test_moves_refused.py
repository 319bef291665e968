"""Moves that are refused: the form stays open, what was typed is kept."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.take_ticket import take_ticket
from tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
AJAX = {"HX-Request": "true"}


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def as_(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def address(ticket, slug=""):
    if slug:
        return reverse("ticket_move", kwargs={"number": ticket.number, "slug": slug})
    return reverse("ticket", kwargs={"number": ticket.number})


def offered(client, ticket):
    answer = client.get(address(ticket))
    assert answer.status_code == 200
    return answer.context["slugs"]


@pytest.fixture
def confirmed(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    ticket = identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
    return advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)


# --- what is offered -------------------------------------------------------------


def test_a_refusal_keeps_what_was_typed_and_opens_the_form(alice, make_ticket):
    ticket = make_ticket()
    past = {"reason": "later", "until": "2020-01-01T10:00", "note": "on holiday"}
    answer = alice.post(address(ticket, "hold"), past)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The hold must end in the future." in page
    assert "on holiday" in page
    assert "2020-01-01T10:00" in page
    assert ticket.subject in page  # the whole page, not only the form
    assert Ticket.objects.get(pk=ticket.pk).hold_reason == ""


def test_a_move_the_table_does_not_allow_is_refused_with_its_reason(alice, make_ticket):
    ticket = make_ticket()
    page = alice.post(address(ticket, "accept"), follow=True).content.decode()
    assert "is not possible while the ticket is" in page
    answer = alice.post(address(ticket, "reopen"), {"reason": "again"})
    assert answer.status_code == 422
    assert "is not possible while the ticket is" in answer.content.decode()


@pytest.mark.parametrize(
    ("slug", "values"),
    [
        ("transfer", {"to": "99:99", "reason": "x"}),
        ("transfer", {"to": "", "reason": ""}),
        ("type", {"request_type": "999999"}),
        ("type", {"request_type": "x' OR 1=1"}),
        ("priority", {"priority": "highest", "reason": "x"}),
        ("hold", {"reason": "customer", "until": "tomorrow"}),
        ("hold", {"reason": "customer", "note": "x" * 5000}),
        ("chase", {"text": "  "}),
        ("chase", {"text": "x" * 5000}),
    ],
)
def test_bad_input_is_refused_at_the_field(alice, make_ticket, slug, values):
    ticket = make_ticket()
    before = Entry.objects.filter(ticket=ticket).count()
    answer = alice.post(address(ticket, slug), values)
    assert answer.status_code == 422
    assert "is-invalid" in answer.content.decode()
    assert Entry.objects.filter(ticket=ticket).count() == before


# --- the forms themselves --------------------------------------------------------


def test_a_form_comes_as_a_part_or_on_the_whole_page(alice, make_ticket):
    ticket = make_ticket()
    part = alice.get(address(ticket, "hold"), headers=AJAX).content.decode()
    assert "<html" not in part
    assert 'name="until"' in part
    page = alice.get(address(ticket, "hold")).content.decode()
    assert "<html" in page
    assert 'name="until"' in page


def test_a_move_that_asks_is_a_link_and_one_that_does_not_is_a_button(
    alice, make_ticket
):
    ticket = make_ticket()
    page = alice.get(address(ticket)).content.decode()
    assert f'action="{address(ticket, "take")}"' in page
    assert f'href="{address(ticket, "hold")}"' in page
    assert f'action="{address(ticket, "hold")}"' not in page


def test_reading_a_move_changes_nothing(alice, cast, make_ticket):
    ticket = make_ticket()
    answer = alice.get(address(ticket, "take"))
    assert (answer.status_code, answer["Location"]) == (302, address(ticket))
    assert Ticket.objects.get(pk=ticket.pk).assignee is None


def test_an_unknown_move_and_a_foreign_ticket_are_404(alice, cast, make_ticket):
    ticket = make_ticket()
    assert alice.post(address(ticket, "explode")).status_code == 404
    take_ticket(ticket=ticket, actor=cast.anna, now=timezone.now())
    assert as_(alice, cast.bob).post(address(ticket, "take")).status_code == 404
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.anna


def test_a_stranger_cannot_move_anything(client, make_ticket):
    answer = client.post(address(make_ticket(), "take"))
    assert answer.status_code == 302
    assert reverse("login") in answer["Location"]
