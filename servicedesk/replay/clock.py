"""The clock of a replay: it jumps from one next moment to the next."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Min

from tickets.models import Deadline
from tickets.sweeps import SweepCounts, sweep_deadlines


def run_clock(*, tickets: Collection[int], until: datetime) -> SweepCounts:
    """Sweep some tickets up to a moment as if the worker had always been there.

    Each warning, breach and automatic step is found at its own moment, so that
    nothing in the history says it was found late.
    """
    total = SweepCounts()
    while True:
        moment = (
            Deadline.objects.firing(until)
            .filter(ticket__in=tickets)
            .aggregate(first=Min("next_fire_at"))["first"]
        )
        if moment is None:
            return total
        counts = sweep_deadlines(now=moment, tickets=tickets)
        total.warned += counts.warned
        total.breached += counts.breached
        total.acted += counts.acted
        total.set_aside += counts.set_aside
