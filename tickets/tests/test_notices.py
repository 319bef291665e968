"""Notices and mail: who hears of what, once, in whose language."""

import pytest
from django.db import IntegrityError, transaction

from tickets import sweeps
from tickets.actions.advance_ticket import advance_ticket
from tickets.actions.answer_customer import answer_customer
from tickets.actions.make_promise import make_promise
from tickets.actions.move_promise import move_promise
from tickets.actions.report_progress import report_progress
from tickets.choices import Channel, EntryKind, Source
from tickets.models import Notice, OutboxMessage
from tickets.notices import customer_address, notify, people_for_level, queue_mail
from tickets.policies import tracking_url
from tickets.tests.stories import (
    DAY,
    HOUR,
    complete,
    confirm,
    last_entry,
    to_confirm,
    to_serve,
)

pytestmark = pytest.mark.django_db


def person_names(cast, ids) -> list[str]:
    names = {getattr(cast, name).pk: name for name in ("alice", "lee", "sue", "bob")}
    return [names[pk] for pk in ids]


@pytest.mark.parametrize(
    ("is_taken", "level", "heard"),
    [
        (True, 50, ["alice"]),
        (True, 80, ["alice"]),
        (True, 100, ["alice", "lee"]),
        (True, 150, ["alice", "lee", "sue"]),
        (False, 50, ["lee"]),
        (False, 150, ["lee", "sue"]),
    ],
)
def test_a_level_is_heard_higher_up(cast, make_ticket, is_taken, level, heard):
    ticket = make_ticket()
    ticket.assignee = cast.alice if is_taken else None
    assert person_names(cast, people_for_level(ticket, level)) == heard


def test_nothing_lies_unseen_in_a_team_without_a_lead(cast, make_ticket):
    ticket = make_ticket()
    ticket.team = cast.repairs
    assert person_names(cast, people_for_level(ticket, 50)) == ["sue"]


def test_one_person_with_two_hats_hears_once(cast, make_ticket):
    ticket = make_ticket()
    ticket.assignee = cast.lee
    assert person_names(cast, people_for_level(ticket, 100)) == ["lee"]


def test_nobody_is_told_of_their_own_deed(cast, make_ticket, frozen_now):
    ticket = answer_customer(
        ticket=make_ticket(), actor=cast.alice, text="好", now=frozen_now
    )
    entry = last_entry(ticket, EntryKind.ANSWERED)
    notify(ticket, entry, [cast.alice, cast.lee, None, cast.lee])
    assert [notice.user for notice in Notice.objects.all()] == [cast.lee]


def test_the_database_lets_nobody_be_told_twice(cast, make_ticket):
    entry = last_entry(ticket := make_ticket(), EntryKind.OPENED)
    notify(ticket, entry, [cast.lee])
    with pytest.raises(IntegrityError), transaction.atomic():
        notify(ticket, entry, [cast.lee])


def test_imported_history_disturbs_nobody(cast, make_ticket, frozen_now):
    ticket = make_ticket(source=Source.IMPORTED)
    ticket = to_serve(ticket, cast.alice, frozen_now)
    complete(ticket, cast.alice, frozen_now)
    sweeps.sweep_deadlines(now=frozen_now + 9 * DAY)
    assert not Notice.objects.exists()
    assert not OutboxMessage.objects.exists()


# --- mail ---------------------------------------------------------------------


def every_mail(cast, make_ticket, now, **values) -> list[OutboxMessage]:
    """Walk a ticket past every mail of the desk."""
    ticket = to_confirm(make_ticket(**values), cast.alice, now)
    ticket = confirm(ticket, cast.alice, now)
    ticket = move_promise(
        ticket=ticket,
        actor=cast.alice,
        due_at=now + 9 * HOUR,
        reason="缺配件",
        alternative="备机",
        now=now,
    )
    ticket = report_progress(
        ticket=ticket,
        actor=cast.alice,
        done="已订货",
        next_step="安装",
        expected="周五",
        now=now,
    )
    ticket = advance_ticket(ticket=ticket, actor=cast.alice, now=now)
    complete(ticket, cast.alice, now)
    sweeps.sweep_deadlines(now=now + 2 * DAY)
    return list(OutboxMessage.objects.order_by("pk"))


def test_each_step_the_customer_should_know_is_told(cast, make_ticket, frozen_now):
    mails = every_mail(cast, make_ticket, frozen_now)
    assert [mail.purpose for mail in mails] == [
        "received",
        "answered",
        "promised",
        "promised",
        "progress",
        "completed",
        "reminder",
    ]
    ticket = mails[0].ticket
    for mail in mails:
        assert mail.recipient == "wang@example.com"
        assert mail.subject and "\n" not in mail.subject
        assert mail.entry.ticket == ticket
        assert mail.message_id.startswith("<")
    assert len({mail.message_id for mail in mails}) == len(mails)


def test_every_mail_leads_to_the_request(cast, make_ticket, frozen_now):
    mails = every_mail(cast, make_ticket, frozen_now)
    for mail in mails:
        assert "/requests/t/" in mail.body, mail.purpose
    # A token names the moment it was signed: compare what it opens.
    assert tracking_url(mails[0].ticket).split(":")[0] in mails[0].body


def test_the_receipt_repeats_no_word_of_a_stranger(make_ticket):
    """Else the form could be used to send other people's words to anybody."""
    make_ticket(
        subject="WIN-MONEY", description="http://evil.example", contact_name="EVIL"
    )
    mail = OutboxMessage.objects.get()
    for word in ("WIN-MONEY", "evil.example", "EVIL"):
        assert word not in mail.subject + mail.body


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_mail_speaks_the_customers_language(make_ticket, language):
    ticket = make_ticket(language=language)
    mail = OutboxMessage.objects.get(ticket=ticket)
    assert mail.language == language
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in mail.subject)
    assert chinese == (language == "zh-hans")


def test_the_same_event_is_queued_once(make_ticket, frozen_now):
    ticket = make_ticket()
    entry = last_entry(ticket, EntryKind.AUTOMATIC_ANSWER)
    with pytest.raises(IntegrityError), transaction.atomic():
        queue_mail(ticket=ticket, purpose="received", entry=entry, now=frozen_now)


def test_without_an_address_nothing_is_queued(cast, make_ticket, frozen_now):
    ticket = make_ticket(channel=Channel.PHONE, contact_email="")
    assert customer_address(ticket) == ""
    make_promise(
        ticket=ticket,
        actor=cast.alice,
        what="回电",
        due_at=frozen_now + HOUR,
        responsible=None,
        reason="",
        now=frozen_now,
    )
    assert not OutboxMessage.objects.exists()
