"""Parts of other apps' pages, loaded there by name: follow-up and survey link."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context

from surveys.selectors import follow_up_of, survey_path
from tickets.models import Ticket

register = template.Library()


@register.inclusion_tag("surveys/_followup.html", takes_context=True)
def followup(context: Context, ticket: Ticket) -> dict[str, Any]:
    """Show staff the call, the score and the recovery of a ticket (three queries)."""
    return {"follow_up": follow_up_of(ticket), "ticket": ticket, "now": _now(context)}


@register.inclusion_tag("surveys/_survey_invitation.html", takes_context=True)
def survey_invitation(context: Context, ticket: Ticket) -> dict[str, Any]:
    """Ask the customer for a score while the survey is open (one query)."""
    return {"path": survey_path(ticket, now=_now(context)), "ticket": ticket}


def _now(context: Context) -> datetime:
    """Return the page's one moment; the view that read the clock has put it there."""
    now = context["now"]
    if not isinstance(now, datetime):
        raise TypeError("The page's context lacks the moment `now`.")
    return now
