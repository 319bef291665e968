"""The desk on Django's admin pages: request types to arrange, the rest to read.

A change of a ticket has one home, its action; a page that writes past it would
leave no line in the timeline and no timer would know of it.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from tickets.models import Deadline, Entry, RequestType
from tickets.policies import visible_tickets

if TYPE_CHECKING:
    RequestTypeAdminBase = admin.ModelAdmin[RequestType]
    ReadOnlyBase = admin.ModelAdmin[Any]
else:
    # At run time Django's admin classes take no type arguments.
    RequestTypeAdminBase = ReadOnlyBase = admin.ModelAdmin


@admin.register(RequestType)
class RequestTypeAdmin(RequestTypeAdminBase):
    """A kind of request: which team gets it, and whether it is offered.

    Codes and levels come with the handbook; rules name types by their code.
    """

    list_display = ["name_zh", "name_en", "code", "parent", "team", "is_public"]
    list_editable = ["team"]
    list_filter = ["is_active", "is_public", "parent"]
    list_select_related = ["parent", "team"]
    search_fields = ["code", "name_zh", "name_en"]
    fields = [
        "code",
        "parent",
        "name_zh",
        "name_en",
        "hint_zh",
        "hint_en",
        "team",
        "is_public",
        "is_active",
        "position",
    ]
    readonly_fields = ["code", "parent"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: types are loaded with the handbook that names them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: tickets name types; they are switched off instead."""
        return False


class ReadOnlyAdmin(ReadOnlyBase):
    """Rows of visible tickets, to be read."""

    list_per_page = 50
    list_select_related = ["ticket"]
    show_full_result_count = False
    search_fields = ["=ticket__number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows of tickets the person may see, also as administrator."""
        rows = super().get_queryset(request)
        assert isinstance(request.user, User)
        return rows.filter(ticket__in=visible_tickets(request.user)).order_by("-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: only actions write."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: only actions write."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: history is never removed."""
        return False


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """A line of a timeline."""

    list_display = ["ticket", "kind", "lane", "actor", "happened_at", "source"]
    list_filter = ["kind", "lane", "source"]
    list_select_related = ["ticket", "actor"]


@admin.register(Deadline)
class DeadlineAdmin(ReadOnlyAdmin):
    """A timer of a ticket."""

    list_display = ["ticket", "milestone", "due_at", "stopped_at", "outcome"]
    list_filter = ["milestone", "outcome", "advisory"]
