"""Steps that tests of actions share: how a ticket gets where a story begins."""

from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.apps import apps

from servicedesk.invariants import find_violations
from standards.choices import EvidenceKind, Milestone
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_promise import make_promise
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket
from tickets.choices import EntryKind
from tickets.errors import MoveRefused
from tickets.models import Deadline, Entry, Evidence, OutboxMessage, Ticket

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def to_confirm(ticket, actor, now):
    ticket = take_ticket(ticket=ticket, actor=actor, now=now)
    ticket = identify_customer(ticket=ticket, actor=actor, now=now)
    return advance_ticket(ticket=ticket, actor=actor, now=now)


def confirm(ticket, actor, now, kinds=(EvidenceKind.PLAN,)):
    """Answer, and record what must be recorded before the service starts."""
    ticket = answer_customer(
        ticket=ticket, actor=actor, text="您好", restatement="不制冷", now=now
    )
    for kind in kinds:
        ticket = record_evidence(
            ticket=ticket, actor=actor, kind=kind, data={"text": "上门检查"}, now=now
        )
    return promise(ticket, actor, now)


def promise(ticket, actor, now, hours=3):
    return make_promise(
        ticket=ticket,
        actor=actor,
        what="答复",
        due_at=now + hours * HOUR,
        responsible=actor,
        reason="需要查资料",
        now=now,
    )


def to_serve(ticket, actor, now):
    ticket = confirm(to_confirm(ticket, actor, now), actor, now)
    return advance_ticket(ticket=ticket, actor=actor, now=now)


def to_close(ticket, actor, now):
    return complete(to_serve(ticket, actor, now), actor, now)


def complete(ticket, actor, now):
    return complete_ticket(
        ticket=ticket, actor=actor, result="已修好", work_done="换阀", now=now
    )


# --- looking ------------------------------------------------------------------


def timer(ticket, milestone: Milestone, **where):
    """Return the newest timer of a milestone."""
    rows = Deadline.objects.filter(ticket=ticket, milestone=milestone, **where)
    return rows.order_by("cycle", "round").last()


def running(ticket) -> set[str]:
    rows = Deadline.objects.filter(ticket=ticket, stopped_at__isnull=True)
    return set(rows.values_list("milestone", flat=True))


def last_entry(ticket, kind: EntryKind):
    return Entry.objects.filter(ticket=ticket, kind=kind).order_by("pk").last()


def has_evidence(ticket, kind: EvidenceKind) -> bool:
    return Evidence.objects.filter(
        ticket=ticket, cycle=ticket.cycle, kind=kind
    ).exists()


def mails(ticket) -> list[str]:
    rows = OutboxMessage.objects.filter(ticket=ticket).order_by("pk")
    return list(rows.values_list("purpose", flat=True))


def everything() -> dict:
    """Return all that the desk keeps, to show that a refusal kept nothing."""
    return {
        model.__name__: list(model._default_manager.order_by("pk").values())
        for model in apps.get_app_config("tickets").get_models()
    }


@contextmanager
def nothing_kept(error=MoveRefused):
    """Expect a refusal that says something and changes nothing."""
    before = everything()
    with pytest.raises(error) as refusal:
        yield refusal
    assert everything() == before
    assert "".join(getattr(refusal.value, "messages", [str(refusal.value)]))


# What the follow-up makes after the commit, and the mail, are other stories.
ELSEWHERE = {
    "one_revisit_per_completion",
    "done_means_followed_up",
    "messages_do_not_wait",
}


def findings(now: datetime) -> list[str]:
    """Return which invariants of the desk do not hold."""
    return [
        f"{found.check}: {found.examples}"
        for found in find_violations(now=now)
        if found.check not in ELSEWHERE
    ]


def fresh(ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)
