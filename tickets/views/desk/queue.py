"""The staff's queue: its page, its live rows, its filters, and many at once."""

from hashlib import blake2b
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.policies import StaffRequest, require, works_at_desk
from tickets.actions.take_ticket import take_ticket
from tickets.actions.transfer_ticket import transfer_ticket
from tickets.forms.queue import (
    FilterForm,
    ManyForm,
    read_asked,
    ticked_numbers,
)
from tickets.models import Ticket
from tickets.policies import visible_tickets
from tickets.selectors.queue import Asked, QueuePage, list_queue
from tickets.selectors.queue_counts import count_views
from tickets.selectors.queue_filters import colleagues, filter_options
from tickets.views.desk._queue_words import (
    applied_filters,
    empty_words,
    query_of,
    side_links,
    title_of,
)

SAID_REASONS = 5
"""So many refusals are told one by one; the rest as a number."""


@require_GET
@require(works_at_desk)
def queue(request: StaffRequest) -> HttpResponse:
    """Show a view of the queue, or what a search found."""
    now = timezone.now()
    asked = read_asked(request.GET)
    page = list_queue(request.user, asked, now)
    if page.hit:
        return redirect("ticket", number=page.hit)
    values = _values(request, asked, page, now)
    values["etag"] = _etag(request, asked, page, values["counts"])
    return render(request, "desk/queue.html", values)


@require_GET
@require(works_at_desk)
def queue_rows(request: StaffRequest) -> HttpResponseBase:
    """Return the rows anew, or 304 while nothing has changed."""
    now = timezone.now()
    asked = read_asked(request.GET)
    page = list_queue(request.user, asked, now)
    values = _values(request, asked, page, now)
    etag = _etag(request, asked, page, values["counts"])
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    response = render(request, "desk/_queue_live.html", values)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@never_cache
@require(works_at_desk)
def queue_filters(request: StaffRequest) -> HttpResponse:
    """Show the filters: a part of the queue when it asks, else a page."""
    asked = read_asked(request.GET)
    form = FilterForm(filter_options(request.user), initial=asked.filters)
    part = "HX-Request" in request.headers
    return render(
        request,
        "desk/_queue_filters.html" if part else "desk/queue_filters.html",
        {"form": form, "asked": asked},
    )


@require_GET
@never_cache
@require(works_at_desk)
def queue_people(request: StaffRequest) -> HttpResponse:
    """Return the colleagues to whom ticked tickets can be given."""
    return render(
        request, "desk/_queue_people.html", {"people": colleagues(request.user)}
    )


@require_POST
@require(works_at_desk)
def queue_many(request: StaffRequest) -> HttpResponse:
    """Take or assign the ticked tickets; say which were refused, and why."""
    back = _way_back(request)
    form = ManyForm(request.POST)
    numbers = ticked_numbers(request.POST)
    if not form.is_valid() or not numbers:
        messages.warning(request, _("Tick at least one ticket first."))
        return redirect(back)
    person = form.cleaned_data["person"]
    if form.cleaned_data["do"] == "assign" and person is None:
        messages.warning(request, _("Choose to whom the tickets go."))
        return redirect(back)
    now = timezone.now()
    done, refused = 0, []
    found = {
        ticket.number: ticket
        for ticket in visible_tickets(request.user)
        .filter(number__in=numbers)
        .select_related("team")
    }
    for number in numbers:
        try:
            _one(request, found.get(number), form.cleaned_data, now)
        except ValidationError as error:
            refused.append(number + _(": ") + " ".join(error.messages))
        else:
            done += 1
    _tell(request, done, refused)
    return redirect(back)


def _one(
    request: StaffRequest, ticket: Ticket | None, data: dict[str, Any], now: Any
) -> None:
    """Take or assign one ticket. Raises ValidationError."""
    if ticket is None:
        raise ValidationError(_("There is no such ticket."))
    if data["do"] == "assign" and data["person"] != request.user:
        transfer_ticket(
            ticket=ticket,
            actor=request.user,
            to_team=ticket.team,
            to_user=data["person"],
            reason=data["reason"],
            now=now,
        )
    else:
        take_ticket(ticket=ticket, actor=request.user, now=now)


def _tell(request: StaffRequest, done: int, refused: list[str]) -> None:
    if done:
        text = ngettext("%(n)d ticket assigned.", "%(n)d tickets assigned.", done)
        messages.success(request, text % {"n": done})
    for reason in refused[:SAID_REASONS]:
        messages.warning(request, reason)
    rest = len(refused) - SAID_REASONS
    if rest > 0:
        text = ngettext("%(n)d more was refused.", "%(n)d more were refused.", rest)
        messages.warning(request, text % {"n": rest})


def _way_back(request: StaffRequest) -> str:
    """Return the page the form came from, if it is one of ours."""
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return back
    return reverse("queue")


def _values(
    request: StaffRequest, asked: Asked, page: QueuePage, now: Any
) -> dict[str, Any]:
    """Return what page and live part show."""
    counts = count_views(request.user, now)
    query = query_of(asked)
    return {
        "now": now,
        "asked": asked,
        "page": page,
        "counts": counts,
        "title": title_of(asked),
        "views": side_links(asked, counts),
        "filters": applied_filters(asked, page.rows),
        "empty": empty_words(asked),
        "query": query,
        "here": f"{reverse('queue')}?{query}",
        "older_url": f"?{query_of(asked, after=page.older)}" if page.older else "",
        "newer_url": "" if page.is_first else f"?{query_of(asked, after='')}",
    }


def _etag(
    request: StaffRequest, asked: Asked, page: QueuePage, counts: dict[str, str]
) -> str:
    """Return a mark that changes with anything the rows show."""
    digest = blake2b(digest_size=12)
    for word in (
        str(request.user.pk),
        get_language() or "",
        query_of(asked),
        page.older,
        *(row.version for row in page.rows),
        *(f"{key}={text}" for key, text in counts.items()),
    ):
        digest.update(word.encode() + b"\0")
    return f'"{digest.hexdigest()}"'
