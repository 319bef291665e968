"""Write an internal note."""

from datetime import datetime

from accounts.models import User
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.models import Entry, Ticket


def write_note(
    *,
    ticket: Ticket,
    actor: User,
    text: str,
    now: datetime,
    corrects: Entry | None = None,
) -> Ticket:
    """Add a note that only colleagues see; it is no contact and meets no timer."""
    with moving(ticket, "note", actor=actor, now=now) as step:
        data = {"corrects": corrects.pk} if corrects else None
        step.write(EntryKind.NOTE, Lane.BACK, body=text, data=data)
    return step.ticket
