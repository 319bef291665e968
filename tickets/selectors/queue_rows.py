"""What one line of the queue says, ready to be shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django.db.models.functions import Left
from django.utils.translation import get_language

from standards.choices import Milestone
from standards.selectors.rulebook import TicketFacts, load_rulebook
from tickets.choices import (
    STATE_LABELS,
    Channel,
    Ending,
    HoldReason,
    Priority,
    Stage,
    Tier,
)
from tickets.models import FAR_FUTURE

COLUMNS = (
    "pk",
    "number",
    "subject",
    "contact_name",
    "customer__name",
    "priority",
    "tier",
    "channel",
    "handling",
    "place",
    "stage",
    "hold_reason",
    "ending",
    "edition_id",
    "team__code",
    "team__name_zh",
    "team__name_en",
    "assignee_id",
    "assignee__display_name",
    "assignee__username",
    "request_type__code",
    "request_type__name_zh",
    "request_type__name_en",
    "request_type__parent__code",
    "request_type__parent__name_zh",
    "request_type__parent__name_en",
    "next_due_at",
    "next_warn_at",
    "next_milestone",
    "opened_at",
    "ended_at",
)
BEGINNING = Left("description", 90)
"""The first words of the description; the whole text may be long."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One ticket as the queue shows it: words only, no further query."""

    pk: int
    number: str
    subject: str
    beginning: str
    customer: str
    priority: str
    is_vip: bool
    type: str
    type_code: str
    parent_type: str
    stage: str
    state: str
    is_held: bool
    is_ended: bool
    owner: str
    is_own: bool
    team: str
    channel: str
    channel_word: str
    due_at: datetime | None
    warn_at: datetime | None
    milestone: str
    code: str
    opened_at: datetime
    ended_at: datetime | None
    version: str


class RowMaker:
    """Turns database rows into lines; asks each rulebook only once per case."""

    def __init__(self, user_id: int) -> None:
        self.user_id = user_id
        self._codes: dict[tuple[int, str, TicketFacts], str] = {}

    @cached_property
    def _chinese(self) -> bool:
        return (get_language() or "zh").startswith("zh")

    def lines(self, rows: Iterable[Any]) -> list[QueueRow]:
        """Return the lines of database rows read with COLUMNS and `beginning`."""
        return [self._line(row) for row in rows]

    def _line(self, row: Any) -> QueueRow:  # a named tuple made by values_list
        kind = self._name(row, "request_type")
        parent = self._name(row, "request_type__parent")
        due = (
            None
            if row.next_due_at >= FAR_FUTURE and not row.hold_reason
            else (row.next_due_at)
        )
        ended = row.stage in (Stage.DONE, Stage.CANCELLED)
        return QueueRow(
            pk=row.pk,
            number=row.number,
            subject=row.subject,
            beginning=" ".join(row.beginning.split()),
            customer=row.customer__name or row.contact_name,
            priority=row.priority,
            is_vip=row.tier == Tier.VIP or row.priority == Priority.VIP,
            type=kind,
            type_code=row.request_type__code or "",
            parent_type=parent or kind,
            stage=row.stage,
            state=_state(row),
            is_held=bool(row.hold_reason),
            is_ended=ended,
            owner=row.assignee__display_name or row.assignee__username or "",
            is_own=row.assignee_id == self.user_id,
            team=self._name(row, "team"),
            channel=row.channel,
            channel_word=str(Channel(row.channel).label),
            due_at=None if ended else due,
            warn_at=row.next_warn_at,
            milestone=_milestone(row.next_milestone),
            code=self._code(row),
            opened_at=row.opened_at,
            ended_at=row.ended_at,
            version=blake2b(repr(row).encode(), digest_size=6).hexdigest(),
        )

    def _name(self, row: Any, prefix: str) -> str:
        zh = getattr(row, f"{prefix}__name_zh") or ""
        en = getattr(row, f"{prefix}__name_en") or ""
        return (zh or en) if self._chinese else (en or zh)

    def _code(self, row: Any) -> str:
        """Return the code of the rule behind the next due moment."""
        if not row.next_milestone:
            return ""
        facts = TicketFacts(
            channel=row.channel,
            types=tuple(
                code
                for code in (row.request_type__code, row.request_type__parent__code)
                if code
            ),
            priority=row.priority,
            tier=row.tier,
            team=row.team__code,
            handling=row.handling,
            place=row.place,
        )
        key = (row.edition_id, row.next_milestone, facts)
        if key not in self._codes:
            rule = load_rulebook(row.edition_id).timer(row.next_milestone, facts)
            self._codes[key] = rule.code if rule else ""
        return self._codes[key]


def _milestone(code: str) -> str:
    return str(Milestone(code).label) if code else ""


def _state(row: Any) -> str:
    """Return how a list says where the ticket stands."""
    if row.hold_reason:
        return str(HoldReason(row.hold_reason).label)
    if row.stage == Stage.CANCELLED and row.ending:
        return str(Ending(row.ending).label)
    return str(STATE_LABELS[Stage(row.stage)])
