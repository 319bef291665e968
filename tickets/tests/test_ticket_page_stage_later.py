"""The stage's form in service and at the close; exceptions, and who may use it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.take_ticket import take_ticket
from tickets.choices import Stage
from tickets.models import Ticket

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
NEED = {
    "need-what": "does not cool",
    "need-why": "valve",
    "need-when": "yesterday",
    "need-where": "North Street 1",
    "need-who": "himself",
    "need-how": "after the installation",
}


@pytest.fixture
def alice(client, cast):
    client.force_login(cast.alice, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def stage_url(ticket):
    return reverse("ticket_stage", kwargs={"number": ticket.number})


def skip_url(ticket, rule):
    return reverse("ticket_skip", kwargs={"number": ticket.number, "code": rule.code})


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def local(delta):
    return f"{timezone.localtime() + delta:%Y-%m-%dT%H:%M}"


def promise(**more):
    return {
        "promise-what": "an engineer comes",
        "promise-due_at": local(timedelta(hours=4)),
        "promise-responsible": "",
        "promise-reason": "parts must arrive",
        **more,
    }


@pytest.fixture
def confirmed(cast, make_ticket, frozen_now):
    def make(kind="consultation_product", **values):
        ticket = make_ticket(kind=kind, **values)
        ticket = identify_customer(ticket=ticket, actor=cast.alice, now=frozen_now)
        return advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)

    return make


# --- serve and close -------------------------------------------------------------


@pytest.fixture
def served(alice, cast, confirmed):
    def make(kind="consultation_product"):
        ticket = confirmed(kind)
        values = {
            **NEED,
            **promise(),
            "restatement-text": "this is it",
            "plan-text": "that is what we do",
            "then": "next",
        }
        assert alice.post(stage_url(ticket), values).status_code == 302
        return fresh(ticket)

    return make


def test_serve_is_left_by_the_result(alice, cast, served):
    ticket = served()
    answer = alice.post(stage_url(ticket), {"then": "next"})
    assert answer.status_code == 422
    assert "Tell the customer what came of it." in answer.content.decode()
    values = {
        "responsible-take": "on",
        "service_record-text": "looked it up",
        "result-text": "it is the blue one",
        "then": "next",
    }
    assert alice.post(stage_url(ticket), values).status_code == 302
    ticket = fresh(ticket)
    assert (ticket.stage, ticket.assignee) == (Stage.CLOSE, cast.alice)
    assert ticket.entries.get(kind="result").body == "it is the blue one"


def test_the_result_stays_typed_while_something_is_missing(alice, cast, served):
    ticket = served()
    values = {"result-text": "a long considered result", "then": "next"}
    answer = alice.post(stage_url(ticket), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "a long considered result" in page
    assert "Still to be recorded" in page
    assert fresh(ticket).stage == Stage.SERVE


def test_a_serious_complaint_names_to_whom_it_was_taken(alice, cast, served):
    ticket = served("complaint_delay")
    values = {
        "complaint_review-severity": "serious",
        "complaint_review-text": "all true",
        "only": "complaint_review",
    }
    answer = alice.post(stage_url(ticket), values)
    assert answer.status_code == 422
    assert "To whom?" in answer.content.decode()


def test_close_is_left_by_the_customers_word(alice, cast, served):
    ticket = served()
    alice.post(
        stage_url(ticket),
        {
            "responsible-take": "on",
            "service_record-text": "done",
            "result-text": "done",
            "then": "next",
        },
    )
    answer = alice.post(stage_url(ticket), {"then": "next", "acceptance-text": ""})
    assert answer.status_code == 422
    answer = alice.post(
        stage_url(ticket), {"then": "next", "acceptance-text": "thank you"}
    )
    assert answer.status_code == 302
    ticket = fresh(ticket)
    assert (ticket.stage, ticket.accepted_by) == (Stage.FOLLOW_UP, "staff")
    answer = alice.post(stage_url(ticket), {"then": "next"})
    assert answer.status_code == 422  # left by the follow-up


# --- exceptions ------------------------------------------------------------------


def test_a_gate_passes_as_an_exception_with_a_reason(alice, cast, make_ticket):
    ticket = make_ticket()
    rule = ticket.edition.rules.get(kind="gate", evidence="identity")
    alice.force_login(cast.lee, backend=BACKEND)
    answer = alice.post(skip_url(ticket, rule), {f"skip-{rule.code}": ""})
    assert answer.status_code == 422
    assert "Say why this may be left out." in answer.content.decode()
    answer = alice.post(skip_url(ticket, rule), {f"skip-{rule.code}": "known voice"})
    assert answer.status_code == 302
    assert ticket.evidence.get(is_exception=True).reason == "known voice"


def test_who_may_not_skip_is_refused(alice, cast, make_ticket):
    ticket = make_ticket()
    rule = ticket.edition.rules.get(kind="gate", evidence="identity")
    answer = alice.post(skip_url(ticket, rule), {f"skip-{rule.code}": "please"})
    assert answer.status_code == 403
    assert not ticket.evidence.filter(is_exception=True).exists()


# --- doors -----------------------------------------------------------------------


def test_only_staff_only_ones_own_and_reading_changes_nothing(
    alice, client, cast, make_ticket
):
    ticket = make_ticket()
    page = reverse("ticket", kwargs={"number": ticket.number})
    assert alice.get(stage_url(ticket))["Location"] == page
    alice.force_login(cast.bob, backend=BACKEND)
    assert alice.post(stage_url(ticket), {"then": "next"}).status_code == 404
    alice.logout()
    assert alice.post(stage_url(ticket), {"then": "next"}).status_code == 302


def test_recording_meets_a_ticket_that_moved_on_meanwhile(
    alice, cast, make_ticket, frozen_now
):
    ticket = make_ticket()
    ticket = take_ticket(ticket=ticket, actor=cast.anna, now=frozen_now)
    ticket = identify_customer(ticket=ticket, actor=cast.anna, now=frozen_now)
    values = {"identity-who": "new", "identity-name": "again", "only": "identity"}
    assert alice.post(stage_url(ticket), values).status_code == 302
    assert ticket.evidence.filter(kind="identity").count() == 1
