"""Who may: the only doors to a single ticket, file or customer."""

import secrets
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.policies import visible_team_ids, works_at_desk
from tickets.models import Attachment, Customer, Ticket
from tickets.querysets import TicketQuerySet

TRACKING_SALT = "tickets.tracking"
TRACKING_DAYS = 365


def visible_tickets(user: User) -> TicketQuerySet:
    """Return the tickets a person may see: own ones, and those of their teams."""
    if not works_at_desk(user):
        return Ticket.objects.none()
    return Ticket.objects.of_teams(visible_team_ids(user), user.pk)


def get_ticket_for(user: User, number: str) -> Ticket:
    """Return one ticket the person may see and work on.

    Raises Http404 alike for unknown and for foreign tickets.
    """
    ticket = (
        visible_tickets(user)
        .select_related(
            "customer", "request_type__parent", "team", "assignee", "edition__handbook"
        )
        .filter(number=number.upper())
        .first()
    )
    if ticket is None:
        raise Http404(_("There is no such ticket."))
    return ticket


def get_attachment_for(user: User, uid: UUID) -> Attachment:
    """Return a file of a ticket the person may see. Raises Http404."""
    found = Attachment.objects.filter(uid=uid, ticket__in=visible_tickets(user)).first()
    if found is None:
        raise Http404(_("There is no such file."))
    return found


def visible_customers(user: User) -> QuerySet[Customer]:
    """Return the customers' files; only people who work at the desk see them."""
    if not works_at_desk(user):
        return Customer.objects.none()
    return Customer.objects.filter(merged_into__isnull=True)


def get_customer_for(user: User, number: str) -> Customer:
    """Return one customer's file. Raises Http404."""
    found = visible_customers(user).filter(number=number.upper()).first()
    if found is None:
        raise Http404(_("There is no such customer."))
    return found


def may_supervise(user: User) -> bool:
    """Say whether the person leads: sees the board, cancels, lets gates pass."""
    return user.has_role(Role.TEAM_LEAD, Role.SUPERVISOR)


def may_skip(user: User, skippable_by: list[str]) -> bool:
    """Say whether the person may let a gate pass as an exception."""
    return user.has_role(*skippable_by)


# --- the customer's door ------------------------------------------------------


def new_nonce() -> str:
    """Return a fresh 128-bit secret that binds a link to one row."""
    return secrets.token_urlsafe(16)


def tracking_token(ticket: Ticket) -> str:
    """Return the token that lets a customer follow one request.

    It is signed, bound to this purpose, expires after a year, and dies when the
    ticket's nonce changes. Earlier keys (SECRET_KEY_FALLBACKS) still verify.
    """
    return signing.dumps([ticket.pk, ticket.link_nonce], salt=TRACKING_SALT)


def tracking_path(ticket: Ticket) -> str:
    """Return the address of the customer's page of a ticket, without the host."""
    return f"/requests/t/{tracking_token(ticket)}/"


def tracking_url(ticket: Ticket) -> str:
    """Return the full address of the customer's page of a ticket."""
    return f"{settings.PUBLIC_URL}{tracking_path(ticket)}"


def ticket_from_token(token: str) -> Ticket:
    """Return the ticket of a tracking token; one identical 404 for all else."""
    try:
        pk, nonce = signing.loads(
            token, salt=TRACKING_SALT, max_age=TRACKING_DAYS * 86_400
        )
        ticket = Ticket.objects.select_related(
            "customer", "request_type__parent", "team", "assignee", "edition"
        ).get(pk=pk)
    except (signing.BadSignature, ValueError, TypeError, Ticket.DoesNotExist):
        raise Http404 from None
    if not secrets.compare_digest(str(nonce), ticket.link_nonce):
        raise Http404
    return ticket
