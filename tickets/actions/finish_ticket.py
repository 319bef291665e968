"""Finish: the follow-up is recorded and nothing is left to recover."""

from datetime import datetime

from accounts.models import User
from tickets.actions.moving import moving
from tickets.models import Ticket


def finish_ticket(*, ticket: Ticket, actor: User | None, now: datetime) -> Ticket:
    """Move the ticket to done; called by the follow-up when its work is over."""
    with moving(ticket, "finish", actor=actor, now=now) as step:
        step.settle()
    return step.ticket
