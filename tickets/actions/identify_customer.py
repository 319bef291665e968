"""Check who the customer is, and attach the customer's file to the ticket."""

from datetime import datetime

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.create_customer import create_customer
from tickets.actions.moving import moving
from tickets.actions.open_ticket import priority_for
from tickets.choices import ContactKind, EntryKind, Lane
from tickets.models import Contact, Customer, Ticket, normalise_contact


def identify_customer(
    *,
    ticket: Ticket,
    actor: User | None,
    now: datetime,
    customer: Customer | None = None,
    name: str = "",
    phone: str = "",
    email: str = "",
    checked_by: str = "",
) -> Ticket:
    """Attach an existing customer, or create one from what was said.

    This is the only way a ticket gets a customer: what a form claims is merely
    a suggestion. The customer's tier may raise the priority, and the timers are
    judged again.
    """
    with moving(ticket, "identify", actor=actor, now=now) as step:
        locked = step.ticket
        name = name or locked.contact_name
        phone = phone or locked.contact_phone
        email = email or locked.contact_email
        if customer is None and _is_file_of(locked.customer, name, phone, email):
            customer = locked.customer  # The same form was sent twice.
        is_new = customer is None
        if customer is None:
            customer = create_customer(
                name=name or phone or email,
                phone=phone,
                email=email,
                language=locked.language,
                now=now,
            )
        _keep_contacts(customer, phone, email, checked_by)
        locked.customer, locked.tier = customer, customer.tier
        locked.contact_name = name or customer.name
        locked.contact_phone, locked.contact_email = phone, email
        locked.priority = priority_for(locked.priority, customer.tier)
        data = {
            "customer": customer.number,
            "new": is_new,
            "checked_by": checked_by,
        }
        entry = step.write(EntryKind.IDENTIFIED, Lane.BACK, data=data)
        step.record(EvidenceKind.IDENTITY, entry, data=data)
        step.record(EvidenceKind.CUSTOMER_NUMBER, entry, data=data)
        step.timers.replay(at=now)
    return step.ticket


def _is_file_of(customer: Customer | None, name: str, phone: str, email: str) -> bool:
    """Say whether this file has just been created from the same words."""
    if customer is None or customer.name != (name or phone or email):
        return False
    known = set(customer.contacts.values_list("kind", "normalised"))
    return {
        (kind.value, normalise_contact(kind, value))
        for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email))
        if value
    } <= known


def _keep_contacts(customer: Customer, phone: str, email: str, checked_by: str) -> None:
    """Add ways to reach the customer that the file does not have yet.

    Only the one the check was made by counts as verified: what else a form
    claims must not open the customer's other requests.
    """
    for kind, value in ((ContactKind.PHONE, phone), (ContactKind.EMAIL, email)):
        if not value:
            continue
        contact, _is_new = Contact.objects.get_or_create(
            customer=customer,
            kind=kind,
            normalised=normalise_contact(kind, value),
            defaults={"value": value},
        )
        if checked_by == kind and not contact.is_verified:
            contact.is_verified = True
            contact.save(update_fields=["is_verified"])
