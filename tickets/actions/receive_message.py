"""Take in what the customer writes."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from standards.choices import Milestone
from tickets.actions.add_attachments import add_attachments
from tickets.actions.moving import Step, moving
from tickets.choices import EntryKind, HoldReason, Lane, Stage
from tickets.lifecycle import WORKING, Who
from tickets.models import Ticket
from tickets.notices import notify


def receive_message(
    *,
    ticket: Ticket,
    text: str,
    now: datetime,
    files: Sequence["UploadedFile[bytes]"] = (),
) -> Ticket:
    """Add the customer's message; the reply clock runs from the oldest unanswered.

    After completion a message starts no clock: "thank you" needs no answer, and
    who is not content reopens. A ticket that waited for the customer runs on.
    Raises Refused for a message with neither text nor files.
    """
    with moving(ticket, "receive_message", actor=None, now=now, who=Who.CUSTOMER) as s:
        if not files:
            s.check_said(text)
        entry = s.write(EntryKind.CUSTOMER_MESSAGE, Lane.CUSTOMER, body=text)
        if s.ticket.hold_reason == HoldReason.CUSTOMER:
            s.end_hold(now)
            s.timers.cancel([Milestone.HOLD_END], at=now, entry=entry)
            s.write(EntryKind.RESUMED, Lane.BACK, data={"by": "answer"})
        await_answer(s)
        if files:
            add_attachments(entry=entry, files=files, actor=None, now=now)
        notify(s.ticket, entry, [s.ticket.assignee or s.ticket.team.lead])
    return s.ticket


def await_answer(step: Step, *, since: datetime | None = None) -> None:
    """Start the reply clock, unless an earlier one is still running.

    `since` is the moment of a message that has waited elsewhere, as in a ticket
    merged into this one.
    """
    since = since or step.now
    ticket = step.ticket
    if Stage(ticket.stage) not in WORKING:
        return
    ticket.unanswered_since = min(ticket.unanswered_since or since, since)
    if not step.timers.running([Milestone.FIRST_ANSWER]):
        step.timers.start(Milestone.NEXT_ANSWER, at=since)
