"""The shared steps of the follow-up: claim a revisit, write a score."""

from datetime import datetime

from django.utils.translation import gettext as _

from surveys.choices import RevisitOutcome, RevisitState, ScoreSource
from surveys.errors import AlreadyRecorded
from surveys.models import Revisit, Score
from tickets.actions.moving import Step
from tickets.choices import EntryKind, Lane, Source
from tickets.notices import notify


def conclude(
    step: Step,
    revisit: Revisit,
    outcome: RevisitOutcome,
    *,
    remark: str,
    body: str,
    data: dict[str, object],
) -> None:
    """Record how a follow-up ended, inside a step that stops its timer.

    `body` is the remark, where no score carries it into the timeline. Raises
    AlreadyRecorded when somebody else was quicker: the claim and what follows
    from it are one transaction.
    """
    entry = step.write(
        EntryKind.REVISIT_RECORDED,
        Lane.CUSTOMER if step.actor is None else Lane.FRONT,
        body=body,
        data={"outcome": outcome, "method": revisit.method, **data},
    )
    claimed = Revisit.objects.filter(pk=revisit.pk, state=RevisitState.OPEN).update(
        state=RevisitState.RECORDED,
        outcome=outcome,
        remark=remark,
        recorded_at=step.now,
        recorded_by=step.actor,
    )
    if not claimed:
        raise AlreadyRecorded(already_recorded(Revisit.objects.get(pk=revisit.pk)))
    step.settle(entry)


def already_recorded(revisit: Revisit) -> str:
    """Say kindly who was quicker."""
    if revisit.state == RevisitState.DROPPED:
        return _("This call is no longer needed: the ticket has moved on.")
    if revisit.recorded_by is None:
        return _("The customer has answered by the survey link meanwhile.")
    return _("%(name)s has recorded this call meanwhile.") % {
        "name": revisit.recorded_by
    }


def write_score(
    step: Step, source: ScoreSource, *, stars: int, remark: str, at: datetime
) -> Score:
    """Write down what the customer said; the ticket's own people hear of it."""
    by_phone = source == ScoreSource.PHONE
    imported = step.ticket.source == Source.IMPORTED
    entry = step.write(
        EntryKind.SCORED,
        Lane.CUSTOMER,
        body=remark,
        data={"stars": stars, "source": source},
        at=at,
        source=Source.DECLARED if by_phone and not imported else "",
    )
    notify(step.ticket, entry, [step.ticket.assignee])
    return Score.objects.create(
        ticket=step.ticket,
        cycle=step.ticket.cycle,
        source=source,
        stars=stars,
        remark=remark,
        given_at=at,
        recorded_by=step.actor,
    )
