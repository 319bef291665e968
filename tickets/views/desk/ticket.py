"""The ticket page, and the older entries of its timeline."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.policies import StaffRequest, require, works_at_desk
from tickets.policies import get_ticket_for
from tickets.selectors.beside import load_beside
from tickets.selectors.ticket_page import load_deadlines
from tickets.selectors.timeline import ALL, load_timeline
from tickets.views.desk.ticket_page import is_fragment, show_page


@require_GET
@require(works_at_desk)
def show_ticket(request: StaffRequest, number: str) -> HttpResponse:
    """Show a ticket with all that is needed to work on it."""
    if is_fragment(request) and "before" in request.GET:
        return _older_entries(request, number)
    return show_page(request, number, now=timezone.now())


def _older_entries(request: StaffRequest, number: str) -> HttpResponse:
    ticket = get_ticket_for(request.user, number)
    timeline = load_timeline(
        ticket,
        beside=load_beside(request.user, ticket),
        deadlines=load_deadlines(ticket),
        show=request.GET.get("show", ALL),
        before=request.GET["before"],
    )
    values = {"ticket": ticket, "timeline": timeline, "now": timezone.now()}
    return render(request, "desk/ticket/lines.html", values)


@require_GET
@require(works_at_desk)
def show_follow_up(request: StaffRequest, number: str) -> HttpResponse:
    """Show the call, the score and the recovery, as a part of the page."""
    ticket = get_ticket_for(request.user, number)
    values = {"ticket": ticket, "now": timezone.now()}
    return render(request, "desk/ticket/follow_up.html", values)


@require_http_methods(["GET", "POST"])
@require(works_at_desk)
def switch_detail(request: StaffRequest, number: str) -> HttpResponse:
    """Show the rules' full text in the panel, or one line a rule."""
    if request.method != "POST":
        return redirect("ticket", number=number)
    ticket = get_ticket_for(request.user, number)
    request.user.panel_detail = request.POST.get("detail") == "full"
    request.user.save(update_fields=["panel_detail"])
    return redirect("ticket", number=ticket.number)
