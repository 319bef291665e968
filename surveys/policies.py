"""Who may: the only doors to a single survey, follow-up call or recovery."""

import secrets
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import visible_team_ids, works_at_desk
from surveys.models import Invitation, Recovery, Revisit

INVITATION_SALT = "surveys.invitation"
INVITATION_DAYS = 14

TICKET_PARTS = (
    "ticket__customer",
    "ticket__request_type__parent",
    "ticket__team",
    "ticket__assignee",
)


def _of_visible_tickets(user: User) -> Q:
    """Say which follow-ups a person sees: those of the tickets they see.

    A join, not a list of tickets: the open ones are few and found by index.
    """
    return Q(ticket__team_id__in=visible_team_ids(user)) | Q(
        ticket__assignee_id=user.pk
    )


def visible_revisits(user: User) -> QuerySet[Revisit]:
    """Return the follow-up calls of the tickets that a person may see."""
    if not works_at_desk(user):
        return Revisit.objects.none()
    return Revisit.objects.filter(_of_visible_tickets(user)).select_related(
        *TICKET_PARTS
    )


def get_revisit_for(user: User, pk: int) -> Revisit:
    """Return one follow-up call. Raises Http404 for unknown and foreign alike."""
    found = visible_revisits(user).select_related("recorded_by").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such follow-up call."))
    return found


def visible_recoveries(user: User) -> QuerySet[Recovery]:
    """Return the recoveries of the tickets that a person may see."""
    if not works_at_desk(user):
        return Recovery.objects.none()
    return Recovery.objects.filter(_of_visible_tickets(user)).select_related(
        *TICKET_PARTS, "score", "owner"
    )


def get_recovery_for(user: User, pk: int) -> Recovery:
    """Return one recovery. Raises Http404 for unknown and foreign alike."""
    found = visible_recoveries(user).select_related("closed_by").filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such recovery."))
    return found


# --- the customer's door ------------------------------------------------------


def invitation_token(invitation: Invitation) -> str:
    """Return the token of a survey link: signed, and good for nothing else."""
    return signing.dumps([invitation.pk, invitation.link_nonce], salt=INVITATION_SALT)


def invitation_path(invitation: Invitation) -> str:
    """Return the address of a survey, without the host."""
    return reverse("survey", args=[invitation_token(invitation)])


def invitation_url(invitation: Invitation) -> str:
    """Return the full address of a survey."""
    return f"{settings.PUBLIC_URL}{invitation_path(invitation)}"


def invitation_from_token(token: str, *, now: datetime) -> Invitation:
    """Return the invitation of a link, answered or not.

    One identical 404 for what is unknown, forged, revoked or expired. The row
    says when a link expires, so that a link sent again lasts no longer.
    """
    try:
        pk, nonce = signing.loads(token, salt=INVITATION_SALT)
        invitation = Invitation.objects.select_related(
            "ticket__customer", "ticket__team"
        ).get(pk=pk)
    except (signing.BadSignature, ValueError, TypeError, Invitation.DoesNotExist):
        raise Http404 from None
    if (
        not secrets.compare_digest(str(nonce), invitation.link_nonce)
        or invitation.revoked_at is not None
        or invitation.expires_at <= now
    ):
        raise Http404
    return invitation
