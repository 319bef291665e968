"""From a section of the stage's form to the action that makes its record."""

from datetime import datetime

from django.http import Http404
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.change_facts import change_type
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_appointment import make_appointment
from tickets.actions.make_promise import make_promise
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket
from tickets.errors import Refused
from tickets.forms.evidence import (
    NEW,
    OTHER,
    IdentityForm,
    PromiseForm,
    RequestTypeForm,
    SectionForm,
)
from tickets.forms.evidence_service import AppointmentForm, ResponsibleForm
from tickets.models import Customer, RequestType, Ticket
from tickets.policies import get_customer_for


def record_section(
    form: SectionForm, *, ticket: Ticket, actor: User, now: datetime
) -> Ticket:
    """Make the record a valid section asks for. Raises Refused."""
    if isinstance(form, IdentityForm):
        return _identify(form, ticket, actor, now)
    if isinstance(form, RequestTypeForm):
        kind = RequestType.objects.select_related("parent").get(
            pk=form.cleaned_data["request_type"]
        )
        return change_type(ticket=ticket, actor=actor, request_type=kind, now=now)
    if isinstance(form, PromiseForm):
        return make_promise(
            ticket=ticket,
            actor=actor,
            what=form.cleaned_data["what"],
            due_at=form.cleaned_data["due_at"],
            responsible=form.person(),
            reason=form.cleaned_data["reason"],
            now=now,
        )
    if isinstance(form, AppointmentForm):
        return _appoint(form, ticket, actor, now)
    if isinstance(form, ResponsibleForm):
        if not form.cleaned_data["take"]:
            raise Refused(_("Take the ticket, or dispatch it."))
        return take_ticket(ticket=ticket, actor=actor, now=now)
    return record_evidence(
        ticket=ticket, actor=actor, kind=form.kind, data=form.record(), now=now
    )


def _identify(form: IdentityForm, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    values = form.cleaned_data
    customer: Customer | None = None
    if values["who"] != NEW:
        number = values["number"] if values["who"] == OTHER else values["who"]
        try:
            customer = get_customer_for(actor, number.strip())
        except Http404:
            raise Refused(_("There is no customer with this number.")) from None
    return identify_customer(
        ticket=ticket,
        actor=actor,
        customer=customer,
        name=values["name"] if customer is None else "",
        phone=values["phone"],
        email=values["email"],
        checked_by=values["checked_by"],
        now=now,
    )


def _appoint(
    form: AppointmentForm, ticket: Ticket, actor: User, now: datetime
) -> Ticket:
    values = form.cleaned_data
    engineer = None
    if values["engineer"]:
        engineer = ticket.team.members.get(pk=values["engineer"])
    return make_appointment(
        ticket=ticket,
        actor=actor,
        starts_at=values["starts_at"],
        latest_at=values["latest_at"],
        minutes=values["minutes"],
        engineer=engineer,
        now=now,
    )
