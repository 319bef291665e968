"""The administrators' pages about teams."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions.create_team import create_team
from accounts.actions.revise_team import revise_team
from accounts.forms import TeamForm, show_refusal
from accounts.models import Team
from accounts.policies import StaffRequest, can_invite, require
from accounts.selectors import list_teams


@require_GET
@require(can_invite)
def show_teams(request: StaffRequest) -> HttpResponse:
    """List the teams with their people."""
    return render(request, "accounts/team_list.html", {"teams": list_teams()})


@require_http_methods(["GET", "POST"])
@require(can_invite)
def new_team(request: StaffRequest) -> HttpResponse:
    """Make a team."""
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            team = create_team(actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": team})
            return redirect("team_list")
    return render(request, "accounts/team_edit.html", {"form": form, "team": None})


@require_http_methods(["GET", "POST"])
@require(can_invite)
def edit_team(request: StaffRequest, pk: int) -> HttpResponse:
    """Show and change a team's names and people."""
    team = get_object_or_404(Team, pk=pk)
    form = TeamForm(request.POST or None, instance=team)
    if request.method == "POST" and form.is_valid():
        chosen = {k: v for k, v in form.cleaned_data.items() if k != "code"}
        try:
            revise_team(team=team, actor=request.user, **chosen)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": team})
            return redirect("team_list")
    return render(request, "accounts/team_edit.html", {"form": form, "team": team})
