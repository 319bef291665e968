"""Importing a log: the cases go the desk's own way, at the log's own times."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from servicedesk.invariants import find_violations
from servicedesk.replay import case as case_module
from servicedesk.replay.clock import ClockStuck
from servicedesk.replay.importing import import_account
from standards.selectors import load_rulebook
from surveys.models import Invitation, Revisit
from tickets.choices import AcceptedBy, EntryKind, Source, Stage
from tickets.gates import GateStatus, gate_states
from tickets.lifecycle import AUTOMATIONS, FORWARD
from tickets.models import Deadline, Entry, Evidence, Firing, Notice, Ticket

pytestmark = pytest.mark.django_db(transaction=True)

LOG = """CaseID,ActivityID,CompleteTimestamp
quick,1,2012-04-03 10:00:00
quick,8,2012-04-03 10:10:00
quick,6,2012-04-03 15:00:00
slow,1,2012-04-04 10:00:00
slow,9,2012-04-06 10:00:00
slow,8,2012-04-06 11:00:00
slow,8,2012-04-06 11:00:00
slow,6,2012-04-09 10:00:00
single,6,2012-04-05 09:00:00
equal,1,2012-04-05 09:00:00
equal,6,2012-04-05 09:00:00
"""


@pytest.fixture
def run(desk, tmp_path):
    def run(text=LOG, **options):
        path = tmp_path / "log.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        said, told = StringIO(), StringIO()
        call_command(
            "import_log", str(path), json=True, stdout=said, stderr=told, **options
        )
        return json.loads(said.getvalue()) | {"told": told.getvalue()}

    return run


def ticket_of(case):
    return Ticket.objects.get(order_number=case)


def local(*parts):
    return timezone.make_aware(datetime(*parts))


def test_every_case_ends_completed_with_its_follow_up_open(run):
    summary = run()
    assert (summary["cases"], summary["events"], summary["imported"]) == (4, 11, 4)
    assert find_violations(now=timezone.now()) == []
    for ticket in Ticket.objects.all():
        assert ticket.stage == Stage.FOLLOW_UP
        assert ticket.accepted_by == AcceptedBy.SILENCE
        assert ticket.accepted_at - ticket.completed_at == timedelta(hours=72)
        revisit = Revisit.objects.get(ticket=ticket)
        assert revisit.is_open and revisit.created_at == ticket.completed_at
    assert not Invitation.objects.exists()
    assert not Notice.objects.exists()


def test_the_log_gives_the_times(run):
    run()
    ticket = ticket_of("slow")
    assert ticket.opened_at == local(2012, 4, 4, 10)
    assert ticket.first_contact_at == local(2012, 4, 6, 10)
    assert ticket.completed_at == local(2012, 4, 9, 10)
    single = ticket_of("single")
    assert single.opened_at == single.completed_at == local(2012, 4, 5, 9)
    lines = Entry.objects.filter(ticket=ticket, actor__isnull=False)
    told = lines.exclude(kind=EntryKind.MOVED).order_by("pk")
    assert list(told.values_list("kind", "happened_at")) == [
        (EntryKind.ANSWERED, local(2012, 4, 6, 10)),
        (EntryKind.PROGRESS, local(2012, 4, 6, 11)),
        (EntryKind.PROGRESS, local(2012, 4, 6, 11)),
        (EntryKind.RESULT, local(2012, 4, 9, 10)),
    ]


def test_timers_are_met_or_over_time_as_they_would_have_been(run):
    run()
    quick, slow = ticket_of("quick"), ticket_of("slow")

    def breached(ticket):
        rows = Deadline.objects.filter(ticket=ticket, breached_at__isnull=False)
        return dict(rows.values_list("milestone", "breached_at"))

    assert set(breached(quick)) == {"revisit"}
    assert set(breached(slow)) == {
        "first_answer",
        "quality_answer",
        "solve",
        "revisit",
    }
    assert breached(slow)["solve"] == local(2012, 4, 5, 10)
    assert not Firing.objects.filter(late=True).exists()
    assert all(one.detected_at == one.moment for one in Firing.objects.all())
    running = Deadline.objects.running()
    assert set(running.values_list("milestone", flat=True)) == {"revisit"}
    assert not running.filter(next_fire_at__isnull=False).exists()
    assert not running.filter(milestone__in=AUTOMATIONS).exists()


def test_nothing_is_forged_and_nothing_counts_as_an_exception(run):
    run()
    assert set(Evidence.objects.values_list("source", flat=True)) == {Source.IMPORTED}
    assert not Evidence.objects.filter(is_exception=True).exists()
    assert set(Entry.objects.values_list("source", flat=True)) == {Source.IMPORTED}
    kinds = set(Evidence.objects.values_list("kind", flat=True))
    assert kinds == {"service_record", "result", "acceptance"}
    ticket = ticket_of("quick")
    states = gate_states(
        ticket=ticket,
        rulebook=load_rulebook(ticket.edition_id),
        facts=ticket.facts,
        evidence=list(Evidence.objects.filter(ticket=ticket)),
        holds=FORWARD.values(),
    )
    assert {state.status for state in states} == {GateStatus.MET, GateStatus.UNJUDGED}


def test_texts_give_subject_and_type(run, tmp_path):
    texts = tmp_path / "texts.csv"
    texts.write_text("positive,text\n0,客服态度很差，再也不来\n", encoding="utf-8")
    run(texts=texts)
    ticket = ticket_of("quick")
    assert ticket.subject == "客服态度很差"
    assert ticket.request_type.code == "complaint_service"
    assert "request_type" in Evidence.objects.filter(ticket=ticket).values_list(
        "kind", flat=True
    )


def test_running_it_again_imports_nothing_twice(run):
    run()
    entries = Entry.objects.count()
    again = run()
    assert (again["imported"], again["known"]) == (0, 4)
    assert Entry.objects.count() == entries


def test_a_case_with_a_bad_line_is_left_out_whole(run):
    text = LOG + "quick,9,nonsense\n,1,2012-04-05 09:00:00\n"
    summary = run(text)
    assert summary["left_out"] == ["quick"]
    assert [bad["line"] for bad in summary["bad_lines"]] == [13, 14]
    assert "line 13 (case quick): 'nonsense' is not a date" in summary["told"]
    assert summary["imported"] == 3
    assert not Ticket.objects.filter(order_number="quick").exists()


def test_strict_imports_nothing_when_a_line_is_bad(run):
    with pytest.raises(CommandError, match="1 lines cannot be read"):
        run(LOG + "quick,9,nonsense\n", strict=True)
    assert not Ticket.objects.exists()
    assert run(strict=True)["imported"] == 4


def test_a_case_that_fails_leaves_nothing_behind(run, monkeypatch):
    honest = case_module.report_progress

    def fails_later(**values):
        ticket = honest(**values)
        raise ClockStuck(f"broken at {ticket}")

    monkeypatch.setattr(case_module, "report_progress", fails_later)
    with pytest.raises(CommandError, match="1 cases could not be replayed"):
        run()
    assert not Ticket.objects.filter(order_number="slow").exists()
    assert Ticket.objects.count() == 3
    monkeypatch.setattr(case_module, "report_progress", honest)
    assert run()["imported"] == 1
    assert find_violations(now=timezone.now()) == []


def test_the_clock_never_runs_ahead_of_today(run):
    end = timezone.now().astimezone(UTC) - timedelta(hours=1)
    moments = [end - timedelta(hours=hours) for hours in (3, 2, 0)]
    lines = [f"new,{n},{moment.isoformat()}" for n, moment in enumerate(moments)]
    run("CaseID,ActivityID,CompleteTimestamp\n" + "\n".join(lines))
    ticket = ticket_of("new")
    assert ticket.stage == Stage.CLOSE
    assert Deadline.objects.running().filter(milestone__in=AUTOMATIONS).exists()
    assert find_violations(now=timezone.now()) == []


def test_the_report_holds_the_figures_and_is_replaced(run, tmp_path):
    report = tmp_path / "real-input.md"
    report.write_text("# Real input\n\nWords.\n", encoding="utf-8")
    run(report=report)
    run(report=report)
    text = report.read_text(encoding="utf-8")
    assert text.startswith("# Real input\n\nWords.\n")
    assert text.count("Time to completion, 4 cases") == 1
    assert "| Solve | 1 of 4 | 25.0% | 0 |" in text
    assert "| board against timelines | every figure equal |" in text
    assert ", 0 |" in text.split("invariants checked, hits | ")[1].split("\n")[0]


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        (b"\xff\xfe\x00", {}, "neither UTF-8 nor GBK"),
        ("a,b,c\n", {}, "lacks CaseID"),
        (LOG, {"time_zone": "Europe/Rhome"}, "not a time zone"),
        (LOG, {"time_zone": "../../etc/passwd"}, "not a time zone"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_words(run, text, options, reason):
    with pytest.raises(CommandError, match=reason):
        run(text, **options)


def test_nobody_can_sign_in_as_the_import(run, client):
    run()
    user = User.objects.get(username="import")
    assert not user.is_active and not user.has_usable_password()
    assert import_account() == user


def test_a_person_named_import_stops_it(run):
    UserFactory(username="import")
    with pytest.raises(CommandError, match="belongs to a person"):
        run()


def test_a_desk_without_a_handbook_says_what_is_missing(db, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG)
    with pytest.raises(CommandError, match="handbook|手册"):
        call_command("import_log", str(path))
