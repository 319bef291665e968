"""The customer accepts the result: by a click, by word, or by silence."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from standards.choices import EvidenceKind, Milestone
from tickets.actions.moving import moving
from tickets.choices import AcceptedBy, EntryKind, Lane, Source
from tickets.lifecycle import Who
from tickets.models import Ticket
from tickets.notices import notify, queue_mail
from tickets.signals import ticket_accepted


def accept_result(
    *,
    ticket: Ticket,
    actor: User | None,
    by: AcceptedBy,
    words: str,
    now: datetime,
    at: datetime | None = None,
) -> Ticket:
    """Move on to the follow-up. After silence it counts apart, never as satisfied.

    `at` is the moment the silence ran out, when the desk does it by itself.
    Raises MoveRefused.
    """
    who = {
        AcceptedBy.CUSTOMER: Who.CUSTOMER,
        AcceptedBy.STAFF: Who.STAFF,
        AcceptedBy.SILENCE: Who.SYSTEM,
    }[by]
    with moving(ticket, "accept_result", actor=actor, now=now, who=who) as step:
        entry = step.write(
            EntryKind.ACCEPTED,
            Lane.FRONT if by == AcceptedBy.STAFF else Lane.CUSTOMER,
            body=words,
            data={"by": by},
            at=at,
            source=Source.DECLARED if by == AcceptedBy.STAFF else "",
        )
        step.record(EvidenceKind.ACCEPTANCE, entry, data={"by": by})
        if by == AcceptedBy.SILENCE:
            step.timers.meet([Milestone.ACCEPTANCE_SILENCE], at=at or now, entry=entry)
        step.settle(entry, at=at)
        step.ticket.accepted_at, step.ticket.accepted_by = at or now, by
        if by == AcceptedBy.CUSTOMER:
            notify(step.ticket, entry, [step.ticket.assignee])
        transaction.on_commit(
            lambda: ticket_accepted.send_robust(
                sender=Ticket, ticket=step.ticket, now=now
            ),
            robust=True,
        )
    return step.ticket


def remind_of_acceptance(*, ticket: Ticket, now: datetime) -> Ticket:
    """Ask once more whether the matter is solved, before silence is taken as yes.

    A reminder that goes out late leaves as much time to answer as one on time.
    """
    with moving(ticket, "start_revisit", actor=None, now=now) as step:
        entry = step.write(EntryKind.REMINDED, Lane.FRONT)
        reminders = step.timers.meet(
            [Milestone.ACCEPTANCE_REMINDER], at=now, entry=entry
        )
        for silence in step.timers.running([Milestone.ACCEPTANCE_SILENCE]):
            for reminder in reminders:
                if silence.due_at and reminder.due_at:
                    time_to_answer = silence.due_at - reminder.due_at
                    due_at = max(silence.due_at, now + time_to_answer)
                    step.timers.rearm(silence, due_at, now)
        queue_mail(ticket=step.ticket, purpose="reminder", entry=entry, now=now)
    return step.ticket
