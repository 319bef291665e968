"""Create the request types of a handbook's data file where they are missing."""

from typing import Any

from django.db import transaction

from tickets.choices import Place
from tickets.models import RequestType


def load_request_types(*, entries: list[dict[str, Any]]) -> int:
    """Create missing request types and return how many were created.

    Types that exist are left as they are: names and teams are a company's choice.
    """
    created = 0
    with transaction.atomic():
        for position, entry in enumerate(entries, start=1):
            parent, is_new = _ensure(entry, position * 100, None)
            created += is_new
            for offset, child in enumerate(entry.get("children", []), start=1):
                _child, is_new = _ensure(child, position * 100 + offset, parent)
                created += is_new
    return created


def _ensure(
    entry: dict[str, Any], position: int, parent: RequestType | None
) -> tuple[RequestType, bool]:
    hint = entry.get("hint") or {}
    return RequestType.objects.get_or_create(
        code=entry["code"],
        defaults={
            "parent": parent,
            "name_zh": entry["name"]["zh"],
            "name_en": entry["name"]["en"],
            "hint_zh": hint.get("zh", ""),
            "hint_en": hint.get("en", ""),
            "icon": entry.get("icon", parent.icon if parent else ""),
            "place": entry.get("place", parent.place if parent else Place.REMOTE),
            "is_public": entry.get("public", parent.is_public if parent else True),
            "needs_contact": entry.get("contact", True),
            "fields": entry.get("fields", []),
            "position": position,
        },
    )
