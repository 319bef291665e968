"""What the request form refuses, and that one form is stored once."""

import re

import pytest
from django.core.cache import cache

from tickets.models import Ticket
from tickets.policies import tracking_token

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


def test_a_required_own_question_is_asked_at_its_field(client, desk):
    answer = send(client, request_type="after_sales_repair", field_product_model="KF")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_after_sales_repair_field_warranty_error"' in page
    assert 'value="KF"' in page
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("request_type", ""),
        ("request_type", "reception_message"),
        ("request_type", "no_such_type"),
        ("subject", " "),
        ("subject", "x" * 201),
        ("description", ""),
        ("description", "x" * 5001),
        ("order_number", "x" * 61),
        ("name", ""),
        ("name", "x" * 121),
        ("phone", "call me"),
        ("phone", "12"),
        ("phone", "1" * 40),
        ("email", "li@"),
        ("email", "x" * 250 + "@example.com"),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_field_that_does_not_fit_is_refused_at_the_field(
    client, desk, language, field, value
):
    client.cookies["django_language"] = language
    answer = send(client, **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert TYPED["description"] in page or field == "description"
    assert TYPED["name"] in page or field == "name"
    assert not Ticket.objects.exists()


@pytest.mark.parametrize(
    "phone",
    [
        "13800138000",
        "+86 138-0013-8000",
        "010-12345678 转 801",
        "(020) 1234 5678 ext. 12",
        "１３８００１３８０００",
    ],
)
def test_a_phone_number_may_be_written_as_people_write_it(client, desk, phone):
    assert send(client, phone=phone).status_code == 302


def test_a_phone_or_an_address_is_enough_but_one_is_needed(client, desk):
    assert send(client, phone="").status_code == 302
    assert send(client, email="").status_code == 302
    answer = send(client, phone="", email="")
    assert answer.status_code == 422
    assert 'id="id_phone_error"' in answer.content.decode()


def test_hostile_text_is_shown_inert(client, desk):
    script = "<script>alert(1)</script>{{ 7*7 }}\x00\x1b[31m\u202egpj"
    answer = send(client, subject=script, description=script, name=script, phone="x")
    page = answer.content.decode()
    assert "<script>alert" not in page
    answer = send(client, subject=script, description=script, name=script)
    ticket = Ticket.objects.get()
    assert "\x00" not in ticket.description
    assert "\u202e" not in ticket.subject
    track = client.get(f"/requests/t/{tracking_token(ticket)}/").content.decode()
    assert "<script>alert" not in track
    assert "{{ 7*7 }}" in track


def test_the_same_form_sent_again_is_one_request(client, desk):
    token = token_in(client.get(URL).content.decode())
    first = send(client, form_token=token)
    second = send(client, form_token=token)
    assert Ticket.objects.count() == 1
    assert first.url.split(":")[0] == second.url.split(":")[0]


def test_a_form_changed_after_sending_asks_before_it_becomes_another(client, desk):
    token = token_in(client.get(URL).content.decode())
    send(client, form_token=token)
    answer = send(client, form_token=token, description="Something else entirely.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert Ticket.objects.get().number in page
    assert "Something else entirely." in page
    renewed = token_in(page)
    assert renewed != token
    send(client, form_token=renewed, description="Something else entirely.")
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1", "A" * 32, "0" * 4000])
def test_a_token_that_is_not_ours_counts_for_nothing(client, desk, token):
    send(client, form_token=token)
    send(client, form_token=token)
    assert Ticket.objects.count() == 2


def test_a_filled_trap_is_refused_and_can_be_put_right(client, desk):
    answer = send(client, leave_empty="http://spam.example")
    assert answer.status_code == 422
    assert not Ticket.objects.exists()
    assert send(client).status_code == 302


def test_very_many_requests_of_one_contact_are_put_off(client, desk, monkeypatch):
    monkeypatch.setattr("tickets.views.customer.request.REQUESTS_AN_HOUR", 2)
    assert [send(client).status_code for _ in range(3)] == [302, 302, 429]
    other = send(client, phone="13911112222", email="other@example.com")
    assert other.status_code == 302
