"""Open a ticket: the request is received and its clocks start."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.models import Team, User
from standards.choices import EvidenceKind, Milestone
from standards.selectors import edition_in_force
from tickets.actions.add_attachments import add_attachments
from tickets.actions.moving import Step, save_step
from tickets.choices import (
    LIVE_CHANNELS,
    Channel,
    EntryKind,
    Lane,
    Place,
    Priority,
    Source,
    Stage,
    Tier,
)
from tickets.models import Customer, RequestType, Ticket
from tickets.notices import queue_mail
from tickets.policies import new_nonce
from tickets.signals import ticket_opened

NUMBER_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Digits and letters without look-alikes (no 0 and O, 1, I and L)."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What somebody asks for, as it came in; nothing in it is verified."""

    channel: Channel
    subject: str
    description: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    order_number: str = ""
    request_type: RequestType | None = None
    priority: Priority = Priority.NORMAL
    language: str = "zh-hans"
    fields: dict[str, Any] = field(default_factory=dict)
    files: Sequence["UploadedFile[bytes]"] = ()
    intake_key: str | None = None
    source: Source = Source.SYSTEM


def open_ticket(
    *,
    request: Request,
    actor: User | None,
    now: datetime,
    customer: Customer | None = None,
    team: Team | None = None,
) -> Ticket:
    """Open a ticket and start its clocks, in one transaction.

    A request whose `intake_key` was seen before returns the first ticket.
    Raises NoEditionInForce.
    """
    known = find_opened(request)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _open(request, actor, now, customer, team)
    except IntegrityError:
        # The same form was sent twice at the same moment: the other one won.
        known = find_opened(request)
        if known is None:
            raise
        return known


def find_opened(request: Request) -> Ticket | None:
    """Return the ticket that this very request has opened already, if any."""
    if not request.intake_key:
        return None
    return Ticket.objects.filter(intake_key=request.intake_key).first()


def _open(
    request: Request,
    actor: User | None,
    now: datetime,
    customer: Customer | None,
    team: Team | None,
) -> Ticket:
    tier = customer.tier if customer else Tier.NORMAL
    kind = request.request_type
    ticket = Ticket(
        number=new_ticket_number(),
        edition=edition_in_force(now),
        customer=customer,
        contact_name=request.contact_name,
        contact_phone=request.contact_phone,
        contact_email=request.contact_email,
        order_number=request.order_number,
        language=request.language,
        channel=request.channel,
        request_type=kind,
        priority=priority_for(request.priority, tier),
        tier=tier,
        place=kind.place if kind else Place.REMOTE,
        subject=request.subject,
        description=request.description,
        fields=request.fields,
        stage=Stage.GREET,
        stage_since=now,
        team=team or team_for(kind),
        opened_at=now,
        updated_at=now,
        source=request.source,
        intake_key=request.intake_key,
        link_nonce=new_nonce(),
    )
    ticket.save(force_insert=True)
    step = Step.for_new(ticket, actor=actor, now=now)
    entry = step.write(
        EntryKind.OPENED,
        Lane.CUSTOMER,
        body=request.description or request.subject,
        data={"channel": request.channel, "subject": request.subject},
    )
    if kind is not None and kind.parent_id is not None:
        step.record(EvidenceKind.REQUEST_TYPE, entry, data={"type": kind.code})
    for milestone in step.move.starts:
        step.timers.start(milestone, at=now)
    _answer_automatically(step)
    if request.files:
        add_attachments(entry=entry, files=request.files, actor=actor, now=now)
    save_step(step)
    transaction.on_commit(
        lambda: ticket_opened.send_robust(sender=Ticket, ticket=ticket, now=now),
        robust=True,
    )
    return ticket


def _answer_automatically(step: Step) -> None:
    """Confirm receipt at once where nobody is there to say so."""
    ticket = step.ticket
    if ticket.source == Source.IMPORTED or (
        ticket.channel in LIVE_CHANNELS and ticket.channel != Channel.CHAT
    ):
        return
    entry = step.write(EntryKind.AUTOMATIC_ANSWER, Lane.FRONT, source=Source.SYSTEM)
    step.timers.meet([Milestone.AUTOMATIC_ANSWER], at=step.now, entry=entry)
    awaited = step.timers.running([Milestone.FIRST_ANSWER])
    queue_mail(
        ticket=ticket,
        purpose="received",
        entry=entry,
        now=step.now,
        extra={"answer_due": awaited[0].due_at if awaited else None},
    )


def new_ticket_number() -> str:
    """Return a number from which no neighbour can be guessed (about 2^39.6)."""
    letters = "".join(secrets.choice(NUMBER_ALPHABET) for _position in range(8))
    return f"SD-{letters[:4]}-{letters[4:]}"


def priority_for(asked: str, tier: str) -> str:
    """Return the priority: a VIP customer's normal request is VIP."""
    if asked == Priority.NORMAL and tier == Tier.VIP:
        return Priority.VIP
    return asked


def team_for(kind: RequestType | None) -> Team:
    """Return the team of a request type, else the general team.

    Raises Team.DoesNotExist when no general team has been set up.
    """
    if kind is not None:
        if kind.team is not None:
            return kind.team
        if kind.parent is not None and kind.parent.team is not None:
            return kind.parent.team
    return Team.objects.get(is_general=True)
