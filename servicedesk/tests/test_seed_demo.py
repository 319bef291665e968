"""The demo's tickets: every state is there, and nothing in them is forged."""

from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from servicedesk.demo_data import courses_live, courses_past
from servicedesk.demo_data.plan import LIVE, PAST, make_plan
from servicedesk.demo_data.stories import load_people, load_stories
from servicedesk.invariants import find_violations
from standards.models import Rule
from surveys.models import Recovery, Score
from tickets.choices import Channel, Ending, Stage
from tickets.models import Deadline, Dispatch, Entry, Firing, Promise, Ticket


@pytest.fixture
def demo(desk, settings, tmp_path, monkeypatch):
    """Demo mode, with the sign-ins in a folder of the test."""
    settings.DEBUG = True
    settings.MAIL_IS_SET_UP = False
    path = tmp_path / "demo-sign-ins.txt"
    monkeypatch.setattr("servicedesk.management.commands.demo_users.SIGN_INS", path)


def seed(**options):
    said = StringIO()
    call_command("seed_demo", stdout=said, **options)
    return said.getvalue()


def test_the_stories_can_all_be_told():
    stories = load_stories()
    assert len({story.code for story in stories}) == len(stories) >= 40
    assert {story.language for story in stories} == {"zh-hans", "en"}
    for story in stories:
        for course in (*LIVE, *PAST):
            assert course.channels <= set(Channel)
        assert story.channels and story.subject and story.description
        if not story.spam:
            assert story.words["plan"] and story.words["result"]
    assert len(load_people()) >= 30


def test_every_course_has_a_story_and_every_seed_its_plan(frozen_now):
    stories = load_stories()

    def plan(seed, tickets=120):
        return make_plan(
            stories=stories,
            tickets=tickets,
            days=7,
            rng=Random(seed),
            now=frozen_now,
        )

    assert plan(1) == plan(1) != plan(2)
    assert len({part.story.code for part in plan(1)}) >= 40
    assert all(part.opens < frozen_now for part in plan(1))
    assert len(plan(1, tickets=1)) == 1
    played = {course.play for course in (*LIVE, *PAST)}
    for module in (courses_live, courses_past):
        for name, value in vars(module).items():
            if callable(value) and value.__module__ == module.__name__:
                assert value in played or name.startswith("_"), name


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_demo_shows_every_state_and_breaks_no_invariant(demo):
    said = seed(tickets=60)
    assert "60 demo tickets made" in said and "stopped" not in said
    assert find_violations(now=timezone.now()) == []
    assert set(Ticket.objects.values_list("stage", flat=True)) == set(Stage)
    assert set(Ticket.objects.values_list("ending", flat=True)) >= set(Ending)
    assert {"customer", "third_party"} <= set(
        Ticket.objects.values_list("hold_reason", flat=True)
    )
    assert {"open", "kept", "moved", "broken"} <= set(
        Promise.objects.values_list("state", flat=True)
    )
    assert {"pending", "accepted", "returned"} <= set(
        Dispatch.objects.values_list("state", flat=True)
    )
    assert {"open", "contacted", "closed"} == set(
        Recovery.objects.values_list("state", flat=True)
    )
    assert Ticket.objects.filter(cycle=2).exists()
    assert Ticket.objects.filter(chase_count__gte=3).exists()
    assert Ticket.objects.filter(handling="one_contact").exists()
    assert Ticket.objects.filter(language="en").exists()
    assert Entry.objects.filter(kind="exception").exists()
    assert Score.objects.filter(stars__lte=3).exists()
    assert Deadline.objects.judged().running().exclude(breached_at=None).exists()
    assert not Firing.objects.filter(late=True).exists()
    assert Ticket.objects.values("subject").distinct().count() >= 40
    with pytest.raises(CommandError, match="already"):
        seed(tickets=1)
    seed(tickets=1, force=True)


def test_a_real_desk_gets_no_demo_tickets(desk, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        seed()
    settings.DEBUG = True
    with pytest.raises(CommandError, match="at least 1"):
        seed(tickets=0)
    assert not Ticket.objects.exists()
    assert Rule.objects.exists()
