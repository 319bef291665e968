"""The page on which people look after their own account."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions.revise_profile import revise_profile
from accounts.forms import ProfileForm, show_refusal
from accounts.models import User
from accounts.policies import StaffRequest, require
from accounts.views._language import remember_language


@require_http_methods(["GET", "POST"])
@require(lambda user: True)
def edit_profile(request: StaffRequest) -> HttpResponse:
    """Show and change one's own name, phone, language and panel detail."""
    # A second copy: a refused form must not change the name in the page's head.
    person = User.objects.prefetch_related("role_grants", "teams").get(
        pk=request.user.pk
    )
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            person = revise_profile(person=person, **form.cleaned_data)
        except ValidationError as error:
            show_refusal(form, error)
        else:
            with translation.override(person.language):
                messages.success(request, _("Your profile is saved."))
            response = redirect("profile")
            remember_language(response, person.language)
            return response
    return render(request, "accounts/profile.html", {"form": form, "person": person})
