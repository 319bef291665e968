"""The slow clock the tests compare with: it looks at the wall every minute."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from standards.clock import (
    Pause,
    Period,
    WorkingCalendar,
)

DAYS = 12
MINUTES = DAYS * 1440
# What the wall shows there is unusual at least once in the twelve days.
WINDOWS = [
    ("Europe/Berlin", date(2026, 3, 26)),
    ("Europe/Berlin", date(2026, 10, 22)),
    ("America/New_York", date(2026, 3, 5)),
    ("America/New_York", date(2026, 10, 29)),
    ("Australia/Lord_Howe", date(2026, 4, 2)),
    ("Australia/Lord_Howe", date(2026, 10, 1)),
    ("Asia/Shanghai", date(2026, 2, 12)),
    ("Asia/Shanghai", date(2026, 9, 29)),
    ("Asia/Shanghai", date(2028, 2, 26)),  # leap day
    ("Asia/Shanghai", date(1991, 9, 12)),  # China's last summer time
    ("Asia/Kathmandu", date(2025, 12, 28)),  # 5 h 45 min ahead
    ("America/St_Johns", date(2006, 10, 26)),  # back at 00:01 into the day before
    ("America/Sao_Paulo", date(2017, 10, 12)),  # a day without a midnight
    ("America/Sao_Paulo", date(2018, 2, 15)),  # 23:00 comes twice
    ("Pacific/Apia", date(2011, 12, 27)),  # a day that never was
]
# From the State Council's notice for 2026, as far as the windows reach.
OFF_2026 = {date(2026, 2, day) for day in range(15, 24)} | {
    date(2026, 10, day) for day in range(1, 8)
}
MADE_UP_2026 = {date(2026, 2, 14), date(2026, 2, 28), date(2026, 10, 10)}

Plan = tuple[tuple[int, int], ...]  # periods in minutes of the day


@dataclass
class Case:
    """A calendar, a start, a target and pauses, all in whole minutes."""

    zone: str
    first: date
    week: list[Plan]
    singles: dict[date, Plan] = field(default_factory=dict)
    chinese: bool = False
    start: int = 0
    target: int = 0
    pauses: list[tuple[int, int | None]] = field(default_factory=list)

    def moment(self, minute: int) -> datetime:
        midnight = datetime.combine(self.first, time(0, 0), UTC)
        return midnight + timedelta(minutes=minute)

    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(
            self.zone,
            tuple(as_periods(plan) for plan in self.week),
            {day: as_periods(plan) for day, plan in self.singles.items()},
            "CN" if self.chinese else "",
        )

    def pauses_as_told(self) -> list[Pause]:
        return [
            Pause(self.moment(start), None if end is None else self.moment(end))
            for start, end in self.pauses
        ]

    def plan_on(self, day: date) -> Plan:
        if day in self.singles:
            return self.singles[day]
        if self.chinese and day in MADE_UP_2026:
            return self.week[0]
        if self.chinese and day in OFF_2026:
            return ()
        return self.week[day.weekday()]

    def worked(self) -> bytearray:
        """1 for each minute in which the wall shows a time inside a period."""
        days = (self.first + timedelta(days=number) for number in range(-2, DAYS + 3))
        shown = b"".join(minutes_of(self.plan_on(day)) for day in days)
        return bytearray(map(shown.__getitem__, wall(self.zone, self.first)))

    def without_pauses(self, worked: bytearray) -> bytearray:
        """The same, with 0 for each minute of a pause."""
        counts = worked.copy()
        for start, end in self.pauses:
            last = MINUTES if end is None else min(end, MINUTES)
            counts[start:last] = bytes(last - start)
        return counts


def as_periods(plan: Plan) -> tuple[Period, ...]:
    return tuple(Period(as_time(start), as_time(end)) for start, end in plan)


def as_time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


@cache
def minutes_of(plan: Plan) -> bytes:
    """1 for each minute of a day inside one of the periods."""
    return bytes(
        any(start <= minute < end for start, end in plan) for minute in range(1440)
    )


@cache
def wall(zone: str, first: date) -> list[int]:
    """What the wall shows in every minute of the twelve days.

    As minutes since the local midnight two days before the first of them.
    """
    zero = datetime.combine(first - timedelta(days=2), time(0, 0))
    moment, place = datetime.combine(first, time(0, 0), UTC), ZoneInfo(zone)
    shown = []
    for _ in range(MINUTES):
        local = moment.astimezone(place).replace(tzinfo=None)
        shown.append((local - zero) // timedelta(minutes=1))
        moment += timedelta(minutes=1)
    return shown


def walk(start: int, target: int, counts: bytearray) -> int | None:
    """The minute at which the target is used up, or None within the window."""
    minute, used = start, 0
    while used < target:
        if minute >= MINUTES:
            return None
        used += counts[minute]
        minute += 1
    return minute


# Every quarter, closer around the hours at which clocks are changed.
EDGES = sorted(
    {*range(0, 1441, 15), *range(0, 5), *range(118, 123), *range(1379, 1382)}
)
periods = st.integers(0, len(EDGES) ** 2 - 1).map(
    lambda number: tuple(sorted(EDGES[n] for n in divmod(number, len(EDGES))))
)
plans = st.lists(periods, min_size=1, max_size=3).map(
    lambda drawn: (
        tuple((start, end) for start, end in drawn if start < end) or ((0, 1440),)
    )
)
pauses = st.lists(
    st.tuples(
        st.integers(0, 9 * 1440),
        # The open end is one of many, or clocks would mostly stand still.
        st.integers(-300, 2 * 1440).map(lambda length: None if length < 0 else length),
    ),
    max_size=3,
)


@st.composite
def cases(draw):
    # Few and plain draws: they, not the oracle, take most of the time.
    zone, first = draw(st.sampled_from(WINDOWS))
    plan, other = draw(plans), draw(plans)
    turns = draw(st.integers(1, 3**7 - 1))
    week = [((), plan, other)[turns // 3**day % 3] for day in range(7)]
    single, single_plan = draw(st.integers(0, DAYS - 1)), draw(st.integers(0, 3))
    day = first + timedelta(days=single)
    return Case(
        zone=zone,
        first=first,
        week=week,
        singles={day: ((), plan, other)[single_plan]} if single_plan < 3 else {},
        # Make-up days take Monday's plan: only where the oracle need not ask more.
        chinese=first.year == 2026 and zone == "Asia/Shanghai" and bool(week[0]),
        start=draw(st.integers(0, 6 * 1440)),
        target=draw(st.integers(0, 600) | st.integers(0, 3000)),
        pauses=[
            (start, None if length is None else start + length)
            for start, length in draw(pauses)
        ],
    )
