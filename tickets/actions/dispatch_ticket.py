"""Dispatch, accept and return: responsibility changes hands."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Team, User
from standards.choices import EvidenceKind, Milestone
from tickets.actions.moving import Step, both_names, moving
from tickets.choices import DispatchState, EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Dispatch, Ticket
from tickets.notices import notify


def dispatch_ticket(
    *,
    ticket: Ticket,
    actor: User,
    to_team: Team,
    to_user: User | None,
    need: str,
    now: datetime,
) -> Ticket:
    """Give the ticket to a team or person, who accept or return it in time.

    An earlier dispatch that still waits is withdrawn. Raises Refused.
    """
    check_member(to_team, to_user)
    with moving(ticket, "dispatch", actor=actor, now=now) as step:
        from_team = withdraw_pending(step) or step.ticket.team
        Dispatch.objects.create(
            ticket=step.ticket,
            cycle=step.ticket.cycle,
            from_team=from_team,
            to_team=to_team,
            to_user=to_user,
            dispatched_by=actor,
            need=need,
            dispatched_at=now,
        )
        data = {
            "from_team": from_team.code,
            **both_names("from_team", from_team),
            "to_team": to_team.code,
            **both_names("to_team", to_team),
            "to": str(to_user) if to_user else "",
        }
        step.ticket.team, step.ticket.assignee = to_team, to_user
        entry = step.write(EntryKind.DISPATCHED, Lane.BACK, body=need, data=data)
        step.record(EvidenceKind.RESPONSIBLE, entry, data=data)
        step.settle(entry)
        step.timers.start(Milestone.ACCEPT, at=now)
        step.timers.replay(at=now)
        notify(step.ticket, entry, [to_user or to_team.lead])
    return step.ticket


def accept_dispatch(*, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    """Accept a dispatch: the actor answers for the ticket. Raises Refused."""
    with moving(ticket, "accept_dispatch", actor=actor, now=now) as step:
        dispatch = _pending(step, actor)
        _answer(dispatch, DispatchState.ACCEPTED, now)
        step.ticket.assignee = actor
        step.ticket.appointments.filter(
            engineer=actor, cancelled_at__isnull=True
        ).update(is_confirmed=True)
        entry = step.write(EntryKind.DISPATCH_ACCEPTED, Lane.BACK)
        step.settle(entry)
        notify(step.ticket, entry, [dispatch.dispatched_by])
    return step.ticket


def return_dispatch(
    *, ticket: Ticket, actor: User, reason: str, now: datetime
) -> Ticket:
    """Return a dispatch with a reason to who sent it. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Say why you return it."))
    with moving(ticket, "return_dispatch", actor=actor, now=now) as step:
        dispatch = _pending(step, actor)
        _answer(dispatch, DispatchState.RETURNED, now, reason)
        step.ticket.team = dispatch.from_team
        step.ticket.assignee = dispatch.dispatched_by
        entry = step.write(EntryKind.DISPATCH_RETURNED, Lane.BACK, body=reason)
        step.settle(entry)
        step.timers.replay(at=now)
        notify(step.ticket, entry, [dispatch.dispatched_by])
    return step.ticket


def check_member(team: Team, person: User | None) -> None:
    """Refuse a person who does not belong to the team. Raises Refused."""
    if person is not None and not team.members.filter(pk=person.pk).exists():
        raise Refused(
            _("%(person)s does not belong to %(team)s.")
            % {"person": person, "team": team}
        )


def withdraw_pending(step: Step) -> Team | None:
    """Withdraw the dispatch that waits, and return the team it came from."""
    pending = step.ticket.dispatches.filter(state=DispatchState.PENDING).first()
    if pending is None:
        return None
    _answer(pending, DispatchState.WITHDRAWN, step.now)
    step.timers.cancel([Milestone.ACCEPT], at=step.now, entry=None)
    return pending.from_team


def _pending(step: Step, actor: User) -> Dispatch:
    pending = (
        step.ticket.dispatches.filter(state=DispatchState.PENDING)
        .select_related("dispatched_by", "from_team", "to_team")
        .first()
    )
    if pending is None:
        raise Refused(_("No dispatch is waiting."))
    mine = pending.to_user_id == actor.pk
    ours = pending.to_team.members.filter(pk=actor.pk).exists()
    if not mine and not (ours and pending.to_user_id is None):
        raise Refused(_("This dispatch is for somebody else."))
    return pending


def _answer(
    dispatch: Dispatch, state: DispatchState, now: datetime, reason: str = ""
) -> None:
    dispatch.state, dispatch.answered_at, dispatch.reason = state, now, reason
    dispatch.save(update_fields=["state", "answered_at", "reason"])
