"""What may be asked of the handbook by its address, and a calendar's hours."""

from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from standards.choices import RuleKind, RuleStage
from standards.clock import EmptyCalendar, Period, WorkingCalendar
from standards.models import Calendar, CalendarException

if TYPE_CHECKING:
    CalendarFormBase = forms.ModelForm[Calendar]
    SpecialDayFormBase = forms.ModelForm[CalendarException]
else:
    # At run time Django's forms take no type arguments.
    CalendarFormBase = SpecialDayFormBase = forms.ModelForm

MOST_WORDS = 100


class ReadingForm(forms.Form):
    """A filter of the handbook; what it does not know is left out."""

    edition = forms.IntegerField(min_value=1, required=False)
    stage = forms.ChoiceField(choices=[("", ""), *RuleStage.choices], required=False)
    kind = forms.ChoiceField(choices=[("", ""), *RuleKind.choices], required=False)
    q = forms.CharField(max_length=MOST_WORDS, required=False)


def read_periods(pairs: object) -> tuple[Period, ...]:
    """Return the working hours of a day as the clock knows them.

    Raises ValidationError where they are not a list of ["09:00", "12:00"] pairs
    that run forward.
    """
    try:
        if not isinstance(pairs, list):
            raise TypeError
        return tuple(
            Period(_clock_time(start), _clock_time(end)) for start, end in pairs
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise ValidationError(
            _('Write working hours as [["09:00", "12:00"], ["13:30", "18:00"]].')
        ) from error


class CalendarForm(CalendarFormBase):
    """A calendar's hours; what the clock could not count by is refused."""

    class Meta:
        model = Calendar
        fields = [
            "code",
            "purpose",
            "name_zh",
            "name_en",
            "time_zone",
            "week",
            "holidays",
            "is_default",
        ]

    def clean(self) -> dict[str, Any]:
        """Build the clock's calendar, to see that it can be counted by."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        week = cleaned.get("week")
        if not isinstance(week, list):
            return cleaned
        try:
            WorkingCalendar(
                time_zone=cleaned.get("time_zone", ""),
                week=tuple(read_periods(day) for day in week),
                holidays=cleaned.get("holidays", ""),
            )
        except EmptyCalendar:
            self.add_error("week", _("Somebody must work at some time of the week."))
        except ValidationError as error:
            self.add_error("week", error)
        except ValueError:
            self.add_error(
                None,
                _(
                    "A week has seven days, Monday first; the time zone is a name such"
                    " as Asia/Shanghai, the country a code such as CN."
                ),
            )
        return cleaned


class SpecialDayForm(SpecialDayFormBase):
    """A day that differs: without hours it is a day off."""

    class Meta:
        model = CalendarException
        fields = ["day", "periods", "note_zh", "note_en"]

    def clean_periods(self) -> list[list[str]]:
        """Return the hours if the clock can read them. Raises ValidationError."""
        pairs: list[list[str]] = self.cleaned_data["periods"] or []
        read_periods(pairs)
        return pairs


def _clock_time(text: str) -> time:
    return time(0, 0) if text == "24:00" else time.fromisoformat(text)
