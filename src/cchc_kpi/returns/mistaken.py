"""Rows under another measure's code: which row of the form each most probably is.

One code mistyped as another leaves a code twice, or one that the form does not ask, and a row missing: that is
one fault, told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from cchc_kpi.returns import layout
from cchc_kpi.returns.locate import Table
from cchc_kpi.text import fold

_Around: TypeAlias = tuple[str | None, str | None]
"""The codes of the rows above and below."""


class RowOrder:
    """The coded rows of a table, held against the order of the form and its labels by code."""

    def __init__(self, table: Table, codes: Sequence[str], labels: Mapping[str, str]) -> None:
        self._table = table
        self._codes = codes
        self._labels = labels
        coded = sorted((row, code) for code, rows in table.rows.items() for row in rows)
        names = [None, *(code for _, code in coded), None]
        self._around: dict[int, _Around] = {
            row: (names[place], names[place + 2]) for place, (row, _) in enumerate(coded)
        }

    def likely_row(self, code: str, rows: Iterable[int]) -> int | None:
        """Return the row that is probably that of a missing code: by its label, else by the rows around it."""
        held = tuple(rows)
        label, around = fold(self._labels.get(code, "")), self._around_in_form(code)
        by_label = (row for row in held if self._label(row) == label)
        by_place = (row for row in held if self._around[row] == around)
        return next(chain(by_label, by_place), None)

    def _label(self, row: int) -> str | None:
        column = self._table.column(layout.LABEL_HEADER)
        cell = self._table.cell(row, column) if column is not None else None
        return fold(cell.text) if cell is not None else None

    def _around_in_form(self, code: str) -> _Around:
        """Return the codes next to this one in the form, of those that the table has."""
        place = self._codes.index(code)
        before = (c for c in reversed(self._codes[:place]) if c in self._table.rows)
        after = (c for c in self._codes[place + 1 :] if c in self._table.rows)
        return next(before, None), next(after, None)
