"""What the handbook says about the follow-up of one ticket."""

from collections.abc import Mapping
from typing import Any

from standards.choices import Milestone
from standards.models import Rule
from standards.selectors import TicketFacts, load_rulebook
from surveys.choices import RevisitMethod
from tickets.choices import ContactKind
from tickets.models import Ticket
from tickets.notices import customer_address

DEFAULT_ATTEMPTS = 3
"""Calls before "not reached", where the handbook gives no figure."""
DEFAULT_LOW_SCORE = 3
"""Highest score that is made good, where the rule gives no figure."""


def revisit_rule(ticket: Ticket) -> Rule | None:
    """Return the rule that asks for the follow-up call of this ticket."""
    return load_rulebook(ticket.edition_id).timer(Milestone.REVISIT, ticket.facts)


def recovery_rule(ticket: Ticket) -> Rule | None:
    """Return the rule that asks to make a low score good."""
    return load_rulebook(ticket.edition_id).timer(Milestone.RECOVERY, ticket.facts)


def low_score_limit(ticket: Ticket) -> int | None:
    """Return the highest score that opens a recovery; None: the handbook asks none."""
    rule = recovery_rule(ticket)
    if rule is None:
        return None
    return _figure(rule.details, "score_at_most") or DEFAULT_LOW_SCORE


def allowed_attempts(ticket: Ticket) -> int:
    """Return after how many failed calls a customer counts as not reached.

    The follow-up rule's own figure goes first, else that of any rule about
    calling back which applies to the ticket.
    """
    rule = revisit_rule(ticket)
    rules = [rule] if rule else []
    rules += load_rulebook(ticket.edition_id).applying(ticket.facts)
    found = (_figure(rule.details, "attempts") for rule in rules)
    return next((figure for figure in found if figure), DEFAULT_ATTEMPTS)


def phone_of(ticket: Ticket) -> str:
    """Return the number to call: the ticket's own, else one from the file.

    Empty when there is none, or the customer does not want to be called.
    """
    customer = ticket.customer
    if customer is not None and customer.do_not_call:
        return ""
    if ticket.contact_phone or customer is None:
        return ticket.contact_phone
    found = customer.contacts.filter(kind=ContactKind.PHONE).order_by("-is_verified")
    return found.values_list("value", flat=True).first() or ""


def is_reachable(ticket: Ticket) -> bool:
    """Say whether there is any way to ask this customer."""
    return bool(phone_of(ticket) or customer_address(ticket))


def revisit_method(ticket: Ticket) -> RevisitMethod:
    """Return how the customer is asked: as the rule says, if that way exists."""
    wanted = _wanted_method(revisit_rule(ticket), ticket.facts)
    phone, address = phone_of(ticket), customer_address(ticket)
    if wanted == RevisitMethod.PHONE and address and not phone:
        return RevisitMethod.LINK
    if wanted == RevisitMethod.LINK and phone and not address:
        return RevisitMethod.PHONE
    return wanted


def _wanted_method(rule: Rule | None, facts: TicketFacts) -> RevisitMethod:
    details = rule.details if rule else {}
    by_phone = details.get("by_phone")
    if isinstance(by_phone, dict) and any(
        set(wanted) & set(facts.values(dimension))
        for dimension, wanted in by_phone.items()
    ):
        return RevisitMethod.PHONE
    if details.get("otherwise") == RevisitMethod.PHONE:
        return RevisitMethod.PHONE
    return RevisitMethod.LINK


def _figure(details: Mapping[str, Any], name: str) -> int | None:
    """Return a positive whole number of a rule's details, if there is one."""
    value = details.get(name)
    return value if type(value) is int and value > 0 else None
