"""Complete: the result and the concrete solution are told to the customer."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.dispatch_ticket import withdraw_pending
from tickets.actions.make_promise import close_promise
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane, PromiseState
from tickets.models import Ticket
from tickets.notices import queue_mail
from tickets.signals import ticket_completed


def complete_ticket(
    *,
    ticket: Ticket,
    actor: User | None,
    result: str,
    work_done: str,
    now: datetime,
) -> Ticket:
    """Tell the result: meets *solve* and the promise, and starts the revisit.

    `result` is what the customer is told, `work_done` the service record (may be
    empty when one was written already). A dispatch that nobody has answered is
    withdrawn. Raises MoveRefused, and Refused for an empty result.
    """
    with moving(ticket, "complete", actor=actor, now=now) as step:
        step.check_said(result)
        if work_done.strip():
            work = step.write(EntryKind.SERVICE_RECORD, Lane.BACK, body=work_done)
            step.record(EvidenceKind.SERVICE_RECORD, work, data={"text": work_done})
        entry = step.write(EntryKind.RESULT, Lane.FRONT, body=result)
        step.record(EvidenceKind.RESULT, entry, data={"text": result})
        step.settle(entry)
        withdraw_pending(step)
        locked = step.ticket
        locked.completed_at = now
        locked.first_contact_at = locked.first_contact_at or now
        locked.unanswered_since = None
        promise = locked.promises.filter(state=PromiseState.OPEN).first()
        if promise is not None:
            kept = now <= promise.due_at
            close_promise(
                step, promise, PromiseState.KEPT if kept else PromiseState.BROKEN
            )
        queue_mail(
            ticket=locked,
            purpose="completed",
            entry=entry,
            now=now,
            extra={"text": result},
        )
        transaction.on_commit(
            lambda: ticket_completed.send_robust(
                sender=Ticket, ticket=step.ticket, now=now
            ),
            robust=True,
        )
    return step.ticket
