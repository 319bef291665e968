"""Progress: done, next, expected; the next report's clock starts."""

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets import sweeps
from tickets.actions.change_facts import change_handling
from tickets.actions.hold_ticket import hold_ticket, resume_ticket
from tickets.actions.receive_message import receive_message
from tickets.actions.report_progress import report_progress
from tickets.choices import EntryKind, Handling, HoldReason, Lane
from tickets.errors import Refused
from tickets.tests.stories import (
    HOUR,
    findings,
    has_evidence,
    last_entry,
    mails,
    nothing_kept,
    timer,
    to_serve,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def served(cast, make_ticket, frozen_now):
    """A complex matter that is being served."""
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    return change_handling(
        ticket=ticket,
        actor=cast.alice,
        handling=Handling.COMPLEX,
        reason="",
        now=frozen_now,
    )


def report(ticket, actor, now, done="已订配件"):
    return report_progress(
        ticket=ticket,
        actor=actor,
        done=done,
        next_step="到货后安装",
        expected="周五",
        now=now,
    )


def test_it_is_told_and_the_next_round_starts(cast, served, frozen_now):
    now = frozen_now + HOUR
    ticket = report(served, cast.alice, now)
    entry = last_entry(ticket, EntryKind.PROGRESS)
    assert (entry.lane, entry.body, entry.data["expected"]) == (
        Lane.FRONT,
        "已订配件",
        "周五",
    )
    assert timer(ticket, Milestone.PROGRESS, round=1).outcome == "met"
    assert timer(ticket, Milestone.PROGRESS).started_at == now
    assert has_evidence(ticket, EvidenceKind.SERVICE_RECORD)
    assert mails(ticket)[-1] == "progress"
    assert findings(now) == []


def test_it_answers_the_customer_too(cast, served, frozen_now):
    receive_message(ticket=served, text="到哪了", now=frozen_now + HOUR)
    ticket = report(served, cast.alice, frozen_now + 2 * HOUR)
    assert timer(ticket, Milestone.NEXT_ANSWER).outcome == "met"
    assert ticket.unanswered_since is None


def test_twice_is_two_rounds(cast, served, frozen_now):
    report(served, cast.alice, frozen_now)
    ticket = report(served, cast.alice, frozen_now)
    assert timer(ticket, Milestone.PROGRESS).round == 3
    assert findings(frozen_now) == []


def test_a_report_on_hold_starts_no_running_clock(cast, served, frozen_now):
    hold_ticket(
        ticket=served,
        actor=cast.alice,
        reason=HoldReason.THIRD_PARTY,
        note="",
        until=None,
        now=frozen_now,
    )
    ticket = report(served, cast.alice, frozen_now + HOUR)
    row = timer(ticket, Milestone.PROGRESS)
    assert (row.due_at, row.next_fire_at) == (None, None)
    now = frozen_now + 3.5 * HOUR  # 13:30: the business day goes on after lunch
    ticket = resume_ticket(ticket=ticket, actor=cast.alice, now=now)
    assert timer(ticket, Milestone.PROGRESS).due_at == now + 4 * HOUR
    sweeps.sweep_deadlines(now=now)
    assert findings(now) == []


def test_a_general_matter_has_no_such_clock(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    ticket = report(ticket, cast.alice, frozen_now)
    assert timer(ticket, Milestone.PROGRESS) is None


def test_nothing_done_is_no_progress(cast, served, frozen_now):
    with nothing_kept(Refused):
        report(served, cast.alice, frozen_now, done=" ")


def test_a_greeting_has_no_progress_yet(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept():
        report(ticket, cast.alice, frozen_now)
