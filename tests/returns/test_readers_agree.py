"""The plain way, the fast and the careful reader give the same cells wherever they can: so the same observations."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return
from cchc_kpi.returns.readers import read_careful, read_fast
from cchc_kpi.returns.workbook import Cell, Kind, Workbook
from forms_for_tests import (
    baseline_of,
    convert,
    form_of,
    needs_libreoffice,
    opened,
    package,
    parts_of,
    values_of,
    write_sound,
)

UNSEEN = {Kind.ERROR, Kind.UNCALCULATED}


def seen_by_both(workbook: Workbook) -> dict[tuple[str, int, int], Cell]:
    """Every cell but those that only the careful reader can see."""
    return {
        (sheet.name, *at): cell
        for sheet in workbook.sheets
        for at, cell in sheet.cells.items()
        if cell.kind not in UNSEEN
    }


def cells_of(workbook: Workbook) -> dict[tuple[str, int, int], Cell]:
    """Every cell, also those that only the careful reader can see."""
    return {(sheet.name, *at): cell for sheet in workbook.sheets for at, cell in sheet.cells.items()}


def plainly(content: bytes) -> Workbook:
    """A workbook as the guard reads it where all of it is spelled as usual; fails where it is not."""
    workbook = inspect(content).workbook
    assert workbook is not None
    return workbook


@pytest.mark.parametrize("office", ["vp", "kt", "vhxh", "ttpvhcc", "dvci"])
@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q4", None])
def test_both_readers_see_the_same_form(plan: Plan, tmp_path: Path, office: str, period: str | None) -> None:
    """Every cell of every form, hidden sheet and checks included, is the same to both."""
    content = write_sound(form_of(plan, office, period), tmp_path).read_bytes()
    assert seen_by_both(read_fast(content)) == seen_by_both(read_careful(content))
    assert cells_of(read_careful(content)) == cells_of(plainly(content))


@pytest.mark.parametrize("office", ["kt", "vhxh"])
def test_both_readers_see_the_same_baselines(plan: Plan, tmp_path: Path, office: str) -> None:
    """The columns of years are the same to both."""
    content = write_sound(baseline_of(plan, office), tmp_path).read_bytes()
    assert seen_by_both(read_fast(content)) == seen_by_both(read_careful(content))


ANY = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 3, 1), datetime(2100, 1, 1)).map(lambda when: when.replace(microsecond=0)),
    st.sampled_from(
        ["#DIV/0!", "#REF!", "#N/A", "=1/0", " KPS ", "\u00a0", "1.234", "_x0041_", "&amp;", "a\nb"]
    ),
)


NUMBER_FORMATS = [
    "General",
    "0.00",
    "#,##0",
    "0%",
    '0"%"',
    "dd/mm/yyyy",
    "[h]:mm",
    "hh:mm",
    '#,##0 "người"',
    "@",
]


@settings(max_examples=40)
@given(values=st.lists(ANY, min_size=1, max_size=12))
def test_both_readers_see_the_same_of_any_content(values: list[object]) -> None:
    """Text, numbers, dates, booleans: kind, number and text agree cell by cell."""
    book = openpyxl.Workbook()
    for row, value in enumerate(values, start=1):
        book.worksheets[0].cell(row, 1).value = value  # type: ignore[assignment]
    stream = io.BytesIO()
    book.save(stream)
    content = stream.getvalue()
    assert seen_by_both(read_fast(content)) == seen_by_both(read_careful(content))
    assert cells_of(read_careful(content)) == cells_of(plainly(content))


@settings(max_examples=40)
@given(values=st.lists(ANY, min_size=1, max_size=12), code=st.sampled_from(NUMBER_FORMATS))
def test_the_plain_way_sees_what_xlsxwriter_writes(values: list[object], code: str) -> None:
    """Under any number format: the library that the forms are made with spells cells in its own way.

    It writes "_x0041_" as "_x005F_x0041_", which openpyxl undoes twice; and days before 1900 and after
    9999, which Excel cannot show, openpyxl calls dates or errors.
    """
    values = [abs(value) % 10**6 if isinstance(value, int | float) else value for value in values]
    values = [value for value in values if not (isinstance(value, str) and "_x" in value)]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "remove_timezone": True}) as book:
        sheet, style = book.add_worksheet(), book.add_format({"num_format": code})
        for row, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, 0, value)
            else:
                sheet.write(row, 0, value, style)
    content = stream.getvalue()
    assert cells_of(read_careful(content)) == cells_of(plainly(content))


@needs_libreoffice
@pytest.mark.libreoffice
def test_the_plain_way_sees_what_libreoffice_saves(plan: Plan, tmp_path: Path) -> None:
    """The forms of two offices, saved again by LibreOffice, are read the plain way, and as the careful reader does."""
    forms = [write_sound(form_of(plan, office), tmp_path) for office in ("kt", "ttpvhcc")]
    for saved in convert(forms, "xlsx", tmp_path / "again").iterdir():
        content = saved.read_bytes()
        assert cells_of(read_careful(content)) == cells_of(plainly(content))


def both_ways(plan: Plan, path: Path) -> tuple[Return, Return]:
    """A return as the fast reader alone gives it, and as it is once a blank elsewhere calls for the careful one."""
    fast = read_return(path.name, path.read_bytes(), plan)
    with opened(path) as form:
        form.at("CQ.15").value = None
    return fast, read_return(path.name, path.read_bytes(), plan)


def test_a_blank_changes_no_other_observation(plan: Plan, tmp_path: Path) -> None:
    """The file that a blank sends through the careful reader gives the same figures and provenance."""
    fast, careful = both_ways(
        plan, write_sound(form_of(plan, "kt"), tmp_path, {"CQ.06": " 10 ", "CQ.10": "KPS"})
    )
    dropped = "inspections_digital"
    assert [o for o in fast.observations if o.measure != dropped] == [
        o for o in careful.observations if o.measure != dropped
    ]
    assert None is values_of(careful)[dropped, "2026-Q1"]


def test_the_careful_reader_settles_what_a_blank_was(plan: Plan, tmp_path: Path) -> None:
    """A blank, an error and an uncalculated formula are one to the fast reader and three in the findings."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.at("CQ.06").value = None
        form.at("CQ.09").value = "#N/A"
        form.at("CQ.14").value = "=D12+1"
    item = read_return(path.name, path.read_bytes(), plan)
    assert [("V08", "D12"), ("V02", "D15"), ("V04", "D18")] == [(f.code, f.place.cell) for f in item.findings]


def test_a_workbook_that_the_fast_reader_refuses_is_read_by_the_careful_one(
    plan: Plan, tmp_path: Path
) -> None:
    """An error code that the fast reader does not know makes it give up the whole sheet; the return is read."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.at("CQ.06", "Ghi chú").value = "#DIV/0!"
    parts = parts_of(path.read_bytes())
    name = "xl/worksheets/sheet1.xml"
    assert 1 == parts[name].count(b"#DIV/0!")
    parts[name] = parts[name].replace(b"#DIV/0!", b"#SPILL!")
    item = read_return(path.name, package(parts), plan)
    assert (8, False) == (len(item.observations), item.rejected)
