"""When people work: the periods of a week, single days, public holidays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from standards.clock.public_holidays import holidays_of

MIDNIGHT = time(0, 0)
DAYS_IN_WEEK = 7


class EmptyCalendar(ValueError):
    """A calendar in which nobody ever works, so no time could ever pass."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of a working day in local wall time, half-open.

    An end of 0:00 is the midnight at the end of the day. A night shift is two
    periods, one on each day. Raises ValueError if it does not run forward, or
    has a time zone or parts of a second.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        for edge in (self.start, self.end):
            if edge.tzinfo is not None or edge.microsecond:
                raise ValueError("A period is given in whole seconds of wall time.")
        if self.end != MIDNIGHT and self.end <= self.start:
            raise ValueError(f"A period must end after it starts: {self}.")

    @property
    def start_second(self) -> int:
        """Seconds of wall time from the day's midnight to the start."""
        return _second_of_day(self.start)

    @property
    def end_second(self) -> int:
        """Seconds of wall time from the day's midnight to the end, up to 86400."""
        return _second_of_day(self.end) or 86_400

    def __str__(self) -> str:
        end = "24:00" if self.end == MIDNIGHT else self.end.isoformat("auto")
        return f"{self.start.isoformat('auto')}–{end}"


@dataclass(frozen=True)
class WorkingCalendar:
    """The working hours of a team in its own time zone.

    A single day in `exceptions` goes before the public holidays, and these go
    before the week. Overlapping periods count once. Calendars are values: equal
    ones share what has been worked out about their days.

    Raises EmptyCalendar if there is no period at all; ValueError if the zone or
    the country is unknown or the week has not seven days.
    """

    time_zone: str
    week: tuple[tuple[Period, ...], ...]
    exceptions: Mapping[date, tuple[Period, ...]] = field(default_factory=dict)
    holidays: str = ""

    def __post_init__(self) -> None:
        week = tuple(tuple(day) for day in self.week)
        exceptions = {day: tuple(each) for day, each in self.exceptions.items()}
        object.__setattr__(self, "week", week)
        # A copy that cannot change: what is worked out from it is remembered.
        object.__setattr__(self, "exceptions", MappingProxyType(exceptions))
        if len(week) != DAYS_IN_WEEK:
            raise ValueError(f"A week has seven days, not {len(week)}.")
        if not any(week) and not any(exceptions.values()):
            raise EmptyCalendar("A calendar needs at least one period of work.")
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"Unknown time zone: {self.time_zone!r}.") from error
        if self.holidays:
            holidays_of(self.holidays, 2000)
        parts = (self.time_zone, week, frozenset(exceptions.items()), self.holidays)
        object.__setattr__(self, "_hash", hash(parts))

    def __hash__(self) -> int:
        # Asked for on every calculation, so it is worked out only once.
        return self._hash  # type: ignore[attr-defined,no-any-return]

    def __reduce__(self) -> tuple[Any, ...]:
        # A MappingProxyType cannot be pickled, a plain dict can.
        parts = (self.time_zone, self.week, dict(self.exceptions), self.holidays)
        return type(self), parts

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """The periods worked on a local day; () on a day off."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.holidays:
            schedule = holidays_of(self.holidays, day.year)
            if day in schedule.days_off:
                return ()
            if day in schedule.make_up_days:
                return self._make_up_periods()
        return self.week[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works at all on a local day."""
        return bool(self.periods_on(day))

    def _make_up_periods(self) -> tuple[Period, ...]:
        """Monday's periods, or those of the first day of the week that has any."""
        return next((periods for periods in self.week if periods), ())


def _second_of_day(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


ALWAYS = WorkingCalendar("UTC", ((Period(MIDNIGHT, MIDNIGHT),),) * DAYS_IN_WEEK)
