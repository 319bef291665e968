"""What is agreed and handed over: promises, dispatches, appointments, files."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from tickets.choices import DispatchState, PromiseState
from tickets.models.deadline import Deadline
from tickets.models.entry import Entry
from tickets.models.ticket import Ticket


class Promise(models.Model):
    """What the customer was told: what, by when, by whom."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="promises")
    cycle = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    what = models.CharField(_("what"), max_length=200)
    due_at = models.DateTimeField(_("by when"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    reason = models.CharField(_("why it takes this time"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=PromiseState.choices, default=PromiseState.OPEN
    )
    settled_at = models.DateTimeField(null=True)
    deadline = models.OneToOneField(
        Deadline, models.PROTECT, null=True, related_name="promise"
    )
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state=PromiseState.OPEN),
                name="one_open_promise_per_ticket",
            )
        ]

    def __str__(self) -> str:
        return self.what


class Dispatch(models.Model):
    """Responsibility given to a team or person, to be accepted or returned."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="dispatches")
    cycle = models.PositiveSmallIntegerField()
    to_team = models.ForeignKey(
        Team, models.PROTECT, related_name="+", verbose_name=_("to team")
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dispatches",
        verbose_name=_("to person"),
    )
    from_team = models.ForeignKey(Team, models.PROTECT, related_name="+")
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    need = models.TextField(_("what is needed"), blank=True)
    state = models.CharField(
        max_length=10, choices=DispatchState.choices, default=DispatchState.PENDING
    )
    dispatched_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["dispatched_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state=DispatchState.PENDING),
                name="one_pending_dispatch_per_ticket",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.to_team}"


class Appointment(models.Model):
    """A visit agreed with the customer; tentative until the engineer accepts."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="appointments")
    cycle = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField(_("from"))
    latest_at = models.DateTimeField(_("at the latest"))
    minutes = models.PositiveSmallIntegerField(_("expected duration (minutes)"))
    engineer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointments",
        verbose_name=_("engineer"),
    )
    is_confirmed = models.BooleanField(_("confirmed"), default=False)
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latest_at__gte=models.F("starts_at")),
                name="appointment_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.starts_at}"


class Attachment(models.Model):
    """A file of a ticket: random name outside the web root, always a download."""

    uid = models.UUIDField(unique=True, editable=False)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="attachments")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="attachments")
    file = models.FileField(_("file"), max_length=200)
    name = models.CharField(_("name"), max_length=120)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
