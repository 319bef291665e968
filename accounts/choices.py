"""Words of the domain: roles and languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person may do; one person may hold many."""

    AGENT = "agent", _("Agent")
    TEAM_LEAD = "team_lead", _("Team lead")
    RECEPTIONIST = "receptionist", _("Receptionist")
    FIELD_ENGINEER = "field_engineer", _("Field engineer")
    REVISIT_CALLER = "revisit_caller", _("Follow-up caller")
    INSPECTOR = "inspector", _("Quality inspector")
    SUPERVISOR = "supervisor", _("Supervisor")
    HANDBOOK_EDITOR = "handbook_editor", _("Handbook editor")
    ADMINISTRATOR = "administrator", _("Administrator")


DESK_ROLES = frozenset(
    {
        Role.AGENT,
        Role.TEAM_LEAD,
        Role.RECEPTIONIST,
        Role.FIELD_ENGINEER,
        Role.REVISIT_CALLER,
        Role.INSPECTOR,
        Role.SUPERVISOR,
    }
)
"""Roles that work with tickets; the other two see handbook and settings."""


class Language(models.TextChoices):
    """Languages of the interface and of the handbook."""

    CHINESE = "zh-hans", "简体中文"
    ENGLISH = "en", "English"


class InvitationState(models.TextChoices):
    """Where an invitation of a colleague stands."""

    OPEN = "open", pgettext_lazy("invitation", "Open")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
