"""What a cell of a scorecard is, in words: the line that it stands in, and the heading above it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from cchc_kpi.returns import record
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import Position, WrittenCell, WrittenSheet, rows_of
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.verifying.answers import Label, Sort
from cchc_kpi.verifying.claims import head_row
from cchc_kpi.verifying.guides import Guide

_VERDICTS: Final = frozenset(
    text for verdict in Verdict for text in (verdict.sign, f"{verdict.sign} {verdict.word.vi}")
)


_FIRST_TABLE: Final = 8
"""Above this row stand titles, which are nothing's heading."""
_RIGHT_OF_ALL: Final = 2**14


class Labels:
    """Names the cells of one sheet."""

    def __init__(self, sheet: WrittenSheet, guide: Guide) -> None:
        self._cells = sheet.cells
        self._rows = rows_of(sheet)
        self._guide = guide
        self._head = head_row(sheet, guide.keys) if guide.keys else None

    @cached_property
    def _heads(self) -> Mapping[int, str]:
        return {} if self._head is None else {at: cell.text for at, cell in self._rows[self._head].items()}

    @cached_property
    def _further_heads(self) -> tuple[int, ...]:
        """The heading rows of tables that stand beside or below the first one."""
        heads = set(self._guide.heads)
        return tuple(
            row for row, cells in self._rows.items() if any(cell.text in heads for cell in cells.values())
        )

    @cached_property
    def _used(self) -> frozenset[int]:
        return frozenset(column for _, column in self._cells)

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {text: column for column, text in reversed(list(self._heads.items()))}

    def is_above(self, row: int) -> bool:
        """Say whether a row stands above the table."""
        return row < (self._head if self._head is not None else _FIRST_TABLE)

    def is_line(self, row: int) -> bool:
        """Say whether a row is a line of the table: of results, one with a number."""
        if self._head is None or row <= self._head:
            return False
        if self._guide.numbered:
            number = self._cells.get((row, self._columns[record.NUMBER]))
            return number is not None and number.kind is Kind.NUMBER
        return any(self._text(row, self._columns[key]) for key in self._guide.keys)

    def is_place(self, column: int) -> bool:
        """Say whether a column only tells where something stands in the workbook."""
        return self._heads.get(column) in self._guide.places

    def text_under(self, row: int, heading: str) -> str:
        """Return what stands in a row under a heading; nothing where the sheet has no such heading."""
        return self._text(row, self._columns[heading]) if heading in self._columns else ""

    def label(self, place: Position) -> Label:
        """Return what a cell is."""
        return Label(self.line(*place), self._heading(place))

    def line(self, row: int, column: int = _RIGHT_OF_ALL) -> str:
        """Return what a row is called; where two tables stand side by side, in the one that a column is in.

        Nothing for a row above the table, and for the first text of a row, which is called by itself.
        """
        if self.is_line(row):
            names = [self._text(row, self._columns[key]) for key in self._guide.keys]
            if self._guide.numbered:
                number, name, *rest = names
                names = [f"{number}. {name}", *rest]
            return ", ".join(filter(None, names))
        texts = [(at, cell) for at, cell in self._rows.get(row, {}).items() if cell.kind is Kind.TEXT]
        beside = [cell.text for at, cell in texts if at < column and not cell.formula]
        if beside or self.is_above(row):
            return beside[-1] if beside else ""
        return next((cell.text for at, cell in texts if cell.text and at < column), "")

    def _heading(self, place: Position) -> str:
        row, column = place
        if self._head is not None and row <= self._head:
            return ""
        if self.is_line(row):
            # A column without a heading belongs to the one before it; beyond the table none does.
            behind = [at for at in self._heads if at <= column]
            return self._heads[max(behind)] if behind and column in self._used else ""
        above = [head for head in self._further_heads if head < row]
        return self._text(max(above), column) if above else ""

    def _text(self, row: int, column: int) -> str:
        cell = self._cells.get((row, column))
        return cell.text if cell is not None else ""

    def sort(self, place: Position, cell: WrittenCell) -> Sort:
        """Return what a cell of the program's holds."""
        if cell.kind is Kind.NUMBER:
            return Sort.NUMBER
        is_verdict = cell.text in _VERDICTS and (bool(cell.formula) or self.is_line(place[0]))
        return Sort.VERDICT if is_verdict else Sort.TEXT
