"""What the request form offers: the public types, and by when each is answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from accounts.models import Team
from standards.choices import Milestone, TimeBase
from standards.clock import NoWorkingTime, due_moment
from standards.errors import NoEditionInForce
from standards.selectors import (
    Calendars,
    Rulebook,
    TicketFacts,
    edition_in_force,
    load_calendars,
    load_rulebook,
)
from tickets.choices import Channel
from tickets.models import RequestType

FALLBACK_ICON = "circle-question-mark"


@dataclass
class Kind:
    """One type of request as the form offers it, with its finer types."""

    type: RequestType
    children: list["Kind"] = field(default_factory=list)

    @property
    def icon(self) -> str:
        """The type's drawing."""
        return _drawing(self.type.icon)

    def __iter__(self) -> Iterator["Kind"]:
        """The types that can be chosen: the finer ones, else the type itself."""
        return iter(self.children or [self])

    def __len__(self) -> int:
        return len(self.children) or 1


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    """Return an icon; a company may have named one that is not there."""
    try:
        return lucide(name or FALLBACK_ICON, size=22)
    except IconDoesNotExist:
        return lucide(FALLBACK_ICON, size=22)


@dataclass(frozen=True, slots=True)
class Offer:
    """All that the form offers, in the order of the company's choice."""

    kinds: Sequence[Kind]
    by_code: Mapping[str, RequestType]

    def kind_of(self, code: str) -> Kind | None:
        """Return the main type that is named, or that the named type belongs to."""
        return next(
            (
                kind
                for kind in self.kinds
                if kind.type.code == code
                or any(child.type.code == code for child in kind.children)
            ),
            None,
        )


def public_types() -> Offer:
    """Return the types offered to customers, in two levels (one query)."""
    rows = list(
        RequestType.objects.filter(is_public=True, is_active=True)
        .select_related("parent__team", "team")
        .order_by("position", "pk")
    )
    kinds = {row.pk: Kind(row) for row in rows if row.parent_id is None}
    for row in rows:
        if row.parent_id in kinds:
            kinds[row.parent_id].children.append(Kind(row))
    return Offer(
        kinds=list(kinds.values()),
        by_code={
            row.code: row
            for row in rows
            if row.parent_id is None or row.parent_id in kinds
        },
    )


def answer_moments(offer: Offer, *, now: datetime) -> dict[str, datetime]:
    """Return by when a request of each type is answered, if it is sent now.

    The edition in force says so; a type it does not time is left out, and
    without an edition all are.
    """
    try:
        book = load_rulebook(edition_in_force(now).pk)
    except NoEditionInForce:
        return {}
    general = Team.objects.filter(is_general=True).first()
    clock = _Clock(book, now)
    found = {
        code: clock.answer_to(_facts(row, general))
        for code, row in offer.by_code.items()
    }
    return {code: moment for code, moment in found.items() if moment is not None}


def _facts(row: RequestType, general: Team | None) -> TicketFacts:
    team = row.team or (row.parent and row.parent.team) or general
    return TicketFacts(
        channel=Channel.WEB,
        types=row.codes,
        team=team.code if team else "",
        place=row.place,
    )


class _Clock:
    """Counts first answers from one moment; reads calendars only when needed."""

    def __init__(self, book: Rulebook, now: datetime) -> None:
        self.book = book
        self.now = now
        self._calendars: Calendars | None = None

    def answer_to(self, facts: TicketFacts) -> datetime | None:
        """Return by when a request with these facts is answered."""
        rule = self.book.timer(Milestone.FIRST_ANSWER, facts)
        if rule is None or rule.target_seconds is None:
            return None
        calendar = None
        if rule.time_base != TimeBase.WALL:
            self._calendars = self._calendars or load_calendars()
            calendar = self._calendars.for_base(rule.time_base)
        try:
            return due_moment(
                start=self.now,
                seconds=rule.target_seconds,
                calendar=calendar,
                pauses=[],
            )
        except NoWorkingTime:
            return None
