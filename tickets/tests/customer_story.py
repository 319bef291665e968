"""A request on its way, for the tests of the customer's pages."""

from datetime import timedelta

from standards.choices import EvidenceKind
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_promise import make_promise
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket


def serve(cast, make_ticket, now, **kwargs):
    """Bring a request to where it is worked on, with a promise."""
    at = now - timedelta(hours=1)
    alice = cast.alice
    ticket = make_ticket(now=at, language="en", **kwargs)
    ticket = take_ticket(ticket=ticket, actor=alice, now=at)
    ticket = identify_customer(ticket=ticket, actor=alice, now=at)
    ticket = advance_ticket(ticket=ticket, actor=alice, now=at)
    ticket = answer_customer(
        ticket=ticket, actor=alice, text="OUR ANSWER", restatement="x", now=at
    )
    plan = {"text": "x"}
    ticket = record_evidence(
        ticket=ticket, actor=alice, kind=EvidenceKind.PLAN, data=plan, now=at
    )
    ticket = make_promise(
        ticket=ticket,
        actor=alice,
        what="A VISIT",
        due_at=now + timedelta(hours=3),
        responsible=alice,
        reason="SPARE PART",
        now=at,
    )
    return advance_ticket(ticket=ticket, actor=alice, now=at)


def complete(cast, make_ticket, now, **kwargs):
    """Tell the result of a request."""
    return complete_ticket(
        ticket=serve(cast, make_ticket, now, **kwargs),
        actor=cast.alice,
        result="THE RESULT",
        work_done="INSIDE WORK",
        now=now,
    )
