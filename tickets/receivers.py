"""What the desk listens to: nudges for the worker, and news of new editions."""

import logging
from typing import Any

from django.dispatch import receiver

from tickets.signals import message_queued
from tickets.tasks import deliver_outbox

logger = logging.getLogger(__name__)


@receiver(message_queued)
def nudge_delivery(**_kwargs: Any) -> None:
    """Ask the worker to deliver now; if the broker is away, beat asks soon."""
    try:
        deliver_outbox.apply_async(retry=False, expires=15)
    except Exception as error:  # noqa: BLE001  # a nudge must never fail a request
        logger.warning("no nudge for the outbox: %s", error)
