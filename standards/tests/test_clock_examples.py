"""The worked examples of docs/sla-clock.md, line by line."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from standards.clock import (
    NoWorkingTime,
    Pause,
    Period,
    WorkingCalendar,
    counted_seconds,
    due_moment,
    move_back_into,
    move_forward_into,
)

PAGE = Path(__file__).parents[2] / "docs" / "sla-clock.md"
UNITS = {"h": 3600, "min": 60, "s": 1}


def read_table(heading: str) -> Iterator[dict[str, str]]:
    """The lines of the table under a heading, by column name."""
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1]
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section.split("\n## ")[0].splitlines()
        if line.startswith("|")
    ]
    for cells in lines[2:]:
        yield dict(zip(lines[0], cells, strict=True))


def read_time(text: str) -> time:
    return time(0, 0) if text == "24:00" else time.fromisoformat(text)


def read_periods(text: str) -> tuple[Period, ...]:
    if text in ("off", ""):
        return ()
    edges = (each.split("–") for each in text.split(", "))
    return tuple(Period(read_time(start), read_time(end)) for start, end in edges)


def read_calendar(row: dict[str, str]) -> WorkingCalendar | None:
    if row["Monday to Friday"] == "wall time":
        return None
    singles = (each.split(": ") for each in row["Single days"].split("; ") if each)
    return WorkingCalendar(
        time_zone=row["Time zone"],
        week=(
            *(read_periods(row["Monday to Friday"]),) * 5,
            read_periods(row["Saturday"]),
            read_periods(row["Sunday"]),
        ),
        exceptions={
            date.fromisoformat(day): read_periods(periods) for day, periods in singles
        },
        holidays=row["Holidays"],
    )


def read_seconds(text: str) -> int:
    parts = re.findall(r"(\d+) (h|min|s)\b", text)
    return sum(int(number) * UNITS[unit] for number, unit in parts)


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def read_pauses(text: str, zone: ZoneInfo) -> list[Pause]:
    edges = (each.split(" to ") for each in text.split("; ") if each)
    return [
        Pause(
            read_moment(start, zone),
            None if end == "open" else read_moment(end, zone),
        )
        for start, end in edges
    ]


CALENDARS = {
    row["Name"]: (read_calendar(row), ZoneInfo(row["Time zone"]))
    for row in read_table("Calendars of the examples")
}
DUE = list(read_table("Due moments"))
CALLING = list(read_table("Calling hours"))


def test_the_page_has_enough_examples():
    assert len(DUE) >= 25
    assert {row["Calendar"] for row in DUE + CALLING} == set(CALENDARS)


@pytest.mark.parametrize("row", DUE, ids=lambda row: row["Why"])
def test_it_is_due_when_the_page_says(row):
    calendar, zone = CALENDARS[row["Calendar"]]
    start, seconds = read_moment(row["Start"], zone), read_seconds(row["Limit"])
    pauses = read_pauses(row["Pauses"], zone)

    due = due_moment(start=start, seconds=seconds, calendar=calendar, pauses=pauses)

    if row["Due"] == "stands still":
        assert due is None
        return
    expected = read_moment(row["Due"], zone)
    assert due is not None
    # Subtracted from a moment in UTC: two moments in one zone are compared by
    # what the wall shows, which says nothing in the hour that comes twice.
    assert due - expected == timedelta(0), due.astimezone(zone)
    assert due.utcoffset() == timedelta(0)
    counted = counted_seconds(start=start, end=due, calendar=calendar, pauses=pauses)
    assert counted == seconds


@pytest.mark.parametrize("row", CALLING, ids=lambda row: row["Why"])
def test_it_moves_into_calling_hours_as_the_page_says(row):
    calendar, zone = CALENDARS[row["Calendar"]]
    assert calendar is not None
    moment = read_moment(row["Moment"], zone)

    back = move_back_into(moment, calendar)
    if row["Moved back"] == "none":
        assert back is None
    else:
        assert back == read_moment(row["Moved back"], zone)

    if row["Moved forward"] == "never":
        with pytest.raises(NoWorkingTime):
            move_forward_into(moment, calendar)
    else:
        forward = move_forward_into(moment, calendar)
        assert forward == read_moment(row["Moved forward"], zone)
