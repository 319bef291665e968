"""The handbook's page: every rule of an edition, to be read and searched."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import StaffRequest, require
from standards.choices import RuleKind
from standards.forms import ReadingForm
from standards.policies import can_read_handbook
from standards.selectors.reading import (
    current_edition,
    editions_to_read,
    read_handbook,
)


@require(can_read_handbook)
@require_safe
def handbook(request: StaffRequest) -> HttpResponse:
    """Show an edition: the one in force, or an older one by its number."""
    now = timezone.now()
    form = ReadingForm(request.GET)
    form.full_clean()
    asked = form.cleaned_data
    in_force = current_edition(now)
    editions = list(editions_to_read())
    edition = in_force
    if asked.get("edition"):
        edition = next(
            (one for one in editions if one.number == asked["edition"]), None
        )
        if edition is None:
            raise Http404
    chosen = {name: str(asked.get(name) or "") for name in ("stage", "kind", "q")}
    context = {
        "now": now,
        "editions": editions,
        "in_force": in_force,
        "reading": edition
        and read_handbook(
            edition,
            stage=chosen["stage"],
            kind=chosen["kind"],
            words=chosen["q"],
        ),
        "chosen": chosen,
        "is_filtered": any(chosen.values()),
        "stage_query": _query(asked, "stage"),
        "edition_query": _query(asked, "edition"),
        "kinds": RuleKind.choices,
    }
    return render(request, "handbook/handbook.html", context)


def _query(asked: dict[str, object], without: str) -> str:
    """Return the query of the page without one of its values, ready to add to."""
    kept = {
        name: str(value) for name, value in asked.items() if value and name != without
    }
    return f"{urlencode(kept)}&" if kept else ""
