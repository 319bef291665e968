"""What the clock does by itself: small batches of due rows, claimed and done."""

from tickets.sweeps.deadlines import SweepCounts, sweep_deadlines
from tickets.sweeps.outbox import DeliveryCounts, deliver_outbox

__all__ = ["DeliveryCounts", "SweepCounts", "deliver_outbox", "sweep_deadlines"]
