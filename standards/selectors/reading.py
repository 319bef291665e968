"""The handbook as people read it: by chapter, filtered, searched."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import get_language

from standards.choices import EditionState, ExpressionFamily, RuleStage
from standards.errors import NoEditionInForce
from standards.models import Edition, Expression, Phrase, Rule
from standards.selectors.rulebook import edition_in_force, load_rulebook

Wording = TypeVar("Wording", Phrase, Expression)


@dataclass(frozen=True, slots=True)
class Family:
    """Forbidden expressions of one family."""

    label: str
    expressions: list[Expression]
    opened: bool = False


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule with its wording, as it stands on the page.

    What is `opened` holds a word that is sought, so it is unfolded.
    """

    rule: Rule
    phrases: list[Phrase] = field(default_factory=list)
    families: list[Family] = field(default_factory=list)
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules of one stage; `total` counts those that the filter left out too."""

    stage: str
    label: str
    total: int
    rules: list[ReadRule]


@dataclass(frozen=True, slots=True)
class Reading:
    """One edition as it is read with a filter."""

    edition: Edition
    chapters: list[Chapter]
    kinds: Mapping[str, int]

    @property
    def shown(self) -> int:
        """How many rules the filter let through."""
        return sum(len(chapter.rules) for chapter in self.chapters)

    @property
    def total(self) -> int:
        """How many rules the edition has."""
        return sum(chapter.total for chapter in self.chapters)


def editions_to_read() -> QuerySet[Edition]:
    """Return the published editions of the handbook in use, the newest first."""
    return (
        Edition.objects.filter(handbook__in_use=True)
        .exclude(state=EditionState.DRAFT)
        .order_by("-number")
    )


def current_edition(now: datetime) -> Edition | None:
    """Return the edition in force, or nothing where none was published."""
    try:
        return edition_in_force(now)
    except NoEditionInForce:
        return None


def read_handbook(
    edition: Edition, *, stage: str = "", kind: str = "", words: str = ""
) -> Reading:
    """Return an edition's rules by chapter; each of the words must occur.

    Words are looked for in both languages: in code, title, text and wording.
    """
    book = load_rulebook(edition.pk)
    sought = words.casefold().split()
    phrases, expressions = _by_rule(book.phrases), _by_rule(book.expressions)
    chapters = []
    for chapter in RuleStage:
        rules = [rule for rule in book.rules if rule.stage == chapter]
        found = (
            _read_rule(rule, phrases[rule.pk], expressions[rule.pk], sought)
            for rule in rules
            if stage in ("", rule.stage) and kind in ("", rule.kind)
        )
        chapters.append(
            Chapter(
                stage=chapter.value,
                label=str(chapter.label),
                total=len(rules),
                rules=[one for one in found if one is not None],
            )
        )
    return Reading(
        edition=book.edition,
        chapters=chapters,
        kinds=Counter(rule.kind for rule in book.rules),
    )


def _read_rule(
    rule: Rule,
    phrases: list[Phrase],
    expressions: list[Expression],
    sought: list[str],
) -> ReadRule | None:
    """Return a rule with its wording; None when a sought word is nowhere in it."""
    if sought:
        everything = _texts_of([rule, *phrases, *expressions])
        if not all(word in everything for word in sought):
            return None
    return ReadRule(
        rule,
        phrases,
        _families(expressions, sought),
        opened=_holds_one(phrases, sought),
    )


def _holds_one(rows: Sequence[Model], sought: list[str]) -> bool:
    texts = _texts_of(rows)
    return any(word in texts for word in sought)


def _texts_of(rows: Sequence[Model]) -> str:
    return "\n".join(_text_of(row) for row in rows).casefold()


def _text_of(row: Model) -> str:
    return "\n".join(str(getattr(row, name)) for name in SEARCHED[type(row)])


SEARCHED: dict[type[Model], tuple[str, ...]] = {
    Rule: ("code", "title_zh", "title_en", "text_zh", "text_en"),
    Phrase: ("text_zh", "text_en"),
    Expression: ("pattern", "advice_zh", "advice_en", "better_zh", "better_en"),
}


def _families(expressions: list[Expression], sought: list[str]) -> list[Family]:
    """Return expressions by family, those of the reader's language first."""
    own = (get_language() or "zh")[:2]
    found = []
    for family in ExpressionFamily:
        members = [one for one in expressions if one.family == family]
        members.sort(key=lambda one: not one.language.startswith(own))
        if members:
            found.append(
                Family(str(family.label), members, _holds_one(members, sought))
            )
    return found


def _by_rule(rows: Iterable[Wording]) -> defaultdict[int, list[Wording]]:
    table: defaultdict[int, list[Wording]] = defaultdict(list)
    for row in rows:
        table[row.rule_id].append(row)
    return table
