"""Follow-up calls after completion."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.choices import (
    AttemptResult,
    RevisitMethod,
    RevisitOutcome,
    RevisitState,
)
from tickets.models import Entry, Ticket

WARN_SHARE = 0.8
"""Share of the time after which what is due counts as due soon."""


class Revisit(models.Model):
    """The call-back after one completion: one per ticket and cycle."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="revisits")
    cycle = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=10, choices=RevisitMethod.choices)
    state = models.CharField(
        max_length=10, choices=RevisitState.choices, default=RevisitState.OPEN
    )
    due_at = models.DateTimeField(_("due at"))
    outcome = models.CharField(
        max_length=12, choices=RevisitOutcome.choices, blank=True
    )
    remark = models.TextField(_("remark"), blank=True)
    created_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("follow-up call")
        verbose_name_plural = _("follow-up calls")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "cycle"], name="one_revisit_per_completion"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=RevisitState.RECORDED)
                | (~models.Q(outcome="") & models.Q(recorded_at__isnull=False)),
                name="recorded_revisit_has_outcome",
            ),
        ]
        indexes = [
            models.Index(
                "due_at",
                "id",
                name="open_revisits_by_due",
                condition=models.Q(state=RevisitState.OPEN),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}.{self.cycle}"

    @property
    def is_open(self) -> bool:
        """Whether the customer is still to be asked."""
        return self.state == RevisitState.OPEN

    @property
    def warn_at(self) -> datetime:
        """The moment from which lists call it due soon: four fifths of the time."""
        return self.created_at + (self.due_at - self.created_at) * WARN_SHARE


class RevisitAttempt(models.Model):
    """One try to reach the customer."""

    revisit = models.ForeignKey(Revisit, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=12, choices=AttemptResult.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    call_again_at = models.DateTimeField(null=True, blank=True)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["revisit", "number"], name="attempt_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.revisit_id}: {self.number}"
