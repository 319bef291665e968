"""The append-only timeline of a ticket, and the evidence found in it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from standards.choices import EvidenceKind
from standards.models import Phrase, Rule
from tickets.choices import PUBLIC_KINDS, EntryKind, Lane, Source
from tickets.models.ticket import Ticket


class EntryQuerySet(models.QuerySet["Entry"]):
    """Query words for entries, and the one way to write one."""

    def public(self) -> "EntryQuerySet":
        """Entries the customer may read."""
        return self.filter(kind__in=PUBLIC_KINDS)

    def write(
        self,
        *,
        ticket: Ticket,
        kind: EntryKind,
        lane: Lane,
        at: datetime,
        actor: User | None = None,
        body: str = "",
        data: dict[str, Any] | None = None,
        source: str = "",
        recorded_at: datetime | None = None,
        phrase: Phrase | None = None,
        corrects: "Entry | None" = None,
    ) -> "Entry":
        """Add one line to a ticket's timeline."""
        return self.create(
            ticket=ticket,
            cycle=ticket.cycle,
            kind=kind,
            lane=lane,
            actor=actor,
            body=body,
            data=data or {},
            source=source or _source_of(ticket, actor),
            happened_at=at,
            recorded_at=recorded_at or at,
            phrase=phrase,
            corrects=corrects,
        )


def _source_of(ticket: Ticket, actor: User | None) -> str:
    if ticket.source == Source.IMPORTED:
        return Source.IMPORTED
    return Source.SYSTEM if actor is None else Source.MEASURED


class Entry(models.Model):
    """One line of the timeline. It is never changed; a correction is a new one."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="entries")
    cycle = models.PositiveSmallIntegerField(_("cycle"))
    kind = models.CharField(_("kind"), max_length=24, choices=EntryKind.choices)
    lane = models.CharField(_("lane"), max_length=10, choices=Lane.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    body = models.TextField(_("text"), blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    phrase = models.ForeignKey(
        Phrase, models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections"
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["happened_at", "pk"]
        indexes = [
            models.Index("ticket", "happened_at", "id", name="timeline_of_ticket"),
            models.Index("kind", "happened_at", name="entries_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.kind}"


class Evidence(models.Model):
    """What was put on record for a gate, or the exception that let it pass.

    An exception names the rule it lets pass and gives a reason; it is counted.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="evidence")
    cycle = models.PositiveSmallIntegerField(_("cycle"))
    kind = models.CharField(_("kind"), max_length=24, choices=EvidenceKind.choices)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="evidence")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    recorded_at = models.DateTimeField(_("recorded at"))
    data = models.JSONField(_("data"), default=dict, blank=True)
    is_exception = models.BooleanField(_("exception"), default=False)
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index("ticket", "cycle", name="evidence_of_ticket")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_exception=False)
                | (Q(rule__isnull=False) & ~Q(reason="")),
                name="exception_has_rule_and_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.kind}"
