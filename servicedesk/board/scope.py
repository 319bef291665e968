"""What a board shows: which teams, which day, with or without imported history."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Team, User
from accounts.policies import visible_team_ids, works_at_desk
from tickets.choices import Source
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet

Row = TypeVar("Row", bound=Model)

WEEK = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The teams and the stretch of time that figures are asked for.

    `start` and `end` bound the day (half-open); `now` is the moment of asking.
    """

    team_ids: frozenset[int]
    day: date
    start: datetime
    end: datetime
    now: datetime
    imported: bool = False

    @property
    def is_today(self) -> bool:
        """Whether the day has begun and not ended."""
        return self.start <= self.now < self.end

    def tickets(self) -> TicketQuerySet:
        """Return the tickets in scope."""
        found = Ticket.objects.filter(team_id__in=self.team_ids)
        return found if self.imported else found.exclude(source=Source.IMPORTED)

    def of_tickets(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """Return those rows whose ticket is in scope."""
        found = rows.filter(ticket__team_id__in=self.team_ids)
        return found if self.imported else found.exclude(ticket__source=Source.IMPORTED)

    def on(self, day: date) -> "Scope":
        """Return the same scope on another day."""
        start, end = day_bounds(day)
        return replace(self, day=day, start=start, end=end)

    def with_history(self, *, imported: bool) -> "Scope":
        """Return the same scope with or without imported history."""
        return replace(self, imported=imported)

    def week_earlier(self) -> "Scope":
        """Return the same scope on the same weekday, a week earlier."""
        return self.on(self.day - WEEK)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the first moment of a local day and of the next one."""
    return (
        timezone.make_aware(datetime.combine(day, time())),
        timezone.make_aware(datetime.combine(day + timedelta(days=1), time())),
    )


@dataclass(frozen=True, slots=True)
class History:
    """What the teams' tickets reach back to, and whether some were imported."""

    only_imported: bool
    any_imported: bool
    last_day: date | None


def history_of(scope: Scope) -> History:
    """Look at the first and the last ticket of the teams (at most three queries)."""
    tickets = Ticket.objects.filter(team_id__in=scope.team_ids)
    ends = [
        tickets.order_by(order).values_list("source", "opened_at").first()
        for order in ("opened_at", "-opened_at")
    ]
    found = [end for end in ends if end is not None]
    imported = [source == Source.IMPORTED for source, _opened in found]
    only = bool(imported) and all(imported)
    if only:
        only = not tickets.exclude(source=Source.IMPORTED).exists()
    return History(
        only_imported=only,
        any_imported=any(imported),
        last_day=timezone.localdate(found[-1][1]) if found else None,
    )


def board_team_ids(user: User) -> frozenset[int]:
    """Return the teams whose figures a person sees.

    Handbook editors and administrators without a team see the figures of all
    teams, never the tickets behind them.
    """
    own = visible_team_ids(user)
    if own or not user.has_role(Role.HANDBOOK_EDITOR, Role.ADMINISTRATOR):
        return own
    return frozenset(Team.objects.values_list("pk", flat=True))


def may_open_rows(user: User) -> bool:
    """Say whether a person may see the tickets behind a figure."""
    return works_at_desk(user)
