"""The outbox against a real mail server: delivered, put off, given up, never lost."""

import smtplib
import socket
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from servicedesk.invariants import find_violations
from tickets.choices import OutboxState
from tickets.models import Heartbeat, OutboxMessage
from tickets.sweeps import deliver_outbox
from tickets.sweeps import outbox as module
from tickets.sweeps.outbox import GIVE_UP_AFTER, LEASE, lease_messages

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


class Sink:
    """A mail server's inside: answers as told, and keeps what it accepted."""

    def __init__(self):
        self.answer = "250 OK"
        self.refused = {}
        self.received = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            self.received.append(envelope.content.decode())
        return self.answer


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(settings, handler=None, port=None):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port or free_port()
    if handler is None:
        yield
        return
    server = Controller(handler, "127.0.0.1", settings.EMAIL_PORT)
    server.start()
    try:
        yield
    finally:
        server.stop()


@pytest.fixture
def sink(settings):
    """A mail server that accepts everything until a test says otherwise."""
    handler = Sink()
    with served(settings, handler):
        yield handler


@pytest.fixture
def letter(make_ticket):
    """A mail that waits to be sent."""
    return OutboxMessage.objects.get(ticket=make_ticket())


def again(message):
    message.refresh_from_db()
    return message


def messages_stuck(now) -> bool:
    """Ask the invariants whether a message waits too long or a lease outlives it."""
    return "messages_do_not_wait" in {one.check for one in find_violations(now=now)}


def test_it_is_delivered_once_with_its_own_message_id(sink, letter, frozen_now):
    counts = deliver_outbox(now=frozen_now)
    assert counts.as_dict() == {"sent": 1, "put_off": 0, "given_up": 0}
    assert not any(deliver_outbox(now=frozen_now + MINUTE).as_dict().values())
    [received] = sink.received
    assert f"Message-ID: {letter.message_id}" in received
    assert "Auto-Submitted: auto-generated" in received
    assert "To: wang@example.com" in received
    row = again(letter)
    assert (row.state, row.attempts, row.lease_until) == (OutboxState.SENT, 1, None)
    assert row.sent_at - frozen_now < MINUTE
    assert Heartbeat.objects.get(name="outbox").beat_at == frozen_now + MINUTE
    assert messages_stuck(frozen_now + timedelta(days=1)) is False


def test_a_final_refusal_is_dead_and_says_why(sink, letter, frozen_now):
    sink.refused["wang@example.com"] = "550 No such user here"
    assert deliver_outbox(now=frozen_now).given_up == 1
    row = again(letter)
    assert row.state == OutboxState.DEAD
    assert "No such user here" in row.last_error
    assert not any(deliver_outbox(now=frozen_now + 9 * MINUTE).as_dict().values())


def test_a_bad_address_holds_up_no_other(sink, make_ticket, frozen_now):
    make_ticket(contact_email="gone@example.com")
    make_ticket()
    sink.refused["gone@example.com"] = "550 No such user here"
    counts = deliver_outbox(now=frozen_now)
    assert (counts.sent, counts.given_up) == (1, 1)


@pytest.mark.parametrize("answer", ["451 Try later", "452 Too much mail"])
def test_try_later_is_tried_later_ever_more_rarely(sink, letter, frozen_now, answer):
    sink.answer = answer
    now, waits = frozen_now, []
    for _attempt in range(3):
        assert deliver_outbox(now=now).put_off == 1
        row = again(letter)
        assert row.state == OutboxState.PENDING and answer[:3] in row.last_error
        waits.append(row.next_try_at - now)
        assert not any(deliver_outbox(now=now + SECOND).as_dict().values())
        now = row.next_try_at
    # Doubled each time, give or take a fifth.
    assert [20 * SECOND < waits[0] < 40 * SECOND, waits[2] > 1.5 * waits[1]] == [
        True
    ] * 2
    sink.answer = "250 OK"
    assert deliver_outbox(now=now).sent == 1
    assert f"Message-ID: {letter.message_id}" in sink.received[0]
    assert again(letter).last_error == ""


def test_without_a_server_all_wait_and_none_is_lost(settings, make_ticket, frozen_now):
    for _number in range(3):
        make_ticket()
    with served(settings):
        counts = deliver_outbox(now=frozen_now)
    # One look is enough to know; the others keep their turn and their attempts.
    assert counts.as_dict() == {"sent": 0, "put_off": 1, "given_up": 0}
    rows = OutboxMessage.objects.all()
    assert {row.state for row in rows} == {OutboxState.PENDING}
    assert sorted(row.attempts for row in rows) == [0, 0, 1]
    with served(settings, sink := Sink()):
        assert deliver_outbox(now=frozen_now + MINUTE).sent == 3
    assert len(sink.received) == 3


def test_after_four_hours_it_is_given_up_and_seen(settings, letter, frozen_now):
    now = frozen_now
    with served(settings):
        for attempt in range(1, GIVE_UP_AFTER + 1):
            deliver_outbox(now=now)
            row = again(letter)
            assert row.attempts == attempt
            if attempt < GIVE_UP_AFTER:
                assert row.state == OutboxState.PENDING
                now = row.next_try_at
    assert row.state == OutboxState.DEAD
    assert timedelta(hours=3) < now - frozen_now < timedelta(hours=5)


def test_a_server_that_hangs_is_left_after_the_timeout(
    settings, make_ticket, frozen_now
):
    make_ticket()
    make_ticket()
    settings.EMAIL_TIMEOUT = 0.2
    silent = socket.create_server(("127.0.0.1", 0))
    with silent, served(settings, port=silent.getsockname()[1]):
        counts = deliver_outbox(now=frozen_now)
    assert counts.as_dict() == {"sent": 0, "put_off": 1, "given_up": 0}
    assert OutboxMessage.objects.filter(last_error__contains="timed out").exists()
    assert not OutboxMessage.objects.filter(state=OutboxState.LEASED).exists()


def test_the_lease_of_a_killed_sender_is_taken_again(sink, letter, frozen_now):
    lease_messages(frozen_now)  # and then the power went
    assert not any(deliver_outbox(now=frozen_now + LEASE / 2).as_dict().values())
    assert deliver_outbox(now=frozen_now + LEASE).sent == 1
    assert again(letter).attempts == 2
    assert f"Message-ID: {letter.message_id}" in sink.received[0]


def test_a_slow_sender_sends_nothing_that_another_has_taken(sink, letter, frozen_now):
    [slow] = lease_messages(frozen_now)
    assert deliver_outbox(now=frozen_now + LEASE).sent == 1
    counts = module.DeliveryCounts()
    module._send(slow, mail.get_connection(), frozen_now + LEASE, counts)
    assert (counts.sent, len(sink.received)) == (0, 1)


@pytest.mark.parametrize(
    "trouble",
    [
        smtplib.SMTPAuthenticationError(535, b"Bad credentials"),
        smtplib.SMTPConnectError(554, b"No service"),
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
    ],
)
def test_trouble_with_the_server_kills_no_message(
    letter, frozen_now, monkeypatch, trouble
):
    def fail(self, messages):
        raise trouble

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert deliver_outbox(now=frozen_now).put_off == 1
    assert again(letter).state == OutboxState.PENDING


def test_one_message_nobody_can_send_stops_no_other(
    make_ticket, frozen_now, monkeypatch
):
    bad = OutboxMessage.objects.get(ticket=make_ticket())
    make_ticket()
    send = EmailBackend.send_messages

    def fail(self, messages):
        if messages[0].extra_headers["Message-ID"] == bad.message_id:
            raise LookupError("unknown encoding")
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    counts = deliver_outbox(now=frozen_now)
    assert (counts.sent, counts.put_off) == (1, 1)
    assert "unknown encoding" in again(bad).last_error


def test_a_header_that_cannot_be_is_given_up_at_once(letter, frozen_now):
    OutboxMessage.objects.update(subject="eins\nBcc: alle@example.com")
    assert deliver_outbox(now=frozen_now).given_up == 1
    assert again(letter).state == OutboxState.DEAD
    assert mail.outbox == []


def test_without_mail_set_up_the_messages_wait_readable(settings, letter, frozen_now):
    settings.MAIL_IS_SET_UP = False
    assert not any(deliver_outbox(now=frozen_now).as_dict().values())
    assert again(letter).state == OutboxState.PENDING
    assert messages_stuck(frozen_now + timedelta(days=1)) is False


def test_nothing_to_send_takes_few_queries(
    desk, frozen_now, django_assert_max_num_queries
):
    deliver_outbox(now=frozen_now)
    with django_assert_max_num_queries(4):  # two of them begin and end a savepoint
        deliver_outbox(now=frozen_now)


def test_a_long_queue_is_sent_in_batches(make_ticket, frozen_now, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 2)
    for _number in range(5):
        make_ticket()
    assert deliver_outbox(now=frozen_now).sent == 5
    assert len(mail.outbox) == 5
