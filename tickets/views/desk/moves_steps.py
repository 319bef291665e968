"""From a filled form to the one action it calls: a line or two a move."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.adopt_edition import adopt_edition
from tickets.actions.attend_customer import attend_customer
from tickets.actions.cancel_ticket import cancel_ticket, mark_spam, merge_ticket
from tickets.actions.care_for_visitor import care_for_visitor
from tickets.actions.change_facts import change_handling as set_handling
from tickets.actions.change_facts import change_priority as set_priority
from tickets.actions.change_facts import change_type as set_type
from tickets.actions.chase_ticket import chase_ticket
from tickets.actions.dispatch_ticket import (
    accept_dispatch,
    dispatch_ticket,
    return_dispatch,
)
from tickets.actions.hold_ticket import hold_ticket, resume_ticket
from tickets.actions.make_promise import make_promise
from tickets.actions.move_promise import move_promise as set_promise
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.actions.transfer_ticket import transfer_ticket
from tickets.choices import Handling, HoldReason, Priority
from tickets.errors import Refused
from tickets.models import RequestType, Ticket
from tickets.policies import get_ticket_for, may_supervise


def take(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Take the ticket."""
    return take_ticket(ticket=ticket, actor=user, now=now)


def accept(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Accept the dispatch."""
    return accept_dispatch(ticket=ticket, actor=user, now=now)


def send_back(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Return the dispatch."""
    return return_dispatch(ticket=ticket, actor=user, now=now, **form.cleaned_data)


def resume(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Let the ticket run on."""
    return resume_ticket(ticket=ticket, actor=user, now=now)


def attend(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Attend to the customer."""
    return attend_customer(ticket=ticket, actor=user, now=now)


def care(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Look after the visitor."""
    return care_for_visitor(ticket=ticket, actor=user, now=now, **form.cleaned_data)


def transfer(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Transfer the ticket."""
    team, person = form.target()
    return transfer_ticket(
        ticket=ticket,
        actor=user,
        to_team=team,
        to_user=person,
        reason=form.cleaned_data["reason"],
        now=now,
    )


def dispatch(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Dispatch the ticket."""
    team, person = form.target()
    return dispatch_ticket(
        ticket=ticket,
        actor=user,
        to_team=team,
        to_user=person,
        need=form.cleaned_data["need"],
        now=now,
    )


def hold(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Put the ticket on hold."""
    values = form.cleaned_data
    return hold_ticket(
        ticket=ticket,
        actor=user,
        reason=HoldReason(values["reason"]),
        note=values["note"],
        until=values["until"],
        now=now,
    )


def move_promise(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Give the promise a new time."""
    return set_promise(ticket=ticket, actor=user, now=now, **form.cleaned_data)


def promise(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Make a promise."""
    return make_promise(
        ticket=ticket,
        actor=user,
        responsible=ticket.assignee or user,
        now=now,
        **form.cleaned_data,
    )


def chase(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Count a chase."""
    return chase_ticket(ticket=ticket, actor=user, now=now, **form.cleaned_data)


def change_type(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Set the request type."""
    kind = RequestType.objects.select_related("parent").get(
        pk=form.cleaned_data["request_type"]
    )
    return set_type(ticket=ticket, actor=user, request_type=kind, now=now)


def change_priority(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Set the priority."""
    return set_priority(
        ticket=ticket,
        actor=user,
        priority=Priority(form.cleaned_data["priority"]),
        reason=form.cleaned_data["reason"],
        now=now,
    )


def change_handling(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Say how much the request takes."""
    return set_handling(
        ticket=ticket,
        actor=user,
        handling=Handling(form.cleaned_data["handling"]),
        reason=form.cleaned_data["reason"],
        now=now,
    )


def merge(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Merge the ticket into another one the person may see."""
    try:
        into = get_ticket_for(user, form.cleaned_data["into"].strip())
    except Http404:
        raise Refused(_("There is no such ticket.")) from None
    return merge_ticket(ticket=ticket, into=into, actor=user, now=now)


def adopt(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Let the edition in force judge the ticket."""
    return adopt_edition(ticket=ticket, actor=user, now=now)


def reopen(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Reopen the ticket."""
    return reopen_ticket(ticket=ticket, actor=user, now=now, **form.cleaned_data)


def spam(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """End the ticket as no request at all."""
    return mark_spam(ticket=ticket, actor=user, now=now)


def cancel(ticket: Ticket, user: User, form: Any, now: datetime) -> Ticket:
    """Cancel the ticket; only those who lead may."""
    if not may_supervise(user):
        raise PermissionDenied
    return cancel_ticket(ticket=ticket, actor=user, now=now, **form.cleaned_data)
