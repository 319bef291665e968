"""/healthz, /readyz and /metrics: what a monitor is told, and who is told it."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test import RequestFactory

from servicedesk import health
from servicedesk.schedule import BEAT_SCHEDULE
from tickets.models import Heartbeat

get = RequestFactory().get


@pytest.fixture
def at_rest(frozen_now):
    """The doors read the clock; here it stands still."""
    with time_machine.travel(frozen_now, tick=False):
        yield frozen_now


@pytest.fixture
def broken_database(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", refuse)


def beat(name, moment):
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": moment})


@pytest.mark.django_db
def test_healthz_answers_ok():
    answer = health.healthz(get("/healthz"))
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_healthz_says_so_when_the_database_is_away(broken_database):
    assert health.healthz(get("/healthz")).status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["healthz", "readyz", "metrics"])
def test_nothing_is_changed_by_asking(view):
    answer = getattr(health, view)(RequestFactory().post(f"/{view}"))
    assert answer.status_code == 405


@pytest.mark.django_db
def test_readyz_asks_for_a_worker_when_no_sweep_ever_ran(at_rest):
    answer = health.readyz(get("/readyz"))
    assert answer.status_code == 503
    assert b"has never run" in answer.content


@pytest.mark.django_db
def test_readyz_is_content_up_to_three_periods(at_rest):
    beat("sweep", at_rest - timedelta(seconds=6))
    beat("outbox", at_rest - timedelta(seconds=60))
    answer = health.readyz(get("/readyz"))
    assert answer.status_code == 200
    assert answer.content == b'{"ready": true, "reasons": []}'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("late", "entry", "age"),
    [("sweep", "sweep-deadlines", 6.5), ("outbox", "deliver-outbox", 61)],
)
def test_readyz_names_the_sweep_that_has_fallen_behind(at_rest, late, entry, age):
    beat("sweep", at_rest)
    beat("outbox", at_rest)
    beat(late, at_rest - timedelta(seconds=age))
    answer = health.readyz(get("/readyz"))
    assert answer.status_code == 503
    assert f'"reasons": ["\\"{entry}\\" last ran'.encode() in answer.content
    assert answer.content.count(b"last ran") == 1


def test_every_watched_sweep_is_in_the_schedule():
    assert {pulse.entry for pulse in health.PULSES} <= set(BEAT_SCHEDULE)


@pytest.mark.django_db
def test_readyz_says_so_when_the_database_is_away(broken_database):
    answer = health.readyz(get("/readyz"))
    assert answer.status_code == 503
    assert b"database does not answer" in answer.content


@pytest.mark.django_db
def test_metrics_are_shown_to_this_machine(at_rest):
    beat("sweep", at_rest - timedelta(seconds=4))
    answer = health.metrics(get("/metrics"))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'servicedesk_heartbeat_age_seconds{sweep="sweep"} 4.0' in text
    for gauge in ("open_tickets", "overdue_deadlines", "outbox_messages"):
        assert f"# TYPE servicedesk_{gauge} gauge" in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"headers": {"X-Forwarded-For": "203.0.113.9"}},
        {"headers": {"X-Forwarded-Proto": "https"}},
        {"headers": {"Authorization": "Bearer wrong"}},
        {"headers": {"Authorization": "Bearer "}},
    ],
)
def test_metrics_are_not_shown_to_strangers(settings, extra):
    settings.METRICS_TOKEN = "a-long-random-word"
    assert health.metrics(get("/metrics", **extra)).status_code == 403


@pytest.mark.django_db
def test_an_empty_token_opens_nothing(settings):
    settings.METRICS_TOKEN = ""
    request = get(
        "/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer "}
    )
    assert health.metrics(request).status_code == 403


@pytest.mark.django_db
def test_metrics_are_shown_to_the_holder_of_the_token(settings):
    settings.METRICS_TOKEN = "a-long-random-word"
    request = get(
        "/metrics",
        REMOTE_ADDR="203.0.113.9",
        headers={"Authorization": "Bearer a-long-random-word"},
    )
    assert health.metrics(request).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_the_three_addresses_are_wired(client, path):
    assert client.get(path).status_code in {200, 503}
