"""Reads of customers: who calls, the list of files, and one customer's tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.models import User
from tickets.choices import STATE_LABELS, ContactKind, Stage
from tickets.models import Contact, Customer
from tickets.policies import visible_customers, visible_tickets
from tickets.querysets import TicketQuerySet
from tickets.selectors.paging import PAGE, Position, read_position
from tickets.selectors.search import (
    FOUND,
    contacts_of_phone,
    digits_in,
    matching_customers,
)

MATCHES = 8


@dataclass(frozen=True)
class Caller:
    """A customer who may be the one on the phone."""

    number: str
    name: str
    tier: str
    phone: str
    is_exact: bool
    is_sure: bool
    """The only one with exactly this number."""
    last_subject: str
    last_state: str
    last_at: datetime | None


def find_callers(user: User, phone: str) -> list[Caller]:
    """Return at most eight customers by the beginning of a phone number.

    An exact number comes first. The last ticket is one the person may see. An
    empty list for fewer than four digits.
    """
    digits = digits_in(phone)
    if not digits:
        return []
    last = (
        visible_tickets(user)
        .filter(customer=OuterRef("customer"))
        .order_by("-opened_at")
    )
    rows = list(
        contacts_of_phone(digits)
        .filter(customer__in=visible_customers(user))
        .annotate(
            last_subject=Subquery(last.values("subject")[:1]),
            last_stage=Subquery(last.values("stage")[:1]),
            last_at=Subquery(last.values("opened_at")[:1]),
        )
        .select_related("customer")
        .order_by("normalised", F("last_at").desc(nulls_last=True), "pk")[:MATCHES]
    )
    exact = sum(row.normalised == digits for row in rows)
    return [
        Caller(
            number=row.customer.number,
            name=row.customer.name,
            tier=row.customer.tier,
            phone=row.value,
            is_exact=row.normalised == digits,
            is_sure=row.normalised == digits and exact == 1,
            last_subject=row.last_subject or "",
            last_state=str(STATE_LABELS[Stage(row.last_stage)])
            if row.last_stage
            else "",
            last_at=row.last_at,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class CustomerPage:
    """One page of the list of customers."""

    rows: Sequence[Customer]
    older: str = ""
    is_first: bool = True


def list_customers(user: User, words: str, after: str) -> CustomerPage:
    """Return customers with a phone number each: a search, or the newest first."""
    phone = Contact.objects.filter(
        customer=OuterRef("pk"), kind=ContactKind.PHONE
    ).order_by("pk")
    seen = visible_customers(user).annotate(phone=Subquery(phone.values("value")[:1]))
    if words:
        keys = matching_customers(user, words)
        found = seen.none() if keys is None else seen.filter(pk__in=keys)
        return CustomerPage(rows=list(found.order_by("-pk")[:FOUND]))
    position = read_position(after) if after else None
    if position is not None:
        seen = seen.filter(pk__lt=position.pk)
    rows = list(seen.order_by("-pk")[: PAGE + 1])
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        older = Position(last.created_at, last.pk).token()
    return CustomerPage(rows=rows[:PAGE], older=older, is_first=position is None)


def tickets_of_customer(
    user: User, customer: Customer, after: str
) -> tuple[TicketQuerySet, Position | None]:
    """Return the visible tickets of a customer, newest first, one page and one more."""
    tickets = visible_tickets(user).filter(customer=customer)
    position = read_position(after) if after else None
    if position is not None:
        tickets = tickets.filter(position.earlier("opened_at"))
    return (
        tickets.select_related("team", "assignee", "request_type").order_by(
            "-opened_at", "-pk"
        )[: PAGE + 1],
        position,
    )


def contacts_of(customer: Customer) -> QuerySet[Contact]:
    """Return the ways to reach a customer, phone numbers first."""
    return customer.contacts.order_by(F("kind").desc(), "pk")
