"""After the completion: the survey link, the call, and what a low score asks for."""

from datetime import timedelta

from accounts.models import User
from servicedesk.demo_data.play import Play
from surveys.actions.close_recovery import close_recovery
from surveys.actions.contact_recovery import contact_recovery
from surveys.actions.give_score import give_score
from surveys.actions.open_revisit import open_revisit
from surveys.actions.record_attempt import record_attempt
from surveys.choices import AttemptResult, RecoveryState
from surveys.models import Invitation, Recovery, Revisit


def score(play: Play, *, low: bool = False) -> None:
    """Let the customer answer by the link."""
    play.run_clock()
    _revisit(play)
    invitation = Invitation.objects.get(ticket=play.ticket, cycle=play.ticket.cycle)
    stars, remark = _opinion(play, low=low)
    give_score(invitation=invitation, stars=stars, remark=remark, now=play.now)
    play.ticket.refresh_from_db()


def conclude(play: Play) -> None:
    """Let the customer answer by the link, and call where the handbook says so."""
    score(play)
    if _revisit(play).is_open:
        play.wait(30, 200)
        call(play, AttemptResult.REACHED, stars=False)


def call(play: Play, result: AttemptResult, *, stars: bool = True) -> None:
    """Call the customer and record what came of it."""
    play.run_clock()
    revisit = _revisit(play)
    if not revisit.is_open:
        return
    notes = {
        AttemptResult.REACHED: "reached",
        AttemptResult.REFUSED: "refused",
    }
    reached = result == AttemptResult.REACHED
    given, remark = _opinion(play, low=False) if reached and stars else (None, "")
    again = play.now + timedelta(hours=3)
    record_attempt(
        revisit=revisit,
        actor=_caller(play),
        result=result,
        note=play.say(notes.get(result, "no_answer")),
        stars=given,
        remark=remark,
        call_again_at=again if result == AttemptResult.CALL_LATER else None,
        solved=True if reached else None,
        now=play.now,
    )
    play.ticket.refresh_from_db()


def contact(play: Play) -> None:
    """Talk to the customer who gave a low score, and agree a plan."""
    play.run_clock()
    recovery = Recovery.objects.get(ticket=play.ticket, state=RecoveryState.OPEN)
    contact_recovery(
        recovery=recovery,
        actor=recovery.owner or _caller(play),
        cause=play.say("cause"),
        plan=play.say("plan_of_recovery"),
        now=play.now,
    )
    play.ticket.refresh_from_db()


def close(play: Play) -> None:
    """Close the recovery with its result."""
    play.run_clock()
    recovery = Recovery.objects.get(ticket=play.ticket, state=RecoveryState.CONTACTED)
    close_recovery(
        recovery=recovery,
        actor=recovery.owner or _caller(play),
        result=play.say("result_of_recovery"),
        now=play.now,
    )
    play.ticket.refresh_from_db()


def _revisit(play: Play) -> Revisit:
    """Return the follow-up; the news of the completion may not have come yet."""
    revisit = open_revisit(ticket=play.ticket, now=play.now)
    if revisit is None:
        raise ValueError(f"{play.ticket} is not completed.")
    return revisit


def _caller(play: Play) -> User:
    return play.rng.choice(play.desk.callers) if play.desk.callers else play.worker


def _opinion(play: Play, *, low: bool) -> tuple[int, str]:
    """Return stars and a remark; many give stars alone."""
    if low:
        return play.rng.choice([1, 2, 2, 3]), play.say("low")
    stars = play.rng.choices([5, 4], [7, 3])[0]
    remark = play.say("good" if stars == 5 else "fair")
    return stars, remark if play.rng.random() < 0.7 else ""
