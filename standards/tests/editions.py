"""Editions for tests: the one in force with a few rules changed."""

from datetime import datetime
from typing import Any

from django.forms.models import model_to_dict

from standards.actions.publish_edition import publish_edition
from standards.models import Edition, Rule
from standards.selectors import edition_in_force


def draft_next(now: datetime, **changes: dict[str, Any] | None) -> Edition:
    """Copy the edition in force; `G4={…}` changes a rule, `G4=None` leaves it out.

    A code that is not known yet adds a rule with these values.
    """
    last = edition_in_force(now)
    draft = Edition.objects.create(handbook=last.handbook, number=last.number + 1)
    position = 0
    for rule in last.rules.order_by("position"):
        values = model_to_dict(rule, exclude=["id", "edition"])
        change = changes.pop(rule.code, {})
        position = rule.position
        if change is not None:
            Rule.objects.create(edition=draft, **{**values, **change})
    for code, values in changes.items():
        position += 1
        Rule.objects.create(
            edition=draft,
            **{"code": code, "stage": "serve", "position": position, **(values or {})},
        )
    return draft


def publish_next(now: datetime, **changes: dict[str, Any] | None) -> Edition:
    """Publish such a copy, in force from now on."""
    return publish_edition(
        edition=draft_next(now, **changes), actor=None, effective_from=now, now=now
    )
