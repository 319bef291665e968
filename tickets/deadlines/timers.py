"""The timers of one ticket: start, meet, cancel, pause, resume, replay."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from standards.choices import Milestone, TimeBase
from standards.clock import Pause, due_moment, move_back_into, move_forward_into
from standards.models import Rule
from standards.selectors import Calendars, load_calendars, load_rulebook
from tickets.choices import EntryKind, Lane, Outcome
from tickets.deadlines.levels import (
    BREACH,
    CHANGING,
    WARN_FROM,
    arm,
    breach_data,
    is_late,
    level_moment,
)
from tickets.lifecycle import AUTOMATIONS, PAUSABLE, ROUNDS
from tickets.models import FAR_FUTURE, Deadline, Entry, Firing, HoldInterval, Ticket


class Timers:
    """The timers of one locked ticket: changed in memory, saved at once."""

    def __init__(self, ticket: Ticket, *, rows: list[Deadline], now: datetime) -> None:
        self.ticket = ticket
        self.rows = rows
        self.now = now
        self.rulebook = load_rulebook(ticket.edition_id)
        self._calendars: Calendars | None = None
        self._pauses: list[Pause] | None = None
        self._new: list[Deadline] = []
        self._changed: list[Deadline] = []

    @classmethod
    def of(cls, ticket: Ticket, *, now: datetime) -> "Timers":
        """Lock and read the timers of this cycle and all that still run."""
        rows = Deadline.objects.filter(ticket=ticket).filter(
            Q(cycle=ticket.cycle) | Q(stopped_at__isnull=True)
        )
        locked = rows.select_for_update(of=("self",), no_key=True)
        return cls(
            ticket, rows=list(locked.select_related("rule").order_by("pk")), now=now
        )

    @property
    def calendars(self) -> Calendars:
        """The calendars, read when first needed."""
        if self._calendars is None:
            self._calendars = load_calendars()
        return self._calendars

    @property
    def pauses(self) -> list[Pause]:
        """The ticket's times on hold, read when first needed."""
        if self._pauses is None:
            self._pauses = [
                Pause(hold.started_at, hold.ended_at)
                for hold in HoldInterval.objects.filter(ticket=self.ticket)
            ]
        return self._pauses

    def running(self, milestones: Iterable[str]) -> list[Deadline]:
        """Return the running timers of these milestones."""
        wanted = set(milestones)
        return [
            row
            for row in self.rows
            if row.stopped_at is None and row.milestone in wanted
        ]

    def start(
        self,
        milestone: Milestone,
        *,
        at: datetime,
        due_at: datetime | None = None,
        rule: Rule | None = None,
    ) -> Deadline | None:
        """Start a timer, if the handbook times the milestone for this ticket.

        A given `due_at` (a promise, the end of a hold) needs no target. A timer
        that runs already is left alone.
        """
        running = self.running([milestone])
        if running:
            return running[0]
        rule = rule or self.rulebook.timer(milestone, self.ticket.facts)
        if rule is None and due_at is None:
            return None
        if milestone not in ROUNDS and any(
            row.milestone == milestone and row.cycle == self.ticket.cycle
            for row in self.rows
        ):
            return None
        row = Deadline(
            ticket=self.ticket,
            milestone=milestone,
            cycle=self.ticket.cycle,
            round=self._next_round(milestone),
            rule=rule,
            time_base=rule.time_base if rule else TimeBase.WALL,
            target_seconds=(rule.target_seconds or 0) if rule else 0,
            levels=self._levels(milestone, rule),
            advisory=bool(rule and rule.advisory),
            started_at=at,
            armed_at=self.now,
        )
        row.due_at = due_at or self._due(row)
        arm(row, after=at, calendars=self._calendars_for(row))
        self.rows.append(row)
        self._new.append(row)
        return row

    def meet(
        self, milestones: Iterable[str], *, at: datetime, entry: Entry
    ) -> list[Deadline]:
        """Stop timers as met; one that is past its due moment was over time."""
        found = self.running(milestones)
        for row in found:
            if (
                row.due_at is not None
                and at > row.due_at
                and row.breached_at is None
                and row.paused_since is None
            ):
                self._breach_late(row)
            self._stop(row, Outcome.MET, at, entry)
        return found

    def cancel(
        self, milestones: Iterable[str], *, at: datetime, entry: Entry | None
    ) -> list[Deadline]:
        """Stop timers that are no longer needed; a breach up to now stands."""
        found = self.running(milestones)
        for row in found:
            if (
                row.due_at is not None
                and at > row.due_at
                and row.breached_at is None
                and row.paused_since is None
                and row.milestone not in AUTOMATIONS
            ):
                self._breach_late(row)
            self._stop(row, Outcome.CANCELLED, at, entry)
        return found

    def pause(self, *, at: datetime) -> None:
        """Let the pausable timers stand still."""
        for row in self.running(PAUSABLE):
            if row.due_at is not None and at > row.due_at and row.breached_at is None:
                self._breach_late(row)
            row.paused_since = at
            row.next_level = row.next_fire_at = None
            self._touch(row)

    def resume(self, *, at: datetime) -> None:
        """Let timers run on; the time on hold is not counted."""
        self._pauses = None
        for row in self.running(PAUSABLE):
            if row.paused_since is not None:
                row.paused_since = None
                self._rearm(row, self._due(row), at)

    def replay(self, *, at: datetime) -> None:
        """Judge the running timers by the rules that apply now.

        A timer that no rule asks for any more is cancelled; one that was over
        time stays so; one that a rule asks for now is started from the opening.
        """
        facts = self.ticket.facts
        for row in self.running(set(Milestone) - AUTOMATIONS - {Milestone.PROMISE}):
            rule = self.rulebook.timer(row.milestone, facts)
            if rule is None:
                self._stop(row, Outcome.CANCELLED, at, None)
            elif rule.pk != row.rule_id and row.breached_at is None:
                row.rule, row.time_base = rule, rule.time_base
                row.target_seconds = rule.target_seconds or 0
                row.levels = self._levels(row.milestone, rule)
                row.advisory = rule.advisory
                self._rearm(row, self._due(row), at)

    def save(self) -> None:
        """Write the changes, and the earliest due moment to the ticket."""
        if self._new:
            Deadline.objects.bulk_create(self._new)
        if self._changed:
            Deadline.objects.bulk_update(self._changed, CHANGING)
        self._new, self._changed = [], []
        due = [
            row
            for row in self.rows
            if row.stopped_at is None
            and row.paused_since is None
            and not row.advisory
            and row.milestone not in AUTOMATIONS
            and row.due_at is not None
        ]
        first = min(due, key=lambda row: row.due_at or FAR_FUTURE, default=None)
        ticket = self.ticket
        ticket.next_due_at, ticket.next_milestone = FAR_FUTURE, ""
        ticket.next_warn_at = None
        if first is not None and first.due_at is not None:
            ticket.next_due_at = first.due_at
            ticket.next_milestone = first.milestone
            ticket.next_warn_at = level_moment(
                first, WARN_FROM, self._calendars_for(first), self._pauses or ()
            )

    # --- the steps ----------------------------------------------------------

    def _due(self, row: Deadline) -> datetime | None:
        due = due_moment(
            start=row.started_at,
            seconds=row.target_seconds,
            calendar=self._calendars_for(row).for_base(row.time_base),
            pauses=self.pauses if row.milestone in PAUSABLE and row.pk else [],
        )
        if row.milestone == Milestone.REVISIT and due and self.calendars.calling:
            back = move_back_into(due, self.calendars.calling)
            if back is None or back <= row.started_at:
                back = move_forward_into(due, self.calendars.calling)
            return back
        return due

    def _calendars_for(self, row: Deadline) -> Calendars:
        if row.time_base == TimeBase.WALL:
            return self._calendars or _NO_CALENDARS
        return self.calendars

    def _levels(self, milestone: str, rule: Rule | None) -> list[int]:
        if rule is None or milestone in AUTOMATIONS:
            return [BREACH]
        return sorted({*map(int, rule.warn_at), BREACH})

    def _next_round(self, milestone: str) -> int:
        if milestone not in ROUNDS or not self.ticket.pk:
            return 1
        known = [
            row.round
            for row in self.rows
            if row.milestone == milestone and row.cycle == self.ticket.cycle
        ]
        return max(known, default=0) + 1

    def _rearm(self, row: Deadline, due: datetime | None, at: datetime) -> None:
        if row.breached_at is None and due != row.due_at:
            row.due_at = due
            row.arming += 1
            row.armed_at = self.now
        arm(row, after=at, calendars=self._calendars_for(row), pauses=self.pauses)
        self._touch(row)

    def _stop(
        self, row: Deadline, outcome: Outcome, at: datetime, entry: Entry | None
    ) -> None:
        row.stopped_at, row.outcome, row.stopped_by = at, outcome, entry
        if row.paused_since is not None and row.breached_at is None:
            row.due_at = None  # It stood still: the moment was never reached.
        row.paused_since = row.next_level = row.next_fire_at = None
        self._touch(row)

    def _breach_late(self, row: Deadline) -> None:
        """Write down a breach that the sweep had not found yet."""
        if row.due_at is None:
            return
        if row in self._new:
            Deadline.objects.bulk_create([row])
            self._new.remove(row)
        row.breached_at, row.detected_at = row.due_at, self.now
        row.late = is_late(row.due_at, row.armed_at, self.now)
        entry = Entry.objects.write(
            ticket=self.ticket,
            kind=EntryKind.BREACHED,
            lane=Lane.BACK,
            at=row.due_at,
            recorded_at=self.now,
            data=breach_data(row, BREACH),
        )
        Firing.objects.create(
            deadline=row,
            arming=row.arming,
            level=BREACH,
            moment=row.due_at,
            detected_at=self.now,
            late=row.late,
            entry=entry,
        )

    def _touch(self, row: Deadline) -> None:
        if row not in self._changed and row not in self._new:
            self._changed.append(row)


_NO_CALENDARS = Calendars(business=None, calling=None)
