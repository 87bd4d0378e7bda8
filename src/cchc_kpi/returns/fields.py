"""The labelled fields above a table: a label, and the value in a cell beside it, or in the same cell with it."""

from __future__ import annotations

from typing import NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.returns import layout
from cchc_kpi.returns.lines import Line, Lines
from cchc_kpi.returns.workbook import Cell, Kind, Sheet
from cchc_kpi.text import fold, is_near

MOST_COMPARED = 500
"""A form has some dozen words above its table; of very many no more are compared letter by letter."""
_FIELDS = {fold(name): name for name in layout.FIELDS}


class Field(NamedTuple):
    """A labelled field above the table; `cell` is None where nothing stands beside the label."""

    address: str
    cell: Cell | None

    @property
    def text(self) -> str:
        return self.cell.text.strip() if self.cell else ""


def find_fields(lines: Lines, header_row: int) -> dict[str, tuple[Field, ...]]:
    """Find the labelled fields above the table, each as often as its label stands there."""
    fields: dict[str, tuple[Field, ...]] = {}
    for row, line in lines.items():
        if row >= header_row:
            break
        for place, (_, cell) in enumerate(line):
            name = _field_name(cell)
            if name is not None:
                fields[name] = (*fields.get(name, ()), _beside(row, line, place))
    return fields


def _beside(row: int, line: Line, place: int) -> Field:
    """Return the value of a label: the next filled cell to the right.

    Where columns were moved, the one other cell of the row is the value though it stands to the left.
    """
    column = line[place][0]
    others = [*line[place + 1 :], *line[:place]]
    is_pair = len(line) == _PAIR
    value = others[0] if others and (line[place + 1 :] or is_pair) else None
    if value is None or _field_name(value[1]) is not None:
        return Field(a1(row, column + 1), None)
    return Field(a1(row, value[0]), value[1])


_PAIR = 2


def _field_name(cell: Cell) -> str | None:
    """Return the field that a cell is the label of. The colon goes first: folding puts the tone behind it."""
    return _FIELDS.get(fold(cell.text.strip().rstrip(":")))


def joined_field(sheet: Sheet, header_row: int, name: str, *, with_colon: bool) -> Field | None:
    """Return the cell above the table that holds a field's label and its value together, if there is one.

    With a colon between the two ("Kỳ báo cáo: 2026-Q1"), or with nothing but a space.
    """
    above = sorted(
        (at, cell) for at, cell in sheet.cells.items() if at[0] < header_row and cell.kind is Kind.TEXT
    )
    for (row, column), cell in above[:MOST_COMPARED]:
        label, _, value = cell.text.partition(":")
        is_label = bool(value.strip()) and is_near(label, name)
        if is_label if with_colon else fold(cell.text).startswith(f"{fold(name)} "):
            return Field(a1(row, column), cell)
    return None
