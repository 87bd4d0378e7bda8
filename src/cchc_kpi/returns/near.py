"""Near misses of a form's words: the cell that was probably meant as a heading or a label, the column as another.

They are offered in a message, and never taken for what they are near to.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from cchc_kpi.addresses import a1, column_letters
from cchc_kpi.findings import EMPTY, Phrase, Place
from cchc_kpi.returns import layout
from cchc_kpi.returns.fields import MOST_COMPARED
from cchc_kpi.returns.locate import Table
from cchc_kpi.returns.workbook import Kind, Sheet
from cchc_kpi.text import fold, is_near, printable, shown, suggest


class Near(NamedTuple):
    """A cell that was probably meant as a heading or as a field's label, by its sheet's name, and the hint at it."""

    sheet: str
    cell: str
    hint: Phrase


def find_near(sheets: Iterable[Sheet], name: str) -> Near | None:
    """Return the first cell whose text is nearly a heading or a label, and not quite."""
    for sheet in sheets:
        short = (
            (at, cell)
            for at, cell in sorted(sheet.cells.items())
            if cell.kind is Kind.TEXT and len(cell.text) <= 2 * len(name)
        )
        for (row, column), cell in islice(short, MOST_COMPARED):
            if fold(cell.text) != fold(name) and is_near(cell.text, name):
                at = Place(None, printable(sheet.name), a1(row, column))
                hint = Phrase(
                    f" ({at.text('vi')} ghi {shown(cell.text)}; có phải là '{name}'?)",
                    f" ({at.text('en')} reads {shown(cell.text)}; is it '{name}'?)",
                )
                return Near(sheet.name, a1(row, column), hint)
    return None


def near_miss(sheets: Iterable[Sheet], name: str) -> Phrase:
    """Return the hint at the cell that was probably meant as a heading or as a field's label, or nothing."""
    near = find_near(sheets, name)
    return near.hint if near is not None else EMPTY


class Likely(NamedTuple):
    """The column that is probably the one missing, None where nothing tells, and the hint at it."""

    column: int | None
    hint: Phrase


def likely_column(table: Table, header: str, known: Iterable[int]) -> Likely:
    """Return the column that was probably meant by a heading: by its name, else the one column of figures.

    `known` are the columns whose headings are the form's own.
    """
    rows = [row for found in table.rows.values() for row in found]
    years = {column for column, text in table.headings.items() if layout.is_heading(fold(text))}
    set_aside = {*known, *years}
    headings = {column: text for column, text in table.headings.items() if column not in set_aside}
    near = suggest(header, headings.values())
    if near is not None:
        column = next(column for column, text in headings.items() if text == near)
    else:
        held = set(rows)
        filled = {
            column
            for (row, column) in table.sheet.cells
            if row in held and column not in set_aside and table.is_figure(row, column)
        }
        if len(filled) != 1:
            return Likely(None, EMPTY)
        (column,) = filled
    text = headings.get(column)
    if text is None:
        letters = column_letters(column)
        return Likely(
            column,
            Phrase(
                f" (cột {letters} có số mà không có tiêu đề; có phải là '{header}'?)",
                f" (column {letters} has figures and no heading; is it '{header}'?)",
            ),
        )
    found = shown(text)
    return Likely(
        column,
        Phrase(f" (có cột {found}; có phải là '{header}'?)", f" (there is {found}; is it '{header}'?)"),
    )
