"""Let an open ticket be judged by the edition now in force."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.selectors import edition_in_force, load_rulebook
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Ticket


def adopt_edition(*, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    """Pin the edition in force and judge the running timers by it. Raises Refused."""
    with moving(ticket, "adopt_edition", actor=actor, now=now) as step:
        edition = edition_in_force(now)
        if edition.pk == step.ticket.edition_id:
            raise Refused(_("The ticket has the edition in force already."))
        before = step.ticket.edition_id
        step.ticket.edition = edition
        step.timers.rulebook = load_rulebook(edition.pk)
        step.write(
            EntryKind.EDITION_ADOPTED,
            Lane.BACK,
            data={"from": before, "to": edition.pk, "number": edition.number},
        )
        step.timers.replay(at=now)
    return step.ticket
