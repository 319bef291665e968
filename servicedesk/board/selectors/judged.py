"""How the handbook's rules were kept on a day: timers, exceptions, silence."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from servicedesk.board.scope import Scope
from servicedesk.board.statistics import Share
from standards.choices import Milestone
from standards.models import Rule
from tickets.choices import AcceptedBy, EntryKind, Outcome
from tickets.lifecycle import AUTOMATIONS
from tickets.models import Deadline, Entry


def _of_rule(
    timers: QuerySet[Deadline], rule: str, milestone: str
) -> QuerySet[Deadline]:
    if rule:
        timers = timers.filter(rule__code=rule)
    if milestone:
        timers = timers.filter(milestone=milestone)
    return timers


def breached_timers(
    scope: Scope, *, rule: str = "", milestone: str = ""
) -> QuerySet[Deadline]:
    """Return the judged timers that went over time on the day."""
    return _of_rule(_broken(scope).filter(advisory=False), rule, milestone)


def advisory_misses(
    scope: Scope, *, rule: str = "", milestone: str = ""
) -> QuerySet[Deadline]:
    """Return the timers that only warn and were missed on the day."""
    return _of_rule(_broken(scope).filter(advisory=True), rule, milestone)


def timers_cancelled(scope: Scope) -> QuerySet[Deadline]:
    """Return the timers that ended on the day without a verdict."""
    return _stopped(scope).filter(outcome=Outcome.CANCELLED)


def judged_timers(
    scope: Scope, *, rule: str = "", milestone: str = ""
) -> QuerySet[Deadline]:
    """Return the timers that got their verdict on the day: met in time, or over."""
    timers = Deadline.objects.filter(
        Q(breached_at__gte=scope.start, breached_at__lt=scope.end)
        | Q(
            stopped_at__gte=scope.start,
            stopped_at__lt=scope.end,
            breached_at__isnull=True,
            outcome=Outcome.MET,
        ),
        advisory=False,
    ).exclude(milestone__in=AUTOMATIONS)
    return _of_rule(scope.of_tickets(timers), rule, milestone)


def exceptions(scope: Scope) -> QuerySet[Entry]:
    """Return the gates that were let pass with a reason on the day."""
    return scope.of_tickets(
        Entry.objects.filter(
            kind=EntryKind.EXCEPTION,
            happened_at__gte=scope.start,
            happened_at__lt=scope.end,
        )
    )


def accepted_after_silence(scope: Scope) -> QuerySet[Entry]:
    """Return the results that were taken as accepted because nobody answered."""
    return scope.of_tickets(
        Entry.objects.filter(
            kind=EntryKind.ACCEPTED,
            data__by=AcceptedBy.SILENCE.value,
            happened_at__gte=scope.start,
            happened_at__lt=scope.end,
        )
    )


def _broken(scope: Scope) -> QuerySet[Deadline]:
    return scope.of_tickets(
        Deadline.objects.filter(
            breached_at__gte=scope.start, breached_at__lt=scope.end
        ).exclude(milestone__in=AUTOMATIONS)
    )


def _stopped(scope: Scope) -> QuerySet[Deadline]:
    return scope.of_tickets(
        Deadline.objects.filter(
            stopped_at__gte=scope.start,
            stopped_at__lt=scope.end,
            breached_at__isnull=True,
            advisory=False,
        ).exclude(milestone__in=AUTOMATIONS)
    )


@dataclass
class Verdicts:
    """What became of one rule's timers on a day."""

    code: str
    milestone: str
    rule: Rule | None = None
    broken: int = 0
    found_late: int = 0
    met: int = 0

    @property
    def share(self) -> Share:
        """The share that went over time of all that got a verdict."""
        return Share(self.broken, self.broken + self.met)

    @property
    def title(self) -> str:
        """The rule's title, else what the timer waited for."""
        if self.rule is not None:
            return self.rule.title
        return str(Milestone(self.milestone).label)


@dataclass(frozen=True)
class Judgement:
    """The verdicts of a day: by rule, advisory ones apart, and what has none."""

    rules: list[Verdicts]
    advisory: list[Verdicts]
    cancelled: int

    @property
    def total(self) -> Share:
        """The share over time of all judged timers of the day."""
        broken = sum(one.broken for one in self.rules)
        met = sum(one.met for one in self.rules)
        return Share(broken, broken + met, self.cancelled)


def read_judgement(scope: Scope) -> Judgement:
    """Count the day's verdicts by rule, the most over time first (three queries)."""
    judged: dict[tuple[str, str], Verdicts] = {}
    advisory: dict[tuple[str, str], Verdicts] = {}
    rule_ids: dict[tuple[str, str], int] = defaultdict(int)
    group = ("rule__code", "milestone")
    broken = _broken(scope).order_by().values(*group, "advisory")
    for row in broken.annotate(
        number=Count("pk"),
        found_late=Count("pk", filter=Q(late=True)),
        newest=Max("rule_id"),
    ):
        table = advisory if row["advisory"] else judged
        one = _line(table, row, rule_ids)
        one.broken, one.found_late = row["number"], row["found_late"]
    cancelled = 0
    stopped = _stopped(scope).order_by().values(*group, "outcome")
    for row in stopped.annotate(number=Count("pk"), newest=Max("rule_id")):
        if row["outcome"] == Outcome.CANCELLED:
            cancelled += row["number"]
        else:
            _line(judged, row, rule_ids).met = row["number"]
    rules = Rule.objects.in_bulk({number for number in rule_ids.values() if number})
    for table in (judged, advisory):
        for key, one in table.items():
            one.rule = rules.get(rule_ids[key])
    return Judgement(_ordered(judged), _ordered(advisory), cancelled)


def _line(
    table: dict[tuple[str, str], Verdicts],
    row: dict[str, object],
    rule_ids: dict[tuple[str, str], int],
) -> Verdicts:
    key = (str(row["rule__code"] or ""), str(row["milestone"]))
    newest = row["newest"]
    if isinstance(newest, int):
        rule_ids[key] = max(rule_ids[key], newest)
    return table.setdefault(key, Verdicts(*key))


def _ordered(table: dict[tuple[str, str], Verdicts]) -> list[Verdicts]:
    return sorted(
        table.values(),
        key=lambda one: (-one.broken, -(one.share.value or 0), one.code, one.milestone),
    )
