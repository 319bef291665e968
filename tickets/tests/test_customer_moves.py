"""What a customer can do about a request: write, confirm, hurry, cancel, reopen."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from tickets.actions.cancel_ticket import cancel_ticket
from tickets.choices import AcceptedBy, EntryKind, Stage
from tickets.errors import MoveRefused
from tickets.models import Ticket
from tickets.policies import tracking_token
from tickets.tests.customer_story import complete, serve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def url(ticket, name="request_track", **kwargs):
    return reverse(name, kwargs={"token": tracking_token(ticket), **kwargs})


def page(client, ticket):
    answer = client.get(url(ticket))
    assert answer.status_code == 200
    return answer.content.decode()


def said(client, answer):
    return client.get(answer.url).content.decode()


@pytest.fixture
def served(cast, make_ticket, now):
    return partial(serve, cast, make_ticket, now)


@pytest.fixture
def completed(cast, make_ticket, now):
    return partial(complete, cast, make_ticket, now)


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_the_customer_writes(client, make_ticket, now):
    ticket = make_ticket(now=now)
    answer = client.post(url(ticket, "request_message"), {"text": "ONE MORE THING"})
    assert "has arrived" in said(client, answer)
    entry = ticket.entries.get(kind=EntryKind.CUSTOMER_MESSAGE)
    assert (entry.body, entry.actor) == ("ONE MORE THING", None)


def test_the_same_words_sent_twice_stand_once(client, make_ticket, now):
    ticket = make_ticket(now=now)
    for _ in range(2):
        client.post(url(ticket, "request_message"), {"text": "hello"})
    assert ticket.entries.filter(kind=EntryKind.CUSTOMER_MESSAGE).count() == 1


def test_an_empty_or_overlong_message_is_refused_and_kept(client, make_ticket, now):
    ticket = make_ticket(now=now)
    for text in ("", "x" * 5001):
        answer = client.post(url(ticket, "request_message"), {"text": text})
        assert answer.status_code == 422
        assert text in answer.content.decode()
    assert not ticket.entries.filter(kind=EntryKind.CUSTOMER_MESSAGE).exists()


def test_very_many_messages_are_put_off(client, make_ticket, now, monkeypatch):
    monkeypatch.setattr("tickets.views.customer.moves.MESSAGES_A_QUARTER_HOUR", 2)
    ticket = make_ticket(now=now)
    for number in range(2):
        client.post(url(ticket, "request_message"), {"text": f"{number}"})
    answer = client.post(url(ticket, "request_message"), {"text": "KEEP ME"})
    assert answer.status_code == 422
    assert "KEEP ME" in answer.content.decode()


def test_nothing_can_be_written_to_an_ended_request(client, make_ticket, now):
    ticket = make_ticket(now=now)
    cancel_ticket(ticket=ticket, actor=None, reason="x", now=now)
    answer = client.post(url(ticket, "request_message"), {"text": "KEEP ME"})
    assert answer.status_code == 422


def test_yes_it_is_solved(client, completed):
    ticket = completed()
    assert "Is it solved?" in page(client, ticket)
    answer = client.post(url(ticket, "request_solved"), {"solved": "yes"})
    assert "glad that it is solved" in said(client, answer)
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.accepted_by) == (Stage.FOLLOW_UP, AcceptedBy.CUSTOMER)


def test_a_second_click_on_yes_changes_nothing(client, completed):
    ticket = completed()
    for _ in range(2):
        answer = client.post(url(ticket, "request_solved"), {"solved": "yes"})
        assert answer.status_code == 302
    assert ticket.entries.filter(kind=EntryKind.ACCEPTED).count() == 1


def test_yes_is_heard_even_if_our_papers_are_missing(client, completed):
    ticket = completed()
    Ticket.objects.filter(pk=ticket.pk).update(place="on_site")
    answer = client.post(url(ticket, "request_solved"), {"solved": "yes"})
    assert "paperwork" in said(client, answer)
    ticket.refresh_from_db()
    assert ticket.stage == Stage.CLOSE
    assert ticket.entries.last().kind == EntryKind.CUSTOMER_MESSAGE


def test_not_yet_asks_for_the_reason_and_reopens(client, completed):
    ticket = completed()
    answer = client.post(url(ticket, "request_solved"), {"solved": "no"})
    assert answer.status_code == 422
    assert 'id="reopen_reason_error"' in answer.content.decode()
    client.post(url(ticket, "request_solved"), {"solved": "no", "reason": "Still warm"})
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.cycle) == (Stage.CONFIRM, 2)
    text = page(client, ticket)
    assert "Still warm" in text
    assert text.count("stageline-done") == 1


def test_a_solved_request_can_be_reopened_for_thirty_days(client, completed, now):
    ticket = completed()
    client.post(url(ticket, "request_solved"), {"solved": "yes"})
    assert "It is not solved after all" in page(client, ticket)
    Ticket.objects.filter(pk=ticket.pk).update(accepted_at=now - timedelta(days=31))
    assert "It is not solved after all" not in page(client, ticket)
    answer = client.post(url(ticket, "request_reopen"), {"reason": "again"})
    assert "no longer possible" in said(client, answer)
    Ticket.objects.filter(pk=ticket.pk).update(accepted_at=now)
    client.post(url(ticket, "request_reopen"), {"reason": "again"})
    ticket.refresh_from_db()
    assert ticket.stage == Stage.CONFIRM


def test_a_running_request_cannot_be_reopened(client, served):
    ticket = served()
    client.post(url(ticket, "request_reopen"), {"reason": "again"})
    ticket.refresh_from_db()
    assert (ticket.stage, ticket.cycle) == (Stage.SERVE, 1)


def test_a_chase_is_passed_on_once_in_ten_minutes(client, served, now):
    ticket = served()
    assert "Please hurry" in page(client, ticket)
    client.post(url(ticket, "request_chase"))
    assert "Please hurry" not in page(client, ticket)
    answer = client.post(url(ticket, "request_chase"))
    assert "a moment ago" in said(client, answer)
    ticket.refresh_from_db()
    assert ticket.chase_count == 1


def test_nobody_is_chased_once_it_is_completed(client, completed):
    ticket = completed()
    assert "Please hurry" not in page(client, ticket)
    client.post(url(ticket, "request_chase"))
    ticket.refresh_from_db()
    assert ticket.chase_count == 0


def test_a_request_can_be_taken_back_before_work_begins(client, make_ticket, now):
    ticket = make_ticket(now=now)
    answer = client.post(url(ticket, "request_cancel"), {"reason": ""})
    assert answer.status_code == 422
    assert 'id="cancel_reason_error"' in answer.content.decode()
    answer = client.post(url(ticket, "request_cancel"), {"reason": "Bought another"})
    assert "is cancelled" in said(client, answer)
    ticket.refresh_from_db()
    assert ticket.stage == Stage.CANCELLED


def test_work_that_has_begun_is_not_cancelled_by_a_click(client, served):
    ticket = served()
    assert "I no longer need this" not in page(client, ticket)
    answer = client.post(url(ticket, "request_cancel"), {"reason": "x"})
    assert "no longer possible" in said(client, answer)
    ticket.refresh_from_db()
    assert ticket.stage == Stage.SERVE


def test_refusals_of_the_table_reach_the_customer_in_plain_words(
    client, completed, monkeypatch
):
    ticket = completed()

    def refuse(**kwargs):
        raise MoveRefused("“Accept” is not possible")

    monkeypatch.setattr("tickets.views.customer.moves.accept_result", refuse)
    answer = client.post(url(ticket, "request_solved"), {"solved": "yes"})
    assert "no longer possible" in said(client, answer)
