"""accept_staff_invitation: a link becomes an account, once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import accept_staff_invitation as module
from accounts.actions.accept_staff_invitation import accept_staff_invitation
from accounts.actions.invite_staff import invite_staff
from accounts.actions.revoke_staff_invitation import revoke_staff_invitation
from accounts.choices import Role
from accounts.errors import AlreadyOnStaff, InvitationNotUsable
from accounts.models import User
from accounts.tests.factories import NOW, PASSWORD, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(administrator):
    return invite_staff(
        actor=administrator,
        email="bob@example.com",
        display_name="Bob",
        roles=[Role.AGENT, Role.INSPECTOR],
        teams=[TeamFactory(code="north")],
        now=NOW,
    )


def accept(secret, **changes):
    facts = {"username": "bob", "password": PASSWORD, "now": NOW}
    return accept_staff_invitation(secret=secret, **(facts | changes))


def test_it_creates_the_person_with_roles_and_teams(made):
    person = accept(made.secret, language="en", phone="123")
    person = User.objects.get(pk=person.pk)
    assert person.roles == {"agent", "inspector"}
    assert [team.code for team in person.teams.all()] == ["north"]
    assert (person.display_name, person.email) == ("Bob", "bob@example.com")
    assert (person.language, person.phone) == ("en", "123")
    assert person.staff_number
    assert person.date_joined == NOW
    assert person.check_password(PASSWORD)
    assert not person.is_staff
    made.invitation.refresh_from_db()
    assert made.invitation.accepted_by == person
    assert made.invitation.accepted_at == NOW


def test_an_invited_administrator_enters_the_admin_pages(administrator):
    made = invite_staff(
        actor=administrator,
        email="eve@example.com",
        display_name="Eve",
        roles=[Role.ADMINISTRATOR],
        now=NOW,
    )
    person = accept(made.secret)
    assert person.is_staff
    assert person.is_superuser


def test_twice_is_refused(made):
    accept(made.secret)
    with pytest.raises(InvitationNotUsable):
        accept(made.secret, username="bob2")
    assert User.objects.filter(email="bob@example.com").count() == 1


def test_of_two_at_the_same_moment_one_wins(made, monkeypatch):
    """The second one has read the open invitation before the first one took it."""
    monkeypatch.setattr(module, "find_invitation", lambda **_: made.invitation)
    accept(made.secret)
    with pytest.raises(InvitationNotUsable):
        accept(made.secret, username="bob2")
    assert not User.objects.filter(username="bob2").exists()


def test_a_revoked_link_is_refused(made, administrator):
    revoke_staff_invitation(invitation=made.invitation, actor=administrator, now=NOW)
    with pytest.raises(InvitationNotUsable):
        accept(made.secret)


def test_an_expired_link_is_refused(made):
    with pytest.raises(InvitationNotUsable):
        accept(made.secret, now=NOW + timedelta(days=7))


def test_an_unknown_link_is_refused(made):
    with pytest.raises(InvitationNotUsable):
        accept("x" * 43)


def test_a_weak_password_leaves_the_link_usable(made):
    with pytest.raises(ValidationError) as refused:
        accept(made.secret, password="12345")
    assert "password" in refused.value.error_dict
    assert accept(made.secret).username == "bob"


def test_a_taken_user_name_leaves_the_link_usable(made):
    UserFactory(username="bob")
    with pytest.raises(ValidationError) as refused:
        accept(made.secret)
    assert "username" in refused.value.error_dict
    assert accept(made.secret, username="bob2").username == "bob2"


def test_a_name_taken_in_the_same_moment_is_said_not_crashed(made, monkeypatch):
    UserFactory(username="bob")
    monkeypatch.setattr(User, "full_clean", lambda self: None)
    with pytest.raises(AlreadyOnStaff):
        accept(made.secret)


def test_staff_numbers_are_given_without_a_clash(made):
    UserFactory(staff_number="1003")
    UserFactory(staff_number="1004")
    person = accept(made.secret)
    assert person.staff_number not in {"1003", "1004"}
    assert User.objects.filter(staff_number=person.staff_number).count() == 1
