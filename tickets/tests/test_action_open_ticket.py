"""Opening: received, timed, confirmed at once where nobody is there to say so."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from standards.choices import EvidenceKind, Milestone
from standards.errors import NoEditionInForce
from tickets.actions import open_ticket as module
from tickets.actions.moving import Step, save_step
from tickets.actions.open_ticket import Request, open_ticket, team_for
from tickets.choices import Channel, EntryKind, Lane, Priority, Source, Stage, Tier
from tickets.models import Customer, Deadline, Entry, OutboxMessage, RequestType, Ticket
from tickets.tests.stories import (
    HOUR,
    everything,
    findings,
    has_evidence,
    last_entry,
    mails,
    running,
    timer,
)

pytestmark = pytest.mark.django_db


def test_a_form_starts_the_clocks_of_written_channels(cast, make_ticket, frozen_now):
    ticket = make_ticket()
    assert ticket.stage == Stage.GREET
    assert running(ticket) == {
        Milestone.FIRST_ANSWER,
        Milestone.QUALITY_ANSWER,
        Milestone.SOLVE,
    }
    answer = timer(ticket, Milestone.FIRST_ANSWER)
    assert answer.due_at == frozen_now + 24 * HOUR
    assert answer.next_fire_at == frozen_now + 12 * HOUR
    # The quality level warns only: it is not what the list counts down to.
    assert timer(ticket, Milestone.QUALITY_ANSWER).advisory
    assert ticket.next_due_at == frozen_now + 24 * HOUR
    assert ticket.next_warn_at == frozen_now + 24 * HOUR * 0.8
    assert findings(frozen_now) == []


def test_the_request_is_the_first_line_and_its_type_is_on_record(make_ticket):
    ticket = make_ticket()
    entry = last_entry(ticket, EntryKind.OPENED)
    assert (entry.lane, entry.body) == (Lane.CUSTOMER, "昨天装好，今天开机只有热风。")
    assert has_evidence(ticket, EvidenceKind.REQUEST_TYPE)


def test_a_type_of_the_first_level_is_not_enough(make_ticket):
    ticket = make_ticket(kind="complaint")
    assert not has_evidence(ticket, EvidenceKind.REQUEST_TYPE)


def test_an_automatic_answer_is_no_first_answer(make_ticket):
    ticket = make_ticket()
    assert last_entry(ticket, EntryKind.AUTOMATIC_ANSWER).source == Source.SYSTEM
    assert mails(ticket) == ["received"]
    assert ticket.first_contact_at is None
    assert timer(ticket, Milestone.FIRST_ANSWER).stopped_at is None


def test_in_a_chat_the_automatic_answer_meets_only_its_own_timer(make_ticket):
    ticket = make_ticket(channel=Channel.CHAT)
    assert timer(ticket, Milestone.AUTOMATIC_ANSWER).outcome == "met"
    assert running(ticket) == {Milestone.ATTEND, Milestone.SOLVE}


def test_on_the_phone_nobody_is_answered_by_machine(make_ticket, frozen_now):
    ticket = make_ticket(channel=Channel.PHONE)
    assert mails(ticket) == []
    assert timer(ticket, Milestone.ATTEND).due_at == frozen_now + timedelta(seconds=30)
    assert ticket.next_milestone == Milestone.ATTEND


def test_the_counter_also_looks_after_who_waits(make_ticket, frozen_now):
    ticket = make_ticket(channel=Channel.COUNTER)
    care = timer(ticket, Milestone.WAITING_CARE)
    assert care.due_at == frozen_now + timedelta(minutes=10)


def test_urgent_is_answered_within_two_hours(make_ticket, frozen_now):
    ticket = make_ticket(priority=Priority.URGENT)
    assert timer(ticket, Milestone.FIRST_ANSWER).due_at == frozen_now + 2 * HOUR


def test_a_vip_customer_makes_the_request_vip(desk, frozen_now):
    customer = Customer.objects.create(
        number="C00000018", name="王", tier=Tier.VIP, created_at=frozen_now
    )
    request = Request(channel=Channel.PHONE, subject="空调")
    ticket = open_ticket(request=request, actor=None, customer=customer, now=frozen_now)
    assert (ticket.tier, ticket.priority) == (Tier.VIP, Priority.VIP)


def test_without_an_address_no_mail_waits(make_ticket):
    assert mails(make_ticket(contact_email="")) == []


def test_the_same_form_sent_twice_is_one_ticket(make_ticket):
    first = make_ticket(intake_key="k1")
    before = everything()
    assert make_ticket(intake_key="k1") == first
    assert everything() == before


def test_the_loser_of_a_race_gets_the_winners_ticket(make_ticket, monkeypatch):
    first = make_ticket(intake_key="k1")
    seen = iter([None, first])
    monkeypatch.setattr(module, "find_opened", lambda request: next(seen))
    with transaction.atomic():
        assert make_ticket(intake_key="k1") == first
    assert Ticket.objects.count() == 1


def test_a_number_given_twice_is_no_repeated_form(make_ticket, monkeypatch):
    first = make_ticket()
    monkeypatch.setattr(module, "new_ticket_number", lambda: first.number)
    with pytest.raises(module.IntegrityError), transaction.atomic():
        make_ticket()
    assert Ticket.objects.get() == first


def test_without_a_handbook_nothing_opens(db, frozen_now):
    request = Request(channel=Channel.WEB, subject="空调")
    with pytest.raises(NoEditionInForce):
        open_ticket(request=request, actor=None, now=frozen_now)
    assert not Ticket.objects.exists()


def test_the_team_comes_from_the_type_its_parent_or_is_the_general_one(cast):
    child = RequestType.objects.select_related("parent").get(code="after_sales_repair")
    assert team_for(None) == team_for(child) == cast.general
    child.parent.team = cast.repairs
    assert team_for(child) == cast.repairs
    child.team = cast.general
    assert team_for(child) == cast.general


def test_imported_history_disturbs_nobody(make_ticket):
    ticket = make_ticket(source=Source.IMPORTED)
    assert not OutboxMessage.objects.exists()
    assert {entry.source for entry in Entry.objects.all()} == {Source.IMPORTED}
    assert not Entry.objects.filter(kind=EntryKind.AUTOMATIC_ANSWER).exists()
    assert Milestone.FIRST_ANSWER in running(ticket)


def test_a_long_subject_still_fits_the_mail(make_ticket):
    make_ticket(subject="长" * 200)
    assert all(len(mail.subject) <= 200 for mail in OutboxMessage.objects.all())


def test_numbers_are_readable_and_do_not_follow_each_other():
    numbers = {module.new_ticket_number() for _number in range(200)}
    assert len(numbers) == 200
    assert all(
        len(number) == 12 and not set(number) & set("01OIL") for number in numbers
    )


def test_opening_takes_at_most_fourteen_queries(make_ticket):
    make_ticket()  # the handbook is read once a process
    with CaptureQueriesContext(
        connection,
    ) as found:
        make_ticket(intake_key="k1")
    savepoints = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    counted = [one["sql"] for one in found if not one["sql"].startswith(savepoints)]
    # One of them is the fixture's, which looks for the request type.
    assert len(counted) - 1 <= 14, counted


def test_starting_the_clocks_takes_at_most_three_queries(
    make_ticket, frozen_now, django_assert_max_num_queries
):
    ticket = make_ticket(channel=Channel.COUNTER)
    Deadline.objects.all()._raw_delete("default")
    step = Step.for_new(ticket, actor=None, now=frozen_now)
    with django_assert_max_num_queries(3):
        for milestone in step.move.starts:
            step.timers.start(milestone, at=frozen_now)
        save_step(step)
    assert Deadline.objects.count() == 3
