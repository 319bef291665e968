"""Fields customers type into: cleaned, limited, and told off politely."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language, gettext_lazy, ngettext_lazy
from django.utils.translation import gettext as _

INVISIBLE: Final = re.compile(
    # Control characters but tab and line feed; marks that turn the direction of
    # writing; halves of characters, which no database can keep.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
PHONE: Final = re.compile(
    r"\+?[\d\s().\-/]{5,26}(?:(?:ext\.?|x|#|转|分机)\s*\d{1,6})?", re.IGNORECASE
)
OWN_TEXT_LENGTH = 200


def clean_text(value: object) -> str:
    """Return text without control characters, with plain line ends."""
    text = "" if value is None else str(value)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text)).strip()


class CleanField(forms.CharField):
    """Text of several lines."""

    widget: type[forms.Widget] = forms.Textarea

    def __init__(self, *, label: Any, max_length: int, **kwargs: Any) -> None:
        super().__init__(label=label, **kwargs)
        self.validators += [
            MaxLengthValidator(
                max_length,
                # Translators: the number of characters allowed, and of those written.
                ngettext_lazy(
                    "At most %(limit_value)d character, please; these are "
                    "%(show_value)d.",
                    "At most %(limit_value)d characters, please; these are "
                    "%(show_value)d.",
                    "limit_value",
                ),
            )
        ]
        # The browser counts line ends and characters of emoji its own way, so it
        # only warns late; the server's count is the one that decides.
        self.widget.attrs.setdefault("maxlength", str(max_length))
        self.widget.attrs.setdefault("class", "form-control")

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return clean_text(value)


class LineField(CleanField):
    """Text of one line."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> str:
        """Return the cleaned text on one line."""
        return " ".join(super().to_python(value).split())


class PhoneField(LineField):
    """A phone number as people write it, with an extension if there is one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=32, **kwargs)
        self.widget.attrs.update(inputmode="tel", autocomplete="tel")
        self.widget.input_type = "tel"

    def to_python(self, value: Any) -> str:
        """Return the number with plain digits (１３８ becomes 138)."""
        return super().to_python(unicodedata.normalize("NFKC", str(value or "")))

    def validate(self, value: str) -> None:
        """Refuse what nobody could dial."""
        super().validate(value)
        if value and (not PHONE.fullmatch(value) or len(re.sub(r"\D", "", value)) < 5):
            raise ValidationError(
                _(
                    "This does not look like a phone number. Digits, spaces, + and - "
                    "are fine, and an extension such as ext 12."
                )
            )


class AddressField(forms.EmailField):
    """An e-mail address with a plain message."""

    def __init__(self, *, label: Any, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            max_length=254,
            error_messages={
                "invalid": gettext_lazy(
                    "This does not look like an e-mail address, such as li@example.com."
                )
            },
            **kwargs,
        )
        self.widget.attrs.update(
            {"class": "form-control", "inputmode": "email", "autocomplete": "email"}
        )

    def to_python(self, value: Any) -> str:
        """Return the cleaned address."""
        return clean_text(unicodedata.normalize("NFKC", str(value or "")))


# --- a type's own questions ---------------------------------------------------


def own_field(spec: Mapping[str, Any]) -> forms.Field:
    """Build the field of one own question of a request type.

    `spec` is {name, label, kind, required, choices}; see RequestType.fields.
    """
    label = read_label(spec)
    required = bool(spec.get("required"))
    match spec.get("kind"):
        case "choice":
            return _choice_field(label, required, spec.get("choices") or [])
        case "date":
            return DayField(label=label, required=required)
        case "number":
            return forms.IntegerField(
                label=label,
                required=required,
                min_value=0,
                max_value=1_000_000,
                widget=forms.NumberInput(attrs={"class": "form-control"}),
                error_messages={
                    "required": _("Please answer this question."),
                    "invalid": _("Please write a whole number, such as 3."),
                },
            )
    field = LineField(label=label, required=required, max_length=OWN_TEXT_LENGTH)
    field.error_messages["required"] = _("Please answer this question.")
    return field


def _choice_field(
    label: str, required: bool, choices: Sequence[Mapping[str, Any]]
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[(str(choice["value"]), read_label(choice)) for choice in choices],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("Please choose one of these."),
        },
    )


class DayField(forms.DateField):
    """A day, picked or typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(
                attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"
            ),
            input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"],
            error_messages={
                "required": _("Please answer this question."),
                "invalid": _("Please write the day as 2026-03-31."),
            },
            **kwargs,
        )

    def to_python(self, value: Any) -> dt.date | None:
        """Return the day; one nobody means is refused."""
        day = super().to_python(clean_text(value))
        if day is not None and not 1900 <= day.year <= 2100:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def read_label(spec: Mapping[str, Any]) -> str:
    """Return a label in the reader's language, else in the other one.

    It may stand as {label: {zh, en}}, as {label_zh, label_en}, or (choices) as
    {zh, en}.
    """
    nested = spec.get("label")
    texts: Mapping[str, Any] = nested if isinstance(nested, Mapping) else spec
    first, second = ("zh", "en")
    if not (get_language() or "zh").startswith("zh"):
        first, second = second, first
    for language in (first, second):
        text = texts.get(language) or texts.get(f"label_{language}")
        if text:
            return str(text)
    return str(nested or spec.get("name") or spec.get("value") or "")
