"""Hands waiting messages to the mail server: leased, retried, never lost."""

import logging
import random
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from tickets.choices import OutboxState
from tickets.models import OutboxMessage
from tickets.sweeps.heartbeat import beat

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(seconds=60)
GIVE_UP_AFTER = 8
"""Attempts; with the back-off below about four hours."""


@dataclass
class DeliveryCounts:
    """What one round of delivery did."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


def deliver_outbox(*, now: datetime, rounds: int = 5) -> DeliveryCounts:
    """Send what waits, a leased batch at a time.

    Without a mail server nothing is sent: the messages wait, readable on the
    outbox page.
    """
    counts = DeliveryCounts()
    beat("outbox", now=now)
    if not settings.MAIL_IS_SET_UP:
        return counts
    for _round in range(rounds):
        leased = lease_messages(now)
        if not leased:
            break
        connection = get_connection(
            settings.DELIVERY_BACKEND, timeout=settings.EMAIL_TIMEOUT
        )
        for message in leased:
            _send(message, connection, now, counts)
        connection.close()
    return counts


def lease_messages(now: datetime) -> list[OutboxMessage]:
    """Take a batch for a minute; a lease that runs out is taken again."""
    with transaction.atomic():
        found = list(
            OutboxMessage.objects.deliverable(now)
            .select_for_update(skip_locked=True)
            .order_by("next_try_at", "pk")[:BATCH]
        )
        OutboxMessage.objects.filter(pk__in=[row.pk for row in found]).update(
            state=OutboxState.LEASED,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    for row in found:
        row.attempts += 1
    return found


def _send(
    message: OutboxMessage,
    connection: BaseEmailBackend,
    now: datetime,
    counts: DeliveryCounts,
) -> None:
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
        connection=connection,
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        mail.send()
    except (SMTPException, OSError, ValueError) as error:
        dead = _is_final(error) or message.attempts >= GIVE_UP_AFTER
        _put_off(message, error, now, dead=dead)
        counts.given_up += dead
        counts.put_off += not dead
        return
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxState.SENT, sent_at=now, lease_until=None, last_error=""
    )
    counts.sent += 1


def _is_final(error: Exception) -> bool:
    """Say whether the mail server refused for good (a 5xx answer, RFC 5321)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)


def _put_off(
    message: OutboxMessage, error: Exception, now: datetime, *, dead: bool
) -> None:
    wait = min(15 * 2**message.attempts, 3600) * random.uniform(0.8, 1.2)  # noqa: S311  # jitter
    logger.warning("message %s not delivered: %s", message.pk, error)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxState.DEAD if dead else OutboxState.PENDING,
        lease_until=None,
        next_try_at=now + timedelta(seconds=wait),
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
