"""Lists that are read page by page: where the last page ended, as a signed word."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

PAGE = 50
"""Rows on one page; one more is read to know whether there is a next page."""

_SALT = "tickets.paging"


@dataclass(frozen=True, slots=True)
class Position:
    """The last row of a page: the moment it is sorted by, and its key."""

    moment: datetime
    pk: int

    def token(self) -> str:
        """Return the position as a word for an address; nobody can make one up."""
        return signing.dumps([self.moment.isoformat(), self.pk], salt=_SALT)

    def later(self, field: str) -> Q:
        """Return what comes after, in a list sorted by rising moment and key."""
        return Q(**{f"{field}__gte": self.moment}) & (
            Q(**{f"{field}__gt": self.moment}) | Q(pk__gt=self.pk)
        )

    def earlier(self, field: str) -> Q:
        """Return what comes after, in a list sorted by falling moment and key."""
        return Q(**{f"{field}__lte": self.moment}) & (
            Q(**{f"{field}__lt": self.moment}) | Q(pk__lt=self.pk)
        )


def read_position(token: str) -> Position | None:
    """Return the position of a token, or nothing (the first page) for a bad one."""
    try:
        moment, pk = signing.loads(token, salt=_SALT)
        return Position(datetime.fromisoformat(moment), int(pk))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def together(parts: Iterable[QuerySet[Any]]) -> RawSQL | None:
    """Return the keys of several short lists as one sub-query; nothing if empty.

    Each list keeps its own order, limit and index range. Django refuses limits
    in a union on SQLite, where they are allowed one level further down.
    """
    found = [piece for part in parts if (piece := compiled(part.values("pk")))]
    if not found:
        return None
    # Only statements that Django compiled, with their parameters apart.
    sql = " UNION ALL ".join(
        f"SELECT * FROM ({text}) AS part{place}"  # noqa: S608
        for place, (text, _values) in enumerate(found)
    )
    values = [value for _text, values in found for value in values]
    return RawSQL(sql, values)  # noqa: S611


def compiled(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Return a list's statement and parameters, or nothing if it must be empty."""
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(values)
