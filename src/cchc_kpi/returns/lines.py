"""A sheet line by line: gone through once, for all who look for words in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from cchc_kpi.returns.workbook import Cell, Sheet

Line: TypeAlias = Sequence[tuple[int, Cell]]
"""The filled cells of one row, each with its column, from left to right."""
Lines: TypeAlias = Mapping[int, Line]
"""The rows that hold anything, from top to bottom. Rows and columns are counted from 0."""


def lines_of(sheet: Sheet) -> Lines:
    """Return the rows of a sheet."""
    lines: dict[int, list[tuple[int, Cell]]] = {}
    cells = sheet.cells
    line: list[tuple[int, Cell]] = []
    before = -1
    for spot in sorted(cells):
        row, column = spot
        if row != before:
            lines[row] = line = []
            before = row
        line.append((column, cells[spot]))
    return lines
