"""What the tables of an .ods say beside the values of their cells, repetitions counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.ods_xml import check_tables
from cchc_kpi.returns.traits import Area, Nature, SheetTraits, Trait
from forms_for_tests import (
    convert,
    form_of,
    lacking,
    needs_libreoffice,
    only,
    opened,
    read,
    where,
    write_sound,
)
from hostile.bench import ods


def table(rows: str) -> SheetTraits:
    """What is seen of one table."""
    (traits,) = inspect(ods(rows, {"META-INF/manifest.xml": "<m/>"})).sheets
    return traits


def row(*cells: str, more: str = "") -> str:
    """A row of cells, with further attributes."""
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(more: str = "", shown: str | None = None) -> str:
    """A cell with attributes, and what is shown in it."""
    inside = "" if shown is None else f"<text:p>{shown}</text:p>"
    return f"<table:table-cell {more}>{inside}</table:table-cell>"


FLOAT = 'office:value-type="float" office:value="95"'
TWO_TABLES = """<office:document-content xmlns:office="o" xmlns:table="t"><office:body><office:spreadsheet>
<table:table table:name="Báo cáo">
  <table:table-row table:number-rows-repeated="10"><table:table-cell/></table:table-row>
  <table:table-row>
    <table:table-cell office:value-type="string"/>
    <table:table-cell table:number-columns-repeated="2"/>
    <table:table-cell office:value-type="percentage" office:value="1"/>
    <table:table-cell office:value-type="float" office:value="1"/>
  </table:table-row>
  <table:table-row table:number-rows-repeated="3">
    <table:covered-table-cell table:number-columns-repeated="4"/>
    <table:table-cell office:value-type="percentage" table:number-columns-repeated="2"/>
  </table:table-row>
</table:table>
<table:table table:name="Phụ lục"><table:table-row>
  <table:table-cell office:value-type="percentage"/>
</table:table-row></table:table>
</office:spreadsheet></office:body></office:document-content>"""


def test_percentages_are_found_by_table_row_and_column() -> None:
    """Repeated rows and columns count as often as they stand there; D11 is row 10, column 3."""
    first = [(10, 3), *((row, column) for row in (11, 12, 13) for column in (4, 5))]
    found = check_tables("content.xml", TWO_TABLES.encode())
    assert [set(first), {(0, 0)}] == [set(traits.cells) for traits in found]
    assert {Trait(Nature.PERCENT)} == {trait for traits in found for trait in traits.cells.values()}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (cell('office:value-type="percentage" office:value="0.95"', "95%"), Trait(Nature.PERCENT)),
        (cell(FLOAT, "95%"), Trait(Nature.PERCENT_SIGN)),  # a sign that is only text in the format
        (cell(FLOAT, "95"), None),
        (cell(FLOAT + ' table:formula="of:=[.A1]*50%"', "95"), None),  # a sign in the formula is not shown
        (cell(FLOAT).replace("></", "><office:annotation><text:p>95%</text:p></office:annotation></"), None),
        (cell('office:value-type="string"', "95%"), None),  # a text: read as what it says
        (
            cell('table:formula="of:=1/0" office:value-type="string" office:string-value=""', "#DIV/0!"),
            Trait(Nature.ERROR, "#DIV/0!"),
        ),
        (cell('table:formula="of:=1/0" office:value-type="float" xmlns:calcext="c" calcext:value-type="error"', "Err:508"),
         Trait(Nature.ERROR, "Err:508")),
        (cell('table:formula="of:=IF(1;&quot;&quot;)"', ""), None),  # calculated, and blank
        (cell('table:formula="of:=SUM([.A1])"'), Trait(Nature.UNCALCULATED, "of:=SUM([.A1])")),
        (cell('office:value-type="time" office:time-value="PT812H00M00S"', "812:00"), Trait(Nature.DURATION, "PT812H00M00S")),
        (cell('office:value-type="date" office:date-value="2026-04-03"', "03/04/26"), None),  # the reader tells it
        (cell(), None),
    ],
)  # fmt: skip
def test_a_cell_is_what_the_file_states(written: str, expected: Trait | None) -> None:
    """By the kind that is stated, by what is shown, and by a formula that has no result."""
    assert {(0, 0): expected} if expected else {} == table(row(written)).cells


def test_what_is_hidden_is_seen() -> None:
    """Rows that were hidden or filtered away, columns by their definition."""
    columns = (
        '<table:table-column table:number-columns-repeated="3"/>'
        '<table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
        "<table:table-column/>"
    )
    rows = (
        row(cell(FLOAT), more='table:number-rows-repeated="2"')
        + row(cell(FLOAT), more='table:visibility="collapse"')
        + row(cell(), more='table:visibility="filter" table:number-rows-repeated="1000000"')
    )
    found = table(columns + rows)
    assert ((range(2, 1_000_003),), (range(3, 5),)) == (found.hidden_rows, found.hidden_columns)


def test_what_is_merged_is_seen() -> None:
    """A cell that spans others, wherever it stands."""
    spanned = cell(f'{FLOAT} table:number-rows-spanned="2" table:number-columns-spanned="3"')
    alone = cell(f'{FLOAT} table:number-rows-spanned="1" table:number-columns-spanned="1"')
    found = table(row(cell()) + row(cell('table:number-columns-repeated="2"'), spanned, alone))
    assert (Area(range(1, 3), range(2, 5)),) == found.merged


@needs_libreoffice
@pytest.mark.libreoffice
def test_what_libreoffice_saves_is_told(plan: Plan, tmp_path: Path) -> None:
    """V16, V02, V03: as in the .xlsx that it was made of."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.at("CQ.10").number_format = "0%"
        form.at("CQ.09").value = "=1/0"
        form.at("CQ.06").value, form.at("CQ.06").number_format = 95, '0"%"'
        form.at("CQ.14").value, form.at("CQ.14").number_format = 812, "[h]:mm"
    saved = convert([path], "ods", tmp_path / "saved") / "kt-2026-Q1.ods"
    findings = read(saved, plan).findings
    at = [("V16", "D12"), ("V02", "D15"), ("V16", "D16"), ("V03", "D18")]
    assert at == [(f.code, f.place.cell) for f in findings]
    assert ("V02", "error", "kt-2026-Q1.ods", "Báo cáo", "D15") == where(only(findings, "V02"))
    words = ("'95%'", "#DIV/0!", "'100%'", "khoảng thời gian 812 ngày (19488:00)")
    assert [[]] * 4 == [lacking(f, word) for f, word in zip(findings, words, strict=True)]
