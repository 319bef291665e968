"""Reads of what is said inside the desk (notices) and to customers (the outbox)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.choices import Role
from accounts.models import User
from accounts.policies import can_invite, works_at_desk
from tickets.choices import OutboxState
from tickets.models import Notice, OutboxMessage
from tickets.policies import visible_tickets
from tickets.querysets import OutboxQuerySet
from tickets.selectors.paging import PAGE, Position, read_position

LOOKED_THROUGH = 2000
"""Messages given up are looked for among so many of the newest."""


@dataclass(frozen=True)
class NoticePage:
    """One page of a person's notices."""

    rows: Sequence[Notice]
    older: str = ""
    is_first: bool = True


def list_notices(user: User, after: str, *, unread_only: bool) -> NoticePage:
    """Return a person's own notices, newest first, with ticket and entry.

    `sees_ticket` says whether the ticket is still one the person may see.
    """
    notices = Notice.objects.filter(user=user).annotate(
        sees_ticket=Exists(visible_tickets(user).filter(pk=OuterRef("ticket")))
    )
    if unread_only:
        notices = notices.filter(read_at__isnull=True)
    position = read_position(after) if after else None
    if position is not None:
        notices = notices.filter(position.earlier("created_at"))
    rows = list(
        notices.select_related("ticket", "entry__actor").order_by("-created_at", "-pk")[
            : PAGE + 1
        ]
    )
    older = ""
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        older = Position(last.created_at, last.pk).token()
    return NoticePage(rows=rows[:PAGE], older=older, is_first=position is None)


def reads_outbox(user: User) -> bool:
    """Say whether the person may open the page of outgoing messages."""
    return works_at_desk(user) or can_invite(user)


def visible_messages(user: User) -> OutboxQuerySet:
    """Return the outgoing messages a person may read.

    Those of visible tickets; supervisors and administrators read those of all.
    Messages without a ticket are invitations of colleagues: they hold a secret
    link and are for administrators alone.
    """
    messages = OutboxMessage.objects.all()
    if user.has_role(Role.ADMINISTRATOR):
        return messages
    if user.has_role(Role.SUPERVISOR):
        return messages.filter(ticket__isnull=False)
    return messages.filter(ticket__in=visible_tickets(user))


@dataclass(frozen=True)
class OutboxPage:
    """One page of outgoing messages, and on the first one those given up."""

    rows: Sequence[OutboxMessage]
    dead: Sequence[OutboxMessage]
    older: str = ""
    is_first: bool = True


def list_messages(user: User, after: str) -> OutboxPage:
    """Return outgoing messages, newest first; `sees_ticket` as for notices."""
    seen = (
        visible_messages(user)
        .select_related("ticket")
        .annotate(
            sees_ticket=Exists(visible_tickets(user).filter(pk=OuterRef("ticket")))
        )
    )
    position = read_position(after) if after else None
    rows = seen.order_by("-pk")
    if position is not None:
        rows = rows.filter(pk__lt=position.pk)
    found = list(rows.filter(~Q(state=OutboxState.DEAD))[: PAGE + 1])
    older = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        older = Position(last.created_at, last.pk).token()
    dead: Sequence[OutboxMessage] = []
    if position is None:
        newest = visible_messages(user).order_by("-pk").values("pk")[:LOOKED_THROUGH]
        dead = list(
            seen.filter(pk__in=newest, state=OutboxState.DEAD).order_by("-pk")[:PAGE]
        )
    return OutboxPage(
        rows=found[:PAGE], dead=dead, older=older, is_first=position is None
    )
