"""The stage's form: what the handbook asks for is recorded, and the stage is left."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.policies import StaffRequest, require, works_at_desk
from tickets.actions.accept_result import accept_result
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.skip_gate import skip_gate
from tickets.choices import STATE_LABELS, AcceptedBy, Stage
from tickets.errors import MoveRefused
from tickets.forms.evidence import SectionForm
from tickets.models import Ticket
from tickets.selectors.beside import load_beside
from tickets.views.desk.moves_record import record_section
from tickets.views.desk.ticket_page import (
    Desk,
    Kept,
    StageForms,
    open_desk,
    show_page,
    stage_forms,
)


@require_http_methods(["GET", "POST"])
@require(works_at_desk)
def record_stage(request: StaffRequest, number: str) -> HttpResponse:
    """Record what was filled in, all of it or nothing, and go on if asked to.

    `only` names the one kind to record. When the way on is still barred, what was
    recorded stays, and the page says what is missing.
    """
    if request.method != "POST":
        return redirect("ticket", number=number)  # a page that was reloaded
    now = timezone.now()
    desk = open_desk(request.user, number, now=now)
    forms = _bound_forms(request, desk)
    only = request.POST.get("only", "")
    goes_on = not only and request.POST.get("then") == "next"
    filled = _filled(forms, only)
    checked = [*filled]
    if goes_on and forms.forward is not None:
        forms.forward.empty_permitted = False
        checked.append(forms.forward)
    # Every form is checked, so that all errors are shown at once.
    if not all([form.is_valid() for form in checked]):  # noqa: C419
        return _refuse(request, number, forms, [], now)
    ticket, problem = _record(desk.ticket, request.user, filled, now)
    if problem:
        return _refuse(request, number, forms, [], now)
    if not goes_on:
        _say(request, recorded=bool(filled))
        return _return_to(request, ticket, now)
    try:
        ticket = _go_on(ticket, request.user, forms, now)
    except ValidationError as error:
        return _refuse(request, number, _again(request, now), error.messages, now)
    messages.success(
        request, _("Now: %(state)s") % {"state": STATE_LABELS[Stage(ticket.stage)]}
    )
    return redirect("ticket", number=ticket.number)


@require_http_methods(["GET", "POST"])
@require(works_at_desk)
def skip(request: StaffRequest, number: str, code: str) -> HttpResponse:
    """Let a gate pass as an exception, with a reason."""
    if request.method != "POST":
        return redirect("ticket", number=number)
    now = timezone.now()
    desk = open_desk(request.user, number, now=now)
    rule = next((rule for rule in desk.rulebook.rules if rule.code == code), None)
    if rule is None:
        raise Http404
    reason = request.POST.get(f"skip-{code}", "")[:2000]
    try:
        skip_gate(
            ticket=desk.ticket, actor=request.user, rule=rule, reason=reason, now=now
        )
    except ValidationError as error:
        kept = Kept(
            stage=_bound_forms(request, desk),
            skip_code=code,
            skip_reason=reason,
            stage_errors=error.messages,
        )
        return show_page(request, number, now=now, kept=kept, status=422)
    messages.success(
        request, _("%(code)s passes as an exception.") % {"code": rule.code}
    )
    return _return_to(request, desk.ticket, now)


def _bound_forms(request: StaffRequest, desk: Desk) -> StageForms:
    beside = load_beside(request.user, desk.ticket)
    return stage_forms(
        desk, request.user, suggestions=beside.suggestions, data=request.POST
    )


def _again(request: StaffRequest, now: datetime) -> StageForms:
    """Return the forms that are left after what was filled in has been recorded."""
    number = request.resolver_match.kwargs["number"] if request.resolver_match else ""
    return _bound_forms(request, open_desk(request.user, number, now=now))


def _filled(forms: StageForms, only: str) -> list[SectionForm]:
    if not only:
        return [form for form in forms.sections.values() if form.is_filled]
    chosen = forms.sections.get(only)
    if chosen is None:
        return []  # recorded meanwhile
    chosen.empty_permitted = False
    return [chosen]


def _record(
    ticket: Ticket, user: User, filled: Iterable[SectionForm], now: datetime
) -> tuple[Ticket, bool]:
    try:
        with transaction.atomic():
            for form in filled:
                ticket = _record_one(form, ticket, user, now)
    except _NotRecorded:
        return ticket, True
    return ticket, False


class _NotRecorded(Exception):
    """One section was refused; its form says why, and nothing is kept."""


def _record_one(form: SectionForm, ticket: Ticket, user: User, now: datetime) -> Ticket:
    try:
        return record_section(form, ticket=ticket, actor=user, now=now)
    except ValidationError as error:
        form.add_error(None, error)
        raise _NotRecorded from error


def _go_on(ticket: Ticket, user: User, forms: StageForms, now: datetime) -> Ticket:
    said = forms.forward.cleaned_data["text"] if forms.forward else ""
    if ticket.stage == Stage.SERVE:
        return complete_ticket(
            ticket=ticket, actor=user, result=said, work_done="", now=now
        )
    if ticket.stage == Stage.CLOSE:
        return accept_result(
            ticket=ticket, actor=user, by=AcceptedBy.STAFF, words=said, now=now
        )
    if ticket.stage in (Stage.GREET, Stage.CONFIRM):
        return advance_ticket(ticket=ticket, actor=user, now=now)
    raise MoveRefused(_("This stage is left by the follow-up."))


def _refuse(
    request: StaffRequest,
    number: str,
    forms: StageForms,
    errors: list[str],
    now: datetime,
) -> HttpResponse:
    kept = Kept(stage=forms, stage_errors=errors)
    return show_page(request, number, now=now, kept=kept, status=422)


def _say(request: StaffRequest, *, recorded: bool) -> None:
    if recorded:
        messages.success(request, _("Recorded."))
    else:
        messages.info(request, _("There was nothing new to record."))


def _return_to(request: StaffRequest, ticket: Ticket, now: datetime) -> HttpResponse:
    """Return to the page; what was typed in other sections is still there.

    Such a page answers the post itself: sent once more, it finds the gate closed.
    """
    desk = open_desk(request.user, ticket.number, now=now)
    suggestions = load_beside(request.user, desk.ticket).suggestions
    forms = stage_forms(
        desk, request.user, suggestions=suggestions, drafts=request.POST
    )
    untouched = stage_forms(desk, request.user, suggestions=suggestions)
    if all(_same(forms, untouched)):
        return redirect("ticket", number=ticket.number)
    return show_page(request, ticket.number, now=now, kept=Kept(stage=forms))


def _same(drafts: StageForms, untouched: StageForms) -> Iterator[bool]:
    pairs = [
        *zip(drafts.sections.values(), untouched.sections.values(), strict=True),
        (drafts.forward, untouched.forward),
    ]
    for draft, first in pairs:
        if draft is not None and first is not None:
            for name in draft.fields:
                given = draft.get_initial_for_field(draft.fields[name], name)
                own = first.get_initial_for_field(first.fields[name], name)
                yield str(given or "") == str(own or "")
