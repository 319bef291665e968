"""Internal notes: colleagues see them, no timer does."""

import pytest

from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.write_note import write_note
from tickets.choices import PUBLIC_KINDS, EntryKind, Lane
from tickets.errors import Refused
from tickets.tests.stories import last_entry, mails, nothing_kept, running

pytestmark = pytest.mark.django_db


def test_it_is_back_stage_and_no_contact(cast, make_ticket, frozen_now):
    ticket = make_ticket(channel="phone")
    before = running(ticket)
    ticket = write_note(
        ticket=ticket, actor=cast.alice, text="客户很急", now=frozen_now
    )
    entry = last_entry(ticket, EntryKind.NOTE)
    assert (entry.lane, entry.body, entry.actor) == (Lane.BACK, "客户很急", cast.alice)
    assert EntryKind.NOTE not in PUBLIC_KINDS
    assert running(ticket) == before
    assert ticket.first_contact_at is None
    assert mails(ticket) == []


def test_a_correction_names_what_it_corrects(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    write_note(ticket=ticket, actor=cast.alice, text="阀坏了", now=frozen_now)
    wrong = last_entry(ticket, EntryKind.NOTE)
    write_note(
        ticket=ticket, actor=cast.alice, text="阀没坏", corrects=wrong, now=frozen_now
    )
    assert last_entry(ticket, EntryKind.NOTE).corrects == wrong


def test_a_line_of_another_ticket_is_not_corrected(cast, make_ticket, frozen_now):
    foreign = last_entry(make_ticket(), EntryKind.OPENED)
    ticket = make_ticket()
    with nothing_kept(Refused):
        write_note(
            ticket=ticket, actor=cast.alice, text="错", corrects=foreign, now=frozen_now
        )


def test_nothing_is_no_note(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    with nothing_kept(Refused):
        write_note(ticket=ticket, actor=cast.alice, text=" ", now=frozen_now)


def test_what_was_cancelled_takes_no_note(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        write_note(ticket=ticket, actor=cast.alice, text="是真的", now=frozen_now)
