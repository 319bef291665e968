"""Pages of the board."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import StaffRequest, can_see_board, require
from servicedesk.board.forms import BoardForm, RowsForm
from servicedesk.board.links import Links
from servicedesk.board.parts.day import build_day
from servicedesk.board.parts.now import build_now
from servicedesk.board.rows import list_rows
from servicedesk.board.scope import (
    WEEK,
    Scope,
    board_team_ids,
    day_bounds,
    history_of,
    may_open_rows,
)

STEP = timedelta(days=1)


@require(can_see_board)
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """Show the figures of the teams a person leads."""
    now = timezone.now()
    form = BoardForm(request.GET, team_ids=board_team_ids(request.user))
    form.full_clean()
    scope = _scope(request, form, now)
    history = history_of(scope)
    if not form.cleaned_data.get("imported"):
        scope = scope.with_history(imported=history.only_imported)
    links = _links(request, form)
    context = {
        "now": now,
        "form": form,
        "scope": scope,
        "links": links,
        "history": history,
        "part": build_now(scope, links),
        "day": build_day(scope, links),
        "wall": bool(form.cleaned_data.get("wall")),
        **_ways(scope, links, now, last_day=history.last_day),
    }
    return render(request, "board/board.html", context)


@require(can_see_board)
@require_safe
def board_tickets(request: StaffRequest) -> HttpResponse:
    """Show the tickets behind one figure, just as many as it says."""
    if not may_open_rows(request.user):
        raise PermissionDenied
    now = timezone.now()
    form = BoardForm(request.GET, team_ids=board_team_ids(request.user))
    asked = RowsForm(request.GET)
    if not (form.is_valid() and asked.is_valid()):
        raise Http404
    scope = _scope(request, form, now)
    if not form.cleaned_data["imported"]:
        scope = scope.with_history(imported=history_of(scope).only_imported)
    listed = list_rows(scope, asked.cleaned_data)
    context = {
        "now": now,
        "scope": scope,
        "listed": listed,
        "team": form.cleaned_data["team"],
        "board_url": _links(request, form).board(),
        "next_url": listed.next_query
        and f"{request.path}?{_with(request, after=listed.next_query)}",
        "first_url": f"{request.path}?{_with(request, after='')}"
        if asked.cleaned_data["after"]
        else "",
    }
    return render(request, "board/tickets.html", context)


def _scope(request: StaffRequest, form: BoardForm, now: datetime) -> Scope:
    asked = form.cleaned_data
    day = asked.get("day") or timezone.localdate(now)
    start, end = day_bounds(day)
    team = asked.get("team")
    return Scope(
        team_ids=frozenset([team.pk]) if team else board_team_ids(request.user),
        day=day,
        start=start,
        end=end,
        now=now,
        imported=asked.get("imported") == "1",
    )


def _links(request: StaffRequest, form: BoardForm) -> Links:
    asked = form.cleaned_data
    team = asked.get("team")
    return Links(
        day=asked.get("day"),
        team=str(team.pk) if team else "",
        imported=asked.get("imported") or "",
        rows_allowed=may_open_rows(request.user),
    )


def _ways(
    scope: Scope, links: Links, now: datetime, *, last_day: date | None
) -> dict[str, Any]:
    """Return the addresses of the other days, of the wall and of the history."""
    today = timezone.localdate(now)
    tomorrow = scope.day + STEP
    return {
        "is_today": scope.day == today,
        "before_url": links.board(day=scope.day - STEP),
        "after_url": links.board(day=tomorrow) if tomorrow <= today else "",
        "last_url": links.board(day=last_day),
        "today_url": links.board(day=""),
        "week_before": scope.day - WEEK,
        "wall_url": links.board(wall=1),
        "leave_url": links.board(),
        "history_url": links.board(imported="0" if scope.imported else "1"),
    }


def _with(request: StaffRequest, **changed: str) -> str:
    """Return the query of this page with something changed; empty drops it."""
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return query.urlencode()
