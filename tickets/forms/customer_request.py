"""The request form: what a customer tells us, in one page."""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tickets.actions.open_ticket import Request
from tickets.choices import Channel, Source
from tickets.forms.attachments import AttachmentsField
from tickets.forms.customer_fields import (
    AddressField,
    CleanField,
    LineField,
    PhoneField,
    own_field,
)
from tickets.models import RequestType
from tickets.selectors.intake import Kind, Offer

DESCRIPTION_LENGTH = 5000
TOKEN: Final = re.compile(r"[0-9a-f]{32}")


class OwnQuestions(forms.Form):
    """The few questions that only one type of request asks."""

    use_required_attribute = False

    def __init__(
        self, kind: RequestType, data: MultiValueDict[str, Any] | None = None
    ) -> None:
        super().__init__(
            None if data is None else self._answers(kind, data),
            auto_id=f"id_{kind.code}_%s",
        )
        for spec in kind.fields:
            name = str(spec.get("name", ""))
            if name.isidentifier():
                self.fields[f"field_{name}"] = own_field(spec)

    @staticmethod
    def _answers(
        kind: RequestType, data: MultiValueDict[str, Any]
    ) -> dict[str, str | None]:
        """Pick the answers given to this type's questions.

        Types may ask under the same name; without a script the others' empty
        fields are sent too.
        """
        names = [f"field_{spec.get('name', '')}" for spec in kind.fields]
        return {
            name: next((value for value in data.getlist(name) if value), None)
            for name in names
        }

    def answers(self) -> dict[str, Any]:
        """Return what was answered, ready to be kept as JSON."""
        return {
            name.removeprefix("field_"): value.isoformat()
            if isinstance(value, dt.date)
            else value
            for name, value in self.cleaned_data.items()
            if value not in (None, "")
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """One type as a choice of the form, with the questions only it asks."""

    kind: Kind
    is_chosen: bool
    is_anonymous: bool
    own: OwnQuestions | None
    answer_by: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Main:
    """A main type with its choices."""

    kind: Kind
    choices: list[Choice]


class RequestForm(forms.Form):
    """Type first, then what it is about, then how to reach the customer."""

    use_required_attribute = False

    request_type = forms.CharField(
        label=gettext_lazy("What is it about?"),
        error_messages={"required": gettext_lazy("Please choose what it is about.")},
    )
    subject = LineField(
        label=gettext_lazy("In one sentence"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Please say in one sentence what it is about.")
        },
    )
    description = CleanField(
        label=gettext_lazy("The details"),
        max_length=DESCRIPTION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Since when, what you see, what you have tried"),
        error_messages={"required": gettext_lazy("Please describe it in a few words.")},
    )
    order_number = LineField(
        label=gettext_lazy("Order number"), max_length=60, required=False
    )
    attachments = AttachmentsField(label=gettext_lazy("Photos or files"))
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = PhoneField(label=pgettext_lazy("customer", "Phone"), required=False)
    email = AddressField(label=pgettext_lazy("customer", "E-mail"), required=False)
    leave_empty = forms.CharField(
        label=gettext_lazy("Please leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    form_token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        offer: Offer,
        data: MultiValueDict[str, Any] | None = None,
        files: MultiValueDict[str, "UploadedFile[bytes]"] | None = None,
        *,
        chosen: str = "",
    ) -> None:
        super().__init__(data, files, initial={"form_token": uuid.uuid4().hex})
        self.offer = offer
        code = str(data.get("request_type", "")) if data is not None else chosen
        self.chosen = offer.by_code.get(code)
        self.own_chosen: OwnQuestions | None = None
        """The questions of the chosen type, if it has any."""
        if self.chosen is not None and self.chosen.fields:
            self.own_chosen = OwnQuestions(self.chosen, data)

    def mains(self, moments: Mapping[str, dt.datetime]) -> list[Main]:
        """Return what the page draws; `moments` says by when each is answered."""
        return [
            Main(kind, [self._choice(one, moments) for one in kind])
            for kind in self.offer.kinds
        ]

    def _choice(self, kind: Kind, moments: Mapping[str, dt.datetime]) -> Choice:
        is_chosen = self.chosen is not None and self.chosen.pk == kind.type.pk
        own = None
        if kind.type.fields:
            own = self.own_chosen if is_chosen else OwnQuestions(kind.type)
        return Choice(
            kind=kind,
            is_chosen=is_chosen,
            is_anonymous=not kind.type.needs_contact,
            own=own,
            answer_by=moments.get(kind.type.code),
        )

    @property
    def is_anonymous(self) -> bool:
        """Whether the chosen type asks for no name."""
        return self.chosen is not None and not self.chosen.needs_contact

    @property
    def has_field_errors(self) -> bool:
        """Whether something is to be put right, not merely refused as a whole."""
        own = self.own_chosen
        return bool(set(self.errors) - {NON_FIELD_ERRORS} or (own and own.errors))

    def is_valid(self) -> bool:
        """Say whether the form and the type's own questions are answered."""
        own = self.own_chosen
        return all([super().is_valid(), own is None or own.is_valid()])

    def clean_request_type(self) -> RequestType:
        """Return the type; one that is not offered is refused."""
        if self.chosen is None:
            raise ValidationError(_("Please choose what it is about."))
        return self.chosen

    def clean_leave_empty(self) -> str:
        """Refuse what only a program fills in; a person can put it right."""
        if self.cleaned_data.get("leave_empty"):
            raise ValidationError(_("Please leave this field empty and send again."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Ask for a name and one way to be reached, unless sent anonymously."""
        cleaned = self.cleaned_data
        if self.is_anonymous:
            return cleaned
        if "name" in cleaned and not cleaned["name"]:
            self.add_error("name", _("Please tell us how to address you."))
        if not (
            {"phone", "email"} & set(self.errors)
            or cleaned.get("phone")
            or cleaned.get("email")
        ):
            self.add_error(
                "phone", _("Please give a phone number or an e-mail address.")
            )
        return cleaned

    def intake_key(self) -> str:
        """Return the key under which this form is stored once.

        A form that came without a token of ours counts as a form of its own.
        """
        token = str(self.data.get("form_token", ""))
        return f"web:{token if TOKEN.fullmatch(token) else uuid.uuid4().hex}"

    def to_request(self, *, language: str) -> Request:
        """Return what is asked for, as the action takes it."""
        cleaned: Mapping[str, Any] = self.cleaned_data
        own = self.own_chosen
        return Request(
            channel=Channel.WEB,
            source=Source.SYSTEM,
            subject=cleaned["subject"],
            description=cleaned["description"],
            contact_name=cleaned["name"],
            contact_phone=cleaned["phone"],
            contact_email=cleaned["email"],
            order_number=cleaned["order_number"],
            request_type=cleaned["request_type"],
            language=language,
            fields=own.answers() if own else {},
            files=cleaned["attachments"],
            intake_key=self.intake_key(),
        )
