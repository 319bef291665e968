"""Which gates hold a ticket, and what satisfies them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from standards.choices import EvidenceKind
from standards.models import Rule
from standards.selectors.rulebook import Rulebook, TicketFacts
from tickets.choices import Source
from tickets.models import Evidence, Ticket

LASTING = frozenset(
    {
        EvidenceKind.IDENTITY,
        EvidenceKind.CUSTOMER_NUMBER,
        EvidenceKind.REQUEST_TYPE,
        EvidenceKind.VISITOR,
        EvidenceKind.ABSENT_MESSAGE,
    }
)
"""Evidence that still holds after a reopening."""


class GateStatus(StrEnum):
    """Where a gate stands."""

    MET = "met"
    OPEN = "open"
    SKIPPED = "skipped"
    UNJUDGED = "unjudged"


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate of the handbook, its status, and the record behind it."""

    rule: Rule
    status: GateStatus
    evidence: Evidence | None = None


def gate_states(
    *,
    ticket: Ticket,
    rulebook: Rulebook,
    facts: TicketFacts,
    evidence: Sequence[Evidence],
    holds: Iterable[str],
) -> list[GateState]:
    """Return the state of every gate that holds one of the steps.

    Imported history is not judged: nobody can know what was not logged.
    """
    return [
        _state_of(rule, ticket, evidence) for rule in rulebook.gates(facts, holds=holds)
    ]


def open_gates(states: Iterable[GateState]) -> list[Rule]:
    """Return the rules whose record is still missing."""
    return [state.rule for state in states if state.status == GateStatus.OPEN]


def _state_of(rule: Rule, ticket: Ticket, evidence: Sequence[Evidence]) -> GateState:
    for record in reversed(evidence):
        if record.is_exception:
            if (
                record.cycle == ticket.cycle
                and record.rule is not None
                and record.rule.code == rule.code
            ):
                return GateState(rule, GateStatus.SKIPPED, record)
        elif record.kind == rule.evidence and (
            record.cycle == ticket.cycle or record.kind in LASTING
        ):
            return GateState(rule, GateStatus.MET, record)
    if ticket.source == Source.IMPORTED:
        return GateState(rule, GateStatus.UNJUDGED)
    return GateState(rule, GateStatus.OPEN)
