"""`make bench`: our pages and sweep beside the bare ones, in one run.

Writes bench/results.json: figures, ratios, and the bare figures measured before
and after ours, whose distance is the noise of this machine.
"""

import json
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings.test")
RESULTS = Path(__file__).parent / "results.json"
SIZES = (1_000, 100_000)
ROUNDS = 25


def p50(call: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the median time of a call in milliseconds, after three warm-ups."""
    for _warm in range(3):
        call()
    times = []
    for _round in range(rounds):
        start = time.perf_counter()
        call()
        times.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(times), 2)


def main() -> None:
    """Measure on the database of DATABASE_URL, by default a throw-away SQLite."""
    if "DATABASE_URL" not in os.environ:
        folder = tempfile.mkdtemp(prefix="servicedesk-bench-")
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    settings.ROOT_URLCONF = "bench.bare"
    from bench.fill import fill, prepare

    call_command("migrate", verbosity=0)
    now = timezone.now()
    agent = prepare(now)
    report: dict[str, Any] = {
        "database": connection.vendor,
        "python": platform.python_version(),
        "processor": f"{os.cpu_count()} cores, {platform.machine()}",
        "sizes": {},
    }
    for size in SIZES:
        started = time.perf_counter()
        fill(size, now=now, agent=agent)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        filled = round(time.perf_counter() - started, 1)
        report["sizes"][str(size)] = {"fill_seconds": filled, **measure(agent, now)}
    small, large = (report["sizes"][str(size)] for size in SIZES)
    report["growth_100k_to_1k"] = {
        name: round(large[name]["ours_ms"] / small[name]["ours_ms"], 2)
        for name in ("queue", "ticket_10", "ticket_200", "board")
    }
    report["sweep"] = measure_sweep(now + timedelta(days=6))
    write(report)


def measure(agent: Any, now: Any) -> dict[str, Any]:
    """Measure the pages: bare, ours, bare again."""
    from django.test import Client

    from bench.fill import add_entries
    from tickets.models import Entry, Ticket

    client = Client()
    client.force_login(agent, "django.contrib.auth.backends.ModelBackend")
    tickets = Ticket.objects.filter(
        stage="serve", team__code="bench-1", entries__kind="opened"
    ).order_by("pk")[:2]
    measured: dict[str, Any] = {}
    pages = {"queue": ("/bare/queue/", "/desk/?view=team")}
    for ticket, count in zip(tickets, (10, 200), strict=True):
        if Entry.objects.filter(ticket=ticket).count() < count:
            add_entries(ticket, count, now=now, agent=agent)
        pages[f"ticket_{count}"] = (
            f"/bare/tickets/{ticket.number}/",
            f"/desk/tickets/{ticket.number}/",
        )
    pages["board"] = ("/bare/queue/", "/board/")
    for name, (bare, ours) in pages.items():
        measured[name] = compare(client, bare, ours)
    return measured


def compare(client: Any, bare: str, ours: str) -> dict[str, Any]:
    """Measure bare, ours, bare; count our queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def get(path: str) -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}.")

    before = p50(lambda: get(bare))
    figure = p50(lambda: get(ours))
    after = p50(lambda: get(bare))
    with CaptureQueriesContext(connection) as queries:
        get(ours)
    mean = (before + after) / 2
    return {
        "bare_ms": [before, after],
        "ours_ms": figure,
        "ratio": round(figure / mean, 2),
        "queries": len(queries),
    }


def measure_sweep(later: Any) -> dict[str, Any]:
    """Measure a sweep with nothing due, and one with everything due."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tickets import sweeps
    from tickets.models import Deadline

    past = later - timedelta(days=40)
    sweeps.sweep_deadlines(now=past)
    with CaptureQueriesContext(connection) as queries:
        sweeps.sweep_deadlines(now=past)
    idle = p50(lambda: sweeps.sweep_deadlines(now=past))
    due = Deadline.objects.firing(later).count()
    started = time.perf_counter()
    counts = sweeps.sweep_deadlines(now=later)
    seconds = time.perf_counter() - started
    return {
        "nothing_due_ms": idle,
        "nothing_due_queries": len(queries),
        "due": due,
        "breached": counts.breached,
        "seconds": round(seconds, 2),
        "ms_per_deadline": round(seconds * 1000 / due, 3) if due else None,
    }


def write(report: dict[str, Any]) -> None:
    """Keep this database's figures beside the other one's."""
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    if report["database"] == "sqlite":
        report["sqlite"] = sqlite3.sqlite_version
    known[report["database"]] = report
    RESULTS.write_text(json.dumps(known, indent=2) + "\n")
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    sys.exit(main())
