"""What a customer can do about a request: write, confirm, hurry, cancel, reopen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from tickets.actions.accept_result import accept_result
from tickets.actions.cancel_ticket import cancel_ticket
from tickets.actions.chase_ticket import chase_ticket
from tickets.actions.receive_message import receive_message
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.choices import AcceptedBy, EntryKind
from tickets.errors import MoveRefused, Refused
from tickets.forms.customer_tracking import MessageForm, ReasonForm
from tickets.models import Ticket
from tickets.policies import ticket_from_token
from tickets.selectors.tracking import Progress, read_progress
from tickets.views.customer._throttle import QUARTER_HOUR, too_often
from tickets.views.customer.tracking import tracking_page

SAME_MESSAGE_WITHIN = timedelta(minutes=2)
MESSAGES_A_QUARTER_HOUR = 30
MOVED_ON = gettext_lazy(
    "This is no longer possible: your request has moved on meanwhile. This page shows "
    "where it stands now."
)

Move = Callable[[HttpRequest, Ticket, str, datetime], HttpResponse]
View = Callable[[HttpRequest, str], HttpResponse]


def _move(view: Move) -> View:
    """Let a POST do the move; whoever merely opens the address sees the page."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def door(request: HttpRequest, token: str) -> HttpResponse:
        ticket = ticket_from_token(token)
        if request.method != "POST":
            return redirect("request_track", token=token)
        try:
            return view(request, ticket, token, timezone.now())
        except (MoveRefused, Refused):
            messages.warning(request, MOVED_ON)
            return redirect("request_track", token=token)

    return door


@_move
def request_message(
    request: HttpRequest, ticket: Ticket, token: str, now: datetime
) -> HttpResponse:
    """Take in words and files."""
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid() and too_often(
        "message",
        ticket.number,
        limit=MESSAGES_A_QUARTER_HOUR,
        seconds=QUARTER_HOUR,
        moment=now.timestamp(),
    ):
        form.add_error(None, _("Many messages at once. Please wait a little."))
    if not form.is_valid():
        return tracking_page(request, ticket, token, status=422, message_form=form)
    text, files = form.cleaned_data["text"], form.cleaned_data["attachments"]
    try:
        if files or not _was_just_said(ticket, text, now):
            receive_message(ticket=ticket, text=text, files=files, now=now)
    except (MoveRefused, Refused):
        form.add_error("text", str(MOVED_ON))
        ticket.refresh_from_db()
        return tracking_page(request, ticket, token, status=422, message_form=form)
    messages.success(request, _("Thank you, your message has arrived."))
    return redirect("request_track", token=token)


@_move
def request_solved(
    request: HttpRequest, ticket: Ticket, token: str, now: datetime
) -> HttpResponse:
    """Take the customer's yes; a "not yet" asks for the reason first."""
    if request.POST.get("solved") != "yes":
        return _reopen(request, ticket, token, now)
    try:
        accept_result(
            ticket=ticket, actor=None, by=AcceptedBy.CUSTOMER, words="", now=now
        )
    except MoveRefused as refusal:
        if not refusal.missing:
            raise
        # Something else is still to be put on record, such as a signed voucher:
        # that is our work, and the customer's word must not be lost over it.
        text = _("It is solved.")
        if not _was_just_said(ticket, text, now):
            receive_message(ticket=ticket, text=text, now=now)
        messages.success(
            request,
            _(
                "Thank you. Some paperwork of ours is left; there is nothing you need "
                "to do."
            ),
        )
        return redirect("request_track", token=token)
    messages.success(request, _("Thank you, we are glad that it is solved."))
    return redirect("request_track", token=token)


@_move
def request_reopen(
    request: HttpRequest, ticket: Ticket, token: str, now: datetime
) -> HttpResponse:
    """Take the matter up again."""
    return _reopen(request, ticket, token, now)


@_move
def request_chase(
    request: HttpRequest, ticket: Ticket, token: str, now: datetime
) -> HttpResponse:
    """Pass on that the customer is waiting, at most once in ten minutes."""
    progress = read_progress(ticket, now=now)
    if not progress.may_chase:
        raise MoveRefused(str(MOVED_ON))
    if progress.chased_lately:
        messages.info(
            request, _("We have passed it on a moment ago. You will hear from us soon.")
        )
    else:
        chase_ticket(ticket=ticket, actor=None, text="", now=now)
        messages.success(
            request,
            _("We have passed on that you are waiting. Thank you."),
        )
    return redirect("request_track", token=token)


@_move
def request_cancel(
    request: HttpRequest, ticket: Ticket, token: str, now: datetime
) -> HttpResponse:
    """Take the request back."""
    _allowed(read_progress(ticket, now=now), "may_cancel")
    form = ReasonForm(
        request.POST, auto_id="cancel_%s", label=_("Why is it no longer needed?")
    )
    if not form.is_valid():
        return tracking_page(request, ticket, token, status=422, cancel_form=form)
    cancel_ticket(
        ticket=ticket, actor=None, reason=form.cleaned_data["reason"], now=now
    )
    messages.success(request, _("Your request is cancelled."))
    return redirect("request_track", token=token)


def _reopen(
    request: HttpRequest, ticket: Ticket, token: str, now: datetime
) -> HttpResponse:
    progress = read_progress(ticket, now=now)
    if not progress.may_confirm:
        _allowed(progress, "may_reopen")
    form = ReasonForm(request.POST, auto_id="reopen_%s")
    if not form.is_valid():
        return tracking_page(request, ticket, token, status=422, reopen_form=form)
    reopen_ticket(
        ticket=ticket, actor=None, reason=form.cleaned_data["reason"], now=now
    )
    messages.success(
        request, _("Thank you for telling us. We take the matter up again.")
    )
    return redirect("request_track", token=token)


def _allowed(progress: Progress, what: str) -> None:
    if not getattr(progress, what):
        raise MoveRefused(str(MOVED_ON))


def _was_just_said(ticket: Ticket, text: str, now: datetime) -> bool:
    """Tell whether the same words came a moment ago: a double click, a resend."""
    last = (
        ticket.entries.filter(
            kind=EntryKind.CUSTOMER_MESSAGE, happened_at__gte=now - SAME_MESSAGE_WITHIN
        )
        .order_by("-happened_at", "-pk")
        .first()
    )
    return last is not None and last.body == text
