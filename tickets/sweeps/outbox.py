"""Hands waiting messages to the mail server: leased, retried, never lost."""

import logging
import random
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

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
GIVE_UP_AFTER = 11
"""Attempts; with the back-off below about four hours."""
SERVER_TROUBLE = (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPHeloError,
    SMTPServerDisconnected,
)
"""Refusals that say nothing about the message, even with a 5xx answer."""


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
    begun = time.monotonic()
    for _round in range(rounds):
        leased = lease_messages(now)
        connection = get_connection(timeout=settings.EMAIL_TIMEOUT)
        for place, message in enumerate(leased, start=1):
            moment = now + timedelta(seconds=time.monotonic() - begun)
            if not _send(message, connection, moment, counts):
                _give_back(leased[place:])
                return counts
        connection.close()
        if not leased:
            break
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
) -> bool:
    """Send one message; say whether the mail server can be reached."""
    if not _still_ours(message, now):
        return True
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
    except Exception as error:  # noqa: BLE001  # one bad message must not stop the rest
        dead = _is_final(error) or message.attempts >= GIVE_UP_AFTER
        _put_off(message, error, now, dead=dead)
        counts.given_up += dead
        counts.put_off += not dead
        return not _is_unreachable(error)
    OutboxMessage.objects.filter(pk=message.pk).update(
        state=OutboxState.SENT, sent_at=now, lease_until=None, last_error=""
    )
    counts.sent += 1
    return True


def _still_ours(message: OutboxMessage, now: datetime) -> bool:
    """Renew the lease; a slow batch may have lost it to another sender."""
    return bool(
        OutboxMessage.objects.filter(
            pk=message.pk, state=OutboxState.LEASED, attempts=message.attempts
        ).update(lease_until=now + LEASE)
    )


def _give_back(messages: list[OutboxMessage]) -> None:
    """Let messages that were not tried wait on, without counting an attempt."""
    for message in messages:
        OutboxMessage.objects.filter(
            pk=message.pk, state=OutboxState.LEASED, attempts=message.attempts
        ).update(
            state=OutboxState.PENDING, lease_until=None, attempts=F("attempts") - 1
        )


def _is_unreachable(error: Exception) -> bool:
    """Say whether the next message would fail alike: no server, or no sign-in."""
    if isinstance(error, SMTPException):
        return isinstance(error, SERVER_TROUBLE)
    return isinstance(error, OSError)


def _is_final(error: Exception) -> bool:
    """Say whether the mail server refused this message for good (5xx, RFC 5321)."""
    if isinstance(error, SERVER_TROUBLE):
        return False
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
