"""Move a promise, with notice before the old time."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.make_promise import close_promise, open_promise
from tickets.actions.moving import moving
from tickets.choices import EntryKind, Lane, PromiseState
from tickets.errors import Refused
from tickets.models import Ticket


def move_promise(
    *,
    ticket: Ticket,
    actor: User,
    due_at: datetime,
    reason: str,
    alternative: str,
    now: datetime,
) -> Ticket:
    """Give the promise a new time; the customer is told before the old one.

    Needs a reason and an alternative. After the old time there is nothing left
    to move: the promise is broken, and a new one is made. Raises Refused.
    """
    if not reason.strip() or not alternative.strip():
        raise Refused(_("Moving a promise needs a reason and an alternative."))
    if due_at <= now:
        raise Refused(_("The promised time must lie in the future."))
    with moving(ticket, "move_promise", actor=actor, now=now) as step:
        old = step.ticket.promises.filter(state=PromiseState.OPEN).first()
        if old is None:
            raise Refused(_("There is no open promise to move."))
        if old.due_at <= now:
            raise Refused(
                _("The promised time has passed. Apologise and make a new promise.")
            )
        notice = {"reason": reason, "alternative": alternative}
        entry = step.write(
            EntryKind.EVIDENCE,
            Lane.FRONT,
            body=reason,
            data={"evidence": EvidenceKind.CHANGE_NOTICE, **notice},
        )
        step.record(EvidenceKind.CHANGE_NOTICE, entry, data=notice)
        step.check_gates()
        close_promise(step, old, PromiseState.MOVED)
        open_promise(
            step,
            what=old.what,
            due_at=due_at,
            responsible=old.responsible,
            reason=reason,
            kind=EntryKind.PROMISE_MOVED,
            extra={"alternative": alternative, "old_due_at": old.due_at.isoformat()},
        )
    return step.ticket
