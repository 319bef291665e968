"""How much came in and was completed, and how long it took."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Avg,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
)
from django.db.models.functions import ExtractHour

from servicedesk.board.scope import WEEK, Scope
from servicedesk.board.statistics import middle_places, nearest_rank
from tickets.choices import EntryKind
from tickets.models import Entry, Ticket


def opened_tickets(
    scope: Scope,
    *,
    start: datetime | None = None,
    end: datetime | None = None,
    hour: int | None = None,
) -> QuerySet[Ticket]:
    """Return the tickets opened on the day, within part of it, or in one hour."""
    found = scope.tickets().filter(
        opened_at__gte=start or scope.start, opened_at__lt=end or scope.end
    )
    return found if hour is None else found.filter(opened_at__hour=hour)


def completed_tickets(
    scope: Scope, *, start: datetime | None = None, end: datetime | None = None
) -> QuerySet[Ticket]:
    """Return the tickets completed on the day and not reopened since."""
    return scope.tickets().filter(
        completed_at__gte=start or scope.start, completed_at__lt=end or scope.end
    )


def completed_in_week(scope: Scope) -> QuerySet[Ticket]:
    """Return the tickets completed in the seven days up to the end of the day."""
    return completed_tickets(scope, start=scope.end - WEEK, end=scope.end)


def reopened_completions(scope: Scope) -> QuerySet[Entry]:
    """Return the completions of the day that did not last: reopened since."""
    return scope.of_tickets(
        Entry.objects.filter(
            kind=EntryKind.MOVED,
            data__move="complete",
            happened_at__gte=scope.start,
            happened_at__lt=scope.end,
            cycle__lt=F("ticket__cycle"),
        )
    )


@dataclass(frozen=True, slots=True)
class Volume:
    """A count of the day beside the same weekday of the week before."""

    today: int
    before: int
    before_so_far: int


def same_time_before(scope: Scope) -> datetime:
    """Return how far the earlier day had come at this time of day."""
    earlier = scope.week_earlier()
    if not scope.is_today:
        return earlier.end
    return min(earlier.start + (scope.now - scope.start), earlier.end)


def read_opened(scope: Scope) -> Volume:
    """Count what was opened, beside the same weekday (one query)."""
    return _compare(scope, "opened_at")


def read_completed(scope: Scope) -> Volume:
    """Count what was completed, beside the same weekday (one query)."""
    return _compare(scope, "completed_at")


def _compare(scope: Scope, column: str) -> Volume:
    earlier = scope.week_earlier()

    def within(start: datetime, end: datetime) -> Q:
        return Q(**{f"{column}__gte": start, f"{column}__lt": end})

    row = (
        scope.tickets()
        .filter(within(scope.start, scope.end) | within(earlier.start, earlier.end))
        .aggregate(
            today=Count("pk", filter=within(scope.start, scope.end)),
            before=Count("pk", filter=within(earlier.start, earlier.end)),
            so_far=Count("pk", filter=within(earlier.start, same_time_before(scope))),
        )
    )
    return Volume(row["today"], row["before"], row["so_far"])


def opened_by_hour(scope: Scope) -> dict[int, int]:
    """Count what was opened in each local hour of the day (one query)."""
    rows = (
        opened_tickets(scope)
        .order_by()
        .values(hour=ExtractHour("opened_at"))
        .annotate(number=Count("pk"))
    )
    return {row["hour"]: row["number"] for row in rows}


@dataclass(frozen=True, slots=True)
class Durations:
    """Time from opening to completion of a number of tickets."""

    count: int
    median: timedelta | None = None
    ninth_tenth: timedelta | None = None
    mean: timedelta | None = None


def read_durations(scope: Scope) -> Durations:
    """Return median, 90th percentile (nearest rank) and mean (three queries).

    The database sorts, so that no more than three values travel.
    """
    took = ExpressionWrapper(
        F("completed_at") - F("opened_at"), output_field=DurationField()
    )
    rows = completed_in_week(scope).annotate(took=took)
    whole = rows.aggregate(count=Count("pk"), mean=Avg("took"))
    count = whole["count"]
    if not count:
        return Durations(0)
    ordered = rows.order_by("took").values_list("took", flat=True)
    place, values = middle_places(count)
    middle = list(ordered[place : place + values])
    ninth = nearest_rank(count, 90)
    return Durations(
        count=count,
        median=sum(middle, timedelta()) / len(middle),
        ninth_tenth=ordered[ninth : ninth + 1].get(),
        mean=whole["mean"],
    )
