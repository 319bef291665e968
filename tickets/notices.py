"""Who hears of which event, and by which template."""

from collections.abc import Iterable
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from tickets.choices import Source
from tickets.models import Entry, Notice, OutboxMessage, Ticket
from tickets.policies import tracking_url
from tickets.signals import message_queued

SUBJECT_LENGTH = 200
"""Characters; a template may put the customer's own subject into a longer line."""


def people_for_level(ticket: Ticket, level: int) -> list[int]:
    """Return who hears of a timer's level: the person, the lead, the supervisor.

    Below 100 % the assignee; from 100 % the team lead too; above, the supervisor
    too. A ticket nobody has taken is the team lead's from the first warning.
    """
    found: list[int | None] = [ticket.assignee_id]
    if ticket.assignee_id is None or level >= 100:
        found.append(ticket.team.lead_id)
    if level > 100 or (ticket.assignee_id is None and ticket.team.lead_id is None):
        found.append(ticket.team.supervisor_id)
    return list(dict.fromkeys(pk for pk in found if pk is not None))


def notice_rows(
    ticket: Ticket, entry: Entry, user_ids: Iterable[int], *, level: int, now: datetime
) -> list[Notice]:
    """Return the notices to insert; imported history disturbs nobody."""
    if ticket.source == Source.IMPORTED:
        return []
    return [
        Notice(user_id=user_id, ticket=ticket, entry=entry, level=level, created_at=now)
        for user_id in user_ids
    ]


def notify(ticket: Ticket, entry: Entry, people: Iterable[User | None]) -> None:
    """Tell colleagues inside the desk about an entry, except its author."""
    ids = dict.fromkeys(
        person.pk
        for person in people
        if person is not None and person.pk != entry.actor_id
    )
    rows = notice_rows(ticket, entry, ids, level=0, now=entry.recorded_at)
    if rows:
        Notice.objects.bulk_create(rows)


def customer_address(ticket: Ticket) -> str:
    """Return the e-mail address of a ticket's customer, or an empty text."""
    return ticket.contact_email


def queue_mail(
    *,
    ticket: Ticket,
    purpose: str,
    entry: Entry,
    now: datetime,
    extra: dict[str, Any] | None = None,
) -> OutboxMessage | None:
    """Put an e-mail to the customer into the outbox, in the customer's language.

    Returns None without an address, and for imported history. The same event
    cannot be queued twice: the key of purpose, cycle and entry is unique.
    """
    recipient = customer_address(ticket)
    if not recipient or ticket.source == Source.IMPORTED:
        return None
    context = {
        "ticket": ticket,
        "company_name": settings.COMPANY_NAME,
        "tracking_url": tracking_url(ticket),
        **(extra or {}),
    }
    with translation.override(ticket.language):
        subject = render_to_string(f"emails/{purpose}-subject.txt", context)
        body = render_to_string(f"emails/{purpose}-body.txt", context)
    message = OutboxMessage.objects.create(
        dedupe_key=f"{purpose}:{ticket.pk}.{ticket.cycle}:{entry.pk}",
        ticket=ticket,
        entry=entry,
        purpose=purpose,
        recipient=recipient,
        language=ticket.language,
        subject=" ".join(subject.split())[:SUBJECT_LENGTH],
        body=body.strip() + "\n",
        message_id=new_message_id(),
        created_at=now,
        next_try_at=now,
    )
    nudge_after_commit()
    return message


def new_message_id() -> str:
    """Return a Message-ID (RFC 5322) for one message, for good."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return make_msgid(domain=host)


def nudge_after_commit() -> None:
    """Let the worker know, once the change is kept, that a message waits."""
    transaction.on_commit(
        lambda: message_queued.send_robust(sender=OutboxMessage), robust=True
    )
