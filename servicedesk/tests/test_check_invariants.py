"""Each invariant is broken on purpose, to see that the breach is found."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from servicedesk.guards import guards_removed
from servicedesk.invariants import CHECKS, find_violations
from servicedesk.tests.breaks import BREAKS, EARLY, NEEDS_POSTGRES, attach, timers
from tickets import sweeps
from tickets.choices import OutboxState, Stage
from tickets.models import FAR_FUTURE, OutboxMessage, Ticket
from tickets.tests.stories import HOUR, MINUTE, complete, to_serve

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast, make_ticket, frozen_now, django_capture_on_commit_callbacks):
    """Three tickets: one just open, one late and promised, one completed."""
    with django_capture_on_commit_callbacks(execute=True):
        make_ticket(subject="open", channel="phone", now=frozen_now + 3 * HOUR)
        to_serve(make_ticket(subject="late", priority="urgent"), cast.alice, frozen_now)
        ticket = to_serve(make_ticket(subject="completed"), cast.alice, frozen_now)
        complete(ticket, cast.alice, frozen_now + 40 * MINUTE)
    now = frozen_now + 4 * HOUR
    sweeps.sweep_deadlines(now=now)
    sweeps.deliver_outbox(now=now)
    assert find_violations(now=now) == []
    connection.check_constraints()  # else PostgreSQL changes no table now
    return now


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.postgres] * (check in NEEDS_POSTGRES))
        for name, (check, _break) in BREAKS.items()
    ],
)
def test_it_is_found(story, name):
    check, break_it = BREAKS[name]
    if check == "guards_are_installed":
        break_it()
    else:
        with guards_removed():
            break_it()
            connection.check_constraints()
    found = {finding.check: finding for finding in find_violations(now=story)}
    assert check in found
    assert found[check].count >= 1 and found[check].examples
    assert found[check].statement.endswith(".")


def test_every_invariant_is_broken_somewhere():
    assert {check.__name__ for check in CHECKS} == {
        check for check, _ in BREAKS.values()
    }


def test_a_file_of_another_size_is_found(story, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "photo").write_bytes(b"four")
    attach(file="photo")
    [finding] = find_violations(now=story)
    assert "4 bytes instead of 3" in finding.examples[0]


def test_without_mail_set_up_messages_may_wait(story, settings):
    OutboxMessage.objects.update(state=OutboxState.PENDING, next_try_at=EARLY)
    settings.MAIL_IS_SET_UP = False
    assert find_violations(now=story) == []


def test_a_sweep_that_is_two_periods_behind_is_not_a_hit(story, settings):
    period = timedelta(seconds=settings.SWEEP_PERIOD_SECONDS)
    row = timers("open")
    row.update(due_at=story - 2 * period)
    Ticket.objects.filter(subject="open").update(next_due_at=story - 2 * period)
    hits = {finding.check for finding in find_violations(now=story)}
    assert "due_is_breached" not in hits
    later = {finding.check for finding in find_violations(now=story + period)}
    assert "due_is_breached" in later


def check_invariants(*options) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("check_invariants", *options, stdout=out)
    except SystemExit as end_of_it:
        return int(end_of_it.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_that_all_is_well(desk):
    assert check_invariants() == (0, f"{len(CHECKS)} invariants checked, 0 hits.\n")
    code, said = check_invariants("--json")
    assert (code, json.loads(said)) == (
        0,
        {"checks": len(CHECKS), "hits": 0, "findings": []},
    )


def test_the_command_fails_on_any_hit_and_says_where(make_ticket):
    ticket = make_ticket()
    Ticket.objects.update(stage=Stage.SERVE)
    code, said = check_invariants()
    assert code == 1
    assert "entries_replay_to_the_stage" in said and ticket.number in said
    code, said = check_invariants("--json")
    report = json.loads(said)
    assert code == 1
    assert report["hits"] == sum(one["count"] for one in report["findings"]) > 0


def test_many_hits_are_counted_and_ten_are_named(make_ticket, frozen_now):
    for _number in range(12):
        make_ticket()
    Ticket.objects.update(next_due_at=FAR_FUTURE)
    [finding] = find_violations(now=frozen_now)
    assert (finding.count, len(finding.examples)) == (12, 10)
