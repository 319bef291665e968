"""Write an internal note."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Entry, Ticket


def write_note(
    *,
    ticket: Ticket,
    actor: User,
    text: str,
    now: datetime,
    corrects: Entry | None = None,
) -> Ticket:
    """Add a note that only colleagues see; it is no contact and meets no timer.

    A correction names the line it corrects. Raises Refused for an empty text, and
    for a line of another ticket.
    """
    with moving(ticket, "note", actor=actor, now=now) as step:
        step.check_said(text)
        if corrects is not None and corrects.ticket_id != step.ticket.pk:
            raise Refused(_("This line belongs to another ticket."))
        step.write(EntryKind.NOTE, Lane.BACK, body=text, corrects=corrects)
    return step.ticket
