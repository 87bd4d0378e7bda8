"""What a sheet says beside the values of its cells: what is hidden, merged, in error, shown as a percentage.

The guard sees it while it looks through a file; the readers, whose libraries do not tell, are given it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from operator import attrgetter
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

Spot: TypeAlias = tuple[int, int]
"""A cell by (row, column), counted from 0 at A1."""


class Nature(Enum):
    """What a cell is, where its bare value does not say it."""

    PERCENT = auto()  # a number that is shown times 100, with the sign
    PERCENT_SIGN = auto()  # a number beside which the sign is only text
    DATE = auto()
    DATE_FROM_1904 = auto()  # as old Macs count days
    DURATION = auto()
    ERROR = auto()
    UNCALCULATED = auto()
    FORMULA_ZERO = auto()  # a 0 that a formula left, and that may stand for a text or for nothing


class Trait(NamedTuple):
    """The nature of one cell; `text` is its error, its formula or its duration, as a person would name it."""

    nature: Nature
    text: str = ""


class Area(NamedTuple):
    """Cells that are merged into one: rows and columns counted from 0."""

    rows: range
    columns: range

    def covers(self, spot: Spot) -> bool:
        return spot[0] in self.rows and spot[1] in self.columns

    @property
    def first(self) -> Spot:
        """The cell that is seen; what the others hold, nobody sees."""
        return self.rows.start, self.columns.start


_NOTHING: Final[Mapping[Spot, Trait]] = MappingProxyType({})


class SheetTraits(NamedTuple):
    """One worksheet: its hidden rows and columns, its merged areas, and the cells that are more than their value.

    Ranges are ascending and do not touch: see `joined`.
    """

    hidden_rows: tuple[range, ...] = ()
    hidden_columns: tuple[range, ...] = ()
    merged: tuple[Area, ...] = ()
    cells: Mapping[Spot, Trait] = _NOTHING

    def hides_row(self, row: int) -> bool:
        return _holds(self.hidden_rows, row)

    def hides_column(self, column: int) -> bool:
        return _holds(self.hidden_columns, column)

    def area_over(self, spot: Spot) -> Area | None:
        """Return the merged area that a cell lies beneath, out of sight; None where it is seen."""
        return next((area for area in self.merged if area.covers(spot) and spot != area.first), None)


def _holds(ranges: Sequence[range], number: int) -> bool:
    at = bisect_right(ranges, number, key=attrgetter("start"))
    return at > 0 and number in ranges[at - 1]


def joined(ranges: Iterable[range]) -> tuple[range, ...]:
    """Return ranges in ascending order, those that touch or overlap as one."""
    found: list[range] = []
    for one in sorted(ranges, key=attrgetter("start", "stop")):
        if found and one.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, one.stop))
        elif one:
            found.append(one)
    return tuple(found)
