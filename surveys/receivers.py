"""What the follow-up hears from the desk; a sweep repairs what gets lost."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from surveys.actions.drop_follow_up import drop_follow_up
from surveys.actions.finish_follow_up import finish_follow_up
from surveys.actions.open_revisit import open_revisit
from tickets.models import Ticket
from tickets.signals import (
    ticket_accepted,
    ticket_completed,
    ticket_ended,
    ticket_reopened,
)


@receiver(ticket_completed)
def follow_up(ticket: Ticket, now: datetime, **_kwargs: Any) -> None:
    """Ask the customer how it went."""
    open_revisit(ticket=ticket, now=now)


@receiver(ticket_accepted)
def finish(ticket: Ticket, now: datetime, **_kwargs: Any) -> None:
    """Be done, where the follow-up was recorded before the acceptance."""
    finish_follow_up(ticket=ticket, now=now)


@receiver([ticket_reopened, ticket_ended])
def drop(ticket: Ticket, now: datetime, **_kwargs: Any) -> None:
    """Ask no more about a completion that no longer stands."""
    drop_follow_up(ticket=ticket, now=now)
