"""What may be asked of the board by its address."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from servicedesk.board.figures import FIGURES
from standards.choices import Milestone
from tickets.choices import SERVICE_STAGES, Stage


class BoardForm(forms.Form):
    """The day, the team and the history a board shows."""

    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}
        ),
        error_messages={"invalid": _("Please give a day, such as 2026-03-04.")},
        validators=[
            MinValueValidator(date(1990, 1, 1), _("Please give a later day.")),
            MaxValueValidator(date(2199, 12, 31), _("Please give an earlier day.")),
        ],
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("All teams"),
        widget=forms.Select(attrs={"class": "form-select"}),
        error_messages={"invalid_choice": _("Please choose one of your teams.")},
    )
    imported = forms.ChoiceField(
        choices=[("", ""), ("0", ""), ("1", "")],
        required=False,
        widget=forms.HiddenInput,
    )
    wall = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, team_ids: frozenset[int]) -> None:
        super().__init__(data)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Team.objects.filter(pk__in=team_ids)


class RowsForm(forms.Form):
    """Which figure's rows a list shows."""

    figure = forms.ChoiceField(choices=[(name, name) for name in FIGURES])
    stage = forms.ChoiceField(
        choices=[(stage.value, "") for stage in map(Stage, SERVICE_STAGES)],
        required=False,
    )
    rule = forms.CharField(max_length=16, required=False)
    milestone = forms.ChoiceField(choices=Milestone.choices, required=False)
    start = forms.DateTimeField(required=False)
    end = forms.DateTimeField(required=False)
    hour = forms.IntegerField(min_value=0, max_value=23, required=False)
    after = forms.CharField(max_length=80, required=False)
