"""Public holidays and the make-up working days (调休) that pay for them."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from holidays import HolidayBase, country_holidays


class YearOfHolidays(NamedTuple):
    """What a country's holiday schedule changes in one year."""

    days_off: frozenset[date]
    make_up_days: frozenset[date]


@lru_cache(maxsize=256)
def holidays_of(country: str, year: int) -> YearOfHolidays:
    """The days off and the make-up days of a country in one year.

    Raises ValueError if the country is not known.
    """
    # One object a year: the library learns make-up days only for years it has
    # been asked about, so a shared object would answer by the order of questions.
    schedule = _schedule(country, year - 1, year, year + 1)
    days_off = set(schedule)
    if _years_with_moved_days(schedule):
        days_off |= _weekends_beside(schedule)
    return YearOfHolidays(
        frozenset(day for day in days_off if day.year == year),
        frozenset(day for day in schedule.weekend_workdays if day.year == year),
    )


@lru_cache(maxsize=256)
def make_up_days_known(country: str, year: int) -> bool:
    """Whether the make-up days of that year are published and in the library.

    True for "" and for countries that have none. Where it is False, the public
    holidays are an estimate, and the company should enter that year by hand.
    Raises ValueError if the country is not known.
    """
    if not country:
        return True
    years = _years_with_moved_days(_schedule(country, year))
    return not years or min(years) <= year <= max(years)


def _schedule(country: str, *years: int) -> HolidayBase:
    """The library's answer for one country and these years."""
    try:
        return country_holidays(country, years=years, expand=False)
    except NotImplementedError as error:
        raise ValueError(f"No public holidays are known for {country!r}.") from error


def _weekends_beside(schedule: HolidayBase) -> set[date]:
    """The weekend days that touch a day off and are not worked to make up for it.

    A schedule that moves days announces whole stretches ("15 to 23 February"),
    the library lists only the weekdays of one. A team that works on Saturdays
    would otherwise work in the middle of Spring Festival.
    """
    found = set()
    for day in schedule:
        for step in (timedelta(days=-1), timedelta(days=1)):
            beside = day + step
            while schedule.is_weekend(beside):
                if beside in schedule.weekend_workdays:
                    break
                found.add(beside)
                beside += step
    return found


def _years_with_moved_days(schedule: HolidayBase) -> list[int]:
    """The years for which the library has days that are worked for on another.

    It writes (month, day, name) for an extra day off and (month, day, from month,
    from day[, from year]) for a moved one; a single one stands without a tuple
    around it.
    """
    special = getattr(schedule, "special_public_holidays", {})
    return [year for year, changes in special.items() if _moves_a_day(changes)]


def _moves_a_day(changes: tuple[object, ...]) -> bool:
    """Whether one of a year's special days is a moved one."""
    several = bool(changes) and isinstance(changes[0], tuple)
    for change in changes if several else (changes,):
        match change:
            case (_, _, _, _, *_):
                return True
    return False
