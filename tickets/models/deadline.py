"""Timers: one row per ticket, milestone, cycle and round."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from standards.choices import Milestone, TimeBase
from standards.models import Rule
from tickets.choices import HoldReason, Outcome
from tickets.models.entry import Entry
from tickets.models.ticket import Ticket
from tickets.querysets import DeadlineQuerySet


class Deadline(models.Model):
    """A moment by which something must have happened, and what became of it.

    A breached timer keeps running until it is stopped. `next_fire_at` is when
    the sweep must look again: for a warning, the breach, or an escalation.
    `arming` grows when `due_at` changes, which arms the warnings anew.
    """

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="deadlines")
    milestone = models.CharField(max_length=24, choices=Milestone.choices)
    cycle = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    rule = models.ForeignKey(Rule, models.PROTECT, null=True, related_name="+")
    time_base = models.CharField(max_length=10, choices=TimeBase.choices)
    target_seconds = models.PositiveIntegerField(_("target (seconds)"))
    levels = models.JSONField(_("warns at (percent)"), default=list)
    advisory = models.BooleanField(_("warns only"), default=False)
    started_at = models.DateTimeField(_("started at"))
    due_at = models.DateTimeField(_("due at"), null=True)
    paused_since = models.DateTimeField(_("standing still since"), null=True)
    arming = models.PositiveSmallIntegerField(default=1)
    armed_at = models.DateTimeField()
    next_level = models.PositiveSmallIntegerField(null=True)
    next_fire_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(_("stopped at"), null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    stopped_by = models.ForeignKey(
        Entry, models.PROTECT, null=True, related_name="stopped_deadlines"
    )
    breached_at = models.DateTimeField(_("over time since"), null=True)
    detected_at = models.DateTimeField(_("found at"), null=True)
    late = models.BooleanField(_("found late"), default=False)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(
                "next_fire_at",
                "id",
                name="deadlines_to_fire",
                condition=Q(next_fire_at__isnull=False),
            ),
            models.Index(
                "milestone",
                "due_at",
                name="running_deadlines_by_due",
                condition=Q(stopped_at__isnull=True),
            ),
            models.Index(
                "stopped_at",
                name="deadlines_by_stop",
                condition=Q(stopped_at__isnull=False),
            ),
            models.Index(
                "breached_at",
                name="breaches_by_moment",
                condition=Q(breached_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "milestone", "cycle", "round"],
                name="one_deadline_per_milestone_cycle_round",
            ),
            models.CheckConstraint(
                condition=Q(breached_at__isnull=True) | Q(breached_at=F("due_at")),
                name="breach_is_at_due_moment",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, outcome="")
                | (Q(stopped_at__isnull=False) & ~Q(outcome="")),
                name="stopped_deadline_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True) | Q(next_fire_at__isnull=True),
                name="stopped_deadline_fires_no_more",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.milestone} {self.cycle}.{self.round}"


class Firing(models.Model):
    """One warning, breach or escalation of a timer: at most once per arming."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="firings")
    arming = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(_("level (percent)"))
    moment = models.DateTimeField(_("moment"))
    detected_at = models.DateTimeField(_("found at"))
    late = models.BooleanField(_("found late"), default=False)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="firings")

    class Meta:
        verbose_name = _("firing")
        verbose_name_plural = _("firings")
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "arming", "level"], name="fires_once_per_level"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.level} %"


class HoldInterval(models.Model):
    """A stretch of time in which a ticket was on hold; open while it lasts."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=12, choices=HoldReason.choices)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(ended_at__isnull=True),
                name="one_open_hold_per_ticket",
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.reason}"


class Notice(models.Model):
    """A message to one colleague inside the desk about one entry."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notices")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="notices")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="notices")
    level = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["user", "-created_at"],
                name="unread_notices",
                condition=Q(read_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "entry"], name="one_notice_each")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.entry_id}"


class Heartbeat(models.Model):
    """The last sign of life of a sweep."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("heartbeat")
        verbose_name_plural = _("heartbeats")

    def __str__(self) -> str:
        return self.name
