"""Django's own mail, such as a password reset, takes the way of the outbox."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from tickets.models import OutboxMessage
from tickets.notices import new_message_id, nudge_after_commit


class OutboxBackend(BaseEmailBackend):
    """An e-mail backend that writes rows; the worker delivers them with retries."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put each message into the outbox, once per recipient."""
        now = timezone.now()
        count = 0
        for mail in email_messages:
            for recipient in mail.recipients():
                message_id = new_message_id()
                OutboxMessage.objects.create(
                    purpose="staff",
                    recipient=recipient,
                    language=get_language() or "zh-hans",
                    subject=" ".join(str(mail.subject).split())[:200],
                    body=str(mail.body),
                    message_id=message_id,
                    dedupe_key=message_id,
                    created_at=now,
                    next_try_at=now,
                )
            count += 1
        nudge_after_commit()
        return count
