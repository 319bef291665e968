"""Send a request, and see that it has arrived."""

import logging
import uuid
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Team
from standards.errors import NoEditionInForce
from tickets.actions.open_ticket import Request, open_ticket
from tickets.choices import ContactKind, Stage
from tickets.forms.customer_request import RequestForm
from tickets.models import Ticket, normalise_contact
from tickets.policies import ticket_from_token, tracking_token, tracking_url
from tickets.selectors.intake import Kind, Offer, answer_moments, public_types
from tickets.selectors.tracking import read_progress
from tickets.views.customer._throttle import HOUR, too_often

logger = logging.getLogger(__name__)

REQUESTS_AN_HOUR = 20
"""More requests than this from one phone or address in an hour are put off."""


@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Offer the form; open a ticket from what was typed."""
    now = timezone.now()
    offer = public_types()
    code = request.GET.get("type", "")
    kind = offer.kind_of(code)
    if request.method != "POST":
        if kind is not None and len(kind) == 1:
            code = next(iter(kind)).type.code
        form = RequestForm(offer, chosen=code)
        return _page(request, form, kind=kind, now=now)
    form = RequestForm(offer, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, kind=kind, now=now, status=422)
    asked = form.to_request(language=page_language())
    if _asks_too_often(asked, now):
        form.add_error(
            None,
            _(
                "Many requests have come from this phone number or address within the "
                "hour. Please wait a little, or add to a request you have sent."
            ),
        )
        return _page(request, form, kind=kind, now=now, status=429)
    ticket = _open(form, asked, now)
    if ticket is None:
        return _page(request, form, kind=kind, now=now, status=503)
    if not _is_the_same(ticket, asked):
        # The form had been sent before, and was changed after coming back to it.
        return _page(request, form, kind=kind, now=now, status=409, sent=ticket)
    return redirect("request_sent", token=tracking_token(ticket))


@require_safe
def request_sent(request: HttpRequest, token: str) -> HttpResponse:
    """Say that the request has arrived: number, link, and what happens next."""
    now = timezone.now()
    ticket = ticket_from_token(token)
    if ticket.stage == Stage.CANCELLED:
        return redirect("request_track", token=token)
    response = render(
        request,
        "customer/request_sent.html",
        {
            "ticket": ticket,
            "token": token,
            "tracking_url": tracking_url(ticket),
            "progress": read_progress(ticket, now=now),
            "now": now,
        },
    )
    response["Cache-Control"] = "private, no-cache"
    return response


def page_language() -> str:
    """Return the language of this page, one of the two the desk writes in."""
    language = get_language() or settings.LANGUAGE_CODE
    known = dict(settings.LANGUAGES)
    return language if language in known else settings.LANGUAGE_CODE


def _open(form: RequestForm, asked: Request, now: datetime) -> Ticket | None:
    """Open the ticket; None, with a word to the customer, if the desk is not set up."""
    try:
        return open_ticket(request=asked, actor=None, now=now)
    except (NoEditionInForce, Team.DoesNotExist) as error:
        logger.error("A request could not be taken in: %s", error)
        form.add_error(
            None,
            _(
                "We cannot take in requests at this moment; nothing was stored. Please "
                "try again in a while. What you typed is still here."
            ),
        )
        return None


def _page(
    request: HttpRequest,
    form: RequestForm,
    *,
    now: datetime,
    kind: Kind | None = None,
    status: int = 200,
    sent: Ticket | None = None,
) -> HttpResponse:
    if form.chosen is not None and form.is_bound:
        kind = form.offer.kind_of(form.chosen.code)
    moments = answer_moments(form.offer, now=now)
    chosen = form.chosen.code if form.chosen else ""
    if sent is not None:
        _renew_token(form)
    mains = [one for one in form.mains(moments) if kind is None or one.kind is kind]
    response = render(
        request,
        "customer/request_new.html",
        {
            "form": form,
            "mains": mains,
            "kind": kind,
            "answer_by": _answer_by(form.offer, moments, chosen, kind),
            "lost_files": form.is_bound and bool(request.FILES),
            "sent": sent,
            "sent_token": tracking_token(sent) if sent else "",
            "max_files": settings.ATTACHMENT_MAX_FILES,
            "max_bytes": settings.ATTACHMENT_MAX_BYTES,
            "now": now,
        },
        status=status,
    )
    # Back leads to this very page, with the token it was sent with.
    response["Cache-Control"] = "private, no-cache"
    return response


def _answer_by(
    offer: Offer, moments: dict[str, datetime], chosen: str, kind: Kind | None
) -> datetime | None:
    """Return by when we answer: for the type, else the latest of what is offered."""
    if chosen:
        return moments.get(chosen)
    kinds = [kind] if kind else offer.kinds
    codes = [one.type.code for main in kinds for one in main]
    if not codes or any(code not in moments for code in codes):
        return None
    return max(moments[code] for code in codes)


def _renew_token(form: RequestForm) -> None:
    form.data = {**dict(form.data.items()), "form_token": uuid.uuid4().hex}


def _asks_too_often(asked: Request, now: datetime) -> bool:
    contacts = (
        normalise_contact(ContactKind.PHONE, asked.contact_phone),
        normalise_contact(ContactKind.EMAIL, asked.contact_email),
    )
    return any(
        too_often(
            "request",
            contact,
            limit=REQUESTS_AN_HOUR,
            seconds=HOUR,
            moment=now.timestamp(),
        )
        for contact in contacts
        if contact
    )


def _is_the_same(ticket: Ticket, asked: Request) -> bool:
    return (ticket.subject, ticket.description, ticket.request_type_id) == (
        asked.subject,
        asked.description,
        asked.request_type.pk if asked.request_type else None,
    )
