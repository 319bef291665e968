"""Shape of what the queue is asked for: view, filters, search, and many at once."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from standards.choices import Milestone
from tickets.choices import ENDED_STAGES, STATE_LABELS, Channel, Priority, Stage
from tickets.forms.dressed import DressedForm
from tickets.selectors.queue import Asked, QueueView
from tickets.selectors.queue_filters import FilterOptions

MOST_AT_ONCE = 100
ANY = [("", _("any"))]


class QueueForm(forms.Form):
    """The words in the queue's address. A bad one is left out, never an error."""

    view = forms.ChoiceField(choices=QueueView.choices, required=False)
    stage = forms.ChoiceField(choices=Stage.choices, required=False)
    type = forms.SlugField(max_length=40, required=False)
    priority = forms.ChoiceField(choices=Priority.choices, required=False)
    channel = forms.ChoiceField(choices=Channel.choices, required=False)
    team = forms.SlugField(max_length=40, required=False)
    assignee = forms.IntegerField(min_value=1, max_value=2**53, required=False)
    milestone = forms.ChoiceField(choices=Milestone.choices, required=False)
    q = forms.CharField(max_length=80, required=False)
    after = forms.CharField(max_length=300, required=False)


FILTER_WORDS = (
    "stage",
    "type",
    "priority",
    "channel",
    "team",
    "assignee",
    "milestone",
)


def read_asked(query: QueryDict) -> Asked:
    """Return what an address of the queue asks for."""
    form = QueueForm(query)
    form.is_valid()
    data = form.cleaned_data
    filters = {word: str(data[word]) for word in FILTER_WORDS if data.get(word)}
    view = data.get("view") or QueueView.TEAM
    if filters.get("stage") in ENDED_STAGES:
        view = QueueView.ENDED
    return Asked(
        view=view,
        words=data.get("q", ""),
        filters=filters,
        after=data.get("after", ""),
    )


class FilterForm(DressedForm):
    """The filters to choose from, as a panel."""

    stage = forms.ChoiceField(label=_("Stage"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    team = forms.ChoiceField(label=_("Team"), required=False)
    assignee = forms.ChoiceField(label=_("Owner"), required=False)

    def __init__(self, options: FilterOptions, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[Any]] = {
            "stage": [(stage, label) for stage, label in STATE_LABELS.items()],
            "type": options.types,
            "priority": list(Priority.choices),
            "channel": list(Channel.choices),
            "team": options.teams,
            "assignee": options.people,
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*ANY, *values]


class ManyForm(forms.Form):
    """What to do with the ticked tickets."""

    do = forms.ChoiceField(
        choices=[("take", _("Take")), ("assign", _("Assign"))], required=False
    )
    person = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=User.objects.filter(is_active=True),
        required=False,
    )
    reason = forms.CharField(
        label=_("What your colleague must know"), max_length=300, required=False
    )


def ticked_numbers(data: QueryDict) -> list[str]:
    """Return the numbers of the ticked tickets, else of the one whose key was hit."""
    ticked = data.getlist("ticket") or data.getlist("take")
    numbers = (number[:16] for number in ticked if number.isprintable())
    return list(dict.fromkeys(numbers))[:MOST_AT_ONCE]
