"""A small desk with something of everything a board counts, by the actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from servicedesk.board.scope import Scope, day_bounds
from standards.choices import EvidenceKind
from standards.selectors import load_rulebook
from surveys.actions.recording import write_score
from surveys.choices import ScoreSource
from tickets.actions.accept_result import accept_result
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_promise import make_promise
from tickets.actions.moving import moving
from tickets.actions.record_evidence import record_evidence
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.actions.skip_gate import skip_gate
from tickets.actions.take_ticket import take_ticket
from tickets.choices import AcceptedBy, Priority
from tickets.lifecycle import Who
from tickets.models import Ticket
from tickets.sweeps.deadlines import sweep_deadlines

HOUR = timedelta(hours=1)


def scope_at(now: datetime, team_ids, **values) -> Scope:
    """Return the scope of the day of a moment."""
    from django.utils import timezone

    day = timezone.localdate(now)
    start, end = day_bounds(day)
    return Scope(
        team_ids=frozenset(team_ids),
        day=day,
        start=start,
        end=end,
        now=now,
        **values,
    )


def to_service(ticket: Ticket, actor, now: datetime) -> Ticket:
    """Take a ticket to the stage of the service."""
    ticket = take_ticket(ticket=ticket, actor=actor, now=now)
    ticket = identify_customer(ticket=ticket, actor=actor, now=now)
    ticket = advance_ticket(ticket=ticket, actor=actor, now=now)
    ticket = answer_customer(
        ticket=ticket, actor=actor, text="您好", restatement="不制冷", now=now
    )
    ticket = record_evidence(
        ticket=ticket,
        actor=actor,
        kind=EvidenceKind.PLAN,
        data={"text": "答复"},
        now=now,
    )
    ticket = make_promise(
        ticket=ticket,
        actor=actor,
        what="答复",
        due_at=now + 3 * HOUR,
        responsible=actor,
        reason="需要查资料",
        now=now,
    )
    return advance_ticket(ticket=ticket, actor=actor, now=now)


def to_close(ticket: Ticket, actor, now: datetime, *, hours: float) -> Ticket:
    """Take a ticket to its completion, some hours after `now`."""
    ticket = to_service(ticket, actor, now)
    return complete_ticket(
        ticket=ticket,
        actor=actor,
        result="好了",
        work_done="查",
        now=now + hours * HOUR,
    )


def score(ticket: Ticket, stars: int, now: datetime, *, source=ScoreSource.LINK):
    """Write down what the customer said."""
    with moving(ticket, "give_score", actor=None, now=now, who=Who.CUSTOMER) as step:
        return write_score(step, source, stars=stars, remark="谢谢", at=now)


@dataclass(frozen=True)
class Case:
    """The desk of the tests, and the moment it is looked at."""

    now: datetime
    tickets: dict[str, Ticket]


def lay_out(cast, make_ticket, start: datetime) -> Case:
    """Let a morning pass: opened, answered, over time, completed, scored."""
    alice = cast.alice
    made = {
        "old": make_ticket(now=start - timedelta(days=7) + HOUR),
        "fresh": make_ticket(now=start),
        "urgent": make_ticket(now=start, priority=Priority.URGENT),
        "served": make_ticket(now=start),
        "late": make_ticket(now=start),
        "praised": make_ticket(now=start),
        "scolded": make_ticket(now=start),
        "reopened": make_ticket(now=start),
        "silent": make_ticket(now=start),
        "dispatched": make_ticket(now=start),
    }
    made["served"] = to_service(made["served"], alice, start)
    for name, hours in (
        ("old", 1),
        ("late", 3.5),
        ("praised", 1),
        ("scolded", 2),
        ("reopened", 1),
        ("silent", 1.5),
    ):
        began = made[name].opened_at
        made[name] = to_close(made[name], alice, began, hours=hours)
    # The old one was reminded in its time, so silence has been accepted since.
    sweep_deadlines(now=start - timedelta(days=4), tickets=[made["old"].pk])
    now = start + 4 * HOUR
    sweep_deadlines(now=now)
    score(made["praised"], 5, now)
    score(made["scolded"], 5, now - HOUR)
    score(made["scolded"], 2, now, source=ScoreSource.PHONE)
    made["reopened"] = reopen_ticket(
        ticket=made["reopened"], actor=alice, reason="还是不行", now=now
    )
    made["silent"] = accept_result(
        ticket=made["silent"], actor=None, by=AcceptedBy.SILENCE, words="", now=now
    )
    made["dispatched"] = dispatch_ticket(
        ticket=to_service(made["dispatched"], alice, start + 2 * HOUR),
        actor=alice,
        to_team=cast.repairs,
        to_user=None,
        need="上门",
        now=now,
    )
    fresh = made["fresh"]
    gate = next(
        rule
        for rule in load_rulebook(fresh.edition_id).gates(
            fresh.facts, holds=["start_confirm"]
        )
        if "team_lead" in rule.skippable_by
    )
    made["fresh"] = skip_gate(
        ticket=fresh, actor=cast.lee, rule=gate, reason="不便提供", now=now
    )
    return Case(now, made)
