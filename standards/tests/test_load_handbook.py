"""Loading: data files become an edition, once, whole, or not at all."""

from datetime import timedelta

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError

from standards.actions import load_handbook as module
from standards.actions.load_handbook import DEFAULT_FOLDER, load_handbook
from standards.choices import EditionState
from standards.errors import HandbookFileError
from standards.models import (
    Calendar,
    Edition,
    Expression,
    Handbook,
    Phrase,
    Rule,
)
from standards.selectors import edition_in_force

pytestmark = pytest.mark.django_db

META = {"code": "small", "name": {"zh": "小手册", "en": "Small handbook"}}
RULE = {
    "code": "X1",
    "stage": "greet",
    "kind": "timed",
    "title": {"zh": "快答", "en": "Answer soon"},
    "text": {"zh": "一分钟内答复。", "en": "Answer within a minute."},
    "source": {"document": "house", "section": "1"},
    "applies_to": {"channel": ["web"]},
    "timer": {"milestone": "first_answer", "seconds": 60, "base": "wall"},
    "phrases": [{"purpose": "greeting", "zh": "您好", "en": "Hello"}],
}
CALENDAR = {
    "code": "always",
    "purpose": "business",
    "name": {"zh": "每天", "en": "Every day"},
    "time_zone": "Asia/Shanghai",
    "week": [[["00:00", "24:00"]]] * 7,
}


@pytest.fixture
def folder(tmp_path):
    """A handbook of one rule."""
    put(tmp_path, "handbook.yaml", META)
    put(tmp_path, "greet.yaml", [RULE])
    put(tmp_path, "calendars.yaml", [CALENDAR])
    return tmp_path


def put(folder, name, content):
    text = content if isinstance(content, str) else yaml.safe_dump(content)
    (folder / name).write_text(text, "utf-8")


def refused(folder, now) -> str:
    """Expect that loading fails with a message and keeps nothing."""
    models = (Handbook, Edition, Rule, Phrase, Expression, Calendar)
    before = [model.objects.count() for model in models]
    with pytest.raises(HandbookFileError) as refusal:
        load_handbook(folder=folder, now=now)
    assert [model.objects.count() for model in models] == before
    return " ".join(refusal.value.messages)


def test_the_first_edition_holds_since_ever(folder, frozen_now):
    result = load_handbook(folder=folder, now=frozen_now)
    edition = result.edition
    assert (result.is_new, result.rules, edition.number) == (True, 1, 1)
    assert (edition.state, edition.effective_from) == (EditionState.PUBLISHED, None)
    assert edition_in_force(frozen_now - timedelta(days=9999)) == edition
    rule = edition.rules.get()
    assert (rule.milestone, rule.target_seconds, rule.position) == (
        "first_answer",
        60,
        1,
    )
    assert [phrase.text_zh for phrase in rule.phrases.all()] == ["您好"]
    assert Handbook.objects.get().in_use


def test_twice_changes_nothing(folder, frozen_now):
    load_handbook(folder=folder, now=frozen_now)
    result = load_handbook(folder=folder, now=frozen_now)
    assert (result.is_new, Edition.objects.count()) == (False, 1)


def test_a_changed_rule_is_a_new_edition_from_now_on(folder, frozen_now):
    first = load_handbook(folder=folder, now=frozen_now).edition
    put(folder, "greet.yaml", [{**RULE, "timer": {**RULE["timer"], "seconds": 45}}])
    now = frozen_now + timedelta(days=1)
    second = load_handbook(folder=folder, now=now).edition
    assert (second.number, second.effective_from) == (2, now)
    assert second.rules.get().target_seconds == 45
    assert first.rules.get().target_seconds == 60
    assert edition_in_force(frozen_now) == first


def test_a_companys_hours_are_left_alone(folder, frozen_now):
    load_handbook(folder=folder, now=frozen_now)
    Calendar.objects.update(time_zone="Europe/Berlin")
    put(folder, "greet.yaml", [{**RULE, "code": "X2"}])
    load_handbook(folder=folder, now=frozen_now)
    assert Calendar.objects.get().time_zone == "Europe/Berlin"
    assert Calendar.objects.get().is_default


def test_a_second_handbook_does_not_take_over(folder, frozen_now):
    first = load_handbook(folder=folder, now=frozen_now).edition
    put(folder, "handbook.yaml", {**META, "code": "other"})
    load_handbook(folder=folder, now=frozen_now)
    assert edition_in_force(frozen_now) == first


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("greet.yaml", "- code: [", "greet.yaml"),
        ("greet.yaml", "- code: X1\n  stage: greet\n", "X1"),
        ("greet.yaml", "- just words\n", "1"),
        ("greet.yaml", "[]", ""),
        ("handbook.yaml", "{", "handbook.yaml"),
        ("calendars.yaml", "[", "calendars.yaml"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(folder, frozen_now, name, content, said):
    put(folder, name, content)
    assert said in refused(folder, frozen_now)


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": "lunch"},
        {"kind": "wish"},
        {"timer": {"milestone": "coffee", "seconds": 60}},
        {"timer": {"seconds": 60}},
        {"timer": {"milestone": "solve", "seconds": "soon"}},
        {"timer": {"milestone": "solve", "seconds": -1}},
        {"timer": {"milestone": "solve", "seconds": 60, "base": "lunar"}},
        {"kind": "gate", "timer": {}, "gate": {"evidence": "faith", "holds": "x"}},
        {"kind": "gate", "timer": {}, "gate": {"evidence": "result"}},
        {"applies_to": {"chanel": ["web"]}},
        {"applies_to": {"channel": "web"}},
        {"except_for": {"mood": ["bad"]}},
        {"code": "A-CODE-LONGER-THAN-SIXTEEN"},
        {"title": "Answer soon"},
        {"phrases": [{"zh": "您好", "en": "Hello"}]},
    ],
)
def test_a_rule_that_could_never_work_is_named(folder, frozen_now, wrong):
    put(folder, "greet.yaml", [{**RULE, **wrong}])
    assert str(wrong.get("code", "X1")) in refused(folder, frozen_now)


def test_a_code_names_one_rule(folder, frozen_now):
    put(folder, "greet.yaml", [RULE, RULE])
    assert "X1" in refused(folder, frozen_now)


def test_a_bad_second_edition_leaves_the_first_in_force(folder, frozen_now):
    first = load_handbook(folder=folder, now=frozen_now).edition
    put(folder, "greet.yaml", [{**RULE, "kind": "wish"}])
    refused(folder, frozen_now)
    assert edition_in_force(frozen_now) == first


def test_a_missing_folder_is_said_on_the_command_line(tmp_path):
    with pytest.raises(CommandError, match=r"handbook\.yaml"):
        call_command("load_handbook", folder=tmp_path / "nowhere", verbosity=0)


# --- the handbook we ship -----------------------------------------------------


@pytest.fixture
def shipped(frozen_now):
    return load_handbook(folder=DEFAULT_FOLDER, now=frozen_now).edition


def test_every_text_is_there_in_both_languages(shipped):
    for rule in shipped.rules.prefetch_related("phrases", "expressions"):
        assert rule.title_zh and rule.title_en and rule.text_zh and rule.text_en
        assert rule.source_document
        for phrase in rule.phrases.all():
            assert phrase.text_zh and phrase.text_en, phrase
        for expression in rule.expressions.all():
            assert expression.advice_zh and expression.better_en, expression


def test_every_code_of_the_facts_is_there(shipped):
    known = set(shipped.rules.values_list("code", flat=True))
    wanted = {f"P{n}" for n in range(1, 13)} | {f"D{n}" for n in range(1, 11)}
    wanted |= {f"G{n}" for n in range(1, 21)} | {f"C{n}" for n in range(1, 11)}
    wanted |= {f"S{n}" for n in range(1, 17)} | {f"E{n}" for n in range(1, 10)}
    wanted |= {f"F{n}" for n in range(1, 14)}
    assert wanted - known == set()


def test_the_safe_loader_is_a_safe_one():
    assert issubclass(module.LOADER, (yaml.SafeLoader, yaml.CSafeLoader))
