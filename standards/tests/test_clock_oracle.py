"""The clock against a slow one that looks at the wall every single minute.

HYPOTHESIS_CASES sets the number of cases of both tests together; more than the
usual ones are drawn anew in every run.
"""

import os
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from standards.clock import (
    NoWorkingTime,
    WorkingCalendar,
    add_working_time,
    counted_seconds,
    due_moment,
    move_back_into,
    move_forward_into,
    warning_moment,
    working_seconds_between,
)
from standards.tests.oracle import (
    MINUTES,
    WINDOWS,
    Case,
    as_periods,
    cases,
    plans,
    walk,
)

CASES = int(os.environ.get("HYPOTHESIS_CASES", "2000"))
profile = settings(
    deadline=None,
    database=None,
    derandomize="HYPOTHESIS_CASES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)


def agree(found: datetime | None, minute: int | None, case: Case) -> None:
    """The clock says what the oracle says, or lies beyond what the oracle saw."""
    if minute is None:
        assert found is None or found > case.moment(MINUTES), (found, minute)
    else:
        assert found == case.moment(minute), (found, case.moment(minute))


def or_none(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except NoWorkingTime:
        return None


@pytest.mark.slow
@settings(profile, max_examples=CASES * 3 // 4)
@given(cases())
def test_it_agrees_with_looking_at_the_wall_every_minute(case):
    calendar, worked = case.calendar(), case.worked()
    start, seconds = case.moment(case.start), case.target * 60

    found = or_none(add_working_time, start, seconds, calendar)
    agree(found, walk(case.start, case.target, worked), case)

    end = case.start + case.target
    between = working_seconds_between(start, case.moment(end), calendar)
    assert between == 60 * sum(worked[case.start : end])

    after = next((m for m in range(case.start, MINUTES) if worked[m]), None)
    forward = move_forward_into(start, calendar)
    if after is None:  # work may begin with the first minute that was not seen
        assert forward >= case.moment(MINUTES)
    else:
        assert forward == case.moment(after)

    # A minute is allowed if work goes on in it or has gone on until it.
    before = next(
        (m for m in range(case.start, 0, -1) if worked[m] or worked[m - 1]), None
    )
    back = move_back_into(start, calendar)
    if before is None:
        assert back is None or back <= case.moment(0)
    else:
        assert back == case.moment(before)

    check_pauses(case, calendar, case.without_pauses(worked))
    check_pauses(case, None, case.without_pauses(bytearray(b"\1" * MINUTES)))


def check_pauses(case: Case, calendar: WorkingCalendar | None, counts: bytearray):
    common = {
        "start": case.moment(case.start),
        "calendar": calendar,
        "pauses": case.pauses_as_told(),
    }
    due = or_none(due_moment, seconds=case.target * 60, **common)
    expected = walk(case.start, case.target, counts)
    agree(due, expected, case)
    if expected is None and any(end is None for _, end in case.pauses):
        assert due is None

    doubled = or_none(
        warning_moment, seconds=case.target * 30, share_percent=200, **common
    )
    assert doubled == due

    end = case.start + case.target
    counted = counted_seconds(end=case.moment(end), **common)
    assert counted == 60 * sum(counts[case.start : end])


zones = sorted({zone for zone, _ in WINDOWS} | {"UTC", "Africa/Casablanca"})
moments = st.datetimes(
    datetime(1990, 1, 1),
    datetime(2030, 1, 1),
    timezones=st.sampled_from(zones).map(ZoneInfo),
    allow_imaginary=True,
)


@settings(profile, max_examples=CASES // 4)
@given(
    moments,
    st.integers(0, 400_000),
    st.integers(0, 400_000),
    st.sampled_from(zones),
    plans,
    st.sampled_from(["", "CN", "DE"]),
)
def test_adding_and_measuring_belong_together(
    start, seconds, more, zone, plan, holidays
):
    week = (as_periods(plan),) * 5 + ((), ())
    calendar = WorkingCalendar(zone, week, {}, holidays)
    due = or_none(add_working_time, start, seconds, calendar)
    later = or_none(add_working_time, start, seconds + more, calendar)
    if due is None:
        assert later is None
        return

    # What has been added is what lies between.
    assert due >= start.astimezone(UTC)
    assert working_seconds_between(start, due, calendar) == seconds
    # Nothing earlier would do.
    if seconds:
        just_before = due - timedelta(microseconds=1)
        assert working_seconds_between(start, just_before, calendar) == seconds - 1
        assert move_back_into(due, calendar) == due
    # More time is never due earlier, and may be added in two steps.
    if later is not None:
        assert due <= later
        assert add_working_time(due, more, calendar) == later or not (seconds and more)
    # Starting later is never due earlier.
    next_start = start.astimezone(UTC) + timedelta(seconds=more)
    from_later = or_none(add_working_time, next_start, seconds, calendar)
    assert from_later is None or from_later >= due
    # Calling hours enclose the moment.
    back, forward = move_back_into(start, calendar), move_forward_into(start, calendar)
    assert forward >= start.astimezone(UTC)
    assert back is None or back <= start.astimezone(UTC)
    assert working_seconds_between(start, forward, calendar) == 0
