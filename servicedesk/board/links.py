"""Addresses that lead from a figure to the tickets behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Number:
    """A figure, and the address of the rows behind it (empty: not for this person)."""

    value: int
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Links:
    """Makes the addresses of one board: its day, team and history go along."""

    day: date | None
    team: str = ""
    imported: str = ""
    rows_allowed: bool = True

    def rows(self, figure: str, **wanted: object) -> str:
        """Return the address of the list behind a figure."""
        if not self.rows_allowed:
            return ""
        return f"{reverse('board_tickets')}?{self._query(figure=figure, **wanted)}"

    def number(self, value: int, figure: str, **wanted: object) -> Number:
        """Return a figure with the address of its rows."""
        return Number(value, self.rows(figure, **wanted))

    def board(self, **changed: object) -> str:
        """Return the address of the board with something changed."""
        query = self._query(**changed)
        return f"{reverse('board')}?{query}" if query else reverse("board")

    def _query(self, **changed: object) -> str:
        values: Mapping[str, object] = {
            "day": self.day,
            "team": self.team,
            "imported": self.imported,
            **changed,
        }
        return urlencode(
            {
                name: value.isoformat()
                if isinstance(value, date | datetime)
                else str(value)
                for name, value in values.items()
                if value not in ("", None)
            }
        )
