"""The queue's live rows, and what can be done to many tickets at once."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tickets.actions.take_ticket import take_ticket
from tickets.actions.write_note import write_note
from tickets.choices import EntryKind
from tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)


def poll(client, etag="", **query):
    headers = {"If-None-Match": etag} if etag else {}
    return client.get(reverse("queue_rows"), query, headers=headers)


def send(client, **data):
    return client.post(reverse("queue_many"), data)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_unchanged_rows_answer_304_without_a_body(client, cast, make_ticket):
    make_ticket()
    sign_in(client, cast.alice)
    first = poll(client)
    assert first.status_code == 200
    assert first["Cache-Control"] == "private, no-cache"
    with CaptureQueriesContext(connection) as captured:
        second = poll(client, first["ETag"])
    assert (second.status_code, second.content) == (304, b"")
    assert len(captured) <= 6


def test_the_page_itself_knows_the_mark(client, cast, make_ticket):
    make_ticket()
    sign_in(client, cast.alice)
    mark = client.get(reverse("queue"), {"view": "team"}).context["etag"]
    assert poll(client, mark).status_code == 304


def test_a_change_of_a_row_or_a_figure_is_seen(client, cast, make_ticket, frozen_now):
    ticket = make_ticket()
    sign_in(client, cast.alice)
    etag = poll(client)["ETag"]
    take_ticket(ticket=ticket, actor=cast.anna, now=frozen_now)
    changed = poll(client, etag)
    assert changed.status_code == 200
    assert "安娜" in changed.content.decode()
    make_ticket()
    assert poll(client, changed["ETag"]).status_code == 200


def test_the_mark_is_one_persons_and_one_language(client, cast, make_ticket):
    make_ticket()
    sign_in(client, cast.alice)
    mine = poll(client)["ETag"]
    assert poll(client, mine, view="mine").status_code == 200
    client.cookies["django_language"] = "en"
    assert poll(client, mine).status_code == 200
    sign_in(client, cast.anna)
    assert poll(client, mine).status_code == 200


def test_many_are_taken_and_refusals_are_told(client, cast, make_ticket, frozen_now):
    free, own, foreign = make_ticket(), make_ticket(), make_ticket()
    take_ticket(ticket=own, actor=cast.alice, now=frozen_now)
    Ticket.objects.filter(pk=foreign.pk).update(team=cast.repairs)
    sign_in(client, cast.alice)
    response = send(
        client,
        do="take",
        ticket=[free.number, own.number, foreign.number, "SD-NONE-NONE"],
        next="/desk/?view=unassigned",
    )
    assert response.status_code == 302
    assert response.url == "/desk/?view=unassigned"
    free.refresh_from_db()
    foreign.refresh_from_db()
    assert free.assignee == cast.alice
    assert foreign.assignee is None
    said = told(response)
    assert len(said) == 4
    assert any(own.number in text for text in said)
    # Unknown and foreign tickets are refused in the same words.
    ends = {text.partition(": ")[2] for text in said if "SD-NONE" in text}
    assert ends == {text.partition(": ")[2] for text in said if foreign.number in text}


def test_one_key_takes_the_row_it_stands_on(client, cast, make_ticket):
    ticket, other = make_ticket(), make_ticket()
    sign_in(client, cast.alice)
    send(client, take=ticket.number)
    send(client, take=ticket.number)  # twice: refused, not written twice
    assert Entry.objects.filter(kind=EntryKind.TAKEN).count() == 1
    other.refresh_from_db()
    assert other.assignee is None


def test_many_are_assigned_with_a_word(client, cast, make_ticket):
    one, two = make_ticket(), make_ticket()
    sign_in(client, cast.alice)
    data = {"do": "assign", "ticket": [one.number, two.number], "person": cast.anna.pk}
    refused = send(client, **data)  # without a reason
    assert len(told(refused)) == 2
    assert not Ticket.objects.filter(assignee=cast.anna).exists()
    send(client, **data, reason="今天我请假")
    assert set(Ticket.objects.filter(assignee=cast.anna)) == {one, two}


def test_nobody_outside_the_team_can_be_chosen(client, cast, make_ticket):
    ticket = make_ticket()
    sign_in(client, cast.alice)
    send(
        client, do="assign", ticket=[ticket.number], person=cast.bob.pk, reason="请接手"
    )
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_bob_can_do_nothing_to_many(client, cast, make_ticket):
    ticket = make_ticket()
    sign_in(client, cast.bob)
    send(client, do="take", ticket=[ticket.number])
    ticket.refresh_from_db()
    assert ticket.assignee is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"do": "take"},
        {"do": "nonsense", "ticket": ["x"]},
        {"do": "assign", "ticket": ["SD-NONE-NONE"]},
        {"do": "assign", "ticket": ["x"], "person": "999999"},
        {"do": "take", "ticket": ["\0"], "next": "https://evil.example/"},
    ],
)
def test_bad_input_changes_nothing_and_leads_back(client, cast, make_ticket, data):
    make_ticket()
    sign_in(client, cast.alice)
    response = send(client, **data)
    assert (response.status_code, response.url) == (302, "/desk/")
    assert not Entry.objects.filter(kind=EntryKind.TAKEN).exists()


def test_it_is_changed_by_post_only(client, cast):
    sign_in(client, cast.alice)
    assert client.get(reverse("queue_many")).status_code == 405
    client.logout()
    assert send(client).status_code == 302


def test_hostile_text_is_shown_inert(client, cast, make_ticket, frozen_now):
    ticket = make_ticket(
        subject="<script>alert(1)</script>",
        contact_name='"><img src=x>',
        description="{{ x }} {0} <b>",
    )
    write_note(ticket=ticket, actor=cast.alice, text="x", now=frozen_now)
    sign_in(client, cast.alice)
    text = client.get(reverse("queue")).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;" in text


def test_counts_are_capped_and_shown(client, cast, make_ticket, frozen_now):
    ticket = make_ticket(now=frozen_now - timedelta(days=9))
    rows = []
    for place in range(120):
        row = Ticket.objects.get(pk=ticket.pk)
        row.pk, row.number, row.intake_key = None, f"SD-AAAA-{place:04}", None
        rows.append(row)
    Ticket.objects.bulk_create(rows)
    sign_in(client, cast.alice)
    counts = client.get(reverse("queue")).context["counts"]
    assert counts["team"] == counts["over"] == counts["greet"] == "99+"
    assert counts["mine"] == counts["held"] == counts["serve"] == ""
