"""Changing a password, and a forgotten one."""

import re

import pytest
from django.core import mail

from accounts.models import User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

NEW = "quiet-meadow-77"
RESET = "/accounts/password_reset/"


def link_in(message):
    return re.search(r"http://desk\.example(/accounts/reset/\S+)", message.body)[1]


@pytest.fixture(autouse=True)
def public_url(settings):
    settings.PUBLIC_URL = "http://desk.example"


def test_the_link_in_the_mail_sets_a_new_password_once(client, agent):
    client.post(RESET, {"email": agent.email.upper()}, headers={"host": "localhost"})
    path = link_in(mail.outbox[0])
    form_page = client.get(path)
    assert form_page.status_code == 302
    done = client.post(
        form_page["Location"], {"new_password1": NEW, "new_password2": NEW}
    )
    assert done["Location"] == "/accounts/reset/done/"
    assert client.get(done["Location"]).status_code == 200
    assert User.objects.get(pk=agent.pk).check_password(NEW)
    again = client.get(path)
    assert "This link does not work" in again.content.decode()


def test_the_answer_is_the_same_for_an_unknown_address(client, agent):
    known = client.post(RESET, {"email": agent.email}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@example.com"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    assert known.status_code == unknown.status_code == 200
    assert len(mail.outbox) == 1


def test_the_mail_speaks_its_readers_language(client):
    person = UserFactory(language="zh-hans", display_name="小李")
    response = client.post(RESET, {"email": person.email})
    assert response.status_code == 302
    assert person.display_name in mail.outbox[0].body
    assert "\n" not in mail.outbox[0].subject


def test_somebody_deactivated_gets_no_link(client):
    client.post(RESET, {"email": UserFactory(is_active=False).email})
    assert not mail.outbox


def test_the_reset_page_opens(client):
    assert client.get(RESET).status_code == 200


def test_changing_asks_for_the_old_password(agent_page, agent):
    url = "/accounts/password_change/"
    assert agent_page.get(url).status_code == 200
    typed = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert agent_page.post(url, typed).status_code == 200
    typed["old_password"] = PASSWORD
    done = agent_page.post(url, typed, follow=True)
    assert done.status_code == 200
    assert "Password changed" in done.content.decode()
    assert User.objects.get(pk=agent.pk).check_password(NEW)


def test_a_stranger_cannot_change_a_password(client):
    assert client.get("/accounts/password_change/").status_code == 302
