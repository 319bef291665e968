"""A calendar as a picture: months of days, each worked, off, or made up for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language
from holidays import country_holidays

from standards.clock import Period, WorkingCalendar, make_up_days_known
from standards.clock.public_holidays import holidays_of
from standards.models import Calendar, CalendarException
from standards.selectors.calendars import as_working_calendar

LANGUAGES = {"zh": "zh_CN", "en": "en_US"}


@dataclass(frozen=True, slots=True)
class Day:
    """One day: whether somebody works, why it differs, and when it is worked.

    `kind` is work, off, holiday, make_up or special.
    """

    day: date
    kind: str
    note: str
    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks from Monday to Sunday; None outside the month."""

    first: date
    weeks: list[list[Day | None]]
    notes: list[Day]


@dataclass(frozen=True, slots=True)
class CalendarPicture:
    """A calendar of the desk: its week, some months, and what is unknown.

    `week` joins days in a row with equal hours: first day, last day, hours.
    """

    calendar: Calendar
    week: list[tuple[str, str, tuple[Period, ...]]]
    weekdays: list[str]
    months: list[Month]
    unknown_years: list[int]


def picture_calendars(*, first: date, months: int) -> list[CalendarPicture]:
    """Return the default calendars with some months from the given one on.

    Two queries.
    """
    rows = Calendar.objects.filter(is_default=True).prefetch_related("exceptions")
    firsts = [first.replace(day=1)]
    while len(firsts) < months:
        firsts.append(next_month(firsts[-1]))
    return [_picture(row, firsts) for row in rows.order_by("purpose")]


def next_month(first: date) -> date:
    """Return the first day of the next month."""
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(first: date) -> date:
    """Return the first day of the month before."""
    return (first.replace(day=1) - timedelta(days=1)).replace(day=1)


def _picture(row: Calendar, firsts: list[date]) -> CalendarPicture:
    clock = as_working_calendar(row)
    special = {item.day: item for item in row.exceptions.all()}
    years = sorted({first.year for first in firsts})
    names = _names_of_holidays(row.holidays, years)
    return CalendarPicture(
        calendar=row,
        week=_week_in_words(clock.week),
        weekdays=[_short(str(WEEKDAYS_ABBR[number])) for number in range(7)],
        months=[_month(first, clock, special, names) for first in firsts],
        unknown_years=[
            year for year in years if not make_up_days_known(row.holidays, year)
        ],
    )


def _week_in_words(
    week: tuple[tuple[Period, ...], ...],
) -> list[tuple[str, str, tuple[Period, ...]]]:
    stretches: list[tuple[int, int, tuple[Period, ...]]] = []
    for number, periods in enumerate(week):
        if stretches and stretches[-1][2] == periods:
            stretches[-1] = (stretches[-1][0], number, periods)
        else:
            stretches.append((number, number, periods))
    return [
        (
            str(WEEKDAYS[first]),
            str(WEEKDAYS[last]) if last != first else "",
            periods,
        )
        for first, last, periods in stretches
    ]


def _short(weekday: str) -> str:
    """Return a weekday for the head of a column: 一 of 星期一, Mon."""
    return weekday[-1] if weekday.startswith("星期") else weekday[:3]


def _month(
    first: date,
    clock: WorkingCalendar,
    special: Mapping[date, CalendarException],
    names: Mapping[date, str],
) -> Month:
    days: list[Day | None] = [None] * first.weekday()
    current = first
    while current.month == first.month:
        days.append(_day(current, clock, special.get(current), names))
        current += timedelta(days=1)
    days += [None] * (-len(days) % 7)
    return Month(
        first=first,
        weeks=[days[start : start + 7] for start in range(0, len(days), 7)],
        notes=[day for day in days if day is not None and day.note],
    )


def _day(
    day: date,
    clock: WorkingCalendar,
    special: CalendarException | None,
    names: Mapping[date, str],
) -> Day:
    periods = clock.periods_on(day)
    if special is not None:
        return Day(day, "special" if periods else "holiday", special.note, periods)
    if clock.holidays:
        schedule = holidays_of(clock.holidays, day.year)
        if day in schedule.days_off:
            return Day(day, "holiday", names.get(day, ""), periods)
        if day in schedule.make_up_days:
            return Day(day, "make_up", "", periods)
    return Day(day, "work" if periods else "off", "", periods)


def _names_of_holidays(country: str, years: list[int]) -> Mapping[date, str]:
    """Return the public holidays by name, in the reader's language where known."""
    if not country:
        return {}
    language = LANGUAGES.get((get_language() or "zh")[:2], "en_US")
    if language not in country_holidays(country).supported_languages:
        return dict(country_holidays(country, years=years))
    return dict(country_holidays(country, years=years, language=language))
