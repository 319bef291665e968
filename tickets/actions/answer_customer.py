"""Answer the customer in public."""

from datetime import datetime

from accounts.models import User
from standards.choices import EvidenceKind
from standards.models import Phrase
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.models import Ticket
from tickets.notices import queue_mail


def answer_customer(
    *,
    ticket: Ticket,
    actor: User,
    text: str,
    now: datetime,
    phrase: Phrase | None = None,
    restatement: str = "",
) -> Ticket:
    """Send a public answer: a real contact, which meets the answer timers.

    A `restatement` says that the answer restates the need; on written channels
    that is how the need is restated. Raises Refused for an empty text.
    """
    with moving(ticket, "answer", actor=actor, now=now) as step:
        step.check_said(text)
        entry = step.write(EntryKind.ANSWERED, Lane.FRONT, body=text, phrase=phrase)
        if restatement:
            step.record(
                EvidenceKind.RESTATEMENT, entry, data={"restatement": restatement}
            )
        step.settle(entry)
        step.ticket.first_contact_at = step.ticket.first_contact_at or now
        step.ticket.unanswered_since = None
        queue_mail(
            ticket=step.ticket,
            purpose="answered",
            entry=entry,
            now=now,
            extra={"text": text},
        )
    return step.ticket
