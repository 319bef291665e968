"""The reads of the ticket page: a fixed number, whatever a ticket has been through."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    Exists,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import Team, User
from standards.models import Edition
from tickets.choices import DispatchState
from tickets.models import Appointment, Deadline, Dispatch, Evidence, Ticket
from tickets.policies import visible_tickets

_JOINED = (
    "customer",
    "request_type__parent",
    "team",
    "assignee",
    "edition__handbook",
    "merged_into",
    "pending_dispatch__to_team",
    "pending_dispatch__to_user",
    "pending_dispatch__dispatched_by",
    "agreed_visit__engineer",
)


@dataclass(frozen=True, slots=True)
class TicketHead:
    """A ticket with what waits beside it: dispatch, visit, a newer edition."""

    ticket: Ticket
    pending: Dispatch | None
    pending_for_me: bool
    visit: Appointment | None
    newer_edition: bool


def load_ticket_head(user: User, number: str, *, now: datetime) -> TicketHead:
    """Return a ticket the person may see, with all that its page joins, in one read.

    Raises Http404 alike for unknown and for foreign tickets.
    """
    membership = Team.members.through.objects.filter(
        team_id=OuterRef("pending_dispatch__to_team_id"), user_id=user.pk
    )
    row = (
        visible_tickets(user)
        .annotate(
            pending_dispatch=FilteredRelation(
                "dispatches", condition=Q(dispatches__state=DispatchState.PENDING)
            ),
            agreed_visit=FilteredRelation(
                "appointments", condition=Q(appointments__cancelled_at__isnull=True)
            ),
            edition_now=Subquery(Edition.objects.in_force(now).values("pk")[:1]),
            is_member=Exists(membership),
        )
        .select_related(*_JOINED)
        .filter(number=number.upper())
        .first()
    )
    if row is None:
        raise Http404(_("There is no such ticket."))
    # A joined relation that is empty leaves its attribute unset; none of these
    # is a field of the ticket.
    pending: Dispatch | None = getattr(row, "pending_dispatch", None)
    visit: Appointment | None = getattr(row, "agreed_visit", None)
    if visit is not None and visit.cycle != row.cycle:
        visit = None
    mine = pending is not None and (
        pending.to_user_id == user.pk
        or (pending.to_user_id is None and bool(getattr(row, "is_member", False)))
    )
    edition_now: int | None = getattr(row, "edition_now", None)
    newer = edition_now not in (None, row.edition_id)
    return TicketHead(row, pending, mine, visit, newer)


def load_evidence(ticket: Ticket) -> list[Evidence]:
    """Return all records of a ticket, oldest first, with who made them and where."""
    return list(
        Evidence.objects.filter(ticket=ticket)
        .select_related("rule", "actor", "entry")
        .order_by("recorded_at", "pk")
    )


def load_deadlines(ticket: Ticket) -> list[Deadline]:
    """Return the timers of this cycle and all that still run, with their promises."""
    return list(
        Deadline.objects.filter(ticket=ticket)
        .filter(Q(cycle=ticket.cycle) | Q(stopped_at__isnull=True))
        .select_related("rule", "promise__responsible")
        .order_by("pk")
    )


def tickets_read_together(ticket: Ticket) -> QuerySet[Ticket, int]:
    """Return the keys of a ticket and of those merged into it."""
    return (
        Ticket.objects.filter(Q(pk=ticket.pk) | Q(merged_into=ticket.pk))
        .order_by()
        .values_list("pk", flat=True)
    )
