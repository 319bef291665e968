"""A person's notices: what happened to tickets while they looked elsewhere."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.policies import StaffRequest, require, works_at_desk
from tickets.actions.read_notices import read_notices
from tickets.models import Notice
from tickets.selectors.messages import list_notices
from tickets.views.desk._notice_words import notice_line


@require_GET
@require(works_at_desk)
def notices(request: StaffRequest) -> HttpResponse:
    """Show the unread notices, or all of them."""
    shows_all = request.GET.get("show") == "all"
    page = list_notices(
        request.user, request.GET.get("after", "")[:300], unread_only=not shows_all
    )
    show = "all" if shows_all else "unread"
    return render(
        request,
        "desk/notices.html",
        {
            "now": timezone.now(),
            "shows_all": shows_all,
            "lines": [notice_line(notice) for notice in page.rows],
            "older_url": f"?show={show}&after={page.older}" if page.older else "",
            "newer_url": "" if page.is_first else f"?show={show}",
        },
    )


@require_POST
@require(works_at_desk)
def read_one(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark one notice as read; go on to its ticket when asked to."""
    notice = (
        Notice.objects.filter(user=request.user, pk=pk).select_related("ticket").first()
    )
    if notice is None:
        raise Http404
    read_notices(user=request.user, notice_ids=[pk], now=timezone.now())
    if "open" in request.POST:
        return redirect("ticket", number=notice.ticket.number)
    return redirect("notices")


@require_POST
@require(works_at_desk)
def read_all(request: StaffRequest) -> HttpResponse:
    """Mark all notices as read."""
    count = read_notices(user=request.user, now=timezone.now())
    text = ngettext(
        "%(n)d notice marked as read.", "%(n)d notices marked as read.", count
    )
    messages.success(request, text % {"n": count})
    return redirect("notices")
