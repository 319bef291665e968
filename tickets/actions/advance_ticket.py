"""Go on from greeting to confirming, and from confirming to the service."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import Milestone
from tickets.actions.moving import moving
from tickets.choices import Stage
from tickets.errors import MoveRefused
from tickets.lifecycle import FORWARD
from tickets.models import Ticket


def advance_ticket(*, ticket: Ticket, actor: User | None, now: datetime) -> Ticket:
    """Move the ticket to the next stage when its gates are met.

    Completing, accepting and finishing have actions of their own. Raises
    MoveRefused with the rules that still lack their record.
    """
    if ticket.stage not in (Stage.GREET, Stage.CONFIRM):
        raise MoveRefused(_("This stage is left by its own step."))
    with moving(ticket, FORWARD[Stage(ticket.stage)], actor=actor, now=now) as step:
        step.settle()
        if Milestone.PROGRESS in step.move.starts:
            step.timers.start(Milestone.PROGRESS, at=now)
    return step.ticket
