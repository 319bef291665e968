"""Charts as places and sizes: the templates draw them as SVG.

Everything is given in percent of the picture, without a view box: so bars follow
the width of the screen while letters and lines keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from servicedesk.board.statistics import Share, round_top

TOP, BASE = 12.0, 86.0
"""Where the plot begins and ends, from the top of the picture."""
LEFT = 4.0
"""Where the plot begins from the left when it has an axis."""
GAP = 0.24
"""The share of a column's place that stays empty."""
MAX_LABELS = 13
LEAST_TOP = 4
"""The least height of a chart without an axis: a single one must look like little."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a chart stands for."""

    label: str
    value: int
    title: str = ""
    url: str = ""
    tone: str = ""
    before: int | None = None
    before_title: str = ""
    before_url: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place and size, and what it tells and leads to."""

    x: str
    y: str
    width: str
    height: str
    middle: str
    value: int
    title: str
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A word or a line at a place of an axis."""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """A column chart ready to be drawn."""

    bars: list[Bar]
    labels: list[Tick]
    guides: list[Tick]
    base: str
    left: str


def draw_columns(columns: Sequence[Column], *, axis: bool) -> Columns:
    """Place columns side by side, each with a paler one before it if it has any.

    With `axis` there are guide lines with figures; without, the template writes
    the value over each bar.
    """
    left = LEFT if axis else 0.0
    highest = max(
        (max(one.value, one.before or 0) for one in columns),
        default=0,
    )
    top = round_top(highest) if axis else max(highest, LEAST_TOP)
    place = (100 - left) / max(len(columns), 1)
    step = -(-len(columns) // MAX_LABELS)
    bars: list[Bar] = []
    labels: list[Tick] = []
    for number, one in enumerate(columns):
        x = left + number * place
        paired = one.before is not None
        width = place * (1 - GAP) / (2 if paired else 1)
        first = x + place * GAP / 2
        if one.before is not None:
            bars.append(
                _bar(
                    first,
                    width,
                    one.before / top,
                    value=one.before,
                    title=one.before_title,
                    url=one.before_url,
                    tone="soft",
                )
            )
            first += width
        bars.append(
            _bar(
                first,
                width,
                one.value / top,
                value=one.value,
                title=one.title,
                url=one.url,
                tone=one.tone,
            )
        )
        if one.label and number % step == 0:
            labels.append(Tick(_percent(x + place / 2), one.label))
    return Columns(
        bars=[bar for bar in bars if bar.value],
        labels=labels,
        guides=_guides(top) if axis else [],
        base=_percent(BASE),
        left=_percent(left),
    )


def _guides(top: int) -> list[Tick]:
    return [
        Tick(_percent(BASE - (BASE - TOP) * part / 2), str(top * part // 2))
        for part in (0, 1, 2)
    ]


def _bar(
    x: float, width: float, share: float, *, value: int, title: str, url: str, tone: str
) -> Bar:
    height = (BASE - TOP) * share
    return Bar(
        x=_percent(x),
        y=_percent(BASE - height),
        width=_percent(width),
        height=_percent(height),
        middle=_percent(x + width / 2),
        value=value,
        title=title,
        url=url,
        tone=tone,
    )


@dataclass(frozen=True, slots=True)
class Gauge:
    """A share as a bar, with its interval as a band and a target as a mark."""

    value: str
    low: str
    band: str
    target: str
    tone: str


def draw_gauge(share: Share, target: float | None) -> Gauge | None:
    """Place a share on a line from 0 to 100 %; None where there is nothing to draw."""
    value, interval = share.value, share.interval
    if value is None or interval is None:
        return None
    low, high = interval
    if target is None or value >= target:
        tone = ""
    else:
        tone = "warn" if high >= target else "over"
    return Gauge(
        value=_percent(value * 100),
        low=_percent(low * 100),
        band=_percent((high - low) * 100),
        target=_percent(target * 100) if target is not None else "",
        tone=tone,
    )


def bar_width(value: int, highest: int) -> str:
    """Return how wide a bar of a list is, in percent of the widest."""
    return _percent(100 * value / highest) if highest else "0%"


def _percent(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") + "%"
