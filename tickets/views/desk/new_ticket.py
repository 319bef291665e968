"""A new ticket while the customer is there: one screen, three ways to end it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.choices import Language
from accounts.policies import StaffRequest, require, works_at_desk
from tickets.actions.open_ticket import Request, open_ticket
from tickets.actions.solve_in_one_contact import Conversation, solve_in_one_contact
from tickets.actions.take_on_request import take_on_request
from tickets.choices import Channel, Priority
from tickets.errors import MoveRefused
from tickets.forms.new_ticket import (
    NEW_CUSTOMER,
    End,
    NewTicketForm,
    new_token,
)
from tickets.models import Customer, Ticket
from tickets.policies import get_customer_for, visible_tickets
from tickets.selectors.customers import Caller, find_callers
from tickets.selectors.greeting import live_scripts
from tickets.selectors.queue_filters import type_choices


@never_cache
@require_http_methods(["GET", "POST"])
@require(works_at_desk)
def new_ticket(request: StaffRequest) -> HttpResponse:
    """Show the screen; on sending, solve, take on, or let wait."""
    if request.method == "GET":
        return _show(request, _blank_form(request))
    form = NewTicketForm(request.POST, types=_types())
    now = timezone.now()
    callers = find_callers(request.user, request.POST.get("phone", "")[:40])
    if not form.is_valid():
        return _show(request, form, callers=callers)
    known = _sent_before(request, form)
    if known is not None:
        return _go_on(request, known)
    chosen = _customer(request, form, callers)
    if form.errors:
        return _show(request, form, callers=callers)
    try:
        ticket = _end(request, form, chosen, now)
    except MoveRefused as refusal:
        # Sent twice at the same moment: the other one got through.
        known = _sent_before(request, form)
        if known is not None:
            return _go_on(request, known)
        form.add_error(None, refusal)
        return _show(request, form, callers=callers, refusal=refusal)
    except ValidationError as error:
        form.add_error(None, " ".join(error.messages))
        return _show(request, form, callers=callers)
    return _go_on(request, ticket, end=form.cleaned_data["end"])


@dataclass(frozen=True)
class _Chosen:
    """Whom the agent chose, and how they know that it is them."""

    customer: Customer | None
    checked_by: str


def _types() -> list[Any]:
    return type_choices(with_parents=False)


def _blank_form(request: StaffRequest) -> NewTicketForm:
    here = get_language() or ""
    return NewTicketForm(
        types=_types(),
        initial={
            "token": new_token(),
            "channel": request.GET.get("channel", Channel.PHONE),
            "phone": request.GET.get("phone", "")[:32],
            "name": request.GET.get("name", "")[:120],
            "language": Language.CHINESE if here.startswith("zh") else Language.ENGLISH,
            "words": _("It is solved; nothing else."),
        },
    )


def _customer(
    request: StaffRequest, form: NewTicketForm, callers: list[Caller]
) -> _Chosen:
    """Return the chosen customer; several people may share a number."""
    chosen = form.cleaned_data["customer"]
    checked_by = form.cleaned_data["checked_by"]
    if chosen and chosen != NEW_CUSTOMER:
        try:
            customer = get_customer_for(request.user, chosen)
        except Http404:
            form.add_error("customer", _("There is no such customer."))
            return _Chosen(None, "")
        return _Chosen(customer, checked_by)
    if not chosen and any(caller.is_exact for caller in callers):
        form.add_error(
            "customer",
            _("This number is on file. Choose who calls, or a new customer."),
        )
    return _Chosen(None, checked_by)


def _end(
    request: StaffRequest, form: NewTicketForm, chosen: _Chosen, now: Any
) -> Ticket:
    """Do what the pressed button says. Raises MoveRefused or Refused."""
    data = form.cleaned_data
    wish = _request(request, data, chosen)
    if data["end"] == End.SOLVED:
        return solve_in_one_contact(
            request=wish,
            conversation=Conversation(
                customer=chosen.customer,
                checked_by=chosen.checked_by,
                restatement=data["restatement"] or data["subject"],
                answer=data["answer"],
                words=data["words"],
            ),
            actor=request.user,
            now=now,
        )
    if data["end"] == End.TAKE:
        return take_on_request(
            request=wish,
            customer=chosen.customer,
            checked_by=chosen.checked_by,
            actor=request.user,
            now=now,
        )
    return open_ticket(request=wish, actor=request.user, now=now)


def _request(request: StaffRequest, data: dict[str, Any], chosen: _Chosen) -> Request:
    customer = chosen.customer
    return Request(
        channel=Channel(data["channel"]),
        subject=data["subject"],
        description=data["description"],
        contact_name=data["name"] or (customer.name if customer else ""),
        contact_phone=data["phone"],
        contact_email=data["email"],
        order_number=data["order_number"],
        request_type=data["request_type"],
        priority=Priority(data["priority"] or Priority.NORMAL),
        language=data["language"],
        intake_key=_intake_key(request, data),
    )


def _intake_key(request: StaffRequest, data: dict[str, Any]) -> str | None:
    token = data["token"]
    return f"desk.{request.user.pk}.{token}" if token else None


def _sent_before(request: StaffRequest, form: NewTicketForm) -> Ticket | None:
    """Return the ticket that this very form made already."""
    key = _intake_key(request, form.cleaned_data)
    return Ticket.objects.filter(intake_key=key).first() if key else None


def _go_on(request: StaffRequest, ticket: Ticket, *, end: str = "") -> HttpResponse:
    """Say what was done and show the ticket, if it is one the person may see."""
    if end == End.SOLVED:
        text = _("%(number)s is solved. The follow-up call is due within a day.")
    elif end == End.WAIT:
        text = _(
            "%(number)s is received; the visitor waits for the next free colleague."
        )
    else:
        text = _("%(number)s is received.")
    messages.success(request, text % {"number": ticket.number})
    if end == End.SOLVED and "another" in request.POST:
        return redirect("ticket_new")
    if visible_tickets(request.user).filter(pk=ticket.pk).exists():
        return redirect("ticket", number=ticket.number)
    return redirect("queue")


def _show(
    request: StaffRequest,
    form: NewTicketForm,
    *,
    callers: list[Caller] | None = None,
    refusal: MoveRefused | None = None,
) -> HttpResponse:
    now = timezone.now()
    chosen = request.POST.get("customer", "")
    return render(
        request,
        "desk/new_ticket.html",
        {
            "form": form,
            "now": now,
            "callers": callers or [],
            "chosen": chosen.upper() if chosen != NEW_CUSTOMER else chosen,
            "phone": request.POST.get("phone", ""),
            "missing": refusal.missing if refusal else [],
            "scripts": live_scripts(request.user, now),
        },
        status=422 if form.errors else 200,
    )
