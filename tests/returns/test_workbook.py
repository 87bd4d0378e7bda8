"""Cells through the fast and the careful reader: kinds, texts, and what each can tell."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart

from cchc_kpi.returns.readers import read_careful, read_fast
from cchc_kpi.returns.workbook import Cell, Kind, UnreadableWorkbook, Workbook
from forms_for_tests import package, parts_of

Reader = Callable[[bytes], Workbook]


def written(*values: object) -> bytes:
    """A workbook whose first column holds these values, as openpyxl writes them."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for row, value in enumerate(values, start=1):
        sheet.cell(row, 1).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def cells(workbook: Workbook) -> list[Cell | None]:
    """The cells of the first sheet's first column, as far as it is filled."""
    grid = workbook.sheets[0].cells
    last = max((row for row, _ in grid), default=-1)
    return [grid.get((row, 0)) for row in range(last + 1)]


@pytest.mark.parametrize("read", [read_fast, read_careful])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (990, Cell(Kind.NUMBER, "990", 990.0)),
        (0, Cell(Kind.NUMBER, "0", 0.0)),
        (12.5, Cell(Kind.NUMBER, "12.5", 12.5)),
        (1e300, Cell(Kind.NUMBER, "1E+300", 1e300)),
        ("Có", Cell(Kind.TEXT, "Có")),
        (" 1.234 ", Cell(Kind.TEXT, " 1.234 ")),
        ("0123", Cell(Kind.TEXT, "0123")),
        (True, Cell(Kind.BOOL, "TRUE")),
        (False, Cell(Kind.BOOL, "FALSE")),
        (date(2026, 4, 3), Cell(Kind.DATE, "03/04/2026")),
        (datetime(2026, 4, 3, 7, 30), Cell(Kind.DATE, "03/04/2026 07:30")),
    ],
)
def test_a_cell_is_read_as_what_it_is(read: Reader, value: object, expected: Cell) -> None:
    """Both readers give a value its kind, its exact number and its text."""
    assert [expected] == cells(read(written(value)))


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_blanks_and_white_space_are_nothing(read: Reader) -> None:
    """A cell of spaces looks blank to whoever prints the sheet, and is blank."""
    found = cells(read(written(None, "   ", "\u00a0", "x")))
    assert [None, None, None, Cell(Kind.TEXT, "x")] == found


@pytest.mark.parametrize("error", ["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"])
def test_only_the_careful_reader_sees_errors(error: str) -> None:
    """The fast reader shows an error as nothing, the careful one by its name."""
    content = written(error, "x")
    assert [None, Cell(Kind.ERROR, error)] == [cells(read_fast(content))[0], cells(read_careful(content))[0]]


def test_only_the_careful_reader_sees_formulas_that_were_never_calculated() -> None:
    """A formula that openpyxl wrote has no result; the careful reader quotes the formula, the fast one shows nothing."""
    content = written("=SUM(B1:B3)", "x")
    found = [cells(read_fast(content))[0], cells(read_careful(content))[0]]
    assert [None, Cell(Kind.UNCALCULATED, "=SUM(B1:B3)")] == found


def calculated(formula: str, result: object, path: Path) -> bytes:
    """A workbook with one formula and its stored result."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, formula, None, result)
        sheet.write_string(1, 0, "x")
    return path.read_bytes()


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_a_formula_that_was_calculated_is_its_result(read: Reader, tmp_path: Path) -> None:
    """What the office saw in the cell is what is read."""
    content = calculated("=600+390", 990, tmp_path / "a.xlsx")
    assert Cell(Kind.NUMBER, "990", 990.0) == cells(read(content))[0]


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_a_formula_whose_result_is_empty_text_is_blank(read: Reader) -> None:
    """`=IF(B1="","",B1)` was calculated: its cell is blank, not uncalculated."""
    as_excel_writes_it = b'<c r="A1" t="str"><f>IF(B1="","",B1)</f><v></v></c>'
    assert None is cells(read(replaced(written(7, "x"), b"7", as_excel_writes_it)))[0]


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_all_17_digits_of_a_number_are_read(read: Reader) -> None:
    """Excel stores 0.1 + 0.2 with its float noise; the reader leaves it to be told."""
    content = replaced(written(7, "x"), b"7", b'<c r="A1"><v>0.30000000000000004</v></c>')
    assert Cell(Kind.NUMBER, "0.30000000000000004", 0.1 + 0.2) == cells(read(content))[0]


def replaced(content: bytes, number: bytes, cell: bytes) -> bytes:
    """The workbook with the XML of the cell A1, which holds this number, replaced."""
    parts = parts_of(content)
    name = "xl/worksheets/sheet1.xml"
    old = b'<c r="A1" t="n"><v>' + number + b"</v></c>"
    assert parts[name].count(old) == 1
    parts[name] = parts[name].replace(old, cell)
    return package(parts)


def test_only_the_careful_reader_says_that_it_tells_blanks() -> None:
    """A blank from the fast reader may be an error; the workbook says whether it can be."""
    content = written("x")
    assert (False, True) == (read_fast(content).tells_blanks, read_careful(content).tells_blanks)


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_leading_blank_rows_and_columns_do_not_shift_addresses(read: Reader) -> None:
    """A lone cell at C5 is read at row 4, column 2, counted from 0."""
    book = openpyxl.Workbook()
    book.create_sheet(index=0)["C5"] = 7
    stream = io.BytesIO()
    book.save(stream)
    grid = read(stream.getvalue()).sheets[0].cells
    assert {(4, 2): Cell(Kind.NUMBER, "7", 7.0)} == grid


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_a_dimension_that_lies_hides_nothing(read: Reader) -> None:
    """Some programs write <dimension ref="A1"/>; the cells beyond it are read all the same."""
    parts = parts_of(written("x", "y", "z"))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b'ref="A1:A3"', b'ref="A1"')
    found = read(package(parts)).sheets[0].cells
    assert ["x", "y", "z"] == [cell.text for cell in found.values()]


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_sheets_come_in_order_and_hidden_ones_with_them(read: Reader) -> None:
    """The form's mark is on a hidden sheet: it must be read."""
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Báo cáo"
    book.create_sheet("_cchc_kpi").sheet_state = "veryHidden"
    book.create_chartsheet("Biểu đồ").add_chart(BarChart())
    stream = io.BytesIO()
    book.save(stream)
    workbook = read(stream.getvalue())
    assert ["Báo cáo", "_cchc_kpi"] == [sheet.name for sheet in workbook.sheets]


@pytest.mark.parametrize("read", [read_fast, read_careful])
@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (timedelta(hours=26), "[h]:mm:ss", Cell(Kind.TIME, "26:00", 26 / 24)),
        (812, "[h]:mm", Cell(Kind.TIME, "19488:00", 812.0)),  # 812 days of 24 hours
        (0.5, "h:mm", Cell(Kind.TIME, "12:00", 0.5)),
        (time(7, 30, 15), "h:mm:ss", Cell(Kind.TIME, "07:30:15", 27015 / 86400)),
    ],
)
def test_a_time_is_no_number(read: Reader, value: object, code: str, expected: Cell) -> None:
    """A time of day or a duration, written as hours and minutes, whatever the library makes of it."""
    book = openpyxl.Workbook()
    cell = book.worksheets[0].cell(1, 1)
    cell.value, cell.number_format = value, code  # type: ignore[assignment]
    stream = io.BytesIO()
    book.save(stream)
    assert [expected] == cells(read(stream.getvalue()))


@pytest.mark.parametrize("read", [read_fast, read_careful])
def test_what_a_reader_cannot_open_it_says(read: Reader) -> None:
    """The libraries' own exceptions do not get out."""
    with pytest.raises(UnreadableWorkbook):
        read(b"PK\x03\x04 and nothing more")
