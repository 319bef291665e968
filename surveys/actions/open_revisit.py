"""Open the follow-up of a completion: the call to make, and the survey link."""

from datetime import datetime, timedelta

from django.db import transaction

from standards.choices import Milestone
from surveys.models import Invitation, Revisit
from surveys.policies import INVITATION_DAYS, invitation_url
from surveys.selectors import revisit_method
from tickets.actions.moving import Step, lock_ticket, moving
from tickets.choices import EntryKind, Lane, Source, Stage
from tickets.models import Ticket
from tickets.notices import customer_address, queue_mail
from tickets.policies import new_nonce

UNTIMED = timedelta(hours=24)
"""When a follow-up is due under a handbook that does not time it."""


def open_revisit(*, ticket: Ticket, now: datetime) -> Revisit | None:
    """Create the follow-up of a ticket's last completion, unless it is there.

    It is due when the ticket's own timer says so. The customer is sent the
    survey link, once. Returns None for a ticket that is no longer completed.
    """
    with transaction.atomic():
        locked = lock_ticket(ticket.pk)
        known = Revisit.objects.filter(ticket=locked, cycle=locked.cycle).first()
        if known is not None or locked.stage not in (Stage.CLOSE, Stage.FOLLOW_UP):
            return known
        with moving(locked, "start_revisit", actor=None, now=now) as step:
            revisit = Revisit.objects.create(
                ticket=step.ticket,
                cycle=step.ticket.cycle,
                method=revisit_method(step.ticket),
                due_at=_due_at(step),
                created_at=now,
            )
            if step.ticket.source != Source.IMPORTED:
                _invite(step)
    return revisit


def _due_at(step: Step) -> datetime:
    for row in step.timers.rows:
        if (
            row.milestone == Milestone.REVISIT
            and row.cycle == step.ticket.cycle
            and row.due_at is not None
        ):
            return row.due_at
    return (step.ticket.completed_at or step.now) + UNTIMED


def _invite(step: Step) -> None:
    """Make the link; without an address it waits on the tracking page alone."""
    ticket = step.ticket
    invitation = Invitation.objects.create(
        ticket=ticket,
        cycle=ticket.cycle,
        link_nonce=new_nonce(),
        language=ticket.language,
        created_at=step.now,
        expires_at=step.now + timedelta(days=INVITATION_DAYS),
    )
    if customer_address(ticket):
        queue_mail(
            ticket=ticket,
            purpose="survey",
            entry=step.write(EntryKind.SURVEY_SENT, Lane.FRONT),
            now=step.now,
            extra={
                "survey_url": invitation_url(invitation),
                "expires_at": invitation.expires_at,
            },
        )
