"""The outgoing messages: what customers were sent, and what could not be sent."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.policies import StaffRequest, require
from tickets.actions.retry_message import retry_message
from tickets.selectors.messages import list_messages, reads_outbox, visible_messages


@require_GET
@require(reads_outbox)
def outbox(request: StaffRequest) -> HttpResponse:
    """Show the messages, those that were given up first."""
    page = list_messages(request.user, request.GET.get("after", "")[:300])
    return render(
        request,
        "desk/outbox.html",
        {
            "now": timezone.now(),
            "page": page,
            "older_url": f"?after={page.older}" if page.older else "",
            "newer_url": "" if page.is_first else "?",
        },
    )


@require_POST
@require(reads_outbox)
def retry(request: StaffRequest, pk: int) -> HttpResponse:
    """Try again to send a message that was given up."""
    message = visible_messages(request.user).filter(pk=pk).first()
    if message is None:
        raise Http404(_("There is no such message."))
    try:
        retry_message(message=message, now=timezone.now())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("The message to %(recipient)s is tried again.")
            % {"recipient": message.recipient},
        )
    return redirect("outbox")
