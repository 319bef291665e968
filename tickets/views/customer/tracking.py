"""Follow one request: where it stands, what was said, and the files."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tickets.choices import PUBLIC_KINDS
from tickets.forms.customer_tracking import MessageForm, ReasonForm
from tickets.models import Attachment, Ticket
from tickets.policies import ticket_from_token, tracking_path
from tickets.selectors.tracking import progress_version, read_progress, read_together
from tickets.views.customer.request import page_language

NO_CONTENT = 204
NOT_MODIFIED = 304


@require_safe
def request_track(request: HttpRequest, token: str) -> HttpResponse:
    """Show the request to whoever holds its link."""
    return tracking_page(request, ticket_from_token(token), token)


@require_safe
def request_live(request: HttpRequest, token: str) -> HttpResponse:
    """Return the part that changes; 204 or 304 when it looks as it did.

    The page asks with the mark of what it shows, so that nothing is exchanged,
    and nothing typed is disturbed, while nothing has happened.
    """
    ticket = ticket_from_token(token)
    now = timezone.now()
    version = progress_version(ticket, now=now, language=page_language())
    if request.GET.get("seen") == version:
        return HttpResponse(status=NO_CONTENT)
    if request.headers.get("If-None-Match") == f'"{version}"':
        response = HttpResponse(status=NOT_MODIFIED)
    else:
        response = render(
            request, "customer/_live.html", page_values(ticket, token, version=version)
        )
    response["ETag"] = f'"{version}"'
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def request_file(request: HttpRequest, token: str, uid: UUID) -> HttpResponseBase:
    """Hand out a file of the public conversation, always as a download."""
    shown = read_together(ticket_from_token(token))
    attachment = Attachment.objects.filter(
        uid=uid, ticket__in=shown, entry__kind__in=PUBLIC_KINDS
    ).first()
    if attachment is None:
        raise Http404
    try:
        content = attachment.file.open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def tracking_page(
    request: HttpRequest,
    ticket: Ticket,
    token: str,
    *,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    """Return the whole page; forms with errors stand in for the empty ones."""
    response = render(
        request,
        "customer/request_track.html",
        page_values(ticket, token, **forms),
        status=status,
    )
    response["Cache-Control"] = "private, no-cache"
    return response


def page_values(
    ticket: Ticket, token: str, *, version: str = "", **forms: Any
) -> dict[str, Any]:
    """Return what the page and its live part show."""
    now = timezone.now()
    progress = read_progress(ticket, now=now)
    return {
        "ticket": ticket,
        "token": token,
        "progress": progress,
        "sibling_path": tracking_path(progress.sibling) if progress.sibling else "",
        "max_files": settings.ATTACHMENT_MAX_FILES,
        "max_bytes": settings.ATTACHMENT_MAX_BYTES,
        "version": version
        or progress_version(ticket, now=now, language=page_language()),
        "message_form": MessageForm(),
        "reopen_form": ReasonForm(auto_id="reopen_%s"),
        "cancel_form": ReasonForm(
            auto_id="cancel_%s", label=_("Why is it no longer needed?")
        ),
        "now": now,
        **forms,
    }
