"""Records of the service and its close, and the table of all forms of evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from standards.choices import EvidenceKind
from tickets.forms.dressed import MomentField, text_area
from tickets.forms.evidence import (
    LINE,
    LONG,
    AbsentMessageForm,
    IdentityForm,
    NeedForm,
    PlanForm,
    PromiseForm,
    RequestTypeForm,
    RestatementForm,
    SectionForm,
    Surroundings,
    VisitorForm,
)
from tickets.selectors.records import Severity, VoucherOutcome


class AppointmentForm(SectionForm):
    """A visit the customer has agreed to."""

    kind = EvidenceKind.APPOINTMENT
    starts_at = MomentField(label=pgettext_lazy("visit", "From"))
    latest_at = MomentField(label=_("At the latest"))
    minutes = forms.IntegerField(
        label=_("How long (minutes)"), min_value=5, max_value=1440, initial=60
    )
    engineer = forms.ChoiceField(label=_("Engineer"), required=False)

    def fit(self, around: Surroundings) -> None:
        """Offer the members of the ticket's team."""
        people = self.fields["engineer"]
        assert isinstance(people, forms.ChoiceField)
        people.choices = [("", gettext("Not settled yet")), *around.engineers()]

    def clean(self) -> dict[str, Any]:
        """Refuse a visit that ends before it begins."""
        values = super().clean() or {}
        start, end = values.get("starts_at"), values.get("latest_at")
        if start and end and end < start:
            self.add_error("latest_at", gettext("This is before the visit begins."))
        return values


class TimeNeededForm(SectionForm):
    """How long it takes, and why."""

    kind = EvidenceKind.TIME_NEEDED
    needed = forms.CharField(label=_("Time needed"), max_length=LINE)
    reason = forms.CharField(label=_("Reason"), max_length=LONG, widget=text_area())


class ResponsibleForm(SectionForm):
    """Who answers for the ticket from now on."""

    kind = EvidenceKind.RESPONSIBLE
    take = forms.BooleanField(label=_("I am responsible"), required=False)


class ServiceRecordForm(SectionForm):
    """What was done."""

    kind = EvidenceKind.SERVICE_RECORD
    text = forms.CharField(
        label=_("What was done, what the customer said"),
        max_length=LONG,
        widget=text_area(3),
    )


class ComplaintReviewForm(SectionForm):
    """The review of a complaint before it is completed."""

    kind = EvidenceKind.COMPLAINT_REVIEW
    severity = forms.ChoiceField(
        label=_("Severity"), choices=[("", "–"), *Severity.choices]
    )
    text = forms.CharField(
        label=_("What was found"), max_length=LONG, widget=text_area()
    )
    in_time = forms.BooleanField(label=_("Handled within its limit"), required=False)
    escalated_to = forms.CharField(
        label=_("Escalated to"), max_length=LINE, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask to whom a serious complaint was taken."""
        values = super().clean() or {}
        serious = values.get("severity") == Severity.SERIOUS
        if serious and not values.get("escalated_to"):
            self.add_error(
                "escalated_to",
                gettext("A serious complaint goes to a superior. To whom?"),
            )
        return values


class ResultForm(SectionForm):
    """What the customer is told at the end of the work."""

    kind = EvidenceKind.RESULT
    text = forms.CharField(
        label=_("Result: the customer reads this"),
        max_length=LONG,
        widget=text_area(3),
        error_messages={"required": _("Tell the customer what came of it.")},
    )


class VoucherForm(SectionForm):
    """What became of the service voucher."""

    kind = EvidenceKind.VOUCHER
    outcome = forms.ChoiceField(
        label=_("Outcome"), choices=[("", "–"), *VoucherOutcome.choices]
    )
    name = forms.CharField(label=_("Signed by"), max_length=LINE, required=False)
    note = forms.CharField(label=_("Note"), max_length=LINE, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for the name, or for the reason where nobody signed."""
        values = super().clean() or {}
        outcome = values.get("outcome")
        signed = outcome in (VoucherOutcome.SIGNED, VoucherOutcome.PROXY)
        if signed and not values.get("name"):
            self.add_error("name", gettext("Who signed?"))
        if outcome and not signed and not values.get("note"):
            self.add_error("note", gettext("Say what happened."))
        return values


class AcceptanceForm(SectionForm):
    """The customer's word that the matter is solved."""

    kind = EvidenceKind.ACCEPTANCE
    text = forms.CharField(
        label=_("What the customer said"),
        max_length=LONG,
        widget=text_area(),
        error_messages={"required": _("Write down what the customer said.")},
    )


FORMS: dict[str, type[SectionForm]] = {
    str(form.kind): form
    for form in (
        IdentityForm,
        RequestTypeForm,
        AbsentMessageForm,
        VisitorForm,
        NeedForm,
        RestatementForm,
        PlanForm,
        PromiseForm,
        AppointmentForm,
        TimeNeededForm,
        ResponsibleForm,
        ServiceRecordForm,
        ComplaintReviewForm,
        ResultForm,
        VoucherForm,
        AcceptanceForm,
    )
}
"""The form of each kind of evidence."""
