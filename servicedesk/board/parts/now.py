"""The upper half of the board: the work as it stands now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Team
from servicedesk.board.charts import Column, Columns, bar_width, draw_columns
from servicedesk.board.links import Links, Number
from servicedesk.board.scope import Scope
from servicedesk.board.selectors import work
from servicedesk.board.selectors.work import Bucket, Load, Work
from servicedesk.templatetags.desk import clock, duration
from tickets.choices import SERVICE_STAGES, STATE_LABELS
from tickets.models import Ticket

NEXT_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the numbers on top."""

    name: str
    icon: str
    number: Number
    note: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class StageLine:
    """The open work of one stage."""

    label: str
    open: Number
    width: str
    held: Number
    over: Number


@dataclass(frozen=True, slots=True)
class TeamLine:
    """The load of one team; `each` is open tickets a person."""

    team: Team
    url: str
    open: Number
    over: Number
    soon: Number
    width: str
    each: str
    unanswered: Number
    oldest: timedelta | None


@dataclass(frozen=True, slots=True)
class DueAhead:
    """What falls due in the next hours: a chart, its table, the next tickets."""

    total: Number
    chart: Columns
    columns: list[Column]
    tickets: Sequence[Ticket]


@dataclass(frozen=True, slots=True)
class NowPart:
    """The upper half of the board."""

    tiles: list[Tile]
    stages: list[StageLine]
    open: Number
    due: DueAhead
    teams: list[TeamLine]


def build_now(scope: Scope, links: Links) -> NowPart:
    """Read the work of the moment (six queries)."""
    seen = work.read_work(scope)
    teams = work.teams_of(scope)
    return NowPart(
        tiles=_tiles(scope, links, seen, teams),
        stages=_stages(links, seen),
        open=links.number(seen.total.open, "open"),
        due=_due_ahead(scope, links),
        teams=_teams(scope, links, seen, teams),
    )


def _tiles(
    scope: Scope, links: Links, seen: Work, teams: dict[int, Team]
) -> list[Tile]:
    now, total = scope.now, seen.total
    dispatches = work.read_dispatches(scope)
    recoveries = work.read_recoveries(scope)
    return [
        Tile(
            name=_("Over time now"),
            icon="triangle-alert",
            number=links.number(total.over, "over"),
            note=_("longest: %(time)s") % {"time": duration(now - total.first_due)}
            if total.first_due
            else _("nothing is over time"),
            tone="over" if total.over else "",
        ),
        Tile(
            name=_("Due within 1 h"),
            icon="timer",
            number=links.number(total.soon, "due"),
            note=ngettext(
                "%(count)s of them not taken yet",
                "%(count)s of them not taken yet",
                total.soon_unowned,
            )
            % {"count": total.soon_unowned},
            tone="warn" if total.soon else "",
        ),
        Tile(
            name=_("Waiting to be accepted"),
            icon="inbox",
            number=links.number(dispatches.count, "dispatches"),
            note=" · ".join(
                f"{teams[team].name} {number}"
                for team, number in dispatches.by_team[:3]
                if team in teams
            )
            or _("no dispatch is waiting"),
        ),
        Tile(
            name=_("Open recoveries"),
            icon="heart-handshake",
            number=links.number(recoveries.count, "recoveries"),
            note=_("%(count)s to be contacted, %(late)s of them late")
            % {"count": recoveries.to_contact, "late": recoveries.late},
            tone="over" if recoveries.late else "",
        ),
    ]


def _stages(links: Links, seen: Work) -> list[StageLine]:
    loads = [(stage, seen.by_stage.get(stage, Load())) for stage in SERVICE_STAGES]
    highest = max(load.open for _stage, load in loads)
    return [
        StageLine(
            label=str(STATE_LABELS[stage]),
            open=links.number(load.open, "open", stage=stage.value),
            width=bar_width(load.open, highest),
            held=links.number(load.held, "held", stage=stage.value),
            over=links.number(load.over, "over", stage=stage.value),
        )
        for stage, load in loads
    ]


def _due_ahead(scope: Scope, links: Links) -> DueAhead:
    buckets = work.read_due_ahead(scope)
    columns = [_due_column(bucket, scope, links) for bucket in buckets]
    total = sum(bucket.count for bucket in buckets)
    return DueAhead(
        total=links.number(total, "due", start=buckets[0].after, end=buckets[-1].until),
        chart=draw_columns(columns, axis=False),
        columns=columns,
        tickets=work.next_due(scope, limit=NEXT_SHOWN) if total else [],
    )


def _due_column(bucket: Bucket, scope: Scope, links: Links) -> Column:
    span = f"{clock(bucket.after)}–{clock(bucket.until)}"
    return Column(
        label=clock(bucket.after) if _on_the_hour(bucket.after) else "",
        value=bucket.count,
        title=span,
        url=links.rows("due", start=bucket.after, end=bucket.until),
        tone="warn" if bucket.until <= scope.now + work.SOON else "next",
    )


def _on_the_hour(moment: datetime) -> bool:
    return moment.minute == 0 and moment.second == 0


def _teams(
    scope: Scope, links: Links, seen: Work, teams: dict[int, Team]
) -> list[TeamLine]:
    loads = {key: seen.by_team.get(key, Load()) for key in teams}
    highest = max((load.open for load in loads.values()), default=0)
    lines = []
    for key, load in loads.items():
        team, people = teams[key], teams[key].people  # type: ignore[attr-defined]
        if not team.is_active and not load.open:
            continue
        lines.append(
            TeamLine(
                team=team,
                url=links.board(team=key),
                open=links.number(load.open, "open", team=key),
                over=links.number(load.over, "over", team=key),
                soon=links.number(load.soon, "due", team=key),
                width=bar_width(load.open, highest),
                each=f"{load.open / people:.1f}" if people else "–",
                unanswered=links.number(load.unanswered, "unanswered", team=key),
                oldest=scope.now - load.oldest if load.oldest else None,
            )
        )
    return sorted(lines, key=lambda line: (-line.over.value, -line.open.value))
