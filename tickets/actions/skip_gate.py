"""Let a gate pass as an exception, with a reason."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from standards.models import Rule
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Evidence, Ticket
from tickets.policies import may_skip


def skip_gate(
    *, ticket: Ticket, actor: User, rule: Rule, reason: str, now: datetime
) -> Ticket:
    """Record an exception: counted and shown, never hidden.

    Raises PermissionDenied when the rule does not let this person skip it, and
    Refused without a reason or for a rule of another edition.
    """
    if not may_skip(actor, rule.skippable_by):
        raise PermissionDenied(_("This rule may not be skipped by your roles."))
    if not reason.strip():
        raise Refused(_("Say why this may be left out."))
    with moving(ticket, "skip_gate", actor=actor, now=now) as step:
        if rule.edition_id != step.ticket.edition_id or not rule.evidence:
            raise Refused(_("This rule does not judge this ticket."))
        entry = step.write(
            EntryKind.EXCEPTION, Lane.BACK, body=reason, data={"rule": rule.code}
        )
        step.evidence.append(
            Evidence.objects.create(
                ticket=step.ticket,
                cycle=step.ticket.cycle,
                kind=rule.evidence,
                entry=entry,
                actor=actor,
                source=entry.source,
                recorded_at=now,
                is_exception=True,
                rule=rule,
                reason=reason,
            )
        )
    return step.ticket
