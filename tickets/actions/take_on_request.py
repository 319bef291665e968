"""Take on a request while the customer is there: received, attended, mine."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from tickets.actions.attend_customer import attend_customer
from tickets.actions.identify_customer import identify_customer
from tickets.actions.open_ticket import Request, open_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.models import Customer, Ticket


def take_on_request(
    *,
    request: Request,
    actor: User,
    now: datetime,
    customer: Customer | None = None,
    checked_by: str = "",
) -> Ticket:
    """Open, attend, take and, if anybody is named, identify: in one transaction.

    A request whose `intake_key` was seen before returns the first ticket as it
    stands. Raises MoveRefused and Refused, with nothing kept.
    """
    if request.intake_key:
        known = Ticket.objects.filter(intake_key=request.intake_key).first()
        if known is not None:
            return known
    with transaction.atomic():
        ticket = open_ticket(request=request, actor=actor, now=now)
        ticket = attend_customer(ticket=ticket, actor=actor, now=now)
        ticket = take_ticket(ticket=ticket, actor=actor, now=now)
        if customer or request.contact_name or request.contact_phone:
            ticket = identify_customer(
                ticket=ticket,
                actor=actor,
                customer=customer,
                checked_by=checked_by,
                now=now,
            )
    return ticket
