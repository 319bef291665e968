"""Acceptance: by a click, by word, or by silence, counted apart."""

from datetime import timedelta

import pytest

from standards.choices import EvidenceKind, Milestone
from tickets import sweeps
from tickets.actions.accept_result import accept_result, remind_of_acceptance
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.change_facts import change_type
from tickets.choices import AcceptedBy, EntryKind, Lane, Source, Stage
from tickets.models import Deadline, Firing, Notice, RequestType
from tickets.tests.stories import (
    DAY,
    HOUR,
    complete,
    findings,
    fresh,
    has_evidence,
    last_entry,
    mails,
    nothing_kept,
    running,
    timer,
    to_close,
    to_serve,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(cast, make_ticket, frozen_now):
    return to_close(make_ticket(), cast.alice, frozen_now)


def accept(ticket, now, by=AcceptedBy.CUSTOMER, actor=None, **values):
    return accept_result(
        ticket=ticket, actor=actor, by=by, words="好了", now=now, **values
    )


def test_the_customer_says_yes(cast, closed, frozen_now):
    now = frozen_now + HOUR
    ticket = accept(closed, now)
    assert (ticket.stage, ticket.accepted_at) == (Stage.FOLLOW_UP, now)
    assert ticket.accepted_by == AcceptedBy.CUSTOMER
    entry = last_entry(ticket, EntryKind.ACCEPTED)
    assert (entry.lane, entry.body, entry.actor) == (Lane.CUSTOMER, "好了", None)
    assert has_evidence(ticket, EvidenceKind.ACCEPTANCE)
    assert running(ticket) == {Milestone.REVISIT}
    assert Notice.objects.get(entry=entry).user == cast.alice
    assert findings(now) == []


def test_a_word_on_the_phone_is_declared(cast, closed, frozen_now):
    ticket = accept(closed, frozen_now, AcceptedBy.STAFF, cast.alice)
    entry = last_entry(ticket, EntryKind.ACCEPTED)
    assert (entry.lane, entry.source) == (Lane.FRONT, Source.DECLARED)
    assert ticket.accepted_by == AcceptedBy.STAFF


def test_one_reminder_is_no_breach_of_anything(closed, frozen_now):
    now = frozen_now + 2 * DAY + timedelta(seconds=1)
    sweeps.sweep_deadlines(now=now)
    row = timer(closed, Milestone.ACCEPTANCE_REMINDER)
    assert (row.outcome, row.breached_at) == ("met", None)
    assert not Firing.objects.filter(deadline=row).exists()
    assert mails(closed).count("reminder") == 1
    assert fresh(closed).stage == Stage.CLOSE
    sweeps.sweep_deadlines(now=now + HOUR)
    assert mails(closed).count("reminder") == 1
    assert findings(now + HOUR) == []


def test_silence_counts_from_its_moment_and_apart(closed, frozen_now):
    sweeps.sweep_deadlines(now=frozen_now + 2 * DAY)
    now = frozen_now + 3 * DAY + HOUR
    sweeps.sweep_deadlines(now=now)
    ticket = fresh(closed)
    assert ticket.accepted_by == AcceptedBy.SILENCE
    assert ticket.accepted_at == frozen_now + 3 * DAY
    entry = last_entry(ticket, EntryKind.ACCEPTED)
    assert entry.data == {"by": AcceptedBy.SILENCE}
    assert (entry.happened_at, entry.recorded_at) == (frozen_now + 3 * DAY, now)
    silence = timer(ticket, Milestone.ACCEPTANCE_SILENCE)
    assert (silence.outcome, silence.breached_at) == ("met", None)
    assert findings(now) == []


def test_who_has_accepted_is_not_reminded(closed, frozen_now):
    accept(closed, frozen_now)
    sweeps.sweep_deadlines(now=frozen_now + 5 * DAY)
    assert "reminder" not in mails(closed)
    outcomes = Deadline.objects.filter(milestone__startswith="acceptance")
    assert {row.outcome for row in outcomes} == {"cancelled"}


def test_on_site_the_voucher_is_signed_first(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    repair = RequestType.objects.select_related("parent").get(code="after_sales_repair")
    ticket = change_type(
        ticket=ticket, actor=cast.alice, request_type=repair, now=frozen_now
    )
    ticket = complete(ticket, cast.alice, frozen_now)
    with nothing_kept() as refusal:
        accept(ticket, frozen_now)
    assert [rule.evidence for rule in refusal.value.missing] == ["voucher"]


def test_twice_is_refused(closed, frozen_now):
    accept(closed, frozen_now)
    with nothing_kept():
        accept(closed, frozen_now)


def test_before_the_result_there_is_nothing_to_accept(cast, make_ticket, frozen_now):
    ticket = to_serve(make_ticket(), cast.alice, frozen_now)
    with nothing_kept():
        accept(ticket, frozen_now)


def test_a_declared_yes_of_old_stays_imported(make_ticket, cast, frozen_now):
    ticket = make_ticket(source=Source.IMPORTED)
    for _stage in range(2):
        ticket = advance_ticket(ticket=ticket, actor=None, now=frozen_now)
    ticket = complete(ticket, None, frozen_now)
    ticket = accept(ticket, frozen_now, AcceptedBy.STAFF, cast.alice)
    assert last_entry(ticket, EntryKind.ACCEPTED).source == Source.IMPORTED


def test_a_reminder_outside_the_sweep_stops_its_timer(closed, frozen_now):
    ticket = remind_of_acceptance(ticket=closed, now=frozen_now + DAY)
    assert timer(ticket, Milestone.ACCEPTANCE_REMINDER).outcome == "met"
