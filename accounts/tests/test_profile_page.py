"""The page on which people look after their own account."""

import pytest
from django.conf import settings as django_settings

from accounts.models import User

pytestmark = pytest.mark.django_db

URL = "/accounts/profile/"
TYPED = {"display_name": "小爱", "phone": "10086", "language": "zh-hans"}


def test_it_shows_the_account(agent_page, agent):
    page = agent_page.get(URL).content.decode()
    assert agent.username in page
    assert "Agent" in page


def test_it_saves_and_switches_the_language(agent_page, agent):
    response = agent_page.post(URL, TYPED)
    assert response["Location"] == URL
    cookie = response.cookies[django_settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "zh-hans"
    person = User.objects.get(pk=agent.pk)
    assert (person.display_name, person.phone) == ("小爱", "10086")
    assert not person.panel_detail


def test_roles_cannot_be_smuggled_in(agent_page, agent):
    agent_page.post(URL, TYPED | {"roles": "administrator", "is_superuser": "on"})
    person = User.objects.get(pk=agent.pk)
    assert person.roles == {"agent"}
    assert not person.is_superuser


def test_bad_input_is_said_at_the_field_and_kept(agent_page, agent):
    response = agent_page.post(URL, TYPED | {"display_name": "", "phone": "555"})
    assert response.status_code == 200
    assert 'value="555"' in response.content.decode()
    assert User.objects.get(pk=agent.pk).display_name == "Alice"


def test_hostile_text_is_shown_inert(agent_page):
    agent_page.post(URL, TYPED | {"display_name": "<script>alert(1)</script>"})
    assert "<script>alert" not in agent_page.get(URL).content.decode()


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get(URL)["Location"] == f"/accounts/login/?next={URL}"


def test_wrong_method(agent_page):
    assert agent_page.put(URL).status_code == 405


def test_twice_changes_nothing(agent_page, agent):
    for _ in range(2):
        agent_page.post(URL, TYPED)
    assert User.objects.filter(display_name="小爱").count() == 1
