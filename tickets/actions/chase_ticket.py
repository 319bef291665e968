"""Count and pass on a chase: the customer asks again."""

from datetime import datetime

from accounts.models import User
from tickets.actions.moving import moving
from tickets.actions.receive_message import await_answer
from tickets.choices import EntryKind, Lane
from tickets.lifecycle import Who
from tickets.models import Ticket
from tickets.notices import notify

LOUD_FROM = 3
"""From the third chase on the supervisor hears of it too."""


def chase_ticket(
    *, ticket: Ticket, actor: User | None, text: str, now: datetime
) -> Ticket:
    """Record a chase by the customer, taken by a colleague or from the web page."""
    who = Who.STAFF if actor else Who.CUSTOMER
    with moving(ticket, "chase", actor=actor, now=now, who=who) as step:
        step.ticket.chase_count += 1
        entry = step.write(
            EntryKind.CHASED,
            Lane.CUSTOMER,
            body=text,
            data={"count": step.ticket.chase_count},
        )
        await_answer(step)
        team = step.ticket.team
        people = [step.ticket.assignee, team.lead]
        if step.ticket.chase_count >= LOUD_FROM:
            people.append(team.supervisor)
        notify(step.ticket, entry, people)
    return step.ticket
