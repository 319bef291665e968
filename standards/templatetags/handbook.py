"""How a rule is said on a page: icon, figure, source, wording with variables."""

from typing import Final

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.choices import Role
from standards.choices import EvidenceKind, RuleKind
from standards.clock import Period
from standards.clock.calendar import MIDNIGHT
from standards.models import Handbook, Rule
from standards.wording import VARIABLE

register = template.Library()

KIND_ICONS: Final = {
    RuleKind.TIMED: "timer",
    RuleKind.GATE: "shield-check",
    RuleKind.CHECK: "list-checks",
    RuleKind.PHRASE: "message-square-quote",
    RuleKind.FORBIDDEN: "ban",
    RuleKind.TARGET: "target",
    RuleKind.CONDUCT: "user-check",
    RuleKind.PRINCIPLE: "compass",
}
KIND_TONES: Final = {
    RuleKind.TIMED: "next",
    RuleKind.GATE: "accent",
    RuleKind.FORBIDDEN: "over",
    RuleKind.TARGET: "done",
}
HOUSE: Final = "house"
SOURCES: Final[dict[str, Promise | str]] = {
    "H": gettext_lazy("Standards of the service industry"),
    "M": gettext_lazy("Collected customer-service standards"),
    "T": gettext_lazy("Customer experience template"),
    "B": gettext_lazy("Excellent service handbook"),
    "R": gettext_lazy("Front-desk reception handbook"),
    HOUSE: gettext_lazy("our own rule"),
}
UNIT_WORDS: Final[dict[str, Promise | str]] = {
    "per_shift": gettext_lazy("a shift"),
    "per_week": gettext_lazy("a week"),
    "per_month": gettext_lazy("a month"),
    "per_quarter": gettext_lazy("a quarter"),
    "elements": gettext_lazy("elements"),
    "points": gettext_lazy("points"),
}


@register.filter
def kind_icon(kind: str) -> str:
    """Return the name of the icon of a kind of rule."""
    return KIND_ICONS.get(RuleKind(kind), "circle-dot")


@register.filter
def kind_tone(kind: str) -> str:
    """Return the tone in which a kind of rule is shown."""
    return KIND_TONES.get(RuleKind(kind), "")


@register.filter
def ring_words(rings: int) -> str:
    """Return a number of rings: 3 rings, 3 声."""
    return ngettext("%(count)s ring", "%(count)s rings", rings) % {"count": rings}


@register.filter
def target_words(rule: Rule) -> str:
    """Return the figure of a target with its unit: 95%, 1 a week."""
    if rule.target_value is None:
        return ""
    value = f"{rule.target_value:f}"
    if "." in value:
        value = value.rstrip("0").rstrip(".")
    if rule.unit == "percent":
        return f"{value}%"
    unit = UNIT_WORDS.get(rule.unit, rule.unit)
    return pgettext("figure with unit", "%(value)s %(unit)s") % {
        "value": value,
        "unit": unit,
    }


@register.filter
def period_words(period: Period) -> str:
    """Return a stretch of a day without seconds: 09:00–12:00."""
    end = "24:00" if period.end == MIDNIGHT else f"{period.end:%H:%M}"
    return f"{period.start:%H:%M}–{end}"


@register.filter
def evidence_words(evidence: str) -> str:
    """Return what a gate asks to be recorded."""
    if evidence not in EvidenceKind.values:
        return evidence
    return str(EvidenceKind(evidence).label)


@register.filter
def role_words(roles: list[str]) -> str:
    """Return the names of roles, in a row."""
    names = [
        str(Role(role).label) if role in Role.values else str(role) for role in roles
    ]
    return _(", ").join(names)


@register.filter
def source_parts(rule: Rule) -> list[tuple[str, str, str]]:
    """Return where a rule comes from: document, its name, section; often several.

    The first document is the rule's own; further ones stand in its section, as
    in "3.1 + R 3.5".
    """
    first, *others = map(str.strip, rule.source_section.split("+"))
    found = [_source(rule.source_document, first)]
    for other in others:
        document, _space, section = other.partition(" ")
        found.append(
            _source(document, section)
            if document in SOURCES
            else _source(rule.source_document, other)
        )
    return found


def _source(document: str, section: str) -> tuple[str, str, str]:
    return document, str(SOURCES.get(document, document)), section


@register.simple_tag
def known_sources() -> list[tuple[str, str]]:
    """Return the documents that rules come from, by their letter."""
    return [(code, str(name)) for code, name in SOURCES.items() if code != HOUSE]


@register.simple_tag
def purpose_words(handbook: Handbook, purpose: str) -> str:
    """Return what a phrase is for, in the reader's language."""
    names = handbook.purposes.get(purpose)
    if not isinstance(names, dict):
        return purpose
    own = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return str(names.get(own) or names.get("zh") or purpose)


@register.filter
def mark_variables(text: str) -> SafeString:
    """Return a phrase with its variables set apart; the text is escaped."""
    pieces = VARIABLE.split(text)  # plain, variable, plain, variable, … plain
    return format_html_join(
        "",
        "{}",
        (
            (format_html('<span class="variable">{{{}}}</span>', piece),)
            if place % 2
            else (piece,)
            for place, piece in enumerate(pieces)
        ),
    )
