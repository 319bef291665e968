"""Editions: a ticket is judged by the one in force when it opened."""

import pytest

from standards.choices import Milestone
from standards.tests.editions import publish_next
from tickets import sweeps
from tickets.actions.accept_result import accept_result
from tickets.actions.adopt_edition import adopt_edition
from tickets.actions.finish_ticket import finish_ticket
from tickets.actions.reopen_ticket import reopen_ticket
from tickets.choices import AcceptedBy, EntryKind
from tickets.errors import Refused
from tickets.models import Firing
from tickets.tests.stories import (
    DAY,
    HOUR,
    findings,
    fresh,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
)

pytestmark = pytest.mark.django_db

SHORTER = {"target_seconds": 2700}


def code_of(ticket, milestone):
    return timer(ticket, milestone).rule.code


@pytest.fixture
def shorter(make_ticket, frozen_now):
    """A ticket opened before an edition that halves its first answer."""
    ticket = make_ticket()
    code = code_of(ticket, Milestone.FIRST_ANSWER)
    now = frozen_now + HOUR
    return ticket, publish_next(now, **{code: {"target_seconds": 12 * 3600}})


def test_only_new_tickets_follow_a_new_edition(shorter, make_ticket, frozen_now):
    old, edition = shorter
    new = make_ticket(now=frozen_now + 2 * HOUR)
    assert new.edition == edition
    row = timer(new, Milestone.FIRST_ANSWER)
    assert row.due_at == frozen_now + 14 * HOUR
    assert fresh(old).edition != edition
    assert timer(old, Milestone.FIRST_ANSWER).due_at == frozen_now + DAY


def test_a_ticket_of_the_past_has_the_edition_of_the_past(
    shorter, make_ticket, frozen_now
):
    old, _edition = shorter
    assert make_ticket(now=frozen_now - 900 * DAY).edition == old.edition


def test_a_chosen_ticket_can_adopt_it(cast, shorter, frozen_now):
    ticket, edition = shorter
    now = frozen_now + 2 * HOUR
    ticket = adopt_edition(ticket=ticket, actor=cast.lee, now=now)
    assert ticket.edition == edition
    row = timer(ticket, Milestone.FIRST_ANSWER)
    assert (row.rule.edition, row.due_at) == (edition, frozen_now + 12 * HOUR)
    assert ticket.next_due_at == row.due_at
    assert last_entry(ticket, EntryKind.EDITION_ADOPTED).data["to"] == edition.pk
    assert findings(now) == []


def test_unchanged_rules_fire_no_level_again(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    sweeps.sweep_deadlines(now=frozen_now + 13 * HOUR)
    before = Firing.objects.count()
    publish_next(frozen_now + 13 * HOUR)
    adopt_edition(ticket=ticket, actor=cast.lee, now=frozen_now + 13 * HOUR)
    sweeps.sweep_deadlines(now=frozen_now + 13 * HOUR)
    assert Firing.objects.count() == before
    assert timer(ticket, Milestone.FIRST_ANSWER).arming == 1


def test_what_the_edition_no_longer_times_is_cancelled(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    publish_next(frozen_now, **{code_of(ticket, Milestone.QUALITY_ANSWER): None})
    ticket = adopt_edition(ticket=ticket, actor=cast.lee, now=frozen_now)
    assert timer(ticket, Milestone.QUALITY_ANSWER).outcome == "cancelled"


def test_what_it_times_anew_counts_from_the_opening(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    code = code_of(ticket, Milestone.SOLVE)
    publish_next(frozen_now, **{code: None})
    ticket = make_ticket(now=frozen_now)
    assert Milestone.SOLVE not in running(ticket)
    publish_next(
        frozen_now + HOUR,
        N1={
            "kind": "timed",
            "milestone": Milestone.SOLVE,
            "target_seconds": 4 * 3600,
            "time_base": "wall",
            "warn_at": [10, 50],
            "source_document": "house",
        },
    )
    now = frozen_now + HOUR
    ticket = adopt_edition(ticket=ticket, actor=cast.lee, now=now)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.started_at, row.due_at) == (frozen_now, frozen_now + 4 * HOUR)
    assert row.next_level == 50  # nobody is warned of the past
    sweeps.sweep_deadlines(now=now)
    assert findings(now) == []


def test_twice_is_refused(cast, shorter, frozen_now):
    ticket, _edition = shorter
    now = frozen_now + 2 * HOUR
    ticket = adopt_edition(ticket=ticket, actor=cast.lee, now=now)
    with nothing_kept(Refused):
        adopt_edition(ticket=ticket, actor=cast.lee, now=now)


def test_no_new_edition_judges_what_is_done(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    ticket = accept_result(
        ticket=ticket, actor=None, by=AcceptedBy.CUSTOMER, words="", now=frozen_now
    )
    ticket = finish_ticket(ticket=ticket, actor=cast.alice, now=frozen_now)
    publish_next(frozen_now)
    with nothing_kept():
        adopt_edition(ticket=ticket, actor=cast.lee, now=frozen_now)


def test_a_reopening_is_judged_by_the_edition_then_in_force(
    cast, make_ticket, frozen_now
):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    edition = publish_next(
        frozen_now + HOUR, **{code_of(ticket, Milestone.SOLVE): SHORTER}
    )
    now = frozen_now + 2 * HOUR
    ticket = reopen_ticket(ticket=ticket, actor=None, reason="又坏了", now=now)
    assert (ticket.edition, ticket.cycle) == (edition, 2)
    row = timer(ticket, Milestone.SOLVE)
    assert (row.cycle, row.due_at) == (2, now + 0.75 * HOUR)
    assert timer(ticket, Milestone.SOLVE, cycle=1).rule.edition != edition
