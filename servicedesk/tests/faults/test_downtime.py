"""A worker that was down for a day catches up: late, never lost, never twice."""

from datetime import timedelta

import pytest

from servicedesk.invariants import find_violations
from standards.choices import Milestone
from tickets import sweeps
from tickets.choices import Channel, EntryKind
from tickets.models import Deadline, Entry, Notice

pytestmark = [pytest.mark.faults, pytest.mark.django_db]

TICKETS = 200


def test_a_day_later_everything_is_found_once(cast, make_ticket, frozen_now):
    for _number in range(TICKETS):
        make_ticket(channel=Channel.PHONE, contact_email="")
    late = frozen_now + timedelta(days=1, minutes=5)
    before = {finding.check for finding in find_violations(now=late)}
    assert "due_is_breached" in before
    sweeps.sweep_deadlines(now=late)
    rows = Deadline.objects.filter(milestone=Milestone.ATTEND)
    assert rows.filter(late=True).count() == TICKETS
    assert all(row.breached_at == row.due_at for row in rows)
    breached = Entry.objects.filter(
        kind=EntryKind.BREACHED, data__milestone=Milestone.ATTEND
    )
    assert breached.count() == TICKETS
    told = Notice.objects.filter(entry__firings__deadline__in=rows, user=cast.lee)
    assert told.count() == TICKETS
    assert find_violations(now=late) == []
