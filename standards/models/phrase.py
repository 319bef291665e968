"""Wording: phrases to use and expressions to avoid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual
from standards.choices import ExpressionFamily, Weight
from standards.models.rule import Rule


class Phrase(models.Model):
    """Recommended wording with variables such as `{agent}`."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="phrases")
    channel = models.CharField(_("channel"), max_length=12, default="any")
    purpose = models.CharField(_("purpose"), max_length=40)
    position = models.PositiveIntegerField(_("position"), default=0)
    text_zh = models.TextField(_("text (Chinese)"))
    text_en = models.TextField(_("text (English)"), blank=True)

    text = Bilingual("text")

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["rule", "position"]

    def __str__(self) -> str:
        return self.text


class Expression(models.Model):
    """Wording that is not to be sent, with advice on what to say instead."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="expressions")
    language = models.CharField(_("language"), max_length=10)
    pattern = models.CharField(_("pattern"), max_length=120)
    family = models.CharField(
        _("family"), max_length=16, choices=ExpressionFamily.choices
    )
    weight = models.CharField(
        _("weight"), max_length=8, choices=Weight.choices, default=Weight.WARN
    )
    advice_zh = models.TextField(_("advice (Chinese)"), blank=True)
    advice_en = models.TextField(_("advice (English)"), blank=True)
    better_zh = models.TextField(_("better wording (Chinese)"), blank=True)
    better_en = models.TextField(_("better wording (English)"), blank=True)
    exceptions = models.JSONField(_("exceptions"), default=list, blank=True)

    advice = Bilingual("advice")
    better = Bilingual("better")

    class Meta:
        verbose_name = _("forbidden expression")
        verbose_name_plural = _("forbidden expressions")
        ordering = ["rule", "pk"]

    def __str__(self) -> str:
        return self.pattern
