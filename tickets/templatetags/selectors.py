"""Selectors of the handbook in words: which channels, types and tickets they mean."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from accounts.models import Team
from standards.choices import Dimension
from tickets.choices import Channel, Handling, Place, Priority, Tier
from tickets.lifecycle import MOVES
from tickets.models import RequestType

register = template.Library()

LABELS: Mapping[str, Any] = {
    Dimension.CHANNEL: Channel,
    Dimension.PRIORITY: Priority,
    Dimension.TIER: Tier,
    Dimension.HANDLING: Handling,
    Dimension.PLACE: Place,
}


@register.simple_tag
def selector_names() -> dict[str, dict[str, str]]:
    """Return the names of request types and teams by code (two queries)."""
    return {
        Dimension.TYPE: {row.code: row.name for row in RequestType.objects.all()},
        Dimension.TEAM: {row.code: row.name for row in Team.objects.all()},
    }


@register.simple_tag
def selector_words(
    selector: Mapping[str, list[str]], names: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Return a selector in words, one text for each dimension it asks about."""
    return [
        _(", ").join(_name(dimension, value, names) for value in values)
        for dimension, values in selector.items()
    ]


@register.filter
def channel_words(channel: str) -> str:
    """Return the name of a channel; "any" stands for all of them."""
    if channel in Channel.values:
        return str(Channel(channel).label)
    return _("Every channel")


@register.filter
def move_words(move: str) -> str:
    """Return the name of a move of the lifecycle."""
    return str(MOVES[move].label) if move in MOVES else move


def _name(dimension: str, value: str, names: Mapping[str, Mapping[str, str]]) -> str:
    known = names.get(dimension, {}).get(value)
    if known:
        return known
    labels = LABELS.get(dimension)
    if labels is not None and value in labels.values:
        return str(labels(value).label)
    return value
