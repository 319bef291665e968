"""A sweeper killed with -9 in the middle of a batch loses and doubles nothing."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection

from servicedesk.invariants import find_violations
from servicedesk.tests.faults.sweeper import POINTS
from standards.choices import Milestone
from tickets import sweeps
from tickets.choices import Channel, EntryKind
from tickets.models import Deadline, Entry

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.faults,
    pytest.mark.django_db(transaction=True),
]

TICKETS = 80


@pytest.fixture
def due(cast, make_ticket, frozen_now):
    for _number in range(TICKETS):
        make_ticket(channel=Channel.PHONE, contact_email="")
    return frozen_now + timedelta(seconds=40)


def killed_sweep(point, nth, now):
    """Run a sweeper in its own process until it kills itself at the point."""
    settings = connection.settings_dict
    url = (
        f"postgres://{settings['USER']}:{settings['PASSWORD']}"
        f"@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    )
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "servicedesk.tests.faults.sweeper",
            point,
            str(nth),
            now.isoformat(),
        ],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("point", POINTS)
def test_nothing_is_lost_or_doubled(point, due):
    done = killed_sweep(point, 2, due)
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    left = Deadline.objects.firing(due).count()
    assert 0 < left < Deadline.objects.filter(due_at__lt=due).count()
    sweeps.sweep_deadlines(now=due + timedelta(seconds=2))
    attend = Entry.objects.filter(
        kind=EntryKind.BREACHED, data__milestone=Milestone.ATTEND
    )
    assert attend.count() == TICKETS
    assert find_violations(now=due + timedelta(seconds=2)) == []


def test_negative_control_a_killed_sweep_leaves_work_undone(due):
    """Without the second sweep the invariants must complain."""
    killed_sweep("after_commit", 1, due)
    found = {finding.check for finding in find_violations(now=due)}
    assert "due_is_breached" in found
