"""Figures that nobody sees, and cells that have no place of their own: told, and read all the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_kpi.findings import Finding
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from forms_for_tests import (
    OpenForm,
    baseline_of,
    convert,
    form_of,
    lacking,
    needs_libreoffice,
    only,
    opened,
    package,
    parts_of,
    read,
    told,
    values_of,
    where,
    write_sound,
)

Edit = Callable[[OpenForm], object]
FORM = "xl/worksheets/sheet1.xml"


def edited(plan: Plan, folder: Path, *edits: Edit, office: str = "kt") -> Return:
    """A sound return after edits."""
    path = write_sound(form_of(plan, office), folder)
    with opened(path) as form:
        for edit in edits:
            edit(form)
    return read(path, plan)


def hide_row(code: str) -> Edit:
    """Hide the row of a code."""
    return lambda form: setattr(form.sheet.row_dimensions[form.at(code).row], "hidden", True)


def hide_column(letter: str) -> Edit:
    """Hide a column."""
    return lambda form: setattr(form.sheet.column_dimensions[letter], "hidden", True)


def merge(area: str) -> Edit:
    """Merge an area."""
    return lambda form: form.sheet.merge_cells(area)


def blank(code: str) -> Edit:
    """Take a figure away."""
    return lambda form: setattr(form.at(code), "value", None)


def only_one(item: Return) -> Finding:
    """The one finding of a return."""
    assert len(item.findings) == 1, told(item.findings)
    return item.findings[0]


# --- Hidden rows and columns ---


def test_a_figure_in_a_hidden_row_is_told(plan: Plan, tmp_path: Path) -> None:
    """R29: the figure counts; whoever signed did not see it."""
    item = edited(plan, tmp_path, hide_row("CQ.10"))
    finding = only_one(item)
    assert ("R29", "warning", "kt-2026-Q1.xlsx", "Báo cáo", "D16") == where(finding)
    assert [] == lacking(finding, "CQ.10: ô có số liệu nhưng nằm ở dòng đang ẩn; vẫn được đọc", "Unhide")
    assert "1" == str(values_of(item)["datasets_exempt", "2026-Q1"])


def test_a_hidden_column_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R29: one fault over all the cells of the column, with the range of them."""
    item = edited(plan, tmp_path, hide_column("D"))
    assert (["R29"] * 8, 8) == (told(item.findings), len(item.observations))
    assert {"CQ.06: ô có số liệu nhưng nằm ở cột đang ẩn; vẫn được đọc."} == {
        f.what() for f in item.findings if f.place.cell == "D12"
    }


def rewritten(plan: Plan, folder: Path, pattern: bytes, written: bytes, *edits: Edit) -> Return:
    """A sound return after edits, and after one change to the XML of its table."""
    path = write_sound(form_of(plan, "kt"), folder)
    with opened(path) as form:
        for edit in edits:
            edit(form)
    parts = parts_of(path.read_bytes())
    parts[FORM], count = re.subn(pattern, written, parts[FORM])
    assert 1 == count
    path.write_bytes(package(parts))
    return read(path, plan)


@pytest.mark.parametrize(
    ("written", "expected"),
    [(b' ht="0" customHeight="1"', ["D16"]), (b' ht="0.0"', ["D16"]), (b' hidden="true"', ["D16"]), (b' hidden="0"', []), (b' ht="10"', [])],
)  # fmt: skip
def test_a_row_without_height_is_hidden(
    plan: Plan, tmp_path: Path, written: bytes, expected: list[str]
) -> None:
    """R29: dragged to nothing or hidden by the menu, it is out of sight; a low one is not."""
    item = rewritten(plan, tmp_path, rb'(<row r="16")[^>]*', rb"\1" + written)
    assert expected == [f.place.cell for f in item.findings if f.code == "R29"]
    assert len(expected) == len(item.findings)


def test_a_column_without_width_is_hidden(plan: Plan, tmp_path: Path) -> None:
    """R29: as some programs write it."""
    written = b'<cols><col min="4" max="4" width="0" customWidth="1"/></cols>'
    item = rewritten(plan, tmp_path, b"<cols>.*</cols>", written)
    assert {"R29"} == set(told(item.findings))


def test_a_blank_in_a_hidden_row_says_where_it_is(plan: Plan, tmp_path: Path) -> None:
    """V08: whoever looks for the cell must know that its row is hidden; it holds nothing, so R29 is silent."""
    finding = only_one(edited(plan, tmp_path, hide_row("CQ.10"), blank("CQ.10")))
    assert ("V08", "D16") == (finding.code, finding.place.cell)
    assert [] == lacking(finding, "CQ.10: ô để trống, nằm ở dòng đang ẩn; cần")


@pytest.mark.parametrize(
    "edit",
    [
        lambda form: setattr(form.sheet.row_dimensions[form.at("CQ.06").row - 1], "hidden", True),
        lambda form: setattr(form.sheet.row_dimensions[form.at("CQ.15").row + 1], "hidden", True),
        hide_column("A"),
        hide_column("C"),
        hide_column("E"),
        lambda form: setattr(form.sheet.row_dimensions[form.at("CQ.10").row], "height", 1),
        lambda form: setattr(form.sheet.row_dimensions[form.at("CQ.10").row], "hidden", False),
    ],
)
def test_what_is_hidden_beside_the_figures_is_no_matter(plan: Plan, tmp_path: Path, edit: Edit) -> None:
    """Near miss of R29: headings, codes, units, remarks, and rows that are merely low."""
    assert [] == told(edited(plan, tmp_path, edit).findings)


def test_a_row_of_another_quarter_may_be_hidden(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R29: a yearly figure is not asked in the first quarter, and its row may be out of the way."""
    path = write_sound(form_of(plan, "kt", None), tmp_path, {"NS.01": None}, period="2026-Q1")
    with opened(path) as form:
        form.sheet.row_dimensions[form.at("NS.01").row].hidden = True
    assert [] == told(read(path, plan).findings)


# --- Merged cells ---


def test_two_value_cells_merged_into_one_are_told(plan: Plan, tmp_path: Path) -> None:
    """R28: the figure that is left may be meant for both; the blank beneath is not told again."""
    item = edited(plan, tmp_path, merge("D16:D17"))
    finding = only_one(item)
    assert ("R28", "warning", "kt-2026-Q1.xlsx", "Báo cáo", "D16") == where(finding)
    assert [] == lacking(
        finding,
        "vùng D16:D17 bị gộp thành một ô, nên CQ.11 không có ô riêng để ghi số; "
        "số ở đó được đọc là của CQ.10.",
        "Bỏ gộp ô (Unmerge Cells)",
    )
    values = values_of(item)
    assert ("1", None) == (
        str(values["datasets_exempt", "2026-Q1"]),
        values["datasets_integrated", "2026-Q1"],
    )


def test_a_value_cell_beneath_another_column_is_told(plan: Plan, tmp_path: Path) -> None:
    """R28: the unit's cell was merged with the figure's, which is gone."""
    finding = only_one(edited(plan, tmp_path, merge("C16:D17")))
    assert ("R28", "C16") == (finding.code, finding.place.cell)
    assert [] == lacking(
        finding, "vùng C16:D17 bị gộp thành một ô, nên CQ.10, CQ.11 không có ô riêng để ghi số."
    )


def test_years_merged_in_a_baseline_form_are_told(plan: Plan, tmp_path: Path) -> None:
    """R28: one figure over two years."""
    path = write_sound(baseline_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        first, second = form.at("NS.01", "Năm 2021"), form.at("NS.01", "Năm 2022")
        form.sheet.merge_cells(f"{first.coordinate}:{second.coordinate}")
    finding = only_one(read(path, plan))
    assert ("R28", first.coordinate) == (finding.code, finding.place.cell)


def test_a_figure_left_beneath_a_merged_area_is_told(plan: Plan, tmp_path: Path) -> None:
    """R29: LibreOffice can keep what it covers; the figure counts, though nobody sees it."""
    item = rewritten(plan, tmp_path, rb'(<c r="D17"[^>]*>)(?=</c>)', rb"\1<v>4</v>", merge("D16:D17"))
    finding = only_one(item)
    assert ("R29", "D17") == (finding.code, finding.place.cell)
    assert [] == lacking(finding, "CQ.11: ô có số liệu nhưng bị che dưới vùng ô gộp D16:D17; vẫn được đọc")
    assert "4" == str(values_of(item)["datasets_integrated", "2026-Q1"])


@pytest.mark.parametrize(
    "edit", [merge("D16:E16"), merge("A1:E1"), merge("B24:D26"), merge("E12:E14"), merge("D16:D16")]
)
def test_a_merge_that_covers_no_value_cell_is_no_matter(plan: Plan, tmp_path: Path, edit: Edit) -> None:
    """Near miss of R28: a figure over its remark, a title, the signatures, remarks for several rows."""
    assert [] == told(edited(plan, tmp_path, edit).findings)


# --- Whichever way a file is read ---


def test_both_readers_agree_on_what_is_out_of_sight(plan: Plan, tmp_path: Path) -> None:
    """A blank elsewhere sends the file through the careful reader: the same is told, and the blank."""
    edits = (hide_row("CQ.10"), hide_column("E"), merge("D18:D19"))
    fast = edited(plan, tmp_path, *edits)
    careful = edited(plan, tmp_path, *edits, blank("CQ.06"))
    assert ["R29", "R28"] == told(fast.findings)
    assert fast.findings == tuple(f for f in careful.findings if f.place.cell != "D12")
    assert ["V08", "R29", "R28"] == told(careful.findings)


@needs_libreoffice
@pytest.mark.libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
def test_every_format_tells_the_same(plan: Plan, tmp_path: Path, ending: str) -> None:
    """Saved by LibreOffice, what is hidden and merged stays so and is told so."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        for edit in (hide_row("CQ.10"), hide_row("CQ.06"), blank("CQ.06"), merge("D18:D19")):
            edit(form)
    expected = read(path, plan)
    found = read(convert([path], ending, tmp_path / ending) / f"kt-2026-Q1.{ending}", plan)
    assert ["V08", "R29", "R28"] == told(expected.findings)
    assert [(f.code, f.what()) for f in expected.findings] == [(f.code, f.what()) for f in found.findings]
    assert values_of(expected) == values_of(found)


def test_the_findings_are_told_for_whoever_marks_the_cells(plan: Plan, tmp_path: Path) -> None:
    """The merged area is marked at the cell that is seen."""
    item = edited(plan, tmp_path, merge("D16:D17"))
    assert ("D16",) == only(item.findings, "R28").cells
