"""Answering in public: a real contact, which meets the answer timers."""

import pytest

from standards.choices import EvidenceKind, Milestone
from standards.models import Phrase
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import mark_spam
from tickets.actions.receive_message import receive_message
from tickets.choices import EntryKind, Lane, Source
from tickets.errors import Refused
from tickets.models import OutboxMessage
from tickets.tests.stories import (
    HOUR,
    findings,
    has_evidence,
    last_entry,
    mails,
    nothing_kept,
    running,
    timer,
)

pytestmark = pytest.mark.django_db


def answer(ticket, actor, now, **values):
    return answer_customer(
        ticket=ticket, actor=actor, now=now, **{"text": "您好，马上处理。", **values}
    )


def test_it_meets_all_answer_timers_and_goes_out(cast, make_ticket, frozen_now):
    ticket = answer(make_ticket(), cast.alice, frozen_now + HOUR)
    entry = last_entry(ticket, EntryKind.ANSWERED)
    assert (entry.lane, entry.source) == (Lane.FRONT, Source.MEASURED)
    assert running(ticket) == {Milestone.SOLVE}
    assert timer(ticket, Milestone.FIRST_ANSWER).stopped_by == entry
    assert ticket.first_contact_at == frozen_now + HOUR
    assert ticket.next_milestone == Milestone.SOLVE
    assert mails(ticket) == ["received", "answered"]
    message = OutboxMessage.objects.get(purpose="answered")
    assert (message.entry, message.recipient) == (entry, "wang@example.com")
    assert "您好，马上处理。" in message.body or message.body
    assert findings(frozen_now + HOUR) == []


def test_the_quality_level_may_be_missed_with_the_answer_in_time(
    cast, make_ticket, frozen_now
):
    ticket = answer(make_ticket(), cast.alice, frozen_now + HOUR)
    quality = timer(ticket, Milestone.QUALITY_ANSWER)
    assert quality.advisory and quality.breached_at == quality.due_at
    assert timer(ticket, Milestone.FIRST_ANSWER).breached_at is None


def test_it_answers_every_message_so_far(cast, make_ticket, frozen_now):
    ticket = answer(make_ticket(), cast.alice, frozen_now)
    ticket = receive_message(ticket=ticket, text="还不行", now=frozen_now + HOUR)
    ticket = answer(ticket, cast.alice, frozen_now + 2 * HOUR)
    assert ticket.unanswered_since is None
    assert timer(ticket, Milestone.NEXT_ANSWER).outcome == "met"


def test_a_restatement_is_evidence_only_when_it_is_one(cast, make_ticket, frozen_now):
    ticket = answer(make_ticket(), cast.alice, frozen_now)
    assert not has_evidence(ticket, EvidenceKind.RESTATEMENT)
    ticket = answer(ticket, cast.alice, frozen_now, restatement="不制冷")
    assert has_evidence(ticket, EvidenceKind.RESTATEMENT)


def test_the_phrase_used_is_kept(cast, make_ticket, frozen_now):
    phrase = Phrase.objects.first()
    ticket = answer(make_ticket(), cast.alice, frozen_now, phrase=phrase)
    assert last_entry(ticket, EntryKind.ANSWERED).phrase == phrase


def test_twice_says_it_twice_but_meets_once(cast, make_ticket, frozen_now):
    ticket = answer(make_ticket(), cast.alice, frozen_now)
    ticket = answer(ticket, cast.anna, frozen_now + HOUR)
    assert timer(ticket, Milestone.FIRST_ANSWER).stopped_at == frozen_now
    assert ticket.first_contact_at == frozen_now


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_answer_is_none(cast, make_ticket, frozen_now, text):
    ticket = make_ticket()
    with nothing_kept(Refused):
        answer(ticket, cast.alice, frozen_now, text=text)


def test_what_has_ended_is_not_answered(cast, make_ticket, frozen_now):
    ticket = mark_spam(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    with nothing_kept():
        answer(ticket, cast.alice, frozen_now)
