"""Applies the clock to tickets."""

from tickets.deadlines.levels import BREACH, arm, breach_data, is_late, level_moment
from tickets.deadlines.timers import Timers

__all__ = ["BREACH", "Timers", "arm", "breach_data", "is_late", "level_moment"]
