import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from servicedesk.board.figures import FIGURES
from servicedesk.tests.board_cases import HOUR, lay_out
from surveys.actions.open_recovery import open_recovery
from surveys.models import Score
from tickets.choices import Source

pytestmark = pytest.mark.django_db

LINK = re.compile(r'href="(/board/tickets/\?[^"]+)"(?: aria-label="[^"]*")?>(\d+)</a>')


@pytest.fixture
def case(cast, make_ticket, frozen_now, monkeypatch):
    made = lay_out(cast, make_ticket, frozen_now)
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.now)
    return made


@pytest.fixture
def enter(client):
    def enter(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def count_of(page) -> int:
    (count,) = re.findall(r'data-count="(\d+)"', page.content.decode())
    return int(count)


def test_it_shows_the_work_of_the_supervisors_teams(case, cast, enter):
    page = enter(cast.sue).get(reverse("board"))
    assert page.status_code == 200
    part = page.context["part"]
    assert part.open.value == 10
    assert [tile.number.value for tile in part.tiles] == [3, 1, 1, 0]
    assert {line.team for line in part.teams} == {cast.general, cast.repairs}
    text = page.content.decode()
    assert "style=" not in text
    assert "1 / 2" in " ".join(re.sub(r"<[^>]+>", "", text).split())


def test_every_number_leads_to_just_as_many_rows(case, cast, enter):
    client = enter(cast.sue)
    low = Score.objects.get(stars=2)
    open_recovery(score=low, now=case.now)
    text = client.get(reverse("board")).content.decode()
    links = {(unescape(url), int(number)) for url, number in LINK.findall(text)}
    tiles = re.findall(
        r'<a class="tile[^"]*" href="([^"]+)">.*?tile-figure">(\d+)<', text, re.S
    )
    links |= {(unescape(url), int(number)) for url, number in tiles}
    bars = re.findall(
        r'<a href="(/board/tickets/[^"]+)" aria-label="[^"]*: (\d+)"', text
    )
    links |= {(unescape(url), int(number)) for url, number in bars}
    assert len(links) > 30
    for url, number in sorted(links):
        page = client.get(url)
        listed = page.context["listed"]
        assert (url, len(listed.rows), listed.count) == (url, number, number)
        assert count_of(page) == number


@pytest.mark.parametrize("figure", list(FIGURES))
def test_every_figure_has_a_list(case, cast, enter, figure):
    page = enter(cast.sue).get(reverse("board_tickets"), {"figure": figure})
    assert page.status_code == 200
    assert count_of(page) == len(page.context["listed"].rows)


def test_a_long_list_goes_on_where_the_page_ended(
    case, cast, enter, make_ticket, monkeypatch
):
    monkeypatch.setattr("servicedesk.board.rows.PAGE", 3)
    client = enter(cast.sue)
    url, seen = f"{reverse('board_tickets')}?figure=opened", []
    while url:
        page = client.get(url)
        seen += [row.ticket.pk for row in page.context["listed"].rows]
        url = page.context["next_url"]
    assert len(seen) == len(set(seen)) == 9


def test_another_day_can_be_chosen_and_nonsense_is_said_kindly(case, cast, enter):
    client = enter(cast.sue)
    page = client.get(reverse("board"), {"day": "2026-02-25"})
    assert [line.today.value for line in page.context["day"].volume.lines] == [1, 1]
    assert not page.context["is_today"]
    page = client.get(reverse("board"), {"day": "2026-02-31", "team": "x"})
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"day", "team"}
    assert page.context["is_today"]
    for day in ("9999-12-31", "0001-01-01"):
        page = client.get(reverse("board"), {"day": day})
        assert page.context["form"].errors.keys() == {"day"}


def test_one_team_alone(case, cast, enter):
    page = enter(cast.sue).get(reverse("board"), {"team": cast.repairs.pk})
    assert page.context["part"].open.value == 1


def test_a_lead_sees_only_the_own_team(case, cast, enter):
    client = enter(cast.lee)
    assert client.get(reverse("board")).context["part"].open.value == 9
    answer = client.get(
        reverse("board_tickets"), {"figure": "open", "team": cast.repairs.pk}
    )
    assert answer.status_code == 404


def test_an_agent_is_refused(case, cast, enter):
    client = enter(cast.alice)
    assert client.get(reverse("board")).status_code == 403
    assert client.get(reverse("board_tickets"), {"figure": "open"}).status_code == 403


def test_a_stranger_is_asked_to_sign_in(desk, client):
    assert client.get(reverse("board")).status_code == 302


def test_it_writes_nothing(case, cast, enter):
    assert enter(cast.sue).post(reverse("board")).status_code == 405


def test_an_editor_sees_figures_without_the_tickets(case, cast, enter):
    client = enter(cast.carl)
    page = client.get(reverse("board"))
    assert page.context["part"].open.value == 10
    assert b"/board/tickets/" not in page.content
    assert case.tickets["fresh"].subject not in page.content.decode()
    assert client.get(reverse("board_tickets"), {"figure": "open"}).status_code == 403


def test_an_unknown_figure_is_not_found(case, cast, enter):
    client = enter(cast.sue)
    for asked in ({}, {"figure": "x"}, {"figure": "open", "start": "x"}):
        assert client.get(reverse("board_tickets"), asked).status_code == 404
    after = {"figure": "open", "after": "nonsense"}
    assert client.get(reverse("board_tickets"), after).status_code == 200


def test_the_wall_refreshes_itself(case, cast, enter):
    page = enter(cast.sue).get(reverse("board"), {"wall": 1})
    text = page.content.decode()
    assert 'hx-trigger="every 30s"' in text
    assert 'class="staff wall"' in text


def test_history_alone_is_shown_without_asking(cast, make_ticket, enter, frozen_now):
    make_ticket(now=frozen_now - timedelta(days=400), source=Source.IMPORTED)
    client = enter(cast.sue)
    page = client.get(reverse("board"))
    assert page.context["scope"].imported
    assert page.context["history"].last_day.isoformat() == "2025-01-28"
    make_ticket(now=frozen_now)
    assert not client.get(reverse("board")).context["scope"].imported
    page = client.get(reverse("board"), {"imported": "1"})
    assert page.context["scope"].imported


def test_as_many_queries_for_many_tickets(case, cast, enter, make_ticket):
    client = enter(cast.sue)

    def queries(url: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    listing = f"{reverse('board_tickets')}?figure=judged"
    few = [queries(reverse("board")), queries(listing)]
    few = [queries(reverse("board")), queries(listing)]
    for _number in range(10):
        make_ticket(now=case.now - HOUR)
    assert [queries(reverse("board")), queries(listing)] == few
    assert few[0] <= 40
    assert few[1] <= 14
