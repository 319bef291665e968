"""Drop what a reopening or another end of the ticket has made pointless."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from surveys.choices import RecoveryState, RevisitState
from surveys.models import Invitation, Recovery, Revisit
from tickets.actions.moving import lock_ticket
from tickets.choices import EntryKind, Lane, Stage
from tickets.models import Entry, Ticket


def drop_follow_up(*, ticket: Ticket, now: datetime) -> int:
    """Drop the open follow-up of cycles that are over; return how much there was.

    Calls are dropped and survey links revoked. An open recovery is closed as
    carried on: the reopened ticket has its own contact, clock and follow-up, and
    two people making the same thing good would be one too many.
    """
    with transaction.atomic():
        locked = lock_ticket(ticket.pk)
        over = Q(ticket=locked)
        if locked.stage != Stage.CANCELLED:
            over &= Q(cycle__lt=locked.cycle)
        dropped = Revisit.objects.filter(over, state=RevisitState.OPEN).update(
            state=RevisitState.DROPPED
        )
        dropped += Invitation.objects.filter(
            over, used_at__isnull=True, revoked_at__isnull=True
        ).update(revoked_at=now)
        for recovery in Recovery.objects.filter(over).exclude(
            state=RecoveryState.CLOSED
        ):
            _carry_on(recovery, locked, now)
            dropped += 1
    return dropped


def _carry_on(recovery: Recovery, ticket: Ticket, now: datetime) -> None:
    with translation.override(ticket.language):
        if ticket.stage == Stage.CANCELLED:
            result = _("Closed with the ticket.")
        else:
            result = _("Carried on in the reopened ticket.")
    recovery.state = RecoveryState.CLOSED
    recovery.result, recovery.closed_at = result, now
    recovery.save(update_fields=["state", "result", "closed_at"])
    Entry.objects.write(
        ticket=ticket,
        kind=EntryKind.RECOVERY_CLOSED,
        lane=Lane.BACK,
        at=now,
        body=result,
        data={"carried_on": True},
    )
