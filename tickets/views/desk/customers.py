"""Customers: the list, one file, and who calls."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.policies import StaffRequest, require, works_at_desk
from tickets.actions.revise_customer import revise_customer
from tickets.choices import ContactKind
from tickets.forms.customer import CustomerForm
from tickets.policies import get_customer_for
from tickets.selectors.customers import (
    contacts_of,
    find_callers,
    list_customers,
    tickets_of_customer,
)
from tickets.selectors.paging import PAGE, Position


@require_GET
@require(works_at_desk)
def customer_list(request: StaffRequest) -> HttpResponse:
    """List the customers, or find some."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    page = list_customers(request.user, words, request.GET.get("after", "")[:300])
    return render(
        request,
        "desk/customer_list.html",
        {
            "now": timezone.now(),
            "words": words,
            "page": page,
            "older_url": f"?after={page.older}" if page.older else "",
            "newer_url": "" if page.is_first else "?",
        },
    )


@never_cache
@require_GET
@require(works_at_desk)
def customer_lookup(request: StaffRequest) -> HttpResponse:
    """Return who may be calling, as a part of the new ticket's screen."""
    phone = request.GET.get("phone", "").replace("\0", "")[:40]
    return render(
        request,
        "desk/_customer_matches.html",
        {
            "now": timezone.now(),
            "callers": find_callers(request.user, phone),
            "phone": phone,
        },
    )


@require_http_methods(["GET", "POST"])
@require(works_at_desk)
def customer(request: StaffRequest, number: str) -> HttpResponse:
    """Show and change a customer's file, with the tickets the person may see."""
    found = get_customer_for(request.user, number)
    form = CustomerForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            revise_customer(
                customer=found,
                actor=request.user,
                values=form.file_values(),
                phone=form.cleaned_data["phone"],
                email=form.cleaned_data["email"],
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, " ".join(error.messages))
        else:
            messages.success(
                request, _("%(name)s is saved.") % {"name": form.cleaned_data["name"]}
            )
            return redirect("customer", number=found.number)
    contacts = list(contacts_of(found))
    after = request.GET.get("after", "")[:300]
    tickets, position = tickets_of_customer(request.user, found, after)
    rows = list(tickets)
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        older = Position(last.opened_at, last.pk).token()
    if form.errors:
        found.refresh_from_db()  # the refused form has written into the instance
    return render(
        request,
        "desk/customer.html",
        {
            "now": timezone.now(),
            "customer": found,
            "form": form,
            "contacts": contacts,
            "phone": next(
                (one.value for one in contacts if one.kind == ContactKind.PHONE), ""
            ),
            "tickets": rows[:PAGE],
            "older_url": f"?after={older}" if older else "",
            "newer_url": "?" if position else "",
        },
        status=422 if form.errors else 200,
    )
