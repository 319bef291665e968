"""People and teams on Django's admin pages, for administrators.

These pages look things up and mend plain details. Accounts are made by
invitation, ended on the people pages, and roles are granted there: those changes
have one home each, with checks that the admin pages would pass by.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, StaffInvitation, Team, User

if TYPE_CHECKING:
    RoleInlineBase = admin.TabularInline[RoleGrant, User]
    TeamAdminBase = admin.ModelAdmin[Team]
    InvitationAdminBase = admin.ModelAdmin[StaffInvitation]
    PersonAdminBase = UserAdmin[User]
else:
    # At run time Django's admin classes take no type arguments.
    RoleInlineBase = admin.TabularInline
    TeamAdminBase = InvitationAdminBase = admin.ModelAdmin
    PersonAdminBase = UserAdmin

# One door for everybody: the admin pages' own sign-in form knows no language.
admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]
# Roles replace Django's groups.
admin.site.unregister(Group)


class RoleInline(RoleInlineBase):
    """The roles somebody holds, to be read."""

    model = RoleGrant
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: roles are granted on the people pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: roles are granted on the people pages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: roles are granted on the people pages."""
        return False


@admin.register(User)
class PersonAdmin(PersonAdminBase):
    """Somebody on the staff."""

    inlines = [RoleInline]
    list_display = ["username", "display_name", "staff_number", "email", "is_active"]
    list_filter = ["is_active", "role_grants__role", "teams"]
    search_fields = ["username", "display_name", "staff_number", "email"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["is_active", "last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (
            _("Person"),
            {"fields": ["display_name", "email", "phone", "staff_number", "language"]},
        ),
        (_("State"), {"fields": ["is_active", "last_login", "date_joined"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: colleagues are invited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: tickets name people; accounts are deactivated instead."""
        return False


@admin.register(Team)
class TeamAdmin(TeamAdminBase):
    """A team, to be read; the team pages change it."""

    list_display = ["code", "name_zh", "name_en", "lead", "supervisor", "is_general"]
    list_filter = ["is_active"]
    search_fields = ["code", "name_zh", "name_en"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the team pages keep exactly one general team."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: the team pages keep exactly one general team."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: tickets name teams; they are deactivated instead."""
        return False


@admin.register(StaffInvitation)
class StaffInvitationAdmin(InvitationAdminBase):
    """An invitation, to be read; the people pages invite and revoke."""

    list_display = ["email", "display_name", "created_at", "expires_at", "accepted_at"]
    search_fields = ["email", "display_name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a link is shown only where it is made."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an invitation never changes, it is revoked."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: who was invited by whom stays known."""
        return False
