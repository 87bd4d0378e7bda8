"""Figures that stand beside the cell that they belong in: one row's, or those of a whole column.

They are never taken for what a blank cell asks. Where they stand is told, of a column that was shifted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from cchc_kpi.addresses import a1, cell_ranges, column_letters
from cchc_kpi.findings import Details, Finding, Phrase, Place
from cchc_kpi.returns import layout
from cchc_kpi.returns.cells import Fault
from cchc_kpi.returns.locate import Table
from cchc_kpi.returns.workbook import is_figure
from cchc_kpi.rules import values
from cchc_kpi.text import fold, printable, shown

_WORDS: Final = frozenset(map(fold, (layout.YES, layout.NO, *layout.KPS_WORDS)))
_SHIFTED: Final = 2
"""From so many rows on it is the column, not a figure, that stands in the wrong place."""


class Blank(NamedTuple):
    """A value cell that is asked and blank, the heading above it, and what is told of it where nothing is beside it."""

    row: int
    column: int
    header: str
    fault: Fault

    @property
    def address(self) -> str:
        return a1(self.row, self.column)


class Beside:
    """What stands beside the blank cells of a table, in columns that are not the form's own."""

    def __init__(
        self, table: Table, own: Iterable[int], blanks: Iterable[Blank], filled: Iterable[int]
    ) -> None:
        """`own` are the columns of code, label and values; `filled` the rows in which no cell asked is blank."""
        self._table = table
        self._own = frozenset(own)
        self._blanks = tuple(blanks)
        rows = {blank.row for blank in self._blanks}
        lonely = Counter(column for row in rows for column in self._figures(row))
        paired = Counter(column for row in set(filled) - rows for column in self._figures(row))
        # A column with figures beside those of the form is one of its own: numbers of rows, last quarter's figures.
        self._suspects = {column for column in lonely if lonely[column] > paired[column]}

    def tell(self, file: str) -> Iterator[Finding]:
        """Yield what is found of the blanks: a column shifted once, every other blank with what stands beside it."""
        place = Place(file, printable(self._table.sheet.name))
        groups: dict[tuple[int, int], list[Blank]] = {}
        for blank in self._blanks:
            beside = self._column_beside(blank.row)
            if beside is not None:
                groups.setdefault((blank.column, beside), []).append(blank)
        shifted: set[str] = set()
        for (column, beside), found in groups.items():
            if len(found) >= _SHIFTED:
                answers = [b for b in self._blanks if b.column == column and self._is_word(b.row, beside)]
                moved = sorted({b.row: b for b in (*found, *answers)}.values(), key=lambda b: b.row)
                shifted.update(blank.address for blank in moved)
                yield _told_shifted(moved, beside, place)
        for blank in self._blanks:
            if blank.address not in shifted:
                details = self._hinted(blank)
                yield Finding(blank.fault.rule, place._replace(cell=blank.address), details)

    def _figures(self, row: int) -> list[int]:
        return [c for c, cell in self._table.lines.get(row, ()) if c not in self._own and is_figure(cell)]

    def _column_beside(self, row: int) -> int | None:
        """Return the column of the one figure beside a row's value cells, if there is one."""
        found = [column for column in self._figures(row) if column in self._suspects]
        return found[0] if len(found) == 1 else None

    def _is_word(self, row: int, column: int) -> bool:
        """Say whether an answer stands there, or that nothing arose."""
        cell = self._table.cell(row, column)
        return cell is not None and fold(cell.text) in _WORDS

    def _hinted(self, blank: Blank) -> Details:
        column = self._column_beside(blank.row)
        state = blank.fault.details.get("state")
        cell = self._table.cell(blank.row, column) if column is not None else None
        if column is None or cell is None or not isinstance(state, Phrase):
            return blank.fault.details
        at, text = a1(blank.row, column), shown(cell.text)
        hint = Phrase(
            f"{state.vi} (ô {at} cùng dòng ghi {text}; có phải nhập nhầm cột?)",
            f"{state.en} (cell {at} of the row reads {text}; was it typed into the wrong column?)",
        )
        return {**blank.fault.details, "state": hint}


def _told_shifted(moved: list[Blank], beside: int, place: Place) -> Finding:
    first, *others = moved
    details: Details = {
        "header": first.header,
        "column": column_letters(beside),
        "cells": cell_ranges(a1(blank.row, beside) for blank in moved),
    }
    also = tuple(blank.address for blank in others)
    return Finding(values.SHIFTED, place._replace(cell=first.address), details, also)
