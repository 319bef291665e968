"""Repairs: whatever a lost signal did not create or end, the clock does later."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from standards.choices import Milestone
from surveys.actions.drop_follow_up import drop_follow_up
from surveys.actions.finish_follow_up import finish_follow_up
from surveys.actions.open_revisit import open_revisit
from surveys.choices import RecoveryState, RevisitState
from surveys.models import Recovery, Revisit
from tickets.choices import Stage
from tickets.models import Deadline, Ticket

logger = logging.getLogger(__name__)

LIMIT = 500
"""Tickets a run; what is left waits for the next one."""


def open_missing_revisits(*, now: datetime, limit: int = LIMIT) -> int:
    """Create the revisits that completed tickets lack; return how many.

    First drops what belongs to a cycle that is over, and puts due moments right
    that have moved with the ticket's own clock.
    """
    drop_left_over(now=now, limit=limit)
    follow_the_clock()
    known = Revisit.objects.filter(ticket=OuterRef("pk"), cycle=OuterRef("cycle"))
    lacking = Ticket.objects.filter(
        ~Exists(known),
        stage__in=[Stage.CLOSE, Stage.FOLLOW_UP],
        completed_at__isnull=False,
    ).order_by("completed_at")
    return _each(
        lacking, lambda ticket: open_revisit(ticket=ticket, now=now) is not None, limit
    )


def finish_ready(*, now: datetime, limit: int = LIMIT) -> int:
    """Finish the accepted tickets whose follow-up is over; return how many."""
    recorded = Revisit.objects.filter(
        ticket=OuterRef("pk"), cycle=OuterRef("cycle"), state=RevisitState.RECORDED
    )
    unclosed = Recovery.objects.filter(ticket=OuterRef("pk")).exclude(
        state=RecoveryState.CLOSED
    )
    ready = Ticket.objects.filter(
        Exists(recorded), ~Exists(unclosed), stage=Stage.FOLLOW_UP
    ).order_by("completed_at")
    return _each(ready, lambda ticket: finish_follow_up(ticket=ticket, now=now), limit)


def drop_left_over(*, now: datetime, limit: int = LIMIT) -> int:
    """Drop the open follow-up of reopened and cancelled tickets."""
    over = Q(cycle__lt=F("ticket__cycle")) | Q(ticket__stage=Stage.CANCELLED)
    calls = Revisit.objects.filter(over, state=RevisitState.OPEN)
    cases = Recovery.objects.filter(over).exclude(state=RecoveryState.CLOSED)
    tickets = Ticket.objects.filter(
        Q(pk__in=calls.values("ticket")) | Q(pk__in=cases.values("ticket"))
    ).order_by("pk")
    return _each(
        tickets, lambda ticket: drop_follow_up(ticket=ticket, now=now) > 0, limit
    )


def follow_the_clock() -> int:
    """Copy due moments that a new edition has moved; the timer is the truth."""
    timer = Deadline.objects.filter(
        ticket=OuterRef("ticket"),
        cycle=OuterRef("cycle"),
        milestone=Milestone.REVISIT,
        due_at__isnull=False,
    ).values("due_at")[:1]
    moved = Revisit.objects.filter(state=RevisitState.OPEN).annotate(
        true_due=Subquery(timer)
    )
    moved = moved.filter(true_due__isnull=False).exclude(due_at=F("true_due"))
    ids = list(moved.values_list("pk", flat=True)[:LIMIT])
    if not ids:
        return 0
    return Revisit.objects.filter(pk__in=ids).update(due_at=Subquery(timer))


def _each(tickets: QuerySet[Ticket], act: Callable[[Ticket], bool], limit: int) -> int:
    """Act on tickets one by one, each in a transaction of its own."""
    done = 0
    for ticket in tickets[:limit]:
        try:
            done += act(ticket)
        except Exception:  # one bad ticket must not stop the rest
            logger.exception("follow-up of ticket %s", ticket.pk)
    return done
