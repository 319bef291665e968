import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from standards.actions.load_handbook import DEFAULT_FOLDER, load_handbook
from standards.choices import EditionState, ExpressionFamily, RuleKind, RuleStage
from standards.models import Edition, Rule
from standards.selectors.reading import read_handbook
from standards.templatetags.handbook import (
    mark_variables,
    source_parts,
    target_words,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, cast):
    """Somebody of the staff who reads English."""
    client.force_login(cast.carl, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = "en"
    return client


def codes(page) -> list[str]:
    return re.findall(r'<article class="rule" id="([^"]+)"', page.content.decode())


def test_it_shows_every_rule_of_the_edition_in_force(reader, desk):
    page = reader.get(reverse("handbook"))
    assert page.status_code == 200
    rules = Rule.objects.order_by("position")
    assert sorted(codes(page)) == sorted(rule.code for rule in rules)
    text = page.content.decode()
    assert "style=" not in text
    for words in (
        "Answer within three rings",
        "3 rings",
        "Business hours",
        "May be let pass with a reason by: ",
        "our own rule",
        "except:",
        "Complaint",
    ):
        assert words in text


def test_it_speaks_chinese(reader, desk):
    reader.cookies["django_language"] = "zh-hans"
    text = reader.get(reverse("handbook")).content.decode()
    assert "三声内接听" in text or "3 声" in text or "铃响" in text
    assert "Answer within three rings" not in text


def test_everybody_on_the_staff_reads_it_and_no_stranger(client, cast):
    for person in (cast.alice, cast.ada, cast.carl):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("handbook")).status_code == 200
        assert client.post(reverse("handbook")).status_code == 405
    client.logout()
    for name in ("handbook", "handbook_calendar"):
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"stage": "close"}, lambda rule: rule.stage == RuleStage.CLOSE),
        ({"kind": "timed"}, lambda rule: rule.kind == RuleKind.TIMED),
        (
            {"stage": "serve", "kind": "timed"},
            lambda rule: rule.stage == "serve" and rule.kind == "timed",
        ),
        ({"stage": "nonsense", "kind": "x", "edition": "-1"}, lambda rule: True),
    ],
)
def test_a_filter_leaves_the_rest_out(reader, desk, asked, found):
    page = reader.get(reverse("handbook"), asked)
    expected = [rule.code for rule in Rule.objects.all() if found(rule)]
    assert sorted(codes(page)) == sorted(expected)


def test_words_are_found_in_both_languages_and_in_the_wording(desk):
    edition = Edition.objects.get()

    def found(words: str) -> list[str]:
        reading = read_handbook(edition, words=words)
        return [one.rule.code for chapter in reading.chapters for one in chapter.rules]

    three_rings = Rule.objects.get(rings=3)
    assert found("THREE rings") == [three_rings.code]
    assert found(three_rings.title_zh) == [three_rings.code]
    assert found(three_rings.code.lower())[0] == three_rings.code
    assert found("不归我管")  # stands only among the forbidden expressions
    assert found("x" * 90) == []
    reading = read_handbook(edition, words="不归我管")
    families = [
        family
        for chapter in reading.chapters
        for one in chapter.rules
        for family in one.families
    ]
    assert [family.label for family in families if family.opened] == [
        ExpressionFamily.SHIRKING.label
    ]


def test_hostile_words_are_shown_inert(reader, desk):
    page = reader.get(reverse("handbook"), {"q": '"><script>alert(1)</script>'})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert reader.get(reverse("handbook"), {"q": "x" * 500}).status_code == 200


def test_an_older_edition_can_be_read(reader, desk, tmp_path, frozen_now):
    for file in DEFAULT_FOLDER.iterdir():
        text = file.read_text().replace("Answer within three rings", "Answer quickly")
        (tmp_path / file.name).write_text(text)
    load_handbook(folder=tmp_path, now=frozen_now - timedelta(days=1))
    url = reverse("handbook")
    assert b"Answer quickly" in reader.get(url).content
    page = reader.get(url, {"edition": 1})
    assert b"Answer within three rings" in page.content
    assert b"an earlier edition" in page.content
    assert reader.get(url, {"edition": 9}).status_code == 404


def test_a_draft_is_not_read(reader, desk):
    newest = Edition.objects.get()
    Edition.objects.create(handbook=newest.handbook, number=2, state=EditionState.DRAFT)
    assert reader.get(reverse("handbook"), {"edition": 2}).status_code == 404


def test_without_an_edition_it_says_so(client, db):
    from accounts.tests.factories import UserFactory

    client.force_login(
        UserFactory(), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(reverse("handbook"))
    assert page.status_code == 200
    assert page.context["reading"] is None


def test_a_published_edition_costs_few_queries(reader, desk):
    reader.get(reverse("handbook"))
    with CaptureQueriesContext(connection) as caught:
        reader.get(reverse("handbook"))
    assert len(caught) <= 10


def test_variables_stand_out_and_the_rest_is_escaped():
    assert mark_variables("<b>{agent}</b>") == (
        '&lt;b&gt;<span class="variable">{agent}</span>&lt;/b&gt;'
    )


def test_targets_are_said_with_their_unit(desk):
    found = {rule.metric: target_words(rule) for rule in Rule.objects.all()}
    assert found["satisfied_share"] == "95%"


@pytest.mark.parametrize(
    ("document", "section", "found"),
    [
        ("T", "1 + B 3.1 + R 3.6", [("T", "1"), ("B", "3.1"), ("R", "3.6")]),
        ("M", "+ house", [("M", ""), ("house", "")]),
        ("Ours", "2 + 3", [("Ours", "2"), ("Ours", "3")]),
        ("house", "", [("house", "")]),
    ],
)
def test_a_rule_may_come_from_several_documents(document, section, found):
    rule = Rule(source_document=document, source_section=section)
    assert [(code, place) for code, _name, place in source_parts(rule)] == found
