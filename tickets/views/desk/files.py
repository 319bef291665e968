"""Files of tickets, always as a download and never as a page."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.policies import StaffRequest, require, works_at_desk
from tickets.policies import get_attachment_for


@require_GET
@require(works_at_desk)
def attachment(request: StaffRequest, uid: UUID) -> HttpResponseBase:
    """Hand out a file of a ticket the person may see."""
    found = get_attachment_for(request.user, uid)
    try:
        content = found.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("There is no such file.")) from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=found.name,
        # Whatever the sender said it is: a browser must not try to show it.
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
