"""Calendars as the clock wants them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from standards.choices import CalendarPurpose, TimeBase
from standards.clock import Period, WorkingCalendar
from standards.models import Calendar


@dataclass(frozen=True, slots=True)
class Calendars:
    """The calendars a ticket's timers count by."""

    business: WorkingCalendar | None
    calling: WorkingCalendar | None

    def for_base(self, time_base: str) -> WorkingCalendar | None:
        """Return the calendar of a time base; None means every hour counts."""
        if time_base == TimeBase.BUSINESS:
            return self.business
        if time_base == TimeBase.CALLING:
            return self.calling
        return None


def load_calendars() -> Calendars:
    """Read the default calendars (two queries)."""
    found: dict[str, WorkingCalendar] = {}
    for row in Calendar.objects.filter(is_default=True).prefetch_related("exceptions"):
        found[row.purpose] = as_working_calendar(row)
    return Calendars(
        business=found.get(CalendarPurpose.BUSINESS),
        calling=found.get(CalendarPurpose.CALLING),
    )


def as_working_calendar(row: Calendar) -> WorkingCalendar:
    """Turn a calendar row into the clock's calendar.

    Equal content gives the same object, so what the clock remembers of it lasts.
    """
    return _build(
        row.time_zone,
        json.dumps(row.week),
        json.dumps({str(item.day): item.periods for item in row.exceptions.all()}),
        row.holidays,
    )


@lru_cache(maxsize=64)
def _build(zone: str, week: str, exceptions: str, holidays: str) -> WorkingCalendar:
    days: Mapping[str, list[list[str]]] = json.loads(exceptions)
    return WorkingCalendar(
        time_zone=zone,
        week=tuple(_periods(day) for day in json.loads(week)),
        exceptions={date.fromisoformat(day): _periods(p) for day, p in days.items()},
        holidays=holidays,
    )


def _periods(pairs: list[list[str]]) -> tuple[Period, ...]:
    return tuple(Period(_clock_time(start), _clock_time(end)) for start, end in pairs)


def _clock_time(text: str) -> time:
    return time(0, 0) if text == "24:00" else time.fromisoformat(text)
