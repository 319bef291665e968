"""Try once more to send a message that was given up."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tickets.choices import OutboxState
from tickets.errors import Refused
from tickets.models import OutboxMessage
from tickets.signals import message_queued


def retry_message(*, message: OutboxMessage, now: datetime) -> OutboxMessage:
    """Put a message back among those to send, with all its tries before it.

    Its Message-ID stays, so that a copy is known as one. Raises Refused unless
    the message was given up.
    """
    with transaction.atomic():
        locked = OutboxMessage.objects.select_for_update(of=("self",)).get(
            pk=message.pk
        )
        if locked.state != OutboxState.DEAD:
            raise Refused(_("Only a message that was given up can be tried again."))
        locked.state = OutboxState.PENDING
        locked.attempts = 0
        locked.next_try_at = now
        locked.lease_until = None
        locked.save(update_fields=["state", "attempts", "next_try_at", "lease_until"])
        transaction.on_commit(
            lambda: message_queued.send_robust(sender=OutboxMessage), robust=True
        )
    return locked
