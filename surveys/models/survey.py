"""The survey link, and the score a customer gave."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from surveys.choices import ScoreSource
from tickets.models import Ticket


class Invitation(models.Model):
    """A single-use, expiring link that asks about one completed ticket."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="invitations")
    cycle = models.PositiveSmallIntegerField()
    link_nonce = models.CharField(max_length=22, unique=True, editable=False)
    language = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("survey invitation")
        verbose_name_plural = _("survey invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "cycle"], name="one_invitation_per_completion"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}.{self.cycle}"


class Score(models.Model):
    """What the customer said of one completed ticket: 1 to 5 stars, a remark.

    At most one per source and completion; the one from the call is asked for
    even where the link was answered, and the latest counts.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="scores")
    cycle = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=10, choices=ScoreSource.choices)
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    remark = models.TextField(_("remark"), blank=True)
    given_at = models.DateTimeField(_("given at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["given_at", "pk"]
        indexes = [models.Index("given_at", name="scores_by_moment")]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "cycle", "source"], name="one_score_per_source"
            ),
            models.CheckConstraint(
                condition=Q(stars__gte=1, stars__lte=5), name="stars_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.stars}"
