"""Outgoing messages: written with the change that causes them, sent later."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tickets.choices import OutboxState
from tickets.models.entry import Entry
from tickets.models.ticket import Ticket
from tickets.querysets import OutboxQuerySet


class OutboxMessage(models.Model):
    """One e-mail to one recipient, with a Message-ID that never changes.

    It is delivered at least once: a second copy is possible only when the
    sender is killed between the mail server's "accepted" and our commit.
    """

    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    entry = models.ForeignKey(
        Entry, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    recipient = models.EmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    message_id = models.CharField(max_length=120, unique=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=OutboxState.choices,
        default=OutboxState.PENDING,
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"))
    next_try_at = models.DateTimeField(_("next try at"))
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                "next_try_at",
                name="messages_to_send",
                condition=Q(state__in=["pending", "leased"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.recipient}"
