"""Courses of past tickets: most are done, some stop where the present is."""

from datetime import timedelta

from servicedesk.demo_data import follow_up, turns
from servicedesk.demo_data.play import Play
from surveys.choices import AttemptResult
from tickets.choices import AcceptedBy, HoldReason


def _to_service(play: Play, *, due: float = 20) -> None:
    play.open()
    play.wait(3, 70)
    play.greet()
    play.confirm(due=timedelta(hours=due))


def _on_site(play: Play) -> None:
    """Bring the ticket to the visit, and through it where it is done on site."""
    play.wait(5, 25)
    engineer = turns.send_engineer(play)
    play.wait(6, 45)
    turns.accept(play, engineer)
    play.wait(120, 400)


def _serve(play: Play) -> None:
    if play.ticket.place == "on_site":
        _on_site(play)
    else:
        play.wait(30, 240)
        play.report()
        play.wait(30, 200)
    play.complete()


def praised(play: Play) -> None:
    """All goes well: accepted by a click, scored by the link."""
    _to_service(play)
    _serve(play)
    play.wait(15, 300)
    play.accept()
    play.wait(30, 600)
    follow_up.conclude(play)


def called_back(play: Play) -> None:
    """All goes well: accepted by word, asked on the phone."""
    _to_service(play)
    _serve(play)
    play.wait(4, 20)
    play.accept(AcceptedBy.STAFF)
    play.wait(200, 900)
    follow_up.call(play, AttemptResult.REACHED)


def called_thrice(play: Play) -> None:
    """Accepted, but nobody picks up the phone."""
    _to_service(play)
    _serve(play)
    play.wait(30, 300)
    play.accept()
    for _attempt in range(3):
        play.wait(150, 300)
        follow_up.call(play, AttemptResult.NO_ANSWER)


def silent(play: Play) -> None:
    """Nobody answers: reminded, accepted after silence, called at last."""
    _to_service(play)
    _serve(play)
    play.wait(72 * 60 + 30, 76 * 60)
    follow_up.call(play, AttemptResult.REFUSED)


def made_good(play: Play) -> None:
    """A low score, and what was done about it."""
    _to_service(play, due=8)
    play.wait(400, 700)
    _serve(play)
    play.wait(20, 200)
    play.accept()
    play.wait(20, 400)
    follow_up.score(play, low=True)
    play.wait(25, 110)
    follow_up.contact(play)
    play.wait(30, 60)
    follow_up.call(play, AttemptResult.REACHED, stars=False)
    play.wait(300, 900)
    follow_up.close(play)


def came_back(play: Play) -> None:
    """Reopened by the customer, then solved for good."""
    _to_service(play)
    _serve(play)
    play.wait(20, 200)
    play.accept()
    play.wait(500, 1300)
    turns.reopen(play)
    play.wait(10, 60)
    play.confirm(due=timedelta(hours=10))
    _serve(play)
    play.wait(10, 90)
    play.accept(AcceptedBy.STAFF)
    play.wait(100, 400)
    follow_up.call(play, AttemptResult.REACHED)


def waited(play: Play) -> None:
    """On hold until the customer sends what was missing."""
    _to_service(play, due=44)
    play.wait(20, 90)
    turns.hold(play, HoldReason.CUSTOMER)
    play.wait(300, 1100)
    turns.message(play, "supplied")
    turns.resume(play)
    _serve(play)
    play.wait(10, 200)
    play.accept()
    play.wait(60, 300)
    follow_up.conclude(play)


def put_off(play: Play) -> None:
    """A promise moved beforehand, kept the second time."""
    _to_service(play, due=7)
    play.wait(60, 200)
    play.report()
    play.wait(30, 90)
    turns.put_off(play, timedelta(hours=22))
    _serve(play)
    play.wait(10, 200)
    play.accept()
    play.wait(60, 600)
    follow_up.conclude(play)


def chased(play: Play) -> None:
    """The customer asks twice, and is answered."""
    _to_service(play)
    play.wait(200, 500)
    turns.chase(play, times=2)
    play.wait(10, 50)
    turns.answer(play)
    turns.note(play)
    _serve(play)
    play.wait(10, 200)
    play.accept()
    play.wait(100, 600)
    follow_up.conclude(play)


def handed_on(play: Play) -> None:
    """The first team is the wrong one."""
    play.open()
    play.wait(5, 30)
    play.take()
    play.wait(3, 10)
    other = "technical" if play.ticket.team.code != "technical" else "general"
    turns.transfer(play, play.desk.teams[other])
    play.wait(10, 60)
    play.take()
    play.go_on()
    play.confirm()
    _serve(play)
    play.wait(10, 200)
    play.accept()
    play.wait(60, 600)
    follow_up.conclude(play)


def given_back(play: Play) -> None:
    """The engineer returns the dispatch, and accepts the next one."""
    _to_service(play, due=30)
    play.wait(5, 20)
    engineer = turns.send_engineer(play)
    play.wait(10, 40)
    turns.give_back(play, engineer)
    play.wait(20, 60)
    _on_site(play)
    play.complete()
    play.wait(5, 20)
    play.accept(AcceptedBy.STAFF)
    play.wait(300, 900)
    follow_up.call(play, AttemptResult.REACHED)


def let_pass(play: Play) -> None:
    """A leader lets one record pass, with a reason."""
    play.open()
    play.wait(5, 20)
    play.greet()
    turns.raise_priority(play)
    turns.skip(play, "need")
    play.confirm(due=timedelta(hours=6))
    _serve(play)
    play.wait(10, 60)
    play.accept()
    play.wait(30, 300)
    follow_up.conclude(play)


def solved_at_once(play: Play) -> None:
    """Asked and answered in one conversation."""
    turns.solve_at_once(play)
    play.wait(120, 700)
    follow_up.conclude(play)


def visited(play: Play) -> None:
    """A visitor at the counter, looked after and helped."""
    play.open()
    play.attend(15)
    play.wait(4, 8)
    turns.care(play)
    play.wait(1, 5)
    play.take()
    play.go_on()
    play.confirm(due=timedelta(minutes=40))
    play.wait(5, 20)
    play.complete()
    play.wait(1, 3)
    play.accept(AcceptedBy.STAFF)
    play.wait(60, 400)
    follow_up.call(play, AttemptResult.REACHED)


def gave_up(play: Play) -> None:
    """Cancelled by the customer."""
    _to_service(play)
    play.wait(30, 200)
    turns.cancel(play)


def thrown_out(play: Play) -> None:
    """Spam."""
    play.open()
    play.wait(4, 90)
    turns.throw_out(play)


def written_twice(play: Play) -> None:
    """Two requests about one matter, merged."""
    _to_service(play)
    play.wait(20, 60)
    first = turns.write_again(play)
    play.wait(5, 30)
    turns.merge(play, first)
    _serve(play)
    play.wait(10, 200)
    play.accept()
    play.wait(60, 600)
    follow_up.conclude(play)
