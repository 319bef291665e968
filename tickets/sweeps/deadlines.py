"""Finds the timers that are due and does what follows, exactly once.

1. Look for due timers, without a lock: mostly there are none.
2. Claim a batch: on PostgreSQL rows another sweeper holds are skipped; on SQLite
   the transaction itself is exclusive.
3. In the same transaction write entries, firings and notices, and set the next
   moment. The unique (deadline, arming, level) makes a second run harmless.
4. If a batch fails it is halved until the bad row stands alone and is set aside.
5. Timers that make the desk act are handed to their action, one by one.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from standards.choices import TimeBase
from standards.clock import Pause
from standards.selectors import Calendars, load_calendars
from tickets.choices import EntryKind, Lane, Source
from tickets.deadlines import BREACH, breach_data, is_late, level_moment
from tickets.lifecycle import AUTOMATIONS, PAUSABLE
from tickets.models import (
    Deadline,
    Entry,
    Firing,
    HoldInterval,
    Notice,
    Ticket,
)
from tickets.notices import notice_rows, notify, people_for_level
from tickets.sweeps.automations import run_automation
from tickets.sweeps.heartbeat import beat

logger = logging.getLogger(__name__)

BATCH = 500
"""Timers a transaction; small enough that nobody waits long for a row."""
FIRED = [
    "next_level",
    "next_fire_at",
    "breached_at",
    "detected_at",
    "late",
    "failures",
    "last_error",
]
"""Columns of a timer that firing it changes; a success ends earlier failures."""
NO_CALENDARS = Calendars(business=None, calling=None)
PARKED_AFTER = 5
"""Failures after which a timer is left alone until somebody looks at it."""


@dataclass
class SweepCounts:
    """What one sweep did."""

    warned: int = 0
    breached: int = 0
    acted: int = 0
    set_aside: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Fire:
    row: Deadline
    level: int
    moment: datetime
    late: bool
    is_last: bool


def sweep_deadlines(
    *, now: datetime, tickets: Collection[int] | None = None
) -> SweepCounts:
    """Do everything that is due up to `now`, in batches, until nothing is left.

    `tickets` limits the sweep to some tickets, for replaying history.
    """
    counts = SweepCounts()
    if tickets is None:
        beat("sweep", now=now)
    tried: set[tuple[int, datetime | None]] = set()
    while True:
        due = _find_due(now, tickets)
        fresh = [row for row in due if (row.pk, row.next_fire_at) not in tried]
        if not fresh:
            return counts
        # What another sweeper holds comes again once; then it is the other's.
        tried.update((row.pk, row.next_fire_at) for row in fresh)
        ids = [row.pk for row in fresh if row.milestone not in AUTOMATIONS]
        if ids:
            fire_rows(ids, now=now, counts=counts)
        for row in fresh:
            if row.milestone in AUTOMATIONS:
                _act(row.pk, now, counts)


def _find_due(now: datetime, tickets: Collection[int] | None) -> list[Deadline]:
    due = Deadline.objects.firing(now)
    if tickets is not None:
        due = due.filter(ticket__in=tickets)
    return list(
        due.order_by("next_fire_at", "pk").only("pk", "milestone", "next_fire_at")[
            :BATCH
        ]
    )


def claim(ids: Sequence[int], now: datetime) -> list[Deadline]:
    """Lock the timers that are still due; those another sweeper holds are left."""
    return list(
        Deadline.objects.filter(pk__in=ids)
        .firing(now)
        .select_for_update(skip_locked=True, of=("self",), no_key=True)
        .select_related("ticket__team", "rule")
        .order_by("next_fire_at", "pk")
    )


def fire_rows(ids: Sequence[int], *, now: datetime, counts: SweepCounts) -> None:
    """Fire a batch in one transaction; halve it when it fails."""
    try:
        with transaction.atomic():
            done = _fire_batch(claim(ids, now), now)
    except Exception as error:  # noqa: BLE001  # one bad row must not stop the rest
        if len(ids) > 1:
            half = len(ids) // 2
            fire_rows(ids[:half], now=now, counts=counts)
            fire_rows(ids[half:], now=now, counts=counts)
        else:
            _set_aside(ids[0], error, now, counts)
        return
    for fire in done:
        if fire.level == BREACH:
            counts.breached += 1
        else:
            counts.warned += 1


def _fire_batch(rows: list[Deadline], now: datetime) -> list[_Fire]:
    if not rows:
        return []
    counted = any(row.time_base != TimeBase.WALL for row in rows)
    calendars = load_calendars() if counted else NO_CALENDARS
    pauses = _pauses_of(rows)
    fires = [
        fire
        for row in rows
        for fire in _fires_of(row, calendars, pauses[row.ticket_id], now)
    ]
    entries = Entry.objects.bulk_create(_entry_of(fire, now) for fire in fires)
    Firing.objects.bulk_create(
        Firing(
            deadline=fire.row,
            arming=fire.row.arming,
            level=fire.level,
            moment=fire.moment,
            detected_at=now,
            late=fire.late,
            entry=entry,
        )
        for fire, entry in zip(fires, entries, strict=True)
    )
    notices: list[Notice] = []
    for fire, entry in zip(fires, entries, strict=True):
        if fire.is_last:
            people = people_for_level(fire.row.ticket, fire.level)
            notices += notice_rows(
                fire.row.ticket, entry, people, level=fire.level, now=now
            )
    Notice.objects.bulk_create(notices)
    for row in rows:
        row.failures, row.last_error = 0, ""
    Deadline.objects.store(rows, FIRED)
    return fires


def _fires_of(
    row: Deadline, calendars: Calendars, pauses: list[Pause], now: datetime
) -> list[_Fire]:
    """Return the levels reached up to now, and set the row's next one."""
    reached: list[tuple[int, datetime]] = []
    level, moment = row.next_level, row.next_fire_at
    while level is not None:
        # The level's own moment, not next_fire_at: that may have been put off.
        moment = level_moment(row, level, calendars, pauses)
        if moment is None or moment > now:
            break
        reached.append((level, moment))
        level = min((one for one in row.levels if one > level), default=None)
    row.next_level = level
    row.next_fire_at = moment if level is not None else None
    fires = [
        _Fire(
            row=row,
            level=reached_level,
            moment=at,
            late=is_late(at, row.armed_at, now),
            is_last=place == len(reached),
        )
        for place, (reached_level, at) in enumerate(reached, start=1)
    ]
    for fire in fires:
        if fire.level == BREACH:
            row.breached_at, row.detected_at = row.due_at, now
            row.late = fire.late
    return fires


def _entry_of(fire: _Fire, now: datetime) -> Entry:
    ticket = fire.row.ticket
    return Entry(
        ticket=ticket,
        cycle=fire.row.cycle,
        kind=EntryKind.BREACHED if fire.level == BREACH else EntryKind.WARNED,
        lane=Lane.BACK,
        data=breach_data(fire.row, fire.level),
        source=(Source.IMPORTED if ticket.source == Source.IMPORTED else Source.SYSTEM),
        happened_at=fire.moment,
        recorded_at=now,
    )


def _pauses_of(rows: list[Deadline]) -> dict[int, list[Pause]]:
    pauses: dict[int, list[Pause]] = defaultdict(list)
    ids = {row.ticket_id for row in rows if row.milestone in PAUSABLE}
    if not ids:
        return pauses
    for hold in HoldInterval.objects.filter(ticket__in=ids):
        pauses[hold.ticket_id].append(Pause(hold.started_at, hold.ended_at))
    return pauses


def _act(pk: int, now: datetime, counts: SweepCounts) -> None:
    try:
        counts.acted += run_automation(pk, now=now)
    except Exception as error:  # noqa: BLE001  # as above
        _set_aside(pk, error, now, counts)


def _set_aside(pk: int, error: Exception, now: datetime, counts: SweepCounts) -> None:
    """Try a failing timer again later, ever more rarely; then park it visibly."""
    logger.exception("deadline %s cannot be swept", pk)
    with transaction.atomic():
        row = Deadline.objects.select_for_update().get(pk=pk)
        if row.stopped_at is not None:
            return
        row.failures += 1
        row.last_error = f"{type(error).__name__}: {error}"[:2000]
        wait = timedelta(minutes=min(2 ** (row.failures - 1), 60))
        parked = row.failures >= PARKED_AFTER
        row.next_fire_at = None if parked else now + wait
        row.save(update_fields=["failures", "last_error", "next_fire_at"])
        if parked:
            _tell_parked(row, now)
    counts.set_aside += 1


def _tell_parked(row: Deadline, now: datetime) -> None:
    """Write into the timeline that a timer was set aside, and tell who leads."""
    ticket = Ticket.objects.select_related("assignee").get(pk=row.ticket_id)
    entry = Entry.objects.write(
        ticket=ticket,
        kind=EntryKind.NOTE,
        lane=Lane.BACK,
        at=now,
        body=_("A timer could not be checked and was set aside: %(timer)s.")
        % {"timer": row.get_milestone_display()},
        data={"set_aside": row.milestone},
    )
    notify(ticket, entry, [ticket.assignee, ticket.team.lead, ticket.team.supervisor])
