"""Shape of what people type about themselves, colleagues and teams."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import PasswordResetForm, UserCreationForm
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.models import Team, User

if TYPE_CHECKING:
    PersonModelForm = forms.ModelForm[User]
    TeamModelForm = forms.ModelForm[Team]
    NewPersonForm = UserCreationForm[User]
else:
    # At run time Django's forms take no type arguments.
    PersonModelForm = TeamModelForm = forms.ModelForm
    NewPersonForm = UserCreationForm


def show_refusal(form: forms.BaseForm, error: ValidationError) -> None:
    """Put a refusal of an action at its field, or above the form if it has none."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        for one in errors:
            form.add_error(name if known else None, one)


class InviteForm(forms.Form):
    """Whom to invite, as what, into which teams."""

    display_name = forms.CharField(label=_("Name"), max_length=60)
    email = forms.EmailField(label=_("E-mail"))
    staff_number = forms.CharField(
        label=_("Staff number"),
        max_length=16,
        required=False,
        help_text=_("Left empty, the next free number is given."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AcceptInvitationForm(NewPersonForm):
    """What somebody invited chooses: user name, password, language."""

    class Meta:
        model = User
        fields = ["username", "display_name", "phone", "language"]


class ProfileForm(PersonModelForm):
    """What people decide about their own account."""

    class Meta:
        model = User
        fields = ["display_name", "phone", "language", "panel_detail"]


class PersonForm(PersonModelForm):
    """What an administrator decides about a colleague."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ["display_name", "email", "phone", "staff_number", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["roles"] = sorted(self.instance.roles)
        self.initial["teams"] = [team.pk for team in self.instance.teams.all()]


class TeamForm(TeamModelForm):
    """A team's names and people."""

    # Not a model field of this form: making a team general takes the mark from
    # another one, which the form's own check of the constraint would refuse.
    is_general = forms.BooleanField(
        label=_("General team"),
        required=False,
        help_text=_(
            "Gets every request that no other team is named for; there is exactly one."
        ),
    )

    class Meta:
        model = Team
        fields = [
            "code",
            "name_zh",
            "name_en",
            "lead",
            "supervisor",
            "members",
            "is_active",
        ]
        widgets = {"members": forms.CheckboxSelectMultiple}
        help_texts = {"code": _("Short and lasting: rules name the team by it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True).order_by("display_name", "pk")
        for name in ("lead", "supervisor", "members"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = people
        self.initial["is_general"] = self.instance.is_general
        if self.instance.pk:
            self.fields["code"].disabled = True
        else:
            del self.fields["is_active"]


class ForgottenPasswordForm(PasswordResetForm):
    """Sends the link in the language of its reader, not of who typed the address."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Write and send one message."""
        with translation.override(context["user"].language):
            super().send_mail(
                subject_template_name,
                email_template_name,
                context,
                from_email,
                to_email,
                html_email_template_name,
            )
