"""The pages of follow-up calls."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.policies import StaffRequest, require, works_at_desk
from surveys.actions.record_attempt import Recording, record_attempt
from surveys.choices import AttemptResult
from surveys.errors import AlreadyRecorded
from surveys.forms import CallForm
from surveys.models import Revisit
from surveys.policies import get_revisit_for
from surveys.selectors import (
    allowed_attempts,
    is_reachable,
    latest_score,
    list_open_revisits,
    phone_of,
    revisit_rule,
)
from surveys.wording import script_for
from tickets.choices import EntryKind, Stage

CURSOR_LENGTH = 60


@require_safe
@require(works_at_desk)
def show_revisits(request: StaffRequest) -> HttpResponse:
    """List the calls still to be made, the most pressing first."""
    after = request.GET.get("after", "")[:CURSOR_LENGTH]
    values = {
        "page": list_open_revisits(request.user, after=after),
        "after": after,
        "now": timezone.now(),
    }
    return render(request, "surveys/revisit_list.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@require(works_at_desk)
def show_revisit(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one call with its script, and record what it brought."""
    now = timezone.now()
    revisit = get_revisit_for(request.user, pk)
    reachable = is_reachable(revisit.ticket)
    if request.method != "POST":
        known: dict[str, object] = {"seen": revisit.attempts.count()}
        if not reachable:
            known["result"] = AttemptResult.NO_CONTACT
        form = CallForm(initial=known, reachable=reachable)
        return _show(request, revisit, form, now)
    form = CallForm(request.POST, reachable=reachable)
    if not form.is_valid():
        return _show(request, revisit, form, now, status=422)
    try:
        recording = _record(request, revisit, form, now)
    except AlreadyRecorded as error:
        form.add_error(None, error)
        fresh = get_revisit_for(request.user, pk)
        return _show(request, fresh, form, now, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return _show(request, revisit, form, now, status=422)
    return _tell(request, recording)


def _record(
    request: StaffRequest, revisit: Revisit, form: CallForm, now: datetime
) -> Recording:
    data = form.cleaned_data
    return record_attempt(
        revisit=revisit,
        actor=request.user,
        result=AttemptResult(data["result"]),
        note=data["note"],
        now=now,
        stars=data["stars"],
        remark=data["remark"],
        call_again_at=data["call_again_at"],
        solved=form.solved_as_said,
        seen=data["seen"],
    )


def _tell(request: StaffRequest, recording: Recording) -> HttpResponse:
    revisit = recording.revisit
    if recording.refusal is not None:
        said = {"reason": " ".join(recording.refusal.messages)}
        messages.warning(
            request,
            _("The call is recorded, but the result is not accepted yet. %(reason)s")
            % said,
        )
        return redirect("revisit", pk=revisit.pk)
    if revisit.is_open:
        messages.success(request, _("The attempt is recorded."))
    else:
        messages.success(request, _("The follow-up call is recorded."))
    return redirect("revisit_list")


def _show(
    request: StaffRequest,
    revisit: Revisit,
    form: CallForm,
    now: datetime,
    status: int = 200,
) -> HttpResponse:
    ticket = revisit.ticket
    rule = revisit_rule(ticket)
    results = ticket.entries.filter(kind=EntryKind.RESULT, cycle=revisit.cycle)
    values: dict[str, Any] = {
        "revisit": revisit,
        "ticket": ticket,
        "form": form,
        "attempts": list(revisit.attempts.select_related("made_by")),
        "allowed": allowed_attempts(ticket),
        "phone": phone_of(ticket),
        "reachable": is_reachable(ticket),
        "result": results.last(),
        "score": latest_score(ticket),
        "rule": rule,
        "script": script_for(ticket, rule, caller=request.user),
        "awaits_acceptance": ticket.stage == Stage.CLOSE,
        "page": list_open_revisits(request.user),
        "now": now,
    }
    return render(request, "surveys/revisit.html", values, status=status)
