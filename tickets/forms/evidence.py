"""What is typed to put a gate's record on the ticket: one form a kind of evidence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.choices import LIVE_CHANNELS, Tier
from tickets.forms.dressed import DressedForm, MomentField, text_area
from tickets.models import Ticket
from tickets.selectors.beside import Suggestion
from tickets.selectors.records import (
    CheckedBy,
)

LONG, SHORT, LINE = 4000, 500, 200
NEW = "new"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the forms know of the ticket they are filled in for."""

    ticket: Ticket
    user: User
    suggestions: Sequence[Suggestion] = ()
    types: Callable[[], list[Any]] = field(default=list)
    engineers: Callable[[], list[tuple[str, str]]] = field(default=list)


class SectionForm(DressedForm):
    """One section of the stage's form; left untouched, it records nothing."""

    kind: ClassVar[EvidenceKind]

    def __init__(
        self,
        around: Surroundings,
        data: QueryDict | None = None,
        drafts: Mapping[str, Any] | None = None,
    ) -> None:
        self.around = around
        prefix = f"{self.kind}-"
        typed = {
            name.removeprefix(prefix): value
            for name, value in (drafts or {}).items()
            if name.startswith(prefix)
        }
        super().__init__(
            data,
            prefix=str(self.kind),
            initial={**self.first_values(around), **typed},
            empty_permitted=True,
        )
        self.fit(around)

    @classmethod
    def first_values(cls, around: Surroundings) -> dict[str, Any]:
        """Return what is known already."""
        return {}

    def fit(self, around: Surroundings) -> None:
        """Adapt the fields to the ticket."""

    @property
    def is_filled(self) -> bool:
        """Whether something was typed or chosen in it."""
        sent = any(self.add_prefix(name) in self.data for name in self.fields)
        return self.is_bound and sent and self.has_changed()

    def record(self) -> dict[str, Any]:
        """Return the record's data; what was left empty is left out."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class IdentityForm(SectionForm):
    """Who the customer is, and by what that was checked."""

    kind = EvidenceKind.IDENTITY
    who = forms.ChoiceField(label=_("Who is it?"), widget=forms.RadioSelect)
    number = forms.CharField(label=_("Customer number"), max_length=16, required=False)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=32, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    checked_by = forms.ChoiceField(
        label=_("Checked by"),
        choices=CheckedBy.choices,
        initial=CheckedBy.PHONE,
    )

    @classmethod
    def first_values(cls, around: Surroundings) -> dict[str, Any]:
        """Return the contact the request came with."""
        ticket = around.ticket
        return {
            "name": ticket.contact_name,
            "phone": ticket.contact_phone,
            "email": ticket.contact_email,
        }

    def fit(self, around: Surroundings) -> None:
        """Offer the customer of the ticket, the likely ones, any other, a new one."""
        known = around.ticket.customer
        choices = [] if known is None else [(known.number, str(known))]
        choices += [(one.number, self._label(one)) for one in around.suggestions]
        choices += [
            (OTHER, gettext("Another customer, by number")),
            (NEW, gettext("A new customer")),
        ]
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = choices

    @staticmethod
    def _label(one: Suggestion) -> str:
        tier = f" · {Tier.VIP.label}" if one.tier == Tier.VIP else ""
        return f"{one.name} · {one.number}{tier}"

    def clean(self) -> dict[str, Any]:
        """Ask for a number or a name where the choice needs one."""
        values = super().clean() or {}
        if values.get("who") == OTHER and not values.get("number"):
            self.add_error("number", gettext("Enter the customer number."))
        if values.get("who") == NEW and not values.get("name"):
            self.add_error("name", gettext("Enter the name."))
        return values


class RequestTypeForm(SectionForm):
    """What kind of request it is."""

    kind = EvidenceKind.REQUEST_TYPE
    request_type = forms.ChoiceField(label=_("Type"))

    def fit(self, around: Surroundings) -> None:
        """Offer the types on two levels."""
        kinds = self.fields["request_type"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [("", "–"), *around.types()]


class AbsentMessageForm(SectionForm):
    """A message taken for a colleague who is away."""

    kind = EvidenceKind.ABSENT_MESSAGE
    colleague = forms.CharField(label=_("For whom"), max_length=LINE)
    text = forms.CharField(label=_("Message"), max_length=LONG, widget=text_area())
    call_back = forms.CharField(
        label=_("Call back on"), max_length=LINE, required=False
    )


class VisitorForm(SectionForm):
    """Who visits whom."""

    kind = EvidenceKind.VISITOR
    visitor = forms.CharField(label=_("Visitor"), max_length=LINE)
    company = forms.CharField(label=_("Company"), max_length=LINE, required=False)
    host = forms.CharField(label=_("Host"), max_length=LINE)
    purpose = forms.CharField(
        label=_("Purpose of the visit"), max_length=LINE, required=False
    )
    host_reached = forms.BooleanField(label=_("Host reached"), required=False)

    @classmethod
    def first_values(cls, around: Surroundings) -> dict[str, Any]:
        """Return the name the visitor gave."""
        return {"visitor": around.ticket.customer_name}


class NeedForm(SectionForm):
    """The need by six questions; what the request said stands there already."""

    kind = EvidenceKind.NEED
    what = forms.CharField(
        label=pgettext_lazy("need", "What"), max_length=SHORT, widget=text_area()
    )
    why = forms.CharField(
        label=pgettext_lazy("need", "Why"), max_length=SHORT, widget=text_area(1)
    )
    when = forms.CharField(label=pgettext_lazy("need", "When"), max_length=SHORT)
    where = forms.CharField(label=pgettext_lazy("need", "Where"), max_length=SHORT)
    who = forms.CharField(label=pgettext_lazy("need", "Who"), max_length=SHORT)
    how = forms.CharField(
        label=pgettext_lazy("need", "How"), max_length=SHORT, widget=text_area(1)
    )

    @classmethod
    def first_values(cls, around: Surroundings) -> dict[str, Any]:
        """Return what the request says already."""
        ticket = around.ticket
        return {
            "what": (ticket.description or ticket.subject)[:SHORT],
            "who": ticket.customer_name,
        }


class RestatementForm(SectionForm):
    """The need in the agent's own words, and the customer's yes."""

    kind = EvidenceKind.RESTATEMENT
    text = forms.CharField(
        label=_("The need in your own words"), max_length=LONG, widget=text_area()
    )
    agreed = forms.BooleanField(
        label=_("The customer agrees"),
        error_messages={"required": _("Go on only when the customer agrees.")},
    )

    def fit(self, around: Surroundings) -> None:
        """Ask for the yes where the customer is there to say it."""
        if around.ticket.channel not in LIVE_CHANNELS:
            self.fields["agreed"].required = False


class PlanForm(SectionForm):
    """What will be done."""

    kind = EvidenceKind.PLAN
    text = forms.CharField(
        label=_("What will be done, and by whom"),
        max_length=LONG,
        widget=text_area(),
    )


class PromiseForm(SectionForm):
    """What is promised, by when, and who answers for it."""

    kind = EvidenceKind.PROMISE
    what = forms.CharField(label=_("What"), max_length=LINE)
    due_at = MomentField(label=_("By when"))
    responsible = forms.ChoiceField(label=_("Who"), required=False)
    reason = forms.CharField(
        label=_("Why it takes this time"), max_length=300, required=False
    )

    @classmethod
    def first_values(cls, around: Surroundings) -> dict[str, Any]:
        """Return who most likely answers for it."""
        return {"responsible": str((around.ticket.assignee or around.user).pk)}

    def fit(self, around: Surroundings) -> None:
        """Offer the people who are at hand, and the team."""
        people = {around.user.pk: around.user}
        if around.ticket.assignee is not None:
            people[around.ticket.assignee.pk] = around.ticket.assignee
        who = self.fields["responsible"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = [
            *((str(pk), str(person)) for pk, person in people.items()),
            ("", str(around.ticket.team)),
        ]

    def person(self) -> User | None:
        """Return who answers for the promise; nobody means the team."""
        chosen = self.cleaned_data["responsible"]
        for person in (self.around.user, self.around.ticket.assignee):
            if person is not None and str(person.pk) == chosen:
                return person
        return None
