"""Put a ticket on hold, and let it run on."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import Milestone
from tickets.actions.moving import moving
from tickets.choices import EntryKind, HoldReason, Lane
from tickets.errors import Refused
from tickets.models import HoldInterval, Ticket


def hold_ticket(
    *,
    ticket: Ticket,
    actor: User,
    reason: HoldReason,
    note: str,
    until: datetime | None,
    now: datetime,
) -> Ticket:
    """Let the pausable timers stand still, until a moment if one is given.

    Promises and first contacts keep running. Raises Refused.
    """
    if until is not None and until <= now:
        raise Refused(_("The hold must end in the future."))
    with moving(ticket, "hold", actor=actor, now=now) as step:
        HoldInterval.objects.create(
            ticket=step.ticket, reason=reason, note=note, started_at=now
        )
        step.ticket.hold_reason = reason
        step.timers.pause(at=now)
        if until is not None:
            step.timers.start(Milestone.HOLD_END, at=now, due_at=until)
        step.write(
            EntryKind.HELD,
            Lane.BACK,
            body=note,
            data={"reason": reason, "until": until.isoformat() if until else ""},
        )
    return step.ticket


def resume_ticket(
    *, ticket: Ticket, actor: User | None, now: datetime, at: datetime | None = None
) -> Ticket:
    """End the hold; `at` is the agreed moment when the desk does it by itself.

    Raises Refused when the ticket is not on hold.
    """
    with moving(ticket, "resume", actor=actor, now=now) as step:
        entry = step.write(EntryKind.RESUMED, Lane.BACK, at=at)
        if not step.end_hold(at or now):
            raise Refused(_("The ticket is not on hold."))
        if actor is None:
            step.timers.meet([Milestone.HOLD_END], at=at or now, entry=entry)
        step.settle(entry, at=at)
    return step.ticket
