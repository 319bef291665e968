"""What records say: the words behind their codes, and their parts in order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from standards.choices import EvidenceKind


class CheckedBy(models.TextChoices):
    """By what the customer's identity was checked."""

    PHONE = "phone", _("Phone number")
    ORDER = "order", _("Order number")
    EMAIL = "email", _("E-mail address")
    DOCUMENT = "document", _("Document shown")
    KNOWN = "known", _("Known in person")


class Severity(models.TextChoices):
    """How serious a complaint is."""

    MINOR = "minor", pgettext_lazy("severity", "Minor")
    NORMAL = "normal", pgettext_lazy("severity", "Normal")
    SERIOUS = "serious", pgettext_lazy("severity", "Serious")


class VoucherOutcome(models.TextChoices):
    """What became of the service voucher."""

    SIGNED = "signed", _("Signed by the customer")
    PROXY = "proxy", _("Signed by proxy")
    REFUSED = "refused", _("Signature refused")
    NOBODY = "nobody", _("Nobody was there")


NEED_LABELS: Mapping[str, Promise | str] = {
    "what": pgettext_lazy("need", "What"),
    "why": pgettext_lazy("need", "Why"),
    "when": pgettext_lazy("need", "When"),
    "where": pgettext_lazy("need", "Where"),
    "who": pgettext_lazy("need", "Who"),
    "how": pgettext_lazy("need", "How"),
}
"""The six questions, in the order in which they are asked."""

LABELS: Mapping[str, Promise | str] = {
    **NEED_LABELS,
    "needed": _("Time needed"),
    "reason": _("Reason"),
    "alternative": _("Alternative"),
    "due_at": _("By when"),
    "done": pgettext_lazy("progress", "Done"),
    "next_step": pgettext_lazy("progress", "Next"),
    "expected": pgettext_lazy("progress", "Expected"),
    "severity": _("Severity"),
    "in_time": _("Handled within its limit"),
    "escalated_to": _("Escalated to"),
    "outcome": _("Outcome"),
    "name": _("Name"),
    "note": _("Note"),
    "colleague": _("For"),
    "call_back": _("Call back"),
    "visitor": _("Visitor"),
    "company": _("Company"),
    "host": _("Host"),
    "purpose": _("Purpose of the visit"),
    "host_reached": _("Host reached"),
    "agreed": _("The customer agrees"),
    "checked_by": _("Checked by"),
    "customer": _("Customer"),
    "starts_at": pgettext_lazy("visit", "From"),
    "latest_at": _("At the latest"),
    "minutes": _("Minutes"),
    "engineer": _("Engineer"),
    "to_team": _("To team"),
    "to": _("To person"),
    "person": _("Taken by"),
}
CODES: Mapping[str, type[models.TextChoices]] = {
    "severity": Severity,
    "outcome": VoucherOutcome,
    "checked_by": CheckedBy,
}
UNSAID = frozenset({"evidence", "text", "what", "by", "type", "new", "from_team"})
"""Parts that are said elsewhere, or mean nothing to a reader."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a record: a label with a text, a moment or a yes."""

    label: str
    text: str = ""
    moment: datetime | None = None
    is_yes: bool = False


def record_parts(kind: str, data: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the parts of a record in a fixed order; empty ones are left out."""
    unsaid = UNSAID - {"what"} if kind == EvidenceKind.NEED else UNSAID
    for name, label in LABELS.items():
        value = data.get(name)
        if not value or name in unsaid:
            continue
        if name.endswith("_at"):
            yield Part(str(label), moment=parse_datetime(str(value)))
        elif value is True:
            yield Part(str(label), is_yes=True)
        else:
            yield Part(str(label), text=_word(name, str(value)))


def record_text(data: Mapping[str, Any]) -> str:
    """Return what a record says in one text, or an empty one."""
    return str(data.get("text") or data.get("what") or data.get("restatement") or "")


def _word(name: str, value: str) -> str:
    known = CODES.get(name)
    if known is not None and value in known.values:
        return str(known(value).label)
    return value
