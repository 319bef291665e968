"""Customers: who calls, the list, and one file."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tickets.actions.create_customer import create_customer
from tickets.actions.identify_customer import identify_customer
from tickets.actions.revise_customer import revise_customer
from tickets.choices import Tier
from tickets.models import Contact, Customer

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"
FILE = {
    "name": "王小明",
    "kind": "person",
    "tier": "normal",
    "standing": "existing",
    "segment": "core",
    "language": "zh-hans",
    "remarks": "下午在家",
}


@pytest.fixture
def wang(frozen_now, db):
    return create_customer(
        name="王小明", phone="13800138000", email="wang@example.com", now=frozen_now
    )


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)


def look_up(client, phone):
    return client.get(reverse("customer_lookup"), {"phone": phone}).content.decode()


def page_of(customer):
    return reverse("customer", kwargs={"number": customer.number})


def test_four_digits_find_the_caller(client, cast, wang):
    sign_in(client, cast.alice)
    for phone in ("1380", "138 0013 8000", "+86 138-0013-8000"):
        assert wang.number in look_up(client, phone)
    for phone in ("138", "", "1381", "wang", "\0", "0138", "9" * 60):
        assert wang.number not in look_up(client, phone)


def test_an_exact_number_is_chosen_only_if_it_is_one_persons(
    client, cast, wang, frozen_now
):
    sign_in(client, cast.alice)
    assert f'value="{wang.number}" checked' in look_up(client, "13800138000")
    assert "checked" not in look_up(client, "1380013")
    create_customer(name="刘洋", phone="13800138000", now=frozen_now)
    both = look_up(client, "13800138000")
    assert "刘洋" in both
    assert "checked" not in both


def test_no_more_than_eight_matches_at_one_price(client, cast, frozen_now):
    sign_in(client, cast.alice)
    create_customer(name="一", phone="13900000000", now=frozen_now)

    def cost():
        with CaptureQueriesContext(connection) as captured:
            text = look_up(client, "1390")
        return len(captured), text.count('name="customer" value="C')

    first, shown = cost()
    assert shown == 1
    for place in range(1, 20):
        create_customer(name="x", phone=f"1390000{place:04}", now=frozen_now)
    assert cost() == (first, 8)


def test_the_last_ticket_is_told_to_its_team_alone(
    client, cast, wang, make_ticket, frozen_now
):
    ticket = make_ticket()
    identify_customer(ticket=ticket, actor=cast.alice, customer=wang, now=frozen_now)
    sign_in(client, cast.alice)
    assert ticket.subject in look_up(client, "1380")
    assert ticket.subject in client.get(page_of(wang)).content.decode()
    sign_in(client, cast.bob)
    assert wang.number in look_up(client, "1380")
    assert ticket.subject not in look_up(client, "1380")
    assert ticket.subject not in client.get(page_of(wang)).content.decode()


def test_the_list_finds_by_name_number_phone_and_mail(client, cast, wang, frozen_now):
    create_customer(name="李", now=frozen_now)
    sign_in(client, cast.alice)

    def found(words):
        page = client.get(reverse("customer_list"), {"q": words}).context["page"]
        return [row.name for row in page.rows]

    for words in ("小明", wang.number.lower(), "1380013", "WANG@example.com"):
        assert found(words) == ["王小明"], words
    assert found("nobody") == found("\0x") == []
    assert found("") == ["李", "王小明"]


def test_the_list_is_read_page_by_page(client, cast, frozen_now):
    for place in range(55):
        create_customer(name=str(place), now=frozen_now)
    sign_in(client, cast.alice)
    first = client.get(reverse("customer_list"))
    assert len(first.context["page"].rows) == 50
    rest = client.get(reverse("customer_list") + first.context["older_url"])
    assert [row.name for row in rest.context["page"].rows] == list("43210")
    forged = client.get(reverse("customer_list"), {"after": "forged"})
    assert len(forged.context["page"].rows) == 50


def test_the_file_is_changed_and_gains_a_number(client, cast, wang):
    sign_in(client, cast.alice)
    response = client.post(
        page_of(wang), FILE | {"tier": "vip", "phone": "010 8888 9999"}
    )
    assert response.status_code == 302
    wang.refresh_from_db()
    assert (wang.tier, wang.remarks) == (Tier.VIP, "下午在家")
    client.post(page_of(wang), FILE | {"phone": "+86 (010) 8888-9999"})  # the same
    numbers = Contact.objects.filter(customer=wang, kind="phone")
    assert numbers.count() == 2


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"tier": "king"}, "tier"),
        ({"phone": "12"}, "phone"),
        ({"email": "x"}, "email"),
        ({"remarks": "x" * 4001}, "remarks"),
    ],
)
def test_bad_input_is_said_at_its_field(client, cast, wang, changed, field):
    sign_in(client, cast.alice)
    response = client.post(page_of(wang), FILE | changed)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert wang.number in response.content.decode()
    wang.refresh_from_db()
    assert wang.standing == "new"


@pytest.mark.parametrize("who", ["carl", "ada"])
def test_people_without_a_desk_see_no_customer(client, cast, wang, who):
    sign_in(client, getattr(cast, who))
    for url in (page_of(wang), reverse("customer_list"), reverse("customer_lookup")):
        assert client.get(url).status_code == 403
    assert client.post(page_of(wang), FILE).status_code == 403
    client.logout()
    assert client.get(reverse("customer_lookup")).status_code == 302


def test_unknown_and_merged_files_are_not_found(client, cast, wang, frozen_now):
    other = create_customer(name="旧", now=frozen_now)
    Customer.objects.filter(pk=other.pk).update(merged_into=wang)
    sign_in(client, cast.alice)
    assert client.get(page_of(other)).status_code == 404
    for number in ("C1", "%00", "a%20b", "%E2%9C%97"):
        assert client.get(f"/desk/customers/{number}/").status_code == 404
        assert client.get(f"/desk/tickets/{number}/").status_code == 404
    assert client.post(reverse("customer_lookup")).status_code == 405
    with pytest.raises(ValidationError):
        revise_customer(customer=other, actor=cast.alice, values={}, now=frozen_now)
    with pytest.raises(ValidationError):
        revise_customer(
            customer=wang, actor=cast.alice, values={"number": "C1"}, now=frozen_now
        )
