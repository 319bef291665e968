"""What every test can lean on: a frozen moment, and a run that hides nothing."""

import os
from collections import Counter
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any

import pytest

# The cast (agents, supervisors, customers) stands beside the roof's tests.
pytest_plugins = [
    name for name in ("servicedesk.tests.cast",) if find_spec(name) is not None
]

_seconds: list[float] = []
_skipped: list[str] = []  # why, once for each skipped test


@pytest.fixture
def frozen_now() -> datetime:
    """Wednesday 4 March 2026, 10:00 in Shanghai: a working day in working hours."""
    return datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


def _uses_database(item: pytest.Item) -> bool:
    """Tell whether a test asks for the database by mark, fixture or base class."""
    if item.get_closest_marker("django_db"):
        return True
    names = set(getattr(item, "fixturenames", ()))
    if names & {"db", "transactional_db", "live_server", "django_db_setup"}:
        return True
    from django.test import TransactionTestCase

    owner = getattr(item, "cls", None)
    return owner is not None and issubclass(owner, TransactionTestCase)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark the rules; leave out what belongs to the run on the other servers.

    Such tests are deselected, not skipped: "make test" does run them, elsewhere.
    """
    from django.conf import settings

    on_postgres = "postgresql" in settings.DATABASES["default"]["ENGINE"]
    left_out = []
    for item in items[:]:
        marked = {mark.name for mark in item.iter_markers()}
        if not _uses_database(item) and not marked & {"slow", "house"}:
            item.add_marker("rules")
        if _runs_elsewhere(item, on_postgres, on_redis=bool(settings.REDIS_URL)):
            items.remove(item)
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def _runs_elsewhere(item: pytest.Item, on_postgres: bool, *, on_redis: bool) -> bool:
    """Tell whether another part of "make test" is the place for this test."""
    marked = {mark.name for mark in item.iter_markers()}
    if "postgres" in marked:
        return not on_postgres
    if "redis" in marked:
        return not on_redis
    # Slow and without a database (child processes, catalogues): once is enough.
    return on_postgres and "slow" in marked and not _uses_database(item)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time; remember a skip (an expected failure is not one)."""
    _seconds.append(report.duration)
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(_reason(report))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Remember a module that skipped itself while it was collected."""
    if report.skipped:
        _skipped.append(_reason(report))


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Count the skips of this run aloud; in CI they fail it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return  # the process that gave out the work has heard of all of them
    verdict = " (CI=true: a skip fails the run)" if _in_ci() and _skipped else ""
    terminalreporter.write_line(
        f"TIME IN TESTS: {sum(_seconds):.1f} s, without start-up"
    )
    terminalreporter.write_line(f"SKIPS IN THIS RUN: {len(_skipped)}{verdict}")
    if _skipped and "SKIP_LOG" in os.environ:  # bin/test repeats them at the end
        with open(os.environ["SKIP_LOG"], "a") as log:
            for reason, times in Counter(_skipped).items():
                log.write(f"{times} x {reason}\n")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in CI that skipped something."""
    if _in_ci() and _skipped and session.exitstatus in (0, 5):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
