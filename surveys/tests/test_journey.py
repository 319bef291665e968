"""From the completion to the end, over every bend, with everything recounted."""

from datetime import timedelta

import pytest

from servicedesk.invariants import find_violations
from surveys import sweeps
from surveys.actions.close_recovery import close_recovery
from surveys.actions.contact_recovery import contact_recovery
from surveys.actions.give_score import give_score
from surveys.actions.record_attempt import record_attempt
from surveys.choices import AttemptResult, RevisitState
from surveys.models import Recovery
from surveys.tests.conftest import invitation_of, revisit_of, serve, stage_of
from tickets.actions.complete_ticket import complete_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.choices import Stage
from tickets.sweeps import deliver_outbox, sweep_deadlines

pytestmark = pytest.mark.django_db


def test_reopened_made_good_and_done(phone_ticket, accept, news, cast, frozen_now):
    alice, lee = cast.alice, cast.lee
    now = frozen_now + timedelta(hours=1)

    def call(result, **values):
        values |= {"actor": alice, "note": "", "now": now}
        revisit = revisit_of(phone_ticket)
        news(record_attempt, revisit=revisit, result=AttemptResult(result), **values)

    call("no_answer")
    call("reached", solved=False, stars=2, remark="还是坏的")
    assert stage_of(phone_ticket) == Stage.CONFIRM
    assert not Recovery.objects.get().is_open

    now += timedelta(hours=1)
    ticket = take_ticket(ticket=phone_ticket, actor=cast.anna, now=now)
    ticket = serve(ticket, cast.anna, now)
    ticket = news(
        complete_ticket,
        ticket=ticket,
        actor=alice,
        result="换了压缩机",
        work_done="更换",
        now=now,
    )
    assert revisit_of(ticket).cycle == 2

    now += timedelta(days=4)  # nobody called, nobody answered
    sweep_deadlines(now=now)
    sweeps.open_missing_revisits(now=now)
    ticket.refresh_from_db()
    call("refused")
    if ticket.stage == Stage.CLOSE:
        accept(ticket, now=now)
    assert stage_of(ticket) == Stage.DONE

    now += timedelta(days=1)
    news(give_score, invitation=invitation_of(ticket), stars=1, remark="太慢", now=now)
    assert stage_of(ticket) == Stage.FOLLOW_UP
    recovery = Recovery.objects.get(cycle=2)
    now += timedelta(minutes=90)
    sweep_deadlines(now=now)
    news(
        contact_recovery,
        recovery=recovery,
        actor=lee,
        cause="备件",
        plan="延保一年",
        now=now,
    )
    news(close_recovery, recovery=recovery, actor=lee, result="客户满意", now=now)
    assert stage_of(ticket) == Stage.DONE
    assert [one.state for one in ticket.revisits.order_by("cycle")] == [
        RevisitState.RECORDED,
        RevisitState.RECORDED,
    ]
    deliver_outbox(now=now)
    assert find_violations(now=now) == []
