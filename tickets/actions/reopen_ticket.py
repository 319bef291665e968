"""Reopen: the matter is not solved after all, and a new cycle begins."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from standards.choices import EvidenceKind, Milestone
from standards.selectors import edition_in_force, load_rulebook
from tickets.actions.dispatch_ticket import withdraw_pending
from tickets.actions.moving import Step, moving
from tickets.choices import EntryKind, Handling, Lane, PromiseState
from tickets.lifecycle import Who
from tickets.models import Ticket
from tickets.notices import notify
from tickets.signals import ticket_reopened


def reopen_ticket(
    *, ticket: Ticket, actor: User | None, reason: str, now: datetime
) -> Ticket:
    """Go back to confirming the need, under the edition now in force.

    Running timers of the old cycle are cancelled (breaches stand); records of
    the old cycle no longer satisfy gates, except who the customer is and what
    kind of request it is.
    """
    who = Who.STAFF if actor else Who.CUSTOMER
    with moving(ticket, "reopen", actor=actor, now=now, who=who) as step:
        locked = step.ticket
        entry = step.write(
            EntryKind.CUSTOMER_MESSAGE if actor is None else EntryKind.NOTE,
            Lane.CUSTOMER if actor is None else Lane.BACK,
            body=reason,
            data={"reopens": True},
        )
        locked.promises.filter(state=PromiseState.OPEN).update(
            state=PromiseState.WITHDRAWN, settled_at=now
        )
        withdraw_pending(step)
        step.timers.cancel(step.move.cancels, at=now, entry=entry)
        _begin_cycle(step)
        if locked.assignee is not None:
            # Who answered for it still does, without taking it a second time.
            step.record(
                EvidenceKind.RESPONSIBLE, entry, data={"person": str(locked.assignee)}
            )
        step.settle(entry)
        step.timers.start(Milestone.NEXT_ANSWER, at=now)
        locked.unanswered_since = now
        notify(locked, entry, [locked.assignee or locked.team.lead])
        transaction.on_commit(
            lambda: ticket_reopened.send_robust(
                sender=Ticket, ticket=step.ticket, now=now
            ),
            robust=True,
        )
    return step.ticket


def _begin_cycle(step: Step) -> None:
    ticket = step.ticket
    ticket.cycle += 1
    ticket.edition = edition_in_force(step.now)
    step.timers.rulebook = load_rulebook(ticket.edition_id)
    ticket.completed_at = ticket.accepted_at = ticket.ended_at = None
    ticket.accepted_by = ticket.ending = ""
    if ticket.handling == Handling.ONE_CONTACT:
        ticket.handling = Handling.STANDARD
