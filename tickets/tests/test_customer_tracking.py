"""Following a request: what its customer sees, and what they can do about it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from standards.choices import EvidenceKind
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import cancel_ticket, mark_spam, merge_ticket
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_promise import make_promise
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket
from tickets.actions.write_note import write_note
from tickets.choices import AcceptedBy, EntryKind, HoldReason, Stage
from tickets.errors import MoveRefused
from tickets.models import Entry, Ticket
from tickets.policies import new_nonce, tracking_token

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
    """A request that is being worked on, with a promise."""

    def make(**kwargs):
        at = now - timedelta(hours=1)
        ticket = make_ticket(now=at, language="en", **kwargs)
        alice = cast.alice
        ticket = take_ticket(ticket=ticket, actor=alice, now=at)
        ticket = identify_customer(ticket=ticket, actor=alice, now=at)
        ticket = advance_ticket(ticket=ticket, actor=alice, now=at)
        ticket = answer_customer(
            ticket=ticket, actor=alice, text="OUR ANSWER", restatement="x", now=at
        )
        ticket = record_evidence(
            ticket=ticket,
            actor=alice,
            kind=EvidenceKind.PLAN,
            data={"text": "x"},
            now=at,
        )
        ticket = make_promise(
            ticket=ticket,
            actor=alice,
            what="A VISIT",
            due_at=now + timedelta(hours=3),
            responsible=alice,
            reason="SPARE PART",
            now=at,
        )
        return advance_ticket(ticket=ticket, actor=alice, now=at)

    return make


@pytest.fixture
def completed(served, cast, now):
    """A request whose result has been told."""

    def make(**kwargs):
        return complete_ticket(
            ticket=served(**kwargs),
            actor=cast.alice,
            result="THE RESULT",
            work_done="INSIDE WORK",
            now=now,
        )

    return make


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def test_the_page_shows_stage_promise_and_what_was_said(client, served, cast):
    text = page(client, served())
    assert 'aria-current="step"' in text
    for shown in ("A VISIT", "SPARE PART", "OUR ANSWER", cast.alice.display_name):
        assert shown in text
    assert f"staff no. {cast.alice.staff_number}" in text or not cast.alice.staff_number


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


def test_a_merged_request_leads_on_only_for_the_same_contact(
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
    for ticket in (same, other):
        merge_ticket(ticket=ticket, into=winner, actor=cast.alice, now=now)
    assert winner.number in page(client, same)
    assert winner.number not in page(client, other)
    text = page(client, winner)
    assert "STRANGER" not in text
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
    answer = client.get(f"/requests/sent/{tracking_token(ticket)}/")
    assert answer.url == url(ticket)


def test_refusals_of_the_table_reach_the_customer_in_plain_words(
    client, completed, monkeypatch
):
    ticket = completed()

    def refuse(**kwargs):
        raise MoveRefused("“Accept” is not possible")

    monkeypatch.setattr("tickets.views.customer.moves.accept_result", refuse)
    answer = client.post(url(ticket, "request_solved"), {"solved": "yes"})
    assert "no longer possible" in said(client, answer)


def test_an_open_survey_is_offered(
    client, completed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ticket = completed()
    assert "/surveys/" in page(client, ticket)
