"""Cells of a workbook through two readers: the fast one for nearly all, the careful one for doubts.

The fast reader (calamine) shows a blank, an error and a formula that was never calculated alike as
nothing. The careful reader (openpyxl) tells the three apart, at ten times the cost, for .xlsx and .xlsm.
"""

from __future__ import annotations

import io
import math
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Any, Final, NamedTuple

import python_calamine

from cchc_kpi.numerals import number_text, possible_readings, shortest_decimal, without_noise
from cchc_kpi.returns.formats import is_percent_format, percent_blocks, shows_percent_sign


class Kind(Enum):
    """What stands in a cell that is not blank."""

    NUMBER = auto()
    PERCENT = auto()  # a number that is shown as a percentage; only the careful reader tells it
    TEXT = auto()
    BOOL = auto()
    DATE = auto()
    ERROR = auto()
    UNCALCULATED = auto()


class Cell(NamedTuple):
    """One filled cell: its kind, its number where it is one, and its text as a person would name it."""

    kind: Kind
    text: str
    number: float | None = None


def is_figure(cell: Cell) -> bool:
    """Say whether a cell holds a number, also one stored as text."""
    return cell.kind is Kind.NUMBER or (cell.kind is Kind.TEXT and bool(possible_readings(cell.text)))


_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")

Grid = Mapping[tuple[int, int], Cell]


class Sheet(NamedTuple):
    """The filled cells of one worksheet by (row, column), counted from 0 at A1."""

    name: str
    cells: Grid
    is_hidden: bool = False


class Workbook(NamedTuple):
    """The worksheets in order.

    `tells_blanks` is whether a missing cell is known to be blank; `doubts_zeros` whether a 0 may be the
    stand-in for a text that a formula gave, as LibreOffice writes it into .xls.
    """

    sheets: tuple[Sheet, ...]
    tells_blanks: bool
    doubts_zeros: bool = False


class UnreadableWorkbook(Exception):
    """A reader gave up on the file; the text says why, in the library's words."""


def read_fast(content: bytes) -> Workbook:
    """Read any supported workbook. Raises UnreadableWorkbook; needs the guard to have passed."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for meta in workbook.sheets_metadata:
            if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                continue
            rows = workbook.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
            is_hidden = meta.visible is not python_calamine.SheetVisibleEnum.Visible
            sheets.append(Sheet(meta.name, _grid_of_rows(rows), is_hidden))
        sheets = _with_percentages(sheets, _ods_content(content))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise UnreadableWorkbook(str(error)) from error
    return Workbook(tuple(sheets), tells_blanks=False)


def _ods_content(content: bytes) -> bytes:
    """Return the `content.xml` of an .ods, nothing for any other workbook."""
    if _ODS not in content[:_LEAD]:
        return b""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("content.xml")


_ODS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_LEAD: Final = 200
"""The kind of an OpenDocument package stands at its beginning."""


def _with_percentages(sheets: list[Sheet], content_xml: bytes) -> list[Sheet]:
    """Return the sheets of an .ods with the cells that it shows as percentages marked as such."""
    if b'"percentage"' not in content_xml:
        return sheets
    blocks = percent_blocks(content_xml)
    return [
        sheet._replace(
            cells={
                (row, column): _as_percentage(cell)
                if any(b.table == sheet.name and row in b.rows and column in b.columns for b in blocks)
                else cell
                for (row, column), cell in sheet.cells.items()
            }
        )
        for sheet in sheets
    ]


def _grid_of_rows(rows: list[list[Any]]) -> Grid:
    return {
        (r, c): cell
        for r, row in enumerate(rows)
        for c, value in enumerate(row)
        if value != "" and (cell := _cell(value)) is not None
    }


def _cell(value: Any) -> Cell | None:
    """Return a plain Python value from either library as a cell; None for nothing."""
    match value:
        case None | "":
            return None
        case str():
            return Cell(Kind.TEXT, value) if value.strip() else None
        case bool():
            return Cell(Kind.BOOL, "TRUE" if value else "FALSE")
        case int() | float():
            return Cell(Kind.NUMBER, str(shortest_decimal(float(value))), float(value))
        case datetime() if value.time() != time():
            return Cell(Kind.DATE, value.strftime("%d/%m/%Y %H:%M"))
        case date():
            return Cell(Kind.DATE, value.strftime("%d/%m/%Y"))
        case time() | timedelta():
            return Cell(Kind.DATE, str(value))
        case _:
            return Cell(Kind.TEXT, str(value))


def read_careful(content: bytes) -> Workbook:
    """Read an .xlsx or .xlsm telling blanks, errors and uncalculated formulas apart.

    Raises UnreadableWorkbook; needs the guard to have passed.
    """
    try:
        results = _load(content, data_only=True)
        formulas = _load(content, data_only=False)
    except Exception as error:
        raise UnreadableWorkbook(str(error)) from error
    sheets = tuple(Sheet(name, _with_uncalculated(grid, formulas[name])) for name, grid in results.items())
    return Workbook(sheets, tells_blanks=True)


def _load(content: bytes, *, data_only: bool) -> dict[str, dict[tuple[int, int], Cell]]:
    import openpyxl  # costs 0.2 s to import, and few files need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        grids: dict[str, dict[tuple[int, int], Cell]] = {}
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()
            grids[sheet.title] = dict(_filled_cells(sheet))
        workbook.close()
    return grids


def _filled_cells(sheet: Any) -> Iterator[tuple[tuple[int, int], Cell]]:
    for row in sheet.iter_rows():
        for found in row:
            cell = _openpyxl_cell(found)
            if cell is not None:
                yield (found.row - 1, found.column - 1), cell


def _openpyxl_cell(found: Any) -> Cell | None:
    if found.data_type == "e":
        return Cell(Kind.ERROR, str(found.value))
    if found.data_type == "f":
        return Cell(Kind.UNCALCULATED, str(getattr(found.value, "text", found.value) or "="))
    if found.data_type == "str" and found.value is None:
        return Cell(Kind.TEXT, "")  # a formula whose result is the empty text: calculated, and blank
    cell = _cell(unescaped(found.value) if isinstance(found.value, str) else found.value)
    code = _number_format(found)
    if cell is None or not shows_percent_sign(code):
        return cell
    return _as_percentage(cell, 100 if is_percent_format(code) else 1)


def _as_percentage(cell: Cell, times: int = 100) -> Cell:
    """Return a number as the percentage that it is shown as; any other cell as it is."""
    if cell.number is None or not math.isfinite(cell.number):
        return cell
    return Cell(Kind.PERCENT, f"{number_text(without_noise(cell.number) * times)}%", cell.number)


def _number_format(found: Any) -> str:
    try:
        return str(found.number_format)
    except (IndexError, KeyError):  # a style that the workbook has not: the bare number is shown
        return ""


def unescaped(text: str) -> str:
    """Undo OOXML's escapes ("_x000D_" is a carriage return), which openpyxl leaves standing."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def _with_uncalculated(results: Grid, formulas: Grid) -> Grid:
    pending = {
        at: cell for at, cell in formulas.items() if cell.kind is Kind.UNCALCULATED and at not in results
    }
    return {at: cell for at, cell in {**results, **pending}.items() if cell.text}
