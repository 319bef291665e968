"""Reading a log: every line stands for itself, and no case is ever half."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.replay.log import LogError, decode_text, read_log
from servicedesk.replay.texts import read_texts, text_for

HEAD = "CaseID,ActivityID,CompleteTimestamp\n"
SHANGHAI = ZoneInfo("Asia/Shanghai")
LATEST = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


def read(lines, *, zone=SHANGHAI):
    return read_log(HEAD + lines, zone=zone, latest=LATEST)


def activities(log):
    return {case.number: [one.activity for one in case.events] for case in log.cases}


def test_events_are_grouped_and_put_in_order():
    log = read(
        "7,c,2012-04-03 12:00:00\n"
        "8,x,2012-04-03 09:00:00\n"
        "7,a,2012-04-03 10:00:00\n"
        "7,b,2012-04-03 11:00:00\n"
    )
    assert activities(log) == {"8": ["x"], "7": ["a", "b", "c"]}
    assert [case.number for case in log.cases] == ["8", "7"]
    assert log.events == 4
    assert log.end == datetime(2012, 4, 3, 4, 0, tzinfo=UTC)


def test_equal_times_keep_the_order_of_the_lines():
    lines = "".join(f"1,{name},2012-04-03 12:00:00\n" for name in "badc")
    assert activities(read(lines)) == {"1": list("badc")}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2,1", "3 columns are needed"),
        (",1,2012-04-03 12:00:00", "no case number"),
        ("2,,2012-04-03 12:00:00", "no activity"),
        ("2,1,yesterday", "not a date and time"),
        ("2,1,2012-04-03", "not a date and time"),
        ("2,1,2012-13-03 12:00:00", "not a date and time"),
        ("2,1,2026-03-04 10:00:01", "in the future"),
        ("2,1,1969-12-31 12:00:00", "before 1970"),
        ("2,1,0001-01-01 00:00:00", "out of range"),
        (f"{'9' * 101},1,2012-04-03 12:00:00", "more than 100"),
        (f"2,{'x' * 101},2012-04-03 12:00:00", "more than 100"),
        ('"2,1,2012-04-03 12:00:00', "3 columns are needed"),
        ("2\x00,\x00", "3 columns are needed"),
    ],
)
def test_a_bad_line_is_told_and_spoils_only_its_own_case(line, reason):
    log = read(
        "1,a,2012-04-03 12:00:00\n"
        f"{line}\n"
        "2,z,2012-04-03 13:00:00\n"
        "1,b,2012-04-03 12:30:00\n"
    )
    assert [bad.line for bad in log.bad_lines] == [3]
    assert reason in log.bad_lines[0].reason
    assert activities(log)["1"] == ["a", "b"]
    if log.bad_lines[0].case == "2":
        assert log.left_out == ["2"]
        assert "2" not in activities(log)


def test_empty_lines_and_further_columns_do_not_matter():
    text = "Resource,completetimestamp,CaseID,ActivityID\n\nme,2012/4/3 9:05,5,a\n\n"
    log = read_log(text, zone=SHANGHAI, latest=LATEST)
    assert activities(log) == {"5": ["a"]}
    assert log.bad_lines == []


def test_moments_are_local_unless_they_say_otherwise():
    lines = "1,a,2012-07-01 12:00:00\n1,b,2012-07-01T12:00:00+00:00\n"
    log = read(lines, zone=ZoneInfo("Europe/Rome"))
    hours = [event.at.hour for event in log.cases[0].events]
    assert hours == [10, 12]
    # The clocks of 25 March 2012 skip this hour; the moment exists all the same.
    skipped = read("1,a,2012-03-25 02:30:00\n", zone=ZoneInfo("Europe/Rome"))
    assert skipped.cases[0].events[0].at == datetime(2012, 3, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "\n", "CaseID,ActivityID\n1,2\n", "1,2,3\n"])
def test_a_file_without_its_columns_is_refused(text):
    with pytest.raises(LogError, match="lacks"):
        read_log(text, zone=SHANGHAI, latest=LATEST)


def test_a_file_may_be_utf8_or_gbk_and_nothing_else():
    for encoding in ("utf-8", "utf-8-sig", "gbk"):
        assert decode_text("工单,1".encode(encoding)) == "工单,1"
    for content in ("工单".encode("utf-16"), b"\xff\xff\xff\x00"):
        with pytest.raises(LogError, match="neither UTF-8 nor GBK"):
            decode_text(content)


line = st.text(alphabet=st.sampled_from('1a,-: "\\\t0/T'), max_size=25)


@given(st.lists(line, max_size=12))
def test_no_text_breaks_the_reader(lines):
    text = "\n".join(lines)
    log = read(text)
    told = {bad.line for bad in log.bad_lines}
    read_well = {event.line for case in log.cases for event in case.events}
    assert not told & read_well
    assert not {case.number for case in log.cases} & set(log.left_out)
    for case in log.cases:
        moments = [event.at for event in case.events]
        assert moments == sorted(moments)
        assert max(moments) <= LATEST < LATEST + timedelta(1)


def test_texts_tell_what_they_are_about():
    texts = read_texts(
        "positive,text\n"
        '0,"等了两个小时,才送到"\n'
        "0,客服态度很差\n"
        "0,鸡翅是生的\n"
        "1,很好吃\n"
        "1,建议多给一点辣椒\n"
        "1,请问晚上也送吗\n"
        "x,没有分类\n"
        "1,\n".encode()
    )
    assert [text.kind for text in texts] == [
        "complaint_delay",
        "complaint_service",
        "complaint_product",
        "praise_general",
        "suggestion_general",
        "consultation_other",
    ]
    assert texts[0].subject == "等了两个小时"
    assert texts[3].subject == "很好吃"
    assert text_for("17", texts) == text_for("17", texts)
    assert len({text_for(str(number), texts).body for number in range(100)}) == 6


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"positive,text\n"])
def test_texts_that_cannot_be_used_are_refused(content):
    with pytest.raises(LogError):
        read_texts(content)
