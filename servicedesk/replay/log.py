"""Reads a case log: one line an event. Knows no database and no desk.

The file is CSV with the columns CaseID, ActivityID and CompleteTimestamp. Each
line stands for itself: what cannot be read is told with its number and a reason,
and takes its whole case with it, never half of it.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

COLUMNS = ("CaseID", "ActivityID", "CompleteTimestamp")
ENCODINGS = ("utf-8-sig", "gbk")
FORMATS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M")
"""Moments as spreadsheets write them, beside ISO 8601."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_ID = 100


class LogError(ValueError):
    """The file as a whole cannot be read."""


class LineError(ValueError):
    """One line cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something done about a case, and when it was done."""

    line: int
    activity: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A case with its events in the order in which they happened."""

    number: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be read, why, and whose it is as far as can be told."""

    line: int
    reason: str
    case: str = ""


@dataclass(slots=True)
class CaseLog:
    """What a file holds: whole cases, and what had to be left out."""

    cases: list[Case] = field(default_factory=list)
    bad_lines: list[BadLine] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def events(self) -> int:
        """How many events the whole cases have."""
        return sum(len(case.events) for case in self.cases)

    @property
    def end(self) -> datetime | None:
        """The moment of the last event."""
        return max((case.events[-1].at for case in self.cases), default=None)


def decode_text(content: bytes) -> str:
    """Return a file's text, written in UTF-8 or GBK. Raises LogError."""
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise LogError("The file is neither UTF-8 nor GBK text. Save it as CSV in UTF-8.")


def read_log(text: str, *, zone: tzinfo, latest: datetime) -> CaseLog:
    """Read a log; moments without an offset are local time of the zone.

    Events of one case are put in the order of their times; at equal times the
    order of the lines holds. What lies after `latest` has not happened yet and
    is a bad line. Cases come in the order in which they began. Raises LogError.
    """
    lines = text.splitlines()
    places = _read_header(lines[0] if lines else "")
    log = CaseLog()
    events: dict[str, list[Event]] = {}
    spoilt: dict[str, None] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        row, case = _split(line), ""
        try:
            case = _case_of(row, places)
            events.setdefault(case, []).append(
                _read_event(number, row, places, zone, latest)
            )
        except LineError as error:
            log.bad_lines.append(BadLine(number, str(error), case))
            if case:
                spoilt[case] = None
    log.left_out = list(spoilt)
    log.cases = _in_order(events, spoilt)
    return log


def _in_order(events: dict[str, list[Event]], spoilt: Iterable[str]) -> list[Case]:
    left_out = set(spoilt)
    cases = [
        Case(number, tuple(sorted(found, key=lambda event: event.at)))
        for number, found in events.items()
        if number not in left_out
    ]
    return sorted(cases, key=lambda case: case.events[0].at)


def _read_header(line: str) -> tuple[int, int, int]:
    """Return where the columns stand; others beside them are ignored."""
    names = [name.strip().casefold() for name in _split(line)]
    missing = [name for name in COLUMNS if name.casefold() not in names]
    if missing:
        raise LogError(
            f"The first line must name the columns {', '.join(COLUMNS)};"
            f" it lacks {', '.join(missing)}."
        )
    case, activity, moment = (names.index(name.casefold()) for name in COLUMNS)
    return case, activity, moment


def _split(line: str) -> list[str]:
    """Return the fields of one line; a quote left open ends with the line."""
    try:
        return next(csv.reader([line]), [])
    except csv.Error:
        return []


def _case_of(row: Sequence[str], places: tuple[int, int, int]) -> str:
    if len(row) <= places[0] or not row[places[0]].strip():
        raise LineError("there is no case number")
    case = row[places[0]].strip()
    if len(case) > LONGEST_ID:
        raise LineError(f"the case number has more than {LONGEST_ID} characters")
    return case


def _read_event(
    number: int,
    row: Sequence[str],
    places: tuple[int, int, int],
    zone: tzinfo,
    latest: datetime,
) -> Event:
    if len(row) <= max(places):
        raise LineError(f"{max(places) + 1} columns are needed, there are {len(row)}")
    activity = row[places[1]].strip()
    if not activity:
        raise LineError("there is no activity")
    if len(activity) > LONGEST_ID:
        raise LineError(f"the activity has more than {LONGEST_ID} characters")
    at = _read_moment(row[places[2]].strip(), zone)
    if at > latest:
        raise LineError(f"{row[places[2]].strip()!r} lies in the future")
    return Event(number, activity, at)


def _read_moment(text: str, zone: tzinfo) -> datetime:
    moment = _parse(text)
    if moment is None:
        raise LineError(f"{text!r} is not a date and time like 2012-04-03 16:55:38")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:
        raise LineError(f"{text!r} is out of range") from None
    if moment < EARLIEST:
        raise LineError(f"{text!r} lies before 1970")
    return moment


def _parse(text: str) -> datetime | None:
    if len(text) <= len("2012-04-03"):
        return None  # A day alone: nobody knows what came first.
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for known in FORMATS:
        try:
            return datetime.strptime(text, known)  # noqa: DTZ007  # zone comes next
        except ValueError:
            continue
    return None
