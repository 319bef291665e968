"""The script of a call: the handbook's phrases, filled in for one customer."""

from django.conf import settings
from django.utils import translation

from accounts.models import User
from standards.models import Rule
from standards.selectors import load_rulebook
from standards.wording import fill, gaps
from tickets.models import Ticket
from tickets.policies import tracking_url

BLANK = "……"


def script_for(ticket: Ticket, rule: Rule | None, *, caller: User) -> list[str]:
    """Return what to say on the phone, in the customer's language and in order.

    What only the conversation can tell, such as what is agreed, stays a blank.
    """
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
        lines = [fill(phrase.text, values) for phrase in phrases]
    return [fill(line, dict.fromkeys(gaps(line), BLANK)) for line in lines]
