"""The script of a call: the handbook's phrases, filled in for one customer."""

from django.conf import settings
from django.utils import translation

from accounts.models import User
from standards.models import Rule
from standards.selectors import load_rulebook
from standards.wording import fill
from tickets.models import Ticket
from tickets.policies import tracking_url


def script_for(ticket: Ticket, rule: Rule | None, *, caller: User) -> list[str]:
    """Return what to say on the phone, in the customer's language and in order."""
    if rule is None:
        return []
    phrases = [
        phrase
        for phrase in load_rulebook(ticket.edition_id).phrases
        if phrase.rule_id == rule.pk and phrase.channel == "phone"
    ]
    with translation.override(ticket.language):
        values = {
            "customer": ticket.customer_name,
            "company": settings.COMPANY_NAME,
            "agent": str(caller),
            "subject": ticket.subject,
            "number": ticket.number,
            "team": ticket.team.name,
            "link": tracking_url(ticket),
        }
        return [fill(phrase.text, values) for phrase in phrases]
