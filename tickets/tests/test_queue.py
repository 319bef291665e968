"""The queue: what is in it, for whom, in which order, and how dear it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tickets.actions.cancel_ticket import cancel_ticket
from tickets.actions.hold_ticket import hold_ticket
from tickets.actions.take_ticket import take_ticket
from tickets.choices import Channel, HoldReason, Priority
from tickets.models import Ticket
from tickets.policies import visible_tickets
from tickets.selectors.queue import Asked, list_queue, view_tickets

pytestmark = pytest.mark.django_db

BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(client, user):
    client.force_login(user, backend=BACKEND)


def numbers(response):
    return [row.number for row in response.context["page"].rows]


def look(client, **query):
    return client.get(reverse("queue"), query)


def test_it_shows_what_falls_due_first(client, cast, make_ticket, frozen_now):
    late = make_ticket(now=frozen_now)
    soon = make_ticket(now=frozen_now - timedelta(hours=5))
    sign_in(client, cast.alice)
    response = look(client)
    assert response.status_code == 200
    assert numbers(response) == [soon.number, late.number]
    text = response.content.decode()
    assert "空调安装后不制冷" in text
    assert f'data-due="{soon.next_due_at.isoformat()}"' in text


def test_strangers_are_asked_to_sign_in(client, cast):
    assert look(client).status_code == 302
    assert reverse("login") in look(client).url


@pytest.mark.parametrize("name", ["queue", "queue_rows", "queue_filters"])
def test_it_is_only_read(client, cast, name):
    sign_in(client, cast.alice)
    assert client.post(reverse(name)).status_code == 405


def test_bob_of_the_other_team_sees_nothing(client, cast, make_ticket):
    ticket = make_ticket()
    sign_in(client, cast.bob)
    for view in ("mine", "team", "unassigned", "soon", "over", "held", "ended"):
        assert numbers(look(client, view=view)) == []
    for words in (ticket.number, "空调", "13800138000"):
        assert numbers(look(client, q=words)) == []
    assert ticket.number not in client.get(reverse("queue_rows")).content.decode()


@pytest.mark.parametrize("who", ["carl", "ada"])
def test_people_without_a_desk_are_refused(client, cast, who):
    sign_in(client, getattr(cast, who))
    assert look(client).status_code == 403


def test_each_view_holds_its_own(client, cast, make_ticket, frozen_now):
    now = frozen_now
    mine = take_ticket(ticket=make_ticket(), actor=cast.alice, now=now)
    free = make_ticket()
    held = take_ticket(ticket=make_ticket(), actor=cast.anna, now=now)
    held = hold_ticket(
        ticket=held,
        actor=cast.anna,
        reason=HoldReason.CUSTOMER,
        note="",
        until=now + timedelta(days=1),
        now=now,
    )
    ended = cancel_ticket(ticket=make_ticket(), actor=cast.lee, reason="x", now=now)

    def found(view, moment=now):
        return set(view_tickets(cast.alice, view, moment))

    assert found("mine") == {mine}
    assert found("team") == {mine, free, held}
    assert found("unassigned") == {free}
    assert found("held") == {held}
    assert found("ended") == {ended}
    assert found("over") == set()
    assert found("soon", free.next_due_at - timedelta(minutes=5)) >= {free}
    assert free in found("over", free.next_due_at)
    assert found("soon", free.next_due_at) & {free} == set()


def test_filters_narrow_a_view(client, cast, make_ticket):
    plain = make_ticket()
    urgent = make_ticket(
        kind="complaint_delay", priority=Priority.URGENT, channel=Channel.EMAIL
    )
    sign_in(client, cast.alice)
    for query in (
        {"priority": "urgent"},
        {"type": "complaint"},
        {"type": "complaint_delay"},
        {"channel": "email"},
    ):
        assert numbers(look(client, **query)) == [urgent.number], query
    both = {plain.number, urgent.number}
    assert set(numbers(look(client, stage="greet"))) == both
    assert set(numbers(look(client, team=cast.general.code))) == both
    assert numbers(look(client, team="repairs")) == []
    assert numbers(look(client, assignee=cast.anna.pk)) == []
    chips = look(client, type="complaint").context["filters"]
    assert [chip.value for chip in chips] != ["complaint"]


@pytest.mark.parametrize(
    "query",
    [
        {"view": "nonsense"},
        {"stage": "'; drop"},
        {"assignee": "9" * 40},
        {"assignee": "x"},
        {"q": "\0"},
        {"q": "%_\\'\""},
        {"team": "✗"},
        {"after": "forged"},
        {"after": "a" * 500},
    ],
)
def test_a_bad_word_in_the_address_is_left_out(client, cast, make_ticket, query):
    make_ticket()
    sign_in(client, cast.alice)
    assert look(client, **query).status_code == 200


def test_it_is_read_page_by_page_without_loss(cast, make_ticket, frozen_now):
    made = make_many(make_ticket(), 119)
    seen, after = [], ""
    for _page in range(5):
        page = list_queue(cast.alice, Asked(after=after), frozen_now)
        seen += [row.number for row in page.rows]
        after = page.older
        if not after:
            break
    assert len(seen) == len(set(seen)) == len(made) == 120
    by_due = Ticket.objects.order_by("next_due_at", "pk")
    assert seen == list(by_due.values_list("number", flat=True))


def test_a_forged_position_gives_the_first_page(cast, make_ticket, frozen_now):
    make_ticket()
    page = list_queue(cast.alice, Asked(after="x:y:z"), frozen_now)
    assert page.is_first
    assert len(page.rows) == 1


def test_several_teams_are_sorted_as_one(cast, make_ticket, frozen_now):
    make_many(make_ticket(), 60)
    make_many(make_ticket(now=frozen_now - timedelta(hours=2)), 60, team=cast.repairs)
    rows = list_queue(cast.sue, Asked(), frozen_now)
    expected = visible_tickets(cast.sue).order_by("next_due_at", "pk")[:50]
    assert [row.pk for row in rows.rows] == [ticket.pk for ticket in expected]
    assert {row.team for row in rows.rows} != set()


@pytest.mark.parametrize("count", [5, 200])
@pytest.mark.parametrize("who", ["alice", "sue"])
def test_the_page_costs_eight_queries_at_any_size(
    client, cast, make_ticket, count, who
):
    make_many(make_ticket(), count - 1)
    user = getattr(cast, who)
    sign_in(client, user)
    look(client)  # reads the published rulebook into the process
    for query in ({}, {"view": "mine"}, {"q": "空调"}, {"type": "consultation"}):
        with CaptureQueriesContext(connection) as captured:
            assert look(client, **query).status_code == 200
        assert len(captured) <= 8, [one["sql"] for one in captured]


@pytest.mark.parametrize("view", ["team", "mine", "unassigned", "over", "soon"])
def test_views_walk_along_a_partial_index(cast, make_ticket, frozen_now, view):
    if connection.vendor != "sqlite":
        return  # other planners weigh rows; this one says what it can use
    make_ticket()
    rows = view_tickets(cast.alice, view, frozen_now).order_by("next_due_at", "pk")
    plan = rows[:51].explain()
    assert "queue_of_" in plan
    assert "TEMP B-TREE" not in plan


def make_many(ticket, count, **values):
    """Copy a ticket so many times, each due a little later; return all."""
    rows = []
    for place in range(count):
        row = Ticket.objects.get(pk=ticket.pk)
        row.pk = None
        row.number = f"SD-{ticket.number[3:7]}-{place:04}"
        row.link_nonce = f"nonce{place}"
        row.next_due_at = ticket.next_due_at + timedelta(minutes=place // 3)
        for name, value in values.items():
            setattr(row, name, value)
        rows.append(row)
    Ticket.objects.bulk_create(rows)
    if values:
        Ticket.objects.filter(pk=ticket.pk).update(**values)
    return [ticket, *rows]
