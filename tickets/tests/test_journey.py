"""One request travels through the five stages, by the actions alone."""

from datetime import timedelta

import pytest

from standards.choices import EvidenceKind
from tickets.actions.accept_result import accept_result
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.identify_customer import identify_customer
from tickets.actions.make_promise import make_promise
from tickets.actions.record_evidence import record_evidence
from tickets.actions.take_ticket import take_ticket
from tickets.choices import AcceptedBy, Stage
from tickets.errors import MoveRefused
from tickets.models import Deadline

pytestmark = pytest.mark.django_db


def test_consultation_by_form_goes_all_the_way(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    now = frozen_now
    assert ticket.next_milestone
    with pytest.raises(MoveRefused) as refusal:
        advance_ticket(ticket=ticket, actor=cast.alice, now=now)
    assert {rule.evidence for rule in refusal.value.missing} == {
        EvidenceKind.IDENTITY,
        EvidenceKind.CUSTOMER_NUMBER,
    }
    ticket = take_ticket(ticket=ticket, actor=cast.alice, now=now)
    ticket = identify_customer(ticket=ticket, actor=cast.alice, now=now)
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=now)
    assert ticket.stage == Stage.CONFIRM
    now += timedelta(minutes=5)
    ticket = answer_customer(
        ticket=ticket,
        actor=cast.alice,
        text="您好",
        restatement="空调不制冷",
        now=now,
    )
    ticket = record_evidence(
        ticket=ticket,
        actor=cast.alice,
        kind=EvidenceKind.PLAN,
        data={"text": "给出准确答复"},
        now=now,
    )
    ticket = make_promise(
        ticket=ticket,
        actor=cast.alice,
        what="答复",
        due_at=now + timedelta(hours=3),
        responsible=cast.alice,
        reason="需要查资料",
        now=now,
    )
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=now)
    assert ticket.stage == Stage.SERVE
    ticket = complete_ticket(
        ticket=ticket, actor=cast.alice, result="好了", work_done="查", now=now
    )
    assert ticket.stage == Stage.CLOSE
    ticket = accept_result(
        ticket=ticket, actor=None, by=AcceptedBy.CUSTOMER, words="好", now=now
    )
    assert ticket.stage == Stage.FOLLOW_UP
    running = Deadline.objects.filter(ticket=ticket, stopped_at__isnull=True)
    assert [row.milestone for row in running] == ["revisit"]
