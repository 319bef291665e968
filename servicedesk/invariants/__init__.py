"""What must hold in the database whatever happened to the processes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from servicedesk.invariants import clock, records

EXAMPLES = 10
"""Rows named per finding; the count is always complete."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One invariant that does not hold, with how often and where."""

    check: str
    statement: str
    count: int
    examples: list[str]


Check = Callable[[datetime], Iterator[str]]
CHECKS: tuple[Check, ...] = (*clock.CHECKS, *records.CHECKS)


def find_violations(*, now: datetime) -> list[Finding]:
    """Return every invariant that does not hold; an empty list is good news."""
    findings = []
    for check in CHECKS:
        hits = list(check(now))
        if hits:
            findings.append(
                Finding(
                    check=check.__name__,
                    statement=(check.__doc__ or "").strip(),
                    count=len(hits),
                    examples=hits[:EXAMPLES],
                )
            )
    return findings
