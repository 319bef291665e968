"""How records, rules and moments to choose look in the handbook panel."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from standards.choices import Dimension
from standards.models import Rule
from tickets.choices import Channel, Handling, Place, Priority, Tier
from tickets.models import Entry, Ticket
from tickets.selectors.phrases import spoken_moment
from tickets.selectors.records import Part, record_parts, record_text
from tickets.selectors.timeline import cursor_of

register = template.Library()

_SCOPES: Mapping[str, Any] = {
    Dimension.CHANNEL: Channel,
    Dimension.PRIORITY: Priority,
    Dimension.TIER: Tier,
    Dimension.HANDLING: Handling,
    Dimension.PLACE: Place,
}


@register.simple_tag
def parts_of(kind: str, data: dict[str, Any]) -> list[Part]:
    """Return the parts of a record, label by label."""
    return list(record_parts(kind, data))


@register.filter
def said_in(data: dict[str, Any]) -> str:
    """Return what a record says in one text."""
    return record_text(data)


@register.filter
def cursor_with(entry: Entry) -> str:
    """Return the place in the timeline whose page ends with an entry."""
    return cursor_of(entry, including=True)


@register.simple_tag
def scope_of(rule: Rule, ticket: Ticket) -> str:
    """Return where a rule applies: Channel: Web form, E-mail · Type: Complaint.

    Types and teams are rows that the page has not read: only the ticket's own are
    named.
    """
    comma, colon = _(", "), _(": ")
    names = {ticket.team.code: ticket.team.name}
    if ticket.request_type is not None:
        for kind in (ticket.request_type, ticket.request_type.parent):
            if kind is not None:
                names[kind.code] = kind.name
    scopes = []
    for dimension, values in rule.applies_to.items():
        if dimension not in Dimension.values:
            continue
        words = [_scope_word(dimension, value, names) for value in values]
        told = comma.join(word for word in words if word)
        scopes.append(f"{Dimension(dimension).label}{colon}{told}")
    return " · ".join(scopes)


def _scope_word(dimension: str, value: str, names: Mapping[str, str]) -> str:
    choices = _SCOPES.get(dimension)
    if choices is None:
        return names.get(value, "")
    return str(choices(value).label) if value in choices.values else value


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a question of the request type's own."""

    label: str
    text: str


@register.simple_tag
def own_fields(ticket: Ticket) -> list[Answer]:
    """Return what was answered to the request type's own questions, in its order."""
    if ticket.request_type is None or not ticket.fields:
        return []
    return [
        Answer(_wording(spec), _chosen(spec, ticket.fields[spec["name"]]))
        for spec in ticket.request_type.fields
        if ticket.fields.get(spec.get("name"))
    ]


def _wording(spec: Mapping[str, Any]) -> str:
    """Return the words of a question or choice: {label: {zh, en}}, or {zh, en}."""
    nested = spec.get("label")
    texts: Mapping[str, Any] = nested if isinstance(nested, Mapping) else spec
    languages = ("zh", "en") if _is_chinese() else ("en", "zh")
    for language in languages:
        text = texts.get(language) or texts.get(f"label_{language}")
        if text:
            return str(text)
    return str(nested or spec.get("name") or spec.get("value") or "")


def _chosen(spec: Mapping[str, Any], value: object) -> str:
    for choice in spec.get("choices") or []:
        if str(choice.get("value")) == str(value):
            return _wording(choice)
    return str(value)


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@dataclass(frozen=True, slots=True)
class Chip:
    """A moment to choose by one click: its words, and the field it fills."""

    label: str
    fill: str


@register.simple_tag
def near_moments(now: datetime, field_id: str) -> list[Chip]:
    """Return moments one often promises: in about two hours, tonight, tomorrow."""
    local = timezone.localtime(now)
    today, tomorrow = local.date(), local.date() + timedelta(days=1)
    soon = (local + timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    moments = [
        soon,
        datetime.combine(today, time(18), local.tzinfo),
        datetime.combine(tomorrow, time(12), local.tzinfo),
        datetime.combine(tomorrow, time(18), local.tzinfo),
    ]
    return [
        Chip(
            spoken_moment(moment, now),
            json.dumps({field_id: f"{moment:%Y-%m-%dT%H:%M}"}),
        )
        for moment in dict.fromkeys(sorted(moments))
        if moment > local
    ]
