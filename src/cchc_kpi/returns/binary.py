"""What .xls and .xlsb share: records, the number formats of cells by style, the codes of errors, and a count of cells.

Holds what the other formats are held to: no cell twice, no further than a return reaches, no more cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.returns.extent import check_extent
from cchc_kpi.returns.formats import built_in_nature, nature_of_format
from cchc_kpi.returns.limits import MAX_CELLS, MAX_MERGES
from cchc_kpi.returns.refusal import counted, damaged, too_large
from cchc_kpi.returns.traits import Area, Nature, Spot, Trait

ERRORS: Final[Mapping[int, str]] = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


class Record(NamedTuple):
    """One record: its number and what it holds."""

    kind: int
    data: bytes


class Styles:
    """What a number is under each style of a workbook, in the order of the styles."""

    def __init__(self) -> None:
        self.counts_from_1904 = False
        self._named: dict[int, Nature | None] = {}
        self._formats: list[int] = []

    def name_format(self, number: int, code: str) -> None:
        """Take in a format that the workbook spells out."""
        self._named[number] = nature_of_format(code)

    def add(self, number: int) -> None:
        """Take in the next style, by the number of its format."""
        self._formats.append(number)

    def nature(self, style: int) -> Nature | None:
        """Return what a number is under a style; None for a number and nothing else.

        Raises Refusal where the workbook has no such style: what the office saw, nobody can say then.
        """
        if style >= len(self._formats):
            if style == 0:
                return None
            raise damaged("có ô thiếu định dạng", "a cell has a format that the workbook lacks")
        number = self._formats[style]
        nature = self._named[number] if number in self._named else built_in_nature(number)
        return Nature.DATE_FROM_1904 if nature is Nature.DATE and self.counts_from_1904 else nature


class CellWatch:
    """Counts the cells of all sheets, and keeps those of one sheet that are more than their value."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._natures: dict[int, Nature | None] = {}
        self._cells = self._area = 0
        self.begin()

    def begin(self) -> None:
        """Begin with the next sheet."""
        self._seen: set[Spot] = set()
        self._found: dict[Spot, Trait] = {}
        self._last_row = self._last_column = -1

    def end(self) -> Mapping[Spot, Trait]:
        """Return what was found in the sheet."""
        self._area += (self._last_row + 1) * (self._last_column + 1)
        return self._found

    def number(self, row: int, column: int, style: int, trait: Trait | None = None) -> None:
        """Tell of a cell that holds a number; its format goes before what else it is."""
        if style not in self._natures:
            self._natures[style] = self._styles.nature(style)
        nature = self._natures[style]
        self.filled(row, column, Trait(nature) if nature is not None else trait)

    def filled(self, row: int, column: int, trait: Trait | None = None) -> None:
        """Tell of a cell that holds something. Raises Refusal where it stands twice or too far out."""
        spot = row, column
        if spot in self._seen:
            raise damaged(f"ô {a1(row, column)} lặp lại", f"the cell {a1(row, column)} stands twice")
        self._seen.add(spot)
        self._cells += 1
        if self._cells > MAX_CELLS:
            number = counted(MAX_CELLS)
            raise too_large(f"có hơn {number.vi} ô dữ liệu", f"more than {number.en} filled cells")
        if row > self._last_row or column > self._last_column:
            self._last_row, self._last_column = max(row, self._last_row), max(column, self._last_column)
            check_extent(self._last_row + 1, self._last_column + 1, self._area)
        if trait is not None:
            self._found[spot] = trait

    def checked(self, merged: Sequence[Area]) -> tuple[Area, ...]:
        """Return merged areas, having seen that they are not too many. Raises Refusal."""
        if len(merged) > MAX_MERGES:
            number = counted(MAX_MERGES)
            raise too_large(f"có hơn {number.vi} vùng ô gộp", f"more than {number.en} merged areas")
        return tuple(merged)
