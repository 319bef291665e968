"""Other facts: gates and timers are judged again, from where they once started."""

from datetime import timedelta

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets import sweeps
from tickets.actions.change_facts import (
    change_handling,
    change_priority,
    change_type,
)
from tickets.actions.hold_ticket import hold_ticket, resume_ticket
from tickets.choices import EntryKind, Handling, HoldReason, Place, Priority
from tickets.errors import Refused
from tickets.models import Deadline, Evidence, Firing, RequestType
from tickets.tests.stories import (
    DAY,
    HOUR,
    MINUTE,
    findings,
    has_evidence,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
    to_serve,
)

pytestmark = pytest.mark.django_db


def priority(ticket, actor, now, to=Priority.URGENT):
    return change_priority(
        ticket=ticket, actor=actor, priority=to, reason="停机", now=now
    )


def handling(ticket, actor, now, to):
    return change_handling(ticket=ticket, actor=actor, handling=to, reason="", now=now)


def type_of(code):
    return RequestType.objects.select_related("parent").get(code=code)


# --- priority -----------------------------------------------------------------


def test_urgent_counts_from_the_opening_and_warns_anew(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    now = frozen_now + 70 * MINUTE
    ticket = priority(ticket, cast.alice, now)
    row = timer(ticket, Milestone.FIRST_ANSWER)
    assert (row.due_at, row.arming, row.armed_at) == (frozen_now + 2 * HOUR, 2, now)
    # Half of two hours has passed; the next warning is at 80 %.
    assert (row.next_level, row.next_fire_at) == (80, frozen_now + 96 * MINUTE)
    assert (ticket.next_due_at, ticket.priority) == (row.due_at, Priority.URGENT)
    assert last_entry(ticket, EntryKind.PRIORITY_CHANGED).data == {
        "from": "normal",
        "to": "urgent",
    }
    sweeps.sweep_deadlines(now=now)
    assert findings(now) == []


def test_a_level_fires_again_after_the_due_moment_has_moved(
    cast, make_ticket, frozen_now
):
    ticket = make_ticket(priority=Priority.URGENT)
    sweeps.sweep_deadlines(now=frozen_now + HOUR)
    ticket = priority(ticket, cast.alice, frozen_now + HOUR, Priority.NORMAL)
    sweeps.sweep_deadlines(now=frozen_now + 12 * HOUR)
    row = timer(ticket, Milestone.FIRST_ANSWER)
    fired = Firing.objects.filter(deadline=row, level=50)
    assert [one.arming for one in fired.order_by("arming")] == [1, 2]


def test_what_the_new_rule_makes_late_is_over_time_but_not_found_late(
    cast, make_ticket, frozen_now
):
    now = frozen_now + 5 * HOUR
    ticket = priority(make_ticket(), cast.alice, now)
    sweeps.sweep_deadlines(now=now + timedelta(seconds=2))
    row = timer(ticket, Milestone.FIRST_ANSWER)
    assert (row.breached_at, row.late) == (frozen_now + 2 * HOUR, False)
    assert findings(now + timedelta(seconds=2)) == []


def test_no_change_of_facts_washes_a_breach_away(cast, make_ticket, frozen_now):
    """Not even one that the sweep has not found yet."""
    ticket = make_ticket(priority=Priority.URGENT)
    now = frozen_now + 3 * HOUR
    ticket = priority(ticket, cast.alice, now, Priority.NORMAL)
    row = timer(ticket, Milestone.FIRST_ANSWER)
    assert row.breached_at == row.due_at == frozen_now + 2 * HOUR
    sweeps.sweep_deadlines(now=now)
    sweeps.sweep_deadlines(now=now + DAY)
    assert Firing.objects.filter(deadline=row, level=100).count() == 1
    assert findings(now + DAY) == []


def test_the_same_again_is_harmless(cast, make_ticket, frozen_now):
    ticket = priority(make_ticket(), cast.alice, frozen_now)
    before = list(Deadline.objects.values())
    priority(ticket, cast.alice, frozen_now)
    assert list(Deadline.objects.values()) == before


# --- handling -----------------------------------------------------------------


def test_a_complex_matter_is_not_timed_to_the_end(cast, make_ticket, frozen_now):
    ticket = handling(make_ticket(), cast.alice, frozen_now, Handling.COMPLEX)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.outcome, row.stopped_by, row.next_fire_at) == ("cancelled", None, None)
    assert Milestone.SOLVE not in running(ticket)


def test_and_is_timed_again_when_it_was_general_after_all(
    cast, make_ticket, frozen_now
):
    """Nobody gets rid of a clock by changing a fact to and fro."""
    ticket = handling(make_ticket(), cast.alice, frozen_now + HOUR, Handling.COMPLEX)
    now = frozen_now + 2 * HOUR
    ticket = handling(ticket, cast.alice, now, Handling.STANDARD)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.stopped_at, row.outcome) == (None, "")
    assert row.due_at == frozen_now + DAY
    assert (row.next_level, row.next_fire_at) == (50, frozen_now + 12 * HOUR)
    sweeps.sweep_deadlines(now=now)
    assert findings(now) == []


def test_the_detour_past_the_due_moment_is_over_time(cast, make_ticket, frozen_now):
    ticket = handling(make_ticket(), cast.alice, frozen_now, Handling.COMPLEX)
    now = frozen_now + 30 * HOUR
    ticket = handling(ticket, cast.alice, now, Handling.STANDARD)
    sweeps.sweep_deadlines(now=now)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.breached_at, row.late) == (frozen_now + DAY, False)
    assert findings(now) == []


def test_a_breach_stands_when_the_matter_becomes_complex(cast, make_ticket, frozen_now):
    now = frozen_now + 30 * HOUR
    ticket = handling(make_ticket(), cast.alice, now, Handling.COMPLEX)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.outcome, row.breached_at) == ("cancelled", frozen_now + DAY)
    assert findings(now) != []  # the first answer is late too; the sweep says so
    sweeps.sweep_deadlines(now=now)
    assert findings(now) == []


def test_progress_is_reported_from_the_moment_it_is_complex(
    cast, make_ticket, frozen_now
):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    ticket = handling(ticket, cast.alice, frozen_now, Handling.COMPLEX)
    assert Milestone.PROGRESS in running(ticket)
    assert timer(ticket, Milestone.PROGRESS).started_at == frozen_now


def test_a_fact_changed_on_hold_waits_with_the_ticket(cast, make_ticket, frozen_now):
    ticket = handling(make_ticket(), cast.alice, frozen_now, Handling.COMPLEX)
    ticket = hold_ticket(
        ticket=ticket,
        actor=cast.alice,
        reason=HoldReason.CUSTOMER,
        note="",
        until=None,
        now=frozen_now + HOUR,
    )
    ticket = handling(ticket, cast.alice, frozen_now + 2 * HOUR, Handling.STANDARD)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.paused_since, row.next_fire_at) == (frozen_now + 2 * HOUR, None)
    now = frozen_now + 3 * HOUR
    ticket = resume_ticket(ticket=ticket, actor=cast.alice, now=now)
    # The two hours on hold do not count.
    assert timer(ticket, Milestone.SOLVE).due_at == frozen_now + 26 * HOUR
    sweeps.sweep_deadlines(now=now)
    assert findings(now) == []


# --- type ---------------------------------------------------------------------


def test_another_type_asks_for_other_gates(cast, make_ticket, frozen_now):
    ticket = make_ticket(kind="")
    ticket = change_type(
        ticket=ticket,
        actor=cast.alice,
        request_type=type_of("after_sales_repair"),
        now=frozen_now,
    )
    assert (ticket.request_type.code, ticket.place) == (
        "after_sales_repair",
        Place.ON_SITE,
    )
    assert has_evidence(ticket, EvidenceKind.REQUEST_TYPE)
    assert last_entry(ticket, EntryKind.TYPE_CHANGED).data == {
        "from": "",
        "to": "after_sales_repair",
        "to_zh": ticket.request_type.name_zh,
        "to_en": ticket.request_type.name_en,
    }
    assert "after_sales" in ticket.facts.types


def test_the_first_level_is_too_coarse(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        change_type(
            ticket=ticket,
            actor=cast.alice,
            request_type=type_of("complaint"),
            now=frozen_now,
        )
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("change", ["type", "priority", "handling"])
def test_after_completion_the_facts_are_history(cast, make_ticket, frozen_now, change):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    acts = {
        "type": lambda: change_type(
            ticket=ticket,
            actor=cast.alice,
            request_type=type_of("complaint_service"),
            now=frozen_now,
        ),
        "priority": lambda: priority(ticket, cast.alice, frozen_now),
        "handling": lambda: handling(ticket, cast.alice, frozen_now, Handling.COMPLEX),
    }
    with nothing_kept():
        acts[change]()
