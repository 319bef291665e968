"""revoke_staff_invitation: a link taken back."""

import pytest

from accounts.actions.accept_staff_invitation import accept_staff_invitation
from accounts.actions.invite_staff import invite_staff
from accounts.actions.revoke_staff_invitation import revoke_staff_invitation
from accounts.choices import InvitationState, Role
from accounts.errors import InvitationNotUsable, NotAnAdministrator
from accounts.tests.factories import NOW, PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(administrator):
    return invite_staff(
        actor=administrator,
        email="bob@example.com",
        display_name="Bob",
        roles=[Role.AGENT],
        now=NOW,
    )


def test_it_makes_the_link_useless(made, administrator):
    revoked = revoke_staff_invitation(
        invitation=made.invitation, actor=administrator, now=NOW
    )
    assert revoked.revoked_at == NOW
    assert revoked.state_at(NOW) == InvitationState.REVOKED


def test_a_stranger_is_refused(made, agent):
    with pytest.raises(NotAnAdministrator):
        revoke_staff_invitation(invitation=made.invitation, actor=agent, now=NOW)


def test_twice_is_refused(made, administrator):
    revoke_staff_invitation(invitation=made.invitation, actor=administrator, now=NOW)
    with pytest.raises(InvitationNotUsable):
        revoke_staff_invitation(
            invitation=made.invitation, actor=administrator, now=NOW
        )


def test_an_accepted_invitation_stays_accepted(made, administrator):
    accept_staff_invitation(
        secret=made.secret, username="bob", password=PASSWORD, now=NOW
    )
    with pytest.raises(InvitationNotUsable):
        revoke_staff_invitation(
            invitation=made.invitation, actor=administrator, now=NOW
        )
    made.invitation.refresh_from_db()
    assert made.invitation.state_at(NOW) == InvitationState.ACCEPTED
