"""The sweep: warns, breaches and acts, exactly once and at the right moment."""

from datetime import timedelta

import pytest

from servicedesk.invariants import find_violations
from standards.choices import Milestone
from tickets import sweeps
from tickets.actions.attend_customer import attend_customer
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.choices import Channel, EntryKind, HoldReason, Stage
from tickets.models import Deadline, Entry, Firing, Heartbeat, Notice
from tickets.sweeps import deadlines as sweep_module

pytestmark = pytest.mark.django_db


def clock_findings(now):
    return [
        finding
        for finding in find_violations(now=now)
        if finding.check != "messages_do_not_wait"
    ]


def test_nothing_due_takes_three_queries(
    desk, frozen_now, django_assert_max_num_queries
):
    sweeps.sweep_deadlines(now=frozen_now)
    with django_assert_max_num_queries(3):
        counts = sweeps.sweep_deadlines(now=frozen_now)
    assert not any(counts.as_dict().values())
    assert Heartbeat.objects.get(name="sweep").beat_at == frozen_now


def test_attention_is_breached_at_its_due_moment(cast, make_ticket, frozen_now):
    ticket = make_ticket(channel=Channel.PHONE)
    row = Deadline.objects.get(ticket=ticket, milestone=Milestone.ATTEND)
    now = frozen_now + timedelta(seconds=32)
    sweeps.sweep_deadlines(now=now)
    row.refresh_from_db()
    assert row.due_at == frozen_now + timedelta(seconds=30)
    assert row.breached_at == row.due_at
    assert row.detected_at == now
    assert not row.late
    entry = Entry.objects.get(ticket=ticket, kind=EntryKind.BREACHED)
    assert entry.happened_at == row.due_at
    assert entry.data["milestone"] == Milestone.ATTEND


def test_sweeping_twice_changes_nothing(cast, make_ticket, frozen_now):
    make_ticket(channel=Channel.PHONE)
    now = frozen_now + timedelta(minutes=1)
    sweeps.sweep_deadlines(now=now)
    before = Firing.objects.count(), Entry.objects.count(), Notice.objects.count()
    counts = sweeps.sweep_deadlines(now=now)
    assert not any(counts.as_dict().values())
    assert before == (
        Firing.objects.count(),
        Entry.objects.count(),
        Notice.objects.count(),
    )


def test_warnings_go_to_the_person_then_lead_then_supervisor(
    cast, make_ticket, frozen_now
):
    ticket = make_ticket()
    take_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    row = Deadline.objects.get(ticket=ticket, milestone=Milestone.FIRST_ANSWER)
    span = row.due_at - row.started_at
    heard = {}
    for level in row.levels:
        sweeps.sweep_deadlines(now=row.started_at + span * level / 100)
        entry = Firing.objects.get(deadline=row, level=level).entry
        heard[level] = {notice.user for notice in Notice.objects.filter(entry=entry)}
    assert heard[50] == {cast.alice}
    assert heard[100] == {cast.alice, cast.lee}
    assert heard[150] == {cast.alice, cast.lee, cast.sue}


def test_met_late_before_the_sweep_is_breached_all_the_same(
    cast, make_ticket, frozen_now
):
    ticket = make_ticket(channel=Channel.PHONE)
    attend_customer(
        ticket=ticket, actor=cast.alice, now=frozen_now + timedelta(seconds=31)
    )
    row = Deadline.objects.get(ticket=ticket, milestone=Milestone.ATTEND)
    assert row.outcome == "met"
    assert row.breached_at == row.due_at
    sweeps.sweep_deadlines(now=frozen_now + timedelta(hours=1))
    assert Firing.objects.filter(deadline=row, level=100).count() == 1
    assert clock_findings(frozen_now + timedelta(hours=1)) == []


def test_met_in_the_last_second_is_met(cast, make_ticket, frozen_now):
    ticket = make_ticket(channel=Channel.PHONE)
    attend_customer(
        ticket=ticket, actor=cast.alice, now=frozen_now + timedelta(seconds=30)
    )
    row = Deadline.objects.get(ticket=ticket, milestone=Milestone.ATTEND)
    assert (row.outcome, row.breached_at) == ("met", None)


def test_a_day_of_downtime_is_caught_up_and_said(cast, make_ticket, frozen_now):
    tickets = [make_ticket() for _number in range(8)]
    now = frozen_now + timedelta(days=1, hours=3)
    sweeps.sweep_deadlines(now=now)
    rows = Deadline.objects.filter(ticket__in=tickets, milestone=Milestone.FIRST_ANSWER)
    assert {row.breached_at == row.due_at and row.late for row in rows} == {True}
    for row in rows:
        # One notice for all that was missed of one timer, not one a level.
        assert Notice.objects.filter(entry__firings__deadline=row).count() == 1
    assert clock_findings(now) == []


def test_hold_stops_the_solving_clock_and_ends_by_itself(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    solve = Deadline.objects.get(ticket=ticket, milestone=Milestone.SOLVE)
    hold_ticket(
        ticket=ticket,
        actor=cast.alice,
        reason=HoldReason.LATER,
        note="",
        until=frozen_now + timedelta(hours=1),
        now=frozen_now,
    )
    sweeps.sweep_deadlines(now=frozen_now + timedelta(hours=5))
    ticket.refresh_from_db()
    assert ticket.hold_reason == ""
    resumed = Deadline.objects.get(pk=solve.pk)
    # An hour later than before, and armed anew.
    assert resumed.due_at == solve.due_at + timedelta(hours=1)
    assert resumed.arming == solve.arming + 1
    assert clock_findings(frozen_now + timedelta(hours=5)) == []


def test_one_poisoned_row_does_not_stop_the_others(
    cast, make_ticket, frozen_now, monkeypatch
):
    tickets = [make_ticket(channel=Channel.PHONE) for _number in range(7)]
    poisoned = Deadline.objects.get(ticket=tickets[3], milestone=Milestone.ATTEND)
    original = sweep_module._fires_of

    def fires_of(row, *args):
        if row.pk == poisoned.pk:
            raise RuntimeError("this row cannot be read")
        return original(row, *args)

    monkeypatch.setattr(sweep_module, "_fires_of", fires_of)
    now = frozen_now + timedelta(seconds=31)
    counts = sweeps.sweep_deadlines(now=now)
    assert (counts.breached, counts.set_aside) == (6, 1)
    poisoned.refresh_from_db()
    assert poisoned.failures == 1
    assert poisoned.next_fire_at > now
    assert "cannot be read" in poisoned.last_error
    monkeypatch.undo()
    sweeps.sweep_deadlines(now=now + timedelta(minutes=2))
    poisoned.refresh_from_db()
    assert poisoned.breached_at == poisoned.due_at
    assert (poisoned.failures, poisoned.last_error) == (0, "")
    assert clock_findings(now + timedelta(minutes=2)) == []


def test_silence_is_taken_as_accepted_and_counted_apart(
    cast, complete_ticket_of, frozen_now
):
    ticket = complete_ticket_of()
    for hours in (48, 73):
        sweeps.sweep_deadlines(now=frozen_now + timedelta(hours=hours))
    ticket.refresh_from_db()
    assert ticket.stage == Stage.FOLLOW_UP
    assert ticket.accepted_by == "silence"
    assert ticket.accepted_at == frozen_now + timedelta(hours=72)
    reminded = Entry.objects.filter(ticket=ticket, kind=EntryKind.REMINDED)
    assert reminded.count() == 1


def test_after_downtime_the_reminder_still_leaves_time_to_answer(
    cast, complete_ticket_of, frozen_now
):
    ticket = complete_ticket_of()
    back = frozen_now + timedelta(days=5)
    sweeps.sweep_deadlines(now=back)
    ticket.refresh_from_db()
    assert ticket.stage == Stage.CLOSE
    sweeps.sweep_deadlines(now=back + timedelta(hours=24, seconds=1))
    ticket.refresh_from_db()
    assert ticket.accepted_at == back + timedelta(hours=24)


def test_silence_does_not_sign_a_voucher(cast, complete_ticket_of, frozen_now):
    ticket = complete_ticket_of(kind="after_sales_repair")
    for hours in (48, 73):
        sweeps.sweep_deadlines(now=frozen_now + timedelta(hours=hours))
    ticket.refresh_from_db()
    assert ticket.stage == Stage.CLOSE
    note = Entry.objects.get(ticket=ticket, kind=EntryKind.NOTE)
    assert note.data["not_done"] == Milestone.ACCEPTANCE_SILENCE
    running = Deadline.objects.filter(
        ticket=ticket, milestone=Milestone.ACCEPTANCE_SILENCE, stopped_at=None
    )
    assert not running.exists()


def test_what_fails_again_and_again_is_set_aside_where_staff_see_it(
    cast, make_ticket, frozen_now, monkeypatch
):
    ticket = make_ticket(channel=Channel.PHONE)
    poisoned = Deadline.objects.get(ticket=ticket, milestone=Milestone.ATTEND)

    def fires_of(row, *args):
        raise RuntimeError("this row cannot be read")

    monkeypatch.setattr(sweep_module, "_fires_of", fires_of)
    now = frozen_now + timedelta(seconds=31)
    for _time in range(sweep_module.PARKED_AFTER):
        sweeps.sweep_deadlines(now=now)
        now += timedelta(hours=2)
    poisoned.refresh_from_db()
    assert poisoned.next_fire_at is None
    entry = Entry.objects.get(
        ticket=ticket, kind=EntryKind.NOTE, data__set_aside=Milestone.ATTEND
    )
    told = {notice.user for notice in Notice.objects.filter(entry=entry)}
    assert told == {cast.lee, cast.sue}
    found = {finding.check for finding in clock_findings(now)}
    assert "nothing_is_parked" in found


@pytest.fixture
def complete_ticket_of(cast, make_ticket, frozen_now):
    """A completed ticket; the gates on the way are let pass by the lead."""
    from tickets.actions.advance_ticket import advance_ticket
    from tickets.actions.complete_ticket import complete_ticket
    from tickets.actions.skip_gate import skip_gate
    from tickets.errors import MoveRefused

    def step(ticket, act):
        try:
            return act(ticket)
        except MoveRefused as refusal:
            for rule in refusal.missing:
                ticket = skip_gate(
                    ticket=ticket,
                    actor=cast.lee,
                    rule=rule,
                    reason="演示",
                    now=frozen_now,
                )
            return act(ticket)

    def make(**values):
        ticket = make_ticket(**values)
        for _stage in range(2):
            ticket = step(
                ticket,
                lambda it: advance_ticket(ticket=it, actor=cast.lee, now=frozen_now),
            )
        return step(
            ticket,
            lambda it: complete_ticket(
                ticket=it,
                actor=cast.lee,
                result="已修好",
                work_done="换阀",
                now=frozen_now,
            ),
        )

    return make
