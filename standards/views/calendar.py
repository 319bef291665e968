"""The calendars' page: when people work, and which days differ."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import StaffRequest, require
from standards.policies import can_read_handbook
from standards.selectors.months import next_month, picture_calendars, previous_month

MONTHS_SHOWN = 2
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years for which the page is shown; outside them holidays are not known."""


@require(can_read_handbook)
@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """Show business and calling hours of two months."""
    today = timezone.localdate(timezone.now())
    first = _month_asked(request.GET.get("month", "")) or today.replace(day=1)
    context = {
        "today": today,
        "first": first,
        "pictures": picture_calendars(first=first, months=MONTHS_SHOWN),
        "earlier": previous_month(first),
        "later": next_month(first),
        "is_now": first == today.replace(day=1),
    }
    return render(request, "handbook/calendar.html", context)


def _month_asked(text: str) -> date | None:
    """Return the month of an address, such as 2026-03; None for anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year < LAST_YEAR else None
