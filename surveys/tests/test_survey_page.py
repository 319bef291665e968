"""The customer's page: five stars and a remark."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing

from surveys.models import Invitation, Recovery, Score
from surveys.policies import INVITATION_SALT
from surveys.tests.conftest import invitation_of, path_of, revisit_of
from tickets.policies import tracking_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("an_hour_later")]


def read(response):
    return response.content.decode()


def test_it_asks_in_the_customers_language(client, link_ticket):
    page = client.get(path_of(link_ticket))
    assert page.status_code == 200
    assert 'lang="zh-hans"' in read(page)
    assert link_ticket.subject in read(page)
    assert "青禾服务" in read(page)
    assert read(page).count('type="radio"') == 5
    assert page.headers["Cache-Control"].find("no-store") > 0


def test_the_language_can_be_switched(client, link_ticket):
    path = path_of(link_ticket)
    client.post("/i18n/setlang/", {"language": "en", "next": path})
    assert "How was our service?" in read(client.get(path))


def test_looking_writes_nothing(client, link_ticket):
    for _ in range(3):
        client.get(path_of(link_ticket))
    assert not Score.objects.exists()
    assert invitation_of(link_ticket).used_at is None


def test_an_answer_is_kept_and_thanked_for(client, link_ticket, an_hour_later):
    path = path_of(link_ticket)
    answer = client.post(path, {"stars": "4", "remark": "<b>好</b>"}, follow=True)
    assert answer.redirect_chain == [(path, 302)]
    assert "★★★★☆" in read(answer)
    assert "&lt;b&gt;好&lt;/b&gt;" in read(answer)
    score = Score.objects.get()
    assert (score.stars, score.given_at) == (4, an_hour_later)
    assert not revisit_of(link_ticket).is_open


def test_a_second_tab_is_told_kindly(client, link_ticket):
    path = path_of(link_ticket)
    client.cookies["django_language"] = "en"
    client.post(path, {"stars": "5"})
    second = client.post(path, {"stars": "1"})
    assert second.status_code == 200
    assert "You have answered already" in read(second)
    assert Score.objects.get().stars == 5
    assert not Recovery.objects.exists()


def test_both_tabs_open_before_either_was_sent(client, link_ticket, monkeypatch):
    """The second request has read the invitation before the first one wrote."""
    from surveys.views import survey

    stale = invitation_of(link_ticket)
    path = path_of(link_ticket)
    client.post(path, {"stars": "5"})
    monkeypatch.setattr(survey, "invitation_from_token", lambda token, now: stale)
    second = client.post(path, {"stars": "1"})
    assert second.status_code == 200
    assert Score.objects.count() == 1


def test_a_low_score_says_sorry_and_opens_a_recovery(client, link_ticket):
    client.cookies["django_language"] = "en"
    page = client.post(path_of(link_ticket), {"stars": "1"}, follow=True)
    assert "We will contact you" in read(page)
    assert Recovery.objects.get().is_open


BAD_STARS = ("0", "6", "-1", "1.5", "NaN", "", "five", "１", "5;--", "\x00", "9" * 5000)
BAD_REMARKS = ("长" * 2001, "x" * 1_000_000, "a\x00b")


def test_bad_stars_are_refused_at_the_field(client, link_ticket, subtests):
    client.cookies["django_language"] = "en"
    for stars in BAD_STARS:
        with subtests.test(stars=stars[:9]):
            typed = {"stars": stars, "remark": "写了很久"}
            page = client.post(path_of(link_ticket), typed)
            assert page.status_code == 422
            assert "Choose one to five stars." in read(page)
            assert "写了很久" in read(page)
    assert not Score.objects.exists()


def test_a_bad_remark_is_refused_and_kept(client, link_ticket, subtests):
    for remark in BAD_REMARKS:
        with subtests.test(remark=remark[:9]):
            page = client.post(path_of(link_ticket), {"stars": "3", "remark": remark})
            assert page.status_code == 422
            assert 'value="3" id="star3" required checked' in read(page)
    assert not Score.objects.exists()


def test_a_remark_of_two_thousand_characters_is_fine(client, link_ticket):
    client.post(path_of(link_ticket), {"stars": "3", "remark": "长" * 2000})
    assert len(Score.objects.get().remark) == 2000


def test_other_methods_are_refused(client, link_ticket):
    assert client.delete(path_of(link_ticket)).status_code == 405


def test_the_unknown_the_forged_the_foreign_and_the_dead_look_alike(
    client, link_ticket, phone_ticket, frozen_now
):
    revoked = path_of(phone_ticket)
    Invitation.objects.filter(ticket=phone_ticket).update(revoked_at=frozen_now)
    good = path_of(link_ticket)
    nobody = signing.dumps([99999, "x"], salt=INVITATION_SALT)
    pages = [
        client.get(path)
        for path in (
            revoked,
            "/surveys/nonsense/",
            good[:-2] + "A/",
            f"/surveys/{tracking_token(link_ticket)}/",
            f"/surveys/{nobody}/",
            f"/surveys/{signing.dumps('x', salt=INVITATION_SALT)}/",
        )
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({read(page) for page in pages}) == 1


def test_a_link_dies_after_fourteen_days(client, link_ticket, frozen_now):
    path = path_of(link_ticket)
    with time_machine.travel(frozen_now + timedelta(days=14), tick=False):
        assert client.get(path).status_code == 404
        assert client.post(path, {"stars": "5"}).status_code == 404
