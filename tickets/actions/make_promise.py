"""Promise the customer what will be done, by when, and by whom."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import EvidenceKind, Milestone
from tickets.actions.moving import Step, moving
from tickets.choices import EntryKind, Lane, PromiseState
from tickets.errors import Refused
from tickets.models import Promise, Ticket
from tickets.notices import queue_mail


def make_promise(
    *,
    ticket: Ticket,
    actor: User,
    what: str,
    due_at: datetime,
    responsible: User | None,
    reason: str,
    now: datetime,
) -> Ticket:
    """Make a promise; its own time is the deadline.

    `reason` says why it takes this long. An open promise that is not yet due is
    moved, not doubled; one that is overdue is settled as broken. Raises Refused.
    """
    if due_at <= now:
        raise Refused(_("The promised time must lie in the future."))
    with moving(ticket, "make_promise", actor=actor, now=now) as step:
        previous = step.ticket.promises.filter(state=PromiseState.OPEN).first()
        if previous is not None and previous.due_at > now:
            raise Refused(
                _("There is an open promise. Move it, with a reason and notice.")
            )
        if previous is not None:
            close_promise(step, previous, PromiseState.BROKEN)
        open_promise(
            step, what=what, due_at=due_at, responsible=responsible, reason=reason
        )
    return step.ticket


def open_promise(
    step: Step,
    *,
    what: str,
    due_at: datetime,
    responsible: User | None,
    reason: str,
    kind: EntryKind = EntryKind.PROMISED,
    extra: dict[str, str] | None = None,
) -> Promise:
    """Write the promise, its evidence and its deadline inside a step."""
    now = step.now
    data = {"what": what, "due_at": due_at.isoformat(), "reason": reason}
    entry = step.write(kind, Lane.FRONT, body=what, data={**data, **(extra or {})})
    deadline = step.timers.start(Milestone.PROMISE, at=now, due_at=due_at)
    step.timers.save()
    promise = Promise.objects.create(
        ticket=step.ticket,
        cycle=step.ticket.cycle,
        round=deadline.round if deadline else 1,
        what=what,
        due_at=due_at,
        responsible=responsible,
        reason=reason,
        made_at=now,
        deadline=deadline,
        entry=entry,
    )
    step.record(EvidenceKind.PROMISE, entry, data=data)
    if reason:
        step.record(EvidenceKind.TIME_NEEDED, entry, data=data)
    queue_mail(
        ticket=step.ticket,
        purpose="promised",
        entry=entry,
        now=now,
        extra={"promise": promise, **(extra or {})},
    )
    return promise


def close_promise(step: Step, promise: Promise, state: PromiseState) -> None:
    """Settle a promise; its deadline stops, a breach up to now stands."""
    if promise.deadline is not None and state != PromiseState.KEPT:
        step.timers.cancel([Milestone.PROMISE], at=step.now, entry=None)
    promise.state, promise.settled_at = state, step.now
    promise.save(update_fields=["state", "settled_at"])
