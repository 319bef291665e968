"""Transferring: another team or person goes on, and knows why."""

import pytest
from django.utils.translation import override

from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.dispatch_ticket import dispatch_ticket
from tickets.actions.transfer_ticket import transfer_ticket
from tickets.choices import EntryKind, Lane
from tickets.errors import Refused
from tickets.models import Dispatch, Notice
from tickets.templatetags.timeline import entry_detail
from tickets.tests.stories import (
    findings,
    last_entry,
    nothing_kept,
    running,
    to_confirm,
)

pytestmark = pytest.mark.django_db


def transfer(ticket, cast, now, to_user=None, reason="懂这个型号", to_team=None):
    return transfer_ticket(
        ticket=ticket,
        actor=cast.alice,
        to_team=to_team or cast.repairs,
        to_user=to_user,
        reason=reason,
        now=now,
    )


def test_it_goes_to_the_person_who_is_told(cast, make_ticket, frozen_now):
    before = running(ticket := make_ticket())
    ticket = transfer(ticket, cast, frozen_now, cast.bob)
    assert (ticket.team, ticket.assignee) == (cast.repairs, cast.bob)
    entry = last_entry(ticket, EntryKind.TRANSFERRED)
    assert (entry.lane, entry.body) == (Lane.BACK, "懂这个型号")
    assert entry.data["from_team"] == "general"
    assert Notice.objects.get(entry=entry).user == cast.bob
    assert running(ticket) == before  # no contact, and no new start


def test_the_timeline_names_the_team_of_then_in_the_readers_language(
    cast, make_ticket, frozen_now
):
    ticket = transfer(make_ticket(), cast, frozen_now)
    entry = last_entry(ticket, EntryKind.TRANSFERRED)
    ticket.team = cast.general  # it has gone on since
    for language, name in (("zh-hans", "name_zh"), ("en", "name_en")):
        with override(language):
            told = entry_detail(entry, ticket, frozen_now)
        assert told.startswith(f"→ {getattr(cast.repairs, name)}")


def test_a_team_is_told_through_its_lead(cast, make_ticket, frozen_now):
    ticket = transfer(make_ticket(), cast, frozen_now, to_team=cast.general)
    assert ticket.assignee is None
    assert Notice.objects.get().user == cast.lee


def test_a_waiting_dispatch_is_withdrawn(cast, make_ticket, frozen_now):
    ticket = dispatch_ticket(
        ticket=to_confirm(make_ticket(), cast.alice, frozen_now),
        actor=cast.alice,
        to_team=cast.repairs,
        to_user=None,
        need="",
        now=frozen_now,
    )
    ticket = transfer(ticket, cast, frozen_now, to_team=cast.general)
    assert Dispatch.objects.get().state == "withdrawn"
    assert "accept" not in running(ticket)
    assert findings(frozen_now) == []


def test_the_colleague_is_briefed(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        transfer(ticket, cast, frozen_now, reason=" ")


def test_a_person_belongs_to_the_team(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        transfer(ticket, cast, frozen_now, cast.anna)


def test_twice_is_harmless(cast, make_ticket, frozen_now):
    ticket = transfer(make_ticket(), cast, frozen_now, cast.bob)
    ticket = transfer(ticket, cast, frozen_now, cast.bob)
    assert ticket.assignee == cast.bob
    assert findings(frozen_now) == []


def test_an_ended_ticket_stays_where_it_is(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        transfer(ticket, cast, frozen_now)
