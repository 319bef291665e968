"""Take a ticket from the queue."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.moving import Step, moving
from tickets.choices import DispatchState, EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Ticket
from tickets.notices import notify


def take_ticket(*, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    """Become the one who answers for the ticket; the former owner is told.

    Taking is no contact with the customer and meets no answer timer. Raises
    Refused while a dispatch waits to be accepted or returned.
    """
    with moving(ticket, "take", actor=actor, now=now) as step:
        if step.ticket.dispatches.filter(state=DispatchState.PENDING).exists():
            raise Refused(_("A dispatch is waiting. Accept it or return it."))
        former = step.ticket.assignee
        if former == actor and _is_on_record(step):
            raise Refused(_("The ticket is yours already."))
        step.ticket.assignee = actor
        entry = step.write(
            EntryKind.TAKEN,
            Lane.BACK,
            data={"from": former.pk if former else None, "to": actor.pk},
        )
        step.record(EvidenceKind.RESPONSIBLE, entry, data={"person": str(actor)})
        notify(step.ticket, entry, [former])
    return step.ticket


def _is_on_record(step: Step) -> bool:
    """Say whether somebody's responsibility is on record in this cycle."""
    return any(
        record.kind == EvidenceKind.RESPONSIBLE
        and record.cycle == step.ticket.cycle
        and not record.is_exception
        for record in step.evidence
    )
