"""What a calendar accepts, and on which days it works."""

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter

import pytest

from standards.clock import (
    ALWAYS,
    EmptyCalendar,
    NoWorkingTime,
    Period,
    WorkingCalendar,
    add_working_time,
    make_up_days_known,
    move_forward_into,
    working_seconds_between,
)
from standards.clock.public_holidays import holidays_of

MORNING = Period(time(9), time(12))
AFTERNOON = Period(time(13, 30), time(18))
WEEK = ((MORNING, AFTERNOON),) * 5 + ((), ())
MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def china(**changes):
    parts = {"time_zone": "Asia/Shanghai", "week": WEEK, "holidays": "CN"}
    return WorkingCalendar(**(parts | changes))


def days_between(first, last):
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def test_it_works_as_the_state_council_announced_for_2026():
    off = (
        days_between(date(2026, 1, 1), date(2026, 1, 3))
        | days_between(date(2026, 2, 15), date(2026, 2, 23))
        | days_between(date(2026, 4, 4), date(2026, 4, 6))
        | days_between(date(2026, 5, 1), date(2026, 5, 5))
        | days_between(date(2026, 6, 19), date(2026, 6, 21))
        | days_between(date(2026, 9, 25), date(2026, 9, 27))
        | days_between(date(2026, 10, 1), date(2026, 10, 7))
    )
    made_up = {
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
    office, shop = china(), china(week=((MORNING,),) * 7)
    for day in days_between(date(2026, 1, 1), date(2026, 12, 31)):
        expected = day in made_up or (day.weekday() < 5 and day not in off)
        assert office.is_working_day(day) is expected, day
        assert shop.is_working_day(day) is (day not in off), day


def test_a_make_up_day_of_the_year_before_is_known_at_once():
    holidays_of.cache_clear()
    # Worked for New Year 2007; the library lists it under that year.
    assert china().is_working_day(date(2006, 12, 30))


def test_a_weekend_before_new_year_belongs_to_it_in_the_year_before():
    shop = china(week=((MORNING,),) * 7)
    # Monday 1 January 2024 was announced together with the weekend before.
    assert not shop.is_working_day(date(2023, 12, 30))
    assert shop.is_working_day(date(2023, 12, 29))


def test_a_country_that_moves_no_days_keeps_its_weekends():
    shop = WorkingCalendar("Europe/Berlin", ((MORNING,),) * 7, {}, "DE")
    assert not shop.is_working_day(date(2026, 4, 3))  # Good Friday
    assert shop.is_working_day(date(2026, 4, 4))


def test_a_make_up_day_has_the_periods_of_monday():
    short = (MORNING,)
    saturday = date(2026, 2, 14)
    assert china(week=(short, *WEEK[1:])).periods_on(saturday) == short


def test_a_make_up_day_has_those_of_the_first_working_day_if_monday_is_off():
    saturday = date(2026, 2, 14)
    assert china(week=((), *WEEK[1:])).periods_on(saturday) == WEEK[1]


def test_a_single_day_goes_before_holidays_and_make_up_days():
    calendar = china(exceptions={date(2026, 2, 17): (MORNING,), date(2026, 2, 14): ()})
    assert calendar.periods_on(date(2026, 2, 17)) == (MORNING,)
    assert not calendar.is_working_day(date(2026, 2, 14))


@pytest.mark.parametrize(
    ("country", "year", "known"),
    [
        ("CN", 2001, True),
        ("CN", 2026, True),
        ("CN", 2000, False),
        ("CN", 2090, False),
        ("DE", 2090, True),
        ("", 2090, True),
    ],
)
def test_it_says_whether_the_make_up_days_of_a_year_are_known(country, year, known):
    assert make_up_days_known(country, year) is known


@pytest.mark.parametrize("week", [((),) * 7, [[]] * 7])
def test_an_empty_calendar_is_refused(week):
    with pytest.raises(EmptyCalendar):
        china(week=week)
    with pytest.raises(EmptyCalendar):
        china(week=week, exceptions={date(2026, 1, 1): ()})


def test_single_days_alone_are_a_calendar():
    calendar = china(week=((),) * 7, exceptions={date(2026, 3, 2): (MORNING,)})
    start = datetime(2026, 3, 1, tzinfo=UTC)
    assert add_working_time(start, 60, calendar) == datetime(
        2026, 3, 2, 1, 1, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"week": WEEK[:6]},
        {"time_zone": "Asia/Atlantis"},
        {"time_zone": "../etc/passwd"},
        {"time_zone": ""},
        {"holidays": "XX"},
    ],
)
def test_a_calendar_that_cannot_be_is_refused(changes):
    with pytest.raises(ValueError, match=r"."):
        china(**changes)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (time(12), time(9)),
        (time(9), time(9)),
        (time(9, tzinfo=UTC), time(10, tzinfo=UTC)),
        (time(9), time(10, 0, 0, 1)),
    ],
)
def test_a_period_that_cannot_be_is_refused(start, end):
    with pytest.raises(ValueError, match=r"[Pp]eriod"):
        Period(start, end)


def test_overlapping_periods_count_once():
    overlapping = (Period(time(10), time(12)), Period(time(9), time(11)))
    calendar = china(week=(overlapping,) * 7)
    end = MONDAY + timedelta(days=1)
    assert working_seconds_between(MONDAY, end, calendar) == 3 * 3600


def test_nobody_searches_for_ever():
    calendar = china(week=((),) * 7, exceptions={date(2020, 1, 1): (MORNING,)})
    with pytest.raises(NoWorkingTime):
        add_working_time(MONDAY, 1, calendar)
    with pytest.raises(NoWorkingTime):
        move_forward_into(MONDAY, calendar)
    with pytest.raises(NoWorkingTime):
        add_working_time(MONDAY, 6 * 366 * 86_400, ALWAYS)


def test_moments_without_a_zone_and_backward_spans_are_refused():
    naive = datetime(2026, 1, 5, 9, 0)
    with pytest.raises(ValueError, match="time zone"):
        add_working_time(naive, 60, ALWAYS)
    with pytest.raises(ValueError, match="before"):
        working_seconds_between(MONDAY, MONDAY - timedelta(seconds=1), ALWAYS)
    with pytest.raises(ValueError, match="backwards"):
        add_working_time(MONDAY, -1, ALWAYS)


def test_parts_of_a_second_are_kept():
    start = MONDAY + timedelta(microseconds=250_000)
    assert add_working_time(start, 10, china()) == start + timedelta(seconds=10)
    assert working_seconds_between(start, MONDAY + timedelta(seconds=2), china()) == 1


def test_calendars_are_values():
    singles = {date(2026, 3, 6): ()}
    calendar = china(exceptions=singles)
    for twin in (
        china(exceptions=singles),
        copy.deepcopy(calendar),
        pickle.loads(pickle.dumps(calendar)),
    ):
        assert twin == calendar
        assert hash(twin) == hash(calendar)
    assert calendar != china()


def test_a_calendar_does_not_follow_later_changes_of_what_it_was_made_from():
    singles = {}
    calendar = china(exceptions=singles)
    singles[date(2026, 1, 5)] = ()
    assert calendar.is_working_day(date(2026, 1, 5))
    assert working_seconds_between(MONDAY, MONDAY + timedelta(hours=1), calendar) > 0


def test_it_is_quick():
    # Twenty thousand a second is the promise; it is some 20 times quicker.
    calendar = china()
    starts = [MONDAY + timedelta(hours=7 * n) for n in range(1000)]
    add_working_time(starts[-1], 8 * 3600, calendar)
    begun = perf_counter()
    for start in starts:
        add_working_time(start, 8 * 3600, calendar)
    assert perf_counter() - begun < 1000 / 20_000
