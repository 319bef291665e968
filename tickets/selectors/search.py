"""Finding tickets and customers by what somebody says on the phone."""

import re

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from tickets.choices import ContactKind
from tickets.models import Contact, Customer, Ticket, normalise_contact
from tickets.policies import visible_customers, visible_tickets
from tickets.selectors.paging import together

NEWEST = 200
"""Words are looked for among so many of the newest tickets or customers."""
FOUND = 50
"""No more matches than these are shown."""
LEAST_DIGITS = 4
LONGEST_PHONE = 32

_NUMBER = re.compile(r"[2-9A-HJKMNP-Z]{3,8}")
_PHONE = re.compile(r"\+?[\d\s()./-]{4,40}")


def matching_tickets(user: User, words: str) -> RawSQL | None:
    """Return the keys of the visible tickets that fit the words, as a sub-query.

    A number or the beginning of one, a phone number or its beginning (both by
    index), else words in subject, name and order number of the newest tickets.
    """
    seen = visible_tickets(user)
    newest = Ticket.objects.filter(pk__in=seen.order_by("-pk").values("pk")[:NEWEST])
    for word in words.split()[:6]:
        newest = newest.filter(
            Q(subject__icontains=word)
            | Q(contact_name__icontains=word)
            | Q(customer__name__icontains=word)
            | Q(order_number__icontains=word)
            | Q(contact_phone__icontains=word)
        )
    parts: list[QuerySet[Ticket]] = [newest[:FOUND]]
    number = number_in(words)
    if number:
        parts.append(seen.filter(number__startswith=number)[:FOUND])
    digits = digits_in(words)
    if digits:
        owners = contacts_of_phone(digits).values("customer")[:FOUND]
        parts.append(seen.filter(customer__in=owners).order_by("-pk")[:FOUND])
    return together(parts)


def matching_customers(user: User, words: str) -> RawSQL | None:
    """Return the keys of the customers that fit the words, as a sub-query."""
    seen = visible_customers(user)
    newest = seen.filter(pk__in=seen.order_by("-pk").values("pk")[: 5 * NEWEST])
    for word in words.split()[:6]:
        newest = newest.filter(name__icontains=word)
    email = normalise_contact(ContactKind.EMAIL, words)
    parts: list[QuerySet[Customer]] = [
        newest[:FOUND],
        seen.filter(number=words.strip().upper()),
        seen.filter(
            pk__in=Contact.objects.filter(
                kind=ContactKind.EMAIL, normalised=email
            ).values("customer")[:FOUND]
        ),
    ]
    digits = digits_in(words)
    if digits:
        owners = contacts_of_phone(digits).values("customer")[:FOUND]
        parts.append(seen.filter(pk__in=owners))
    return together(parts)


def contacts_of_phone(digits: str) -> QuerySet[Contact]:
    """Return the phone contacts that begin with these digits, by index."""
    # A range finds a prefix by index under every collation; digits sort alike.
    return Contact.objects.filter(
        kind=ContactKind.PHONE,
        normalised__gte=digits,
        normalised__lte=digits.ljust(LONGEST_PHONE, "9"),
    )


def number_in(words: str) -> str:
    """Return a ticket number, or the beginning of one, as it is written down.

    7k4f2m, sd-7k4f and SD-7K4F-2MQX are all understood; else an empty text.
    """
    letters = re.sub(r"[\s-]", "", words).upper().removeprefix("SD")
    if not _NUMBER.fullmatch(letters):
        return ""
    return f"SD-{letters[:4]}" + (f"-{letters[4:]}" if len(letters) > 4 else "")


def digits_in(words: str) -> str:
    """Return the digits of a phone number, or an empty text if it is none."""
    if not _PHONE.fullmatch(words.strip()):
        return ""
    digits = normalise_contact(ContactKind.PHONE, words)
    return digits if LEAST_DIGITS <= len(digits) <= LONGEST_PHONE else ""
