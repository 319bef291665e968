"""Shape of a request that somebody brings by phone, at the counter or in a chat."""

import secrets
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language
from tickets.choices import LIVE_CHANNELS, Channel, Priority
from tickets.forms.customer import check_phone
from tickets.forms.dressed import DressedForm, text_area
from tickets.models import RequestType
from tickets.selectors.records import CheckedBy

NEW_CUSTOMER = "new"
SHORT_CHANNELS = [
    (channel.value, channel.label) for channel in Channel if channel in LIVE_CHANNELS
]


class End(TextChoices):
    """How the conversation ends."""

    SOLVED = "solved", _("Solved now")
    TAKE = "take", _("Take it on")
    WAIT = "wait", _("Visitor waits")


class NewTicketForm(DressedForm):
    """One screen: who, what, and how it ends."""

    token = forms.RegexField(
        r"^[\w-]{20,40}$", required=False, widget=forms.HiddenInput
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=SHORT_CHANNELS,
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=32,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "tel",
                "autocomplete": "off",
                "autofocus": True,
                "data-lookup": "/desk/customers/lookup/",
                "data-lookup-into": "callers",
            }
        ),
    )
    customer = forms.RegexField(r"^([Cc]\d{1,15}|new)$", required=False)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    checked_by = forms.ChoiceField(
        label=_("Identity checked"), choices=CheckedBy.choices, required=False
    )
    request_type = forms.ModelChoiceField(
        label=_("Type"),
        queryset=RequestType.objects.filter(is_active=True, parent__isnull=False),
        required=False,
        to_field_name="code",
    )
    subject = forms.CharField(label=_("Need in one line"), max_length=200)
    description = forms.CharField(
        label=_("Details"),
        max_length=4000,
        required=False,
        widget=text_area(2),
    )
    order_number = forms.CharField(
        label=_("Order number"), max_length=60, required=False
    )
    priority = forms.ChoiceField(
        label=_("Priority"),
        choices=[(Priority.NORMAL, Priority.NORMAL.label)]
        + [(Priority.URGENT, Priority.URGENT.label)],
        initial=Priority.NORMAL,
        required=False,
    )
    restatement = forms.CharField(
        label=_("In these words"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("In these words")}),
    )
    is_restated = forms.BooleanField(
        label=_("I restated the need and the customer confirmed it."), required=False
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=4000,
        required=False,
        widget=text_area(3),
    )
    words = forms.CharField(
        label=_("The customer's word"), max_length=300, required=False
    )
    end = forms.ChoiceField(choices=End.choices, widget=forms.HiddenInput)

    def __init__(self, *args: Any, types: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["request_type"]
        assert isinstance(kind, forms.ModelChoiceField)
        kind.widget.choices = [("", _("choose")), *types]

    def clean_phone(self) -> str:
        """Refuse what cannot be a phone number."""
        return check_phone(self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen ending needs."""
        data = super().clean() or {}
        end = data.get("end")
        if end in (End.SOLVED, End.TAKE) and not data.get("request_type"):
            self._ask("request_type", _("Choose the type."))
        if end == End.WAIT and data.get("channel") != Channel.COUNTER:
            self.add_error(None, _("Only a visitor at the counter can be let wait."))
        if end == End.SOLVED:
            if not self.has_somebody():
                self._ask("phone", _("Who is it? A phone number or a name will do."))
            if not data.get("is_restated"):
                self._ask("is_restated", _("Restate the need and tick this."))
            if not data.get("answer"):
                self._ask("answer", _("Write down what you answered."))
            if not data.get("words"):
                self._ask("words", _("Note what the customer said."))
        return data

    def has_somebody(self) -> bool:
        """Say whether the form names a customer in any way."""
        data = self.cleaned_data
        named = data.get("customer") not in (None, "", NEW_CUSTOMER)
        return named or any(data.get(key) for key in ("phone", "name", "email"))

    def _ask(self, field: str, text: Any) -> None:
        if field not in self.errors:
            self.add_error(field, text)


def new_token() -> str:
    """Return a fresh word by which a form sent twice is known as one."""
    return secrets.token_urlsafe(18)
