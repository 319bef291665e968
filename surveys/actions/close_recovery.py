"""A recovery is closed: what came of it is on record."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.actions.finish_follow_up import finish_follow_up
from surveys.choices import RecoveryState
from surveys.errors import AlreadyRecorded
from surveys.models import Recovery
from tickets.actions.moving import lock_ticket, moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.policies import may_supervise


def close_recovery(
    *, recovery: Recovery, actor: User, result: str, now: datetime
) -> Recovery:
    """Close a recovery with its result; the ticket may be done with it.

    Without a contact only those who lead may close it, for a customer who cannot
    be reached; its clock then counts as cancelled, never as met. Raises Refused,
    AlreadyRecorded, MoveRefused.
    """
    if not result.strip():
        raise Refused(_("Write down what came of it."))
    with transaction.atomic():
        lock_ticket(recovery.ticket_id)
        current = Recovery.objects.get(pk=recovery.pk)
        if not current.is_open:
            raise AlreadyRecorded(_("A colleague has closed this recovery meanwhile."))
        contacted = current.state == RecoveryState.CONTACTED
        if not contacted and not may_supervise(actor):
            raise Refused(
                _("Contact the customer first. Without contact a lead may close it.")
            )
        with moving(current.ticket, "close_recovery", actor=actor, now=now) as step:
            entry = step.write(
                EntryKind.RECOVERY_CLOSED,
                Lane.BACK,
                body=result.strip(),
                data={"contacted": contacted},
            )
            step.settle(entry)
            current.state, current.result = RecoveryState.CLOSED, result.strip()
            current.closed_at, current.closed_by = now, actor
            current.save(update_fields=["state", "result", "closed_at", "closed_by"])
        finish_follow_up(ticket=current.ticket, now=now)
    return current
