"""What is on the desk now: by stage, by team, by what falls due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Team
from servicedesk.board.scope import Scope
from surveys.choices import RecoveryState
from surveys.models import Recovery
from tickets.choices import ENDED_STAGES, DispatchState
from tickets.models import Dispatch, Ticket

SOON = timedelta(hours=1)
AHEAD = timedelta(hours=8)
BUCKET = timedelta(minutes=30)


def is_over(now: datetime) -> Q:
    """Return the condition of a ticket whose earliest deadline has passed."""
    return Q(next_due_at__lte=now)


def is_due(after: datetime, until: datetime) -> Q:
    """Return the condition of a ticket that falls due in a stretch of time."""
    return Q(next_due_at__gt=after, next_due_at__lte=until)


def open_tickets(scope: Scope, *, stage: str = "") -> QuerySet[Ticket]:
    """Return the tickets somebody still works on."""
    found = scope.tickets().open()
    return found.filter(stage=stage) if stage else found


def held_tickets(scope: Scope, *, stage: str = "") -> QuerySet[Ticket]:
    """Return the open tickets that wait for somebody else."""
    return open_tickets(scope, stage=stage).exclude(hold_reason="")


def tickets_over_time(scope: Scope, *, stage: str = "") -> QuerySet[Ticket]:
    """Return the open tickets that are over time now."""
    return open_tickets(scope, stage=stage).filter(is_over(scope.now))


def tickets_due(scope: Scope, *, after: datetime, until: datetime) -> QuerySet[Ticket]:
    """Return the open tickets that fall due after one moment, up to another."""
    return open_tickets(scope).filter(is_due(after, until))


def unanswered_tickets(scope: Scope) -> QuerySet[Ticket]:
    """Return the open tickets with a customer's message that waits for an answer."""
    return open_tickets(scope).filter(unanswered_since__isnull=False)


def waiting_dispatches(scope: Scope) -> QuerySet[Dispatch]:
    """Return the dispatches nobody has accepted yet."""
    return scope.of_tickets(
        Dispatch.objects.filter(state=DispatchState.PENDING)
    ).exclude(ticket__stage__in=ENDED_STAGES)


def open_recoveries(scope: Scope) -> QuerySet[Recovery]:
    """Return the recoveries that are not closed."""
    return scope.of_tickets(Recovery.objects.exclude(state=RecoveryState.CLOSED))


@dataclass
class Load:
    """How much work lies in one place: a stage, a team, or everywhere."""

    open: int = 0
    held: int = 0
    over: int = 0
    soon: int = 0
    soon_unowned: int = 0
    unanswered: int = 0
    oldest: datetime | None = None
    first_due: datetime | None = None

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one row of the grouped table in."""
        for name in ("open", "held", "over", "soon", "soon_unowned", "unanswered"):
            setattr(self, name, getattr(self, name) + row[name])
        for name in ("oldest", "first_due"):
            setattr(self, name, _earlier(getattr(self, name), row[name]))


@dataclass(frozen=True)
class Work:
    """The open work: altogether, by stage and by team."""

    total: Load
    by_stage: dict[str, Load]
    by_team: dict[int, Load]


def read_work(scope: Scope) -> Work:
    """Count the open work once, by team and stage (one query)."""
    now = scope.now
    soon = is_due(now, now + SOON)
    rows = (
        open_tickets(scope)
        .order_by()
        .values("team_id", "stage")
        .annotate(
            open=Count("pk"),
            held=Count("pk", filter=~Q(hold_reason="")),
            over=Count("pk", filter=is_over(now)),
            soon=Count("pk", filter=soon),
            soon_unowned=Count("pk", filter=soon & Q(assignee__isnull=True)),
            unanswered=Count("unanswered_since"),
            oldest=Min("unanswered_since"),
            first_due=Min("next_due_at", filter=is_over(now)),
        )
    )
    work = Work(Load(), {}, {})
    for row in rows:
        work.total.add(row)
        work.by_stage.setdefault(row["stage"], Load()).add(row)
        work.by_team.setdefault(row["team_id"], Load()).add(row)
    return work


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of time ahead, and how many tickets fall due in it."""

    after: datetime
    until: datetime
    count: int


def read_due_ahead(scope: Scope) -> list[Bucket]:
    """Count what falls due in the next eight hours, by half-hours (one query)."""
    edges = bucket_edges(scope.now)
    pairs = list(zip(edges, edges[1:], strict=False))
    counts = tickets_due(scope, after=edges[0], until=edges[-1]).aggregate(
        **{
            f"bucket_{place}": Count("pk", filter=is_due(after, until))
            for place, (after, until) in enumerate(pairs)
        }
    )
    return [
        Bucket(after, until, counts[f"bucket_{place}"])
        for place, (after, until) in enumerate(pairs)
    ]


def bucket_edges(now: datetime) -> list[datetime]:
    """Return now, the half-hours of the clock ahead, and now in eight hours."""
    first = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    last = now + AHEAD
    edges = [now]
    moment = first + BUCKET
    while moment < last:
        edges.append(moment)
        moment += BUCKET
    return [*edges, last]


def next_due(scope: Scope, *, limit: int) -> Sequence[Ticket]:
    """Return the tickets that fall due next."""
    found = tickets_due(scope, after=scope.now, until=scope.now + AHEAD)
    return list(
        found.select_related("team", "assignee").order_by("next_due_at")[:limit]
    )


@dataclass(frozen=True, slots=True)
class DispatchesWaiting:
    """Dispatches that wait to be accepted: how many, and where."""

    count: int
    by_team: list[tuple[int, int]]


def read_dispatches(scope: Scope) -> DispatchesWaiting:
    """Count the waiting dispatches by team, the most first (one query)."""
    rows = (
        waiting_dispatches(scope)
        .order_by()
        .values_list("to_team_id")
        .annotate(number=Count("pk"))
        .order_by("-number", "to_team_id")
    )
    by_team = [(team, number) for team, number in rows]
    return DispatchesWaiting(sum(number for _team, number in by_team), by_team)


@dataclass(frozen=True, slots=True)
class RecoveriesOpen:
    """Open recoveries: how many, and how many are still to be contacted."""

    count: int
    to_contact: int
    late: int


def read_recoveries(scope: Scope) -> RecoveriesOpen:
    """Count the open recoveries (one query)."""
    to_contact = Q(state=RecoveryState.OPEN)
    row = open_recoveries(scope).aggregate(
        count=Count("pk"),
        to_contact=Count("pk", filter=to_contact),
        late=Count("pk", filter=to_contact & Q(contact_due_at__lte=scope.now)),
    )
    return RecoveriesOpen(row["count"], row["to_contact"], row["late"])


def teams_of(scope: Scope) -> dict[int, Team]:
    """Return the teams in scope by key, with `people`: their active members."""
    teams = Team.objects.filter(pk__in=scope.team_ids).annotate(
        people=Coalesce(Count("members", filter=Q(members__is_active=True)), 0)
    )
    return {team.pk: team for team in teams.order_by("code")}


def _earlier(first: datetime | None, second: object) -> datetime | None:
    moments = [one for one in (first, second) if isinstance(one, datetime)]
    return min(moments, default=None)
