"""Report progress to the customer: done, next, expected."""

from datetime import datetime

from accounts.models import User
from standards.choices import EvidenceKind, Milestone
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane, Stage
from tickets.models import Ticket
from tickets.notices import queue_mail


def report_progress(
    *,
    ticket: Ticket,
    actor: User | None,
    done: str,
    next_step: str,
    expected: str,
    now: datetime,
) -> Ticket:
    """Say how far it is; the next report's clock starts. Raises Refused."""
    with moving(ticket, "report_progress", actor=actor, now=now) as step:
        step.check_said(done)
        report = {"done": done, "next_step": next_step, "expected": expected}
        entry = step.write(EntryKind.PROGRESS, Lane.FRONT, body=done, data=report)
        step.record(EvidenceKind.SERVICE_RECORD, entry, data=report)
        step.settle(entry)
        if step.ticket.stage == Stage.SERVE:
            step.timers.start(Milestone.PROGRESS, at=now)
        step.ticket.first_contact_at = step.ticket.first_contact_at or now
        step.ticket.unanswered_since = None
        queue_mail(
            ticket=step.ticket, purpose="progress", entry=entry, now=now, extra=report
        )
    return step.ticket
