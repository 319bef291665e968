"""The callers' pages: who is to be asked, what to say, what came of it."""

from datetime import timedelta

import pytest

from surveys.choices import AttemptResult
from surveys.models import Recovery, Revisit
from surveys.selectors import follow_ups
from surveys.tests.conftest import revisit_of, stage_of
from tickets.choices import Stage
from tickets.models import Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]

LIST = "/desk/revisits/"


def page_of(ticket) -> str:
    return f"{LIST}{revisit_of(ticket).pk}/"


def read(response):
    return response.content.decode()


@pytest.fixture
def alice(sign_in, cast):
    """The browser of an agent of the ticket's team."""
    return sign_in(cast.alice)


def test_the_list_is_empty_with_a_word(alice):
    assert "Nobody is waiting for a call" in read(alice.get(LIST))


def test_the_list_shows_the_most_pressing_first(alice, complete, frozen_now):
    second = complete(subject="Second to call", now=frozen_now)
    first = complete(subject="First to call", now=frozen_now - timedelta(hours=2))
    page = read(alice.get(LIST))
    assert page.index(first.subject) < page.index(second.subject)
    assert "data-due" in page


def test_the_list_goes_on_after_a_page(alice, complete, monkeypatch):
    monkeypatch.setattr(follow_ups, "ROWS", 2)
    names = ["Row one", "Row two", "Row three"]
    for name in names:
        complete(subject=name)
    page = alice.get(LIST)
    assert "Row three" not in read(page)
    after = page.context["page"].further
    assert "Row three" in read(alice.get(LIST, {"after": after}))
    for nonsense in ("x", "~", "2026-03-04~1", f"{'9' * 50}~{'9' * 50}"):
        assert "Row one" in read(alice.get(LIST, {"after": nonsense}))


def test_the_list_costs_the_same_for_many(
    alice, complete, django_assert_max_num_queries
):
    for _ in range(4):
        complete()
    with django_assert_max_num_queries(8):
        alice.get(LIST)


def test_the_page_has_script_number_and_result(alice, phone_ticket):
    page = read(alice.get(page_of(phone_ticket)))
    assert "13800138000" in page
    assert "王小明" in page
    assert "已修好，制冷正常。" in page
    assert "青禾服务回访专员王丽" in page
    assert "{customer}" not in page


def test_strangers_see_nothing(client, sign_in, cast, phone_ticket):
    path = page_of(phone_ticket)
    assert client.get(path).status_code == 302
    assert client.get(LIST).status_code == 302
    for person, status in ((cast.bob, 404), (cast.carl, 403), (cast.ada, 403)):
        browser = sign_in(person)
        assert browser.get(path).status_code == status
        assert browser.post(path, {"result": "reached"}).status_code == status
    assert phone_ticket.subject not in read(sign_in(cast.bob).get(LIST))
    assert revisit_of(phone_ticket).is_open
    assert sign_in(cast.sue).get(path).status_code == 200


def test_other_methods_are_refused(alice, phone_ticket):
    assert alice.post(LIST).status_code == 405
    assert alice.delete(page_of(phone_ticket)).status_code == 405
    assert alice.get(f"{LIST}999999999999999999999/").status_code == 404


def test_a_call_is_recorded(alice, phone_ticket):
    typed = {"seen": 0, "result": "reached", "stars": "5", "solved": "yes"}
    answer = alice.post(page_of(phone_ticket), typed, follow=True)
    assert "The follow-up call is recorded." in read(answer)
    assert stage_of(phone_ticket) == Stage.CLOSE or Ticket.objects.get().accepted_at
    assert not revisit_of(phone_ticket).is_open
    assert "Reached" in read(alice.get(page_of(phone_ticket)))


def test_a_failed_call_is_an_attempt(alice, phone_ticket):
    typed = {"seen": 0, "result": "no_answer", "note": "占线"}
    answer = alice.post(page_of(phone_ticket), typed, follow=True)
    assert "The attempt is recorded." in read(answer)
    assert "占线" in read(alice.get(page_of(phone_ticket)))


def test_a_time_to_call_again_is_shown_in_the_list(alice, phone_ticket):
    typed = {
        "seen": 0,
        "result": "call_later",
        "call_again_at": "2026-03-04T15:30",
    }
    page = alice.post(page_of(phone_ticket), typed, follow=True)
    assert "15:30" in read(page)


def test_a_missing_voucher_is_told(alice, phone_ticket):
    Ticket.objects.filter(pk=phone_ticket.pk).update(place="on_site")
    typed = {"seen": 0, "result": "reached", "solved": "yes"}
    page = alice.post(page_of(phone_ticket), typed, follow=True)
    assert "not accepted yet" in read(page)
    assert not revisit_of(phone_ticket).is_open


def test_the_second_of_two_callers_is_refused_kindly(sign_in, cast, phone_ticket):
    path = page_of(phone_ticket)
    sign_in(cast.anna).post(path, {"seen": 0, "result": "reached", "stars": "5"})
    typed = {"seen": 0, "result": "refused", "remark": "不想说"}
    second = sign_in(cast.alice).post(path, typed)
    assert second.status_code == 409
    assert "安娜 has recorded this call meanwhile." in read(second)
    assert "不想说" in read(second)
    assert revisit_of(phone_ticket).outcome == "reached"


def test_nobody_to_call_is_said(alice, complete):
    ticket = complete(
        kind="complaint_anonymous", contact_phone="", contact_email="", contact_name=""
    )
    page = read(alice.get(page_of(ticket)))
    assert "There is nobody to call" in page
    assert 'id="result-no_contact" required checked' in page
    alice.post(page_of(ticket), {"seen": 0, "result": "no_contact"})
    assert revisit_of(ticket).outcome == "not_reached"


BAD_CALLS = [
    {},
    {"seen": 0, "result": "danced"},
    {"seen": "x", "result": "reached"},
    {"seen": 0, "result": "reached", "stars": "6"},
    {"seen": 0, "result": "reached", "stars": "NaN"},
    {"seen": 0, "result": "no_answer", "stars": "5"},
    {"seen": 0, "result": "no_contact"},
    {"seen": 0, "result": "call_later"},
    {"seen": 0, "result": "call_later", "call_again_at": "yesterday"},
    {"seen": 0, "result": "call_later", "call_again_at": "0001-01-01T00:00"},
    {"seen": 0, "result": "call_later", "call_again_at": "9999-12-31T23:59"},
    {"seen": 0, "result": "reached", "remark": "x" * 2001},
    {"seen": 0, "result": "reached", "note": "x" * 301},
    {"seen": 0, "result": "reached", "solved": "perhaps"},
]


def test_bad_input_is_refused_and_kept(alice, phone_ticket, subtests):
    for typed in BAD_CALLS:
        with subtests.test(**{key: str(value)[:20] for key, value in typed.items()}):
            page = alice.post(page_of(phone_ticket), {"remark": "客户原话", **typed})
            assert page.status_code == 422
            assert 'class="errors"' in read(page)
            assert "客户原话" in read(page) or "remark" in typed
    assert Revisit.objects.get().attempts.count() == 0
    assert not Recovery.objects.exists()


def test_every_result_has_its_button(alice, phone_ticket):
    page = read(alice.get(page_of(phone_ticket)))
    for result in set(AttemptResult.values) - {"no_contact"}:
        assert f'value="{result}"' in page
