"""A rule of the handbook: the unit everything else compiles from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Bilingual
from standards.choices import Milestone, RuleKind, RuleStage, TimeBase
from standards.models.edition import Edition


class Rule(models.Model):
    """One statement of the handbook, with what follows from it.

    `applies_to` and `except_for` are selectors: dimension → list of values. A
    rule applies when every dimension of `applies_to` holds one of its values
    and no dimension of `except_for` does.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="rules")
    code = models.CharField(_("code"), max_length=16)
    stage = models.CharField(_("stage"), max_length=12, choices=RuleStage.choices)
    kind = models.CharField(_("kind"), max_length=12, choices=RuleKind.choices)
    position = models.PositiveIntegerField(_("position"))
    title_zh = models.CharField(_("title (Chinese)"), max_length=120, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    text_zh = models.TextField(_("text (Chinese)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    source_document = models.CharField(_("source"), max_length=80)
    source_section = models.CharField(_("section"), max_length=80, blank=True)
    applies_to = models.JSONField(_("applies to"), default=dict, blank=True)
    except_for = models.JSONField(_("except for"), default=dict, blank=True)

    # timed
    milestone = models.CharField(
        _("milestone"), max_length=24, choices=Milestone.choices, blank=True
    )
    target_seconds = models.PositiveIntegerField(
        _("target (seconds)"), null=True, blank=True
    )
    rings = models.PositiveSmallIntegerField(_("rings"), null=True, blank=True)
    time_base = models.CharField(
        _("time base"), max_length=10, choices=TimeBase.choices, blank=True
    )
    warn_at = models.JSONField(_("warn at (percent)"), default=list, blank=True)
    advisory = models.BooleanField(
        _("warns only"),
        default=False,
        help_text=_("Missing it is noted, but is not over time."),
    )

    # gate
    evidence = models.CharField(_("evidence"), max_length=24, blank=True)
    holds = models.CharField(_("holds the step"), max_length=24, blank=True)
    skippable_by = models.JSONField(_("may be skipped by"), default=list, blank=True)

    # target
    metric = models.CharField(_("metric"), max_length=40, blank=True)
    target_value = models.DecimalField(
        _("target value"), max_digits=9, decimal_places=2, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)

    title = Bilingual("title")
    text = Bilingual("text")

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code"], name="rule_code_once_per_edition"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=RuleKind.TIMED) | ~models.Q(milestone=""),
                name="timed_rule_has_milestone",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=RuleKind.GATE)
                | (~models.Q(evidence="") & ~models.Q(holds="")),
                name="gate_has_evidence_and_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
