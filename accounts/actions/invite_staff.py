"""A colleague invited by link."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actions.grant_roles import check_roles
from accounts.errors import AlreadyOnStaff
from accounts.models import StaffInvitation, Team, User
from accounts.policies import check_administrator
from accounts.signals import staff_invited

INVITATION_LIFETIME = timedelta(days=7)
SECRET_BYTES = 32  # 256 bits: nothing to guess, so nothing to rate-limit


class NewInvitation(NamedTuple):
    """An invitation together with the secret that is shown once and not stored."""

    invitation: StaffInvitation
    secret: str

    @property
    def path(self) -> str:
        """The link without scheme and host."""
        return reverse("invitation_accept", args=[self.secret])


@transaction.atomic
def invite_staff(
    *,
    actor: User,
    email: str,
    display_name: str,
    roles: Collection[str],
    teams: Collection[Team] = (),
    staff_number: str = "",
    now: datetime,
) -> NewInvitation:
    """Make a link that lets one colleague set up an account within seven days.

    An open invitation to the same address stops working: one person, one link.
    Raises NotAnAdministrator, AlreadyOnStaff, or ValidationError for a bad
    address, an unknown role or no role at all.
    """
    check_administrator(actor)
    validate_email(email)
    wanted = check_roles(roles)
    if not wanted:
        raise ValidationError({"roles": _("Choose at least one role.")})
    _refuse_known_people(email=email, staff_number=staff_number)
    StaffInvitation.objects.filter(
        email__iexact=email, accepted_at=None, revoked_at=None
    ).update(revoked_at=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    invitation = StaffInvitation.objects.create(
        email=email,
        display_name=display_name,
        staff_number=staff_number,
        roles=sorted(wanted),
        secret_hash=StaffInvitation.hash_secret(secret),
        invited_by=actor,
        created_at=now,
        expires_at=now + INVITATION_LIFETIME,
    )
    invitation.teams.set(teams)
    made = NewInvitation(invitation, secret)
    staff_invited.send(
        sender=StaffInvitation, invitation=invitation, path=made.path, now=now
    )
    return made


def _refuse_known_people(*, email: str, staff_number: str) -> None:
    problems: dict[str, ValidationError] = {}
    if User.objects.filter(email__iexact=email).exists():
        problems["email"] = ValidationError(
            _("Somebody with this e-mail has an account already."), code="email_taken"
        )
    if staff_number and User.objects.filter(staff_number=staff_number).exists():
        problems["staff_number"] = ValidationError(
            _("Somebody has this staff number already."), code="number_taken"
        )
    if problems:
        raise AlreadyOnStaff(problems)
