"""The open calls and recoveries, and where one ticket's follow-up stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from surveys.choices import RecoveryState, RevisitState
from surveys.models import Invitation, Recovery, Revisit, Score
from surveys.policies import invitation_path, visible_recoveries, visible_revisits
from tickets.choices import Source
from tickets.models import Ticket

ROWS = 50
"""Rows of a page."""

Row = TypeVar("Row", Revisit, Recovery)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in order of their due moment, and where the next page begins."""

    rows: list[Row]
    further: str = ""


def list_open_revisits(user: User, *, after: str = "") -> Page[Revisit]:
    """Return the calls still to be made, the most pressing first.

    Nobody is called about imported history.
    """
    rows = visible_revisits(user).filter(state=RevisitState.OPEN)
    rows = rows.exclude(ticket__source=Source.IMPORTED)
    return _page(rows.prefetch_related("attempts"), "due_at", after)


def list_open_recoveries(
    user: User, *, state: RecoveryState = RecoveryState.OPEN, after: str = ""
) -> Page[Recovery]:
    """Return the recoveries in one open state, the most pressing first."""
    return _page(visible_recoveries(user).filter(state=state), "contact_due_at", after)


def _page(rows: QuerySet[Row], moment: str, after: str) -> Page[Row]:
    """Return one page by keyset; a cursor that makes no sense is the beginning."""
    start = _read_cursor(after)
    if start is not None:
        since, pk = start
        rows = rows.filter(
            Q(**{f"{moment}__gt": since}) | Q(pk__gt=pk), **{f"{moment}__gte": since}
        )
    found = list(rows.order_by(moment, "pk")[: ROWS + 1])
    if len(found) <= ROWS:
        return Page(found)
    last = found[ROWS - 1]
    return Page(found[:ROWS], f"{getattr(last, moment).isoformat()}~{last.pk}")


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    since, _mark, pk = text.partition("~")
    try:
        moment, number = datetime.fromisoformat(since), int(pk)
    except ValueError:
        return None
    if timezone.is_naive(moment) or not 0 <= number < 2**63:
        return None
    return moment, number


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Where the follow-up of a ticket's last completion stands."""

    revisit: Revisit | None
    score: Score | None
    recovery: Recovery | None


def follow_up_of(ticket: Ticket) -> FollowUp:
    """Return the last follow-up of a ticket (three queries, none before completion)."""
    if ticket.completed_at is None and ticket.cycle == 1:
        return FollowUp(None, None, None)
    revisit = (
        Revisit.objects.filter(ticket=ticket)
        .select_related("recorded_by")
        .annotate(attempt_count=Count("attempts"))
        .order_by("-cycle")
        .first()
    )
    recovery = (
        Recovery.objects.filter(ticket=ticket)
        .select_related("owner")
        .order_by("-cycle", "-pk")
        .first()
    )
    return FollowUp(revisit, _last_score(ticket), recovery)


def _last_score(ticket: Ticket) -> Score | None:
    rows = Score.objects.filter(ticket=ticket)
    return rows.order_by("-cycle", "-given_at", "-pk").first()


def latest_score(ticket: Ticket) -> Score | None:
    """Return what the customer last said of the ticket's present completion."""
    rows = Score.objects.filter(ticket=ticket, cycle=ticket.cycle)
    return rows.order_by("-given_at", "-pk").first()


def survey_path(ticket: Ticket, *, now: datetime) -> str:
    """Return the address of the survey the customer may answer, or an empty text."""
    if ticket.completed_at is None:
        return ""
    invitation = Invitation.objects.filter(
        ticket=ticket,
        cycle=ticket.cycle,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=now,
    ).first()
    return invitation_path(invitation) if invitation else ""
