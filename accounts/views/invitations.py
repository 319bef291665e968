"""Inviting a colleague, and the page the invited colleague sees."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.accept_staff_invitation import accept_staff_invitation
from accounts.actions.invite_staff import invite_staff
from accounts.actions.revoke_staff_invitation import revoke_staff_invitation
from accounts.errors import InvitationNotUsable
from accounts.forms import AcceptInvitationForm, InviteForm, show_refusal
from accounts.models import StaffInvitation
from accounts.policies import StaffRequest, can_invite, require
from accounts.selectors import find_invitation
from accounts.views._language import remember_language


@never_cache
@require_http_methods(["GET", "POST"])
@require(can_invite)
def invite(request: StaffRequest) -> HttpResponse:
    """Ask whom to invite; afterwards show the link, this once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invite_staff(
                actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            show_refusal(form, error)
        else:
            # Shown in the answer itself: a redirect would have to keep the
            # secret in the session, readable in the database.
            return render(
                request,
                "accounts/invitation_made.html",
                {
                    "invitation": made.invitation,
                    "link": settings.PUBLIC_URL + made.path,
                },
            )
    return render(request, "accounts/invite.html", {"form": form})


@require_POST
@require(can_invite)
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Make an invitation's link useless."""
    invitation = get_object_or_404(StaffInvitation, pk=pk)
    try:
        revoke_staff_invitation(
            invitation=invitation, actor=request.user, now=timezone.now()
        )
    except InvitationNotUsable as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            _("The invitation of %(name)s is revoked.")
            % {"name": invitation.display_name},
        )
    return redirect("people")


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Let the invited colleague choose a user name and a password."""
    now = timezone.now()
    invitation = find_invitation(secret=secret, now=now)
    if invitation is None:
        return _not_usable(request)
    form = AcceptInvitationForm(
        request.POST or None,
        initial={
            "display_name": invitation.display_name,
            "language": translation.get_language(),
        },
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            person = accept_staff_invitation(
                secret=secret,
                username=chosen["username"],
                password=chosen["password1"],
                display_name=chosen["display_name"],
                phone=chosen["phone"],
                language=chosen["language"],
                now=now,
            )
        except InvitationNotUsable:
            return _not_usable(request)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            with translation.override(person.language):
                messages.success(request, _("Your account is ready. Please sign in."))
            response = redirect("login")
            remember_language(response, person.language)
            return response
    return render(
        request,
        "accounts/invitation_accept.html",
        {"form": form, "invitation": invitation},
    )


def _not_usable(request: HttpRequest) -> HttpResponse:
    """One page for unknown, used, revoked and expired links: it says nothing more."""
    return render(request, "accounts/invitation_not_usable.html", status=404)
