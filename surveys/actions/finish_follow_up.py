"""The last step: a ticket is done once its follow-up is."""

from datetime import datetime

from django.db import transaction

from surveys.choices import RecoveryState, RevisitState
from surveys.models import Recovery, Revisit
from tickets.actions.finish_ticket import finish_ticket
from tickets.actions.moving import lock_ticket
from tickets.choices import Stage
from tickets.models import Ticket


def finish_follow_up(*, ticket: Ticket, now: datetime) -> bool:
    """Finish an accepted ticket if nothing is left to do; say whether it was.

    Asked for after everything that may have been the last missing piece: the
    acceptance, the recorded call, the closed recovery. The ticket's lock makes
    them come one after the other, so that none waits for the other for ever.
    """
    with transaction.atomic():
        locked = lock_ticket(ticket.pk)
        if locked.stage != Stage.FOLLOW_UP:
            return False
        recorded = Revisit.objects.filter(
            ticket=locked, cycle=locked.cycle, state=RevisitState.RECORDED
        )
        open_ones = Recovery.objects.filter(ticket=locked).exclude(
            state=RecoveryState.CLOSED
        )
        if not recorded.exists() or open_ones.exists():
            return False
        finish_ticket(ticket=locked, actor=None, now=now)
    return True
