"""The pages of recoveries."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.policies import StaffRequest, require, works_at_desk
from surveys.actions.close_recovery import close_recovery
from surveys.actions.contact_recovery import contact_recovery
from surveys.choices import RecoveryState
from surveys.errors import AlreadyRecorded
from surveys.forms import CloseForm, ContactForm
from surveys.models import Recovery
from surveys.policies import get_recovery_for
from surveys.selectors import list_open_recoveries, phone_of, recovery_rule
from surveys.wording import script_for
from tickets.policies import may_supervise

CURSOR_LENGTH = 60


@require_safe
@require(works_at_desk)
def show_recoveries(request: StaffRequest) -> HttpResponse:
    """List the recoveries of one open state, the most pressing first."""
    after = request.GET.get("after", "")[:CURSOR_LENGTH]
    state = _state_of(request)
    values = {
        "page": list_open_recoveries(request.user, state=state, after=after),
        "after": after,
        "state": state,
        "now": timezone.now(),
    }
    return render(request, "surveys/recovery_list.html", values)


def _state_of(request: StaffRequest) -> RecoveryState:
    if request.GET.get("state") == RecoveryState.CONTACTED:
        return RecoveryState.CONTACTED
    return RecoveryState.OPEN


@require_safe
@require(works_at_desk)
def show_recovery(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one recovery: the score behind it, and the step to take."""
    return _show(request, get_recovery_for(request.user, pk), timezone.now())


@require_POST
@require(works_at_desk)
def contact(request: StaffRequest, pk: int) -> HttpResponse:
    """Record the contact with the customer."""
    now = timezone.now()
    recovery = get_recovery_for(request.user, pk)
    form = ContactForm(request.POST)

    def act() -> None:
        contact_recovery(
            recovery=recovery, actor=request.user, now=now, **form.cleaned_data
        )

    if form.is_valid():
        failed = _try(form, act)
        if failed is None:
            messages.success(request, _("The contact is recorded."))
            return redirect("recovery", pk=pk)
        return _again(request, pk, now, failed, contact_form=form)
    return _again(request, pk, now, 422, contact_form=form)


@require_POST
@require(works_at_desk)
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Close a recovery with its result."""
    now = timezone.now()
    recovery = get_recovery_for(request.user, pk)
    form = CloseForm(request.POST)

    def act() -> None:
        close_recovery(
            recovery=recovery, actor=request.user, now=now, **form.cleaned_data
        )

    if form.is_valid():
        failed = _try(form, act)
        if failed is None:
            messages.success(request, _("The recovery is closed."))
            return redirect("recovery_list")
        return _again(request, pk, now, failed, close_form=form)
    return _again(request, pk, now, 422, close_form=form)


def _try(form: ContactForm | CloseForm, act: Callable[[], None]) -> int | None:
    """Do it, or put the refusal at the form and return the answer's status."""
    try:
        act()
    except ValidationError as error:
        form.add_error(None, error)
        return 409 if isinstance(error, AlreadyRecorded) else 422
    return None


def _again(
    request: StaffRequest, pk: int, now: datetime, status: int, **forms: Any
) -> HttpResponse:
    fresh = get_recovery_for(request.user, pk)
    return _show(request, fresh, now, status=status, **forms)


def _show(
    request: StaffRequest,
    recovery: Recovery,
    now: datetime,
    *,
    status: int = 200,
    contact_form: ContactForm | None = None,
    close_form: CloseForm | None = None,
) -> HttpResponse:
    ticket = recovery.ticket
    rule = recovery_rule(ticket)
    is_new = recovery.state == RecoveryState.OPEN
    beside = RecoveryState.CONTACTED if recovery.contacted_at else RecoveryState.OPEN
    values: dict[str, Any] = {
        "recovery": recovery,
        "ticket": ticket,
        "contact_form": contact_form or ContactForm(),
        "close_form": close_form or CloseForm(),
        "bound": contact_form or close_form,
        "may_contact": is_new,
        "may_close": recovery.is_open and (not is_new or may_supervise(request.user)),
        "phone": phone_of(ticket),
        "rule": rule,
        "script": script_for(ticket, rule, caller=request.user),
        "page": list_open_recoveries(request.user, state=beside),
        "state": beside,
        "now": now,
    }
    return render(request, "surveys/recovery.html", values, status=status)
