"""What is done about a low score."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.choices import RecoveryState
from surveys.models.revisit import WARN_SHARE
from surveys.models.survey import Score
from tickets.models import Ticket


class Recovery(models.Model):
    """The case opened by a low score: contact, cause, plan, close."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="recoveries")
    cycle = models.PositiveSmallIntegerField()
    score = models.OneToOneField(Score, models.PROTECT, related_name="recovery")
    state = models.CharField(
        max_length=10, choices=RecoveryState.choices, default=RecoveryState.OPEN
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recoveries",
    )
    opened_at = models.DateTimeField()
    contact_due_at = models.DateTimeField()
    contacted_at = models.DateTimeField(null=True, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    plan = models.TextField(_("improvement plan"), blank=True)
    result = models.TextField(_("what came of it"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("recovery")
        verbose_name_plural = _("recoveries")
        ordering = ["contact_due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=~models.Q(state=RecoveryState.CLOSED),
                name="one_open_recovery_per_ticket",
            )
        ]
        indexes = [
            models.Index(
                "contact_due_at",
                "id",
                name="open_recoveries_by_due",
                condition=~models.Q(state=RecoveryState.CLOSED),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state != RecoveryState.CLOSED

    @property
    def warn_at(self) -> datetime:
        """The moment from which lists call the contact due soon."""
        return self.opened_at + (self.contact_due_at - self.opened_at) * WARN_SHARE
