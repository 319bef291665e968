"""Record one call to the customer; the last one records the follow-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from surveys.actions.finish_follow_up import finish_follow_up
from surveys.actions.open_recovery import open_recovery
from surveys.actions.recording import already_recorded, conclude, write_score
from surveys.choices import (
    FAILED_RESULTS,
    AttemptResult,
    RevisitOutcome,
    ScoreSource,
)
from surveys.errors import AlreadyRecorded
from surveys.models import Revisit, RevisitAttempt, Score
from surveys.selectors import allowed_attempts, is_reachable
from tickets.actions.accept_result import accept_result
from tickets.actions.moving import Step, lock_ticket, moving
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.choices import AcceptedBy, EntryKind, Lane, Stage
from tickets.errors import MoveRefused, Refused
from tickets.models import Ticket

STARS = range(1, 6)
CALL_AGAIN_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Recording:
    """The revisit after one attempt.

    `refusal` says why the customer's yes could not be taken as the acceptance
    yet, naming the missing records; the call itself is recorded all the same.
    """

    revisit: Revisit
    refusal: MoveRefused | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Call:
    result: AttemptResult
    note: str
    stars: int | None
    remark: str
    call_again_at: datetime | None


def record_attempt(
    *,
    revisit: Revisit,
    actor: User,
    result: AttemptResult,
    note: str,
    now: datetime,
    stars: int | None = None,
    remark: str = "",
    call_again_at: datetime | None = None,
    solved: bool | None = None,
    seen: int | None = None,
) -> Recording:
    """Record one call: reached and refused end the follow-up at once.

    So does the last failed call the handbook asks for, as not reached. A
    customer who says it is solved accepts the result by word; one who says it
    is not has the ticket reopened. `seen` is how many attempts the caller knew
    of. Raises Refused, AlreadyRecorded, MoveRefused.
    """
    call = _Call(
        result=result,
        note=note.strip(),
        stars=stars,
        remark=remark.strip(),
        call_again_at=call_again_at,
    )
    _check_call(call, now)
    refusal = None
    with transaction.atomic():
        ticket = lock_ticket(revisit.ticket_id)
        current = Revisit.objects.select_related("recorded_by").get(pk=revisit.pk)
        earlier = _earlier_attempts(current, seen)
        outcome = _outcome(ticket, call, earlier)
        if outcome is None:
            with moving(ticket, "start_revisit", actor=actor, now=now) as step:
                _write_attempt(step, current, call, len(earlier) + 1)
        else:
            _record(ticket, actor, now, current, call, outcome, len(earlier) + 1)
            if result == AttemptResult.REACHED and solved is not None:
                refusal = _settle_matter(ticket, actor, call, solved=solved, now=now)
            finish_follow_up(ticket=ticket, now=now)
    current.refresh_from_db()
    return Recording(current, refusal)


def _check_call(call: _Call, now: datetime) -> None:
    if call.stars is not None:
        if call.result != AttemptResult.REACHED:
            raise Refused(_("Only a customer you have reached can give a score."))
        if call.stars not in STARS:
            raise Refused(_("A score has one to five stars."))
    again = call.call_again_at
    if again is not None and not now < again <= now + CALL_AGAIN_WITHIN:
        raise Refused(_("The time to call again must lie in the next 30 days."))


def _earlier_attempts(revisit: Revisit, seen: int | None) -> list[RevisitAttempt]:
    if not revisit.is_open:
        raise AlreadyRecorded(already_recorded(revisit))
    earlier = list(revisit.attempts.all())
    if seen is not None and seen != len(earlier):
        raise AlreadyRecorded(
            _("Another attempt was recorded meanwhile. Look at it first.")
        )
    return earlier


def _outcome(
    ticket: Ticket, call: _Call, earlier: Sequence[RevisitAttempt]
) -> RevisitOutcome | None:
    """Say how the follow-up ends with this call; None: it goes on."""
    if call.result == AttemptResult.REACHED:
        return RevisitOutcome.REACHED
    if call.result == AttemptResult.REFUSED:
        return RevisitOutcome.REFUSED
    if call.result == AttemptResult.NO_CONTACT:
        if is_reachable(ticket):
            raise Refused(_("There is a phone number or an e-mail address to try."))
        return RevisitOutcome.NOT_REACHED
    failed = sum(one.result in FAILED_RESULTS for one in earlier)
    failed += call.result in FAILED_RESULTS
    if call.result in FAILED_RESULTS and failed >= allowed_attempts(ticket):
        return RevisitOutcome.NOT_REACHED
    return None


def _write_attempt(step: Step, revisit: Revisit, call: _Call, number: int) -> None:
    again = call.call_again_at.isoformat() if call.call_again_at else None
    entry = step.write(
        EntryKind.REVISIT_ATTEMPT,
        Lane.FRONT,
        body=call.note,
        data={"number": number, "result": call.result, "call_again_at": again},
    )
    RevisitAttempt.objects.create(
        revisit=revisit,
        number=number,
        result=call.result,
        note=call.note,
        made_at=step.now,
        made_by=step.actor,
        call_again_at=call.call_again_at,
        entry=entry,
    )


def _record(
    ticket: Ticket,
    actor: User,
    now: datetime,
    revisit: Revisit,
    call: _Call,
    outcome: RevisitOutcome,
    number: int,
) -> None:
    score: Score | None = None
    with moving(ticket, "record_revisit", actor=actor, now=now) as step:
        _write_attempt(step, revisit, call, number)
        conclude(
            step,
            revisit,
            outcome,
            remark=call.remark,
            body=call.remark if call.stars is None else "",
            data={"attempts": number},
        )
        if call.stars is not None:
            score = write_score(
                step, ScoreSource.PHONE, stars=call.stars, remark=call.remark, at=now
            )
    if score is not None:
        open_recovery(score=score, now=now)


def _settle_matter(
    ticket: Ticket, actor: User, call: _Call, *, solved: bool, now: datetime
) -> MoveRefused | None:
    """Take the customer's word for it: accepted, or reopened."""
    if not solved:
        reason = call.remark or call.note or _("Not solved, said in the follow-up.")
        reopen_ticket(ticket=ticket, actor=actor, reason=reason, now=now)
        return None
    if ticket.stage != Stage.CLOSE:
        return None
    try:
        with transaction.atomic():
            accept_result(
                ticket=ticket,
                actor=actor,
                by=AcceptedBy.STAFF,
                words=call.remark,
                now=now,
            )
    except MoveRefused as refusal:
        return refusal
    return None
