"""Working time as spans of UTC, worked out a UTC day at a time and remembered.

One sentence decides everything about daylight saving: a moment is working time
if the clock on the wall then shows a time inside a period of the day it shows.
So a period in the hour that is skipped in spring is lost, one in the hour that
comes twice in autumn is worked twice, and a local day may even be torn in two,
where clocks go back over midnight. UTC days never are, so they are the pages of
the memory: spans stay in order and each is real, elapsed time.

Moments are whole microseconds since 1970 in UTC: integers neither round nor
know of zones.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from standards.clock.calendar import WorkingCalendar

SECOND = 1_000_000
DAY = 86_400 * SECOND
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
DAYS_REMEMBERED = 8_000

Span = tuple[int, int]


class WorkingDay(NamedTuple):
    """The working time within one UTC day: its sum and its spans, in order."""

    total: int
    spans: tuple[Span, ...]


class WorkingDays(dict[int, WorkingDay]):
    """The days of one calendar, by number since 1970, worked out when asked for."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        super().__init__()
        self.calendar = calendar
        self.zone = ZoneInfo(calendar.time_zone)

    def __missing__(self, number: int) -> WorkingDay:
        if len(self) >= DAYS_REMEMBERED:
            self.clear()
        day = self[number] = _work_out(self.calendar, self.zone, number)
        return day


@lru_cache(maxsize=64)
def working_days(calendar: WorkingCalendar) -> WorkingDays:
    """The days worked out so far for this calendar or one equal to it."""
    return WorkingDays(calendar)


def to_number(moment: datetime) -> int:
    """Microseconds since 1970 in UTC. Raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs a time zone: {moment}.")
    passed = moment - EPOCH
    return (passed.days * 86_400 + passed.seconds) * SECOND + passed.microseconds


def to_moment(number: int) -> datetime:
    """The moment in UTC that lies so many microseconds after 1970."""
    return EPOCH + timedelta(microseconds=number)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same stretches in order, those that touch or overlap made one."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def _work_out(calendar: WorkingCalendar, zone: ZoneInfo, number: int) -> WorkingDay:
    """The working time of one UTC day."""
    start = number * 86_400
    spans = merged(
        ((opens - offset) * SECOND, (closes - offset) * SECOND)
        for begin, end, offset in _steady_stretches(zone, start, start + 86_400)
        for opens, closes in _wall_spans(calendar, begin + offset, end + offset)
    )
    return WorkingDay(sum(end - start for start, end in spans), tuple(spans))


def _wall_spans(calendar: WorkingCalendar, begin: int, end: int) -> Iterator[Span]:
    """The periods between two readings of the wall clock, in seconds since 1970."""
    for number in range(begin // 86_400, (end - 1) // 86_400 + 1):
        midnight = number * 86_400
        day = date.fromordinal(EPOCH_ORDINAL + number)
        for period in calendar.periods_on(day):
            opens = max(begin, midnight + period.start_second)
            closes = min(end, midnight + period.end_second)
            if opens < closes:
                yield opens, closes


def _steady_stretches(
    zone: ZoneInfo, start: int, end: int
) -> list[tuple[int, int, int]]:
    """Stretches of a UTC day, in seconds, with one offset: (begin, end, offset).

    At most two, for no zone has ever changed twice within three days.
    """
    first, last = _offset(zone, start), _offset(zone, end)
    if first == last:
        return [(start, end, first)]
    change = _change_within(zone, start, end)
    return [(start, change, first), (change, end, last)]


def _change_within(zone: ZoneInfo, before: int, after: int) -> int:
    """The first second at which the offset is no longer that of `before`."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, second: int) -> int:
    """Seconds by which the wall clock is ahead of UTC."""
    local = (EPOCH + timedelta(seconds=second)).astimezone(zone)
    return (local.utcoffset() or timedelta()) // timedelta(seconds=1)
