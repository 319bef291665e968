"""The pages of recoveries: contact, cause, plan, result."""

import pytest

from surveys.actions.give_score import give_score
from surveys.choices import RecoveryState
from surveys.models import Recovery
from surveys.tests.conftest import invitation_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

LIST = "/desk/recoveries/"


def read(response):
    return response.content.decode()


@pytest.fixture
def recovery(link_ticket, news, frozen_now) -> Recovery:
    news(
        give_score,
        invitation=invitation_of(link_ticket),
        stars=1,
        remark="等了三天",
        now=frozen_now,
    )
    return Recovery.objects.get()


@pytest.fixture
def alice(sign_in, cast):
    return sign_in(cast.alice)


def state():
    return Recovery.objects.get().state


def test_the_list_is_empty_with_a_word(alice):
    assert "Nobody is waiting to be contacted" in read(alice.get(LIST))


def test_the_list_counts_down(alice, recovery):
    page = read(alice.get(LIST))
    assert recovery.ticket.subject in page
    assert "等了三天" in page
    assert "data-due" in page
    assert recovery.ticket.subject not in read(alice.get(LIST, {"state": "contacted"}))


def test_the_list_costs_little(alice, recovery, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        alice.get(LIST)


def test_contact_then_close(alice, recovery):
    path = f"{LIST}{recovery.pk}/"
    page = read(alice.get(path))
    assert "非常抱歉" in page
    assert "Close without contact" not in page
    typed = {"cause": "备件不足", "plan": "明天补发"}
    alice.post(f"{path}contact/", typed)
    assert state() == RecoveryState.CONTACTED
    assert "备件不足" in read(alice.get(path))
    assert recovery.ticket.subject in read(alice.get(LIST, {"state": "contacted"}))
    done = alice.post(f"{path}close/", {"result": "已补发"}, follow=True)
    assert "The recovery is closed." in read(done)
    assert state() == RecoveryState.CLOSED
    assert "已补发" in read(alice.get(path))


BAD_STEPS: list[tuple[str, dict[str, str]]] = [
    ("contact", {}),
    ("contact", {"cause": "x"}),
    ("contact", {"cause": " ", "plan": " "}),
    ("contact", {"cause": "x" * 2001, "plan": "y"}),
    ("close", {}),
    ("close", {"result": "not contacted yet"}),
]


def test_bad_input_is_refused(alice, recovery, subtests):
    for step, typed in BAD_STEPS:
        with subtests.test(step=step, fields=list(typed)):
            page = alice.post(f"{LIST}{recovery.pk}/{step}/", typed)
            assert page.status_code == 422
            assert 'class="errors"' in read(page)
    assert state() == RecoveryState.OPEN


def test_the_second_contact_is_refused_kindly(sign_in, cast, recovery):
    path = f"{LIST}{recovery.pk}/contact/"
    typed = {"cause": "a", "plan": "b"}
    sign_in(cast.anna).post(path, typed)
    second = sign_in(cast.alice).post(path, typed)
    assert second.status_code == 409
    assert "A colleague has recorded the contact meanwhile." in read(second)


def test_a_lead_may_close_without_contact(sign_in, cast, recovery):
    lee = sign_in(cast.lee)
    path = f"{LIST}{recovery.pk}/"
    assert "Close without contact" in read(lee.get(path))
    lee.post(f"{path}close/", {"result": "三次未接通"})
    assert state() == RecoveryState.CLOSED


def test_strangers_and_wrong_methods(client, sign_in, cast, recovery):
    path = f"{LIST}{recovery.pk}/"
    assert client.get(path).status_code == 302
    for person, status in ((cast.bob, 404), (cast.carl, 403)):
        browser = sign_in(person)
        assert browser.get(path).status_code == status
        assert browser.post(f"{path}contact/", {}).status_code == status
        assert browser.post(f"{path}close/", {}).status_code == status
    browser = sign_in(cast.alice)
    assert browser.get(f"{path}contact/").status_code == 405
    assert browser.get(f"{path}close/").status_code == 405
    assert browser.post(LIST).status_code == 405
