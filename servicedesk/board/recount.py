"""The board's figures counted once more, from the timelines alone.

Tickets, timers and scores keep columns for quick reading; the entries are what
was written when something happened. Whoever doubts a figure compares the two.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from servicedesk.board.scope import WEEK, Scope
from servicedesk.board.selectors import judged, satisfaction, volume, work
from servicedesk.board.statistics import middle_places, nearest_rank
from tickets.choices import ENDED_STAGES, AcceptedBy, EntryKind, Stage
from tickets.lifecycle import AUTOMATIONS
from tickets.models import Entry


@dataclass
class Figures:
    """The figures of a scope that both ways of counting can tell."""

    opened: int = 0
    completed: int = 0
    scored: int = 0
    satisfied: int = 0
    exceptions: int = 0
    silence: int = 0
    open_by_stage: Counter[str] = field(default_factory=Counter)
    breached: Counter[str] = field(default_factory=Counter)
    advisory: Counter[str] = field(default_factory=Counter)
    seconds_median: float = 0
    seconds_ninth_tenth: float = 0


def count_on_board(scope: Scope) -> Figures:
    """Return the figures as the board reads them."""
    seen = work.read_work(scope)
    judgement = judged.read_judgement(scope)
    share = satisfaction.read_satisfaction(scope).share
    durations = volume.read_durations(scope)
    return Figures(
        opened=volume.opened_tickets(scope).count(),
        completed=volume.completed_tickets(scope).count(),
        scored=share.whole,
        satisfied=share.part,
        exceptions=judged.exceptions(scope).count(),
        silence=judged.accepted_after_silence(scope).count(),
        open_by_stage=Counter(
            {stage: load.open for stage, load in seen.by_stage.items()}
        ),
        breached=_by_code((one.code, one.broken) for one in judgement.rules),
        advisory=_by_code((one.code, one.broken) for one in judgement.advisory),
        seconds_median=durations.median.total_seconds() if durations.median else 0,
        seconds_ninth_tenth=durations.ninth_tenth.total_seconds()
        if durations.ninth_tenth
        else 0,
    )


def count_from_entries(scope: Scope) -> Figures:
    """Return the same figures, counted from the timelines alone.

    Reads every line about an opening or a move, so it takes time; the board never
    asks for it.
    """
    figures = Figures()
    _count_moves(scope, figures)
    _count_scores(scope, figures)
    happened = _entries(scope).filter(
        happened_at__gte=scope.start, happened_at__lt=scope.end
    )
    for kind, data in happened.filter(
        kind__in=[EntryKind.BREACHED, EntryKind.EXCEPTION, EntryKind.ACCEPTED]
    ).values_list("kind", "data"):
        if kind == EntryKind.EXCEPTION:
            figures.exceptions += 1
        elif kind == EntryKind.ACCEPTED:
            figures.silence += data.get("by") == AcceptedBy.SILENCE
        elif data["milestone"] not in AUTOMATIONS:
            table = figures.advisory if data["advisory"] else figures.breached
            table[data["rule"]] += 1
    return figures


def differences(scope: Scope) -> list[str]:
    """Return what the board and the timelines disagree about, one line each."""
    board, entries = count_on_board(scope), count_from_entries(scope)
    return [
        f"{name}: board {getattr(board, name)}, entries {getattr(entries, name)}"
        for name in Figures.__dataclass_fields__
        if getattr(board, name) != getattr(entries, name)
    ]


def _entries(scope: Scope) -> QuerySet[Entry]:
    return scope.of_tickets(Entry.objects.order_by("pk"))


def _by_code(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    table: Counter[str] = Counter()
    for code, number in pairs:
        if number:
            table[code] += number
    return table


def _count_moves(scope: Scope, figures: Figures) -> None:
    """Follow every ticket through its moves: where it stands, when completed."""
    opened: dict[int, datetime] = {}
    stage: dict[int, str] = {}
    completed: dict[int, datetime] = {}
    lines = (
        _entries(scope)
        .filter(kind__in=[EntryKind.OPENED, EntryKind.MOVED])
        .values_list("ticket_id", "kind", "happened_at", "data")
    )
    for ticket, kind, moment, data in lines.iterator(chunk_size=2000):
        if kind == EntryKind.OPENED:
            opened[ticket], stage[ticket] = moment, Stage.GREET.value
            continue
        stage[ticket] = data["to"]
        if data["move"] == "complete":
            completed[ticket] = moment
        elif data["move"] == "reopen":
            completed.pop(ticket, None)
    figures.opened = _within(opened.values(), scope.start, scope.end)
    figures.completed = _within(completed.values(), scope.start, scope.end)
    figures.open_by_stage = Counter(
        one for one in stage.values() if one not in ENDED_STAGES
    )
    week = scope.end - WEEK
    _measure(
        sorted(
            (moment - opened[ticket]).total_seconds()
            for ticket, moment in completed.items()
            if week <= moment < scope.end
        ),
        figures,
    )


def _measure(seconds: list[float], figures: Figures) -> None:
    if not seconds:
        return
    place, values = middle_places(len(seconds))
    figures.seconds_median = sum(seconds[place : place + values]) / values
    figures.seconds_ninth_tenth = seconds[nearest_rank(len(seconds), 90)]


def _count_scores(scope: Scope, figures: Figures) -> None:
    """Let the latest score of each completion count, on the day it was given."""
    latest: dict[tuple[int, int], tuple[datetime, int]] = {}
    lines = _entries(scope).filter(kind=EntryKind.SCORED)
    for ticket, cycle, moment, data in lines.values_list(
        "ticket_id", "cycle", "happened_at", "data"
    ):
        known = latest.get((ticket, cycle))
        if known is None or moment >= known[0]:
            latest[ticket, cycle] = (moment, data["stars"])
    for moment, stars in latest.values():
        if scope.start <= moment < scope.end:
            figures.scored += 1
            figures.satisfied += stars >= satisfaction.SATISFIED_FROM


def _within(moments: Iterable[datetime], start: datetime, end: datetime) -> int:
    return sum(start <= moment < end for moment in moments)
