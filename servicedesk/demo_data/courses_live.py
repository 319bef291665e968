"""Courses that stand somewhere right now: calm, pressing, over time, waiting."""

from datetime import timedelta

from servicedesk.demo_data import follow_up, turns
from servicedesk.demo_data.play import Play
from surveys.choices import AttemptResult
from tickets.choices import AcceptedBy, HoldReason


def unattended(play: Play) -> None:
    """Just came in, or lies there."""
    play.open()


def chased_unattended(play: Play) -> None:
    """Nobody has answered, and the customer asks again."""
    play.open()
    play.wait(24 * 60, 25 * 60)
    turns.chase(play)


def taken(play: Play) -> None:
    """Taken, not answered yet."""
    play.open()
    play.wait(5, 30)
    play.take()


def confirming(play: Play) -> None:
    """The need is being confirmed."""
    play.open()
    play.wait(4, 25)
    play.greet()


def raised(play: Play) -> None:
    """Urgent, being confirmed."""
    confirming(play)
    turns.raise_priority(play)
    turns.note(play)


def at_work(play: Play) -> None:
    """In service; the promise is far away."""
    confirming(play)
    play.confirm(due=timedelta(hours=22))
    play.wait(20, 40)
    play.report()


def long_work(play: Play) -> None:
    """In service, complex: reports are due at intervals."""
    confirming(play)
    play.confirm(due=timedelta(days=3))
    turns.make_complex(play)
    play.wait(15, 30)
    play.report()


def pressing(play: Play) -> None:
    """In service; the promise is due in minutes (opened some 5 hours ago)."""
    confirming(play)
    left = play.present - play.now + timedelta(minutes=play.rng.uniform(6, 22))
    play.confirm(due=left)
    play.wait(40, 90)
    play.report()


def broken(play: Play) -> None:
    """In service; the promised time has passed."""
    confirming(play)
    play.confirm(due=timedelta(hours=play.rng.uniform(2, 3)))
    play.wait(60, 90)
    play.report()


def asked_back(play: Play) -> None:
    """In service; the customer has written and waits for an answer."""
    confirming(play)
    play.confirm(due=timedelta(hours=20))
    play.wait(30, 60)
    turns.message(play)


def chased(play: Play) -> None:
    """In service; the customer has asked three times."""
    confirming(play)
    play.confirm(due=timedelta(hours=9))
    play.wait(60, 90)
    turns.chase(play, times=3)


def put_off(play: Play) -> None:
    """In service; the promise was moved."""
    confirming(play)
    play.confirm(due=timedelta(hours=4))
    play.wait(60, 80)
    turns.put_off(play, timedelta(hours=18))


def dispatched(play: Play) -> None:
    """Dispatched to the engineer, not accepted yet."""
    confirming(play)
    play.confirm(due=timedelta(hours=20))
    play.wait(4, 8)
    turns.send_engineer(play)


def on_the_way(play: Play) -> None:
    """Dispatched and accepted; the visit is agreed."""
    dispatched(play)
    play.wait(5, 20)
    turns.accept(play, play.desk.engineers[0])


def given_back(play: Play) -> None:
    """The dispatch came back."""
    dispatched(play)
    play.wait(5, 15)
    turns.give_back(play, play.desk.engineers[0])


def held_for_customer(play: Play) -> None:
    """On hold, waiting for the customer."""
    confirming(play)
    play.confirm(due=timedelta(hours=30))
    play.wait(10, 30)
    turns.hold(play, HoldReason.CUSTOMER)


def held_for_parts(play: Play) -> None:
    """On hold until a part has arrived."""
    confirming(play)
    play.confirm(due=timedelta(days=3))
    play.wait(10, 30)
    turns.hold(play, HoldReason.THIRD_PARTY, until=timedelta(days=2))


def handed_on(play: Play) -> None:
    """Transferred to another team, which has not taken it yet."""
    play.open()
    play.wait(5, 20)
    play.take()
    play.wait(3, 8)
    other = "care" if play.ticket.team.code != "care" else "general"
    turns.transfer(play, play.desk.teams[other])


def visitor_waits(play: Play) -> None:
    """A visitor sits at the counter."""
    play.open()
    play.attend(12)


def _completed(play: Play) -> None:
    confirming(play)
    play.confirm(due=timedelta(hours=8))
    if play.ticket.place == "on_site":
        play.wait(5, 10)
        turns.accept(play, turns.send_engineer(play))
    play.wait(30, 60)
    play.report()
    play.wait(20, 50)
    play.complete()


def to_accept(play: Play) -> None:
    """The result is told; the customer has not said yes yet."""
    _completed(play)


def thanked(play: Play) -> None:
    """The result is told, and the customer says thank you."""
    _completed(play)
    play.wait(5, 20)
    turns.message(play, "after_thanks")


def to_follow_up(play: Play) -> None:
    """Accepted; the follow-up call is due."""
    _completed(play)
    play.wait(10, 30)
    play.accept()


def not_reached(play: Play) -> None:
    """Accepted; one call was made in vain."""
    _completed(play)
    play.wait(10, 30)
    play.accept(AcceptedBy.STAFF)
    play.wait(30, 60)
    follow_up.call(play, AttemptResult.NO_ANSWER)


def to_make_good(play: Play) -> None:
    """A low score just came in."""
    _completed(play)
    play.wait(5, 10)
    play.accept()
    play.wait(5, 20)
    follow_up.score(play, low=True)


def being_made_good(play: Play) -> None:
    """A low score; a plan is agreed."""
    to_make_good(play)
    play.wait(10, 20)
    follow_up.contact(play)


def came_back(play: Play) -> None:
    """Reopened, to be confirmed anew."""
    _completed(play)
    play.wait(10, 20)
    play.accept()
    play.wait(20, 40)
    turns.reopen(play)


def solved_today(play: Play) -> None:
    """Done today, and the customer is content."""
    _completed(play)
    play.wait(3, 8)
    play.accept()
    play.wait(5, 15)
    follow_up.score(play)
