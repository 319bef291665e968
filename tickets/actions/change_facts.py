"""Change what the handbook's selectors ask about: type, priority, handling."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.moving import both_names, moving
from tickets.choices import EntryKind, Handling, Lane, Priority
from tickets.errors import Refused
from tickets.models import RequestType, Ticket


def change_type(
    *, ticket: Ticket, actor: User, request_type: RequestType, now: datetime
) -> Ticket:
    """Set the request type; gates and timers are judged again. Raises Refused."""
    if request_type.parent_id is None:
        raise Refused(_("Choose the type on the second level."))
    with moving(ticket, "change_type", actor=actor, now=now) as step:
        before = step.ticket.request_type
        step.ticket.request_type = request_type
        step.ticket.place = request_type.place
        entry = step.write(
            EntryKind.TYPE_CHANGED,
            Lane.BACK,
            data={
                "from": before.code if before else "",
                **both_names("from", before),
                "to": request_type.code,
                **both_names("to", request_type),
            },
        )
        step.record(EvidenceKind.REQUEST_TYPE, entry, data={"type": request_type.code})
        step.timers.replay(at=now)
    return step.ticket


def change_priority(
    *, ticket: Ticket, actor: User, priority: Priority, reason: str, now: datetime
) -> Ticket:
    """Set the priority; the timers are judged again."""
    with moving(ticket, "change_priority", actor=actor, now=now) as step:
        before = step.ticket.priority
        step.ticket.priority = priority
        step.write(
            EntryKind.PRIORITY_CHANGED,
            Lane.BACK,
            body=reason,
            data={"from": before, "to": priority},
        )
        step.timers.replay(at=now)
    return step.ticket


def change_handling(
    *, ticket: Ticket, actor: User, handling: Handling, reason: str, now: datetime
) -> Ticket:
    """Say how much the request takes; the timers are judged again."""
    with moving(ticket, "change_priority", actor=actor, now=now) as step:
        before = step.ticket.handling
        step.ticket.handling = handling
        step.write(
            EntryKind.PRIORITY_CHANGED,
            Lane.BACK,
            body=reason,
            data={"handling_from": before, "handling_to": handling},
        )
        step.timers.replay(at=now)
    return step.ticket
