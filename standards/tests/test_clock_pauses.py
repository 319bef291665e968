"""Pauses: standing still, warnings at shares, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from standards.clock import ALWAYS, Pause, counted_seconds, due_moment, warning_moment

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def at(minutes):
    return START + timedelta(minutes=minutes)


def test_warnings_come_at_shares_of_the_target():
    due = {
        share: warning_moment(
            start=START,
            seconds=3600,
            share_percent=share,
            calendar=None,
            pauses=[Pause(at(40), at(50))],
        )
        for share in (0, 50, 80, 100, 150)
    }
    assert due == {0: START, 50: at(30), 80: at(58), 100: at(70), 150: at(100)}


def test_half_of_an_odd_second_is_half_a_second():
    found = warning_moment(
        start=START, seconds=25, share_percent=50, calendar=ALWAYS, pauses=[]
    )
    assert found == START + timedelta(seconds=12.5)


def test_a_warning_before_the_pause_is_known_while_the_due_moment_is_not():
    common = {"start": START, "seconds": 3600, "calendar": ALWAYS}
    pauses = [Pause(at(40), None)]
    assert due_moment(**common, pauses=pauses) is None
    half = warning_moment(**common, share_percent=50, pauses=pauses)
    assert half == at(30)
    assert warning_moment(**common, share_percent=80, pauses=pauses) is None


def test_what_counts_while_a_pause_goes_on_stays_the_same():
    pauses = [Pause(at(10), at(15)), Pause(at(30), None)]
    for end in (30, 40, 4000):
        counted = counted_seconds(
            start=START, end=at(end), calendar=None, pauses=pauses
        )
        assert counted == 25 * 60


def test_an_open_pause_swallows_those_within_it():
    pauses = [Pause(at(10), None), Pause(at(20), at(30))]
    common = {"start": START, "calendar": None, "pauses": pauses}
    assert due_moment(**common, seconds=11 * 60) is None
    assert counted_seconds(**common, end=at(60)) == 10 * 60


def test_an_open_pause_from_before_the_start_lets_nothing_count():
    pauses = [Pause(at(-10), None)]
    common = {"start": START, "calendar": None, "pauses": pauses}
    assert due_moment(**common, seconds=1) is None
    assert due_moment(**common, seconds=0) == START
    assert counted_seconds(**common, end=at(60)) == 0


def test_as_seen_at_a_moment_later_pauses_have_not_happened():
    common = {"start": START, "seconds": 3600, "calendar": None}
    pauses = [Pause(at(30), None)]
    assert due_moment(**common, pauses=pauses, now=at(29)) == at(60)
    assert due_moment(**common, pauses=pauses, now=at(30)) is None
    assert due_moment(**common, pauses=pauses) is None


def test_what_runs_backwards_is_refused():
    with pytest.raises(ValueError, match="end before"):
        Pause(at(1), at(0))
    with pytest.raises(ValueError, match="time zone"):
        Pause(datetime(2026, 1, 5), None)
    with pytest.raises(ValueError, match="before the start"):
        counted_seconds(start=START, end=at(-1), calendar=None, pauses=[])
    for negative in ({"seconds": -1}, {"seconds": 10, "share_percent": -5}):
        ask = warning_moment if "share_percent" in negative else due_moment
        with pytest.raises(ValueError, match="backwards"):
            ask(start=START, calendar=None, pauses=[], **negative)
