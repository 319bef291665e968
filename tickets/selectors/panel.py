"""The handbook panel: what the handbook asks of one ticket, and where that stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from accounts.models import User
from standards.choices import EvidenceKind, Milestone, RuleKind
from standards.models import Rule
from standards.selectors import Rulebook
from tickets.choices import Outcome, Stage
from tickets.lifecycle import AUTOMATIONS, FORWARD, MOVES, Move
from tickets.models import FAR_FUTURE, Deadline, Evidence, Promise, Ticket
from tickets.policies import may_skip

if TYPE_CHECKING:
    # Gates stand above the reads; their states are handed in.
    from tickets.gates import GateState

TOGETHER = {
    EvidenceKind.CUSTOMER_NUMBER: EvidenceKind.IDENTITY,
    EvidenceKind.TIME_NEEDED: EvidenceKind.PROMISE,
}
"""Records that another record makes as well, when both are open."""

ONWARD = frozenset({EvidenceKind.RESULT, EvidenceKind.ACCEPTANCE})
"""Records that are the step out of a stage itself: they are never made alone."""

SPANS = frozenset({Milestone.PROMISE, Milestone.REVISIT})
"""Timers whose due moment is given: warnings divide the plain span."""

SHADES = (RuleKind.CHECK, RuleKind.PHRASE, RuleKind.FORBIDDEN)
"""Rules shown to be kept in mind; nothing is recorded for them."""


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer as the page shows it."""

    deadline: Deadline
    state: str
    """running, over, paused, met, late (stopped over time) or cancelled."""
    label: str
    code: str

    @property
    def is_running(self) -> bool:
        """Whether it has not been stopped."""
        return self.deadline.stopped_at is None

    @property
    def took(self) -> timedelta | None:
        """How long it took until it was stopped."""
        row = self.deadline
        return row.stopped_at - row.started_at if row.stopped_at else None

    @property
    def late_by(self) -> timedelta | None:
        """How long after its due moment it was stopped."""
        row = self.deadline
        return row.stopped_at - row.due_at if row.stopped_at and row.due_at else None

    @property
    def warn_at(self) -> datetime | None:
        """About when 80 % of its time has passed, for the colour of the countdown."""
        row = self.deadline
        if row.due_at is None or row.next_level is None:
            return None
        if row.next_level == 80:
            return row.next_fire_at
        if row.next_level > 80:
            return row.started_at
        if row.milestone in SPANS:
            return row.started_at + (row.due_at - row.started_at) * 0.8
        return row.due_at - timedelta(seconds=row.target_seconds * 0.2)


@dataclass(slots=True)
class PanelRule:
    """A rule of the handbook and where it stands for this ticket."""

    rule: Rule
    state: str
    """met, open, skipped or unjudged (gates); a timer's state or waiting; reference."""
    record: Evidence | None = None
    timer: TimerRow | None = None
    may_skip: bool = False
    together_with: str = ""
    """The code of the gate whose form records this one, too."""
    form: Any = None
    """The form that records an open gate; put in by the page."""


@dataclass(slots=True)
class Panel:
    """All that the right column shows."""

    edition_number: int
    gates: list[PanelRule] = field(default_factory=list)
    beside: list[PanelRule] = field(default_factory=list)
    timed: list[PanelRule] = field(default_factory=list)
    shades: list[PanelRule] = field(default_factory=list)
    timers: list[TimerRow] = field(default_factory=list)
    forward: Move | None = None

    @property
    def open_gates(self) -> list[PanelRule]:
        """The gates that still lack their record."""
        return [item for item in self.gates if item.state == "open"]

    @property
    def left_to_record(self) -> list[PanelRule]:
        """The open gates, less those that the step onward itself records."""
        return [item for item in self.open_gates if item.rule.evidence not in ONWARD]

    @property
    def strip(self) -> list[TimerRow]:
        """What runs now, the most pressing first; no mere reminder that has passed."""
        running = [
            row for row in self.timers if row.is_running and row.state != "missed"
        ]
        return sorted(running, key=lambda row: row.deadline.due_at or FAR_FUTURE)

    @property
    def over_count(self) -> int:
        """How many timers are over time now."""
        return sum(row.state == "over" for row in self.timers)


def build_panel(
    ticket: Ticket,
    *,
    rulebook: Rulebook,
    states: Iterable["GateState"],
    deadlines: Sequence[Deadline],
    user: User,
    now: datetime,
) -> Panel:
    """Return the panel of a ticket; reads nothing from the database."""
    stage = Stage(ticket.stage)
    forward = FORWARD.get(stage)
    panel = Panel(
        edition_number=rulebook.edition.number,
        forward=MOVES[forward] if forward else None,
        timers=timer_rows(deadlines, ticket, now),
    )
    for state in states:
        item = PanelRule(
            rule=state.rule,
            state=str(state.status),
            record=state.evidence,
            may_skip=may_skip(user, state.rule.skippable_by),
        )
        (panel.gates if state.rule.holds == forward else panel.beside).append(item)
    _mark_together(panel.gates)
    applying = [rule for rule in rulebook.applying(ticket.facts) if rule.stage == stage]
    panel.timed = _timed(applying, panel.timers)
    judged = {item.rule.pk for item in panel.timed}
    panel.shades = [
        PanelRule(rule=rule, state="reference")
        for rule in applying
        if rule.details.get("enabled_by_default", True)
        and (rule.kind in SHADES or _waits(rule, judged, rulebook, ticket))
    ]
    return panel


def last_promise(deadlines: Iterable[Deadline]) -> Promise | None:
    """Return the promise of this cycle, the open one or the last."""
    found = [row.promise for row in deadlines if _has_promise(row)]
    return found[-1] if found else None


def timer_rows(
    deadlines: Iterable[Deadline], ticket: Ticket, now: datetime
) -> list[TimerRow]:
    """Return the last round of each timer of this cycle, running ones first."""
    last: dict[str, Deadline] = {}
    for row in deadlines:
        if row.milestone not in AUTOMATIONS and row.cycle == ticket.cycle:
            last[row.milestone] = row
    rows = [
        TimerRow(
            deadline=row,
            state=_timer_state(row, now),
            label=str(Milestone(row.milestone).label),
            code=row.rule.code if row.rule else "",
        )
        for row in last.values()
    ]
    return sorted(
        rows,
        key=lambda row: (not row.is_running, row.deadline.due_at or FAR_FUTURE),
    )


def automation(deadlines: Iterable[Deadline], milestone: Milestone) -> Deadline | None:
    """Return the running timer that makes the desk act at the milestone, if any."""
    for row in deadlines:
        if row.milestone == milestone and row.stopped_at is None:
            return row
    return None


def _has_promise(row: Deadline) -> bool:
    # A joined one-to-one relation that is empty answers no attribute.
    return getattr(row, "promise", None) is not None


def _timer_state(row: Deadline, now: datetime) -> str:
    over = row.breached_at is not None
    if row.stopped_at is not None:
        if over:
            return "late"
        return "met" if row.outcome == Outcome.MET else "cancelled"
    if row.paused_since is not None:
        return "paused"
    if row.due_at is not None and row.due_at <= now:
        over = True
    if row.advisory and over:
        return "missed"
    return "over" if over else "running"


def _mark_together(gates: Sequence[PanelRule]) -> None:
    still_open = {item.rule.evidence: item for item in gates if item.state == "open"}
    for item in still_open.values():
        main = still_open.get(TOGETHER.get(EvidenceKind(item.rule.evidence), ""))
        if main is not None:
            item.together_with = main.rule.code


def _waits(rule: Rule, judged: set[int], rulebook: Rulebook, ticket: Ticket) -> bool:
    """Say whether a timed rule is this ticket's, but no timer runs by it yet."""
    if rule.kind != RuleKind.TIMED or rule.pk in judged:
        return False
    if rule.target_seconds is None:
        return True
    return rulebook.timer(rule.milestone, ticket.facts) == rule


def _timed(applying: Iterable[Rule], timers: Sequence[TimerRow]) -> list[PanelRule]:
    """Pair timers with their rules: the stage's own, and all that still runs."""
    own = {rule.pk for rule in applying}
    found = [
        PanelRule(row.deadline.rule, row.state, timer=row)
        for row in timers
        if row.deadline.rule is not None
        and (row.is_running or row.deadline.rule.pk in own)
    ]
    return sorted(found, key=_urgency)


def _urgency(item: PanelRule) -> tuple[bool, datetime]:
    """Order what runs by its due moment; the rest stays behind as it is."""
    if item.timer is None or not item.timer.is_running:
        return (True, FAR_FUTURE)
    return (False, item.timer.deadline.due_at or FAR_FUTURE)
