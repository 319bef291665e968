from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from servicedesk.board.links import Links
from servicedesk.board.parts.day import build_day
from servicedesk.board.parts.now import build_now
from servicedesk.board.recount import count_on_board, differences
from servicedesk.board.selectors import satisfaction, volume, work
from servicedesk.board.selectors.judged import read_judgement
from servicedesk.board.selectors.volume import read_durations
from servicedesk.tests.board_cases import HOUR, lay_out, scope_at, to_close
from tickets.choices import Source
from tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast, make_ticket, frozen_now):
    return lay_out(cast, make_ticket, frozen_now)


@pytest.fixture
def scope(case, cast):
    return scope_at(case.now, [cast.general.pk, cast.repairs.pk])


def test_the_open_work_by_stage_and_team(case, scope, cast):
    seen = work.read_work(scope)
    assert {stage: load.open for stage, load in seen.by_stage.items()} == {
        "greet": 2,
        "confirm": 1,
        "serve": 2,
        "close": 3,
        "follow_up": 2,  # one by silence today, the old one by the sweep
    }
    assert seen.total.open == 10
    assert seen.by_team[cast.repairs.pk].open == 1
    assert seen.total.over == work.tickets_over_time(scope).count() == 3
    assert seen.total.unanswered == 1
    assert seen.total.oldest == case.now


def test_breaches_by_rule_with_what_was_judged_and_left_out(scope):
    read = read_judgement(scope)
    found = {
        one.milestone: (one.broken, one.share.whole) for one in read.rules if one.broken
    }
    assert found == {
        "first_answer": (1, 1),  # the urgent one, two hours
        "promise": (2, 6),  # completed after it, and still being served
    }
    answers = [one for one in read.rules if one.milestone == "first_answer"]
    assert [(one.broken, one.met) for one in answers] == [(1, 0), (0, 7)]
    total = read.total
    assert (total.part, total.whole) == (
        sum(one.broken for one in read.rules),
        sum(one.share.whole for one in read.rules),
    )
    assert total.left_out > 0
    assert {one.milestone for one in read.advisory} == {"quality_answer"}
    assert all(one.title and one.code for one in read.rules)


def test_satisfied_is_a_share_of_the_latest_answers(case, scope):
    read = satisfaction.read_satisfaction(scope)
    assert (read.share.part, read.share.whole) == (1, 2)
    assert read.share.left_out == 2  # late, silent; the reopened one is not complete
    assert read.target == 0.95


def test_today_stands_beside_the_same_weekday(scope):
    opened = volume.read_opened(scope)
    assert (opened.today, opened.before, opened.before_so_far) == (9, 1, 1)
    completed = volume.read_completed(scope)
    assert (completed.today, completed.before) == (4, 1)
    assert volume.reopened_completions(scope).count() == 1
    morning = replace(scope, now=scope.start + 11 * HOUR)
    assert volume.read_opened(morning).before_so_far == 0


def test_median_and_ninth_tenth_stand_beside_the_mean(scope):
    read = read_durations(scope)
    assert read.count == 4  # 1 h, 1.5 h, 2 h, 3.5 h
    assert read.median == timedelta(minutes=105)
    assert read.ninth_tenth == timedelta(hours=3.5)
    assert read.mean == timedelta(hours=2)


def test_a_desk_without_anything_divides_by_nothing(cast, frozen_now):
    scope = scope_at(frozen_now, [cast.general.pk])
    links = Links(day=None)
    assert build_now(scope, links).open.value == 0
    day = build_day(scope, links)
    assert day.rules.share.value is None
    assert day.satisfaction.gauge is None
    assert day.durations.read.count == 0
    nobody = scope_at(frozen_now, [])
    assert build_now(nobody, links).teams == []


def test_the_board_agrees_with_a_recount_from_the_entries(scope):
    assert differences(scope) == []
    assert differences(scope.week_earlier()) == []
    figures = count_on_board(scope)
    assert (figures.opened, figures.completed) == (9, 4)
    assert (figures.exceptions, figures.silence) == (1, 1)
    assert (figures.scored, figures.satisfied) == (2, 1)
    assert figures.breached.total() == 3


def test_the_recount_notices_a_figure_that_was_tampered_with(case, scope):
    Ticket.objects.filter(pk=case.tickets["praised"].pk).update(completed_at=None)
    found = differences(scope)
    assert any(line.startswith("completed: board 3, entries 4") for line in found)


def test_imported_history_is_counted_only_when_asked_for(
    case, scope, cast, make_ticket
):
    before = count_on_board(scope)
    make_ticket(now=case.now, source=Source.IMPORTED)
    assert count_on_board(scope) == before
    with_it = count_on_board(scope.with_history(imported=True))
    assert with_it.opened == before.opened + 1
    assert differences(scope.with_history(imported=True)) == []


def test_other_teams_are_not_counted(case, cast):
    scope = scope_at(case.now, [cast.repairs.pk])
    seen = work.read_work(scope)
    assert seen.total.open == 1
    assert work.read_dispatches(scope).count == 1


def test_as_many_queries_for_many_tickets_as_for_few(scope, cast, make_ticket):
    links = Links(day=scope.day)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            build_now(scope, links)
            build_day(scope, links)
        return len(caught)

    queries()  # the rulebook is read once a process
    few = queries()
    for _number in range(8):
        make_ticket(now=scope.now - HOUR)
        to_close(make_ticket(now=scope.start + HOUR), cast.alice, scope.now, hours=0)
    assert queries() == few
    assert few <= 28
    assert Entry.objects.count() > 100
