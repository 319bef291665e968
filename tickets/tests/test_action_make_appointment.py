"""Appointments: agreed with the customer, tentative until the engineer accepts."""

import pytest

from standards.choices import EvidenceKind
from tickets.actions.make_appointment import make_appointment
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Appointment, Notice
from tickets.tests.stories import (
    DAY,
    HOUR,
    has_evidence,
    last_entry,
    nothing_kept,
    to_confirm,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(cast, make_ticket, frozen_now):
    return to_confirm(make_ticket(kind="after_sales_repair"), cast.alice, frozen_now)


def appoint(ticket, cast, now, **values):
    given = {
        "starts_at": now + DAY,
        "latest_at": now + DAY + HOUR,
        "minutes": 60,
        "engineer": cast.bob,
        **values,
    }
    return make_appointment(ticket=ticket, actor=cast.alice, now=now, **given)


def test_it_is_on_record_and_the_engineer_is_told(cast, confirmed, frozen_now):
    ticket = appoint(confirmed, cast, frozen_now)
    row = Appointment.objects.get()
    assert (row.engineer, row.is_confirmed, row.cycle) == (cast.bob, False, 1)
    entry = last_entry(ticket, EntryKind.APPOINTED)
    assert (entry.lane, entry.data["minutes"]) == (Lane.FRONT, 60)
    assert Notice.objects.get(entry=entry).user == cast.bob
    assert has_evidence(ticket, EvidenceKind.APPOINTMENT)


def test_a_new_one_replaces_the_old(cast, confirmed, frozen_now):
    appoint(confirmed, cast, frozen_now)
    appoint(confirmed, cast, frozen_now + HOUR, engineer=None)
    old, new = Appointment.objects.order_by("pk")
    assert (old.cancelled_at, new.cancelled_at) == (frozen_now + HOUR, None)


@pytest.mark.parametrize(
    "wrong", [{"starts_at": -HOUR}, {"starts_at": 0 * HOUR}, {"latest_at": HOUR}]
)
def test_it_lies_ahead_and_ends_after_it_begins(cast, confirmed, frozen_now, wrong):
    moments = {name: frozen_now + offset for name, offset in wrong.items()}
    with nothing_kept(Refused):
        appoint(confirmed, cast, frozen_now, **moments)


def test_the_need_is_confirmed_first(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept():
        appoint(ticket, cast, frozen_now)
