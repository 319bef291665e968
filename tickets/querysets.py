"""Query words of the desk."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from tickets.lifecycle import AUTOMATIONS

if TYPE_CHECKING:
    from tickets.models import Deadline, OutboxMessage, Ticket  # noqa: F401


class TicketQuerySet(models.QuerySet["Ticket"]):
    """Query words for tickets."""

    def open(self) -> "TicketQuerySet":
        """Tickets that somebody still works on."""
        return self.filter(ended_at__isnull=True)

    def ended(self) -> "TicketQuerySet":
        """Tickets that are done, cancelled, merged or spam."""
        return self.filter(ended_at__isnull=False)

    def held(self) -> "TicketQuerySet":
        """Tickets on hold; the few open intervals lead to them."""
        return self.filter(holds__isnull=False, holds__ended_at__isnull=True)

    def of_teams(self, team_ids: frozenset[int], user_id: int) -> "TicketQuerySet":
        """Tickets of the teams, and those assigned to the person."""
        return self.filter(Q(team_id__in=team_ids) | Q(assignee_id=user_id))


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    """Query words for timers."""

    def running(self) -> "DeadlineQuerySet":
        """Timers that have not been stopped."""
        return self.filter(stopped_at__isnull=True)

    def firing(self, now: datetime) -> "DeadlineQuerySet":
        """Timers whose next warning, breach or escalation is due."""
        return self.filter(next_fire_at__lte=now)

    def judged(self) -> "DeadlineQuerySet":
        """Timers somebody answers for: neither advisory nor automatic."""
        return self.filter(advisory=False).exclude(milestone__in=AUTOMATIONS)


class OutboxQuerySet(models.QuerySet["OutboxMessage"]):
    """Query words for outgoing messages."""

    def deliverable(self, now: datetime) -> "OutboxQuerySet":
        """Messages to send now: waiting ones, and leases that ran out."""
        return self.filter(
            Q(state="pending", next_try_at__lte=now)
            | Q(state="leased", lease_until__lte=now)
        )
