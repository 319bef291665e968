"""Inviting, the invited colleague's page, and revoking."""

import re
from datetime import timedelta

import pytest
import time_machine

from accounts.actions.invite_staff import invite_staff
from accounts.actions.revoke_staff_invitation import revoke_staff_invitation
from accounts.choices import Role
from accounts.models import StaffInvitation, User
from accounts.tests.factories import NOW, PASSWORD, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db

INVITE = "/accounts/people/invite/"
TYPED = {
    "username": "bob",
    "display_name": "Bob",
    "language": "en",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def made(administrator):
    return invite_staff(
        actor=administrator,
        email="bob@example.com",
        display_name="Bob",
        roles=[Role.AGENT],
        teams=[TeamFactory()],
        now=NOW,
    )


def test_the_link_is_shown_once_and_works(admin_page, settings):
    settings.PUBLIC_URL = "https://desk.example"
    assert admin_page.get(INVITE).status_code == 200
    response = admin_page.post(
        INVITE,
        {"display_name": "Bob", "email": "bob@example.com", "roles": ["agent"]},
    )
    page = response.content.decode()
    path = re.search(r'value="https://desk\.example(/accounts/[^"]+)"', page)[1]
    assert "no-store" in response["Cache-Control"]
    assert path not in admin_page.get("/accounts/people/").content.decode()
    admin_page.logout()
    assert admin_page.get(path).status_code == 200


def test_bad_input_is_said_at_the_field(admin_page, agent):
    response = admin_page.post(INVITE, {"display_name": "Bob", "email": agent.email})
    assert set(response.context["form"].errors) == {"roles"}
    response = admin_page.post(
        INVITE, {"display_name": "Bob", "email": agent.email, "roles": ["agent"]}
    )
    assert set(response.context["form"].errors) == {"email"}
    assert not StaffInvitation.objects.exists()


def test_accepting_makes_the_account_and_leads_to_sign_in(client, made):
    assert 'value="Bob"' in client.get(made.path).content.decode()
    response = client.post(made.path, TYPED)
    assert response["Location"] == "/accounts/login/"
    person = User.objects.get(username="bob")
    assert person.roles == {"agent"}
    assert person.check_password(PASSWORD)


def test_bad_input_leaves_the_link_usable(client, made):
    UserFactory(username="bob")
    response = client.post(made.path, TYPED | {"password2": "other"})
    assert set(response.context["form"].errors) == {"username", "password2"}
    assert client.post(made.path, TYPED | {"username": "bob2"}).status_code == 302


def test_looking_does_not_use_the_link_up(client, made):
    for _ in range(2):
        assert client.get(made.path).status_code == 200
    assert not User.objects.filter(email="bob@example.com").exists()


def test_every_link_that_does_not_work_looks_the_same(
    client, made, administrator, clock
):
    def page(path, method=client.get):
        response = method(path)
        assert response.status_code == 404
        return re.sub(
            r'(name="(csrfmiddlewaretoken|next)" value=")[^"]+',
            r"\1",
            response.content.decode(),
        )

    unknown = page("/accounts/invitations/" + "x" * 43 + "/")
    client.post(made.path, TYPED)
    # The message "your account is ready" belongs to the sign-in page.
    client.get("/accounts/login/")
    used = page(made.path)
    other = invite_staff(
        actor=administrator,
        email="eve@example.com",
        display_name="Eve",
        roles=[Role.AGENT],
        now=NOW,
    )
    clock.shift(timedelta(days=7))
    expired = page(other.path)
    clock.move_to(NOW)
    revoke_staff_invitation(invitation=other.invitation, actor=administrator, now=NOW)
    revoked = page(other.path)
    posted = page(other.path, client.post)
    assert unknown == used == expired == revoked == posted


def test_revoking_is_for_administrators_by_post(client, made, administrator, agent):
    url = f"/accounts/people/invitations/{made.invitation.pk}/revoke/"
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(agent, backend=backend)
    assert client.post(url).status_code == 403
    client.force_login(administrator, backend=backend)
    assert client.get(url).status_code == 405
    assert "is revoked" in client.post(url, follow=True).content.decode()
    again = client.post(url, follow=True).content.decode()
    assert "was accepted or revoked before" in again
