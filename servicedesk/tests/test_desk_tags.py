"""Durations, moments and time left read right in both languages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from servicedesk.templatetags import desk

NOW = datetime(2026, 3, 3, 6, 5, tzinfo=UTC)  # 14:05 in Shanghai


@pytest.fixture(params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "0秒", "0 s"),
        (45, "45秒", "45 s"),
        (60, "1分钟", "1 min"),
        (2280, "38分钟", "38 min"),
        (3600, "1小时", "1 h"),
        (12000, "3小时20分", "3 h 20 min"),
        (47 * 3600, "47小时", "47 h"),
        (52 * 3600, "2天4小时", "2 d 4 h"),
        (-90, "1分钟", "1 min"),
        (timedelta(minutes=5), "5分钟", "5 min"),
        (None, "–", "–"),
    ],
)
def test_duration_is_said_as_people_say_it(language, seconds, zh, en):
    assert desk.duration(seconds) == (zh if language == "zh-hans" else en)


@pytest.mark.parametrize(
    ("left", "figure"),
    [(252, "4:12"), (-252, "4:12"), (59, "0:59"), (0.2, "0:01"), (-0.2, "0:00")],
)
def test_time_left_counts_seconds_below_an_hour(left, figure):
    assert desk.time_left(NOW + timedelta(seconds=left), NOW) == figure


def test_time_left_is_a_duration_above_an_hour(language):
    wanted = {"zh-hans": "2小时10分", "en": "2 h 10 min"}[language]
    assert desk.time_left(NOW + timedelta(minutes=130), NOW) == wanted


@pytest.mark.parametrize(
    ("due", "warn", "state"),
    [
        (None, None, "none"),
        (NOW, None, "over"),
        (NOW - timedelta(days=3), None, "over"),
        (NOW + timedelta(hours=1), NOW, "warn"),
        (NOW + timedelta(hours=4), NOW + timedelta(hours=1), "next"),
        (NOW + timedelta(hours=5), None, "calm"),
        (datetime(9999, 1, 1, tzinfo=UTC), None, "paused"),
    ],
)
def test_deadline_state_says_how_pressing_it_is(due, warn, state):
    assert desk.deadline_state(due, warn, NOW) == state


def test_every_state_has_a_word(language):
    for state in ("calm", "next", "warn", "over", "paused", "none"):
        assert desk.due_word(state)


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (NOW, "今天 14:05", "today 14:05"),
        (NOW + timedelta(hours=20), "明天 10:05", "tomorrow 10:05"),
        (NOW - timedelta(hours=15), "昨天 23:05", "yesterday 23:05"),
        (NOW + timedelta(days=2), "3月5日 14:05", "5 Mar 14:05"),
        (NOW - timedelta(days=90), "2025年12月3日 14:05", "3 Dec 2025 14:05"),
        (None, "–", "–"),
    ],
)
def test_moment_is_local_and_near_days_have_names(language, value, zh, en):
    text = desk.moment(Context({"now": NOW}), value)
    assert text == (zh if language == "zh-hans" else en)


def test_moment_without_now_is_written_out(language):
    wanted = {"zh-hans": "2026年3月3日 14:05", "en": "3 Mar 2026 14:05"}[language]
    assert desk.moment(Context(), NOW) == wanted


def test_clock_is_local():
    assert (desk.clock(NOW), desk.clock(None)) == ("14:05", "–")


@pytest.mark.parametrize(
    ("score", "text"), [(5, "★★★★★"), (3, "★★★☆☆"), (0, "☆☆☆☆☆"), (None, "☆☆☆☆☆")]
)
def test_stars(score, text):
    assert desk.stars(score) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0.95, "95%"), (0.9567, "95.7%"), (1, "100%"), (None, "–")]
)
def test_percent_drops_an_empty_decimal(language, share, text):
    assert desk.percent(share) == text


@pytest.mark.parametrize(
    ("name", "text"),
    [("李娜", "李"), ("Anna Brown", "AB"), ("bob", "B"), ("", "–"), (None, "–")],
)
def test_initial(name, text):
    assert desk.initial(name) == text


@pytest.mark.parametrize(
    ("stage", "states"),
    [
        ("greet", "now todo todo todo todo"),
        ("serve", "done done now todo todo"),
        ("done", "done done done done done"),
        ("cancelled", "todo todo todo todo todo"),
    ],
)
def test_stage_steps(stage, states):
    assert [step.state for step in desk.stage_steps(stage)] == states.split()


def test_an_ended_ticket_is_known():
    assert desk.is_ended("done")
    assert not desk.is_ended("serve")


def test_an_unknown_channel_still_has_an_icon():
    assert (desk.channel_icon("phone"), desk.channel_icon("?")) == (
        "phone",
        "circle-dot",
    )


def test_json_in_an_attribute_is_escaped():
    page = Template('{% load desk %}<b data-fill="{{ value|as_json }}"></b>')
    html = page.render(Context({"value": {"id_name": '王"<小明'}}))
    assert html == (
        '<b data-fill="{&quot;id_name&quot;: &quot;王\\&quot;&lt;小明&quot;}"></b>'
    )


def test_deadline_part_shows_shape_word_and_figure(language):
    page = Template(
        '{% include "shared/deadline.html" with due_at=due warn_at=None code="S2" %}'
    )
    html = page.render(Context({"due": NOW - timedelta(seconds=252), "now": NOW}))
    assert "due-over" in html
    assert "4:12" in html
    assert {"zh-hans": "超时", "en": "over"}[language] in html
    assert 'data-due="2026-03-03T14:00:48+08:00"' in html
