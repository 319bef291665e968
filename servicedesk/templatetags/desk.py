"""How values look on every page: durations, moments, time left, stages, stars.

The words here are units and calendar forms, which belong to a language's format
and not to the message catalogue: so they read right even without one. The script
static/js/countdown.js counts on with the same words and thresholds.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy

from tickets.choices import (
    ENDED_STAGES,
    SERVICE_STAGES,
    STATE_LABELS,
    Channel,
    Stage,
)

register = template.Library()

NEXT_WITHIN: Final = timedelta(hours=4)
FAR_FUTURE: Final = timedelta(days=365 * 50)
MINUTE, HOUR, DAY = 60, 3600, 86400
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun") + (
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
UNITS: Final = {
    True: {"d": "天", "h": "小时", "m": "分", "min": "分钟", "s": "秒"},
    False: {"d": " d", "h": " h", "m": " min", "min": " min", "s": " s"},
}
DUE_WORDS: Final = {
    True: {
        "calm": "剩余",
        "next": "剩余",
        "warn": "即将超时",
        "over": "超时",
        "paused": "已挂起",
        "none": "无时限",
    },
    False: {
        "calm": "left",
        "next": "left",
        "warn": "due soon",
        "over": "over",
        "paused": "on hold",
        "none": "no deadline",
    },
}
CUSTOMER_STAGES: Final = {
    Stage.GREET: pgettext_lazy("customer stage", "Received"),
    Stage.CONFIRM: pgettext_lazy("customer stage", "Agreed"),
    Stage.SERVE: pgettext_lazy("customer stage", "In progress"),
    Stage.CLOSE: pgettext_lazy("customer stage", "Result"),
    Stage.FOLLOW_UP: pgettext_lazy("customer stage", "How it went"),
}
"""The stages as customers read them: what happened, not what staff does."""
CHANNEL_ICONS: Final[Mapping[str, str]] = {
    Channel.WEB: "globe",
    Channel.EMAIL: "mail",
    Channel.SMS: "smartphone",
    Channel.PHONE: "phone",
    Channel.COUNTER: "store",
    Channel.CHAT: "message-circle",
    Channel.FIELD: "truck",
}


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _two(big: int, big_unit: str, small: int, small_unit: str) -> str:
    units = UNITS[_chinese()]
    text = f"{big}{units[big_unit]}"
    if small:
        text += ("" if _chinese() else " ") + f"{small}{units[small_unit]}"
    return text


@register.filter
def duration(seconds: float | timedelta | None) -> str:
    """Return a span (seconds or timedelta) as people say it: 3 h 20 min, 3小时20分."""
    if seconds is None:
        return "–"
    if isinstance(seconds, timedelta):
        seconds = seconds.total_seconds()
    units = UNITS[_chinese()]
    rest = int(abs(seconds))
    if rest < MINUTE:
        return f"{rest}{units['s']}"
    if rest < HOUR:
        return f"{rest // MINUTE}{units['min']}"
    if rest < 2 * DAY:
        return _two(rest // HOUR, "h", rest % HOUR // MINUTE, "m")
    return _two(rest // DAY, "d", rest % DAY // HOUR, "h")


@register.simple_tag
def deadline_state(
    due_at: datetime | None, warn_at: datetime | None, now: datetime
) -> str:
    """Return calm, next, warn, over, paused or none: how pressing a moment is.

    A due time decades away is how the queue orders a ticket on hold.
    """
    if due_at is None:
        return "none"
    if now >= due_at:
        return "over"
    if due_at - now > FAR_FUTURE:
        return "paused"
    if warn_at is not None and now >= warn_at:
        return "warn"
    return "next" if due_at - now <= NEXT_WITHIN else "calm"


@register.simple_tag
def time_left(due_at: datetime, now: datetime) -> str:
    """Return the time until (or since) a moment: 4:12, or 2 h 10 min."""
    # Rounded as the script does it: 0:01 until the last second, 0:00 at the breach.
    seconds = (due_at - now).total_seconds()
    whole = int(-seconds) if seconds <= 0 else -int(-seconds // 1)
    if whole < HOUR:
        return f"{whole // MINUTE}:{whole % MINUTE:02d}"
    return duration(whole)


@register.filter
def due_word(state: str) -> str:
    """Return the word that stands beside the time left, for a deadline's state."""
    return DUE_WORDS[_chinese()].get(state, "")


def _day(value: datetime, now: datetime | None) -> str:
    chinese = _chinese()
    if now is not None:
        away = (value.date() - now.date()).days
        near = {
            0: ("今天", "today"),
            1: ("明天", "tomorrow"),
            -1: ("昨天", "yesterday"),
        }.get(away)
        if near:
            return near[0] if chinese else near[1]
    same_year = now is not None and value.year == now.year
    if chinese:
        day = f"{value.month}月{value.day}日"
        return day if same_year else f"{value.year}年{day}"
    day = f"{value.day} {MONTHS[value.month - 1]}"
    return day if same_year else f"{day} {value.year}"


@register.simple_tag(takes_context=True)
def moment(
    context: Context, value: datetime | None, now: datetime | None = None
) -> str:
    """Return a moment in local time: 今天 14:05, 明天 10:00, 3月4日 10:00.

    `now` is taken from the page's context unless it is given; without one the
    date is written out.
    """
    if value is None:
        return "–"
    now = now or context.get("now")
    local = timezone.localtime(value)
    day = _day(local, timezone.localtime(now) if now else None)
    return f"{day} {local:%H:%M}"


@register.filter
def clock(value: datetime | None) -> str:
    """Return the local time of day, 09:05."""
    return "–" if value is None else f"{timezone.localtime(value):%H:%M}"


@register.filter
def stars(score: int | None) -> str:
    """Return a score of 0 to 5 as five stars: ★★★★☆."""
    full = max(0, min(5, score or 0))
    return "★" * full + "☆" * (5 - full)


@register.filter
def percent(share: float | None) -> str:
    """Return a share (0 to 1) as a percentage with at most one decimal."""
    if share is None:
        return "–"
    text = number_format(round(share * 100, 1), decimal_pos=1)
    return f"{text.removesuffix('.0')}%"


@register.filter
def initial(person: object) -> str:
    """Return the one or two letters that stand for a person: 李, AB."""
    words = str(person or "").split()
    if not words:
        return "–"
    if ord(words[0][0]) > 0x2E80:  # an ideograph says enough alone
        return words[0][0]
    return "".join(word[0] for word in words[:2]).upper()


@register.filter
def channel_icon(channel: str) -> str:
    """Return the name of the icon of a channel."""
    return CHANNEL_ICONS.get(channel, "circle-dot")


@register.filter
def as_json(value: Any) -> str:
    """Return a value as JSON, for a data attribute (the template escapes it)."""
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True)
class StageStep:
    """One of the five stages as a step of a line: done, now or ahead."""

    code: str
    label: str | Promise
    plain: str | Promise
    state: str


@register.filter
def state_word(stage: str) -> str:
    """Return how a list says the stage of a ticket: To be confirmed, 已办结."""
    return str(STATE_LABELS[Stage(stage)])


@register.simple_tag
def stage_steps(stage: str) -> list[StageStep]:
    """Return the five stages with their state for a ticket in the given stage."""
    codes = [str(step) for step in SERVICE_STAGES]
    if stage in codes:
        here = codes.index(stage)
    else:
        here = len(codes) if stage == Stage.DONE else -1
    return [
        StageStep(
            code=code,
            label=Stage(code).label,
            plain=CUSTOMER_STAGES[Stage(code)],
            state=_step_state(number, here),
        )
        for number, code in enumerate(codes)
    ]


def _step_state(number: int, here: int) -> str:
    if number < here:
        return "done"
    return "now" if number == here else "todo"


@register.filter
def is_ended(stage: str) -> bool:
    """Say whether nothing more is to be done in this stage."""
    return stage in ENDED_STAGES
