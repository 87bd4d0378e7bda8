"""A workbook as it is written: values, formulas, how cells are shown and what hides them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import WrittenCell, WrittenSheet, read_written
from forms_for_tests import package, parts_of
from scorecards_for_tests import Cards, read_book, tampered

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A workbook with one cell of each kind in its first column."""
    target = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Một")
        sheet.write_number(0, 0, 0.99, book.add_format({"num_format": "0.0%"}))
        sheet.write_string(1, 0, "_x0041_ chữ\nhai dòng")
        sheet.write_formula(2, 0, "=A1*2", None, 1.98)
        sheet.write_formula(3, 0, '=IF(A1>1,"","x")', None, "x")
        sheet.write_formula(4, 0, "=NA()", None, "#N/A")
        sheet.write_boolean(5, 0, True)  # noqa: FBT003 - xlsxwriter's signature
        sheet.write_rich_string(6, 0, "đậm ", book.add_format({"bold": True}), "một nửa")
        sheet.write_blank(7, 0, None, book.add_format({"bold": True}))
    return target


def only_sheet(path: Path) -> WrittenSheet:
    """The one sheet of a workbook."""
    [sheet] = read_book(path)
    return sheet


def with_sheet(path: Path, old: str, new: str) -> WrittenSheet:
    """The one sheet of a workbook with a piece of its XML replaced, which stands there just once."""
    parts = parts_of(path.read_bytes())
    text = parts[SHEET].decode()
    assert 1 == text.count(old), text
    parts[SHEET] = text.replace(old, new).encode()
    [sheet] = read_written(inspect(package(parts)).content)
    return sheet


def test_every_kind_of_cell_is_told(path: Path) -> None:
    """Numbers with their format, texts unescaped, formulas with their results, errors; a blank is none."""
    expected = {
        (0, 0): WrittenCell(Kind.NUMBER, "0.99", 0.99, "", "0.0%"),
        (1, 0): WrittenCell(Kind.TEXT, "_x0041_ chữ\nhai dòng"),
        (2, 0): WrittenCell(Kind.NUMBER, "1.98", 1.98, "A1*2"),
        (3, 0): WrittenCell(Kind.TEXT, "x", None, 'IF(A1>1,"","x")'),
        (4, 0): WrittenCell(Kind.ERROR, "#N/A", None, "NA()"),
        (5, 0): WrittenCell(Kind.BOOL, "1"),
        (6, 0): WrittenCell(Kind.TEXT, "đậm một nửa"),
    }
    assert expected == only_sheet(path).cells


def test_a_formula_without_a_result_is_uncalculated(path: Path) -> None:
    """The formula is there, its value is not."""
    sheet = with_sheet(path, "<f>A1*2</f><v>1.98</v>", "<f>A1*2</f><v></v>")
    assert WrittenCell(Kind.UNCALCULATED, "", None, "A1*2") == sheet.cells[2, 0]


def test_a_shared_formula_is_written_out(path: Path) -> None:
    """A3 holds A1*2 for itself and for A4, where it reads A2*2."""
    parts = parts_of(path.read_bytes())
    text = parts[SHEET].decode()
    text = text.replace("<f>A1*2</f>", '<f t="shared" si="0" ref="A3:A4">A1*2</f>')
    text = text.replace('<f>IF(A1&gt;1,"","x")</f>', '<f t="shared" si="0"/>')
    parts[SHEET] = text.encode()
    [sheet] = read_written(inspect(package(parts)).content)
    assert ["A1*2", "A2*2"] == [sheet.cells[row, 0].formula for row in (2, 3)]


def test_an_array_formula_is_another_one(path: Path) -> None:
    """{=A1*2} is not =A1*2."""
    sheet = with_sheet(path, "<f>A1*2</f>", '<f t="array" ref="A3">A1*2</f>')
    assert "{A1*2}" == sheet.cells[2, 0].formula


@pytest.mark.parametrize("attribute", ['hidden="1"', 'hidden="true"', 'ht="0.5" customHeight="1"'])
def test_a_row_that_cannot_be_seen_is_told(path: Path, attribute: str) -> None:
    """Hidden outright, or half a point high."""
    sheet = with_sheet(path, '<row r="3"', f'<row {attribute} r="3"')
    assert [False, True] == [sheet.is_unseen((row, 0)) for row in (1, 2)]


@pytest.mark.parametrize("attribute", ['hidden="1" width="9"', 'width="0.2" customWidth="1"'])
def test_a_column_that_cannot_be_seen_is_told(path: Path, attribute: str) -> None:
    """Hidden outright, or a hair wide."""
    column = f'<cols><col min="1" max="1" {attribute}/></cols><sheetData>'
    assert with_sheet(path, "<sheetData>", column).is_unseen((2, 0))


def test_all_rows_may_be_hidden_at_once(path: Path) -> None:
    """Excel's switch for rows that say nothing of their height."""
    sheet = with_sheet(path, "<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" ')
    assert sheet.is_unseen((2, 0))


def test_a_merged_area_covers_all_but_its_first_cell(path: Path) -> None:
    """A2:A4 merged: A2 is seen, A3 and A4 are not."""
    merged = '</sheetData><mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    sheet = with_sheet(path, "</sheetData>", merged)
    assert [False, True, True, False] == [sheet.is_unseen((row, 0)) for row in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    "rule",
    [
        '<cfRule type="iconSet" priority="1"><iconSet showValue="0"/></cfRule>',
        '<cfRule type="dataBar" priority="1"><dataBar showValue="0"/></cfRule>',
    ],
)
def test_a_conditional_format_that_hides_the_number_is_told(path: Path, rule: str) -> None:
    """A sign or a bar stands in place of the number."""
    condition = f'</sheetData><conditionalFormatting sqref="A1:A2 A4">{rule}</conditionalFormatting>'
    sheet = with_sheet(path, "</sheetData>", condition)
    assert [True, True, False, True] == [sheet.is_reformatted((row, 0)) for row in range(4)]


def test_a_conditional_number_format_is_told_in_both_spellings(path: Path) -> None:
    """The newer kind carries its format, and names its cells, inside itself."""
    newer = (
        "</sheetData><extLst><ext><x14:conditionalFormattings "
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:conditionalFormatting>'
        '<x14:cfRule type="expression" priority="1"><xm:f>TRUE</xm:f><x14:dxf>'
        '<x14:numFmt numFmtId="0" formatCode="0"/></x14:dxf></x14:cfRule><xm:sqref>A1:A2</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>"
    )
    sheet = with_sheet(path, "</sheetData>", newer)
    assert [True, True, False] == [sheet.is_reformatted((row, 0)) for row in range(3)]


def test_a_conditional_format_that_only_colours_is_none(cards: Cards) -> None:
    """The program's own conditional formats colour verdicts; they show no number otherwise."""
    assert [] == [sheet.name for sheet in cards.books["year"] if sheet.reformatted]


def test_a_filter_in_use_and_a_hidden_sheet_are_told(cards: Cards, tmp_path: Path) -> None:
    """The year's workbook has filters that nobody uses, until somebody does."""
    with tampered(cards.files["year"], tmp_path / "x.xlsx") as book:
        book.filter_out("Số liệu", 24)
        book.hide_sheet("Nguồn")
    sheets = {sheet.name: sheet for sheet in read_book(tmp_path / "x.xlsx")}
    assert ["Số liệu"] == [name for name, sheet in sheets.items() if sheet.is_filtered]
    assert ["Nguồn"] == [name for name, sheet in sheets.items() if sheet.is_hidden]
    assert frozenset({23}) == sheets["Số liệu"].hidden_rows
