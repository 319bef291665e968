"""The lines of the queue, put together in one go.

Fifty lines by template tags and includes cost more than the query behind them;
the pieces that repeat (stage dots, icons) are drawn once a page.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from servicedesk.templatetags.desk import (
    channel_icon,
    deadline_state,
    due_word,
    initial,
    moment,
    stage_steps,
    time_left,
)
from tickets.selectors.queue_rows import QueueRow

register = template.Library()

NOWHERE = template.Context()

LINE = (
    '<tr data-row data-number="{number}" data-version="{version}"{over}>'
    '<td class="q-check"><input class="form-check-input" type="checkbox"'
    ' name="ticket" value="{number}" aria-label="{number}"></td>'
    '<td class="q-due">{due}</td>'
    '<td class="q-number"><span class="number">{number}</span></td>'
    '<td class="q-subject"><a class="rowlink" data-row-link href="{url}">{subject}</a>'
    '<span class="lastline">{beginning}</span></td>'
    '<td class="q-who">{who} {marks}</td>'
    '<td class="q-type" title="{types}">{type}</td>'
    '<td class="q-stage">{stage}</td>'
    '<td class="q-owner">{owner}</td>'
    '<td class="q-channel">{channel}</td></tr>'
)


@register.simple_tag
def queue_lines(rows: Iterable[QueueRow], now: datetime) -> SafeString:
    """Return the table rows of the queue."""
    return mark_safe("".join(_lines(rows, now)))  # noqa: S308  # built by format_html


def _lines(rows: Iterable[QueueRow], now: datetime) -> Iterator[str]:
    pattern = reverse("ticket", kwargs={"number": "NUMBER"})
    language = get_language() or ""
    for row in rows:
        state = deadline_state(row.due_at, row.warn_at, now)
        is_over = state == "over"
        yield format_html(
            LINE,
            number=row.number,
            version=row.version,
            over=mark_safe(' class="is-over"' if is_over else ""),  # noqa: S308
            due=_ended(row, now) if row.is_ended else _due(row, state, now),
            url=pattern.replace("NUMBER", row.number),
            subject=row.subject,
            beginning=row.beginning,
            who=row.customer or _("No name given"),
            marks=_marks(row.priority, row.is_vip, language),
            types=_types(row),
            type=row.type or "–",
            stage=_stage(row.stage, row.state, row.is_held, language),
            owner=_owner(row),
            channel=_channel(row.channel, row.channel_word),
        )


def _due(row: QueueRow, state: str, now: datetime) -> SafeString:
    """Draw the time left: the markup of shared/deadline.html."""
    word = format_html('<span class="due-word">{}</span>', due_word(state))
    if row.due_at is None or state == "paused":
        return format_html(
            '<span class="due due-{0}" data-state="{0}">'
            '<span class="due-shape" aria-hidden="true"></span>{1}</span>',
            state,
            word,
        )
    warn = (
        format_html(' data-warn="{}"', row.warn_at.isoformat()) if row.warn_at else ""
    )
    return format_html(
        '<span class="due due-{0}" data-state="{0}" data-due="{1}"{2} title="{3}">'
        '<span class="due-shape" aria-hidden="true"></span>{4}'
        '<span class="due-time">{5}</span>'
        '<span class="due-rule">{6} {7}</span></span>',
        state,
        row.due_at.isoformat(),
        warn,
        moment(NOWHERE, row.due_at, now),
        word,
        time_left(row.due_at, now),
        row.milestone,
        row.code,
    )


def _ended(row: QueueRow, now: datetime) -> SafeString:
    if row.ended_at is None:
        return mark_safe("–")
    return format_html(
        '<span class="quiet"><time datetime="{}">{}</time></span>',
        row.ended_at.isoformat(),
        moment(NOWHERE, row.ended_at, now),
    )


@lru_cache(maxsize=16)
def _marks(priority: str, is_vip: bool, language: str) -> SafeString:
    """Draw what lifts a ticket above others (shared/priority.html)."""
    marks = []
    if priority == "urgent":
        marks.append(("urgent", lucide("zap", size=12), _("Urgent")))
    if is_vip:
        marks.append(("vip", lucide("crown", size=12), "VIP"))
    return format_html_join(" ", '<span class="prio prio-{}">{}{}</span>', marks)


def _types(row: QueueRow) -> str:
    if not row.type or row.parent_type == row.type:
        return row.type
    return f"{row.parent_type} · {row.type}"


def _owner(row: QueueRow) -> SafeString:
    """Draw who answers for it; nobody yet: a button to take it, also by key."""
    take = _("Take")
    if not row.owner and row.is_ended:
        return format_html('<span class="quiet">{}</span>', row.team)
    if not row.owner:
        return format_html(
            '<button class="row-take" name="take" value="{}" data-key="t">{}</button>'
            '<span class="row-team">{}</span>',
            row.number,
            take,
            row.team,
        )
    button = (
        ""
        if row.is_own or row.is_ended
        else format_html(
            '<button class="row-take-key" name="take" value="{}" data-key="t"'
            ' tabindex="-1" aria-hidden="true">{}</button>',
            row.number,
            take,
        )
    )
    return format_html(
        '<span class="line"><span class="face{}" aria-hidden="true">{}</span>'
        '<span class="cut" title="{} · {}">{}</span></span>{}',
        " face-own" if row.is_own else "",
        initial(row.owner),
        row.owner,
        row.team,
        row.owner,
        button,
    )


@lru_cache(maxsize=256)
def _stage(stage: str, state: str, is_held: bool, language: str) -> SafeString:
    """Draw the five dots (shared/stage_dots.html); `language` is part of the key."""
    dots = format_html_join(
        "",
        '<span class="dot dot-{}" title="{}"></span>',
        ((step.state, step.label) for step in stage_steps(stage)),
    )
    pause = lucide("pause", size=12) if is_held else ""
    return format_html(
        '<span class="dots">{}<span class="dots-word" title="{}">{}{}</span></span>',
        dots,
        state,
        pause,
        state,
    )


@lru_cache(maxsize=64)
def _channel(channel: str, word: str) -> SafeString:
    """Draw the channel (shared/channel.html): its icon, its word when hovered."""
    return format_html(
        '<span class="channel" title="{0}">{1}'
        '<span class="visually-hidden">{0}</span></span>',
        word,
        lucide(channel_icon(channel), size=14),
    )
