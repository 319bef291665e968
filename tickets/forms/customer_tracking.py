"""What a customer types on the tracking page, and to find a request again."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets.forms.attachments import AttachmentsField
from tickets.forms.customer_fields import CleanField, LineField

MESSAGE_LENGTH = 5000
REASON_LENGTH = 1000


class MessageForm(forms.Form):
    """Words, files, or both."""

    use_required_attribute = False

    text = CleanField(
        label=gettext_lazy("Your message"),
        max_length=MESSAGE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    attachments = AttachmentsField(label=gettext_lazy("Photos or files"))

    def clean(self) -> dict[str, Any]:
        """Refuse an empty message."""
        cleaned = self.cleaned_data
        if not self.errors and not cleaned["text"] and not cleaned["attachments"]:
            self.add_error("text", _("Please write something, or add a file."))
        return cleaned


class ReasonForm(forms.Form):
    """Why a request is reopened, or no longer wanted."""

    use_required_attribute = False

    reason = CleanField(
        label=gettext_lazy("What is still missing?"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("A few words, please, so that we get it right.")
        },
    )

    def __init__(self, *args: Any, label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["reason"].label = label


class FindForm(forms.Form):
    """The number of a request, and the phone or e-mail it was sent with."""

    use_required_attribute = False

    number = LineField(
        label=gettext_lazy("Request number"),
        max_length=40,
        help_text=gettext_lazy("For example SD-7K4F-2MQX; it is in our e-mail"),
        error_messages={"required": gettext_lazy("Please enter the number.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )
    phone = LineField(
        label=gettext_lazy("Phone or e-mail"),
        max_length=254,
        help_text=gettext_lazy("The one you gave with the request"),
        error_messages={
            "required": gettext_lazy("Please enter the phone number or e-mail address.")
        },
    )

    def clean_number(self) -> str:
        """Return the number in its full form: sd 7k4f2mqx is SD-7K4F-2MQX."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data["number"]).upper()
        letters = re.sub(r"[^A-Z0-9]", "", typed)
        if len(letters) == 10 and letters.startswith("SD"):
            letters = letters[2:]
        if len(letters) != 8:
            raise ValidationError(
                _("The number has eight letters and digits, such as SD-7K4F-2MQX.")
            )
        return f"SD-{letters[:4]}-{letters[4:]}"
