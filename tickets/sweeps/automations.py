"""Timers that make the desk act: reminder, silence, end of a hold."""

from datetime import datetime

from django.db import transaction

from standards.choices import Milestone
from tickets.actions.accept_result import accept_result, remind_of_acceptance
from tickets.actions.hold_ticket import resume_ticket
from tickets.actions.moving import lock_ticket
from tickets.choices import AcceptedBy, EntryKind, Lane, Outcome
from tickets.errors import MoveRefused
from tickets.models import Deadline, Entry, Ticket
from tickets.notices import notify


def run_automation(pk: int, *, now: datetime) -> bool:
    """Do what one timer asks for, if it is still due; say whether it was.

    The act counts from the moment that was set, not from its detection.
    """
    with transaction.atomic():
        found = Deadline.objects.filter(pk=pk).values_list("ticket_id", flat=True)
        ticket = lock_ticket(found.get())
        row = Deadline.objects.firing(now).running().filter(pk=pk).first()
        if row is None or row.due_at is None:
            return False
        try:
            with transaction.atomic():
                _act(row.milestone, ticket, row.due_at, now)
        except MoveRefused as refusal:
            _give_up(row, ticket, refusal, now)
    return True


def _act(milestone: str, ticket: Ticket, at: datetime, now: datetime) -> None:
    if milestone == Milestone.ACCEPTANCE_REMINDER:
        remind_of_acceptance(ticket=ticket, now=now)
    elif milestone == Milestone.ACCEPTANCE_SILENCE:
        accept_result(
            ticket=ticket,
            actor=None,
            by=AcceptedBy.SILENCE,
            words="",
            now=now,
            at=at,
        )
    elif milestone == Milestone.HOLD_END:
        resume_ticket(ticket=ticket, actor=None, now=now, at=at)
    else:
        raise ValueError(f"No act is known for {milestone}.")


def _give_up(
    row: Deadline, ticket: Ticket, refusal: MoveRefused, now: datetime
) -> None:
    """Tell somebody why the desk could not act by itself, for example a gate."""
    entry = Entry.objects.write(
        ticket=ticket,
        kind=EntryKind.NOTE,
        lane=Lane.BACK,
        at=now,
        body=" ".join(refusal.messages),
        data={
            "not_done": row.milestone,
            "rules": [rule.code for rule in refusal.missing],
        },
    )
    Deadline.objects.filter(pk=row.pk).update(
        stopped_at=now,
        outcome=Outcome.CANCELLED,
        stopped_by=entry,
        next_level=None,
        next_fire_at=None,
    )
    notify(ticket, entry, [ticket.assignee or ticket.team.lead])
