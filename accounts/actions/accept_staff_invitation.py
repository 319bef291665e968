"""An invitation turned into an account."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions._new_person import add_person
from accounts.actions.grant_roles import grant_roles
from accounts.choices import Language
from accounts.errors import InvitationNotUsable
from accounts.models import StaffInvitation, User
from accounts.selectors import find_invitation


@transaction.atomic
def accept_staff_invitation(
    *,
    secret: str,
    username: str,
    password: str,
    display_name: str = "",
    phone: str = "",
    language: str = Language.CHINESE,
    now: datetime,
) -> User:
    """Create the account an invitation promises, with its roles and teams.

    Raises InvitationNotUsable for a link that is unknown, used, revoked or
    expired, and ValidationError by field; the link stays usable after the latter.
    """
    invitation = find_invitation(secret=secret, now=now)
    # The conditional update decides between two who hold the same link: the
    # second one changes no row and is refused.
    if invitation is None or not _claim(invitation, now=now):
        raise InvitationNotUsable(
            _("This invitation cannot be used (any more)."), code="not_usable"
        )
    person = User(
        username=username,
        email=invitation.email,
        display_name=display_name or invitation.display_name,
        phone=phone,
        language=language,
        staff_number=invitation.staff_number or None,
    )
    add_person(person=person, password=password, now=now)
    person.teams.set(invitation.teams.all())
    grant_roles(person=person, roles=invitation.roles)
    StaffInvitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    return person


def _claim(invitation: StaffInvitation, *, now: datetime) -> bool:
    claimed = StaffInvitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=now
    ).update(accepted_at=now)
    return claimed == 1
