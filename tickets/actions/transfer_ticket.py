"""Transfer a ticket to another team or person."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Team, User
from standards.choices import EvidenceKind
from tickets.actions.dispatch_ticket import check_member, withdraw_pending
from tickets.actions.moving import both_names, moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Ticket
from tickets.notices import notify


def transfer_ticket(
    *,
    ticket: Ticket,
    actor: User,
    to_team: Team,
    to_user: User | None,
    reason: str,
    now: datetime,
) -> Ticket:
    """Hand the ticket over, with what the colleague must know. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Brief your colleague: why is it transferred?"))
    check_member(to_team, to_user)
    with moving(ticket, "transfer", actor=actor, now=now) as step:
        withdraw_pending(step)
        data = {
            "from_team": step.ticket.team.code,
            **both_names("from_team", step.ticket.team),
            "to_team": to_team.code,
            **both_names("to_team", to_team),
            "to": str(to_user) if to_user else "",
        }
        step.ticket.team, step.ticket.assignee = to_team, to_user
        entry = step.write(EntryKind.TRANSFERRED, Lane.BACK, body=reason, data=data)
        if to_user is not None:
            step.record(EvidenceKind.RESPONSIBLE, entry, data={"person": str(to_user)})
        step.timers.replay(at=now)
        notify(step.ticket, entry, [to_user or to_team.lead])
    return step.ticket
