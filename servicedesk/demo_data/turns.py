"""What else happens on the way: hand-overs, waiting, chasing, other ends."""

from datetime import timedelta

from accounts.models import Team, User
from servicedesk.demo_data.play import Play
from standards.selectors import load_rulebook
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import cancel_ticket, mark_spam, merge_ticket
from tickets.actions.care_for_visitor import care_for_visitor
from tickets.actions.change_facts import change_handling, change_priority
from tickets.actions.chase_ticket import chase_ticket
from tickets.actions.dispatch_ticket import (
    accept_dispatch,
    dispatch_ticket,
    return_dispatch,
)
from tickets.actions.hold_ticket import hold_ticket, resume_ticket
from tickets.actions.move_promise import move_promise
from tickets.actions.open_ticket import Request, open_ticket
from tickets.actions.receive_message import receive_message
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.actions.skip_gate import skip_gate
from tickets.actions.solve_in_one_contact import Conversation, solve_in_one_contact
from tickets.actions.transfer_ticket import transfer_ticket
from tickets.actions.write_note import write_note
from tickets.choices import Handling, HoldReason, Priority, PromiseState
from tickets.models import Ticket

HOLD_NOTES = {
    HoldReason.CUSTOMER: "hold_customer",
    HoldReason.THIRD_PARTY: "hold_third",
    HoldReason.LATER: "hold_later",
}


def solve_at_once(play: Play) -> None:
    """Let the customer ask and go with the answer, in one conversation."""
    story, regular = play.story, play.regular
    kind = play.desk.kinds[story.kind]
    team = kind.team or play.desk.teams["general"]
    agent = play.desk.agent_of(team, story, play.rng)
    play.ticket = solve_in_one_contact(
        request=Request(
            channel=play.channel,
            subject=story.subject,
            description=story.description,
            contact_name=regular.person.name,
            contact_phone=regular.phone,
            contact_email=regular.email,
            request_type=kind,
            language=story.language,
        ),
        conversation=Conversation(
            customer=regular.customer,
            checked_by="phone",
            restatement=story.say("restate", play.rng),
            answer=story.say("result", play.rng),
            words=story.say("words", play.rng),
        ),
        actor=agent,
        now=play.now,
    )


def message(play: Play, what: str = "message") -> None:
    """Let the customer write."""
    play.run_clock()
    play.ticket = receive_message(ticket=play.ticket, text=play.say(what), now=play.now)


def answer(play: Play) -> None:
    """Answer the customer."""
    play.step(answer_customer, play.worker, text=play.say("progress"))


def chase(play: Play, times: int = 1) -> None:
    """Let the customer ask again, once or more."""
    for number in range(times):
        if number:
            play.wait(25, 60)
        texts = play.story.words["chase"]
        play.step(chase_ticket, text=texts[min(number, len(texts) - 1)])


def hold(play: Play, reason: HoldReason, *, until: timedelta | None = None) -> None:
    """Put the ticket on hold."""
    play.step(
        hold_ticket,
        play.worker,
        reason=reason,
        note=play.say(HOLD_NOTES[reason]),
        until=play.now + until if until else None,
    )


def resume(play: Play) -> None:
    """Let the ticket run on, unless it does already."""
    play.run_clock()
    if play.ticket.is_held:
        play.step(resume_ticket, play.worker)


def dispatch(play: Play, *, to: User | None, team: Team) -> None:
    """Give the ticket to a person or a team."""
    play.step(
        dispatch_ticket,
        play.worker,
        to_team=team,
        to_user=to,
        need=play.say("dispatch"),
    )


def send_engineer(play: Play) -> User:
    """Dispatch to the field engineer and return them."""
    engineer = play.desk.engineers[0]
    dispatch(play, to=engineer, team=play.desk.teams["technical"])
    return engineer


def accept(play: Play, by: User) -> None:
    """Let a colleague accept the dispatch."""
    play.step(accept_dispatch, by)


def give_back(play: Play, by: User) -> None:
    """Let a colleague return the dispatch."""
    play.step(return_dispatch, by, reason=play.say("returned"))


def transfer(play: Play, team: Team) -> None:
    """Hand the ticket over to another team."""
    play.step(
        transfer_ticket,
        play.worker,
        to_team=team,
        to_user=None,
        reason=play.say("transfer"),
    )
    play.__dict__.pop("agent", None)


def put_off(play: Play, due: timedelta) -> None:
    """Move the promise, with notice; once it is too late for that, make another."""
    play.run_clock()
    if not play.ticket.promises.filter(
        state=PromiseState.OPEN, due_at__gt=play.now
    ).exists():
        play.promise(due)
        return
    play.step(
        move_promise,
        play.worker,
        due_at=play.now + due,
        reason=play.say("moved_reason"),
        alternative=play.say("moved_alternative"),
    )


def raise_priority(play: Play) -> None:
    """Make it urgent."""
    play.step(
        change_priority,
        play.worker,
        priority=Priority.URGENT,
        reason=play.say("urgent"),
    )


def make_complex(play: Play) -> None:
    """Say that it takes a while and is reported on."""
    play.step(
        change_handling,
        play.worker,
        handling=Handling.COMPLEX,
        reason=play.say("attempt"),
    )


def skip(play: Play, evidence: str) -> None:
    """Let a leader leave one record out, as an exception."""
    rules = load_rulebook(play.ticket.edition_id).rules
    rule = next(rule for rule in rules if rule.evidence == evidence)
    play.step(skip_gate, play.desk.leaders[0], rule=rule, reason=play.say("skip"))


def note(play: Play) -> None:
    """Write a note for colleagues."""
    play.step(write_note, play.worker, text=play.say("note"))


def care(play: Play) -> None:
    """Tell a waiting visitor how long it takes."""
    play.step(care_for_visitor, play.agent, text=play.say("care"))


def reopen(play: Play) -> None:
    """Let the customer say that it is not solved after all."""
    play.step(reopen_ticket, reason=play.say("reopen"))


def cancel(play: Play) -> None:
    """Let the customer change their mind."""
    play.step(cancel_ticket, play.worker, reason=play.say("cancel"))


def throw_out(play: Play) -> None:
    """Mark what is no request."""
    play.step(mark_spam, play.agent)


def write_again(play: Play) -> Ticket:
    """Let the customer file the same matter once more, and return the first."""
    first = play.ticket
    request = Request(
        channel=play.channel,
        subject=play.story.subject,
        description=play.say("message"),
        contact_name=play.regular.person.name,
        contact_phone=play.regular.phone,
        contact_email=play.regular.email,
        request_type=play.desk.kinds[play.story.kind],
        language=play.story.language,
    )
    play.ticket = open_ticket(request=request, actor=None, now=play.now)
    return first


def merge(play: Play, into: Ticket) -> None:
    """Merge the second request into the first, and go on with the first."""
    play.step(merge_ticket, play.agent, into=into)
    play.ticket = into
