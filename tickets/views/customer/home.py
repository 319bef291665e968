"""The front door."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tickets.selectors.intake import public_types


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what can be asked for, and how to find a request again."""
    return render(request, "customer/home.html", {"offer": public_types()})
