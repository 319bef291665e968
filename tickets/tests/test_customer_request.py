"""Sending a request: what the form offers, and what becomes of it."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from standards.models import Edition
from tickets.choices import Channel, EntryKind, Stage
from tickets.models import Deadline, OutboxMessage, RequestType, Ticket
from tickets.policies import ticket_from_token, tracking_token

pytestmark = pytest.mark.django_db

URL = "/requests/new/"
TYPED = {
    "request_type": "consultation_product",
    "subject": "想问保修多久",
    "description": "上个月买的空调，保修期是多久？",
    "order_number": "DD-1",
    "name": "王小明",
    "phone": "138 0013 8000",
    "email": "wang@example.com",
}


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def send(client, **changes):
    return client.post(URL, {**TYPED, **changes})


def token_in(html):
    return re.search(r'name="form_token" value="([0-9a-f]{32})"', html)[1]


def test_home_offers_the_public_types_and_no_others(client, desk):
    page = client.get("/").content.decode()
    for code in ("consultation", "business", "complaint", "after_sales", "praise"):
        assert f"?type={code}" in page
    assert "?type=reception" not in page


def test_home_shows_a_type_whose_drawing_does_not_exist(client, desk):
    RequestType.objects.filter(code="praise").update(icon="no-such-drawing")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("code", ["", "after_sales", "after_sales_repair", "<b>", "x"])
def test_the_form_opens_for_any_preselection(client, desk, code):
    page = client.get(URL, {"type": code})
    assert page.status_code == 200
    for name in (*TYPED, "attachments"):
        assert f'name="{name}"' in page.content.decode()


def test_a_preselected_type_is_chosen_and_its_questions_are_there(client, desk):
    page = client.get(URL, {"type": "after_sales_repair"}).content.decode()
    assert re.search(r'value="after_sales_repair" checked', page)
    assert 'name="field_warranty"' in page
    assert "consultation_product" not in page


def test_the_form_says_by_when_we_answer(client, desk):
    page = client.get(URL, {"type": "consultation_product"})
    wanted = timezone.now() + timedelta(hours=24)
    assert abs(page.context["answer_by"] - wanted) < timedelta(minutes=1)
    assert f"{timezone.localtime(page.context['answer_by']):%H:%M}" in (
        page.content.decode()
    )


def test_without_an_edition_the_form_promises_no_moment(client, desk):
    Edition.objects.all().update(effective_from=timezone.now() + timedelta(days=1))
    assert client.get(URL).context["answer_by"] is None
    answer = send(client)
    assert answer.status_code == 503
    assert TYPED["description"] in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_request_opens_a_ticket_and_leads_to_its_confirmation(client, desk):
    answer = send(client)
    ticket = Ticket.objects.get()
    assert answer.status_code == 302
    assert answer.url.startswith("/requests/sent/")
    assert ticket_from_token(answer.url.split("/")[3]) == ticket
    assert (ticket.channel, ticket.stage) == (Channel.WEB, Stage.GREET)
    assert ticket.subject == TYPED["subject"]
    assert ticket.contact_phone == "138 0013 8000"
    assert ticket.request_type.code == "consultation_product"
    assert ticket.customer is None
    page = client.get(answer.url).content.decode()
    assert ticket.number in page
    assert tracking_token(ticket).split(":")[0] in page
    due = Deadline.objects.get(ticket=ticket, milestone="first_answer").due_at
    assert f"{timezone.localtime(due):%H:%M}" in page


def test_own_questions_are_kept(client, desk):
    send(
        client,
        request_type="after_sales_repair",
        field_warranty="in",
        field_preferred_date="2026-03-31",
        field_product_model="KF-35",
    )
    assert Ticket.objects.get().fields == {
        "warranty": "in",
        "product_model": "KF-35",
        "preferred_date": "2026-03-31",
    }


def test_without_a_script_empty_questions_of_other_types_do_no_harm(client, desk):
    send(
        client,
        request_type="after_sales_install",
        field_preferred_date=["", "2026-03-31"],
        field_warranty="",
    )
    assert Ticket.objects.get().fields == {"preferred_date": "2026-03-31"}


def test_a_main_type_alone_is_taken(client, desk):
    send(client, request_type="complaint")
    assert Ticket.objects.get().request_type.code == "complaint"


def test_an_anonymous_complaint_needs_no_contact(client, desk):
    answer = send(
        client, request_type="complaint_anonymous", name="", phone="", email=""
    )
    assert answer.status_code == 302
    assert not OutboxMessage.objects.exists()
    assert client.get(answer.url).status_code == 200


def test_the_page_language_becomes_the_language_of_the_ticket(client, desk):
    client.cookies["django_language"] = "en"
    send(client)
    assert Ticket.objects.get().language == "en"
    assert "received your request" in OutboxMessage.objects.get().subject


def test_the_language_can_be_switched_on_the_page(client, desk):
    client.post("/i18n/setlang/", {"language": "en", "next": f"{URL}?type=praise"})
    page = client.get(f"{URL}?type=praise").content.decode()
    assert 'lang="en"' in page
    assert "Send my request" in page
    assert f'value="{URL}?type=praise"' in page


def test_the_confirmation_repeats_nothing_the_visitor_typed(client, desk):
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        send(client, name="BUY NOW", subject="http://spam.example", order_number="X9")
    for message in OutboxMessage.objects.filter(purpose="received"):
        text = message.subject + message.body
        for typed in ("BUY", "spam.example", "X9", TYPED["description"]):
            assert typed not in text
        assert message.ticket.number in text
        assert settings.PUBLIC_URL in message.body


def test_sending_takes_few_queries(client, desk):
    send(client)  # fills the rulebook's cache, as any process does once
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = send(client, phone="13911112222", email="li@example.com")
    assert answer.status_code == 302
    sql = [q["sql"] for q in seen if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    sql = [text for text in sql if not text.startswith(("BEGIN", "COMMIT"))]
    assert len(sql) <= 14, "\n".join(text[:160] for text in sql)


def test_opening_the_form_takes_few_queries(
    client, desk, django_assert_max_num_queries
):
    client.get(URL)
    with django_assert_max_num_queries(5):
        client.get(URL)


def test_the_entry_holds_the_words_and_the_receipt_follows(client, desk):
    send(client)
    kinds = [entry.kind for entry in Ticket.objects.get().entries.all()]
    assert kinds == [EntryKind.OPENED, EntryKind.AUTOMATIC_ANSWER]


def test_labels_of_own_questions_follow_the_language(client, desk):
    with translation.override("en"):
        client.cookies["django_language"] = "en"
        page = client.get(URL, {"type": "after_sales_repair"}).content.decode()
    assert "In warranty?" in page
    client.cookies["django_language"] = "zh-hans"
    page = client.get(URL, {"type": "after_sales_repair"}).content.decode()
    assert "是否在保修期内" in page
