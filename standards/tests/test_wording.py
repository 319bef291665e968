"""Phrases are filled in, forbidden wording is found; no database."""

import pytest
from django.utils import translation

from standards.choices import Weight
from standards.models import Expression
from standards.wording import fill, find_forbidden, gaps, normalise


def expression(pattern, *, weight=Weight.WARN, exceptions=(), language="zh"):
    return Expression(
        pattern=pattern,
        weight=weight,
        exceptions=list(exceptions),
        language=language,
        advice_zh="先说能做什么。",
        advice_en="Say first what you can do.",
        better_zh="我能为您做的是……",
        better_en="What I can do is …",
    )


def patterns(text, *expressions):
    return [hit.pattern for hit in find_forbidden(text, expressions)]


def test_fills_what_is_known_and_leaves_the_rest_visible():
    text = "{customer}，您好！我是{agent}，最迟{promise_time}答复。"
    filled = fill(text, {"customer": "王先生", "agent": "李娜", "promise_time": ""})
    assert filled == "王先生，您好！我是李娜，最迟{promise_time}答复。"
    assert gaps(filled) == ["promise_time"]


def test_a_value_is_not_filled_a_second_time():
    assert fill("{subject}", {"subject": "{agent}", "agent": "李娜"}) == "{agent}"


@pytest.mark.parametrize(
    "text",
    [
        "这个不行。",
        "这个不 行。",
        "这个不\u3000行。",
        "这个不\u200b行。",
        "不\n行",
    ],
)
def test_finds_chinese_wording_however_it_is_spaced(text):
    assert patterns(text, expression("不行")) == ["不行"]


@pytest.mark.parametrize(
    "text",
    [
        "We can\u2019t do that",
        "WE CAN'T",
        "we  can't",
        "ｗｅ ｃａｎ'ｔ",
        "我们 we can't 处理",
    ],
)
def test_finds_english_wording_in_any_case_width_and_quotes(text):
    assert patterns(text, expression("we can't", language="en")) == ["we can't"]


def test_an_exception_is_no_hit_but_does_not_hide_a_real_one():
    rule = expression("不行", exceptions=["行不行", "不行动"])
    assert patterns("您看行不行？", rule) == []
    assert patterns("行不行？不行。", rule) == ["不行"]


def test_what_is_left_around_an_exception_does_not_join():
    assert patterns("不可不可以行", expression("不行", exceptions=["可不可以"])) == []


def test_an_exception_of_one_expression_leaves_the_others_alone():
    first = expression("不行", exceptions=["行不行"])
    assert patterns("行不行", first, expression("行不")) == ["行不"]


def test_blocking_wording_comes_first():
    hits = find_forbidden(
        "不行，闭嘴", [expression("不行"), expression("闭嘴", weight=Weight.BLOCK)]
    )
    assert [(hit.pattern, hit.blocks) for hit in hits] == [
        ("闭嘴", True),
        ("不行", False),
    ]


def test_advice_is_in_the_readers_language_better_in_the_texts():
    (hit,) = find_forbidden("不行", [expression("不行")])
    with translation.override("en"):
        assert hit.advice == "Say first what you can do."
        assert hit.better == "我能为您做的是……"


def test_nothing_is_found_in_a_courteous_text():
    assert patterns("您好，请您稍等，我马上为您处理。", expression("不行")) == []
    assert patterns("", expression("不行")) == []


def test_spaces_between_latin_words_count():
    assert normalise("  No  Way ") == "no way"
    assert patterns("noway", expression("no way", language="en")) == []
