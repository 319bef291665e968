"""Find a request again by its number and the phone or e-mail it was sent with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tickets.forms.customer_tracking import FindForm
from tickets.policies import tracking_token
from tickets.selectors.tracking import find_by_contact
from tickets.views.customer._throttle import QUARTER_HOUR, too_often

TRIES = 10
"""Tries per quarter of an hour for one number from one address."""


@sensitive_post_parameters("phone")
@require_http_methods(["GET", "HEAD", "POST"])
def request_find(request: HttpRequest) -> HttpResponse:
    """Lead to the request if number and contact are its own.

    Whatever does not fit, the answer is the same: a stranger learns nothing.
    """
    if request.method != "POST":
        form = FindForm(initial={"number": request.GET.get("number", "")[:40]})
        return render(request, "customer/request_find.html", {"form": form})
    form = FindForm(request.POST)
    status = 422
    if form.is_valid():
        number, phone = form.cleaned_data["number"], form.cleaned_data["phone"]
        caller = f"{request.META.get('REMOTE_ADDR', '')} {number}"
        moment = timezone.now().timestamp()
        if too_often("find", caller, limit=TRIES, seconds=QUARTER_HOUR, moment=moment):
            status = 429
            form.add_error(
                None,
                _("Too many tries. Please wait a quarter of an hour, or call us."),
            )
        else:
            ticket = find_by_contact(number, phone)
            if ticket is not None:
                return redirect("request_track", token=tracking_token(ticket))
            form.add_error(
                None,
                _(
                    "No request was found with this number and this phone or e-mail. "
                    "Please check both; they must be the ones given with the request."
                ),
            )
    return render(request, "customer/request_find.html", {"form": form}, status=status)
