"""Signing in, and passwords: Django's own views with the house's pages."""

from typing import Any

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, PasswordResetView
from django.http import HttpResponse
from django.shortcuts import resolve_url

from accounts.forms import ForgottenPasswordForm
from accounts.policies import can_edit_handbook, can_invite, works_at_desk
from accounts.views._language import remember_language

HANDBOOK_PAGE = "/handbook/"  # a floor above has it; its address is fixed


class SignIn(LoginView):
    """The sign-in page; it ends on the page a person's work begins with."""

    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in and go on in the person's own language."""
        response = super().form_valid(form)
        remember_language(response, form.get_user().language)
        return response

    def get_default_redirect_url(self) -> str:
        """Return where to go when no page was asked for before."""
        user = self.request.user
        if works_at_desk(user):
            return resolve_url(settings.LOGIN_REDIRECT_URL)
        if can_invite(user):
            return resolve_url("people")
        if can_edit_handbook(user):
            return HANDBOOK_PAGE
        return resolve_url("profile")


class ForgottenPassword(PasswordResetView):
    """Asks for an e-mail address; the answer is the same whether it is known."""

    form_class = ForgottenPasswordForm
    email_template_name = "registration/password_reset_email.txt"
    subject_template_name = "registration/password_reset_subject.txt"

    def form_valid(
        self, form: Any
    ) -> HttpResponse:  # Any: the base says _PasswordResetForm
        """Send the link under the desk's public address.

        Not under the request's host, which whoever sends the request may choose.
        """
        self.extra_email_context = {
            "public_url": settings.PUBLIC_URL,
            "company": settings.COMPANY_NAME,
            "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
        }
        return super().form_valid(form)
