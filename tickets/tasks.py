"""Thin doors to the sweeps; they carry no truth and may run 0, 1 or 9 times."""

import logging

from celery import shared_task
from django.utils import timezone

from tickets import sweeps

logger = logging.getLogger(__name__)


@shared_task(name="tickets.tasks.sweep_deadlines")
def sweep_deadlines() -> None:
    """Warn about, breach and act on the deadlines that are due."""
    counts = sweeps.sweep_deadlines(now=timezone.now()).as_dict()
    if any(counts.values()):
        logger.info("sweep: %s", counts)


@shared_task(name="tickets.tasks.deliver_outbox")
def deliver_outbox() -> None:
    """Hand waiting messages to the mail server."""
    counts = sweeps.deliver_outbox(now=timezone.now()).as_dict()
    if any(counts.values()):
        logger.info("outbox: %s", counts)
