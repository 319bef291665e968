"""A ticket: one request on its way through the five stages."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from standards.models import Edition
from standards.selectors.rulebook import TicketFacts
from tickets.choices import (
    ENDED_STAGES,
    AcceptedBy,
    Channel,
    Ending,
    Handling,
    HoldReason,
    Place,
    Priority,
    Source,
    Stage,
    Tier,
)
from tickets.models.customer import Customer
from tickets.models.request_type import RequestType
from tickets.querysets import TicketQuerySet

FAR_FUTURE = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""`next_due_at` of a ticket with nothing due: sorts last, never NULL."""


class Ticket(models.Model):
    """One request of one customer.

    `next_due_at` and `next_milestone` are the cache of the timers' earliest due
    moment; the timers are the truth.
    """

    number = models.CharField(_("number"), max_length=16, unique=True)
    edition = models.ForeignKey(Edition, models.PROTECT, verbose_name=_("edition"))
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("customer"),
    )
    contact_name = models.CharField(_("name"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=32, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    order_number = models.CharField(_("order number"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    request_type = models.ForeignKey(
        RequestType, models.PROTECT, null=True, blank=True, verbose_name=_("type")
    )
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority.choices, default=Priority.NORMAL
    )
    tier = models.CharField(
        _("tier"), max_length=10, choices=Tier.choices, default=Tier.NORMAL
    )
    handling = models.CharField(
        _("handling"), max_length=12, choices=Handling.choices, default="standard"
    )
    place = models.CharField(
        _("place"), max_length=10, choices=Place.choices, default=Place.REMOTE
    )
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    fields = models.JSONField(_("own fields"), default=dict, blank=True)

    stage = models.CharField(
        _("stage"), max_length=12, choices=Stage.choices, default=Stage.GREET
    )
    stage_since = models.DateTimeField(_("in this stage since"))
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    ending = models.CharField(
        _("ended as"), max_length=12, choices=Ending.choices, blank=True
    )
    hold_reason = models.CharField(
        _("on hold"), max_length=12, choices=HoldReason.choices, blank=True
    )
    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("team"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_tickets",
        verbose_name=_("assignee"),
    )

    opened_at = models.DateTimeField(_("opened at"))
    first_contact_at = models.DateTimeField(_("first contact at"), null=True)
    unanswered_since = models.DateTimeField(
        _("unanswered since"), null=True, blank=True
    )
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    accepted_by = models.CharField(
        _("accepted"), max_length=10, choices=AcceptedBy.choices, blank=True
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"))
    next_due_at = models.DateTimeField(_("next due at"), default=FAR_FUTURE)
    next_milestone = models.CharField(max_length=24, blank=True)
    next_warn_at = models.DateTimeField(null=True, blank=True)
    chase_count = models.PositiveSmallIntegerField(_("times chased"), default=0)

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_tickets"
    )
    source = models.CharField(
        _("source"), max_length=10, choices=Source.choices, default=Source.SYSTEM
    )
    intake_key = models.CharField(max_length=64, unique=True, null=True, blank=True)
    link_nonce = models.CharField(max_length=22, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        verbose_name_plural = _("tickets")
        indexes = [
            models.Index(
                "next_due_at",
                "id",
                name="queue_by_due",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                "team",
                "next_due_at",
                "id",
                name="queue_of_team_by_due",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(
                "assignee",
                "next_due_at",
                "id",
                name="queue_of_agent_by_due",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(fields=["customer", "-opened_at"], name="tickets_of_customer"),
            models.Index(
                "ended_at",
                "id",
                name="ended_tickets",
                condition=Q(ended_at__isnull=False),
            ),
            models.Index("opened_at", name="tickets_by_opening"),
            models.Index("completed_at", name="tickets_by_completion"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage=Stage.CANCELLED) | ~Q(ending=""),
                name="cancelled_ticket_says_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    stage__in=[Stage.DONE, Stage.CANCELLED], ended_at__isnull=False
                )
                | (
                    ~Q(stage__in=[Stage.DONE, Stage.CANCELLED])
                    & Q(ended_at__isnull=True)
                ),
                name="exactly_ended_tickets_have_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self.stage not in ENDED_STAGES

    @property
    def is_held(self) -> bool:
        """Whether it is on hold."""
        return bool(self.hold_reason)

    @property
    def customer_name(self) -> str:
        """The name to call the customer by."""
        if self.customer is not None:
            return self.customer.name
        return self.contact_name

    @property
    def facts(self) -> TicketFacts:
        """What the handbook's selectors may ask about this ticket."""
        return TicketFacts(
            channel=self.channel,
            types=self.request_type.codes if self.request_type else (),
            priority=self.priority,
            tier=self.tier,
            team=self.team.code,
            handling=self.handling,
            place=self.place,
        )
