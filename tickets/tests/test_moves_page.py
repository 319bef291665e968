"""The moves of a ticket's head: a small form each, and what is refused stays typed."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.choices import DispatchState, Ending, Handling, Priority, Stage
from tickets.models import Entry, RequestType, Ticket

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


def test_only_what_the_table_and_the_policies_allow_is_offered(
    alice, cast, make_ticket, confirmed
):
    ticket = make_ticket()
    fresh = offered(alice, ticket)
    assert {"take", "transfer", "hold", "merge", "chase", "spam", "type"} <= fresh
    assert not {"dispatch", "resume", "reopen", "accept", "cancel", "adopt"} & fresh
    assert "dispatch" in offered(alice, confirmed)
    assert "cancel" in offered(as_(alice, cast.lee), ticket)


def test_an_ended_ticket_offers_nothing(alice, cast, make_ticket):
    ticket = make_ticket()
    alice.post(address(ticket, "spam"))
    assert offered(alice, ticket) == set()


def test_accept_and_return_are_offered_to_whom_it_was_dispatched(
    alice, cast, confirmed
):
    dispatch_ticket(
        ticket=confirmed,
        actor=cast.lee,
        to_team=cast.general,
        to_user=cast.anna,
        need="look",
        now=timezone.now(),
    )
    assert not {"accept", "return", "take"} & offered(alice, confirmed)
    assert {"accept", "return"} <= offered(as_(alice, cast.anna), confirmed)


# --- one move, one post ----------------------------------------------------------


def test_take(alice, cast, make_ticket):
    ticket = make_ticket()
    answer = alice.post(address(ticket, "take"))
    assert (answer.status_code, answer["Location"]) == (302, address(ticket))
    ticket.refresh_from_db()
    assert ticket.assignee == cast.alice


def test_take_twice_says_so_and_changes_nothing(alice, cast, make_ticket):
    ticket = make_ticket()
    alice.post(address(ticket, "take"))
    page = alice.post(address(ticket, "take"), follow=True).content.decode()
    assert "yours already" in page
    assert Entry.objects.filter(ticket=ticket, kind="taken").count() == 1


@pytest.mark.parametrize(
    ("slug", "values", "check"),
    [
        ("hold", {"reason": "customer"}, lambda t: t.hold_reason == "customer"),
        ("chase", {"text": "When?"}, lambda t: t.chase_count == 1),
        ("spam", {}, lambda t: t.ending == Ending.SPAM),
        (
            "priority",
            {"priority": "urgent", "reason": "a leak"},
            lambda t: t.priority == Priority.URGENT,
        ),
        (
            "handling",
            {"handling": "complex"},
            lambda t: t.handling == Handling.COMPLEX,
        ),
    ],
)
def test_a_filled_form_makes_the_move(alice, make_ticket, slug, values, check):
    ticket = make_ticket()
    assert alice.post(address(ticket, slug), values).status_code == 302
    assert check(Ticket.objects.get(pk=ticket.pk))


def test_hold_until_and_resume(alice, make_ticket):
    ticket = make_ticket()
    until = timezone.localtime() + timedelta(days=1)
    values = {"reason": "later", "until": f"{until:%Y-%m-%dT%H:%M}", "note": "away"}
    assert alice.post(address(ticket, "hold"), values).status_code == 302
    assert "resume" in offered(alice, ticket)
    assert alice.post(address(ticket, "resume")).status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).hold_reason == ""


def test_the_type_is_changed_on_the_second_level(alice, make_ticket):
    ticket = make_ticket(kind="")
    kind = RequestType.objects.get(code="after_sales_repair")
    answer = alice.post(address(ticket, "type"), {"request_type": kind.pk})
    assert answer.status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).request_type == kind


def test_transfer_within_and_out_of_ones_own_teams(alice, cast, make_ticket):
    ticket = make_ticket()
    values = {"to": f"{cast.general.pk}:{cast.anna.pk}", "reason": "she knows"}
    answer = alice.post(address(ticket, "transfer"), values)
    assert answer["Location"] == address(ticket)
    assert Ticket.objects.get(pk=ticket.pk).assignee == cast.anna
    values = {"to": f"{cast.repairs.pk}:", "reason": "repairs"}
    answer = alice.post(address(ticket, "transfer"), values)
    assert answer["Location"] == reverse("queue")
    assert alice.get(address(ticket)).status_code == 404


def test_dispatch_accept_and_return(alice, cast, confirmed):
    values = {"to": f"{cast.general.pk}:", "need": "call back"}
    assert alice.post(address(confirmed, "dispatch"), values).status_code == 302
    pending = confirmed.dispatches.get()
    assert pending.state == DispatchState.PENDING
    answer = alice.post(address(confirmed, "return"), {"reason": ""})
    assert answer.status_code == 422
    answer = alice.post(address(confirmed, "return"), {"reason": "not ours"})
    assert answer.status_code == 302
    alice.post(address(confirmed, "dispatch"), values)
    assert alice.post(address(confirmed, "accept")).status_code == 302
    assert Ticket.objects.get(pk=confirmed.pk).assignee == cast.alice


def test_merge_into_a_ticket_one_may_see(alice, cast, make_ticket):
    ticket, into, foreign = make_ticket(), make_ticket(), make_ticket()
    Ticket.objects.filter(pk=foreign.pk).update(team=cast.repairs)
    for number in (foreign.number, "SD-NONE-NONE", ticket.number):
        answer = alice.post(address(ticket, "merge"), {"into": number})
        assert answer.status_code == 422
        assert number in answer.content.decode()
    answer = alice.post(address(ticket, "merge"), {"into": into.number.lower()})
    assert answer.status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).merged_into == into


def test_only_those_who_lead_cancel(alice, cast, make_ticket):
    ticket = make_ticket()
    values = {"reason": "no longer wanted"}
    assert alice.post(address(ticket, "cancel"), values).status_code == 403
    assert (
        as_(alice, cast.lee).post(address(ticket, "cancel"), values).status_code == 302
    )
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.ending) == (Stage.CANCELLED, Ending.CANCELLED)


def test_promise_and_move_it(alice, confirmed):
    soon = timezone.localtime() + timedelta(hours=3)
    later = soon + timedelta(hours=2)
    values = {"what": "an answer", "due_at": f"{soon:%Y-%m-%dT%H:%M}", "reason": "x"}
    assert alice.post(address(confirmed, "promise"), values).status_code == 302
    assert {"move-promise"} <= offered(alice, confirmed)
    moved = {"due_at": f"{later:%Y-%m-%dT%H:%M}", "reason": "late part"}
    answer = alice.post(address(confirmed, "move-promise"), moved)
    assert answer.status_code == 422
    assert "Offer an alternative." in answer.content.decode()
    assert "late part" in answer.content.decode()
    moved["alternative"] = "a replacement"
    assert alice.post(address(confirmed, "move-promise"), moved).status_code == 302
    assert [p.state for p in confirmed.promises.all()] == ["moved", "open"]


def test_attend_meets_the_timer_of_a_caller(alice, make_ticket):
    ticket = make_ticket(channel="phone", now=timezone.now())
    assert "attend" in offered(alice, ticket)
    assert alice.post(address(ticket, "attend")).status_code == 302
    assert "attend" not in offered(alice, ticket)


# --- refusals --------------------------------------------------------------------
