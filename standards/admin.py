"""The handbook and the calendars on Django's admin pages, for administrators.

Editions and rules are to be read: a published edition never changes. Calendars
are the company's own: hours and special days are kept here, and count for what
starts or resumes from then on.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from standards.forms import CalendarForm, SpecialDayForm
from standards.models import Calendar, CalendarException, Edition, Handbook, Rule

if TYPE_CHECKING:
    AdminBase = admin.ModelAdmin[Any]
    InlineBase = admin.TabularInline[CalendarException, Calendar]
else:
    # At run time Django's admin classes take no type arguments.
    AdminBase = admin.ModelAdmin
    InlineBase = admin.TabularInline


class ToBeRead(AdminBase):
    """A table that is looked into, never changed here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the handbook's files and editions are its home."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a published edition never changes."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: tickets are judged by it."""
        return False


@admin.register(Handbook)
class HandbookAdmin(ToBeRead):
    """A handbook."""

    list_display = ["code", "name_zh", "name_en", "in_use"]


@admin.register(Edition)
class EditionAdmin(ToBeRead):
    """An edition of a handbook."""

    list_display = ["handbook", "number", "state", "effective_from", "published_at"]
    list_filter = ["handbook", "state"]
    list_select_related = ["handbook"]


@admin.register(Rule)
class RuleAdmin(ToBeRead):
    """A rule of an edition."""

    list_display = ["code", "title_zh", "title_en", "stage", "kind", "edition"]
    list_filter = ["edition", "stage", "kind"]
    list_select_related = ["edition__handbook"]
    search_fields = ["code", "title_zh", "title_en", "text_zh", "text_en"]


class SpecialDayInline(InlineBase):
    """The days of a calendar that differ."""

    model = CalendarException
    form = SpecialDayForm
    extra = 1


@admin.register(Calendar)
class CalendarAdmin(AdminBase):
    """Business or calling hours."""

    form = CalendarForm
    inlines = [SpecialDayInline]
    list_display = ["code", "name_zh", "name_en", "purpose", "time_zone", "is_default"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: deadlines are counted by it."""
        return False
