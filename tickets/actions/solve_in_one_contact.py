"""Answer a question while the customer is there: all stages in one submit."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from standards.choices import EvidenceKind
from tickets.actions.accept_result import accept_result
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.attend_customer import attend_customer
from tickets.actions.change_facts import change_handling
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.open_ticket import Request, find_opened, open_ticket
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket
from tickets.choices import AcceptedBy, Handling
from tickets.models import Customer, Ticket


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """What was said: who it is, what is needed, the answer, and the yes to it."""

    customer: Customer | None
    checked_by: str
    restatement: str
    answer: str
    words: str


def solve_in_one_contact(
    *, request: Request, conversation: Conversation, actor: User, now: datetime
) -> Ticket:
    """Greet, confirm, serve and close together, through the same actions and gates.

    Raises MoveRefused, with nothing kept, when a gate asks for more than a short
    conversation can record: then the ticket takes the long way. A request whose
    `intake_key` was seen before returns the first ticket as it stands.
    """
    known = find_opened(request)
    if known is not None:
        return known
    with transaction.atomic():
        ticket = open_ticket(request=request, actor=actor, now=now)
        ticket = attend_customer(ticket=ticket, actor=actor, now=now)
        ticket = take_ticket(ticket=ticket, actor=actor, now=now)
        ticket = identify_customer(
            ticket=ticket,
            actor=actor,
            customer=conversation.customer,
            checked_by=conversation.checked_by,
            now=now,
        )
        ticket = change_handling(
            ticket=ticket,
            actor=actor,
            handling=Handling.ONE_CONTACT,
            reason="",
            now=now,
        )
        ticket = advance_ticket(ticket=ticket, actor=actor, now=now)
        for kind, text in (
            (EvidenceKind.RESTATEMENT, conversation.restatement),
            (EvidenceKind.PLAN, conversation.answer),
        ):
            ticket = record_evidence(
                ticket=ticket, actor=actor, kind=kind, data={"text": text}, now=now
            )
        ticket = advance_ticket(ticket=ticket, actor=actor, now=now)
        ticket = complete_ticket(
            ticket=ticket,
            actor=actor,
            result=conversation.answer,
            work_done=conversation.answer,
            now=now,
        )
        return accept_result(
            ticket=ticket,
            actor=actor,
            by=AcceptedBy.STAFF,
            words=conversation.words,
            now=now,
        )
