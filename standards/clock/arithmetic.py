"""Adding and measuring working time. Every moment is aware; answers are in UTC."""

from datetime import datetime

from standards.clock.calendar import WorkingCalendar
from standards.clock.spans import DAY, SECOND, to_moment, to_number, working_days

SEARCH_DAYS = 5 * 365 + 2
DAYS_BACK = 14


class NoWorkingTime(ValueError):
    """The calendar has not that much working time in the next five years."""


def add_working_time(
    start: datetime, seconds: int, calendar: WorkingCalendar
) -> datetime:
    """The first moment at which so many seconds of working time have passed.

    Where they run out as a period ends, that is the period's end, not the start
    of the next. No seconds: the start itself, even outside working time.
    Raises ValueError below zero, NoWorkingTime beyond five years.
    """
    return to_moment(advance(to_number(start), _amount(seconds), calendar))


def working_seconds_between(
    start: datetime, end: datetime, calendar: WorkingCalendar
) -> int:
    """Whole seconds of working time from start to end.

    Raises ValueError if the end is before the start.
    """
    begin, finish = to_number(start), to_number(end)
    if finish < begin:
        raise ValueError(f"The end {end} is before the start {start}.")
    return elapsed(begin, finish, calendar) // SECOND


def move_back_into(moment: datetime, calendar: WorkingCalendar) -> datetime | None:
    """The last allowed moment not after this one, or None in 14 days before it.

    For a moment by which something is to be done, so the end of a period is
    still allowed: 21:30 moves back to 21:00 where calls are made until nine.
    """
    latest = to_number(moment)
    earliest = latest - DAYS_BACK * DAY
    days = working_days(calendar)
    for number in range(latest // DAY, earliest // DAY - 1, -1):
        for start, end in reversed(days[number].spans):
            if start <= latest:
                found = min(end, latest)
                return to_moment(found) if found >= earliest else None
    return None


def move_forward_into(moment: datetime, calendar: WorkingCalendar) -> datetime:
    """The next allowed moment not before this one.

    For a moment at which something is begun, so the end of a period is not
    allowed. Raises NoWorkingTime if there is none within five years.
    """
    earliest = to_number(moment)
    days = working_days(calendar)
    first = earliest // DAY
    for number in range(first, first + SEARCH_DAYS):
        for start, end in days[number].spans:
            if end > earliest:
                return to_moment(max(start, earliest))
    raise NoWorkingTime(f"Nobody works in the five years after {moment}.")


def advance(start: int, amount: int, calendar: WorkingCalendar | None) -> int:
    """`add_working_time` in microseconds; no calendar means wall time."""
    if calendar is None or not amount:
        return start + amount
    days = working_days(calendar)
    first = start // DAY
    left = amount
    for number in range(first, first + SEARCH_DAYS):
        day = days[number]
        if number > first and day.total < left:
            left -= day.total
            continue
        for opens, closes in day.spans:
            begin = max(opens, start)
            if closes - begin >= left:
                return begin + left
            left -= max(closes - begin, 0)
    raise NoWorkingTime(
        f"Less than {amount // SECOND} s are worked in the five years"
        f" after {to_moment(start)}."
    )


def elapsed(start: int, end: int, calendar: WorkingCalendar | None) -> int:
    """`working_seconds_between` in microseconds; no calendar means wall time."""
    if calendar is None:
        return end - start
    days = working_days(calendar)
    first, last = start // DAY, end // DAY
    total = 0
    for number in range(first, last + 1):
        day = days[number]
        if first < number < last:
            total += day.total
            continue
        for opens, closes in day.spans:
            total += max(min(closes, end) - max(opens, start), 0)
    return total


def _amount(seconds: int) -> int:
    """Seconds as microseconds. Raises ValueError below zero."""
    if seconds < 0:
        raise ValueError(f"Time does not run backwards: {seconds} s.")
    return seconds * SECOND
