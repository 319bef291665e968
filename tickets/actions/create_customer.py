"""Create a customer's file with a number of its own."""

from datetime import datetime

from django.db import transaction

from tickets.choices import ContactKind, CustomerKind, Standing, Tier
from tickets.models import Contact, Customer, CustomerNumber


def create_customer(
    *,
    name: str,
    now: datetime,
    phone: str = "",
    email: str = "",
    kind: CustomerKind = CustomerKind.PERSON,
    tier: Tier = Tier.NORMAL,
    standing: Standing = Standing.NEW,
    language: str = "zh-hans",
) -> Customer:
    """Create a customer; the number is running and ends in a check digit."""
    with transaction.atomic():
        running = CustomerNumber.objects.create(given_at=now)
        customer = Customer.objects.create(
            number=customer_number(running.pk),
            name=name,
            kind=kind,
            tier=tier,
            standing=standing,
            language=language,
            created_at=now,
        )
        for contact_kind, value in (
            (ContactKind.PHONE, phone),
            (ContactKind.EMAIL, email),
        ):
            if value:
                Contact.objects.create(
                    customer=customer, kind=contact_kind, value=value
                )
    return customer


def customer_number(running: int) -> str:
    """Return `C`, seven digits and the Luhn check digit (ISO/IEC 7812-1)."""
    digits = f"{running:07d}"
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"C{digits}{-total % 10}"
