"""The rules of one edition, ready to be asked about a ticket."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from standards.choices import Dimension, EditionState, RuleKind
from standards.errors import NoEditionInForce
from standards.models import Edition, Expression, Phrase, Rule


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What a selector may ask about a ticket.

    `types` holds the request type's code and its parents' codes, so that a rule
    for "complaint" meets every kind of complaint.
    """

    channel: str
    types: tuple[str, ...] = ()
    priority: str = "normal"
    tier: str = "normal"
    team: str = ""
    handling: str = "standard"
    place: str = "remote"

    def values(self, dimension: str) -> tuple[str, ...]:
        """Return the ticket's values in one dimension."""
        if dimension == Dimension.TYPE:
            return self.types
        return (str(getattr(self, dimension)),)


def rule_applies(rule: Rule, facts: TicketFacts) -> bool:
    """Say whether the rule's selectors meet these facts."""
    for dimension, wanted in rule.applies_to.items():
        if not set(wanted) & set(facts.values(dimension)):
            return False
    return not any(
        set(unwanted) & set(facts.values(dimension))
        for dimension, unwanted in rule.except_for.items()
    )


def specificity(rule: Rule, facts: TicketFacts) -> tuple[int, int, int]:
    """Order timed rules: more dimensions, then the nearer type, then strictness."""
    nearness = 0
    if Dimension.TYPE in rule.applies_to:
        nearness = len(facts.types) - min(
            (
                facts.types.index(code)
                for code in rule.applies_to[Dimension.TYPE]
                if code in facts.types
            ),
            default=len(facts.types),
        )
    return (len(rule.applies_to), nearness, -(rule.target_seconds or 0))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of one edition in the handbook's order, with their wording."""

    edition: Edition
    rules: tuple[Rule, ...]
    phrases: tuple[Phrase, ...] = ()
    expressions: tuple[Expression, ...] = ()
    by_id: dict[int, Rule] = field(default_factory=dict)

    def applying(self, facts: TicketFacts) -> list[Rule]:
        """Return the rules that apply to a ticket with these facts."""
        return [rule for rule in self.rules if rule_applies(rule, facts)]

    def gates(self, facts: TicketFacts, *, holds: Iterable[str]) -> list[Rule]:
        """Return the gates that hold one of the given steps for this ticket."""
        steps = set(holds)
        return [
            rule
            for rule in self.rules
            if rule.kind == RuleKind.GATE
            and rule.holds in steps
            and rule_applies(rule, facts)
        ]

    def timer(self, milestone: str, facts: TicketFacts) -> Rule | None:
        """Return the most specific timed rule for the milestone, if any."""
        found = [
            rule
            for rule in self.rules
            if rule.kind == RuleKind.TIMED
            and rule.milestone == milestone
            and rule.target_seconds is not None
            and rule_applies(rule, facts)
        ]
        return max(found, key=lambda rule: specificity(rule, facts), default=None)

    def phrases_for(self, facts: TicketFacts, *, stage: str = "") -> list[Phrase]:
        """Return the phrases that fit the ticket's channel and, if given, stage."""
        return [
            phrase
            for phrase in self.phrases
            if phrase.channel in ("any", facts.channel)
            and self.by_id[phrase.rule_id].details.get("enabled_by_default", True)
            and (not stage or self.by_id[phrase.rule_id].stage == stage)
            and rule_applies(self.by_id[phrase.rule_id], facts)
        ]


def load_rulebook(edition_id: int) -> Rulebook:
    """Return the rulebook of an edition; a published one is read once a process."""
    cached = _published_rulebooks.get(edition_id)
    if cached is not None:
        return cached
    edition = Edition.objects.select_related("handbook").get(pk=edition_id)
    rules = tuple(edition.rules.order_by("position"))
    order = {rule.pk: rule.position for rule in rules}
    book = Rulebook(
        edition=edition,
        rules=rules,
        phrases=tuple(
            sorted(
                Phrase.objects.filter(rule__edition=edition),
                key=lambda phrase: (order[phrase.rule_id], phrase.position),
            )
        ),
        expressions=tuple(Expression.objects.filter(rule__edition=edition)),
        by_id={rule.pk: rule for rule in rules},
    )
    if edition.state != EditionState.DRAFT:
        _published_rulebooks[edition_id] = book
    return book


_published_rulebooks: dict[int, Rulebook] = {}


def forget_rulebooks() -> None:
    """Empty the cache; needed only where editions vanish, as between tests."""
    _published_rulebooks.clear()


def edition_in_force(moment: datetime) -> Edition:
    """Return the edition that judges what opens at the moment.

    Raises NoEditionInForce when no handbook has been published.
    """
    edition = Edition.objects.in_force(moment).first()
    if edition is None:
        raise NoEditionInForce(
            _("No edition of the handbook is in force. Load or publish one first.")
        )
    return edition
