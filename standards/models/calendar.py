"""Business calendars: when working time passes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual
from standards.choices import CalendarPurpose


class Calendar(models.Model):
    """Working hours of a week in one time zone, with public holidays.

    `week` is a list of seven lists (Monday first) of ["HH:MM", "HH:MM"] periods.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=CalendarPurpose.choices
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai")
    week = models.JSONField(_("week"))
    holidays = models.CharField(_("public holidays of"), max_length=4, blank=True)
    is_default = models.BooleanField(_("default"), default=False)

    name = Bilingual("name")

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(is_default=True),
                name="one_default_calendar_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return self.name


class CalendarException(models.Model):
    """One day that differs: a company holiday or an extra working Saturday.

    `periods` empty means a day off; it wins over the list of public holidays.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="exceptions")
    day = models.DateField(_("day"))
    periods = models.JSONField(_("working hours"), default=list, blank=True)
    note_zh = models.CharField(_("note (Chinese)"), max_length=120, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=120, blank=True)

    note = Bilingual("note")

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "day"], name="special_day_once_per_calendar"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.note}"
