"""Groups of timers that the table and the clock speak of."""

from standards.choices import Milestone

OPENING = (
    Milestone.AUTOMATIC_ANSWER,
    Milestone.ATTEND,
    Milestone.FIRST_ANSWER,
    Milestone.QUALITY_ANSWER,
    Milestone.WAITING_CARE,
    Milestone.SOLVE,
)
FIRST_CONTACT = (
    Milestone.ATTEND,
    Milestone.FIRST_ANSWER,
    Milestone.QUALITY_ANSWER,
)
ACCEPTANCE = (Milestone.ACCEPTANCE_REMINDER, Milestone.ACCEPTANCE_SILENCE)
WORK_CLOCKS = (
    *FIRST_CONTACT,
    Milestone.AUTOMATIC_ANSWER,
    Milestone.NEXT_ANSWER,
    Milestone.WAITING_CARE,
    Milestone.ACCEPT,
    Milestone.PROGRESS,
    Milestone.SOLVE,
    Milestone.PROMISE,
    Milestone.HOLD_END,
    *ACCEPTANCE,
)

PAUSABLE = frozenset(
    {
        Milestone.NEXT_ANSWER,
        Milestone.ACCEPT,
        Milestone.PROGRESS,
        Milestone.SOLVE,
        Milestone.WAITING_CARE,
    }
)
"""Timers that stand still on hold; promises and first contacts do not."""

AUTOMATIONS = frozenset(
    {
        Milestone.ACCEPTANCE_REMINDER,
        Milestone.ACCEPTANCE_SILENCE,
        Milestone.HOLD_END,
    }
)
"""Timers that make the desk act; nobody is judged by them."""

ROUNDS = frozenset(
    {
        Milestone.NEXT_ANSWER,
        Milestone.WAITING_CARE,
        Milestone.ACCEPT,
        Milestone.PROGRESS,
        Milestone.PROMISE,
        Milestone.HOLD_END,
        Milestone.RECOVERY,
    }
)
"""Timers that may run several times in one cycle."""
