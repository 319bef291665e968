"""Ways to break the desk's invariants, each with the check that must find it."""

import uuid
from datetime import UTC, datetime

from django.db import connection
from django.db.models import F

from servicedesk.guards import remove_guards
from standards.choices import Milestone
from surveys.models import Invitation, Revisit
from tickets.choices import EntryKind, Lane, OutboxState, PromiseState, Stage
from tickets.models import (
    FAR_FUTURE,
    Attachment,
    Deadline,
    Entry,
    Firing,
    Notice,
    OutboxMessage,
    Promise,
    Ticket,
)
from tickets.tests.stories import MINUTE

EARLY = datetime(2026, 3, 1, tzinfo=UTC)


def timers(subject, milestone=Milestone.SOLVE, **where):
    return Deadline.objects.filter(
        ticket__subject=subject, milestone=milestone, **where
    )


def write(kind):
    ticket = Ticket.objects.get(subject="open")
    return Entry.objects.write(ticket=ticket, kind=kind, lane=Lane.BACK, at=EARLY)


def attach(**values):
    entry = Entry.objects.filter(kind=EntryKind.OPENED).first()
    Attachment.objects.create(
        uid=uuid.uuid4(),
        ticket=entry.ticket,
        entry=entry,
        name="photo.jpg",
        size=3,
        added_at=EARLY,
        **values,
    )


def end(subject, **values):
    Ticket.objects.filter(subject=subject).update(
        stage=Stage.DONE, ended_at=EARLY, **values
    )


def without_constraint(table, name):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


def copy_one(model):
    row = model.objects.first()
    row.pk = None
    row.save(force_insert=True)


def fire_twice():
    without_constraint("tickets_firing", "fires_once_per_level")
    copy_one(Firing)


def notice_twice():
    without_constraint("tickets_notice", "one_notice_each")
    copy_one(Notice)


LATE = Milestone.PROMISE  # of the late ticket: breached at 13:00

BREAKS = {
    "a due timer that nobody marked": (
        "due_is_breached",
        lambda: timers("open").update(due_at=EARLY),
    ),
    "a reminder that was never sent": (
        "automations_have_run",
        lambda: timers("completed", Milestone.ACCEPTANCE_REMINDER).update(due_at=EARLY),
    ),
    "a timer met late that counts as in time": (
        "stopped_late_is_breached",
        lambda: timers("completed").update(stopped_at=F("due_at") + MINUTE),
    ),
    "a timer met in time that counts as late": (
        "none_breached_early",
        lambda: timers("completed").update(
            breached_at=F("due_at"), detected_at=F("due_at")
        ),
    ),
    "a warning before its moment": (
        "none_breached_early",
        lambda: Firing.objects.update(detected_at=F("moment") - MINUTE),
    ),
    "a breach without its firing": (
        "breached_exactly_once",
        lambda: Firing.objects.filter(level=100).update(level=101),
    ),
    "a firing without its breach": (
        "breached_exactly_once",
        lambda: timers("late", LATE).update(breached_at=None),
    ),
    "a level that fired twice": ("fired_once_per_level", fire_twice),
    "a warning in the timeline that never fired": (
        "firings_match_entries",
        lambda: write(EntryKind.WARNED),
    ),
    "a firing that the timeline does not show": (
        "firings_match_entries",
        lambda: Entry.objects.filter(kind=EntryKind.BREACHED).update(kind="note"),
    ),
    "a colleague told twice": ("noticed_once", notice_twice),
    "a late finding that hides it": (
        "late_is_said",
        lambda: timers("late", LATE).update(late=not timers("late", LATE).get().late),
    ),
    "a list that counts down to nothing": (
        "next_due_is_cached",
        lambda: Ticket.objects.filter(subject="open").update(next_due_at=FAR_FUTURE),
    ),
    "a list that counts down to something else": (
        "next_due_is_cached",
        lambda: Ticket.objects.filter(subject="open").update(next_due_at=EARLY),
    ),
    "a clock that runs on after the end": (
        "ended_tickets_have_no_timers",
        lambda: end("open"),
    ),
    "a timer set aside": (
        "nothing_is_parked",
        lambda: timers("open").update(failures=5, last_error="no calendar"),
    ),
    "a promise settled while its clock runs": (
        "promises_match_their_timers",
        lambda: Promise.objects.filter(state=PromiseState.OPEN).update(state="kept"),
    ),
    "a promise of another moment than its clock": (
        "promises_match_their_timers",
        lambda: Promise.objects.update(due_at=EARLY),
    ),
    "a round that is missing": (
        "rounds_have_no_gap",
        lambda: timers("late", LATE).update(round=3),
    ),
    "a stage nobody moved to": (
        "entries_replay_to_the_stage",
        lambda: Ticket.objects.filter(subject="open").update(stage=Stage.SERVE),
    ),
    "a move that vanished": (
        "entries_replay_to_the_stage",
        lambda: Entry.objects.filter(
            kind=EntryKind.MOVED, data__to=Stage.CONFIRM
        ).update(kind="note"),
    ),
    "a ticket received twice": ("opened_once", lambda: write(EntryKind.OPENED)),
    "a ticket nobody sent": (
        "opened_once",
        lambda: Entry.objects.filter(kind=EntryKind.OPENED).update(kind="note"),
    ),
    "a completion without a result": (
        "completed_tickets_told_the_result",
        lambda: Entry.objects.filter(kind=EntryKind.RESULT).update(kind="note"),
    ),
    "a completion nobody follows up": (
        "one_revisit_per_completion",
        lambda: Revisit.objects.all().delete(),
    ),
    "a follow-up of nothing": (
        "one_revisit_per_completion",
        lambda: Ticket.objects.update(completed_at=None),
    ),
    "an end before the follow-up": (
        "done_means_followed_up",
        lambda: end("completed"),
    ),
    "a survey link used up without a score": (
        "one_answer_per_invitation",
        lambda: Invitation.objects.update(used_at=EARLY),
    ),
    "a message that waits for ever": (
        "messages_do_not_wait",
        lambda: OutboxMessage.objects.update(
            state=OutboxState.PENDING, next_try_at=EARLY
        ),
    ),
    "a lease that outlived its sender": (
        "messages_do_not_wait",
        lambda: OutboxMessage.objects.update(
            state=OutboxState.LEASED, lease_until=EARLY
        ),
    ),
    "a file that is gone": (
        "attachments_have_files",
        lambda: attach(file="attachments/aa/gone"),
    ),
    "a guard taken off": ("guards_are_installed", remove_guards),
}
NEEDS_POSTGRES = {"fired_once_per_level", "noticed_once"}
# SQLite cannot take off a constraint without building the table anew.
