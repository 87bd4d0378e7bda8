"""Finding the form in a workbook: its hidden mark, its table by headings, its labelled fields.

Nothing here depends on an address: rows may be inserted, columns moved, sheets renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.fields import Field, find_fields
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, Workbook, is_figure
from cchc_kpi.text import fold, printable

_MARK_LENGTH = 200
_CODE_HEADER = fold(layout.CODE_HEADER)


class Mark(NamedTuple):
    """What the form's hidden sheet says: which form this was when it was made, and its labels."""

    plan_id: str
    digest: str
    office: str
    office_name: str
    period: str
    labels: Mapping[str, str]
    commune: str = ""


class Table(NamedTuple):
    """A table of measures: its sheet, heading row, columns by folded heading, rows by code.

    `header_row` is that of the code's heading; `headings` are all heading cells as they stand, for hints.
    """

    sheet: Sheet
    header_row: int
    code_column: int
    columns: Mapping[str, tuple[int, ...]]
    headings: Mapping[int, str]
    fields: Mapping[str, tuple[Field, ...]]
    rows: Mapping[str, tuple[int, ...]]

    def column(self, header: str) -> int | None:
        """Return the one column under a heading, or None where there is none or more than one."""
        found = self.columns.get(fold(header), ())
        return found[0] if len(found) == 1 else None

    def cell(self, row: int, column: int) -> Cell | None:
        return self.sheet.cells.get((row, column))

    def is_figure(self, row: int, column: int) -> bool:
        """Say whether a number stands there, also one stored as text."""
        cell = self.cell(row, column)
        return cell is not None and is_figure(cell)


def find_mark(workbook: Workbook) -> Mark | None:
    """Return the form's mark from whichever sheet carries it, or None."""
    for sheet in workbook.sheets:
        first = sheet.cells.get((0, 0))
        if first is None or first.text != layout.MARK:
            continue
        pairs: dict[str, str] = {}
        labels: dict[str, str] = {}
        last = max(row for row, _ in sheet.cells)
        for row in range(1, last + 1):
            key, value = sheet.cells.get((row, 0)), sheet.cells.get((row, 1))
            if key is not None:
                held = labels if "." in key.text else pairs
                # Whoever can edit a hidden sheet can write anything there, and messages quote it.
                held[printable(key.text)[:_MARK_LENGTH]] = (
                    printable(value.text)[:_MARK_LENGTH] if value else ""
                )
        return Mark(
            pairs.get("plan", ""),
            pairs.get("digest", ""),
            pairs.get("office", ""),
            pairs.get("office_name", ""),
            pairs.get("period", ""),
            labels,
            pairs.get("commune", ""),
        )
    return None


def mark_rows(form: layout.FormLayout) -> Iterator[tuple[str, str]]:
    """Yield what the hidden sheet of a form holds, row by row: the counterpart of `find_mark`."""
    yield layout.MARK, "1"
    yield "plan", form.plan.plan.id
    yield "digest", form.digest
    yield "office", form.office.id
    yield "office_name", form.office.name
    yield "period", form.period_text
    if form.commune is not None:
        yield "commune", form.commune
    for measure in form.measures:
        yield measure.code, measure.name


def find_tables(workbook: Workbook, plan: Plan) -> tuple[Table, ...]:
    """Return every table that carries at least one of the plan's codes, in sheet order."""
    return tuple(table for sheet in workbook.sheets if _is_not_mark(sheet) for table in _tables(sheet, plan))


class CodeColumn(NamedTuple):
    """A column of the plan's codes, by its sheet's name, and the row of the first one."""

    sheet: str
    column: int
    first_row: int


def find_codes(workbook: Workbook, plan: Plan) -> CodeColumn | None:
    """Return the column with the most of the plan's codes, for a workbook in which none stands under its heading.

    One code alone may stand anywhere by chance.
    """
    codes = frozenset(map(fold, plan.measure_by_code))
    found: dict[tuple[int, int], dict[str, int]] = {}
    for number, sheet in enumerate(workbook.sheets):
        if not _is_not_mark(sheet):
            continue
        for (row, column), cell in sorted(sheet.cells.items()):
            if fold(cell.text) in codes:
                found.setdefault((number, column), {}).setdefault(fold(cell.text), row)
    most = max(found.items(), key=lambda item: len(item[1]), default=None)
    if most is None or len(most[1]) < _SEVERAL:
        return None
    (number, column), rows = most
    return CodeColumn(workbook.sheets[number].name, column, min(rows.values()))


_SEVERAL = 2


def _is_not_mark(sheet: Sheet) -> bool:
    first = sheet.cells.get((0, 0))
    return first is None or first.text != layout.MARK


_MOST_TABLES = 20


def _tables(sheet: Sheet, plan: Plan) -> Iterator[Table]:
    """Yield every table of a sheet; a heading repeated down one column opens no table of its own."""
    codes = _folded_codes(plan)
    cells = sorted(sheet.cells.items())
    heads: dict[int, int] = {}
    by_column: dict[int, list[tuple[int, Cell]]] = {}
    for (row, column), cell in cells:
        by_column.setdefault(column, []).append((row, cell))
        if cell.kind is Kind.TEXT and fold(cell.text) == _CODE_HEADER:
            heads.setdefault(column, row)
    yielded = 0
    for code_column, header_row in sorted(heads.items(), key=lambda item: (item[1], item[0])):
        rows: dict[str, list[int]] = {}
        for row, cell in by_column[code_column]:
            if row > header_row:
                code = codes.get(fold(cell.text))
                if code is not None:
                    rows.setdefault(code, []).append(row)
        if rows and yielded < _MOST_TABLES:  # nobody can say which of so many is meant, nor need all be named
            yielded += 1
            columns = _columns(cells, header_row, min(min(found) for found in rows.values()))
            yield Table(
                sheet,
                header_row,
                code_column,
                columns,
                {column: cell.text for (row, column), cell in cells if row == header_row},
                find_fields(sheet, header_row),
                {code: tuple(found) for code, found in rows.items()},
            )


@lru_cache(maxsize=16)
def _folded_codes(plan: Plan) -> dict[str, str]:
    return {fold(code): code for code in plan.measure_by_code}


def _columns(
    cells: list[tuple[tuple[int, int], Cell]], header_row: int, first_row: int
) -> dict[str, tuple[int, ...]]:
    """Return the columns by heading.

    Headings that were merged over several rows stand a little above the code's or below it, down to the
    first row of figures: there only the form's own headings are looked for.
    """
    columns: dict[str, list[int]] = {}
    for (row, column), cell in cells:
        if not header_row - _ROWS_OF_HEADINGS < row < first_row:
            continue
        heading = fold(cell.text)
        held = columns.setdefault(heading, []) if row == header_row or layout.is_heading(heading) else []
        if column not in held:
            held.append(column)
    return {heading: tuple(sorted(found)) for heading, found in columns.items()}


_ROWS_OF_HEADINGS = 5
"""Forms of the one-stop system have up to so many."""
