"""What one line of the table says."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

from standards.choices import Milestone
from tickets.choices import Stage


class Who(StrEnum):
    """Who may make a move."""

    STAFF = "staff"
    CUSTOMER = "customer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table.

    `target` None: the stage stays. `starts`, `meets`, `cancels` name the timers
    that the move starts, stops as met, and stops as no longer needed.
    """

    name: str
    label: Promise | str
    sources: frozenset[Stage]
    target: Stage | None
    who: frozenset[Who] = frozenset({Who.STAFF})
    gated: bool = False
    starts: tuple[Milestone, ...] = ()
    meets: tuple[Milestone, ...] = ()
    cancels: tuple[Milestone, ...] = ()
    pauses: bool = False
    resumes: bool = False
    while_held: bool = True
