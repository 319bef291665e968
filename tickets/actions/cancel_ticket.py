"""Other ends: cancelled, spam, merged."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from tickets.actions.dispatch_ticket import withdraw_pending
from tickets.actions.moving import lock_ticket, moving
from tickets.actions.receive_message import await_answer
from tickets.choices import Ending, EntryKind, Lane, PromiseState
from tickets.errors import Refused
from tickets.lifecycle import Who
from tickets.models import Ticket
from tickets.signals import ticket_ended


def cancel_ticket(
    *, ticket: Ticket, actor: User | None, reason: str, now: datetime
) -> Ticket:
    """Cancel a request that is no longer wanted. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Say why the ticket is cancelled."))
    return _end(ticket, "cancel", Ending.CANCELLED, actor, reason, now)


def mark_spam(*, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    """End a ticket that is no request at all."""
    return _end(ticket, "mark_spam", Ending.SPAM, actor, "", now)


def merge_ticket(*, ticket: Ticket, into: Ticket, actor: User, now: datetime) -> Ticket:
    """Merge a ticket into another about the same matter.

    The loser's running clocks are cancelled; its entries stay where they are
    and are read together with the winner's. A message that nobody has answered
    yet goes on waiting there. Raises Refused.
    """
    if ticket.pk == into.pk:
        raise Refused(_("A ticket cannot be merged into itself."))
    with transaction.atomic():
        # Both rows in one order, so that two crossing merges cannot deadlock.
        rows = {pk: lock_ticket(pk) for pk in sorted((ticket.pk, into.pk))}
        winner, waiting = rows[into.pk], _waits_since(rows[ticket.pk])
        if not winner.is_open or winner.merged_into_id is not None:
            raise Refused(
                _("%(number)s is not open; nothing can be merged into it.")
                % {"number": winner.number}
            )
        loser = _end(ticket, "merge", Ending.MERGED, actor, "", now, merged_into=winner)
        with moving(winner, "note", actor=actor, now=now) as step:
            step.write(EntryKind.MERGED, Lane.BACK, data={"from": loser.number})
            if waiting is not None:
                await_answer(step, since=waiting)
    return loser


def _waits_since(ticket: Ticket) -> datetime | None:
    """Return since when the customer has waited for an answer, if they do."""
    if ticket.first_contact_at is None:
        return ticket.opened_at
    return ticket.unanswered_since


def _end(
    ticket: Ticket,
    name: str,
    ending: Ending,
    actor: User | None,
    reason: str,
    now: datetime,
    merged_into: Ticket | None = None,
) -> Ticket:
    who = Who.STAFF if actor else Who.CUSTOMER
    with moving(ticket, name, actor=actor, now=now, who=who) as step:
        step.ticket.ending = ending
        step.ticket.merged_into = merged_into
        if reason:
            step.write(EntryKind.NOTE, Lane.BACK, body=reason, data={"ends": ending})
        if merged_into is not None:
            step.write(EntryKind.MERGED, Lane.BACK, data={"into": merged_into.number})
        step.ticket.promises.filter(state=PromiseState.OPEN).update(
            state=PromiseState.WITHDRAWN, settled_at=now
        )
        step.settle()
        withdraw_pending(step)
        transaction.on_commit(
            lambda: ticket_ended.send_robust(
                sender=Ticket, ticket=step.ticket, now=now
            ),
            robust=True,
        )
    return step.ticket
