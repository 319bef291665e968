"""Arithmetic of shares and spans; knows neither database nor clock."""

from dataclasses import dataclass
from math import ceil, sqrt

CONFIDENCE_Z = 1.959964
"""Standard deviations that hold 95 % of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with what was left out of the whole."""

    part: int
    whole: int
    left_out: int = 0

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None where there is nothing to divide by."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval after Wilson; None where nothing was counted."""
        return wilson_interval(self.part, self.whole)

    def missing_to(self, target: float) -> int:
        """Return how many more of the whole would have to count for a target."""
        return max(0, ceil(round(target * self.whole, 9)) - self.part)


def wilson_interval(part: int, whole: int) -> tuple[float, float] | None:
    """Return the 95 % Wilson score interval of a share.

    It stays within 0 and 1, and means something for small numbers too.
    """
    if whole <= 0:
        return None
    share, z = part / whole, CONFIDENCE_Z
    shrink = 1 + z * z / whole
    middle = (share + z * z / (2 * whole)) / shrink
    reach = z / shrink * sqrt(share * (1 - share) / whole + z * z / (4 * whole**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def middle_places(count: int) -> tuple[int, int]:
    """Return the place (from 0) where the median begins, and how many values it has."""
    return (count - 1) // 2, 1 if count % 2 else 2


def nearest_rank(count: int, percent: int) -> int:
    """Return the place (from 0) of a percentile by nearest rank."""
    return max(0, ceil(count * percent / 100) - 1)


def round_top(value: int) -> int:
    """Return a round number at or above a value, for the top of an axis."""
    if value <= 4:
        return 4
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * 4 >= value:
                return step * factor * 4
        step *= 10
