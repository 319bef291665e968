"""What is written at the foot of the timeline: answer, note, progress, result."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from standards.models import Expression
from standards.wording import Hit, find_forbidden
from tickets.forms.attachments import AttachmentsField
from tickets.forms.dressed import DressedForm, text_area

LONG, LINE = 8000, 300


class Mode(TextChoices):
    """What one writes."""

    ANSWER = "answer", pgettext_lazy("composer", "Answer")
    NOTE = "note", pgettext_lazy("composer", "Note")
    PROGRESS = "progress", pgettext_lazy("composer", "Progress")
    RESULT = "result", pgettext_lazy("composer", "Result")


class ComposerForm(DressedForm):
    """A text with what belongs to it in each mode."""

    mode = forms.ChoiceField(choices=Mode.choices)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONG,
        widget=text_area(3),
        error_messages={"required": _("Write something first.")},
    )
    next_step = forms.CharField(
        label=pgettext_lazy("progress", "Next"), max_length=LINE, required=False
    )
    expected = forms.CharField(
        label=pgettext_lazy("progress", "Expected"), max_length=LINE, required=False
    )
    work_done = forms.CharField(
        label=_("Service record: what was done"),
        max_length=LONG,
        required=False,
        widget=text_area(1),
    )
    restates = forms.BooleanField(label=_("It restates the need"), required=False)
    phrase = forms.IntegerField(required=False, widget=forms.HiddenInput)
    wording_seen = forms.CharField(
        max_length=2000, required=False, widget=forms.HiddenInput
    )
    then = forms.CharField(max_length=10, required=False)
    attachments = AttachmentsField(label=_("Files"))

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        expressions: tuple[Expression, ...] = (),
    ) -> None:
        self.expressions = expressions
        self.hits: list[Hit] = []
        """Forbidden wording in the text, for which the sender must look again."""
        super().__init__(data, files, initial={"mode": Mode.ANSWER})

    @property
    def goes_on(self) -> bool:
        """Whether the stage is to be left after sending."""
        return self.cleaned_data.get("then") == "next"

    def clean(self) -> dict[str, Any]:
        """Ask for what the mode needs, and check the wording of what goes out."""
        values = super().clean() or {}
        if values.get("mode") == Mode.PROGRESS:
            for name in ("next_step", "expected"):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, gettext("The customer wants to know this."))
        if values.get("mode") != Mode.NOTE:
            self._check_wording(values)
        return values

    def _check_wording(self, values: dict[str, Any]) -> None:
        text = "\n".join(
            str(values.get(name) or "") for name in ("body", "next_step", "expected")
        )
        self.hits = find_forbidden(text, self.expressions)
        seen = set(str(values.get("wording_seen") or "").split("|"))
        if any(hit.blocks for hit in self.hits):
            self.add_error(
                "body", gettext("Not sent: these words are not used. Reword it.")
            )
        elif any(hit.pattern not in seen for hit in self.hits):
            self.add_error(
                "body",
                gettext(
                    "Not sent yet: please look at the wording once more. Send again "
                    "to send it as it is."
                ),
            )

    @property
    def seen_now(self) -> str:
        """The wording shown to the sender, as the next submit says it was seen."""
        return "|".join(hit.pattern for hit in self.hits if not hit.blocks)
