"""Going on: from greeting to confirming, and on to the service, gate by gate."""

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.change_facts import change_handling
from tickets.actions.hold_ticket import hold_ticket
from tickets.choices import EntryKind, Handling, HoldReason, Stage
from tickets.tests.stories import (
    HOUR,
    confirm,
    findings,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_confirm,
    to_serve,
)

pytestmark = pytest.mark.django_db


def missing(refusal) -> set[str]:
    return {rule.evidence for rule in refusal.value.missing}


def test_greeting_ends_when_its_gates_are_met(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(), cast.alice, frozen_now)
    assert (ticket.stage, ticket.stage_since) == (Stage.CONFIRM, frozen_now)
    assert last_entry(ticket, EntryKind.MOVED).data == {
        "move": "start_confirm",
        "from": "greet",
        "to": "confirm",
    }


def test_the_refusal_names_what_is_missing(cast, make_ticket, frozen_now):
    ticket = make_ticket(kind="")
    with nothing_kept() as refusal:
        advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert missing(refusal) == {
        EvidenceKind.IDENTITY,
        EvidenceKind.CUSTOMER_NUMBER,
        EvidenceKind.REQUEST_TYPE,
    }
    for rule in refusal.value.missing:
        assert rule.code in refusal.value.messages[0]


def test_a_complaint_also_asks_for_the_whole_need(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(kind="complaint_service"), cast.alice, frozen_now)
    with nothing_kept() as refusal:
        advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert missing(refusal) == {
        EvidenceKind.NEED,
        EvidenceKind.RESTATEMENT,
        EvidenceKind.PLAN,
        EvidenceKind.PROMISE,
        EvidenceKind.TIME_NEEDED,
    }


def test_a_repair_on_site_asks_for_an_appointment(cast, make_ticket, frozen_now):
    ticket = make_ticket(kind="after_sales_repair")
    ticket = to_confirm(ticket, cast.alice, frozen_now)
    ticket = confirm(
        ticket, cast.alice, frozen_now, (EvidenceKind.PLAN, EvidenceKind.NEED)
    )
    with nothing_kept() as refusal:
        advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert missing(refusal) == {EvidenceKind.APPOINTMENT}


def test_praise_needs_no_identity(cast, make_ticket, frozen_now):
    ticket = make_ticket(kind="praise_general")
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert ticket.stage == Stage.CONFIRM


def test_clicking_on_meets_no_answer(cast, make_ticket, frozen_now):
    before = running(ticket := make_ticket())
    ticket = to_confirm(ticket, cast.alice, frozen_now)
    assert running(ticket) == before
    assert ticket.first_contact_at is None


def test_the_wait_at_the_counter_ends(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(channel="counter"), cast.alice, frozen_now)
    assert timer(ticket, Milestone.WAITING_CARE).outcome == "met"


def test_the_service_of_a_complex_matter_is_reported_on(cast, make_ticket, frozen_now):
    ticket = to_confirm(make_ticket(), cast.alice, frozen_now)
    ticket = change_handling(
        ticket=ticket,
        actor=cast.alice,
        handling=Handling.COMPLEX,
        reason="",
        now=frozen_now,
    )
    assert timer(ticket, Milestone.PROGRESS) is None
    ticket = confirm(ticket, cast.alice, frozen_now)
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    assert ticket.stage == Stage.SERVE
    # Four business hours from 10:00, with lunch from 12:00 to 13:30.
    assert timer(ticket, Milestone.PROGRESS).due_at == frozen_now + 5.5 * HOUR
    assert findings(frozen_now) == []


def test_a_general_matter_is_not(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    assert timer(ticket, Milestone.PROGRESS) is None


def test_an_old_page_moves_nothing_twice(cast, make_ticket, frozen_now):
    stale = make_ticket()
    to_confirm(stale, cast.alice, frozen_now)
    with nothing_kept():
        advance_ticket(ticket=stale, actor=cast.alice, now=frozen_now)


def test_the_later_stages_have_steps_of_their_own(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)


def test_nobody_moves_it_by_machine(cast, make_ticket, frozen_now):
    ticket = make_ticket(kind="praise_general")
    with nothing_kept():
        advance_ticket(ticket=ticket, actor=None, now=frozen_now)


def test_on_hold_it_waits(cast, make_ticket, frozen_now):
    ticket = hold_ticket(
        ticket=make_ticket(kind="praise_general"),
        actor=cast.alice,
        reason=HoldReason.CUSTOMER,
        note="",
        until=None,
        now=frozen_now,
    )
    with nothing_kept():
        advance_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
