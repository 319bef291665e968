"""Agree a visit with the customer."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Appointment, Ticket
from tickets.notices import notify


def make_appointment(
    *,
    ticket: Ticket,
    actor: User,
    starts_at: datetime,
    latest_at: datetime,
    minutes: int,
    engineer: User | None,
    now: datetime,
) -> Ticket:
    """Make an appointment the customer has agreed to; an earlier one is replaced.

    It is tentative until the engineer accepts the dispatch. Raises Refused.
    """
    if starts_at <= now or latest_at < starts_at:
        raise Refused(_("The visit must lie in the future and end after it begins."))
    with moving(ticket, "make_appointment", actor=actor, now=now) as step:
        step.ticket.appointments.filter(cancelled_at__isnull=True).update(
            cancelled_at=now
        )
        Appointment.objects.create(
            ticket=step.ticket,
            cycle=step.ticket.cycle,
            starts_at=starts_at,
            latest_at=latest_at,
            minutes=minutes,
            engineer=engineer,
            made_at=now,
        )
        data = {
            "starts_at": starts_at.isoformat(),
            "latest_at": latest_at.isoformat(),
            "minutes": minutes,
            "engineer": str(engineer) if engineer else "",
        }
        entry = step.write(EntryKind.APPOINTED, Lane.FRONT, data=data)
        step.record(EvidenceKind.APPOINTMENT, entry, data=data)
        notify(step.ticket, entry, [engineer])
    return step.ticket
