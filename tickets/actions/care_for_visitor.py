"""Look after a visitor who is waiting."""

from datetime import datetime

from accounts.models import User
from standards.choices import Milestone
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane, Source
from tickets.models import Ticket


def care_for_visitor(
    *, ticket: Ticket, actor: User, text: str, now: datetime
) -> Ticket:
    """Record that the visitor was told how long it takes; the next round starts."""
    with moving(ticket, "care_for_visitor", actor=actor, now=now) as step:
        entry = step.write(
            EntryKind.CARED, Lane.FRONT, body=text, source=Source.DECLARED
        )
        step.settle(entry)
        step.timers.start(Milestone.WAITING_CARE, at=now)
    return step.ticket
