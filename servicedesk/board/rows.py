"""The list behind a figure, page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from servicedesk.board.figures import FIGURES, Figure, Wanted
from servicedesk.board.scope import Scope
from standards.choices import Milestone
from tickets.choices import STATE_LABELS, Stage
from tickets.models import Ticket

PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row: its ticket, the moment it is sorted by, and what to say of it."""

    ticket: Ticket
    moment: datetime
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the rows behind a figure, and how many there are in all."""

    label: Promise | str
    narrowed: str
    figure: Figure
    count: int
    rows: list[ListedRow]
    next_query: str


def list_rows(scope: Scope, asked: dict[str, Any]) -> Listed:
    """Return one page of a figure's rows, by moment and key (two queries)."""
    figure = FIGURES[asked["figure"]]
    wanted = Wanted(
        stage=asked["stage"],
        rule=asked["rule"],
        milestone=asked["milestone"],
        start=asked["start"],
        end=asked["end"],
        hour=asked["hour"],
    )
    rows = figure.rows(scope, wanted)
    page = list(_page(rows, figure, asked["after"])[: PAGE + 1])
    further = len(page) > PAGE
    page = page[:PAGE]
    return Listed(
        label=figure.label,
        narrowed=_narrowed(wanted),
        figure=figure,
        count=rows.count(),
        rows=[_row(one, figure, scope.now) for one in page],
        next_query=_cursor(page[-1], figure) if further else "",
    )


def _page(rows: QuerySet[Any], figure: Figure, after: str) -> QuerySet[Any]:
    on_ticket = "" if rows.model is Ticket else "ticket__"
    related = [f"{on_ticket}team", f"{on_ticket}assignee", *figure.related]
    rows = rows.select_related(*related)
    sign, past = ("-", "lt") if figure.newest_first else ("", "gt")
    cursor = _read_cursor(after)
    if cursor is not None:
        moment, pk = cursor
        rows = rows.filter(
            Q(**{f"{figure.moment}__{past}": moment})
            | Q(**{figure.moment: moment, f"pk__{past}": pk})
        )
    return rows.order_by(f"{sign}{figure.moment}", f"{sign}pk")


def _row(one: Any, figure: Figure, now: datetime) -> ListedRow:
    ticket = one if isinstance(one, Ticket) else one.ticket
    return ListedRow(
        ticket=ticket,
        moment=getattr(one, figure.moment),
        words=figure.words(one, now),
        state=str(STATE_LABELS[Stage(ticket.stage)]),
    )


def _narrowed(wanted: Wanted) -> str:
    """Say what a list was narrowed to: a stage, a rule."""
    words = []
    if wanted.stage:
        words.append(str(STATE_LABELS[Stage(wanted.stage)]))
    if wanted.rule:
        words.append(wanted.rule)
    if wanted.milestone:
        words.append(str(Milestone(wanted.milestone).label))
    return " · ".join(words)


def _cursor(one: Any, figure: Figure) -> str:
    return f"{getattr(one, figure.moment).isoformat()}|{one.pk}"


def _read_cursor(text: str) -> tuple[datetime, int] | None:
    moment, _bar, pk = text.partition("|")
    try:
        parsed = parse_datetime(moment)
    except ValueError:
        return None
    if parsed is None or parsed.tzinfo is None or not pk.isdecimal():
        return None
    return parsed, int(pk)
