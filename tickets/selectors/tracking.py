"""What a customer sees of their own request."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch
from django.utils import timezone

from standards.choices import Milestone
from tickets.choices import (
    PUBLIC_KINDS,
    ContactKind,
    Ending,
    EntryKind,
    PromiseState,
    Stage,
)
from tickets.lifecycle import WORKING
from tickets.models import (
    Appointment,
    Attachment,
    Contact,
    Deadline,
    Entry,
    Promise,
    Ticket,
    normalise_contact,
)

CHASE_PAUSE = timedelta(minutes=10)
"""So long after a chase the next one says that the last was passed on."""

REOPEN_WITHIN = timedelta(days=30)
"""So long after its end a request can be reopened by the customer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the conversation, with its moments read."""

    entry: Entry

    @property
    def kind(self) -> str:
        """What it tells."""
        return self.entry.kind

    @property
    def is_mine(self) -> bool:
        """Whether the customer said it."""
        return self.kind in (EntryKind.OPENED, EntryKind.CUSTOMER_MESSAGE)

    @property
    def is_said(self) -> bool:
        """Whether the desk said it in words of its own."""
        return self.kind in (
            EntryKind.ANSWERED,
            EntryKind.PROGRESS,
            EntryKind.RESULT,
            EntryKind.PROMISED,
            EntryKind.PROMISE_MOVED,
        )

    @property
    def is_result(self) -> bool:
        """Whether it tells the result."""
        return self.kind == EntryKind.RESULT

    @property
    def moments(self) -> dict[str, datetime]:
        """The moments kept in the entry: due_at, old_due_at, starts_at, latest_at."""
        found = {}
        for name, value in self.entry.data.items():
            if name.endswith("_at") and isinstance(value, str):
                try:
                    found[name] = datetime.fromisoformat(value)
                except ValueError:
                    continue
        return found


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a request stands, as its customer sees it."""

    ticket: Ticket
    lines: list["Line"]
    stage_times: dict[str, datetime]
    promise: Promise | None
    appointment: Appointment | None
    answer_due: datetime | None
    sibling: Ticket | None
    now: datetime

    @property
    def situation(self) -> str:
        """One word for the page: what is to be said first."""
        ticket = self.ticket
        if ticket.stage == Stage.CANCELLED:
            return ticket.ending or Ending.CANCELLED
        if ticket.hold_reason:
            return f"held_{ticket.hold_reason}"
        if self.promise is not None and ticket.stage in WORKING:
            return "promise_late" if self.promise.due_at < self.now else "promise"
        if self.answer_due is not None and ticket.stage in WORKING:
            return "answer_late" if self.answer_due < self.now else "answer"
        return str(ticket.stage)

    @property
    def result(self) -> Entry | None:
        """What the customer was told last as the result."""
        told = [line.entry for line in self.lines if line.is_result]
        return told[-1] if told else None

    @property
    def last_chase(self) -> datetime | None:
        """When the customer last asked to hurry."""
        entries = [line.entry for line in self.lines]
        chases = [e.happened_at for e in entries if e.kind == EntryKind.CHASED]
        return chases[-1] if chases else None

    @property
    def chased_lately(self) -> bool:
        """Whether the last chase has only just been passed on."""
        last = self.last_chase
        return last is not None and self.now - last < CHASE_PAUSE

    @property
    def is_completed(self) -> bool:
        """Whether the result has been told, so that it can be judged."""
        return self.ticket.stage in (Stage.CLOSE, Stage.FOLLOW_UP, Stage.DONE)

    @property
    def may_write(self) -> bool:
        """Whether a message still reaches somebody."""
        return self.ticket.stage != Stage.CANCELLED

    @property
    def may_chase(self) -> bool:
        """Whether somebody can be asked to hurry."""
        return self.ticket.stage in WORKING

    @property
    def may_cancel(self) -> bool:
        """Whether the customer may still take the request back."""
        return self.ticket.stage in (Stage.GREET, Stage.CONFIRM)

    @property
    def may_confirm(self) -> bool:
        """Whether the customer is asked if it is solved."""
        return self.ticket.stage == Stage.CLOSE

    @property
    def may_reopen(self) -> bool:
        """Whether it can be taken up again: for thirty days after its end."""
        ticket = self.ticket
        if ticket.stage not in (Stage.FOLLOW_UP, Stage.DONE):
            return False
        end = ticket.ended_at or ticket.accepted_at or ticket.completed_at
        return end is None or self.now - end <= REOPEN_WITHIN


def read_progress(ticket: Ticket, *, now: datetime) -> Progress:
    """Read what the tracking page shows, in a fixed number of queries."""
    rows = list(
        Entry.objects.filter(ticket__in=read_together(ticket))
        .filter(kind__in=[*PUBLIC_KINDS, EntryKind.MOVED])
        .select_related("actor")
        .prefetch_related(
            Prefetch("attachments", queryset=Attachment.objects.order_by("pk"))
        )
        .order_by("happened_at", "pk")
    )
    winner = ticket.merged_into
    return Progress(
        ticket=ticket,
        lines=[Line(row) for row in rows if row.kind in PUBLIC_KINDS],
        stage_times=_stage_times(ticket, rows),
        promise=ticket.promises.filter(state=PromiseState.OPEN)
        .select_related("responsible")
        .first(),
        appointment=_next_visit(ticket, now),
        answer_due=_answer_due(ticket),
        sibling=next(iter(_same_contact(ticket, [winner] if winner else [])), None),
        now=now,
    )


def read_together(ticket: Ticket) -> list[Ticket]:
    """Return the request and those merged into it that are read as one with it.

    Only those of the same contact: a merged stranger's words are not theirs.
    """
    return [ticket, *_same_contact(ticket, ticket.merged_tickets.all())]


def progress_version(ticket: Ticket, *, now: datetime, language: str) -> str:
    """Return a mark that changes when the tracking page would look different.

    It needs no query: every action touches `updated_at`; what else changes with
    time is whether something is late, and what is called today.
    """
    late = ticket.next_due_at <= now
    day = timezone.localtime(now).date()
    text = f"{ticket.pk}|{ticket.updated_at.isoformat()}|{late}|{day}|{language}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stage_times(ticket: Ticket, rows: Iterable[Entry]) -> dict[str, datetime]:
    """Return when each stage of this cycle was reached."""
    times = {str(Stage.GREET): ticket.opened_at}
    for row in rows:
        if row.kind == EntryKind.MOVED and row.ticket_id == ticket.pk:
            times[row.data.get("to", "")] = row.happened_at
    order = list(Stage.values)
    here = order.index(ticket.stage)
    # After a reopening the later stages lie ahead again.
    return {
        code: moment
        for code, moment in times.items()
        if code in order and order.index(code) <= here
    }


def _next_visit(ticket: Ticket, now: datetime) -> Appointment | None:
    if ticket.stage not in WORKING:
        return None
    visits = ticket.appointments.filter(cancelled_at__isnull=True, latest_at__gte=now)
    return visits.select_related("engineer").first()


def _answer_due(ticket: Ticket) -> datetime | None:
    moments = Deadline.objects.filter(
        ticket=ticket,
        milestone__in=[Milestone.FIRST_ANSWER, Milestone.NEXT_ANSWER],
        stopped_at__isnull=True,
        advisory=False,
    ).values_list("due_at", flat=True)
    return min((moment for moment in moments if moment), default=None)


def _same_contact(ticket: Ticket, others: Iterable[Ticket]) -> list[Ticket]:
    """Return the requests of the same identified customer and the same contact.

    What a form claims is no proof; a person has attached both to one file.
    """
    mine = _contacts(ticket)
    return [
        other
        for other in others
        if ticket.customer_id is not None
        and other.customer_id == ticket.customer_id
        and mine & _contacts(other)
    ]


def _contacts(ticket: Ticket) -> set[tuple[str, str]]:
    pairs = (
        (str(ContactKind.PHONE), ticket.contact_phone),
        (str(ContactKind.EMAIL), ticket.contact_email),
    )
    return {
        (kind, normalise_contact(kind, value))
        for kind, value in pairs
        if normalise_contact(kind, value)
    }


def find_by_contact(number: str, contact: str) -> Ticket | None:
    """Return the request with this number if the phone or e-mail is its own.

    Its own are what was given with the request, and what is known and verified
    of the customer it was attached to. None says nothing about which was wrong.
    """
    ticket = Ticket.objects.filter(number=number).first()
    kind = ContactKind.EMAIL if "@" in contact else ContactKind.PHONE
    wanted = normalise_contact(kind, contact)
    if ticket is None or not wanted:
        return None
    if (str(kind), wanted) in _contacts(ticket):
        return ticket
    if ticket.customer_id is None:
        return None
    known = Contact.objects.filter(
        customer_id=ticket.customer_id, kind=kind, normalised=wanted, is_verified=True
    )
    return ticket if known.exists() else None
