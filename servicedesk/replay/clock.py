"""The clock of a replay: it jumps from one next moment to the next."""

from collections.abc import Collection
from datetime import datetime

from tickets.lifecycle import AUTOMATIONS
from tickets.models import Deadline
from tickets.sweeps import SweepCounts
from tickets.sweeps.automations import run_automation
from tickets.sweeps.deadlines import fire_rows

LOOK_AHEAD = 50
"""Timers looked at together; only those of one moment are done."""


class ClockStuck(Exception):
    """A timer could not be swept; the replay must not go on without it."""


def run_clock(*, tickets: Collection[int], until: datetime) -> SweepCounts:
    """Sweep some tickets up to a moment as if the worker had always been there.

    Each warning, breach and automatic step is found at its own moment, so that
    nothing in the history says it was found late. Raises ClockStuck.
    """
    counts = SweepCounts()
    due = (
        Deadline.objects.firing(until)
        .filter(ticket__in=tickets)
        .order_by("next_fire_at", "pk")
        .values_list("pk", "milestone", "next_fire_at")
    )
    while found := list(due[:LOOK_AHEAD]):
        moment = found[0][2]
        if moment is None:  # cannot be: it fires
            break
        together = [(pk, kind) for pk, kind, at in found if at == moment]
        ids = [pk for pk, kind in together if kind not in AUTOMATIONS]
        if ids:
            fire_rows(ids, now=moment, counts=counts)
        for pk, kind in together:
            if kind in AUTOMATIONS:
                counts.acted += run_automation(pk, now=moment)
        if counts.set_aside:
            raise ClockStuck(f"A timer cannot be swept at {moment}.")
    return counts
