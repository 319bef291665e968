"""Writes down a breach that a move finds before the sweep does."""

from datetime import datetime

from tickets.choices import EntryKind, Lane
from tickets.deadlines.levels import BREACH, breach_data, is_late
from tickets.models import Deadline, Entry, Firing, Ticket


def write_breach(row: Deadline, *, ticket: Ticket, now: datetime) -> None:
    """Mark a stored timer as over time since its due moment, with its record."""
    assert row.due_at is not None  # only a missed timer comes here
    row.breached_at, row.detected_at = row.due_at, now
    row.late = is_late(row.due_at, row.armed_at, now)
    entry = Entry.objects.write(
        ticket=ticket,
        kind=EntryKind.BREACHED,
        lane=Lane.BACK,
        at=row.due_at,
        recorded_at=now,
        data=breach_data(row, BREACH),
    )
    Firing.objects.create(
        deadline=row,
        arming=row.arming,
        level=BREACH,
        moment=row.due_at,
        detected_at=now,
        late=row.late,
        entry=entry,
    )
