"""A person of the staff."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.choices import Language, Role


class User(AbstractUser):
    """Someone who works at the desk, with a staff number customers may quote."""

    display_name = models.CharField(_("display name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=Language.choices,
        default=Language.CHINESE,
    )
    staff_number = models.CharField(
        _("staff number"), max_length=16, unique=True, null=True, blank=True
    )
    panel_detail = models.BooleanField(
        _("show the full text of rules"),
        default=True,
        help_text=_("Off: the handbook panel shows one line a rule."),
    )

    visible_team_ids_cache: frozenset[int] | None = None
    """What `accounts.policies.visible_team_ids` found, kept for one request."""

    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles held, read once per request."""
        return frozenset(self.role_grants.values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        """Say whether the person holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    def forget_roles(self) -> None:
        """Read roles and visible teams anew when they are next asked for."""
        self.__dict__.pop("roles", None)
        self.visible_team_ids_cache = None


class RoleGrant(models.Model):
    """One role of one person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                name="role_once_per_user",
                violation_error_message=_("This person holds the role already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
