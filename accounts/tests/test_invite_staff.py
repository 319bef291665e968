"""invite_staff: a link for one colleague."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.invite_staff import invite_staff
from accounts.actions.revoke_staff_invitation import revoke_staff_invitation
from accounts.choices import InvitationState, Role
from accounts.errors import AlreadyOnStaff, NotAnAdministrator
from accounts.models import StaffInvitation
from accounts.signals import staff_invited
from accounts.tests.factories import NOW, TeamFactory

pytestmark = pytest.mark.django_db


def invite(actor, **changes):
    facts = {
        "email": "bob@example.com",
        "display_name": "Bob",
        "roles": [Role.AGENT],
        "now": NOW,
    }
    return invite_staff(actor=actor, **(facts | changes))


def test_it_stores_only_the_hash_of_the_secret(administrator):
    team = TeamFactory()
    made = invite(administrator, teams=[team])
    stored = StaffInvitation.objects.get()
    assert len(made.secret) >= 43
    assert stored.secret_hash == hashlib.sha256(made.secret.encode()).hexdigest()
    assert made.secret not in str(list(StaffInvitation.objects.values()))
    assert stored.roles == ["agent"]
    assert list(stored.teams.all()) == [team]
    assert stored.invited_by == administrator


def test_it_expires_after_seven_days(administrator):
    invitation = invite(administrator).invitation
    last = NOW + timedelta(days=7) - timedelta(seconds=1)
    assert invitation.state_at(last) == InvitationState.OPEN
    assert invitation.state_at(NOW + timedelta(days=7)) == InvitationState.EXPIRED


def test_it_tells_the_floors_above(administrator):
    heard = []

    def listen(sender, **news):
        heard.append(news)

    staff_invited.connect(listen)
    try:
        made = invite(administrator)
    finally:
        staff_invited.disconnect(listen)
    assert heard[0]["invitation"] == made.invitation
    assert heard[0]["path"] == f"/accounts/invitations/{made.secret}/"
    assert heard[0]["now"] == NOW


def test_a_stranger_is_refused(agent):
    with pytest.raises(NotAnAdministrator):
        invite(agent)
    assert not StaffInvitation.objects.exists()


def test_twice_leaves_one_link_working(administrator):
    first = invite(administrator).invitation
    second = invite(administrator, email="BOB@example.com").invitation
    first.refresh_from_db()
    assert first.state_at(NOW) == InvitationState.REVOKED
    assert second.state_at(NOW) == InvitationState.OPEN


def test_somebody_on_the_staff_is_not_invited_again(administrator, agent):
    with pytest.raises(AlreadyOnStaff) as refused:
        invite(
            administrator, email=agent.email.upper(), staff_number=agent.staff_number
        )
    assert set(refused.value.error_dict) == {"email", "staff_number"}


@pytest.mark.parametrize(
    "bad", [{"email": "bob"}, {"roles": []}, {"roles": ["emperor"]}]
)
def test_bad_input_is_refused(administrator, bad):
    with pytest.raises(ValidationError):
        invite(administrator, **bad)
    assert not StaffInvitation.objects.exists()


def test_a_revoked_invitation_may_be_made_anew(administrator):
    made = invite(administrator)
    revoke_staff_invitation(invitation=made.invitation, actor=administrator, now=NOW)
    assert invite(administrator).secret != made.secret
