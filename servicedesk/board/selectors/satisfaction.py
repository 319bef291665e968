"""What the customers said on a day, and who has not said anything."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from servicedesk.board.scope import Scope
from servicedesk.board.selectors.volume import completed_tickets
from servicedesk.board.statistics import Share
from standards.errors import NoEditionInForce
from standards.models import Rule
from standards.selectors import edition_in_force, load_rulebook
from surveys.models import Score
from tickets.models import Ticket

SATISFIED_FROM = 4
"""Stars from which an answer says satisfied."""
SATISFIED_METRIC = "satisfied_share"


def scores(scope: Scope) -> QuerySet[Score]:
    """Return the scores given on the day that count: the latest of a completion."""
    later = Score.objects.filter(
        Q(given_at__gt=OuterRef("given_at"))
        | Q(given_at=OuterRef("given_at"), pk__gt=OuterRef("pk")),
        ticket=OuterRef("ticket"),
        cycle=OuterRef("cycle"),
    )
    given = Score.objects.filter(given_at__gte=scope.start, given_at__lt=scope.end)
    return scope.of_tickets(given).exclude(Exists(later))


def satisfied_scores(scope: Scope) -> QuerySet[Score]:
    """Return the day's scores that say satisfied."""
    return scores(scope).filter(stars__gte=SATISFIED_FROM)


def unscored_tickets(scope: Scope) -> QuerySet[Ticket]:
    """Return the tickets completed on the day whose customer gave no score."""
    said = Score.objects.filter(ticket=OuterRef("pk"), cycle=OuterRef("cycle"))
    return completed_tickets(scope).exclude(Exists(said))


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The day's satisfied share, beside the handbook's target."""

    share: Share
    target: float | None
    rule: Rule | None


def read_satisfaction(scope: Scope) -> Satisfaction:
    """Count the day's answers and those who gave none (two queries and the rule)."""
    row = scores(scope).aggregate(
        whole=Count("pk"), part=Count("pk", filter=Q(stars__gte=SATISFIED_FROM))
    )
    rule = _target_rule(scope)
    value = rule.target_value if rule else None
    return Satisfaction(
        share=Share(row["part"], row["whole"], unscored_tickets(scope).count()),
        target=float(value) / 100 if value is not None else None,
        rule=rule,
    )


def _target_rule(scope: Scope) -> Rule | None:
    try:
        edition = edition_in_force(scope.now)
    except NoEditionInForce:
        return None
    rules = load_rulebook(edition.pk).rules
    return next((rule for rule in rules if rule.metric == SATISFIED_METRIC), None)
