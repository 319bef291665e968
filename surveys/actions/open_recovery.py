"""Open a recovery: a low score is made good, not filed."""

from datetime import datetime

from django.db import transaction

from standards.choices import Milestone
from surveys.actions.drop_follow_up import drop_follow_up
from surveys.choices import RecoveryState
from surveys.models import Recovery, Score
from surveys.selectors import low_score_limit
from tickets.actions.moving import Step, lock_ticket, moving
from tickets.choices import EntryKind, Lane, Stage
from tickets.notices import notify


def open_recovery(*, score: Score, now: datetime) -> Recovery | None:
    """Open the case of a low score, with its clock; None for a score that is not.

    How low is low says the handbook. A ticket has one open recovery at a time: a
    second low score joins it. A score that comes after the end takes the
    follow-up up again, because a ticket is done only when nothing is to be made
    good.
    """
    with transaction.atomic():
        ticket = lock_ticket(score.ticket_id)
        limit = low_score_limit(ticket)
        if limit is None or score.stars > limit:
            return None
        drop_follow_up(ticket=ticket, now=now)
        known = ticket.recoveries.exclude(state=RecoveryState.CLOSED).first()
        if known is not None:
            return known
        resumes = ticket.stage == Stage.DONE
        name = "resume_follow_up" if resumes else "open_recovery"
        with moving(ticket, name, actor=None, now=now) as step:
            if resumes:
                step.ticket.ending, step.ticket.ended_at = "", None
            return _open(step, score)


def _open(step: Step, score: Score) -> Recovery:
    ticket = step.ticket
    entry = step.write(
        EntryKind.RECOVERY_OPENED,
        Lane.BACK,
        data={"stars": score.stars, "source": score.source},
    )
    step.settle(entry)
    timer = step.timers.start(Milestone.RECOVERY, at=step.now)
    due_at = timer.due_at if timer else None
    recovery = Recovery.objects.create(
        ticket=ticket,
        cycle=ticket.cycle,
        score=score,
        owner=ticket.assignee or ticket.team.lead,
        opened_at=step.now,
        contact_due_at=due_at or step.now,
    )
    notify(ticket, entry, [ticket.assignee, ticket.team.lead, ticket.team.supervisor])
    return recovery
