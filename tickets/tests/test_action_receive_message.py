"""The customer writes: the reply clock runs from the oldest unanswered message."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from standards.choices import Milestone
from tickets.actions.answer_customer import answer_customer
from tickets.actions.cancel_ticket import cancel_ticket
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.receive_message import receive_message
from tickets.actions.take_ticket import take_ticket
from tickets.choices import EntryKind, HoldReason, Lane
from tickets.errors import Refused
from tickets.models import Attachment, Notice
from tickets.tests.stories import (
    DAY,
    HOUR,
    findings,
    last_entry,
    nothing_kept,
    running,
    timer,
    to_close,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(cast, make_ticket, frozen_now):
    ticket = take_ticket(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    return answer_customer(ticket=ticket, actor=cast.alice, text="您好", now=frozen_now)


def hold(ticket, actor, now, reason, until=None):
    return hold_ticket(
        ticket=ticket, actor=actor, reason=reason, note="", until=until, now=now
    )


def test_it_starts_the_reply_clock_and_tells_the_agent(cast, answered, frozen_now):
    now = frozen_now + HOUR
    ticket = receive_message(ticket=answered, text="还是热风", now=now)
    entry = last_entry(ticket, EntryKind.CUSTOMER_MESSAGE)
    assert (entry.lane, entry.actor) == (Lane.CUSTOMER, None)
    assert ticket.unanswered_since == now
    assert timer(ticket, Milestone.NEXT_ANSWER).due_at == now + DAY
    assert Notice.objects.get(entry=entry).user == cast.alice
    assert findings(now) == []


def test_the_clock_runs_from_the_oldest_message(answered, frozen_now):
    receive_message(ticket=answered, text="还是热风", now=frozen_now + HOUR)
    ticket = receive_message(ticket=answered, text="在吗", now=frozen_now + 5 * HOUR)
    assert ticket.unanswered_since == frozen_now + HOUR
    rows = ticket.deadlines.filter(milestone=Milestone.NEXT_ANSWER)
    assert [row.started_at for row in rows] == [frozen_now + HOUR]


def test_after_an_answer_the_next_round_begins(cast, answered, frozen_now):
    receive_message(ticket=answered, text="一", now=frozen_now + HOUR)
    answer_customer(
        ticket=answered, actor=cast.alice, text="好", now=frozen_now + 2 * HOUR
    )
    ticket = receive_message(ticket=answered, text="二", now=frozen_now + 3 * HOUR)
    row = timer(ticket, Milestone.NEXT_ANSWER)
    assert (row.round, row.started_at) == (2, frozen_now + 3 * HOUR)


def test_before_the_first_answer_that_clock_is_enough(make_ticket, frozen_now):
    ticket = receive_message(ticket=make_ticket(), text="快", now=frozen_now + HOUR)
    assert ticket.unanswered_since == frozen_now + HOUR
    assert timer(ticket, Milestone.NEXT_ANSWER) is None
    assert Milestone.FIRST_ANSWER in running(ticket)


def test_a_thank_you_after_completion_starts_nothing(cast, make_ticket, frozen_now):
    ticket = to_close(make_ticket(), cast.alice, frozen_now)
    before = running(ticket)
    ticket = receive_message(ticket=ticket, text="谢谢", now=frozen_now + HOUR)
    assert running(ticket) == before
    assert ticket.unanswered_since is None
    assert last_entry(ticket, EntryKind.CUSTOMER_MESSAGE).body == "谢谢"


def test_an_answer_ends_the_wait_for_the_customer(cast, answered, frozen_now):
    ticket = hold(
        answered, cast.alice, frozen_now, HoldReason.CUSTOMER, frozen_now + DAY
    )
    ticket = receive_message(ticket=ticket, text="型号是 K3", now=frozen_now + HOUR)
    assert not ticket.is_held
    assert Milestone.HOLD_END not in running(ticket)
    solve = timer(ticket, Milestone.SOLVE)
    assert (solve.paused_since, solve.due_at) == (None, frozen_now + 25 * HOUR)
    assert last_entry(ticket, EntryKind.RESUMED).data == {"by": "answer"}
    assert findings(frozen_now + HOUR) == []


def test_another_wait_goes_on_and_the_reply_clock_stands(cast, answered, frozen_now):
    hold(answered, cast.alice, frozen_now, HoldReason.THIRD_PARTY)
    ticket = receive_message(ticket=answered, text="到货了吗", now=frozen_now + HOUR)
    assert ticket.is_held
    row = timer(ticket, Milestone.NEXT_ANSWER)
    assert (row.paused_since, row.due_at, row.next_fire_at) == (
        frozen_now + HOUR,
        None,
        None,
    )
    assert ticket.unanswered_since == frozen_now + HOUR
    assert findings(frozen_now + 3 * DAY) == []


def test_files_may_speak_alone(answered, frozen_now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    photo = SimpleUploadedFile("photo.jpg", b"\xff\xd8\xff", "image/jpeg")
    receive_message(ticket=answered, text="", files=[photo], now=frozen_now)
    assert Attachment.objects.get().name == "photo.jpg"


def test_nothing_is_no_message(answered, frozen_now):
    with nothing_kept(Refused):
        receive_message(ticket=answered, text="  ", now=frozen_now)


def test_a_cancelled_request_takes_no_more(cast, answered, frozen_now):
    ticket = cancel_ticket(
        ticket=answered, actor=cast.alice, reason="重复", now=frozen_now
    )
    with nothing_kept():
        receive_message(ticket=ticket, text="喂", now=frozen_now)
