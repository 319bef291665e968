"""A completion asks for a follow-up: one call to make, one link to answer."""

from datetime import timedelta

import pytest

from surveys.actions.open_revisit import open_revisit
from surveys.choices import RevisitMethod
from surveys.models import Invitation, Revisit
from surveys.selectors import revisit_method
from surveys.tests.conftest import invitation_of, path_of, revisit_of
from tickets.choices import EntryKind, Source
from tickets.models import Deadline, Entry, OutboxMessage, RequestType, Ticket

pytestmark = pytest.mark.django_db


def test_a_completion_opens_the_follow_up_the_timer_asks_for(link_ticket):
    revisit = revisit_of(link_ticket)
    timer = Deadline.objects.get(ticket=link_ticket, milestone="revisit")
    assert revisit.due_at == timer.due_at
    assert revisit.due_at - link_ticket.completed_at == timedelta(hours=24)
    assert revisit.is_open


def test_the_handbook_says_how_to_ask(link_ticket, subtests):
    for kind, tier, method in (
        ("consultation_product", "normal", RevisitMethod.LINK),
        ("complaint_service", "normal", RevisitMethod.PHONE),
        ("after_sales_repair", "normal", RevisitMethod.PHONE),
        ("consultation_product", "vip", RevisitMethod.PHONE),
    ):
        with subtests.test(kind=kind, tier=tier):
            link_ticket.tier = tier
            link_ticket.request_type = RequestType.objects.get(code=kind)
            assert revisit_method(link_ticket) == method


def test_it_takes_the_way_that_exists(complete):
    no_phone = complete(kind="complaint_service", contact_phone="")
    no_address = complete(contact_email="")
    assert revisit_of(no_phone).method == RevisitMethod.LINK
    assert revisit_of(no_address).method == RevisitMethod.PHONE


def test_the_customer_is_sent_the_link_in_their_language(link_ticket):
    mail = OutboxMessage.objects.get(ticket=link_ticket, purpose="survey")
    assert mail.recipient == "wang@example.com"
    assert mail.language == "zh-hans"
    assert "/surveys/" in mail.body
    assert link_ticket.number in mail.subject
    # Nothing a visitor typed goes out unasked.
    assert link_ticket.subject not in mail.subject + mail.body
    assert "{{" not in mail.body
    sent = Entry.objects.get(ticket=link_ticket, kind=EntryKind.SURVEY_SENT)
    assert mail.entry == sent


def test_twice_is_once(link_ticket, news, frozen_now):
    again = news(open_revisit, ticket=link_ticket, now=frozen_now)
    assert again == revisit_of(link_ticket)
    assert Revisit.objects.count() == Invitation.objects.count() == 1
    assert OutboxMessage.objects.filter(purpose="survey").count() == 1


def test_a_ticket_that_is_not_completed_has_none(make_ticket, frozen_now):
    assert open_revisit(ticket=make_ticket(), now=frozen_now) is None


def test_without_an_address_nothing_is_sent_but_the_link_is_there(complete):
    ticket = complete(contact_email="", contact_phone="")
    assert revisit_of(ticket).is_open
    assert path_of(ticket)
    assert not OutboxMessage.objects.filter(purpose="survey").exists()
    assert not Entry.objects.filter(kind=EntryKind.SURVEY_SENT).exists()


def test_an_imported_ticket_has_a_revisit_and_no_noise(complete, frozen_now):
    ticket = complete(heard=False)
    Ticket.objects.filter(pk=ticket.pk).update(source=Source.IMPORTED)
    before = Entry.objects.filter(ticket=ticket).count()
    assert open_revisit(ticket=ticket, now=frozen_now).is_open
    assert Entry.objects.filter(ticket=ticket).count() == before
    assert not Invitation.objects.exists()
    assert not OutboxMessage.objects.filter(purpose="survey").exists()


def test_the_link_lasts_fourteen_days(link_ticket):
    invitation = invitation_of(link_ticket)
    assert invitation.expires_at - invitation.created_at == timedelta(days=14)
