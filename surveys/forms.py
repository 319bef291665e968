"""Shape of what customers and callers put in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.choices import AttemptResult

REMARK_LENGTH = 2000
NOTE_LENGTH = 300

STAR_LABELS = [
    (1, _("1 star, very dissatisfied")),
    (2, _("2 stars")),
    (3, _("3 stars")),
    (4, _("4 stars")),
    (5, _("5 stars, very satisfied")),
]


def stars_field(**options: Any) -> forms.TypedChoiceField:
    """Return a field of one to five stars."""
    message = _("Choose one to five stars.")
    return forms.TypedChoiceField(
        label=_("Your score"),
        choices=STAR_LABELS,
        coerce=int,
        empty_value=None,
        error_messages={"required": message, "invalid_choice": message},
        **options,
    )


def text_field(label: Any, length: int = REMARK_LENGTH, **options: Any) -> Any:
    """Return a field of several lines with a longest length."""
    rows = options.pop("rows", 4)
    return forms.CharField(
        label=label,
        max_length=length,
        widget=forms.Textarea(attrs={"class": "form-control", "rows": rows}),
        **options,
    )


class SurveyForm(forms.Form):
    """What a customer says by the link."""

    stars = stars_field()
    remark = text_field(_("Anything to add"), required=False)


class CallForm(forms.Form):
    """What one call to the customer brought."""

    seen = forms.IntegerField(min_value=0, max_value=32767, widget=forms.HiddenInput)
    result = forms.ChoiceField(label=_("Outcome"), choices=AttemptResult.choices)
    solved = forms.ChoiceField(
        label=_("Is it solved?"),
        choices=[("", _("not asked")), ("yes", _("Yes")), ("no", _("No"))],
        required=False,
    )
    stars = stars_field(required=False)
    remark = text_field(_("In the customer's words"), required=False, rows=3)
    note = forms.CharField(
        label=_("Note for colleagues"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    call_again_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        widget=forms.DateTimeInput(
            attrs={"class": "form-control", "type": "datetime-local"},
            format="%Y-%m-%dT%H:%M",
        ),
    )

    def __init__(self, *args: Any, reachable: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["result"]
        assert isinstance(field, forms.ChoiceField)
        unfit = None if not reachable else AttemptResult.NO_CONTACT
        field.choices = [
            (value, label) for value, label in AttemptResult.choices if value != unfit
        ]

    def clean(self) -> dict[str, Any]:
        """Say at the field what does not go together."""
        data = super().clean() or {}
        result = data.get("result")
        if data.get("stars") and result and result != AttemptResult.REACHED:
            self.add_error("stars", _("Only who was reached can give a score."))
        unsaid = data.get("call_again_at", "unreadable") is None
        if result == AttemptResult.CALL_LATER and unsaid:
            self.add_error("call_again_at", _("Say when to call again."))
        return data

    @property
    def solved_as_said(self) -> bool | None:
        """The customer's yes or no; None when it was not asked."""
        return {"yes": True, "no": False}.get(self.cleaned_data["solved"])


class ContactForm(forms.Form):
    """What was behind a low score, and what is agreed."""

    cause = text_field(_("Cause"), rows=3)
    plan = text_field(_("What will be improved, and by when"), rows=3)


class CloseForm(forms.Form):
    """What came of a recovery."""

    result = text_field(_("What came of it"), rows=3)
