"""The timers of one ticket: start, meet, cancel, pause, resume, replay."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from standards.choices import Milestone, TimeBase
from standards.clock import Pause, due_moment, move_back_into, move_forward_into
from standards.models import Rule
from standards.selectors import Calendars, load_calendars, load_rulebook
from tickets.choices import Outcome
from tickets.deadlines.breaches import write_breach
from tickets.deadlines.levels import (
    BREACH,
    CHANGING,
    WARN_FROM,
    arm,
    is_missed,
    level_moment,
)
from tickets.deadlines.replay import replay
from tickets.lifecycle import AUTOMATIONS, PAUSABLE, ROUNDS
from tickets.models import FAR_FUTURE, Deadline, Entry, HoldInterval, Ticket


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
    def for_new(cls, ticket: Ticket, *, now: datetime) -> "Timers":
        """Return the timers of a ticket just inserted: none yet, and no hold."""
        timers = cls(ticket, rows=[], now=now)
        timers._pauses = []
        return timers

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
        that runs already is left alone; on hold a pausable one begins at a stand.
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
            levels=self.levels_of(milestone, rule),
            advisory=bool(rule and rule.advisory),
            started_at=at,
            armed_at=self.now,
        )
        if self.stands_still(milestone):
            row.paused_since = at
        else:
            row.due_at = due_at or self.due_of(row)
            # Nobody could be warned before the timer was there.
            arm(
                row,
                after=self.now,
                calendars=self._calendars_for(row),
                pauses=self._pauses_of(row),
            )
        self.rows.append(row)
        self._new.append(row)
        return row

    def meet(
        self, milestones: Iterable[str], *, at: datetime, entry: Entry
    ) -> list[Deadline]:
        """Stop timers as met; one that is past its due moment was over time."""
        found = self.running(milestones)
        for row in found:
            if is_missed(row, at):
                self._mark_breach(row)
            self.stop(row, Outcome.MET, at, entry)
        return found

    def cancel(
        self, milestones: Iterable[str], *, at: datetime, entry: Entry | None
    ) -> list[Deadline]:
        """Stop timers that are no longer needed; a breach up to now stands."""
        found = self.running(milestones)
        for row in found:
            if is_missed(row, at):
                self._mark_breach(row)
            self.stop(row, Outcome.CANCELLED, at, entry)
        return found

    def pause(self, *, at: datetime) -> None:
        """Let the pausable timers stand still."""
        for row in self.running(PAUSABLE):
            if is_missed(row, at):
                self._mark_breach(row)
            self.stand_still(row, at)

    def resume(self, *, at: datetime) -> None:
        """Let timers run on; the time on hold is not counted."""
        self._pauses = None
        for row in self.running(PAUSABLE):
            if row.paused_since is not None:
                row.paused_since = None
                self.rearm(row, self.due_of(row), at)

    def replay(self, *, at: datetime) -> None:
        """Judge the timers by the rules that apply now."""
        replay(self, at=at)

    def save(self) -> None:
        """Write the changes, and the earliest due moment to the ticket."""
        if self._new:
            Deadline.objects.bulk_create(self._new)
        for row in self._changed:  # a few; cheaper one by one than in bulk
            row.save(update_fields=CHANGING)
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
                first,
                WARN_FROM,
                self._calendars_for(first),
                self.pauses if first.milestone in PAUSABLE else (),
            )

    # --- the steps, also of the replay ---------------------------------------

    def due_of(self, row: Deadline) -> datetime | None:
        """Return when a timer is due; None while it stands still."""
        due = due_moment(
            start=row.started_at,
            seconds=row.target_seconds,
            calendar=self._calendars_for(row).for_base(row.time_base),
            pauses=self._pauses_of(row),
        )
        if row.milestone == Milestone.REVISIT and due and self.calendars.calling:
            back = move_back_into(due, self.calendars.calling)
            if back is None or back <= row.started_at:
                back = move_forward_into(due, self.calendars.calling)
            return back
        return due

    def levels_of(self, milestone: str, rule: Rule | None) -> list[int]:
        """Return the levels (percent) at which a timer fires."""
        if rule is None or milestone in AUTOMATIONS:
            return [BREACH]
        return sorted({*map(int, rule.warn_at), BREACH})

    def find_breach(self, row: Deadline, at: datetime) -> None:
        """Mark a running timer that is over time, if the sweep has not yet."""
        if is_missed(row, at):
            self._mark_breach(row)
            self.rearm(row, row.due_at, at)

    def rearm(self, row: Deadline, due: datetime | None, at: datetime) -> None:
        """Give a timer its due moment, and arm what lies ahead of it."""
        if row.breached_at is None and due != row.due_at:
            row.due_at = due
            row.arming += 1
            row.armed_at = self.now
        arm(row, after=at, calendars=self._calendars_for(row), pauses=self.pauses)
        self._touch(row)

    def stands_still(self, milestone: str) -> bool:
        """Say whether a timer of this milestone does not run while on hold."""
        return self.ticket.is_held and milestone in PAUSABLE

    def stand_still(self, row: Deadline, at: datetime) -> None:
        """Let one timer stand still from a moment on."""
        row.paused_since = at
        row.next_level = row.next_fire_at = None
        self._touch(row)

    def stop(
        self, row: Deadline, outcome: Outcome, at: datetime, entry: Entry | None
    ) -> None:
        """Stop a timer as met or cancelled."""
        row.stopped_at, row.outcome, row.stopped_by = at, outcome, entry
        if row.paused_since is not None and row.breached_at is None:
            row.due_at = None  # It stood still: the moment was never reached.
        row.paused_since = row.next_level = row.next_fire_at = None
        self._touch(row)

    def _calendars_for(self, row: Deadline) -> Calendars:
        if row.time_base == TimeBase.WALL:
            return self._calendars or _NO_CALENDARS
        return self.calendars

    def _pauses_of(self, row: Deadline) -> list[Pause]:
        if row.milestone not in PAUSABLE:
            return []
        # A timer that starts this moment has not stood still: no need to look.
        return self.pauses if row.pk or row.started_at < self.now else []

    def _next_round(self, milestone: str) -> int:
        if milestone not in ROUNDS or not self.ticket.pk:
            return 1
        known = [
            row.round
            for row in self.rows
            if row.milestone == milestone and row.cycle == self.ticket.cycle
        ]
        return max(known, default=0) + 1

    def _mark_breach(self, row: Deadline) -> None:
        if row in self._new:
            Deadline.objects.bulk_create([row])
            self._new.remove(row)
        write_breach(row, ticket=self.ticket, now=self.now)
        self._touch(row)

    def _touch(self, row: Deadline) -> None:
        if row not in self._changed and row not in self._new:
            self._changed.append(row)


_NO_CALENDARS = Calendars(business=None, calling=None)
