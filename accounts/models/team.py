"""A team: the people who share a queue."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.bilingual import Bilingual
from accounts.models.user import User


class Team(models.Model):
    """People who answer for the same kind of requests.

    Exactly one team may be general: it catches what no other team is named for,
    so that no request lies unseen.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60, blank=True)
    lead = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="led_teams",
        verbose_name=_("team lead"),
    )
    supervisor = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="supervised_teams",
        verbose_name=_("supervisor"),
    )
    members = models.ManyToManyField(
        User, related_name="teams", blank=True, verbose_name=_("members")
    )
    is_general = models.BooleanField(_("general team"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    name = Bilingual("name")

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_general"],
                condition=models.Q(is_general=True),
                name="one_general_team",
                violation_error_message=_("Another team is the general team."),
            )
        ]

    def __str__(self) -> str:
        return self.name
