"""Notices, outgoing messages, and files handed out to the staff."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tickets.actions.read_notices import read_notices
from tickets.actions.retry_message import retry_message
from tickets.actions.take_ticket import take_ticket
from tickets.choices import OutboxState
from tickets.models import Attachment, Notice, OutboxMessage, Ticket

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)


@pytest.fixture
def notice(cast, make_ticket, frozen_now):
    """Alice hears that Anna took her ticket."""
    ticket = take_ticket(ticket=make_ticket(), actor=cast.alice, now=frozen_now)
    take_ticket(ticket=ticket, actor=cast.anna, now=frozen_now)
    return Notice.objects.get(user=cast.alice)


@pytest.fixture
def dead(make_ticket):
    message = OutboxMessage.objects.get(ticket=make_ticket())
    message.state, message.attempts = OutboxState.DEAD, 8
    message.last_error = "550 <b>unknown</b>"
    message.save()
    return message


# --- notices ------------------------------------------------------------------


def test_a_notice_leads_to_its_ticket_and_is_read(client, cast, notice):
    sign_in(client, cast.alice)
    assert notice.ticket.subject in client.get(reverse("notices")).content.decode()
    url = reverse("notice_read", args=[notice.pk])
    response = client.post(url, {"open": "1"})
    assert response.url == reverse("ticket", kwargs={"number": notice.ticket.number})
    notice.refresh_from_db()
    first = notice.read_at
    assert first is not None
    assert client.post(url).url == reverse("notices")  # twice changes nothing
    notice.refresh_from_db()
    assert notice.read_at == first
    assert notice.ticket.number not in client.get(reverse("notices")).content.decode()
    everything = client.get(reverse("notices"), {"show": "all", "after": "forged"})
    assert notice.ticket.number in everything.content.decode()


def test_all_are_read_at_once(client, cast, notice):
    sign_in(client, cast.alice)
    client.post(reverse("notices_read_all"))
    assert not Notice.objects.filter(user=cast.alice, read_at__isnull=True).exists()


def test_looking_reads_nothing(client, cast, notice):
    sign_in(client, cast.alice)
    client.get(reverse("notices"))
    for url in (reverse("notices_read_all"), reverse("notice_read", args=[notice.pk])):
        assert client.get(url).status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None


def test_nobody_reads_the_notices_of_others(client, cast, notice, frozen_now):
    sign_in(client, cast.bob)
    assert notice.ticket.number not in client.get(reverse("notices")).content.decode()
    assert client.post(reverse("notice_read", args=[notice.pk])).status_code == 404
    client.post(reverse("notices_read_all"))
    assert read_notices(user=cast.bob, notice_ids=[notice.pk], now=frozen_now) == 0
    notice.refresh_from_db()
    assert notice.read_at is None
    client.logout()
    assert client.get(reverse("notices")).status_code == 302


def test_a_ticket_that_left_the_team_is_named_without_its_subject(client, cast, notice):
    Ticket.objects.filter(pk=notice.ticket_id).update(team=cast.repairs)
    sign_in(client, cast.alice)
    text = client.get(reverse("notices")).content.decode()
    assert notice.ticket.number in text
    assert notice.ticket.subject not in text


def test_many_notices_come_page_by_page(client, cast, make_ticket, frozen_now):
    entries = []
    for _place in range(53):
        entries.append(make_ticket(contact_email="").entries.first())
    Notice.objects.bulk_create(
        Notice(user=cast.alice, ticket=entry.ticket, entry=entry, created_at=frozen_now)
        for entry in entries
    )
    sign_in(client, cast.alice)
    first = client.get(reverse("notices"))
    assert len(first.context["lines"]) == 50
    rest = client.get(reverse("notices") + first.context["older_url"])
    assert len(rest.context["lines"]) == 3


# --- the outbox ---------------------------------------------------------------


def test_messages_of_visible_tickets_are_read(client, cast, dead, make_ticket):
    sign_in(client, cast.alice)
    sent = OutboxMessage.objects.get(ticket=make_ticket())
    page = client.get(reverse("outbox"))
    assert [one.pk for one in page.context["page"].dead] == [dead.pk]
    assert [one.pk for one in page.context["page"].rows] == [sent.pk]
    assert "&lt;b&gt;unknown" in page.content.decode()
    sign_in(client, cast.bob)
    theirs = client.get(reverse("outbox")).context["page"]
    assert (list(theirs.rows), list(theirs.dead)) == ([], [])


def test_invitations_are_for_administrators_alone(client, cast, dead, frozen_now):
    invitation = OutboxMessage.objects.create(
        purpose="invitation",
        recipient="new@example.com",
        language="en",
        subject="s",
        body="secret link",
        message_id="<x@example.com>",
        dedupe_key="x",
        created_at=frozen_now,
        next_try_at=frozen_now,
    )
    Ticket.objects.update(team=cast.repairs)

    def seen(user):
        sign_in(client, user)
        page = client.get(reverse("outbox")).context["page"]
        return {one.pk for one in (*page.rows, *page.dead)}

    assert seen(cast.ada) == {invitation.pk, dead.pk}
    assert seen(cast.sue) == {dead.pk}
    assert seen(cast.alice) == set()
    sign_in(client, cast.carl)
    assert client.get(reverse("outbox")).status_code == 403


def test_a_message_that_was_given_up_is_tried_again(client, cast, dead, frozen_now):
    url = reverse("outbox_retry", args=[dead.pk])
    sign_in(client, cast.bob)
    assert client.post(url).status_code == 404
    sign_in(client, cast.alice)
    assert client.get(url).status_code == 405
    message_id = dead.message_id
    assert client.post(url).url == reverse("outbox")
    dead.refresh_from_db()
    assert (dead.state, dead.attempts) == (OutboxState.PENDING, 0)
    assert dead.message_id == message_id
    assert client.post(url).status_code == 302  # twice: refused in words
    with pytest.raises(ValidationError):
        retry_message(message=dead, now=frozen_now + timedelta(hours=1))


# --- files --------------------------------------------------------------------


def test_a_file_is_a_download_and_never_a_page(client, cast, make_ticket, settings):
    upload = SimpleUploadedFile("发票.html", b"<script>", content_type="text/html")
    ticket = make_ticket(files=[upload])
    url = reverse("attachment", args=[Attachment.objects.get(ticket=ticket).uid])
    sign_in(client, cast.alice)
    response = client.get(url)
    assert b"".join(response.streaming_content) == b"<script>"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert client.post(url).status_code == 405
    sign_in(client, cast.bob)
    assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302


def test_a_file_that_is_gone_is_not_found(client, cast, make_ticket):
    upload = SimpleUploadedFile("a.txt", b"a", content_type="text/plain")
    found = Attachment.objects.get(ticket=make_ticket(files=[upload]))
    found.file.storage.delete(found.file.name)
    sign_in(client, cast.alice)
    assert client.get(reverse("attachment", args=[found.uid])).status_code == 404


# --- Django's admin pages -----------------------------------------------------


def test_admin_pages_read_visible_tickets_and_write_no_history(
    client, cast, make_ticket
):
    ticket = make_ticket()
    entry = ticket.entries.first()
    sign_in(client, cast.ada)
    for name in ("entry", "deadline"):
        page = client.get(reverse(f"admin:tickets_{name}_changelist"))
        assert ticket.number not in page.content.decode()
        assert client.get(reverse(f"admin:tickets_{name}_add")).status_code == 403
    cast.general.members.add(cast.ada)
    page = client.get(reverse("admin:tickets_entry_changelist"))
    assert ticket.number in page.content.decode()
    url = reverse("admin:tickets_entry_change", args=[entry.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"body": "x"}).status_code == 403
    kinds = client.get(reverse("admin:tickets_requesttype_changelist"))
    assert kinds.status_code == 200
