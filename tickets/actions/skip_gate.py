"""Let a gate pass as an exception, with a reason."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from standards.models import Rule
from tickets.actions.moving import Step, moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.gates import GateStatus, gate_states
from tickets.models import Evidence, Ticket
from tickets.policies import may_skip


def skip_gate(
    *, ticket: Ticket, actor: User, rule: Rule, reason: str, now: datetime
) -> Ticket:
    """Record an exception: counted and shown, never hidden.

    Raises PermissionDenied when the rule does not let this person skip it, and
    Refused without a reason, for a rule that does not judge this ticket, and for
    one that nothing is missing of: an exception that was none would be counted.
    """
    if not may_skip(actor, rule.skippable_by):
        raise PermissionDenied(_("This rule may not be skipped by your roles."))
    if not reason.strip():
        raise Refused(_("Say why this may be left out."))
    with moving(ticket, "skip_gate", actor=actor, now=now) as step:
        _check_open(step, rule)
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


def _check_open(step: Step, rule: Rule) -> None:
    states = gate_states(
        ticket=step.ticket,
        rulebook=step.timers.rulebook,
        facts=step.ticket.facts,
        evidence=step.evidence,
        holds=[rule.holds],
    )
    state = next((one for one in states if one.rule.pk == rule.pk), None)
    if state is None or state.status == GateStatus.UNJUDGED:
        raise Refused(_("This rule does not judge this ticket."))
    if state.status != GateStatus.OPEN:
        raise Refused(_("This is on record already."))
