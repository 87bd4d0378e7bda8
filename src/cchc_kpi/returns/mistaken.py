"""Rows under another measure's code: which row of the form each most probably is.

One code mistyped as another leaves a code twice, or one that the form does not ask, and a row missing: that is
one fault, told once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
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

    def likely_row(self, code: str, rows: AbstractSet[int]) -> int | None:
        """Return the row that is probably that of a missing code: by its label, else by the rows around it."""
        by_label = self._by_label.get(fold(self._labels.get(code, "")), ())
        by_place = self._by_place.get(self._around_in_form(code), ())
        return next((row for row in chain(by_label, by_place) if row in rows), None)

    @cached_property
    def _coded(self) -> list[tuple[int, str]]:
        return sorted((row, code) for code, rows in self._table.rows.items() for row in rows)

    @cached_property
    def _by_label(self) -> dict[str, list[int]]:
        column = self._table.column(layout.LABEL_HEADER)
        rows: dict[str, list[int]] = {}
        if column is None:
            return rows
        for row, _ in self._coded:
            cell = self._table.cell(row, column)
            if cell is not None:
                rows.setdefault(fold(cell.text), []).append(row)
        return rows

    @cached_property
    def _by_place(self) -> dict[_Around, list[int]]:
        names = [None, *(code for _, code in self._coded), None]
        rows: dict[_Around, list[int]] = {}
        for place, (row, _) in enumerate(self._coded):
            rows.setdefault((names[place], names[place + 2]), []).append(row)
        return rows

    def _around_in_form(self, code: str) -> _Around:
        """Return the codes next to this one in the form, of those that the table has."""
        place = self._codes.index(code)
        before = (c for c in reversed(self._codes[:place]) if c in self._table.rows)
        after = (c for c in self._codes[place + 1 :] if c in self._table.rows)
        return next(before, None), next(after, None)
