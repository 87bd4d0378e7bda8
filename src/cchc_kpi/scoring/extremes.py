"""How far sums of figures can go under linear limits, exactly: a small simplex in fractions.

It knows nothing of measures or verdicts. Where a sum has no end, the answer is None, never a large number.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple, TypeAlias

Weights: TypeAlias = tuple[Fraction, ...]
"""One weight for each unknown."""


class Limit(NamedTuple):
    """The weighted sum of the unknowns is at most `most`."""

    weights: Weights
    most: Fraction


Peak: TypeAlias = tuple[Fraction | None, ...]
"""The greatest value of each sum, the earlier ones first; None for one without end, and for those after it."""


@cache
def greatest(sums: tuple[Weights, ...], limits: tuple[Limit, ...]) -> Peak | None:
    """Make the first sum as great as it can be, then the second where the first is so, and so on.

    The unknowns are 0 or more and keep the limits. None where nothing keeps them all.
    """
    table = _Table(sums, limits)
    if table.raise_goal(0) != 0:
        return None
    peak: list[Fraction | None] = []
    for goal in range(1, len(sums) + 1):
        value = table.raise_goal(goal)
        peak.append(value)
        if value is None:
            break
    return tuple(peak) + (None,) * (len(sums) - len(peak))


class _Table:
    """The simplex table: a row for each limit, then a row for each goal; the right side in the last column.

    Goal 0 brings the artificial unknowns to nothing, which stand for limits that zeros do not keep.
    """

    def __init__(self, sums: Sequence[Weights], limits: Sequence[Limit]) -> None:
        unknowns = len(sums[0])
        broken = [place for place, limit in enumerate(limits) if limit.most < 0]
        self._width = unknowns + len(limits) + len(broken)
        self._basis: list[int] = []
        self._rows: list[list[Fraction]] = []
        for place, limit in enumerate(limits):
            row = [*limit.weights, *self._unit(len(limits), place)]
            sign = -1 if place in broken else 1
            artificial = broken.index(place) if place in broken else -1
            row = [sign * weight for weight in row] + self._unit(len(broken), artificial)
            self._rows.append([*row, sign * limit.most])
            self._basis.append(unknowns + len(limits) + artificial if place in broken else unknowns + place)
        first = [
            sum((self._rows[place][column] for place in broken), Fraction(0)) for column in self._columns
        ]
        for column in range(self._width - len(broken), self._width):
            first[column] = Fraction(0)
        rest = [Fraction(0)] * (self._width + 1 - unknowns)
        self._goals = [first, *([*weights, *rest] for weights in sums)]

    @property
    def _columns(self) -> range:
        return range(self._width + 1)

    @staticmethod
    def _unit(length: int, place: int) -> list[Fraction]:
        return [Fraction(int(index == place)) for index in range(length)]

    def raise_goal(self, goal: int) -> Fraction | None:
        """Return the goal's greatest value (0 for a goal 0 that is reached), the earlier goals held; None for no end.

        The first column that helps, and of equal rows the first, as Bland's rule has it: so it ends.
        """
        while (column := self._column_that_raises(goal)) is not None:
            rows = [place for place, row in enumerate(self._rows) if row[column] > 0]
            if not rows:
                return None
            self._pivot(
                min(
                    rows,
                    key=lambda place: (self._rows[place][-1] / self._rows[place][column], self._basis[place]),
                ),
                column,
            )
        return -self._goals[goal][-1]

    def _column_that_raises(self, goal: int) -> int | None:
        return next(
            (
                column
                for column in range(self._width)
                if self._goals[goal][column] > 0 and not any(held[column] for held in self._goals[:goal])
            ),
            None,
        )

    def _pivot(self, place: int, column: int) -> None:
        pivot = self._rows[place][column]
        held = self._rows[place] = [value / pivot for value in self._rows[place]]
        self._basis[place] = column
        for row in (*self._rows, *self._goals):
            factor = row[column]
            if row is not held and factor:
                row[:] = [value - factor * other for value, other in zip(row, held, strict=True)]
