"""How the lines of a ticket's timeline look, and what each kind of line says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from standards.choices import EvidenceKind, Milestone
from tickets.choices import (
    AcceptedBy,
    EntryKind,
    Handling,
    HoldReason,
    Priority,
    Stage,
)
from tickets.models import Entry, Ticket
from tickets.selectors.phrases import spoken_moment
from tickets.selectors.records import record_parts, record_text

register = template.Library()

ICONS: Mapping[str, str] = {
    EntryKind.OPENED: "inbox",
    EntryKind.AUTOMATIC_ANSWER: "mail-check",
    EntryKind.ATTENDED: "headset",
    EntryKind.ANSWERED: "message-square",
    EntryKind.NOTE: "sticky-note",
    EntryKind.EVIDENCE: "clipboard-check",
    EntryKind.EXCEPTION: "circle-slash",
    EntryKind.IDENTIFIED: "user-check",
    EntryKind.MOVED: "arrow-right",
    EntryKind.TAKEN: "hand",
    EntryKind.TRANSFERRED: "arrow-right-left",
    EntryKind.DISPATCHED: "send",
    EntryKind.DISPATCH_ACCEPTED: "check",
    EntryKind.DISPATCH_RETURNED: "undo-2",
    EntryKind.HELD: "pause",
    EntryKind.RESUMED: "play",
    EntryKind.PROMISED: "handshake",
    EntryKind.PROMISE_MOVED: "calendar-clock",
    EntryKind.APPOINTED: "calendar",
    EntryKind.CARED: "armchair",
    EntryKind.CHASED: "bell-ring",
    EntryKind.TYPE_CHANGED: "tag",
    EntryKind.PRIORITY_CHANGED: "flag",
    EntryKind.EDITION_ADOPTED: "book-up",
    EntryKind.ACCEPTED: "circle-check",
    EntryKind.REMINDED: "mail",
    EntryKind.MERGED: "merge",
    EntryKind.WARNED: "bell",
    EntryKind.BREACHED: "triangle-alert",
    EntryKind.SURVEY_SENT: "star",
    EntryKind.SCORED: "star",
    EntryKind.REVISIT_ATTEMPT: "phone-outgoing",
    EntryKind.REVISIT_RECORDED: "phone-call",
    EntryKind.RECOVERY_OPENED: "heart-handshake",
    EntryKind.RECOVERY_CONTACT: "heart-handshake",
    EntryKind.RECOVERY_CLOSED: "heart-handshake",
}
TONES: Mapping[str, str] = {
    EntryKind.WARNED: "warn",
    EntryKind.EXCEPTION: "warn",
    EntryKind.CHASED: "warn",
    EntryKind.BREACHED: "over",
    EntryKind.ACCEPTED: "done",
    EntryKind.MOVED: "moved",
}


@register.filter
def entry_icon(entry: Entry) -> str:
    """Return the name of the icon of an entry."""
    return ICONS.get(entry.kind, "circle-dot")


@register.filter
def entry_tone(entry: Entry) -> str:
    """Return warn, over, done, moved or nothing: how loud an entry's line is."""
    if entry.data.get("advisory"):
        return ""
    return TONES.get(entry.kind, "")


@register.simple_tag
def entry_detail(entry: Entry, ticket: Ticket, now: datetime) -> str:
    """Return what a line of the timeline says after the name of its kind."""
    teller = _TELLERS.get(entry.kind)
    said = teller(entry.data, ticket, now) if teller else ""
    return _joined(said, entry.body)


@register.filter
def local_day(moment: datetime) -> str:
    """Return the local day of a moment, as a mark for the lines that share it."""
    return f"{timezone.localtime(moment):%Y-%m-%d}"


@register.simple_tag
def day_heading(moment: datetime, now: datetime) -> str:
    """Return the day as a heading: 今天 3月4日, Yesterday, 3 March."""
    day, today = timezone.localtime(moment).date(), timezone.localtime(now).date()
    chinese = (get_language() or "zh").startswith("zh")
    date = f"{day.month}月{day.day}日" if chinese else f"{day.day} {day:%B}"
    if day.year != today.year:
        date = f"{day.year}年{date}" if chinese else f"{date} {day.year}"
    near = {0: _("Today"), -1: _("Yesterday")}.get((day - today).days)
    if near is None:
        return date
    return f"{near} {date}" if chinese else f"{near}, {date}"


# --- what each kind of line says -------------------------------------------------

Teller = Callable[[dict[str, Any], Ticket, datetime], str]


def _joined(*words: object) -> str:
    return " · ".join(str(word) for word in words if word)


def _moment(text: object, now: datetime) -> str:
    moment = parse_datetime(str(text or ""))
    return spoken_moment(moment, now) if moment else ""


def _kept_name(data: dict[str, Any], word: str) -> str:
    """Return the name the entry was written with, in the reader's language."""
    chinese = (get_language() or "zh").startswith("zh")
    first, second = ("zh", "en") if chinese else ("en", "zh")
    return str(data.get(f"{word}_{first}") or data.get(f"{word}_{second}") or "")


def _team(data: dict[str, Any], word: str, ticket: Ticket) -> str:
    code = data.get(word)
    own = ticket.team.name if code == ticket.team.code else ""
    return _kept_name(data, word) or own or str(code or "")


def _type(data: dict[str, Any], word: str, ticket: Ticket) -> str:
    code, own = data.get(word), ticket.request_type
    name = own.name if own is not None and own.code == code else ""
    return _kept_name(data, word) or name or str(code or "–")


def _label(choices: Any, value: object) -> str:
    return str(choices(value).label) if value in choices.values else str(value or "")


def _tell_evidence(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    kind = str(data.get("evidence", ""))
    said = "" if data.get("text") or kind == EvidenceKind.NEED else record_text(data)
    parts, colon = [], _(": ")
    for part in record_parts(kind, data):
        value = spoken_moment(part.moment, now) if part.moment else part.text
        parts.append(f"{part.label}{colon}{value}" if value else part.label)
    return _joined(_label(EvidenceKind, kind), said, *parts)


def _tell_identified(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    checked = record_parts("", {"checked_by": data.get("checked_by")})
    new = _("new customer") if data.get("new") else ""
    return _joined(data.get("customer"), new, *(part.text for part in checked))


def _tell_moved(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    return f"{_label(Stage, data.get('from'))} → {_label(Stage, data.get('to'))}"


def _tell_whither(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    return f"→ {_joined(_team(data, 'to_team', ticket), data.get('to'))}"


def _tell_held(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    until = _moment(data.get("until"), now)
    return _joined(
        _label(HoldReason, data.get("reason")),
        _("until %(moment)s") % {"moment": until} if until else "",
    )


def _tell_promised(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    return _joined(_moment(data.get("due_at"), now), data.get("reason"))


def _tell_visit(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    start, end = _moment(data.get("starts_at"), now), _moment(data["latest_at"], now)
    return _joined(f"{start} – {end}", data.get("engineer"))


def _tell_type(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    return f"{_type(data, 'from', ticket)} → {_type(data, 'to', ticket)}"


def _tell_priority(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    if "handling_to" in data:
        before = _label(Handling, data.get("handling_from"))
        return f"{before} → {_label(Handling, data['handling_to'])}"
    return f"{_label(Priority, data.get('from'))} → {_label(Priority, data.get('to'))}"


def _tell_timer(data: dict[str, Any], ticket: Ticket, now: datetime) -> str:
    level = data.get("level")
    return _joined(
        _label(Milestone, data.get("milestone")),
        data.get("rule"),
        f"{level} %" if level and level != 100 else "",
        _("reminder only") if data.get("advisory") else "",
    )


_TELLERS: Mapping[str, Teller] = {
    EntryKind.EVIDENCE: _tell_evidence,
    EntryKind.EXCEPTION: lambda data, ticket, now: str(data.get("rule", "")),
    EntryKind.IDENTIFIED: _tell_identified,
    EntryKind.MOVED: _tell_moved,
    EntryKind.TRANSFERRED: _tell_whither,
    EntryKind.DISPATCHED: _tell_whither,
    EntryKind.HELD: _tell_held,
    EntryKind.PROMISED: _tell_promised,
    EntryKind.PROMISE_MOVED: _tell_promised,
    EntryKind.APPOINTED: _tell_visit,
    EntryKind.TYPE_CHANGED: _tell_type,
    EntryKind.PRIORITY_CHANGED: _tell_priority,
    EntryKind.EDITION_ADOPTED: lambda data, ticket, now: str(data.get("number", "")),
    EntryKind.ACCEPTED: lambda data, ticket, now: _label(AcceptedBy, data.get("by")),
    EntryKind.MERGED: lambda data, ticket, now: str(
        data.get("from") or data.get("into") or ""
    ),
    EntryKind.WARNED: _tell_timer,
    EntryKind.BREACHED: _tell_timer,
}
