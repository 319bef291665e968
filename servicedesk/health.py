"""Is the desk alive, is it ready, and how is it doing: /healthz, /readyz, /metrics."""

import logging
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from servicedesk.schedule import BEAT_SCHEDULE
from standards.choices import Milestone
from tickets.choices import OutboxState, Stage
from tickets.models import Deadline, Heartbeat, OutboxMessage, Ticket

logger = logging.getLogger(__name__)

LATE_AFTER_PERIODS = 3
PATIENCE = 60.0  # seconds; a slow mail server alone does not make the desk unready


class Pulse(NamedTuple):
    """A heartbeat that is watched: its row, and the entry that should cause it."""

    name: str
    entry: str

    @property
    def period(self) -> float:
        """The seconds between two beats."""
        return float(BEAT_SCHEDULE[self.entry]["schedule"])

    @property
    def limit(self) -> float:
        """The age in seconds at which the sweep counts as late."""
        limit = self.period * LATE_AFTER_PERIODS
        return limit if self is DEADLINES else max(limit, PATIENCE)


DEADLINES = Pulse("sweep", "sweep-deadlines")
PULSES = (DEADLINES, Pulse("outbox", "deliver-outbox"))


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer 200 while this process runs and the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("healthz: the database does not answer")
        return HttpResponse(
            "the database does not answer\n", status=503, content_type="text/plain"
        )
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 while the sweeps keep their pace, else 503 with the reasons."""
    try:
        reasons = late_sweeps(timezone.now())
    except DatabaseError:
        logger.exception("readyz: the database does not answer")
        reasons = ["The database does not answer."]
    return JsonResponse(
        {"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200
    )


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show the desk's gauges to this machine, or to whoever has METRICS_TOKEN."""
    if not may_read_metrics(request):
        return HttpResponse(
            "METRICS_TOKEN is needed as a bearer token.\n",
            status=403,
            content_type="text/plain",
        )
    registry = CollectorRegistry()
    registry.register(DeskCollector(timezone.now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read_metrics(request: HttpRequest) -> bool:
    """Tell whether the request comes from this machine or carries the token."""
    token: str = settings.METRICS_TOKEN
    kind, _space, given = request.headers.get("Authorization", "").partition(" ")
    if token and kind.lower() == "bearer":
        return secrets.compare_digest(given.encode(), token.encode())
    # Behind a reverse proxy every visitor seems to come from this machine; the
    # headers that a proxy adds give that away.
    proxied = any(
        name in request.headers
        for name in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP")
    )
    return not proxied and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


def heartbeat_ages(now: datetime) -> dict[str, float]:
    """Return the seconds since each sweep last ran, by the name of its row."""
    rows = Heartbeat.objects.values_list("name", "beat_at")
    return {name: (now - beat_at).total_seconds() for name, beat_at in rows}


def late_sweeps(now: datetime) -> list[str]:
    """Return one sentence for each sweep that has fallen behind its period."""
    ages = heartbeat_ages(now)
    reasons = []
    for pulse in PULSES:
        age = ages.get(pulse.name)
        if age is None:
            if pulse is DEADLINES:  # the others may have had no time to run yet
                reasons.append(f'"{pulse.entry}" has never run. Is a worker running?')
        elif age > pulse.limit:
            reasons.append(
                f'"{pulse.entry}" last ran {age:.0f} s ago;'
                f" it should run every {pulse.period:g} s."
            )
    return reasons


class DeskCollector:
    """Reads the gauges from the database at the moment they are asked for."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        yield self._open_tickets()
        yield self._overdue()
        yield self._outbox()
        age = GaugeMetricFamily(
            "servicedesk_heartbeat_age_seconds",
            "Seconds since a sweep last ran.",
            labels=["sweep"],
        )
        for name, seconds in sorted(heartbeat_ages(self.now).items()):
            age.add_metric([name], seconds)
        yield age

    def _open_tickets(self) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "servicedesk_open_tickets", "Tickets not yet done.", labels=["stage"]
        )
        rows = Ticket.objects.exclude(stage__in=[Stage.DONE, Stage.CANCELLED])
        open_stages = [
            s for s in Stage.values if s not in (Stage.DONE, Stage.CANCELLED)
        ]
        for stage, count in _counted(rows, "stage", open_stages):
            gauge.add_metric([stage], count)
        return gauge

    def _overdue(self) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "servicedesk_overdue_deadlines",
            "Running deadlines whose moment has passed.",
            labels=["milestone"],
        )
        rows = Deadline.objects.filter(
            stopped_at=None, paused_since=None, due_at__lt=self.now
        )
        for milestone, count in _counted(rows, "milestone", Milestone.values):
            gauge.add_metric([milestone], count)
        return gauge

    def _outbox(self) -> GaugeMetricFamily:
        gauge = GaugeMetricFamily(
            "servicedesk_outbox_messages",
            "Outgoing messages that have not left: waiting, or given up as dead.",
            labels=["state"],
        )
        rows = OutboxMessage.objects.exclude(state=OutboxState.SENT)
        waiting = [OutboxState.PENDING, OutboxState.LEASED, OutboxState.DEAD]
        for state, count in _counted(rows, "state", waiting):
            gauge.add_metric([state], count)
        return gauge


def _counted(
    rows: QuerySet[Any], column: str, expected: Sequence[str]
) -> list[tuple[str, int]]:
    """Count the rows by a column; a value without rows counts as zero.

    A gauge that vanishes when it reaches zero cannot be told from a broken one.
    """
    counts = {str(value): 0 for value in expected}
    counts.update(rows.order_by().values_list(column).annotate(count=Count("pk")))
    return sorted(counts.items())
