"""The handbook and its editions."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual
from standards.choices import EditionState


class Handbook(models.Model):
    """A company's set of service rules, published in numbered editions."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    purposes = models.JSONField(_("phrase purposes"), default=dict, blank=True)
    in_use = models.BooleanField(_("in use"), default=False)

    name = Bilingual("name")

    class Meta:
        verbose_name = _("handbook")
        verbose_name_plural = _("handbooks")
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"],
                condition=models.Q(in_use=True),
                name="one_handbook_in_use",
            )
        ]

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["Edition"]):
    """Query words for editions."""

    def in_force(self, moment: datetime) -> "EditionQuerySet":
        """Published editions of the handbook in use that hold at the moment.

        An edition without a start holds since ever, so that imported history
        has an edition too. The newest comes first.
        """
        return (
            self.filter(handbook__in_use=True, state=EditionState.PUBLISHED)
            .filter(
                models.Q(effective_from__isnull=True)
                | models.Q(effective_from__lte=moment)
            )
            .order_by(models.F("effective_from").desc(nulls_last=True), "-number")
        )


class Edition(models.Model):
    """One numbered edition of a handbook: a published one never changes."""

    handbook = models.ForeignKey(
        Handbook, models.PROTECT, related_name="editions", verbose_name=_("handbook")
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=EditionState.choices,
        default=EditionState.DRAFT,
    )
    effective_from = models.DateTimeField(_("in force from"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    content_hash = models.CharField(
        _("content hash"), max_length=64, blank=True, editable=False
    )
    notes_zh = models.TextField(_("notes (Chinese)"), blank=True)
    notes_en = models.TextField(_("notes (English)"), blank=True)

    notes = Bilingual("notes")
    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["handbook", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["handbook", "number"], name="edition_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state=EditionState.DRAFT)
                | models.Q(published_at__isnull=False),
                name="published_edition_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handbook} {self.number}"
