"""What an import brought, counted for its report: times, shares, and a recount."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone

from accounts.models import Team
from servicedesk.board.recount import differences
from servicedesk.board.scope import Scope
from servicedesk.board.statistics import Share, middle_places, nearest_rank
from servicedesk.invariants import CHECKS, find_violations
from standards.choices import Milestone
from surveys.models import Revisit
from tickets.choices import EntryKind, Outcome, Source
from tickets.lifecycle import AUTOMATIONS
from tickets.models import Deadline, Entry, Evidence, Ticket


@dataclass(frozen=True)
class Times:
    """How long something took: the middle, nine tenths, the mean, in seconds."""

    count: int
    median: float
    ninth_tenth: float
    mean: float


@dataclass(frozen=True)
class Figures:
    """The figures of all imported history."""

    stages: dict[str, int]
    revisits: dict[str, int]
    completion: Times
    over_time: dict[str, Share]
    advisory: dict[str, Share]
    accepted_by: dict[str, int]
    sources: dict[str, int]
    exceptions: int
    late: int
    invariants: int
    hits: int
    differences: list[str]


def count_figures(*, now: datetime) -> Figures:
    """Read the figures of imported tickets, and compare board and timelines."""
    tickets = Ticket.objects.filter(source=Source.IMPORTED)
    timers = Deadline.objects.filter(ticket__source=Source.IMPORTED)
    evidence = Evidence.objects.filter(ticket__source=Source.IMPORTED)
    return Figures(
        stages=_by(tickets.values_list("stage", flat=True)),
        revisits=_by(
            Revisit.objects.filter(ticket__source=Source.IMPORTED).values_list(
                "state", flat=True
            )
        ),
        completion=_times(_completion_seconds()),
        over_time=_shares(advisory=False),
        advisory=_shares(advisory=True),
        accepted_by=_by(tickets.values_list("accepted_by", flat=True)),
        sources=_by(evidence.values_list("source", flat=True)),
        exceptions=evidence.filter(is_exception=True).count(),
        late=timers.filter(late=True).count(),
        invariants=len(CHECKS),
        hits=sum(finding.count for finding in find_violations(now=now)),
        differences=_differences(now),
    )


def _by(values: object) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))  # type: ignore[call-overload]


def _completion_seconds() -> list[float]:
    """Return from the timelines how long each case took to its result."""
    lines = Entry.objects.filter(
        ticket__source=Source.IMPORTED,
        kind__in=[EntryKind.OPENED, EntryKind.RESULT],
    ).values_list("ticket_id", "kind", "happened_at")
    opened: dict[int, datetime] = {}
    told: dict[int, datetime] = {}
    for ticket, kind, moment in lines.order_by("happened_at", "pk"):
        (opened if kind == EntryKind.OPENED else told)[ticket] = moment
    return sorted(
        (moment - opened[ticket]).total_seconds() for ticket, moment in told.items()
    )


def _times(seconds: list[float]) -> Times:
    if not seconds:
        return Times(0, 0, 0, 0)
    place, values = middle_places(len(seconds))
    return Times(
        count=len(seconds),
        median=sum(seconds[place : place + values]) / values,
        ninth_tenth=seconds[nearest_rank(len(seconds), 90)],
        mean=sum(seconds) / len(seconds),
    )


def _shares(*, advisory: bool) -> dict[str, Share]:
    """Return by kind of timer how many went over time, of those with a verdict.

    Left out is what was cancelled before its moment, or still runs towards it.
    """
    broken = Q(breached_at__isnull=False)
    met = Q(breached_at__isnull=True, outcome=Outcome.MET)
    rows = (
        Deadline.objects.filter(ticket__source=Source.IMPORTED, advisory=advisory)
        .exclude(milestone__in=AUTOMATIONS)
        .values("milestone")
        .annotate(
            broken=Count("pk", filter=broken),
            met=Count("pk", filter=met),
            all=Count("pk"),
        )
        .order_by("milestone")
    )
    return {
        row["milestone"]: Share(
            row["broken"],
            row["broken"] + row["met"],
            row["all"] - row["broken"] - row["met"],
        )
        for row in rows
    }


def _differences(now: datetime) -> list[str]:
    """Return where the board and the timelines disagree over the whole history."""
    ends = (
        Ticket.objects.filter(source=Source.IMPORTED)
        .order_by(F("opened_at").asc())
        .values_list("opened_at", flat=True)
    )
    first = ends.first()
    if first is None:
        return []
    scope = Scope(
        team_ids=frozenset(Team.objects.values_list("pk", flat=True)),
        day=timezone.localdate(now),
        start=first,
        end=now + timedelta(seconds=1),
        now=now,
        imported=True,
    )
    return differences(scope)


def label_of(milestone: str) -> str:
    """Return what a kind of timer waits for, in words."""
    return str(Milestone(milestone).label)
