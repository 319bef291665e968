"""The stage's form: what is asked for is recorded, and the stage is left."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.create_customer import create_customer
from tickets.actions.identify_customer import identify_customer
from tickets.choices import Stage
from tickets.models import Entry, Evidence, RequestType, Ticket

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


# --- greet -----------------------------------------------------------------------


def test_a_new_customer_is_identified_and_the_stage_left_in_one_submit(
    alice, cast, make_ticket
):
    ticket = make_ticket()
    answer = alice.post(
        stage_url(ticket),
        {
            "identity-who": "new",
            "identity-name": "王小明",
            "identity-phone": "13800138000",
            "identity-email": "",
            "identity-checked_by": "order",
            "then": "next",
        },
    )
    assert answer.status_code == 302
    ticket = fresh(ticket)
    assert ticket.stage == Stage.CONFIRM
    assert ticket.customer.name == "王小明"
    assert Evidence.objects.get(kind="identity").data["checked_by"] == "order"


def test_a_suggested_customer_is_attached(alice, cast, make_ticket, frozen_now):
    known = create_customer(name="老王", phone="13800138000", now=frozen_now)
    ticket = make_ticket()
    values = {"identity-who": known.number, "identity-checked_by": "phone"}
    answer = alice.post(stage_url(ticket), {**values, "only": "identity"})
    assert answer.status_code == 302
    ticket = fresh(ticket)
    assert (ticket.customer, ticket.stage) == (known, Stage.GREET)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"identity-who": "other", "identity-number": "C1"}, "no customer"),
        ({"identity-who": "other", "identity-number": ""}, "Enter the customer number"),
        ({"identity-who": "C99999999"}, "Select a valid choice"),
        ({"identity-who": "new", "identity-name": " "}, "Enter the name"),
    ],
)
def test_who_cannot_be_found_is_refused_at_the_form(
    alice, make_ticket, values, message
):
    ticket = make_ticket()
    answer = alice.post(
        stage_url(ticket), {**values, "identity-checked_by": "phone", "then": "next"}
    )
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert fresh(ticket).customer is None


def test_the_type_of_a_call_is_chosen_here(alice, make_ticket):
    ticket = make_ticket(kind="", channel="phone")
    kind = RequestType.objects.get(code="consultation_order")
    values = {
        "identity-who": "new",
        "identity-name": "Emma",
        "identity-checked_by": "phone",
        "request_type-request_type": kind.pk,
        "then": "next",
    }
    assert alice.post(stage_url(ticket), values).status_code == 302
    ticket = fresh(ticket)
    assert (ticket.request_type, ticket.stage) == (kind, Stage.CONFIRM)


def test_going_on_with_nothing_recorded_says_what_is_missing(alice, make_ticket):
    ticket = make_ticket()
    answer = alice.post(stage_url(ticket), {"then": "next"})
    assert answer.status_code == 422
    assert "Still to be recorded" in answer.content.decode()
    assert fresh(ticket).stage == Stage.GREET


def test_recording_nothing_is_no_error(alice, make_ticket):
    ticket = make_ticket()
    page = alice.post(stage_url(ticket), {}, follow=True).content.decode()
    assert "nothing new to record" in page


# --- confirm ---------------------------------------------------------------------


def test_all_gates_of_a_complaint_in_one_submit(alice, cast, confirmed):
    ticket = confirmed("complaint_delay")
    values = {
        **NEED,
        **promise(**{"promise-responsible": str(cast.alice.pk)}),
        "restatement-text": "nobody came",
        "plan-text": "we look into it",
        "then": "next",
    }
    assert alice.post(stage_url(ticket), values).status_code == 302
    ticket = fresh(ticket)
    assert ticket.stage == Stage.SERVE
    kinds = set(ticket.evidence.values_list("kind", flat=True))
    assert {"need", "restatement", "plan", "promise", "time_needed"} <= kinds
    assert ticket.promises.get().responsible == cast.alice


def test_a_visit_is_agreed_with_an_engineer_of_the_team(alice, cast, confirmed):
    ticket = confirmed("after_sales_repair")
    values = {
        "appointment-starts_at": local(timedelta(hours=5)),
        "appointment-latest_at": local(timedelta(hours=6)),
        "appointment-minutes": "45",
        "appointment-engineer": str(cast.anna.pk),
        "only": "appointment",
    }
    assert alice.post(stage_url(ticket), values).status_code == 302
    assert ticket.appointments.get().engineer == cast.anna


def test_what_was_recorded_stays_when_the_way_on_is_barred(alice, confirmed):
    ticket = confirmed()
    values = {"plan-text": "we look it up", "then": "next"}
    answer = alice.post(stage_url(ticket), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Still to be recorded" in page
    assert ticket.evidence.filter(kind="plan").count() == 1
    assert 'name="plan-text"' not in page  # met meanwhile
    # The same once more, as by a reload, records nothing twice.
    alice.post(stage_url(ticket), values)
    assert ticket.evidence.filter(kind="plan").count() == 1


def test_one_refused_section_leaves_nothing_recorded_and_all_typed(alice, confirmed):
    ticket = confirmed()
    values = {
        **promise(**{"promise-due_at": "2020-01-01T10:00"}),
        "plan-text": "look it up in the archive",
        "then": "next",
    }
    answer = alice.post(stage_url(ticket), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The promised time must lie in the future." in page
    assert "look it up in the archive" in page
    assert "an engineer comes" in page
    assert not ticket.evidence.filter(kind__in=["plan", "promise"]).exists()


def test_a_single_gate_is_recorded_alone_and_must_be_complete(alice, confirmed):
    ticket = confirmed("complaint_delay")
    some = {"need-what": "no visit", "only": "need", "plan-text": "typed beside"}
    answer = alice.post(stage_url(ticket), some)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "typed beside" in page
    assert not ticket.evidence.filter(kind="need").exists()
    answer = alice.post(stage_url(ticket), {**NEED, "only": "need"})
    assert answer.status_code == 302
    assert ticket.evidence.get(kind="need").data["where"] == "North Street 1"
    assert fresh(ticket).stage == Stage.CONFIRM


def test_recording_one_gate_keeps_what_is_typed_in_the_others(alice, confirmed):
    ticket = confirmed("complaint_delay")
    values = {**NEED, "only": "need", "plan-text": "a draft", **promise()}
    answer = alice.post(stage_url(ticket), values)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "a draft" in page
    assert "an engineer comes" in page
    assert "is-invalid" not in page
    assert list(ticket.evidence.filter(kind__in=["need", "plan"])) == [
        ticket.evidence.get(kind="need")
    ]


def test_where_the_customer_is_there_the_yes_is_asked_for(alice, confirmed):
    ticket = confirmed(channel="phone")
    values = {"restatement-text": "you need an invoice", "only": "restatement"}
    answer = alice.post(stage_url(ticket), values)
    assert answer.status_code == 422
    assert "only when the customer agrees" in answer.content.decode()
    values["restatement-agreed"] = "on"
    assert alice.post(stage_url(ticket), values).status_code == 302


@pytest.mark.parametrize(
    "values",
    [
        {"plan-text": "x" * 5000},
        promise(**{"promise-due_at": "soon"}),
        promise(**{"promise-what": "x" * 300}),
        promise(**{"promise-responsible": "1 OR 1=1"}),
    ],
)
def test_bad_input_is_refused_and_nothing_is_stored(alice, confirmed, values):
    ticket = confirmed()
    before = Entry.objects.filter(ticket=ticket).count()
    answer = alice.post(stage_url(ticket), {**values, "then": "next"})
    assert answer.status_code == 422
    assert Entry.objects.filter(ticket=ticket).count() == before
