"""How many tickets each view holds, capped, in one query."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import User
from tickets.choices import SERVICE_STAGES
from tickets.selectors.paging import compiled
from tickets.selectors.queue import QueueView, view_tickets

CAP = 99
"""More than this many are shown as "99+"."""
WINDOW = 1000
"""Stages and holds are counted among so many open tickets of the teams."""

COUNTED = (
    QueueView.MINE,
    QueueView.TEAM,
    QueueView.UNASSIGNED,
    QueueView.SOON,
    QueueView.OVER,
)
"""Views whose rows an index finds at once; each is counted up to the cap."""


def count_views(user: User, now: datetime) -> dict[str, str]:
    """Return how many tickets each view and stage holds, as it is shown.

    No table is ever counted to its end: a view stops at the cap, and stages and
    holds, which no index sorts, are counted within a window of the open tickets.
    A figure the window cut short says so by its "+".
    """
    pieces = list(_pieces(user, now))
    if not pieces:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _values in pieces),
            [value for _sql, values in pieces for value in values],
        )
        found = [(str(key), str(held), int(n)) for key, held, n in cursor.fetchall()]
    whole = {key: number for key, _held, number in found if key in COUNTED}
    near = [row for row in found if row[0] not in COUNTED]
    is_cut = sum(number for _key, _held, number in near) >= WINDOW
    shown = {str(view): capped(whole.get(view, 0)) for view in COUNTED}
    for stage in SERVICE_STAGES:
        number = sum(n for key, _held, n in near if key == stage)
        shown[str(stage)] = capped(number, is_cut=is_cut)
    number = sum(n for _key, held, n in near if held)
    shown[str(QueueView.HELD)] = capped(number, is_cut=is_cut)
    return shown


def _pieces(user: User, now: datetime) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield statements of three columns: view or stage, hold reason, number.

    The texts are our own words and what Django compiled; values stay apart.
    """
    for view in COUNTED:
        rows = view_tickets(user, view, now).order_by().values("pk")[: CAP + 1]
        if (piece := compiled(rows)) is not None:
            sql, values = piece
            text = f"SELECT '{view}', '', COUNT(*) FROM ({sql}) AS of_{view}"  # noqa: S608
            yield text, values
    team = view_tickets(user, QueueView.TEAM, now).order_by()
    window = compiled(team.values_list("stage", "hold_reason")[:WINDOW])
    if window is not None:
        sql, values = window
        yield (
            f"SELECT near.stage, near.hold_reason, COUNT(*) FROM ({sql}) AS near"  # noqa: S608
            " GROUP BY near.stage, near.hold_reason",
            values,
        )


def capped(number: int, *, is_cut: bool = False) -> str:
    """Return a number as it is shown: empty for none, "99+" beyond the cap."""
    if number > CAP:
        return f"{CAP}+"
    return f"{number}{'+' if is_cut else ''}" if number else ""
