"""What is typed for a move of a ticket that stands in its head: one form a move."""

from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from tickets.choices import Handling, HoldReason, Priority
from tickets.forms.dressed import DressedForm, MomentField, text_area
from tickets.models import RequestType, Ticket

LONG, LINE = 4000, 300
REQUIRED_REASON = {"required": _("Say why.")}


class MoveForm(DressedForm):
    """The form of one move of one ticket, as one person sees it."""

    def __init__(
        self, ticket: Ticket, user: User, data: QueryDict | None = None
    ) -> None:
        self.ticket, self.user = ticket, user
        super().__init__(data, auto_id="move_%s")
        self.fit()

    def fit(self) -> None:
        """Adapt the fields to the ticket."""


class ReasonForm(MoveForm):
    """Why something is done."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LINE,
        widget=text_area(autofocus=""),
        error_messages=REQUIRED_REASON,
    )


class NothingToSayForm(MoveForm):
    """A move that needs no words, only a second look."""


class WhitherForm(MoveForm):
    """To which team, and there to whom."""

    to = forms.ChoiceField(
        label=_("To"), error_messages={"required": _("Choose a team or a person.")}
    )

    def fit(self) -> None:
        """Offer every team with its members (two queries)."""
        self.members: dict[str, tuple[Team, User | None]] = {}
        groups: list[Any] = [("", "–")]
        for team in _teams():
            choices = []
            for person in (None, *team.members.all()):
                key = f"{team.pk}:{person.pk if person else ''}"
                self.members[key] = (team, person)
                anyone = gettext("%(team)s: anyone") % {"team": team}
                choices.append((key, str(person) if person else anyone))
            groups.append((str(team), choices))
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = groups

    def target(self) -> tuple[Team, User | None]:
        """Return the chosen team, and the person if one was chosen."""
        return self.members[self.cleaned_data["to"]]


class TransferForm(WhitherForm):
    """To whom a ticket is transferred, and what they must know."""

    reason = forms.CharField(
        label=_("Brief your colleague"),
        max_length=LONG,
        widget=text_area(),
        help_text=_("They read this first, so that the customer need not repeat it."),
        error_messages=REQUIRED_REASON,
    )


class DispatchForm(WhitherForm):
    """To whom a ticket is dispatched, and what is needed there."""

    need = forms.CharField(
        label=_("What is needed"),
        max_length=LONG,
        widget=text_area(),
        help_text=_("What the customer needs, what was done, what was promised."),
        error_messages={"required": _("Say what is needed.")},
    )


class HoldForm(MoveForm):
    """For whom or what a ticket waits, and until when."""

    reason = forms.ChoiceField(label=_("What do we wait for?"))
    note = forms.CharField(
        label=_("What exactly"), max_length=LINE, required=False, widget=text_area(1)
    )
    until = MomentField(
        label=_("Until"),
        required=False,
        help_text=_("Then it runs on by itself. Empty: until somebody resumes it."),
    )

    def fit(self) -> None:
        """Offer the reasons."""
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = HoldReason.choices


class ChaseForm(MoveForm):
    """What the customer said when asking again."""

    text = forms.CharField(
        label=_("What the customer said"),
        max_length=LONG,
        widget=text_area(),
        error_messages={"required": _("Write down what the customer said.")},
    )


class CareForm(MoveForm):
    """What a waiting visitor was told."""

    text = forms.CharField(
        label=_("What the visitor was told"),
        max_length=LINE,
        widget=text_area(),
        error_messages={"required": _("Say what the visitor was told.")},
    )


class MergeForm(MoveForm):
    """Into which other ticket about the same matter."""

    into = forms.CharField(
        label=_("Number of the ticket that goes on"),
        max_length=16,
        help_text=_("This one ends; both are read together from then on."),
        error_messages={"required": _("Enter the number of the other ticket.")},
    )


class TypeForm(MoveForm):
    """What kind of request it is after all."""

    request_type = forms.ChoiceField(label=_("Type"))

    def fit(self) -> None:
        """Offer the types on two levels, the ticket's own chosen."""
        kinds = self.fields["request_type"]
        assert isinstance(kinds, forms.ChoiceField)
        kinds.choices = [("", "–"), *request_type_choices()]
        kinds.initial = str(self.ticket.request_type_id or "")


class PriorityForm(MoveForm):
    """How urgent it is after all, and why."""

    priority = forms.ChoiceField(
        label=_("Priority"), choices=Priority.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=LINE, error_messages=REQUIRED_REASON
    )

    def fit(self) -> None:
        """Show the priority it has."""
        self.fields["priority"].initial = self.ticket.priority


class HandlingForm(MoveForm):
    """How much the request takes."""

    handling = forms.ChoiceField(
        label=_("Handling"), choices=Handling.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Reason"), max_length=LINE, required=False)

    def fit(self) -> None:
        """Show how it is handled now."""
        self.fields["handling"].initial = self.ticket.handling


class PromiseMoveForm(MoveForm):
    """A new time for a promise: told to the customer before the old one."""

    due_at = MomentField(label=_("New time"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LINE,
        widget=text_area(),
        help_text=_("The customer reads this."),
        error_messages=REQUIRED_REASON,
    )
    alternative = forms.CharField(
        label=_("Alternative"),
        max_length=LINE,
        help_text=_("What the customer can choose instead, or do until then."),
        error_messages={"required": _("Offer an alternative.")},
    )


class PromiseAgainForm(MoveForm):
    """A promise, made apart from the stage's form."""

    what = forms.CharField(label=pgettext_lazy("promise", "What"), max_length=200)
    due_at = MomentField(label=_("By when"))
    reason = forms.CharField(
        label=_("Why it takes this time"), max_length=LINE, required=False
    )


def request_type_choices() -> list[Any]:
    """Return the request types in groups, the second level to choose (one query)."""
    groups: dict[int, tuple[str, list[tuple[str, str]]]] = {}
    rows = list(RequestType.objects.filter(is_active=True))
    for row in rows:
        if row.parent_id is None:
            groups[row.pk] = (row.name, [])
    for row in rows:
        if row.parent_id in groups:
            groups[row.parent_id][1].append((str(row.pk), row.name))
    return [group for group in groups.values() if group[1]]


def team_members(ticket: Ticket) -> list[tuple[str, str]]:
    """Return the people of the ticket's team to choose from (one query)."""
    people = ticket.team.members.filter(is_active=True).order_by("display_name")
    return [(str(person.pk), str(person)) for person in people]


def _teams() -> list[Team]:
    active = User.objects.filter(is_active=True).order_by("display_name")
    return list(
        Team.objects.filter(is_active=True).prefetch_related(
            Prefetch("members", queryset=active)
        )
    )
