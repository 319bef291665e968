"""Clocks that stand still: due moments and counted time outside pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from standards.clock.arithmetic import advance, elapsed
from standards.clock.calendar import WorkingCalendar
from standards.clock.spans import SECOND, Span, merged, to_moment, to_number

# Later than any datetime: the end of a pause that is still going on.
NEVER = 10**18


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which a clock stands still; no end while it still does.

    Raises ValueError if it ends before it starts or lacks a time zone.
    """

    start: datetime
    end: datetime | None

    def __post_init__(self) -> None:
        start = to_number(self.start)
        if self.end is not None and to_number(self.end) < start:
            raise ValueError(f"A pause must not end before it starts: {self}.")


def due_moment(
    *,
    start: datetime,
    seconds: int,
    calendar: WorkingCalendar | None,
    pauses: Sequence[Pause],
    now: datetime | None = None,
) -> datetime | None:
    """The first moment at which so many seconds outside the pauses have passed.

    No calendar means wall time. None: a pause that is still going on began
    before the time was up, so the clock stands still. With `now`, pauses that
    begin later have not happened yet and are left out.
    Raises ValueError below zero, NoWorkingTime beyond five years.
    """
    if now is not None:
        seen = to_number(now)
        pauses = [pause for pause in pauses if to_number(pause.start) <= seen]
    return _due(start, seconds * SECOND, calendar, pauses)


def warning_moment(
    *,
    start: datetime,
    seconds: int,
    share_percent: int,
    calendar: WorkingCalendar | None,
    pauses: Sequence[Pause],
) -> datetime | None:
    """The moment at which a share of the target is used; more than 100 is late.

    None while the clock stands still. Raises as `due_moment` does.
    """
    # Multiplied before it is divided, so that 50 % of 25 s is 12.5 s.
    amount = seconds * SECOND * share_percent // 100
    return _due(start, amount, calendar, pauses)


def counted_seconds(
    *,
    start: datetime,
    end: datetime,
    calendar: WorkingCalendar | None,
    pauses: Sequence[Pause],
) -> int:
    """Whole seconds that have counted from start to end, outside the pauses.

    Raises ValueError if the end is before the start.
    """
    begin, finish = to_number(start), to_number(end)
    if finish < begin:
        raise ValueError(f"The end {end} is before the start {start}.")
    total = elapsed(begin, finish, calendar)
    for stop, go_on in _standstills(begin, pauses):
        if stop < finish:
            total -= elapsed(stop, min(go_on, finish), calendar)
    return total // SECOND


def _due(
    start: datetime,
    amount: int,
    calendar: WorkingCalendar | None,
    pauses: Sequence[Pause],
) -> datetime | None:
    """The moment at which so many microseconds outside the pauses have passed."""
    if amount < 0:
        raise ValueError(f"Time does not run backwards: {amount // SECOND} s.")
    begin, left = to_number(start), amount
    for stop, go_on in _standstills(begin, pauses):
        counted = elapsed(begin, stop, calendar)
        if counted >= left:
            break
        if go_on == NEVER:
            return None
        left -= counted
        begin = go_on
    return to_moment(advance(begin, left, calendar))


def _standstills(start: int, pauses: Sequence[Pause]) -> list[Span]:
    """The pauses after a start, in order, overlapping ones made one."""
    spans = (
        (to_number(pause.start), NEVER if pause.end is None else to_number(pause.end))
        for pause in pauses
    )
    return merged((max(stop, start), end) for stop, end in spans if end > start)
