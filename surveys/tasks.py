"""A thin door to the sweeps; it may run 0, 1 or 9 times."""

import logging

from celery import shared_task
from django.utils import timezone

from surveys import sweeps
from tickets.sweeps.heartbeat import beat

logger = logging.getLogger(__name__)


@shared_task(name="surveys.tasks.open_missing_revisits")
def open_missing_revisits() -> None:
    """Create, drop and finish what a lost signal has left undone."""
    now = timezone.now()
    opened = sweeps.open_missing_revisits(now=now)
    finished = sweeps.finish_ready(now=now)
    beat("open-missing-revisits", now=now)
    if opened or finished:
        logger.info("follow-up: %s opened, %s finished", opened, finished)
