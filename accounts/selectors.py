"""Reads of people, teams and invitations that join."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.choices import Role
from accounts.models import StaffInvitation, Team, User


def list_people(*, words: str = "") -> QuerySet[User]:
    """Return everybody on the staff with roles and teams, active people first.

    Each of the words must occur in name, user name, e-mail or staff number.
    """
    people = User.objects.prefetch_related("role_grants", "teams").order_by(
        "-is_active", "display_name", "pk"
    )
    for word in words.split():
        people = people.filter(
            Q(display_name__icontains=word)
            | Q(username__icontains=word)
            | Q(email__icontains=word)
            | Q(staff_number__icontains=word)
        )
    return people


def list_teams() -> QuerySet[Team]:
    """Return all teams with lead, supervisor and members; active teams first."""
    return (
        Team.objects.select_related("lead", "supervisor")
        .prefetch_related("members")
        .order_by("-is_active", "code")
    )


def list_invitations() -> QuerySet[StaffInvitation]:
    """Return the invitations that led to no account yet, the newest first."""
    return (
        StaffInvitation.objects.filter(accepted_at=None)
        .select_related("invited_by")
        .prefetch_related("teams")
    )


def find_invitation(*, secret: str, now: datetime) -> StaffInvitation | None:
    """Return the invitation a link opens, or nothing if it opens none any more."""
    return StaffInvitation.objects.filter(
        secret_hash=StaffInvitation.hash_secret(secret),
        accepted_at=None,
        revoked_at=None,
        expires_at__gt=now,
    ).first()


def other_administrators(person: User) -> QuerySet[User]:
    """Return the active administrators besides a person."""
    return User.objects.filter(
        is_active=True, role_grants__role=Role.ADMINISTRATOR
    ).exclude(pk=person.pk)
