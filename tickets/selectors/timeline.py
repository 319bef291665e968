"""The timeline of a ticket, newest entries first read, shown oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from tickets.choices import PUBLIC_KINDS, EntryKind, Lane
from tickets.models import Deadline, Entry, Ticket
from tickets.selectors.beside import Beside, FileRow
from tickets.selectors.ticket_page import tickets_read_together

PAGE = 50
"""Entries on one page of the timeline."""

ALL, PUBLIC, INTERNAL = "all", "public", "internal"
SHOWN = (ALL, PUBLIC, INTERNAL)

SPOKEN = frozenset(
    {
        EntryKind.OPENED,
        EntryKind.CUSTOMER_MESSAGE,
        EntryKind.CHASED,
        EntryKind.ANSWERED,
        EntryKind.PROGRESS,
        EntryKind.RESULT,
        EntryKind.NOTE,
        EntryKind.SERVICE_RECORD,
    }
)
"""Entries shown with what was said; the others are one line each."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the page shows it."""

    entry: Entry
    look: str
    """customer, front or back for what somebody said; line for all else."""
    files: list[FileRow]
    met: list[Deadline]
    merged_from: str = ""
    """The number of the merged ticket the entry belongs to."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """One page of a timeline, oldest first, and where to read on."""

    lines: list[Line]
    older: str = ""
    is_newest: bool = True
    show: str = ALL
    entry_ids: frozenset[int] = field(default_factory=frozenset)


def load_timeline(
    ticket: Ticket,
    *,
    beside: Beside,
    deadlines: Sequence[Deadline],
    show: str = ALL,
    before: str = "",
) -> Timeline:
    """Return a page of the timeline, with the entries of merged tickets among them.

    `before` is a cursor of an earlier page; one that cannot be read is left out.
    """
    entries = Entry.objects.filter(ticket__in=tickets_read_together(ticket))
    if show == PUBLIC:
        entries = entries.public()
    elif show == INTERNAL:
        entries = entries.exclude(kind__in=PUBLIC_KINDS)
    place = read_cursor(before)
    if place is not None:
        moment, pk = place
        entries = entries.filter(
            Q(happened_at__lt=moment) | Q(happened_at=moment, pk__lt=pk)
        )
    found = list(
        entries.select_related("actor", "phrase__rule", "ticket").order_by(
            "-happened_at", "-pk"
        )[: PAGE + 1]
    )
    older = cursor_of(found[PAGE - 1]) if len(found) > PAGE else ""
    rows = found[:PAGE][::-1]
    return Timeline(
        lines=[_line(entry, ticket, beside, deadlines) for entry in rows],
        older=older,
        is_newest=place is None,
        show=show if show in SHOWN else ALL,
        entry_ids=frozenset(entry.pk for entry in rows),
    )


def cursor_of(entry: Entry, *, including: bool = False) -> str:
    """Return the place in the timeline just before (or just after) an entry."""
    micros = (entry.happened_at - _EPOCH) // _TICK
    return f"{micros}-{entry.pk + (1 if including else 0)}"


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """Return moment and key of a cursor, or None when it is none."""
    micros, _dash, pk = text.partition("-")
    if not (micros.isascii() and micros.isdigit() and pk.isascii() and pk.isdigit()):
        return None
    if len(micros) > 17 or len(pk) > 18:
        return None
    return _EPOCH + timedelta(microseconds=int(micros)), int(pk)


def _line(
    entry: Entry, ticket: Ticket, beside: Beside, deadlines: Sequence[Deadline]
) -> Line:
    return Line(
        entry=entry,
        look=_look(entry),
        files=beside.files_of(entry.pk),
        met=[row for row in deadlines if row.stopped_by_id == entry.pk and _met(row)],
        merged_from="" if entry.ticket_id == ticket.pk else entry.ticket.number,
    )


def _look(entry: Entry) -> str:
    if entry.kind not in SPOKEN or not entry.body:
        return "line"
    return entry.lane if entry.lane in Lane.values else Lane.BACK


def _met(row: Deadline) -> bool:
    return row.outcome == "met" and row.breached_at is None
