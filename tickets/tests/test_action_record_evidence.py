"""Records that gates ask for, by word."""

import pytest

from standards.choices import EvidenceKind
from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.record_evidence import BY_WORD, record_evidence
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Evidence
from tickets.tests.stories import last_entry, nothing_kept, running

pytestmark = pytest.mark.django_db


def record(ticket, actor, now, kind=EvidenceKind.PLAN, **data):
    return record_evidence(
        ticket=ticket,
        actor=actor,
        kind=kind,
        data=data or {"text": "上门检查"},
        now=now,
    )


@pytest.mark.parametrize("kind", sorted(BY_WORD))
def test_it_keeps_what_who_and_when(cast, make_ticket, frozen_now, kind):
    ticket = record(make_ticket(), cast.alice, frozen_now, kind)
    row = Evidence.objects.get(ticket=ticket, kind=kind)
    assert (row.actor, row.recorded_at, row.cycle) == (cast.alice, frozen_now, 1)
    assert row.data == {"text": "上门检查"}
    assert (row.entry.lane, row.entry.body) == (Lane.BACK, "上门检查")
    assert not row.is_exception


def test_a_record_is_no_contact(cast, make_ticket, frozen_now):
    before = running(ticket := make_ticket())
    ticket = record(ticket, cast.alice, frozen_now)
    assert running(ticket) == before


def test_a_service_record_is_called_so(cast, make_ticket, frozen_now):
    ticket = record(make_ticket(), cast.alice, frozen_now, EvidenceKind.SERVICE_RECORD)
    assert last_entry(ticket, EntryKind.SERVICE_RECORD).body == "上门检查"


def test_twice_keeps_both(cast, make_ticket, frozen_now):
    ticket = record(make_ticket(), cast.alice, frozen_now)
    record(ticket, cast.anna, frozen_now)
    assert Evidence.objects.filter(kind=EvidenceKind.PLAN).count() == 2


@pytest.mark.parametrize("kind", sorted(set(EvidenceKind) - BY_WORD))
def test_no_word_replaces_a_deed(cast, make_ticket, frozen_now, kind):
    ticket = make_ticket()
    with nothing_kept(Refused):
        record(ticket, cast.alice, frozen_now, kind)


@pytest.mark.parametrize("data", [{"text": " "}, {"text": "", "what": ""}])
def test_nothing_is_no_record(cast, make_ticket, frozen_now, data):
    ticket = make_ticket()
    with nothing_kept(Refused):
        record(ticket, cast.alice, frozen_now, **data)


def test_an_ended_ticket_takes_none(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        record(ticket, cast.alice, frozen_now)
