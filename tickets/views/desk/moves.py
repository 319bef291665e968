"""The moves of a ticket's head: a small form each, one action, and back to the page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.policies import StaffRequest, require, works_at_desk
from tickets.policies import get_ticket_for, visible_tickets
from tickets.views.desk.moves_table import BY_SLUG
from tickets.views.desk.ticket_page import Kept, is_fragment, show_page


@require_http_methods(["GET", "POST"])
@require(works_at_desk)
def make_move(request: StaffRequest, number: str, slug: str) -> HttpResponse:
    """Show the form of a move, or make the move and return to the ticket.

    A refusal shows the page with the form open and what was typed in it.
    """
    spec = BY_SLUG.get(slug)
    if spec is None:
        raise Http404
    now = timezone.now()
    ticket = get_ticket_for(request.user, number)
    if request.method == "GET":
        if spec.form is None:
            return redirect("ticket", number=ticket.number)
        form = spec.form(ticket, request.user)
        if is_fragment(request):
            values = {"sheet": spec, "sheet_form": form, "ticket": ticket, "now": now}
            return render(request, "desk/ticket/sheet.html", values)
        return show_page(request, number, now=now, kept=Kept(spec, form))
    filled = spec.form(ticket, request.user, request.POST) if spec.form else None
    if filled is not None and not filled.is_valid():
        kept = Kept(spec, filled)
        return show_page(request, number, now=now, kept=kept, status=422)
    try:
        spec.step(ticket, request.user, filled, now)
    except ValidationError as error:
        if filled is None:
            messages.error(request, " ".join(error.messages))
            return redirect("ticket", number=ticket.number)
        filled.add_error(None, error)
        kept = Kept(spec, filled)
        return show_page(request, number, now=now, kept=kept, status=422)
    messages.success(request, str(spec.done))
    if not visible_tickets(request.user).filter(pk=ticket.pk).exists():
        return redirect("queue")  # handed over to a team whose work one does not see
    return redirect("ticket", number=ticket.number)
