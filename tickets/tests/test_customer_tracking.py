"""Following a request: what its customer sees, and what they can do about it."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import cancel_ticket, mark_spam, merge_ticket
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.write_note import write_note
from tickets.choices import HoldReason
from tickets.models import Entry, Ticket
from tickets.policies import new_nonce, tracking_token
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


def test_the_page_shows_stage_promise_and_what_was_said(client, served, cast):
    text = page(client, served())
    assert 'aria-current="step"' in text
    for shown in ("A VISIT", "SPARE PART", "OUR ANSWER", cast.alice.display_name):
        assert shown in text
    assert f"staff no. {cast.alice.staff_number}" in text


def test_internal_notes_stay_inside(client, served, cast, now):
    ticket = served()
    write_note(ticket=ticket, actor=cast.alice, text="SECRET NOTE", now=now)
    assert "SECRET" not in page(client, ticket)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_state_is_said_plainly(
    client, language, make_ticket, served, completed, cast, now
):
    client.cookies["django_language"] = language
    alice = cast.alice
    winner = make_ticket(now=now)
    tickets = [
        make_ticket(now=now),
        make_ticket(now=now - timedelta(hours=30)),
        served(),
        completed(),
        cancel_ticket(ticket=make_ticket(now=now), actor=None, reason="x", now=now),
        mark_spam(ticket=make_ticket(now=now), actor=alice, now=now),
        merge_ticket(ticket=make_ticket(now=now), into=winner, actor=alice, now=now),
        *[
            hold_ticket(
                ticket=make_ticket(now=now),
                actor=alice,
                reason=reason,
                note="x",
                until=now + timedelta(days=1),
                now=now,
            )
            for reason in HoldReason
        ],
    ]
    Ticket.objects.filter(pk=tickets[3].pk).update(language=language)
    texts = [page(client, ticket) for ticket in tickets]
    assert all('class="promiseline' in text for text in texts)


def test_a_late_promise_is_admitted(client, served, now):
    ticket = served()
    ticket.promises.update(due_at=now - timedelta(minutes=1))
    assert "We are late, and we are sorry" in page(client, ticket)


@pytest.mark.parametrize("kind", ["unknown", "forged", "revoked", "expired", "empty"])
def test_a_token_that_does_not_fit_gets_one_identical_404(
    client, make_ticket, now, kind, time_machine
):
    ticket = make_ticket(now=now)
    token = tracking_token(ticket)
    if kind == "unknown":
        ticket.pk += 1000
        token = tracking_token(ticket)
    elif kind == "forged":
        token = token[:-3] + "AAA"
    elif kind == "revoked":
        Ticket.objects.filter(pk=ticket.pk).update(link_nonce=new_nonce())
    elif kind == "expired":
        time_machine.move_to(now + timedelta(days=366))
    else:
        token = "x"
    wanted = client.get("/requests/t/nobody/")
    answer = client.get(f"/requests/t/{token}/")
    assert (answer.status_code, wanted.status_code) == (404, 404)
    assert answer.content == wanted.content
    for part in ("live/", "message/", "solved/", "chase/", "cancel/", "reopen/"):
        answer = client.post(f"/requests/t/{token}/{part}")
        assert answer.status_code in (404, 405)
    assert client.get(f"/requests/sent/{token}/").status_code == 404


def test_reading_writes_nothing(client, completed):
    ticket = completed()
    before = Entry.objects.count(), Ticket.objects.get(pk=ticket.pk).updated_at
    for name in ("track", "live", "message", "solved", "chase", "cancel", "reopen"):
        assert client.get(url(ticket, f"request_{name}")).status_code in (200, 302)
    assert before == (
        Entry.objects.count(),
        Ticket.objects.get(pk=ticket.pk).updated_at,
    )


def test_a_form_of_another_site_is_refused(make_ticket, now):
    ticket = make_ticket(now=now)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(url(ticket, "request_message"), {"text": "x"}).status_code == 403


def test_a_merged_request_leads_on_only_for_the_same_customer(
    client, make_ticket, cast, now
):
    winner = make_ticket(now=now, description="WINNER'S WORDS")
    same = make_ticket(now=now, contact_phone="+86 138-0013-8000", contact_email="")
    other = make_ticket(
        now=now,
        contact_phone="13911112222",
        contact_email="x@example.com",
        description="A STRANGER'S WORDS",
    )
    claimed = make_ticket(now=now, description="ONLY CLAIMED TO BE THE SAME")
    winner = identify_customer(ticket=winner, actor=cast.alice, now=now)
    identify_customer(ticket=same, actor=cast.alice, customer=winner.customer, now=now)
    for ticket in (same, other, claimed):
        merge_ticket(ticket=ticket, into=winner, actor=cast.alice, now=now)
    assert winner.number in page(client, same)
    assert winner.number not in page(client, other)
    assert winner.number not in page(client, claimed)
    text = page(client, winner)
    assert "STRANGER" not in text
    assert "CLAIMED" not in text
    assert text.count("Received; confirmed automatically") == 2


def test_the_live_part_is_quiet_while_nothing_happens(client, make_ticket, cast, now):
    ticket = make_ticket(now=now)
    first = client.get(url(ticket, "request_live"))
    seen = first.context["version"]
    assert f"?seen={seen}" in first.content.decode()
    assert client.get(url(ticket, "request_live"), {"seen": seen}).status_code == 204
    asked = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(url(ticket, "request_live"), **asked).status_code == 304
    answer_customer(ticket=ticket, actor=cast.alice, text="NEWS", now=timezone.now())
    second = client.get(url(ticket, "request_live"), {"seen": seen}, **asked)
    assert second.status_code == 200
    assert "NEWS" in second.content.decode()
    assert "<textarea" not in second.content.decode()


def test_the_page_takes_few_queries_however_long_the_talk(
    client, served, cast, now, django_assert_max_num_queries
):
    ticket = served()
    for number in range(5):
        answer_customer(ticket=ticket, actor=cast.alice, text=f"{number}", now=now)
    with django_assert_max_num_queries(8):
        page(client, ticket)


def test_asking_for_news_takes_one_query(client, served, django_assert_max_num_queries):
    ticket = served()
    seen = client.get(url(ticket, "request_live")).context["version"]
    with django_assert_max_num_queries(1):
        client.get(url(ticket, "request_live"), {"seen": seen})


def test_the_confirmation_of_an_ended_request_leads_to_its_page(
    client, make_ticket, now
):
    ticket = make_ticket(now=now)
    cancel_ticket(ticket=ticket, actor=None, reason="x", now=now)
    token = tracking_token(ticket)
    answer = client.get(f"/requests/sent/{token}/")
    assert answer.url == f"/requests/t/{token}/"


def test_an_open_survey_is_offered(
    client, completed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ticket = completed()
    assert "/surveys/" in page(client, ticket)
