"""The staff's queue: which tickets a view holds, in which order, page by page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import visible_team_ids
from tickets.policies import visible_tickets
from tickets.querysets import TicketQuerySet
from tickets.selectors.paging import PAGE, Position, read_position, together
from tickets.selectors.queue_rows import BEGINNING, COLUMNS, QueueRow, RowMaker
from tickets.selectors.search import FOUND, matching_tickets, number_in

SOON = timedelta(hours=1)
"""What falls due within this time is due soon."""


class QueueView(models.TextChoices):
    """The lists that the queue offers."""

    MINE = "mine", _("Mine")
    TEAM = "team", _("My team")
    UNASSIGNED = "unassigned", _("Unassigned")
    SOON = "soon", _("Due soon")
    OVER = "over", _("Over time")
    HELD = "held", _("On hold")
    ENDED = "ended", _("Ended")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants to see: a view, or a search, and filters."""

    view: str = QueueView.TEAM
    words: str = ""
    filters: dict[str, str] = field(default_factory=dict)
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class QueuePage:
    """One page of the queue, and the token that leads on."""

    rows: list[QueueRow]
    older: str = ""
    is_first: bool = True
    hit: str = ""
    """The number of the one ticket that was asked for by its number."""


FILTERS: dict[str, tuple[str, ...]] = {
    "stage": ("stage",),
    "type": ("request_type__code", "request_type__parent__code"),
    "priority": ("priority",),
    "channel": ("channel",),
    "team": ("team__code",),
    "assignee": ("assignee",),
    "milestone": ("next_milestone",),
}
"""Filters by their word in the address, with the columns they look at."""


def list_queue(user: User, asked: Asked, now: datetime) -> QueuePage:
    """Return one page of a view, or of what a search found, in one query."""
    maker = RowMaker(user.pk)
    if asked.words:
        rows = maker.lines(_columns(_found(user, asked)))
        # Sorted here: asked to sort, SQLite walks the whole table in that order
        # instead of fetching these few rows by key.
        rows = sorted(rows, key=lambda row: (row.opened_at, row.pk), reverse=True)
        rows = rows[:FOUND]
        number = number_in(asked.words)
        hit = len(rows) == 1 and rows[0].number == number
        return QueuePage(rows=rows, hit=number if hit else "")
    position = read_position(asked.after) if asked.after else None
    by_due = asked.view != QueueView.ENDED
    page = _by_due if by_due else _by_opening
    found = list(_columns(page(user, asked, now, position)))
    rows = maker.lines(found[:PAGE])
    older = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        moment = last.next_due_at if by_due else last.opened_at
        older = Position(moment, last.pk).token()
    return QueuePage(rows=rows, older=older, is_first=position is None)


def view_tickets(user: User, view: str, now: datetime) -> TicketQuerySet:
    """Return the tickets of a view, unsorted.

    What was imported shows among the ended ones, in searches, and on the board
    when it is asked for; the views of open work leave it out.
    """
    seen = visible_tickets(user)
    if view == QueueView.ENDED:
        return seen.ended()
    seen = seen.live()
    if view == QueueView.MINE:
        return seen.open().filter(assignee_id=user.pk)
    tickets = seen.open().filter(_in_teams(visible_team_ids(user)))
    if view == QueueView.UNASSIGNED:
        return tickets.filter(assignee_id__isnull=True)
    if view == QueueView.SOON:
        return tickets.filter(next_due_at__gt=now, next_due_at__lte=now + SOON)
    if view == QueueView.OVER:
        return tickets.filter(next_due_at__lte=now)
    if view == QueueView.HELD:
        return tickets.held()
    return tickets


def _in_teams(team_ids: frozenset[int]) -> Q:
    """Return the condition; one team as an equation, which an index can sort by."""
    if len(team_ids) == 1:
        return Q(team_id=next(iter(team_ids)))
    return Q(team_id__in=sorted(team_ids))


def _by_due(
    user: User, asked: Asked, now: datetime, position: Position | None
) -> TicketQuerySet:
    tickets = narrowed(view_tickets(user, asked.view, now), asked.filters)
    if position is not None:
        tickets = tickets.filter(position.later("next_due_at"))
    tickets = tickets.order_by("next_due_at", "pk")
    teams = sorted(visible_team_ids(user))
    if asked.view != QueueView.MINE and len(teams) > 1:
        # The first rows of each team by its own index range, then the first of
        # those: one sorted walk cannot serve several teams.
        keys = together(tickets.filter(team_id=team)[: PAGE + 1] for team in teams)
        if keys is None:
            return tickets.none()
        tickets = visible_tickets(user).filter(pk__in=keys)
        tickets = tickets.order_by("next_due_at", "pk")
    return tickets[: PAGE + 1]


def _by_opening(
    user: User, asked: Asked, now: datetime, position: Position | None
) -> TicketQuerySet:
    tickets = narrowed(view_tickets(user, asked.view, now), asked.filters)
    if position is not None:
        tickets = tickets.filter(position.earlier("opened_at"))
    return tickets.order_by("-opened_at", "-pk")[: PAGE + 1]


def _found(user: User, asked: Asked) -> TicketQuerySet:
    keys = matching_tickets(user, asked.words)
    tickets = narrowed(visible_tickets(user), asked.filters)
    if keys is None:
        return tickets.none()
    return tickets.filter(pk__in=keys)


def narrowed(tickets: TicketQuerySet, filters: dict[str, str]) -> TicketQuerySet:
    """Return the tickets that pass the filters; unknown words are left out."""
    for word, value in filters.items():
        condition = Q()
        for column in FILTERS.get(word, ()):
            condition |= Q(**{column: value})
        tickets = tickets.filter(condition)
    return tickets


def _columns(tickets: TicketQuerySet) -> "Iterable[Any]":
    # Any: the named tuples that values_list makes have no name of their own.
    return tickets.annotate(beginning=BEGINNING).values_list(
        *COLUMNS, "beginning", named=True
    )
