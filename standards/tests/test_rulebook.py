"""Rulebooks: which rules meet a ticket, and which timer is the nearest."""

from types import SimpleNamespace

import pytest

from standards.choices import Milestone, RuleKind
from standards.errors import NoEditionInForce
from standards.models import Edition, Rule
from standards.selectors import (
    Rulebook,
    TicketFacts,
    edition_in_force,
    forget_rulebooks,
    load_rulebook,
    rule_applies,
)
from standards.selectors import rulebook as module
from standards.tests.editions import draft_next, publish_next

REPAIR = TicketFacts(channel="web", types=("repair", "after_sales"), team="general")


def rule(code="R1", **values) -> Rule:
    return Rule(
        **{"code": code, "kind": RuleKind.TIMED, "milestone": "solve", **values}
    )


def timed(code, seconds=60, **selectors) -> Rule:
    return rule(code, target_seconds=seconds, applies_to=selectors)


def book(*rules) -> Rulebook:
    return Rulebook(edition=SimpleNamespace(pk=1), rules=rules)


def nearest(facts, *rules):
    found = book(*rules).timer(Milestone.SOLVE, facts)
    return found.code if found else None


# --- selectors ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("applies_to", "except_for", "meets"),
    [
        ({}, {}, True),
        ({"channel": ["web"]}, {}, True),
        ({"channel": ["phone", "web"]}, {}, True),  # or, within a dimension
        ({"channel": ["phone"]}, {}, False),
        ({"channel": ["web"], "priority": ["normal"]}, {}, True),
        ({"channel": ["web"], "priority": ["urgent"]}, {}, False),  # and, across
        ({"type": ["after_sales"]}, {}, True),  # the parent's rules are its own
        ({"type": ["repair"]}, {}, True),
        ({"type": ["complaint"]}, {}, False),
        ({}, {"channel": ["web"]}, False),
        ({}, {"type": ["after_sales"]}, False),
        ({}, {"type": ["complaint"], "tier": ["vip"]}, True),
        ({"channel": ["web"]}, {"priority": ["normal"]}, False),
        ({"team": ["general"]}, {"handling": ["complex"]}, True),
        ({"place": ["on_site"]}, {}, False),
    ],
)
def test_a_rule_meets_a_ticket(applies_to, except_for, meets):
    found = rule(applies_to=applies_to, except_for=except_for)
    assert rule_applies(found, REPAIR) == meets


def test_a_ticket_without_a_type_meets_no_rule_for_types():
    untyped = TicketFacts(channel="web")
    assert not rule_applies(rule(applies_to={"type": ["repair"]}), untyped)
    assert rule_applies(rule(except_for={"type": ["repair"]}), untyped)


# --- the nearest timer --------------------------------------------------------


def test_more_dimensions_win():
    wide = timed("wide", channel=["web"])
    near = timed("near", 900, channel=["web"], priority=["normal"])
    assert nearest(REPAIR, wide, near) == nearest(REPAIR, near, wide) == "near"


def test_the_nearer_type_wins():
    parent = timed("parent", type=["after_sales"])
    child = timed("child", 900, type=["repair"])
    assert nearest(REPAIR, parent, child) == nearest(REPAIR, child, parent) == "child"


def test_among_equals_the_stricter_wins():
    loose, strict = (
        timed("loose", 900, channel=["web"]),
        timed("strict", 60, tier=["normal"]),
    )
    assert nearest(REPAIR, loose, strict) == nearest(REPAIR, strict, loose) == "strict"


def test_no_rule_no_timer():
    assert nearest(REPAIR) is None
    assert nearest(REPAIR, timed("other", channel=["phone"])) is None
    # Three rings need telephony: shown, not timed.
    assert nearest(REPAIR, rule(target_seconds=None, rings=3)) is None
    assert nearest(REPAIR, rule(kind=RuleKind.CHECK, target_seconds=5)) is None


def test_gates_hold_their_own_step():
    held = rule("g", kind=RuleKind.GATE, holds="complete", evidence="result")
    other = rule(
        "h", kind=RuleKind.GATE, holds="complete", applies_to={"tier": ["vip"]}
    )
    found = book(held, other, rule("t"))
    assert found.gates(REPAIR, holds=["complete"]) == [held]
    assert found.gates(REPAIR, holds=["finish"]) == []
    assert found.applying(REPAIR) == [held, found.rules[2]]


# --- the default handbook -----------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "milestone", "seconds"),
    [
        ({"channel": "phone"}, Milestone.ATTEND, 30),
        ({"channel": "chat"}, Milestone.AUTOMATIC_ANSWER, 10),
        ({"channel": "counter"}, Milestone.WAITING_CARE, 600),
        ({"channel": "web"}, Milestone.FIRST_ANSWER, 86_400),
        ({"channel": "email", "priority": "urgent"}, Milestone.FIRST_ANSWER, 7_200),
        ({"channel": "web"}, Milestone.QUALITY_ANSWER, 1_800),
        ({"channel": "web"}, Milestone.ACCEPT, 3_600),
        ({"channel": "web"}, Milestone.SOLVE, 86_400),
        ({"channel": "web", "handling": "complex"}, Milestone.PROGRESS, 14_400),
        ({"channel": "web"}, Milestone.REVISIT, 86_400),
        ({"channel": "web"}, Milestone.RECOVERY, 7_200),
        ({"channel": "web"}, Milestone.NEXT_ANSWER, 86_400),
        ({"channel": "web", "priority": "urgent"}, Milestone.NEXT_ANSWER, 7_200),
        ({"channel": "web"}, Milestone.ACCEPTANCE_REMINDER, 172_800),
        ({"channel": "web"}, Milestone.ACCEPTANCE_SILENCE, 259_200),
        ({"channel": "phone"}, Milestone.PICK_UP, None),
        ({"channel": "phone"}, Milestone.FIRST_ANSWER, None),
        ({"channel": "web"}, Milestone.ATTEND, None),
        ({"channel": "web"}, Milestone.PROGRESS, None),
        ({"channel": "web", "handling": "complex"}, Milestone.SOLVE, None),
    ],
)
def test_the_figures_of_the_default_handbook(
    desk, frozen_now, facts, milestone, seconds
):
    found = load_rulebook(edition_in_force(frozen_now).pk).timer(
        milestone, TicketFacts(**facts)
    )
    assert (found.target_seconds if found else None) == seconds


@pytest.mark.django_db
def test_phrases_fit_the_channel(desk, frozen_now):
    found = load_rulebook(edition_in_force(frozen_now).pk)
    phrases = found.phrases_for(TicketFacts(channel="phone"), stage="greet")
    assert phrases
    assert {phrase.channel for phrase in phrases} <= {"any", "phone"}
    assert {found.by_id[phrase.rule_id].stage for phrase in phrases} == {"greet"}


# --- reading ------------------------------------------------------------------


@pytest.mark.django_db
def test_a_published_edition_is_read_once_a_process(
    desk, frozen_now, django_assert_num_queries
):
    edition = edition_in_force(frozen_now)
    forget_rulebooks()
    first = load_rulebook(edition.pk)
    with django_assert_num_queries(0):
        assert load_rulebook(edition.pk) is first


@pytest.mark.django_db
def test_a_draft_is_read_each_time(desk, frozen_now):
    draft = draft_next(frozen_now)
    load_rulebook(draft.pk)
    draft.rules.update(title_en="Changed")
    assert load_rulebook(draft.pk).rules[0].title_en == "Changed"
    assert draft.pk not in module._published_rulebooks


@pytest.mark.django_db
def test_two_editions_are_two_books(desk, frozen_now):
    old = load_rulebook(edition_in_force(frozen_now).pk)
    code = old.timer(Milestone.SOLVE, REPAIR).code
    new = load_rulebook(publish_next(frozen_now, **{code: {"target_seconds": 60}}).pk)
    assert old.timer(Milestone.SOLVE, REPAIR).target_seconds == 86_400
    assert new.timer(Milestone.SOLVE, REPAIR).target_seconds == 60


@pytest.mark.django_db
def test_without_a_handbook_nothing_judges(frozen_now):
    with pytest.raises(NoEditionInForce):
        edition_in_force(frozen_now)
    assert not Edition.objects.exists()
