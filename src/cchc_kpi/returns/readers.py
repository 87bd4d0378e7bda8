"""The two libraries that read workbooks: the fast one for nearly all, the careful one for doubts.

The fast reader (calamine) shows a blank, an error and a formula that was never calculated alike as
nothing. The careful reader (openpyxl) tells the three apart, at ten times the cost, for .xlsx and .xlsm.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine

from cchc_kpi.numerals import shortest_decimal
from cchc_kpi.returns.formats import is_percent_format, shows_percent_sign
from cchc_kpi.returns.workbook import (
    Cell,
    Grid,
    Kind,
    Sheet,
    UnreadableWorkbook,
    Workbook,
    as_percentage,
    date_cell,
    time_cell,
    unescaped,
)


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
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise UnreadableWorkbook(str(error)) from error
    return Workbook(tuple(sheets), tells_blanks=False)


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
        case datetime():
            return date_cell(value)
        case date():
            return date_cell(datetime(value.year, value.month, value.day))  # noqa: DTZ001 - a cell holds no time zone
        case time():
            return time_cell(
                round(
                    timedelta(
                        hours=value.hour,
                        minutes=value.minute,
                        seconds=value.second,
                        microseconds=value.microsecond,
                    ).total_seconds()
                )
            )
        case timedelta():
            return time_cell(round(value.total_seconds()))
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
    return as_percentage(cell, 100 if is_percent_format(code) else 1)


def _number_format(found: Any) -> str:
    try:
        return str(found.number_format)
    except (IndexError, KeyError):  # a style that the workbook has not: the bare number is shown
        return ""


def _with_uncalculated(results: Grid, formulas: Grid) -> Grid:
    pending = {
        at: cell for at, cell in formulas.items() if cell.kind is Kind.UNCALCULATED and at not in results
    }
    return {at: cell for at, cell in {**results, **pending}.items() if cell.text}
