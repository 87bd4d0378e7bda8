"""Finding the form in a workbook: its hidden mark, its table by headings, its labelled fields.

Nothing here depends on an address: rows may be inserted, columns moved, sheets renamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.fields import Field, find_fields
from cchc_kpi.returns.lines import Lines, lines_of
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
    `lines` are all rows of the sheet.
    """

    sheet: Sheet
    lines: Lines
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
        if not is_mark(sheet):
            continue
        pairs: dict[str, str] = {}
        labels: dict[str, str] = {}
        values = sheet.cells
        for row, key in sorted((row, cell.text) for (row, column), cell in values.items() if column == 0)[1:]:
            value = values.get((row, 1))
            held = labels if "." in key else pairs
            held[_quotable(key)] = _quotable(value.text) if value else ""
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


@lru_cache(maxsize=1024)
def _quotable(text: str) -> str:
    """Return a text of the mark: whoever can edit a hidden sheet can write anything there, and messages quote it."""
    return printable(text)[:_MARK_LENGTH]


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
    return tuple(table for sheet in workbook.sheets if not is_mark(sheet) for table in _tables(sheet, plan))


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
        if is_mark(sheet):
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


def is_mark(sheet: Sheet) -> bool:
    """Say whether a sheet carries the form's mark."""
    first = sheet.cells.get((0, 0))
    return first is not None and first.text == layout.MARK


_MOST_TABLES = 20


def _tables(sheet: Sheet, plan: Plan) -> Iterator[Table]:
    """Yield every table of a sheet; a heading repeated down one column opens no table of its own."""
    heads, coded = _heads_and_codes(sheet, _folded_codes(plan))
    tables = [(row, column) for column, row in heads.items() if coded[column]]
    lines = lines_of(sheet) if tables else {}
    # Of very many nobody can say which is meant, nor need all be named.
    for header_row, code_column in sorted(tables)[:_MOST_TABLES]:
        rows = coded[code_column]
        yield Table(
            sheet,
            lines,
            header_row,
            code_column,
            _columns(lines, header_row, min(min(found) for found in rows.values())),
            {column: cell.text for column, cell in lines[header_row]},
            find_fields(lines, header_row),
            {code: tuple(found) for code, found in rows.items()},
        )


class _Heads(NamedTuple):
    """The first heading of codes in each column, by its row; and the rows of the codes below it, by code."""

    rows: Mapping[int, int]
    coded: Mapping[int, Mapping[str, Sequence[int]]]


def _heads_and_codes(sheet: Sheet, codes: Mapping[str, str]) -> _Heads:
    """Find headings and codes, given folded; most cells are neither, and no more is asked of them.

    All of them are texts: a code begins with a letter.
    """
    texts = [(spot, cell.text) for spot, cell in sheet.cells.items() if cell.kind is Kind.TEXT]
    words = map(fold, [text for _, text in texts])
    found = [
        (spot, word)
        for (spot, _), word in zip(texts, words, strict=True)
        if word in codes or word == _CODE_HEADER
    ]
    found.sort()
    heads: dict[int, int] = {}
    coded: dict[int, dict[str, list[int]]] = {}
    for (row, column), word in found:
        if column in coded:
            if word in codes:
                coded[column].setdefault(codes[word], []).append(row)
        elif word == _CODE_HEADER:
            heads[column], coded[column] = row, {}
    return _Heads(heads, coded)


@lru_cache(maxsize=16)
def _folded_codes(plan: Plan) -> dict[str, str]:
    return {fold(code): code for code in plan.measure_by_code}


def _columns(lines: Lines, header_row: int, first_row: int) -> dict[str, tuple[int, ...]]:
    """Return the columns by heading.

    Headings that were merged over several rows stand a little above the code's or below it, down to the
    first row of figures: there only the form's own headings are looked for.
    """
    columns: dict[str, list[int]] = {}
    for row in range(header_row - _ROWS_OF_HEADINGS + 1, first_row):
        for column, cell in lines.get(row, ()):
            heading = fold(cell.text)
            held = columns.setdefault(heading, []) if row == header_row or layout.is_heading(heading) else []
            if column not in held:
                held.append(column)
    return {heading: tuple(sorted(found)) for heading, found in columns.items()}


_ROWS_OF_HEADINGS = 5
"""Forms of the one-stop system have up to so many."""
