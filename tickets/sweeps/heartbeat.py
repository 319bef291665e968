"""The sign of life a sweep leaves behind."""

from datetime import datetime

from tickets.models import Heartbeat


def beat(name: str, *, now: datetime) -> None:
    """Write down that a sweep looked at the database (one query, mostly)."""
    if not Heartbeat.objects.filter(name=name).update(beat_at=now):
        Heartbeat.objects.get_or_create(name=name, defaults={"beat_at": now})
