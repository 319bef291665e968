"""The moves of a ticket, and the timers they start and stop."""

from tickets.lifecycle.clocks import (
    ACCEPTANCE,
    AUTOMATIONS,
    FIRST_CONTACT,
    OPENING,
    PAUSABLE,
    ROUNDS,
    WORK_CLOCKS,
)
from tickets.lifecycle.move import Move, Who
from tickets.lifecycle.table import (
    FORWARD,
    MOVES,
    OPEN,
    WORKING,
    allowed_moves,
)

__all__ = [
    "ACCEPTANCE",
    "AUTOMATIONS",
    "FIRST_CONTACT",
    "FORWARD",
    "MOVES",
    "OPEN",
    "OPENING",
    "PAUSABLE",
    "ROUNDS",
    "WORKING",
    "WORK_CLOCKS",
    "Move",
    "Who",
    "allowed_moves",
]
