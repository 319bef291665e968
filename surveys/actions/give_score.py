"""The customer answers the survey link."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.actions.finish_follow_up import finish_follow_up
from surveys.actions.open_recovery import open_recovery
from surveys.actions.recording import conclude, write_score
from surveys.choices import (
    RevisitMethod,
    RevisitOutcome,
    RevisitState,
    ScoreSource,
)
from surveys.errors import AlreadyAnswered, LinkClosed
from surveys.models import Invitation, Revisit, Score
from tickets.actions.moving import Step, moving
from tickets.errors import MoveRefused
from tickets.lifecycle import Who
from tickets.models import Ticket


def give_score(
    *, invitation: Invitation, stars: int, remark: str, now: datetime
) -> Score:
    """Take in 1 to 5 stars and a remark, once.

    Where the handbook asks by link, this is the follow-up. A low score opens a
    recovery. Raises AlreadyAnswered, and LinkClosed for a link that asks no more.
    """
    with transaction.atomic():
        try:
            score = _take(invitation, stars, remark, now)
        except MoveRefused as refusal:
            raise LinkClosed(_("This survey is closed.")) from refusal
        _record_revisit(score.ticket, now)
        open_recovery(score=score, now=now)
        finish_follow_up(ticket=score.ticket, now=now)
    return score


def _take(invitation: Invitation, stars: int, remark: str, now: datetime) -> Score:
    with moving(
        invitation.ticket, "give_score", actor=None, now=now, who=Who.CUSTOMER
    ) as step:
        _claim(invitation, step)
        return write_score(
            step, ScoreSource.LINK, stars=stars, remark=remark.strip(), at=now
        )


def _claim(invitation: Invitation, step: Step) -> None:
    """Use the link up: of two tabs sent at once, one changes the row."""
    row = Invitation.objects.filter(pk=invitation.pk)
    claimed = row.filter(
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=step.now,
        cycle=step.ticket.cycle,
    ).update(used_at=step.now)
    if claimed:
        return
    if row.filter(used_at__isnull=False).exists():
        raise AlreadyAnswered(_("You have answered already. Thank you."))
    raise LinkClosed(_("This survey is closed."))


def _record_revisit(ticket: Ticket, now: datetime) -> None:
    revisit = Revisit.objects.filter(
        ticket=ticket,
        cycle=ticket.cycle,
        method=RevisitMethod.LINK,
        state=RevisitState.OPEN,
    ).first()
    if revisit is None:
        return
    with moving(
        ticket, "record_revisit", actor=None, now=now, who=Who.CUSTOMER
    ) as step:
        conclude(step, revisit, RevisitOutcome.REACHED, remark="", body="", data={})
