"""What stands beside a ticket's timeline: files, earlier tickets, likely customers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    DateTimeField,
    IntegerField,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from accounts.models import User
from tickets.choices import ContactKind
from tickets.models import Attachment, Contact, Customer, Ticket, normalise_contact
from tickets.policies import visible_tickets
from tickets.selectors.ticket_page import tickets_read_together

EARLIER = 5
"""As many earlier tickets, and as many suggested customers, are shown."""
MOST_FILES = 60


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the ticket."""

    uid: UUID
    name: str
    content_type: str
    size: int
    entry_id: int

    @property
    def is_image(self) -> bool:
        """Whether it is a picture."""
        return self.content_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class EarlierTicket:
    """Another ticket of the same customer."""

    number: str
    subject: str
    stage: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A customer whose phone number or e-mail address the ticket names."""

    number: str
    name: str
    tier: str


@dataclass(slots=True)
class Beside:
    """What stands beside the timeline: files, earlier tickets, who it might be."""

    files: list[FileRow] = field(default_factory=list)
    earlier: list[EarlierTicket] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)

    def files_of(self, entry_id: int) -> list[FileRow]:
        """Return the files that came with one entry."""
        return [file for file in self.files if file.entry_id == entry_id]


def load_beside(user: User, ticket: Ticket) -> Beside:
    """Return files, earlier tickets and suggested customers, read as one union."""
    parts = [_files(ticket)]
    if ticket.customer_id is not None:
        parts.append(_earlier(user, ticket))
    elif ticket.is_open and _claimed(ticket):
        parts.append(_suggestions(ticket))
    found = Beside()
    for kind, key, name, note, size, number, moment in parts[0].union(
        *parts[1:], all=True
    ):
        if kind == "file":
            found.files.append(FileRow(UUID(key), name, note, size, number))
        elif kind == "ticket":
            found.earlier.append(EarlierTicket(key, name, note, moment))
        else:
            found.suggestions.append(Suggestion(key, name, note))
    found.files.sort(key=lambda file: file.entry_id)
    found.earlier.sort(key=lambda earlier: earlier.opened_at, reverse=True)
    return found


def _as_row(
    kind: str, key: str, name: str, note: str, size: str, number: str, moment: str
) -> dict[str, Any]:
    """Name the columns in which unlike rows are read together."""
    return {
        "row_kind": Value(kind, output_field=TextField()),
        "row_key": Cast(key, CharField()),
        "row_name": Cast(name, TextField()),
        "row_note": Cast(note, TextField()),
        "row_size": Cast(size, IntegerField()) if size else Value(0),
        "row_number": Cast(number, IntegerField()),
        "row_moment": Cast(moment, DateTimeField()),
    }


_ROW = (
    "row_kind",
    "row_key",
    "row_name",
    "row_note",
    "row_size",
    "row_number",
    "row_moment",
)


def _files(ticket: Ticket) -> QuerySet[Any, Any]:
    newest = (
        Attachment.objects.filter(ticket__in=tickets_read_together(ticket))
        .order_by("-pk")
        .values("pk")[:MOST_FILES]
    )
    return (
        Attachment.objects.filter(pk__in=newest)
        .order_by()
        .annotate(
            **_as_row(
                "file", "uid", "name", "content_type", "size", "entry_id", "added_at"
            )
        )
        .values_list(*_ROW)
    )


def _earlier(user: User, ticket: Ticket) -> QuerySet[Any, Any]:
    newest = (
        visible_tickets(user)
        .filter(customer=ticket.customer_id)
        .exclude(pk=ticket.pk)
        .order_by("-opened_at")
        .values("pk")[:EARLIER]
    )
    return (
        Ticket.objects.filter(pk__in=newest)
        .order_by()
        .annotate(
            **_as_row("ticket", "number", "subject", "stage", "", "pk", "opened_at")
        )
        .values_list(*_ROW)
    )


def _suggestions(ticket: Ticket) -> QuerySet[Any, Any]:
    known = (
        Contact.objects.filter(
            normalised__in=_claimed(ticket), customer__merged_into=None
        )
        .order_by("-customer_id")
        .values("customer_id")
        .distinct()[:EARLIER]
    )
    return (
        Customer.objects.filter(pk__in=known)
        .order_by()
        .annotate(
            **_as_row("customer", "number", "name", "tier", "", "pk", "created_at")
        )
        .values_list(*_ROW)
    )


def _claimed(ticket: Ticket) -> list[str]:
    pairs = (
        (ContactKind.PHONE, ticket.contact_phone),
        (ContactKind.EMAIL, ticket.contact_email),
    )
    return [normalise_contact(kind, value) for kind, value in pairs if value]
