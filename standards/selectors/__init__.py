"""Every read of the handbook that joins or counts."""

from standards.selectors.calendars import Calendars, load_calendars
from standards.selectors.rulebook import (
    Rulebook,
    TicketFacts,
    edition_in_force,
    forget_rulebooks,
    load_rulebook,
    rule_applies,
)

__all__ = [
    "Calendars",
    "Rulebook",
    "TicketFacts",
    "edition_in_force",
    "forget_rulebooks",
    "load_calendars",
    "load_rulebook",
    "rule_applies",
]
