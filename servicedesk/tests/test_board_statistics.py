from datetime import UTC, datetime, timedelta

import pytest

from servicedesk.board.charts import Column, bar_width, draw_columns, draw_gauge
from servicedesk.board.selectors.work import bucket_edges
from servicedesk.board.statistics import (
    Share,
    middle_places,
    nearest_rank,
    round_top,
    wilson_interval,
)


def test_a_share_of_nothing_is_nothing_and_divides_by_nothing():
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert Share(0, 0).missing_to(0.95) == 0
    assert draw_gauge(Share(0, 0), 0.95) is None
    assert bar_width(0, 0) == "0%"


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)],
)
def test_the_interval_is_that_of_wilson(part, whole, low, high):
    found = wilson_interval(part, whole)
    assert found == pytest.approx((low, high), abs=1e-4)


def test_missing_to_a_target_counts_whole_answers():
    assert Share(212, 226).missing_to(0.95) == 3
    assert Share(95, 100).missing_to(0.95) == 0


def test_places_of_median_and_percentile():
    assert middle_places(1) == (0, 1)
    assert middle_places(4) == (1, 2)
    assert middle_places(5) == (2, 1)
    assert [nearest_rank(count, 90) for count in (1, 2, 10, 11, 100)] == [
        0,
        1,
        8,
        9,
        89,
    ]


@pytest.mark.parametrize(
    ("value", "top"), [(0, 4), (4, 4), (5, 8), (9, 20), (20, 20), (21, 40), (81, 200)]
)
def test_the_top_of_an_axis_is_round(value, top):
    assert round_top(value) == top


def test_columns_hold_within_the_picture_and_empty_ones_are_not_drawn():
    chart = draw_columns(
        [Column("8", 3, before=1), Column("9", 0, before=0)], axis=True
    )
    assert [bar.value for bar in chart.bars] == [1, 3]
    assert [guide.text for guide in chart.guides] == ["0", "2", "4"]
    for bar in chart.bars:
        assert 0 <= float(bar.x[:-1]) + float(bar.width[:-1]) <= 100
        assert float(bar.y[:-1]) + float(bar.height[:-1]) == pytest.approx(86)


def test_the_gauge_says_whether_the_target_is_in_reach():
    assert draw_gauge(Share(96, 100), 0.95).tone == ""
    assert draw_gauge(Share(94, 100), 0.95).tone == "warn"
    assert draw_gauge(Share(50, 100), 0.95).tone == "over"


def test_the_hours_ahead_are_cut_at_the_half_hours_of_the_clock():
    now = datetime(2026, 3, 4, 2, 10, 5, tzinfo=UTC)
    edges = bucket_edges(now)
    assert edges[0] == now
    assert edges[1] == datetime(2026, 3, 4, 2, 30, tzinfo=UTC)
    assert edges[-1] == now + timedelta(hours=8)
    assert edges == sorted(set(edges))
