"""Signing in and out."""

import pytest
from django.conf import settings as django_settings

from accounts.choices import Role
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

URL = "/accounts/login/"


def sign_in(client, person, password=PASSWORD, **more):
    return client.post(URL, {"username": person.username, "password": password, **more})


def test_the_page_opens_for_a_stranger(client):
    assert client.get(URL).status_code == 200


def test_it_signs_in_and_goes_on_to_the_asked_page(client, agent):
    response = sign_in(client, agent, next="/accounts/profile/")
    assert response["Location"] == "/accounts/profile/"
    assert client.get("/accounts/profile/").status_code == 200


def test_it_goes_on_in_the_persons_language(client):
    person = UserFactory(language="zh-hans", roles=[Role.HANDBOOK_EDITOR])
    response = sign_in(client, person)
    cookie = response.cookies[django_settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "zh-hans"
    assert client.get("/accounts/profile/")["Content-Language"] == "zh-hans"


@pytest.mark.parametrize(
    "evil", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_it_never_leads_to_another_host(client, evil):
    person = UserFactory(roles=[Role.ADMINISTRATOR])
    assert sign_in(client, person, next=evil)["Location"] == "/accounts/people/"


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.ADMINISTRATOR, "/accounts/people/"),
        (Role.HANDBOOK_EDITOR, "/handbook/"),
        (None, "/accounts/profile/"),
    ],
)
def test_work_begins_on_the_right_page(client, role, page):
    person = UserFactory(roles=[role] if role else [])
    assert sign_in(client, person)["Location"] == page


def test_the_desk_begins_at_the_queue(client, agent, settings):
    settings.LOGIN_REDIRECT_URL = "/desk/"
    assert sign_in(client, agent)["Location"] == "/desk/"


def test_a_wrong_password_is_refused(client, agent):
    assert sign_in(client, agent, "wrong").status_code == 200
    assert "_auth_user_id" not in client.session


def test_somebody_deactivated_is_refused(client):
    assert sign_in(client, UserFactory(is_active=False)).status_code == 200
    assert "_auth_user_id" not in client.session


def test_twice_leads_on_at_once(client, administrator):
    sign_in(client, administrator)
    assert client.get(URL)["Location"] == "/accounts/people/"


def test_guessing_is_locked_out_with_a_plain_page(client, agent, settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    for _ in range(3):
        response = sign_in(client, agent, "wrong")
    assert response.status_code == 429
    page = response.content.decode()
    assert "Sign-in paused" in page
    assert "Wait 15 minutes" in page
    # The right password is refused as well, or guessing would go on.
    assert sign_in(client, agent).status_code == 429
    other = UserFactory(roles=[Role.ADMINISTRATOR])
    assert sign_in(client, other).status_code == 302


def test_signing_out_is_a_post(agent_page, settings):
    settings.LOGOUT_REDIRECT_URL = "/"
    assert agent_page.get("/accounts/logout/").status_code == 405
    assert "_auth_user_id" in agent_page.session
    assert agent_page.post("/accounts/logout/").status_code == 302
    assert "_auth_user_id" not in agent_page.session
