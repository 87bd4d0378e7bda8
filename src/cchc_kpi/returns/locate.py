"""Finding the form in a workbook: its hidden mark, its table by headings, its labelled fields.

Nothing here depends on an address: rows may be inserted, columns moved, sheets renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cchc_kpi.addresses import a1, column_letters
from cchc_kpi.findings import EMPTY, Phrase, Place
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, Workbook, is_figure
from cchc_kpi.text import fold, likeness, printable, shown, suggest, without_accents

_MARK_LENGTH = 200
_CODE_HEADER = fold(layout.CODE_HEADER)
_FIELDS = {fold(name): name for name in layout.FIELDS}


class Mark(NamedTuple):
    """What the form's hidden sheet says: which form this was when it was made, and its labels."""

    plan_id: str
    digest: str
    office: str
    office_name: str
    period: str
    labels: Mapping[str, str]
    commune: str = ""


class Field(NamedTuple):
    """A labelled field above the table; `cell` is None where nothing stands beside the label."""

    address: str
    cell: Cell | None

    @property
    def text(self) -> str:
        return self.cell.text.strip() if self.cell else ""


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


def _is_not_mark(sheet: Sheet) -> bool:
    first = sheet.cells.get((0, 0))
    return first is None or first.text != layout.MARK


_MOST_TABLES = 20


def _tables(sheet: Sheet, plan: Plan) -> Iterator[Table]:
    """Yield every table of a sheet; a heading repeated down one column opens no table of its own."""
    codes = {fold(code): code for code in plan.measure_by_code}
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
                _fields(sheet, header_row),
                {code: tuple(found) for code, found in rows.items()},
            )


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
        held = columns.setdefault(heading, []) if row == header_row or _is_heading(heading) else []
        if column not in held:
            held.append(column)
    return {heading: tuple(sorted(found)) for heading, found in columns.items()}


_ROWS_OF_HEADINGS = 5
"""Forms of the one-stop system have up to so many."""
_HEADINGS = frozenset(map(fold, layout.HEADERS))


def _is_heading(folded: str) -> bool:
    return folded in _HEADINGS or layout.is_year_header(folded)


def _fields(sheet: Sheet, header_row: int) -> dict[str, tuple[Field, ...]]:
    """Find the labelled fields above the table, each as often as its label stands there."""
    lines: dict[int, list[tuple[int, Cell]]] = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        if row < header_row:
            lines.setdefault(row, []).append((column, cell))
    fields: dict[str, tuple[Field, ...]] = {}
    for row, line in lines.items():
        for place, (_, cell) in enumerate(line):
            name = _field_name(cell)
            if name is not None:
                fields[name] = (*fields.get(name, ()), _beside(row, line, place))
    return fields


def _beside(row: int, line: list[tuple[int, Cell]], place: int) -> Field:
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


def near_miss(sheets: Iterable[Sheet], name: str) -> Phrase:
    """Return a hint at the cell that was probably meant as a heading or as a field's label, or nothing."""
    plain = _bare(name)
    for sheet in sheets:
        for (row, column), cell in sorted(sheet.cells.items()):
            if cell.kind is not Kind.TEXT or len(cell.text) > 2 * len(name) or fold(cell.text) == fold(name):
                continue
            if _bare(cell.text) == plain or likeness(_bare(cell.text), plain) >= _NEAR:
                at = Place(None, printable(sheet.name), a1(row, column))
                return Phrase(
                    f" ({at.text('vi')} ghi {shown(cell.text)}; có phải là '{name}'?)",
                    f" ({at.text('en')} reads {shown(cell.text)}; is it '{name}'?)",
                )
    return EMPTY


def joined_field(table: Table, name: str, *, with_colon: bool) -> Field | None:
    """Return the cell above the table that holds a field's label and its value together, if there is one.

    With a colon between the two ("Kỳ báo cáo: 2026-Q1"), or with nothing but a space.
    """
    for (row, column), cell in sorted(table.sheet.cells.items()):
        if row >= table.header_row or cell.kind is not Kind.TEXT:
            continue
        label, _, value = cell.text.partition(":")
        is_label = likeness(_bare(label), _bare(name)) >= _NEAR and bool(value.strip())
        if is_label if with_colon else fold(cell.text).startswith(f"{fold(name)} "):
            return Field(a1(row, column), cell)
    return None


_NEAR = 0.8


def _bare(text: str) -> str:
    """Return a text without accents, spaces and colon."""
    return without_accents(text).replace(" ", "").rstrip(":")


class Likely(NamedTuple):
    """The column that is probably the one missing, None where nothing tells, and the hint at it."""

    column: int | None
    hint: Phrase


def likely_column(table: Table, header: str, known: Iterable[int]) -> Likely:
    """Return the column that was probably meant by a heading: by its name, else the one column of figures.

    `known` are the columns whose headings are the form's own.
    """
    rows = [row for found in table.rows.values() for row in found]
    years = {column for column, text in table.headings.items() if _is_heading(fold(text))}
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
