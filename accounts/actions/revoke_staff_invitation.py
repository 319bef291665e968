"""An invitation taken back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvitationNotUsable
from accounts.models import StaffInvitation, User
from accounts.policies import check_administrator


def revoke_staff_invitation(
    *, invitation: StaffInvitation, actor: User, now: datetime
) -> StaffInvitation:
    """Make an invitation's link useless.

    Raises NotAnAdministrator, and InvitationNotUsable if the invitation was
    accepted or revoked before.
    """
    check_administrator(actor)
    changed = StaffInvitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None
    ).update(revoked_at=now)
    if not changed:
        raise InvitationNotUsable(
            _("This invitation was accepted or revoked before."), code="not_usable"
        )
    invitation.refresh_from_db()
    return invitation
