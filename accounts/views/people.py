"""The administrators' pages about colleagues."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions.deactivate_person import deactivate_person
from accounts.actions.reactivate_person import reactivate_person
from accounts.actions.revise_person import revise_person
from accounts.forms import PersonForm, show_refusal
from accounts.models import User
from accounts.policies import StaffRequest, can_invite, require
from accounts.selectors import list_invitations, list_people

PEOPLE_PER_PAGE = 50


@require_GET
@require(can_invite)
def show_people(request: StaffRequest) -> HttpResponse:
    """List everybody on the staff and the invitations not yet accepted."""
    words = request.GET.get("q", "")[:80]
    now = timezone.now()
    page = Paginator(list_people(words=words), PEOPLE_PER_PAGE).get_page(
        request.GET.get("page")
    )
    invitations = [
        {"invitation": invitation, "state": invitation.state_at(now)}
        for invitation in list_invitations()[:PEOPLE_PER_PAGE]
    ]
    return render(
        request,
        "accounts/people.html",
        {"page": page, "words": words, "invitations": invitations},
    )


@require_http_methods(["GET", "POST"])
@require(can_invite)
def edit_person(request: StaffRequest, pk: int) -> HttpResponse:
    """Show and change a colleague's details, roles and teams."""
    person = get_object_or_404(User, pk=pk)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            revise_person(person=person, actor=request.user, **form.cleaned_data)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": person})
            return redirect("people")
    return render(
        request, "accounts/person_edit.html", {"form": form, "person": person}
    )


@require_POST
@require(can_invite)
def deactivate(request: StaffRequest, pk: int) -> HttpResponse:
    """End a colleague's sign-in."""
    person = get_object_or_404(User, pk=pk)
    try:
        deactivate_person(person=person, actor=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("%(name)s can no longer sign in.") % {"name": person}
        )
    return redirect("person_edit", pk=person.pk)


@require_POST
@require(can_invite)
def reactivate(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a colleague sign in again."""
    person = get_object_or_404(User, pk=pk)
    reactivate_person(person=person, actor=request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": person})
    return redirect("person_edit", pk=person.pk)
