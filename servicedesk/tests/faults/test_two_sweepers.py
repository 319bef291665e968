"""Two sweepers at once on PostgreSQL: every deadline fires exactly once.

The negative controls take the lock away, and the unique constraint too: then
the same race must leave doubles behind, or the test would prove nothing.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from servicedesk.invariants import find_violations
from standards.choices import Milestone
from tickets import sweeps
from tickets.choices import Channel, EntryKind
from tickets.models import Deadline, Entry, Firing
from tickets.sweeps import deadlines as sweep_module

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]

TICKETS = 120


@pytest.fixture
def due(cast, make_ticket, frozen_now):
    """Tickets whose customers wait on the phone, 40 seconds after they called."""
    for _number in range(TICKETS):
        make_ticket(channel=Channel.PHONE, contact_email="")
    return frozen_now + timedelta(seconds=40)


def race(now, sweepers=4):
    """Let several sweepers start at the same moment, each on its own connection."""
    barrier = threading.Barrier(sweepers)
    errors = []

    def run():
        try:
            barrier.wait(timeout=20)
            sweeps.sweep_deadlines(now=now)
        except Exception as error:  # noqa: BLE001  # reported by the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(sweepers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return errors


def breaches():
    return Entry.objects.filter(
        kind=EntryKind.BREACHED, data__milestone=Milestone.ATTEND
    ).count()


def test_each_breach_happens_exactly_once(due, monkeypatch):
    monkeypatch.setattr(sweep_module, "BATCH", 20)
    assert race(due) == []
    assert breaches() == TICKETS
    assert find_violations(now=due) == []


def _claim_without_lock(barrier):
    """Read the due rows as `claim` does, but lock nothing; meet before writing."""

    def claim(ids, now):
        rows = list(
            Deadline.objects.filter(pk__in=ids)
            .firing(now)
            .select_related("ticket__team", "rule")
            .order_by("next_fire_at", "pk")
        )
        try:
            barrier.wait(timeout=5)
        except threading.BrokenBarrierError:
            return rows
        return rows

    return claim


def test_negative_control_without_lock_and_constraint_it_doubles(due, monkeypatch):
    barrier = threading.Barrier(2)
    monkeypatch.setattr(sweep_module, "claim", _claim_without_lock(barrier))
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE tickets_firing DROP CONSTRAINT fires_once_per_level"
        )
    try:
        race(due, sweepers=2)
        assert breaches() > TICKETS
        found = {finding.check for finding in find_violations(now=due)}
        assert {"breached_exactly_once", "fired_once_per_level"} <= found
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "DROP TRIGGER guard_tickets_firing_truncate ON tickets_firing"
            )
            cursor.execute("TRUNCATE tickets_firing CASCADE")
            cursor.execute(
                "ALTER TABLE tickets_firing ADD CONSTRAINT fires_once_per_level"
                " UNIQUE (deadline_id, arming, level)"
            )


def test_without_the_lock_the_constraint_still_refuses_doubles(due, monkeypatch):
    barrier = threading.Barrier(2)
    monkeypatch.setattr(sweep_module, "claim", _claim_without_lock(barrier))
    race(due, sweepers=2)
    assert Firing.objects.filter(level=100).count() == len(
        set(Firing.objects.filter(level=100).values_list("deadline", "arming"))
    )
    assert breaches() <= TICKETS
