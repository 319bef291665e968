"""The shared step of every action: lock, ask the table, write, save."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Team, User
from standards.choices import EvidenceKind, Milestone
from standards.models import Phrase
from tickets.choices import (
    ENDED_STAGES,
    STATE_LABELS,
    Ending,
    EntryKind,
    Lane,
    Source,
    Stage,
)
from tickets.deadlines import Timers
from tickets.errors import MoveRefused, Refused
from tickets.gates import gate_states, open_gates
from tickets.lifecycle import MOVES, Who
from tickets.models import Entry, Evidence, HoldInterval, RequestType, Ticket


class Step:
    """One move of one locked ticket, while its transaction is open."""

    def __init__(
        self, ticket: Ticket, name: str, *, actor: User | None, now: datetime
    ) -> None:
        self.ticket = ticket
        self.move = MOVES[name]
        self.actor = actor
        self.now = now
        self.timers = Timers.of(ticket, now=now)

    @classmethod
    def for_new(cls, ticket: Ticket, *, actor: User | None, now: datetime) -> "Step":
        """Return the step that opens a ticket just inserted (no look-ups)."""
        step = cls.__new__(cls)
        step.ticket, step.move = ticket, MOVES["open"]
        step.actor, step.now = actor, now
        step.timers = Timers.for_new(ticket, now=now)
        step.evidence = []
        return step

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The ticket's records, oldest first; new ones are appended."""
        return list(
            Evidence.objects.filter(ticket=self.ticket)
            .select_related("rule")
            .order_by("recorded_at", "pk")
        )

    def write(
        self,
        kind: EntryKind,
        lane: Lane,
        *,
        body: str = "",
        data: dict[str, Any] | None = None,
        at: datetime | None = None,
        source: str = "",
        phrase: Phrase | None = None,
        corrects: Entry | None = None,
    ) -> Entry:
        """Add a line to the timeline; imported history is never called declared."""
        if self.ticket.source == Source.IMPORTED:
            source = ""
        return Entry.objects.write(
            ticket=self.ticket,
            kind=kind,
            lane=lane,
            actor=self.actor,
            body=body,
            data=data,
            at=at or self.now,
            recorded_at=self.now,
            source=source,
            phrase=phrase,
            corrects=corrects,
        )

    def record(
        self,
        kind: EvidenceKind,
        entry: Entry,
        *,
        data: dict[str, Any] | None = None,
    ) -> Evidence:
        """Put evidence on record that satisfies the gates asking for it."""
        row = Evidence.objects.create(
            ticket=self.ticket,
            cycle=self.ticket.cycle,
            kind=kind,
            entry=entry,
            actor=self.actor,
            source=entry.source,
            recorded_at=self.now,
            data=data or {},
        )
        self.evidence.append(row)
        return row

    def check_said(self, text: str) -> None:
        """Refuse an empty text, except where the log of old did not keep it."""
        if not text.strip() and self.ticket.source != Source.IMPORTED:
            raise Refused(_("Write something first."))

    def check_gates(self) -> None:
        """Refuse the move while a gate that holds it is open."""
        missing = open_gates(
            gate_states(
                ticket=self.ticket,
                rulebook=self.timers.rulebook,
                facts=self.ticket.facts,
                evidence=self.evidence,
                holds=[self.move.name],
            )
        )
        if missing:
            raise MoveRefused(
                _("Still to be recorded: %(titles)s.")
                % {
                    "titles": _(", ").join(
                        f"{rule.code} {rule.title}" for rule in missing
                    )
                },
                missing,
            )

    def settle(self, entry: Entry | None = None, *, at: datetime | None = None) -> None:
        """Do what the table says: gates, stage, timers."""
        at = at or self.now
        if self.move.gated:
            self.check_gates()
        if self.move.target is not None and self.move.target != self.ticket.stage:
            moved = self._change_stage(self.move.target, at)
            entry = entry or moved
        if entry is None:
            raise ValueError("A step that stays in its stage needs an entry.")
        self.timers.meet(self.move.meets, at=at, entry=entry)
        self.timers.cancel(self.move.cancels, at=at, entry=entry)
        for milestone in self.move.starts:
            if milestone not in GIVEN:
                self.timers.start(milestone, at=at)

    def end_hold(self, at: datetime) -> bool:
        """End the open hold, if there is one; the timers run on."""
        if not self.ticket.is_held:
            return False
        HoldInterval.objects.filter(ticket=self.ticket, ended_at__isnull=True).update(
            ended_at=at
        )
        self.ticket.hold_reason = ""
        self.timers.resume(at=at)
        return True

    def _change_stage(self, target: Stage, at: datetime) -> Entry:
        before = self.ticket.stage
        self.end_hold(at)
        self.ticket.stage, self.ticket.stage_since = target, at
        if target == Stage.DONE:
            self.ticket.ending = Ending.COMPLETED
        if target in ENDED_STAGES:
            self.ticket.ended_at = at
        return self.write(
            EntryKind.MOVED,
            Lane.BACK,
            at=at,
            data={"move": self.move.name, "from": before, "to": target},
        )


GIVEN = frozenset(
    {
        Milestone.PROMISE,
        Milestone.PROGRESS,
        Milestone.HOLD_END,
        Milestone.NEXT_ANSWER,
        Milestone.ACCEPT,
        Milestone.RECOVERY,
        Milestone.WAITING_CARE,
    }
)
"""Timers that the action itself starts, with a moment or on a condition."""


@contextmanager
def moving(
    ticket: Ticket,
    name: str,
    *,
    actor: User | None,
    now: datetime,
    who: Who | None = None,
) -> Iterator[Step]:
    """Lock a ticket, check that the table allows the move, and save at the end.

    Raises MoveRefused. The caller's instance may be stale: `step.ticket` is the
    locked, fresh one. Nothing is kept when the block raises.
    """
    who = who or (Who.STAFF if actor is not None else Who.SYSTEM)
    with transaction.atomic():
        locked = lock_ticket(ticket.pk)
        step = Step(locked, name, actor=actor, now=now)
        _check_table(step, who)
        yield step
        save_step(step)


def save_step(step: Step) -> None:
    """Write the timers and the ticket."""
    step.timers.save()
    step.ticket.updated_at = step.now
    step.ticket.save()


def lock_ticket(pk: int) -> Ticket:
    """Return the ticket with its row locked until the transaction ends."""
    return (
        # No key lock: the sweep inserts entries that refer to this ticket while
        # it holds a timer we may wait for; a key lock would deadlock with it.
        Ticket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("customer", "request_type__parent", "team", "assignee")
        .get(pk=pk)
    )


def both_names(word: str, row: Team | RequestType | None) -> dict[str, str]:
    """Return a row's names in both languages, to keep in an entry's data."""
    if row is None:
        return {}
    return {f"{word}_zh": row.name_zh, f"{word}_en": row.name_en}


def _check_table(step: Step, who: Who) -> None:
    ticket, move = step.ticket, step.move
    imported = ticket.source == Source.IMPORTED
    if ticket.stage not in move.sources or (who not in move.who and not imported):
        raise MoveRefused(
            _("“%(move)s” is not possible while the ticket is: %(state)s.")
            % {"move": move.label, "state": STATE_LABELS[Stage(ticket.stage)]}
        )
    if ticket.is_held and not move.while_held:
        raise MoveRefused(
            _("The ticket is on hold. Resume it first, then: %(move)s.")
            % {"move": move.label}
        )
