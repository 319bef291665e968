"""Attend to a customer who is there: an answered call, a greeting at the counter."""

from datetime import datetime

from accounts.models import User
from tickets.actions.moving import moving
from tickets.choices import LIVE_CHANNELS, EntryKind, Lane, Source
from tickets.lifecycle import FIRST_CONTACT
from tickets.models import Ticket


def attend_customer(*, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    """Record the first attention; face to face or on the phone it is an answer too.

    The moment is declared by the person, not measured by telephony.
    """
    with moving(ticket, "attend", actor=actor, now=now) as step:
        entry = step.write(EntryKind.ATTENDED, Lane.FRONT, source=Source.DECLARED)
        step.settle(entry)
        if step.ticket.channel in LIVE_CHANNELS:
            step.timers.meet(FIRST_CONTACT, at=now, entry=entry)
            step.ticket.first_contact_at = step.ticket.first_contact_at or now
    return step.ticket
