"""The tables of the desk."""

from tickets.models.customer import (
    Contact,
    Customer,
    CustomerNumber,
    normalise_contact,
)
from tickets.models.deadline import (
    Deadline,
    Firing,
    Heartbeat,
    HoldInterval,
    Notice,
)
from tickets.models.entry import Entry, Evidence
from tickets.models.outbox import OutboxMessage
from tickets.models.request_type import RequestType
from tickets.models.ticket import FAR_FUTURE, Ticket
from tickets.models.work import Appointment, Attachment, Dispatch, Promise

__all__ = [
    "FAR_FUTURE",
    "Appointment",
    "Attachment",
    "Contact",
    "Customer",
    "CustomerNumber",
    "Deadline",
    "Dispatch",
    "Entry",
    "Evidence",
    "Firing",
    "Heartbeat",
    "HoldInterval",
    "Notice",
    "OutboxMessage",
    "Promise",
    "RequestType",
    "Ticket",
    "normalise_contact",
]
