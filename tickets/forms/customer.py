"""Shape of a customer's file."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language
from tickets.choices import ContactKind
from tickets.forms.dressed import text_area
from tickets.models import Customer, normalise_contact

if TYPE_CHECKING:
    CustomerModelForm = forms.ModelForm[Customer]
else:
    # At run time Django's forms take no type arguments.
    CustomerModelForm = forms.ModelForm

LEAST_DIGITS = 5
MOST_DIGITS = 20


def check_phone(value: str) -> str:
    """Return a phone number as typed. Raises ValidationError if it can be none."""
    if (
        value
        and not LEAST_DIGITS
        <= len(normalise_contact(ContactKind.PHONE, value))
        <= MOST_DIGITS
    ):
        raise forms.ValidationError(_("This is not a phone number."), code="phone")
    return value


class CustomerForm(CustomerModelForm):
    """What people at the desk know about a customer."""

    phone = forms.CharField(
        label=_("Another phone number"), max_length=32, required=False
    )
    email = forms.EmailField(label=_("Another e-mail address"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    remarks = forms.CharField(
        label=_("Remarks"), max_length=4000, required=False, widget=text_area(3)
    )

    class Meta:
        model = Customer
        fields = [
            "name",
            "kind",
            "tier",
            "standing",
            "segment",
            "language",
            "do_not_call",
            "remarks",
        ]

    def clean_phone(self) -> str:
        """Refuse what cannot be a phone number."""
        return check_phone(self.cleaned_data["phone"])

    def file_values(self) -> dict[str, Any]:
        """Return the values of the file itself, without the contact to add."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
