"""Invariants of the clock: nothing early, nothing missed, nothing twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Max, Min, Q

from tickets.choices import EntryKind, Outcome, PromiseState
from tickets.deadlines import BREACH, is_late
from tickets.lifecycle import AUTOMATIONS
from tickets.models import (
    FAR_FUTURE,
    Deadline,
    Entry,
    Firing,
    Notice,
    Promise,
    Ticket,
)


def _grace() -> timedelta:
    return timedelta(seconds=2 * settings.SWEEP_PERIOD_SECONDS)


def due_is_breached(now: datetime) -> Iterator[str]:
    """Every running timer past its due moment is marked as over time."""
    missed = Deadline.objects.running().filter(
        due_at__lt=now - _grace(), breached_at__isnull=True, paused_since__isnull=True
    )
    for row in missed.exclude(milestone__in=AUTOMATIONS):
        yield f"deadline {row.pk} of ticket {row.ticket_id} due {row.due_at}"


def automations_have_run(now: datetime) -> Iterator[str]:
    """Every timer that makes the desk act has acted."""
    for row in Deadline.objects.running().filter(
        due_at__lt=now - _grace(), milestone__in=AUTOMATIONS
    ):
        yield f"deadline {row.pk} ({row.milestone}) of ticket {row.ticket_id}"


def stopped_late_is_breached(now: datetime) -> Iterator[str]:
    """A timer met after its due moment counts as over time."""
    late = Deadline.objects.filter(
        outcome=Outcome.MET, stopped_at__gt=F("due_at"), breached_at__isnull=True
    ).exclude(milestone__in=AUTOMATIONS)
    for row in late:
        yield f"deadline {row.pk} of ticket {row.ticket_id}"


def none_breached_early(now: datetime) -> Iterator[str]:
    """No timer stopped in time is over time, and nothing fires before its moment."""
    early = Deadline.objects.filter(
        breached_at__isnull=False, stopped_at__lte=F("due_at")
    )
    for row in early:
        yield f"deadline {row.pk} of ticket {row.ticket_id}"
    for firing in Firing.objects.filter(detected_at__lt=F("moment")):
        yield f"firing {firing.pk} before its moment"


def breached_exactly_once(now: datetime) -> Iterator[str]:
    """Each breached timer has exactly one breach on record, and no other has one."""
    rows = Deadline.objects.annotate(
        breaches=Count("firings", filter=Q(firings__level=BREACH))
    ).filter(
        Q(breached_at__isnull=False) & ~Q(breaches=1)
        | Q(breached_at__isnull=True, breaches__gt=0)
    )
    for pk, breaches in rows.values_list("pk", "breaches"):
        yield f"deadline {pk}: {breaches} breaches"


def fired_once_per_level(now: datetime) -> Iterator[str]:
    """No level of an arming fires twice."""
    twice = (
        Firing.objects.values("deadline_id", "arming", "level")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .order_by()
    )
    for row in twice:
        yield f"deadline {row['deadline_id']} level {row['level']}: {row['times']}"


def firings_match_entries(now: datetime) -> Iterator[str]:
    """Every warning and breach in a timeline belongs to exactly one firing."""
    kinds = [EntryKind.WARNED, EntryKind.BREACHED]
    rows = (
        Entry.objects.filter(kind__in=kinds)
        .annotate(times=Count("firings"))
        .exclude(times=1)
        .values_list("pk", "times")
    )
    for pk, times in rows:
        yield f"entry {pk}: {times} firings"
    for firing in Firing.objects.exclude(entry__kind__in=kinds):
        yield f"firing {firing.pk} without its entry"


def noticed_once(now: datetime) -> Iterator[str]:
    """Nobody is told twice of the same entry."""
    twice = (
        Notice.objects.values("user_id", "entry_id")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .order_by()
    )
    for row in twice:
        yield f"entry {row['entry_id']} to user {row['user_id']}: {row['times']}"


def late_is_said(now: datetime) -> Iterator[str]:
    """What was found late says so, and nothing else does."""
    rows = Deadline.objects.filter(breached_at__isnull=False).values_list(
        "pk", "due_at", "armed_at", "detected_at", "late"
    )
    for pk, due_at, armed_at, detected_at, late in rows.iterator(chunk_size=5000):
        if due_at is None or detected_at is None:
            yield f"deadline {pk} has no moment"
        elif is_late(due_at, armed_at, detected_at) != late:
            yield f"deadline {pk}"


def next_due_is_cached(now: datetime) -> Iterator[str]:
    """A ticket's next due moment is the earliest of its running timers."""
    running = (
        Q(deadlines__stopped_at__isnull=True)
        & Q(deadlines__paused_since__isnull=True)
        & Q(deadlines__advisory=False)
        & ~Q(deadlines__milestone__in=AUTOMATIONS)
    )
    rows = (
        Ticket.objects.open()
        .annotate(earliest=Min("deadlines__due_at", filter=running))
        .values_list("number", "next_due_at", "earliest")
    )
    for number, cached, earliest in rows.iterator(chunk_size=5000):
        if cached != (earliest or FAR_FUTURE):
            yield f"{number}: {cached} instead of {earliest}"


def ended_tickets_have_no_timers(now: datetime) -> Iterator[str]:
    """Nothing runs on a ticket that has ended."""
    rows = Deadline.objects.running().filter(ticket__ended_at__isnull=False)
    for row in rows:
        yield f"deadline {row.pk} of ticket {row.ticket_id}"


def nothing_is_parked(now: datetime) -> Iterator[str]:
    """No timer was set aside after repeated failures."""
    for row in Deadline.objects.running().filter(failures__gt=0):
        yield f"deadline {row.pk}: {row.failures} failures, {row.last_error}"


def promises_match_their_timers(now: datetime) -> Iterator[str]:
    """A promise's timer has the promised moment, and runs while the promise is open."""
    rows = Promise.objects.select_related("deadline").exclude(deadline=None)
    for promise in rows.iterator(chunk_size=2000):
        timer = promise.deadline
        runs = timer is not None and timer.stopped_at is None
        if timer and timer.due_at != promise.due_at:
            yield f"promise {promise.pk}: due {promise.due_at}, timer {timer.due_at}"
        if runs != (promise.state == PromiseState.OPEN):
            yield f"promise {promise.pk} is {promise.state}, timer running: {runs}"


def rounds_have_no_gap(now: datetime) -> Iterator[str]:
    """The rounds of a milestone in one cycle are numbered without a gap."""
    rows = (
        Deadline.objects.values("ticket_id", "milestone", "cycle")
        .annotate(times=Count("pk"), last=Max("round"))
        .exclude(times=F("last"))
        .order_by()
    )
    for row in rows:
        yield f"ticket {row['ticket_id']} {row['milestone']} cycle {row['cycle']}"


CHECKS = (
    due_is_breached,
    automations_have_run,
    stopped_late_is_breached,
    none_breached_early,
    breached_exactly_once,
    fired_once_per_level,
    firings_match_entries,
    noticed_once,
    late_is_said,
    next_due_is_cached,
    ended_tickets_have_no_timers,
    nothing_is_parked,
    promises_match_their_timers,
    rounds_have_no_gap,
)
