"""Which of a workbook's tables is the return, and what is said of the others.

What is seen goes before what is hidden, and the sheet `Báo cáo` before any other; where that does not
decide, or where another sheet in view says something else of the same period, nobody may choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.findings import Details, Finding, Phrase, Place, Rule
from cchc_kpi.returns import layout
from cchc_kpi.returns.locate import Table
from cchc_kpi.rules import forms, tables
from cchc_kpi.text import fold, printable


class Choice(NamedTuple):
    """The table to read, None where it is unclear, and what was found on the way."""

    table: Table | None
    findings: tuple[Finding, ...]


_MOST_NAMED = 10


def choose_table(found: Sequence[Table], file: str) -> Choice:
    """Return which of the tables that carry the plan's codes is the return; there is at least one."""
    in_view = [table for table in found if not table.sheet.is_hidden]
    candidates = in_view or found
    named = [table for table in candidates if fold(table.sheet.name) == fold(layout.TABLE_SHEET)]
    chosen = candidates[0] if len(candidates) == 1 else named[0] if len(named) == 1 else None
    if chosen is None:
        return Choice(None, (_several(candidates, file),))
    rivals = [table for table in in_view if table is not chosen and _contradicts(table, chosen)]
    if rivals:
        return Choice(None, (_several([chosen, *rivals], file),))
    return Choice(chosen, tuple(_told_about_sheets(chosen, found, file)))


def _several(candidates: Sequence[Table], file: str) -> Finding:
    first = candidates[:_MOST_NAMED]
    places = [Place(None, printable(t.sheet.name), a1(t.header_row, t.code_column)) for t in first]
    more = ["…"] if len(candidates) > len(first) else []
    listed = Phrase(
        "; ".join([*(place.text("vi") for place in places), *more]),
        "; ".join([*(place.text("en") for place in places), *more]),
    )
    return Finding(tables.SEVERAL_TABLES, Place(file), {"places": listed})


def _told_about_sheets(chosen: Table, found: Sequence[Table], file: str) -> Iterator[Finding]:
    def tell(rule: Rule, table: Table, details: Details) -> Finding:
        return Finding(rule, Place(file, printable(table.sheet.name)), details)

    if chosen.sheet.is_hidden:
        yield tell(forms.HIDDEN_SHEET, chosen, {})
    for other in found:
        if other is not chosen:
            hidden = Phrase("sheet ẩn này", "this hidden sheet")
            state = hidden if other.sheet.is_hidden else Phrase("sheet này", "this sheet")
            details: Details = {"used": printable(chosen.sheet.name), "state": state}
            yield tell(tables.OTHER_TABLE_PASSED, other, details)


def _contradicts(other: Table, chosen: Table) -> bool:
    """Say whether another table claims the same period and gives other figures for it."""
    if _period_text(other) != _period_text(chosen):
        return False
    figures = _figures(chosen)
    return any(figures.get(code) != text for code, text in _figures(other).items())


def _period_text(table: Table) -> str:
    return "".join(fold(field.text) for field in table.fields.get(layout.PERIOD_FIELD, ()))


def _figures(table: Table) -> dict[tuple[str, str], str]:
    """Return the text of each filled value cell by code and heading."""
    figures: dict[tuple[str, str], str] = {}
    for heading, columns in table.columns.items():
        if heading != fold(layout.VALUE_HEADER) and not layout.is_year_header(heading):
            continue
        for code, rows in table.rows.items():
            cells = (table.cell(row, column) for row in rows for column in columns)
            text = ";".join(cell.text for cell in cells if cell is not None)
            if text:
                figures[code, heading] = text
    return figures
