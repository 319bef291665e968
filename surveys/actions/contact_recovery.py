"""The customer who gave a low score is contacted."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from surveys.choices import RecoveryState
from surveys.errors import AlreadyRecorded
from surveys.models import Recovery
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused


def contact_recovery(
    *, recovery: Recovery, actor: User, cause: str, plan: str, now: datetime
) -> Recovery:
    """Record the contact, what was behind the score, and what will be improved.

    It stops the recovery's clock. Raises Refused, AlreadyRecorded, MoveRefused.
    """
    cause, plan = cause.strip(), plan.strip()
    if not cause or not plan:
        raise Refused(_("Write down the cause and what was agreed."))
    with moving(recovery.ticket, "contact_recovery", actor=actor, now=now) as step:
        claimed = Recovery.objects.filter(
            pk=recovery.pk, state=RecoveryState.OPEN
        ).update(
            state=RecoveryState.CONTACTED,
            contacted_at=now,
            cause=cause,
            plan=plan,
            owner=actor,
        )
        if not claimed:
            raise AlreadyRecorded(_("A colleague has recorded the contact meanwhile."))
        entry = step.write(
            EntryKind.RECOVERY_CONTACT,
            Lane.FRONT,
            body=plan,
            data={"cause": cause, "plan": plan},
        )
        step.settle(entry)
    return Recovery.objects.get(pk=recovery.pk)
