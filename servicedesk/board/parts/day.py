"""The lower half of the board: one day, its verdicts and what customers said."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from servicedesk.board.charts import Column, Columns, Gauge, draw_columns, draw_gauge
from servicedesk.board.links import Links, Number
from servicedesk.board.scope import Scope
from servicedesk.board.selectors import judged, satisfaction, volume
from servicedesk.board.selectors.judged import Judgement, Verdicts
from servicedesk.board.selectors.satisfaction import Satisfaction
from servicedesk.board.selectors.volume import Durations, Volume
from servicedesk.board.statistics import Share

FIRST_HOUR, LAST_HOUR = 8, 18
"""The hours that the chart of a day shows at least."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule's verdicts of the day."""

    verdicts: Verdicts
    broken: Number
    judged: Number

    @property
    def share(self) -> Share:
        """The share that went over time."""
        return self.verdicts.share


@dataclass(frozen=True, slots=True)
class RulesPart:
    """The day's verdicts by rule; advisory ones and those without one apart."""

    rules: list[RuleLine]
    advisory: list[RuleLine]
    share: Share
    broken: Number
    judged: Number
    cancelled: Number
    exceptions: Number
    silence: Number


@dataclass(frozen=True, slots=True)
class SatisfactionPart:
    """The day's satisfied share, with its interval and what was left out."""

    read: Satisfaction
    satisfied: Number
    scored: Number
    unscored: Number
    gauge: Gauge | None
    missing: int


@dataclass(frozen=True, slots=True)
class VolumeLine:
    """A count of the day beside the same weekday of the week before."""

    name: str
    today: Number
    before: Number
    before_so_far: Number


@dataclass(frozen=True, slots=True)
class VolumePart:
    """What came in and was completed; the hours of both days as a chart."""

    lines: list[VolumeLine]
    reopened: Number
    chart: Columns
    columns: list[Column]

    @property
    def any(self) -> bool:
        """Whether anything came in or was completed on the day."""
        return any(line.today.value for line in self.lines)


@dataclass(frozen=True, slots=True)
class DurationsPart:
    """How long tickets took that were completed in seven days."""

    read: Durations
    count: Number


@dataclass(frozen=True, slots=True)
class DayPart:
    """The lower half of the board."""

    rules: RulesPart
    satisfaction: SatisfactionPart
    volume: VolumePart
    durations: DurationsPart


def build_day(scope: Scope, links: Links) -> DayPart:
    """Read one day (some fifteen queries, however many tickets)."""
    durations = volume.read_durations(scope)
    return DayPart(
        rules=_rules(scope, links),
        satisfaction=_satisfaction(scope, links),
        volume=_volume(scope, links),
        durations=DurationsPart(
            durations, links.number(durations.count, "completed_in_week")
        ),
    )


def _rules(scope: Scope, links: Links) -> RulesPart:
    read: Judgement = judged.read_judgement(scope)
    total = read.total
    return RulesPart(
        rules=[_rule(one, links, "breached") for one in read.rules],
        advisory=[_rule(one, links, "advisory") for one in read.advisory],
        share=total,
        broken=links.number(total.part, "breached"),
        judged=links.number(total.whole, "judged"),
        cancelled=links.number(total.left_out, "cancelled"),
        exceptions=links.number(judged.exceptions(scope).count(), "exceptions"),
        silence=links.number(judged.accepted_after_silence(scope).count(), "silence"),
    )


def _rule(one: Verdicts, links: Links, figure: str) -> RuleLine:
    wanted = {"rule": one.code, "milestone": one.milestone}
    return RuleLine(
        verdicts=one,
        broken=links.number(one.broken, figure, **wanted),
        judged=links.number(one.share.whole, "judged", **wanted),
    )


def _satisfaction(scope: Scope, links: Links) -> SatisfactionPart:
    read = satisfaction.read_satisfaction(scope)
    share = read.share
    return SatisfactionPart(
        read=read,
        satisfied=links.number(share.part, "satisfied"),
        scored=links.number(share.whole, "scored"),
        unscored=links.number(share.left_out, "unscored"),
        gauge=draw_gauge(share, read.target),
        missing=share.missing_to(read.target) if read.target is not None else 0,
    )


def _volume(scope: Scope, links: Links) -> VolumePart:
    today = volume.opened_by_hour(scope)
    before = volume.opened_by_hour(scope.week_earlier())
    columns = [
        _hour(hour, today, before, scope, links) for hour in _hours_shown(today, before)
    ]
    return VolumePart(
        lines=[
            _compared(_("Opened"), "opened", volume.read_opened(scope), scope, links),
            _compared(
                _("Completed"), "completed", volume.read_completed(scope), scope, links
            ),
        ],
        reopened=links.number(volume.reopened_completions(scope).count(), "reopened"),
        chart=draw_columns(columns, axis=True),
        columns=columns,
    )


def _compared(
    name: str, figure: str, read: Volume, scope: Scope, links: Links
) -> VolumeLine:
    earlier = scope.week_earlier()
    return VolumeLine(
        name=name,
        today=links.number(read.today, figure),
        before=links.number(read.before, figure, day=earlier.day),
        before_so_far=links.number(
            read.before_so_far,
            figure,
            day=earlier.day,
            start=earlier.start,
            end=volume.same_time_before(scope),
        ),
    )


def _hours_shown(today: dict[int, int], before: dict[int, int]) -> range:
    hours = {FIRST_HOUR, LAST_HOUR, *today, *before}
    return range(min(hours), max(hours) + 1)


def _hour(
    hour: int,
    today: dict[int, int],
    before: dict[int, int],
    scope: Scope,
    links: Links,
) -> Column:
    earlier = scope.week_earlier()
    return Column(
        label=str(hour),
        value=today.get(hour, 0),
        title=f"{hour}:00",
        url=_hour_url(hour, scope, links),
        before=before.get(hour, 0),
        before_title=f"{hour}:00",
        before_url=_hour_url(hour, earlier, links),
    )


def _hour_url(hour: int, scope: Scope, links: Links) -> str:
    return links.rows("opened", day=scope.day, hour=hour)
