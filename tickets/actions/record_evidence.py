"""Put on record what a gate asks for."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Ticket

BY_WORD = frozenset(
    {
        EvidenceKind.ABSENT_MESSAGE,
        EvidenceKind.VISITOR,
        EvidenceKind.NEED,
        EvidenceKind.RESTATEMENT,
        EvidenceKind.PLAN,
        EvidenceKind.TIME_NEEDED,
        EvidenceKind.SERVICE_RECORD,
        EvidenceKind.COMPLAINT_REVIEW,
        EvidenceKind.VOUCHER,
    }
)
"""Evidence that is a record by itself; the others come from their own action."""


def record_evidence(
    *,
    ticket: Ticket,
    actor: User,
    kind: EvidenceKind,
    data: dict[str, Any],
    now: datetime,
) -> Ticket:
    """Write a record such as the 5W1H or the restatement. Raises Refused."""
    if kind not in BY_WORD:
        raise Refused(_("This record is made by its own step."))
    if not any(str(value).strip() for value in data.values()):
        raise Refused(_("There is nothing to record yet."))
    with moving(ticket, "record", actor=actor, now=now) as step:
        service = kind == EvidenceKind.SERVICE_RECORD
        entry = step.write(
            EntryKind.SERVICE_RECORD if service else EntryKind.EVIDENCE,
            Lane.BACK,
            body=str(data.get("text", "")),
            data={"evidence": kind, **data},
        )
        step.record(kind, entry, data=data)
    return step.ticket
