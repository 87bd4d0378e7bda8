"""A workbook becomes a return: each rule of the form, each rule of a cell at its place, each file format."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_kpi.plan.model import Plan
from cchc_kpi.render.template_xlsx import Entry, FormEntries, write_form
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.observation import Provenance, Return, State, Status
from cchc_kpi.returns.read import read_return
from forms_for_tests import (
    OpenForm,
    baseline_of,
    convert,
    edited,
    form_of,
    lacking,
    needs_libreoffice,
    only,
    opened,
    package,
    parts_of,
    plan_with,
    quarter,
    read,
    told,
    values_of,
    where,
    write_sound,
)

KT = "kt-2026-Q1.xlsx"
OFFICES = ["vp", "kt", "vhxh", "ttpvhcc", "dvci"]


# --- A sound return ---


@pytest.mark.parametrize("office", OFFICES)
@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q4"])
def test_a_sound_return_is_accepted_without_a_word(
    plan: Plan, tmp_path: Path, office: str, period: str
) -> None:
    """A form filled as it should be brings no finding, and every measure is there."""
    form = form_of(plan, office, period)
    item = read(write_sound(form, tmp_path), plan)
    assert (Status.ACCEPTED, [], [m.id for m in form.measures]) == (
        item.status,
        told(item.findings),
        [o.measure for o in item.observations],
    )


def test_a_figure_knows_where_it_came_from(plan: Plan, tmp_path: Path) -> None:
    """TT.04 stands in D15 of the one-stop centre's form: heading in row 10, area in 11, TT.01 in 12."""
    path = write_sound(
        form_of(plan, "ttpvhcc"), tmp_path, {"TT.04": "600"}, remarks={"TT.04": "theo hệ thống"}
    )
    item = read(path, plan)
    figure = next(o for o in item.observations if o.measure == "dossiers_resolved_early")
    expected = Provenance("ttpvhcc-2026-Q1.xlsx", "Báo cáo", "D15", "600")
    assert (expected, Decimal(600), State.VALUE, "theo hệ thống") == (
        figure.provenance,
        figure.value,
        figure.state,
        figure.remark,
    )


def test_baselines_carry_their_years(plan: Plan, tmp_path: Path) -> None:
    """A baseline form's figures are those of the years over its columns."""
    item = read(write_sound(baseline_of(plan, "kt"), tmp_path), plan)
    assert [("2021", "D12"), ("2022", "E12"), ("2023", "F12"), ("2024", "G12"), ("2025", "H12")] == [
        (o.period.id, o.provenance.cell) for o in item.observations
    ]


def test_the_same_bytes_have_the_same_digest(plan: Plan, tmp_path: Path) -> None:
    """A return is known by the SHA-256 of its bytes."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == read(path, plan).sha256


# --- R01 to R04: is it this plan's form ---


def test_a_foreign_workbook_is_not_a_return(plan: Plan, tmp_path: Path) -> None:
    """R01: a duty roster is told as such, once, and nothing else is said of it."""
    book = openpyxl.Workbook()
    book.create_sheet("Trực", 0).append(["Ngày", "Người trực"])
    book.save(tmp_path / "truc.xlsx")
    item = read(tmp_path / "truc.xlsx", plan)
    assert ("R01", "error", "truc.xlsx", None, None) == where(item.findings[0])
    assert [] == lacking(item.findings[0], "không phải báo cáo của kế hoạch này", "đưa ra khỏi thư mục")
    assert (["R01"], True) == (told(item.findings), item.rejected)


def test_a_heading_without_accents_is_hinted_at(plan: Plan, tmp_path: Path) -> None:
    """R15: where `Mã số` was retyped as `Ma so`, the cell is named; it is a return all the same."""
    item = edited(plan, tmp_path, lambda form: setattr(form.find("Mã số"), "value", "Ma so"))
    assert [("R15", "error", KT, "Báo cáo", "A10")] == [where(finding) for finding in item.findings]
    assert [] == lacking(item.findings[0], "ô A10 ghi 'Ma so'; có phải là 'Mã số'?", "tiêu đề cột là 'Mã số'")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda form: setattr(form.find("Mã số"), "value", None),
        lambda form: setattr(form.find("Mã số"), "value", "Ký hiệu"),
        lambda form: [setattr(form.sheet.cell(10, column), "value", None) for column in range(1, 6)],
    ],
    ids=["heading wiped", "heading renamed", "all headings wiped"],
)
def test_codes_without_their_heading_are_told_as_such(
    plan: Plan, tmp_path: Path, spoil: Callable[[OpenForm], object]
) -> None:
    """R15: a column of the plan's codes makes it a return; what is asked back is the row of headings."""
    item = edited(plan, tmp_path, spoil)
    assert [("R15", "error", KT, "Báo cáo", "A11")] == [where(finding) for finding in item.findings]
    assert [] == lacking(
        item.findings[0],
        "không có cột 'Mã số' (cột A có các mã của biểu mẫu mà không có tiêu đề này)",
        "Chép lại dòng tiêu đề của bảng từ biểu mẫu đã phát",
    )


def test_one_code_by_chance_makes_no_return(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R15: a foreign list in which one word is a code of the plan is no return."""
    book = openpyxl.Workbook()
    book.create_sheet("Danh mục", 0).append(["CQ.06", "tủ hồ sơ"])
    book.save(tmp_path / "tu.xlsx")
    assert ["R01"] == told(read(tmp_path / "tu.xlsx", plan).findings)


def test_a_heading_in_other_letters_is_the_heading(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R01: capitals, spaces and composition do not matter."""
    written = unicodedata.normalize("NFD", " MÃ  SỐ ")
    assert [] == told(
        edited(plan, tmp_path, lambda form: setattr(form.find("Mã số"), "value", written)).findings
    )


def test_another_plans_form_is_refused(plan: Plan, tmp_path: Path) -> None:
    """R02: the same code may be another figure in another plan; nothing else is said."""
    other = plan_with(("  id: cchc-loc-binh-2026-2030", "  id: cchc-na-duong-2026-2030"))
    item = read(write_sound(form_of(other, "kt"), tmp_path), plan)
    assert ("R02", "error", KT, None, None) == where(item.findings[0])
    assert [] == lacking(item.findings[0], "'cchc-na-duong-2026-2030'", "'cchc-loc-binh-2026-2030'")
    assert (["R02"], True) == (told(item.findings), item.rejected)


def test_an_outdated_form_is_still_read_by_its_codes(plan: Plan, tmp_path: Path) -> None:
    """R03: a form made before a bound changed is told as outdated; its figures count."""
    older = plan_with(("    part_of: inspections_total\n", ""))
    item = read(write_sound(form_of(older, "kt"), tmp_path), plan)
    finding = only(item.findings, "R03")
    assert ("R03", "warning", KT, None, None) == where(finding)
    assert [] == lacking(finding, "bản kế hoạch cũ", "vẫn được đọc theo mã số")
    assert (["R03"], Status.ACCEPTED, 8) == (told(item.findings), item.status, len(item.observations))


def test_a_form_of_reworded_labels_is_not_outdated(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R03: a label reworded since is compared with the label as issued."""
    older = plan_with(("Số hoạt động kiểm tra đã thực hiện trong kỳ", "Tổng các cuộc thanh tra, giám sát"))
    assert [] == told(read(write_sound(form_of(older, "kt"), tmp_path), plan).findings)


def test_a_table_copied_elsewhere_has_lost_its_mark(plan: Plan, tmp_path: Path) -> None:
    """R04: without its hidden sheet the form's version is unknown; it is still read."""
    item = edited(plan, tmp_path, lambda form: form.book.remove(form.book["_cchc_kpi"]))
    finding = only(item.findings, "R04")
    assert ("R04", "warning", KT, None, None) == where(finding)
    assert [] == lacking(finding, "sheet ẩn", "biểu mẫu đã phát")
    assert (["R04"], 8) == (told(item.findings), len(item.observations))


def test_a_renamed_hidden_sheet_keeps_the_mark(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R04: the mark's sheet may be shown and renamed."""

    def rename(form: OpenForm) -> None:
        form.book["_cchc_kpi"].title = "Sheet2"
        form.book["Sheet2"].sheet_state = "visible"

    assert [] == told(edited(plan, tmp_path, rename).findings)


# --- R11 to R13: rows ---


def test_a_deleted_row_is_missing(plan: Plan, tmp_path: Path) -> None:
    """R11: a row deleted is a figure missing; the others are read."""
    item = edited(plan, tmp_path, lambda form: form.sheet.delete_rows(form.find("CQ.14").row))
    finding = only(item.findings, "R11")
    assert ("R11", "error", KT, "Báo cáo", None) == where(finding)
    assert [] == lacking(
        finding, "mã CQ.14", "Số hoạt động kiểm tra đã thực hiện trong kỳ", "dòng đã xóa thì thêm lại"
    )
    assert (["R11"], Status.PARTIAL, 7) == (told(item.findings), item.status, len(item.observations))


@pytest.mark.parametrize("typo", ["CQ14", "CQ-14", "CQ.014", "cq 14"])
def test_a_mistyped_code_is_told_once_with_a_hint(plan: Plan, tmp_path: Path, typo: str) -> None:
    """R11: the row that is missing and the strange code are one fault."""
    item = edited(plan, tmp_path, lambda form: setattr(form.find("CQ.14"), "value", typo))
    assert ["R11"] == told(item.findings)
    assert ("R11", "error", KT, "Báo cáo", "A18") == where(item.findings[0])
    assert [] == lacking(item.findings[0], f"ô này ghi '{typo}'", "có phải là CQ.14?")


@pytest.mark.parametrize("written", ["cq.14", " CQ.14 ", "CQ.14\u00a0"])
def test_a_code_in_other_letters_is_the_code(plan: Plan, tmp_path: Path, written: str) -> None:
    """Near miss of R11: case and stray spaces do not lose a row."""
    assert [] == told(
        edited(plan, tmp_path, lambda form: setattr(form.find("CQ.14"), "value", written)).findings
    )


def test_rows_inserted_inside_the_table_do_no_harm(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R11: rows are found by code, wherever they stand."""
    item = edited(plan, tmp_path, lambda form: form.sheet.insert_rows(form.find("CQ.09").row, 3))
    assert ([], 8) == (told(item.findings), len(item.observations))


def test_an_unknown_code_is_a_warning(plan: Plan, tmp_path: Path) -> None:
    """R12: a row whose code is not the plan's is not used, and that is said."""

    def add(form: OpenForm) -> None:
        form.sheet.cell(20, 1).value = "CQ.99"
        form.sheet.cell(20, 4).value = 5

    item = edited(plan, tmp_path, add)
    assert ["R12"] == told(item.findings)
    assert ("R12", "warning", KT, "Báo cáo", "A20") == where(item.findings[0])
    assert [] == lacking(item.findings[0], "'CQ.99'", "không được dùng")


@pytest.mark.parametrize("written", ["(1)", "Tổng cộng", "Trong đó", "II", "Ghi chú: số tạm tính"])
def test_other_words_in_the_code_column_are_no_codes(plan: Plan, tmp_path: Path, written: str) -> None:
    """Near miss of R12: totals, column numbers and headings are nobody's codes."""
    assert [] == told(
        edited(plan, tmp_path, lambda form: setattr(form.sheet.cell(20, 1), "value", written)).findings
    )


def test_a_code_twice_uses_neither_row(plan: Plan, tmp_path: Path) -> None:
    """R13: with two figures on one code nobody may choose for the office."""

    def paste(form: OpenForm) -> None:
        for column in (1, 2, 3, 4):
            form.sheet.cell(20, column).value = form.sheet.cell(18, column).value

    item = edited(plan, tmp_path, paste)
    assert ["R13"] == told(item.findings)
    assert ("R13", "error", KT, "Báo cáo", "A18") == where(item.findings[0])
    assert [] == lacking(item.findings[0], "ô A18, A20: mã CQ.14 có ở nhiều dòng; không dùng dòng nào")
    assert "inspections_total" not in [o.measure for o in item.observations]


# --- R14 and R21: labels ---


def test_a_code_beside_another_measures_label_is_an_error(plan: Plan, tmp_path: Path) -> None:
    """R14: two codes swapped leave both figures out, for it is unclear whose they are."""

    def swap(form: OpenForm) -> None:
        early, late = form.find("TT.04"), form.find("TT.06")
        early.value, late.value = "TT.06", "TT.04"

    item = edited(plan, tmp_path, swap, "ttpvhcc")
    found = [finding for finding in item.findings if finding.code == "R14"]
    assert [("R14", "error", "ttpvhcc-2026-Q1.xlsx", "Báo cáo", cell) for cell in ("B15", "B17")] == list(
        map(where, found)
    )
    assert [] == lacking(found[0], "mã TT.06", "'Hồ sơ đã giải quyết trước hạn'", "(tên của TT.04)")
    states = {o.measure: o.state for o in item.observations}
    assert (State.ERROR, State.ERROR) == (states["dossiers_resolved_early"], states["dossiers_resolved_late"])


def test_a_label_that_names_something_else_is_an_error(plan: Plan, tmp_path: Path) -> None:
    """R14: a label overwritten with other words is not the measure's."""
    item = edited(
        plan, tmp_path, lambda form: setattr(form.at("CQ.14", "Chỉ tiêu"), "value", "Bưu phí phải trả")
    )
    assert ["R14"] == told(item.findings)
    assert [] == lacking(
        item.findings[0], "'Bưu phí phải trả'", "Số hoạt động kiểm tra đã thực hiện trong kỳ"
    )


def test_a_label_with_a_remark_behind_it_is_a_note(plan: Plan, tmp_path: Path) -> None:
    """R21: an edited label is told; the figure is read by its code."""
    words = "Số hoạt động kiểm tra đã thực hiện trong kỳ (sơ bộ)"
    item = edited(plan, tmp_path, lambda form: setattr(form.at("CQ.14", "Chỉ tiêu"), "value", words))
    assert ["R21"] == told(item.findings)
    assert ("R21", "note", KT, "Báo cáo", "B18") == where(item.findings[0])
    assert [] == lacking(item.findings[0], "CQ.14", "(sơ bộ)", "vẫn đọc theo mã", "cột Ghi chú")
    assert Decimal(10) == values_of(item)["inspections_total", "2026-Q1"]


@pytest.mark.parametrize(
    "write",
    [str.upper, lambda text: unicodedata.normalize("NFD", text), lambda text: f" {text} ", lambda _: None],
    ids=["capitals", "NFD", "spaces", "deleted"],
)
def test_a_label_in_other_letters_is_the_label(
    plan: Plan, tmp_path: Path, write: Callable[[str], Any]
) -> None:
    """Near miss of R14 and R21: case, composition and spaces are no edits; nor does a lost label name another."""

    def rewrite(form: OpenForm) -> None:
        cell = form.at("CQ.14", "Chỉ tiêu")
        cell.value = write(cell.value)

    assert [] == told(edited(plan, tmp_path, rewrite).findings)


# --- R15 and R16: columns ---


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Kết quả", "(có cột 'Kết quả'; có phải là 'Số liệu'?)"),
        ("So lieu", "(có cột 'So lieu'; có phải là 'Số liệu'?)"),
        (None, "(cột D có số mà không có tiêu đề; có phải là 'Số liệu'?)"),
    ],
)
def test_a_value_column_without_its_heading_is_missing(
    plan: Plan, tmp_path: Path, written: str | None, hint: str
) -> None:
    """R15: columns are found by heading; the likely one is suggested at its cell, not taken."""
    item = edited(plan, tmp_path, lambda form: setattr(form.find("Số liệu"), "value", written))
    finding = only(item.findings, "R15")
    assert ("R15", "error", KT, "Báo cáo", "D10") == where(finding)
    assert [] == lacking(finding, "không có cột 'Số liệu'", hint)
    assert (["R15"], True, "kt") == (told(item.findings), item.rejected, item.office)


def test_a_value_column_that_is_gone_is_told_at_the_head_of_the_table(plan: Plan, tmp_path: Path) -> None:
    """R15: of a deleted column nothing is left to point at but the heading of the codes, wherever that stands."""

    def spoil(form: OpenForm) -> None:
        form.sheet.delete_cols(4)
        form.sheet.insert_cols(1)

    item = edited(plan, tmp_path, spoil)
    assert [("R15", "error", KT, "Báo cáo", "B10")] == [where(finding) for finding in item.findings]
    assert "Ghi lại đúng tiêu đề cột là 'Số liệu'." == item.findings[0].fix()


def test_rows_are_checked_though_their_value_column_is_missing(plan: Plan, tmp_path: Path) -> None:
    """R15 does not hide the rest: whoever mends the heading is not told of a row or a cell the day after."""

    def spoil(form: OpenForm) -> None:
        form.find("Số liệu").value = "Kết quả"
        form.at("CQ.06", "Kết quả").value = "nhiều"
        form.sheet.delete_rows(form.find("CQ.09").row)

    item = edited(plan, tmp_path, spoil)
    assert (["R11", "R15", "V01"], True, ()) == (
        sorted(told(item.findings)),
        item.rejected,
        item.observations,
    )


@pytest.mark.parametrize("office", ["kt", "ttpvhcc"])
def test_a_deleted_column_of_labels_is_told_once(plan: Plan, tmp_path: Path, office: str) -> None:
    """R15: office, commune, period and submission number stood in that column too; it is one fault."""
    item = edited(plan, tmp_path, lambda form: form.sheet.delete_cols(2), office)
    assert ["R15"] == told(item.findings)
    assert [] == lacking(item.findings[0], "ô A10: bảng không có cột 'Chỉ tiêu'; tên đơn vị, xã", "Ctrl+Z")
    assert item.rejected


def test_fields_wiped_out_are_told_one_by_one(plan: Plan, tmp_path: Path) -> None:
    """Near miss of the one finding: the labels of the measures are there, and four cells have to be filled in."""

    def wipe(form: OpenForm) -> None:
        for label in ("Đơn vị báo cáo", "Xã", "Kỳ báo cáo", "Lần nộp"):
            form.beside(label).value = None

    assert ["R05", "R08", "R10", "R19"] == sorted(told(edited(plan, tmp_path, wipe).findings))


@pytest.mark.parametrize("written", ["số liệu", "SỐ LIỆU", " Số  liệu ", "Số\nliệu"])
def test_a_value_column_in_other_letters_is_found(plan: Plan, tmp_path: Path, written: str) -> None:
    """Near miss of R15: a heading broken over two lines is the same heading."""
    assert [] == told(
        edited(plan, tmp_path, lambda form: setattr(form.find("Số liệu"), "value", written)).findings
    )


def test_a_missing_year_of_the_baselines_is_told(plan: Plan, tmp_path: Path) -> None:
    """R15: every year's column is needed."""
    path = write_sound(baseline_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.find("Năm 2023").value = None
    assert [] == lacking(only(read(path, plan).findings, "R15"), "không có cột 'Năm 2023'")


def test_another_years_column_is_never_taken_for_the_missing_one(plan: Plan, tmp_path: Path) -> None:
    """R15: `2025` is asked about; `Năm 2024` is nearer in letters, and has its own figures."""
    path = write_sound(baseline_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.find("Năm 2025").value = "2025"
    finding = only(read(path, plan).findings, "R15")
    assert [] == lacking(finding, "không có cột 'Năm 2025' (có cột '2025'; có phải là 'Năm 2025'?)")


def test_many_missing_headings_are_told_together(plan: Plan, tmp_path: Path) -> None:
    """R15: all five years without their word are one fault, with the cells; up to three are told one by one."""
    path = write_sound(baseline_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        for year in range(2021, 2026):
            form.find(f"Năm {year}").value = str(year)
    finding = only(read(path, plan).findings, "R15")
    assert ("D10", "E10", "F10", "G10", "H10") == finding.cells
    assert [] == lacking(finding, "không có cột 'Năm 2021', 'Năm 2022', 'Năm 2023', 'Năm 2024', 'Năm 2025'.")


def test_a_heading_retyped_as_another_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R16: `Năm 2023` typed as `Năm 2022` doubles one heading and loses the other."""
    path = write_sound(baseline_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.find("Năm 2023").value = "Năm 2022"
    item = read(path, plan)
    assert [("R16", ("E10", "F10"))] == [(finding.code, finding.cells) for finding in item.findings]
    assert [] == lacking(item.findings[0], "(một trong số đó có phải là 'Năm 2023'?); cần đúng một cột")
    assert item.rejected


def test_two_value_columns_are_an_error(plan: Plan, tmp_path: Path) -> None:
    """R16: a second column `Số liệu` may be last quarter's; neither is read."""
    item = edited(plan, tmp_path, lambda form: setattr(form.sheet.cell(10, 7), "value", "Số liệu"))
    finding = only(item.findings, "R16")
    assert ("R16", "error", KT, "Báo cáo", "D10") == where(finding)
    assert [] == lacking(
        finding, "ô D10, G10: tiêu đề 'Số liệu' có ở nhiều cột; cần đúng một cột", "xóa hoặc đổi tên cột kia"
    )
    assert (["R16"], True) == (told(item.findings), item.rejected)


def test_a_column_of_its_own_does_no_harm(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R16: `Số liệu kỳ trước` is another heading."""
    item = edited(plan, tmp_path, lambda form: setattr(form.sheet.cell(10, 7), "value", "Số liệu kỳ trước"))
    assert [] == told(item.findings)


# --- R17 and R18: sheets ---


def _copy_table(form: OpenForm, title: str) -> None:
    form.book.copy_worksheet(form.sheet).title = title


def test_two_tables_of_unknown_sheets_are_an_error(plan: Plan, tmp_path: Path) -> None:
    """R17: which of the sheets is the return is unclear, so neither is."""

    def edit(form: OpenForm) -> None:
        _copy_table(form, "Quý II")
        form.sheet.title = "Quý I"

    item = edited(plan, tmp_path, edit)
    assert ("R17", "error", KT, None, None) == where(only(item.findings, "R17"))
    assert [] == lacking(item.findings[0], "sheet 'Quý I', ô A10; sheet 'Quý II', ô A10", "ở sheet 'Báo cáo'")
    assert (["R17"], True) == (told(item.findings), item.rejected)


def test_two_tables_on_one_sheet_are_an_error(plan: Plan, tmp_path: Path) -> None:
    """R17: last quarter's table kept to the right of this quarter's may be the one with the figures."""

    def edit(form: OpenForm) -> None:
        for row, column, text in [(10, 9, "Mã số"), (10, 10, "Số liệu"), (12, 9, "CQ.06"), (12, 10, 99)]:
            form.sheet.cell(row, column).value = text

    item = edited(plan, tmp_path, edit)
    assert (["R17"], True, ()) == (told(item.findings), item.rejected, item.observations)


def test_two_tables_below_each_other_are_an_error(plan: Plan, tmp_path: Path) -> None:
    """R17 or R13: a second table further down, in other columns or the same, is never read in silence."""

    def edit(form: OpenForm) -> None:
        for row, text in [(40, "Mã số"), (41, "CQ.06")]:
            form.sheet.cell(row, 1).value = text
        form.sheet.cell(41, 4).value = 99

    item = edited(plan, tmp_path, edit)
    assert {"R13"} == set(told(item.findings))
    assert "CQ.06" not in {plan.measure_by_id[o.measure].code for o in item.observations}


def test_a_heading_repeated_in_its_column_is_no_second_table(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R17: a long table whose heading row is repeated for print is one table."""

    def edit(form: OpenForm) -> None:
        row = form.find("CQ.14").row
        form.sheet.insert_rows(row)
        for column in range(1, 6):
            form.sheet.cell(row, column).value = form.sheet.cell(10, column).value

    item = edited(plan, tmp_path, edit)
    assert ([], 8) == (told(item.findings), len(item.observations))


def test_a_second_table_beside_the_form_is_passed_over_with_a_warning(plan: Plan, tmp_path: Path) -> None:
    """R18: the sheet `Báo cáo` is read; the other one is named."""
    item = edited(plan, tmp_path, lambda form: _copy_table(form, "Kỳ trước"))
    assert ("R18", "warning", KT, "Kỳ trước", None) == where(only(item.findings, "R18"))
    assert [] == lacking(item.findings[0], "chỉ sheet 'Báo cáo' được đọc")
    assert (["R18"], 8) == (told(item.findings), len(item.observations))


def test_a_renamed_sheet_and_one_of_notes_do_no_harm(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R17 and R18: one table only, whatever its sheet is called."""

    def edit(form: OpenForm) -> None:
        form.sheet.title = "Quý I (chính thức)"
        form.book.create_sheet("Ghi chép").append(["Mã số", "việc cần làm"])

    item = edited(plan, tmp_path, edit)
    assert ([], {"Quý I (chính thức)"}) == (
        told(item.findings),
        {o.provenance.sheet for o in item.observations},
    )


# --- R20: not asked here ---


def test_a_yearly_figure_before_the_fourth_quarter_is_noted(plan: Plan, tmp_path: Path) -> None:
    """R20: on a blank form a yearly figure in Q1 is passed over, and that is said."""
    item = read(write_sound(form_of(plan, "kt", None), tmp_path, period="2026-Q1"), plan)
    assert ["R20"] == told(item.findings)
    assert ("R20", "note", "kt.xlsx", "Báo cáo") == where(item.findings[0])[:4]
    assert [] == lacking(item.findings[0], "NS.01", "không dùng để chấm điểm")
    assert "direct_spending" not in [o.measure for o in item.observations]


def test_a_yearly_cell_left_blank_before_the_fourth_quarter_is_no_matter(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R20 and V08: the yearly rows of a blank form may stay blank."""
    assert [] == told(
        read(
            write_sound(form_of(plan, "kt", None), tmp_path, {"NS.01": None}, period="2026-Q2"), plan
        ).findings
    )


def test_another_offices_row_with_a_figure_is_noted(plan: Plan, tmp_path: Path) -> None:
    """R20: no figure is passed over in silence."""

    def add(form: OpenForm) -> None:
        form.sheet.cell(20, 1).value = "TC.01"
        form.sheet.cell(20, 4).value = 5

    item = edited(plan, tmp_path, add)
    assert ("R20", "note", KT, "Báo cáo", "D20") == where(only(item.findings, "R20"))
    assert [] == lacking(item.findings[0], "TC.01", "biểu mẫu này không hỏi số này")


def test_a_yearly_figure_on_a_blank_form_is_said_to_be_asked_later(plan: Plan, tmp_path: Path) -> None:
    """R20: a blank form does ask NS.01, with the fourth quarter; the note does not deny it."""
    path = write_sound(form_of(plan, "kt", None), tmp_path, period="2026-Q2")
    assert [] == lacking(only(read(path, plan).findings, "R20"), "NS.01", "số này chỉ hỏi ở Quý IV")


def test_another_offices_row_without_a_figure_is_no_matter(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R20: an empty row asks for nothing."""
    assert [] == told(
        edited(plan, tmp_path, lambda form: setattr(form.sheet.cell(20, 1), "value", "TC.01")).findings
    )


# --- V01 to V14: a cell at its place ---


@pytest.mark.parametrize(
    ("code", "content", "rule", "severity", "cell", "words"),
    [
        (
            "CQ.06",
            "12 hồ sơ",
            "V01",
            "error",
            "D12",
            ["chữ '12 hồ sơ'; cần một số nguyên từ 0", "chỉ gõ con số, tính bằng người"],
        ),
        ("CQ.06", "#DIV/0!", "V02", "error", "D12", ["ô báo lỗi #DIV/0!", "Sửa công thức"]),
        ("CQ.06", date(2026, 4, 3), "V03", "error", "D12", ["ngày 03/04/2026", "Số (Number)"]),
        ("CQ.06", "=SUM(D13:D14)", "V04", "error", "D12", ["công thức '=SUM(D13:D14)' chưa có kết quả"]),
        ("CQ.06", 0.955, "V05", "error", "D12", ["0,955", "Nhập số đếm được (người)"]),
        ("CQ.06", -5, "V06", "error", "D12", ["-5 là số âm"]),
        ("CQ.12", "x", "V07", "error", "D28", ["'x'; cần 'Có' hoặc 'Không'"]),
        ("CQ.06", None, "V08", "warning", "D12", ["ô để trống", "không có thì nhập 0"]),
        ("CQ.06", "010", "V09", "note", "D12", ["đã được đọc là 10"]),
        ("CQ.06", " 10 ", "V18", "note", "D12", ["lưu ở dạng chữ; đã được đọc đúng như đã gõ"]),
        ("NS.01", "1.234", "V10", "error", "D12", ["'1.234' có thể là 1234 hoặc 1,234"]),
        ("NS.01", "KPS", "V11", "error", "D12", ["không được ghi 'KPS'"]),
        ("NS.01", "12.3456789", "V13", "error", "D12", ["nhiều nhất 6 chữ số sau dấu phẩy"]),
        ("CQ.06", 1e300, "V14", "error", "D12", ["quá lớn", "(người)"]),
        ("CQ.06", "95 phần trăm", "V16", "error", "D12", ["'95 phần trăm' là tỷ lệ phần trăm", "(người)"]),
    ],
)
def test_each_fault_of_a_cell_is_told_at_its_address(
    plan: Plan,
    tmp_path: Path,
    code: str,
    content: object,
    rule: str,
    severity: str,
    cell: str,
    words: list[str],
) -> None:
    """The finding names file, sheet and cell, quotes what is there and says what to do; nothing else is told."""
    office = "vhxh" if code == "CQ.12" else "kt"
    path = write_sound(form_of(plan, office, "2026-Q4" if code == "NS.01" else "2026-Q1"), tmp_path)
    with opened(path) as form:
        form.at(code).value = content
        address = form.at(code).coordinate
    item = read(path, plan)
    assert [rule] == told(item.findings)
    assert (rule, severity, path.name, "Báo cáo", address) == where(item.findings[0])
    assert [] == lacking(item.findings[0], f"{path.name}, sheet 'Báo cáo', ô {address}: {code}", *words)
    figure = next(o for o in item.observations if o.provenance.cell == address)
    assert (rule in {"V09", "V18"}) == figure.state.is_known
    assert cell == address


def test_float_noise_in_a_file_is_told_at_its_address(plan: Plan, tmp_path: Path) -> None:
    """V12: Excel stores =0.1+0.2 with 17 digits; it is read as the 0.3 that it shows."""
    path = write_sound(form_of(plan, "kt", "2026-Q4"), tmp_path)
    parts = parts_of(path.read_bytes())
    name = "xl/worksheets/sheet1.xml"
    assert 1 == parts[name].count(b"<v>93</v>")
    parts[name] = parts[name].replace(b"<v>93</v>", b"<v>0.30000000000000004</v>")
    item = read_return("kt.xlsx", package(parts), plan)
    assert ["V12"] == told(item.findings)
    assert ("V12", "note", "kt.xlsx", "Báo cáo", "D12") == where(item.findings[0])
    assert [] == lacking(item.findings[0], "NS.01", "0,30000000000000004", "đã được đọc là 0,3")
    assert Decimal("0.3") == values_of(item)["direct_spending", "2026-Q4"]


def test_a_value_that_is_infinite_in_the_file_does_not_lose_the_others(plan: Plan, tmp_path: Path) -> None:
    """V01: <v>1e999</v> is no number; the rest of the return is read."""
    parts = parts_of(write_sound(form_of(plan, "kt", "2026-Q4"), tmp_path).read_bytes())
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<v>93</v>", b"<v>1e999</v>")
    item = read_return("kt.xlsx", package(parts), plan)
    assert (["V01"], 9) == (told(item.findings), len(item.observations))


def test_an_uncalculated_formula_outside_the_figures_is_nobodys_business(plan: Plan, tmp_path: Path) -> None:
    """Near miss of V04: only value cells are asked for a result."""
    assert [] == told(
        edited(
            plan, tmp_path, lambda form: setattr(form.sheet.cell(30, 7), "value", "=SUM(D12:D19)")
        ).findings
    )


def test_an_error_in_the_remarks_is_nobodys_business(plan: Plan, tmp_path: Path) -> None:
    """Near miss of V02: only value cells must hold a value."""
    assert [] == told(
        edited(plan, tmp_path, lambda form: setattr(form.at("CQ.06", "Ghi chú"), "value", "#REF!")).findings
    )


def test_every_fault_is_told_in_one_run(plan: Plan, tmp_path: Path) -> None:
    """A blank, words, a fraction and a deleted row: four faults, four findings, in order of place."""

    def spoil(form: OpenForm) -> None:
        form.at("CQ.06").value = None
        form.at("CQ.09").value = "năm"
        form.at("CQ.14").value = 9.5
        form.sheet.delete_rows(form.find("CQ.11").row)

    assert ["R11", "V08", "V01", "V05"] == told(edited(plan, tmp_path, spoil).findings)


def test_a_cell_in_error_counts_as_missing_and_the_return_as_partial(plan: Plan, tmp_path: Path) -> None:
    """What is sound in a return with a faulty cell is used."""
    item = read(write_sound(form_of(plan, "kt"), tmp_path, {"CQ.14": "mười"}), plan)
    assert Status.PARTIAL is item.status
    found = values_of(item)
    assert (None, Decimal(7)) == (
        found["inspections_total", "2026-Q1"],
        found["inspections_digital", "2026-Q1"],
    )


# --- File formats ---


def test_an_xlsm_is_read_like_an_xlsx(plan: Plan, tmp_path: Path) -> None:
    """A workbook saved with macros differs in its content type alone."""
    parts = parts_of(write_sound(form_of(plan, "kt"), tmp_path, {"CQ.06": None}).read_bytes())
    old, new = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    types = parts["[Content_Types].xml"]
    assert 1 == types.count(b"vnd.openxmlformats-officedocument." + old)
    parts["[Content_Types].xml"] = types.replace(b"vnd.openxmlformats-officedocument." + old, b"vnd." + new)
    item = read_return("kt-2026-Q1.xlsm", package(parts), plan)
    assert (["V08"], "ô để trống" in item.findings[0].message()) == (told(item.findings), True)


@pytest.fixture(scope="session")
def saved(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Let LibreOffice save two returns in a format, once: a sound one of vhxh, one of kt with a blank."""
    folder = tmp_path_factory.mktemp("libreoffice")
    sources = [
        write_sound(form_of(plan, "vhxh", "2026-Q4"), folder),
        write_sound(form_of(plan, "kt"), folder, {"CQ.06": None}),
    ]

    @cache
    def save(ending: str) -> Path:
        return convert(sources, ending, folder / ending.partition(":")[0])

    return save


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls", "xlsm:Calc MS Excel 2007 VBA XML", "xlsx"])
def test_a_form_saved_by_libreoffice_gives_the_same_figures(
    plan: Plan, tmp_path: Path, saved: Callable[[str], Path], ending: str
) -> None:
    """Another program and another format change no figure and bring no finding."""
    before = read(write_sound(form_of(plan, "vhxh", "2026-Q4"), tmp_path), plan)
    after = read(saved(ending) / f"vhxh-2026-Q4.{ending.partition(':')[0]}", plan)
    assert [] == [finding.message() for finding in after.findings]
    assert values_of(before) == values_of(after)
    assert [o.provenance.cell for o in before.observations] == [o.provenance.cell for o in after.observations]


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_a_blank_is_known_to_be_blank_in_every_format(
    plan: Plan, saved: Callable[[str], Path], ending: str
) -> None:
    """V08: the guard sees errors and formulas in .ods and .xls, so that what is left is blank."""
    item = read(saved(ending) / f"kt-2026-Q1.{ending}", plan)
    finding = only(item.findings, "V08")
    assert ("V08", "warning", f"kt-2026-Q1.{ending}", "Báo cáo", "D12") == where(finding)
    assert [] == lacking(finding, "ô để trống;")


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_a_workbook_with_the_wrong_ending_is_read_by_its_content(
    plan: Plan, saved: Callable[[str], Path], ending: str
) -> None:
    """An .xls or .ods renamed .xlsx is what it is: the ending of a name is not believed."""
    content = (saved(ending) / f"vhxh-2026-Q4.{ending}").read_bytes()
    item = read_return("vhxh-2026-Q4.xlsx", content, plan)
    assert ([], 29) == (told(item.findings), len(item.observations))


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize("ending", ["xls", "xlsx", "ods"])
def test_a_zero_that_was_typed_is_not_doubted(plan: Plan, tmp_path: Path, ending: str) -> None:
    """Near miss of V15: 0 cases is a figure, in .xls as anywhere."""
    source = write_sound(form_of(plan, "kt"), tmp_path, {"CQ.10": 0})
    item = read(convert([source], ending, tmp_path / ending) / f"kt-2026-Q1.{ending}", plan)
    assert [] == told(item.findings)
    assert Decimal(0) == values_of(item)["datasets_exempt", "2026-Q1"]


@pytest.mark.libreoffice
@needs_libreoffice
@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=IF(1=1,"","x")', "V15"),  # never calculated: LibreOffice saves it as 0
        ("=D15-D15", "V15"),
    ],
)
def test_a_zero_that_a_formula_left_in_an_xls_is_doubted(
    plan: Plan, tmp_path: Path, formula: str, expected: str
) -> None:
    """V15: what should be text or nothing may be saved as 0; it is read, and it is told."""
    source = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(source) as form:
        form.at("CQ.10").value = formula
    item = read(convert([source], "xls", tmp_path / "xls") / "kt-2026-Q1.xls", plan)
    assert [expected] == [f.code for f in item.findings if f.place.cell == "D16"]
    assert Decimal(0) == values_of(item)["datasets_exempt", "2026-Q1"]


# --- For any figures, any arrangement, any content ---


def entries_for(form: FormLayout) -> st.SearchStrategy[dict[tuple[str, str], Entry]]:
    """Any figures for every cell of a form, each of its measure's type."""
    kinds: dict[str, st.SearchStrategy[Entry]] = {
        "count": st.integers(0, 10**15 - 1),
        "amount": st.integers(0, 10**14).map(lambda n: Decimal(n) / 10**6),
        "yes_no": st.sampled_from(["Có", "Không"]),
    }
    return st.fixed_dictionaries(
        {(m.code, header): kinds[m.type] for m in form.measures for header in form.value_headers}
    )


def as_figures(
    plan: Plan, entries: dict[tuple[str, str], Entry], period: str
) -> dict[tuple[str, str], Decimal]:
    """What a return of these entries should say, by measure and period."""
    words = {"Có": 1, "Không": 0}
    return {
        (
            plan.measure_by_code[code].id,
            header.removeprefix("Năm ") if header.startswith("Năm") else period,
        ): Decimal(words[entry] if isinstance(entry, str) else entry)
        for (code, header), entry in entries.items()
    }


def reported(item: Return) -> dict[tuple[str, str], Decimal | None]:
    """Figures by measure and period; those of a part greater than its whole left out, as they count as missing."""
    return {key: value for key, value in values_of(item).items() if value is not None}


@settings(max_examples=15)
@given(data=st.data())
@pytest.mark.parametrize("office", OFFICES)
def test_a_form_filled_and_read_gives_back_what_was_put_in(
    plan: Plan, bench: Path, office: str, data: st.DataObject
) -> None:
    """Whatever figures an office types, these are read; only parts greater than their whole are left out."""
    period = data.draw(st.sampled_from(["2026-Q1", "2027-Q4", "2030-Q3"]))
    form = form_of(plan, office, period)
    entries = data.draw(entries_for(form))
    write_form(form, bench / "a.xlsx", FormEntries(entries))
    item = read(bench / "a.xlsx", plan)
    expected = as_figures(plan, entries, period)
    assert expected | reported(item) == expected
    assert set(told(item.findings)) <= {"C01", "C02"}
    excess = {o.measure for o in item.observations if o.state is State.ERROR}
    assert {key[0] for key in expected} == {key[0] for key in reported(item)} | excess


@settings(max_examples=10)
@given(data=st.data())
def test_a_baseline_form_filled_and_read_gives_back_what_was_put_in(
    plan: Plan, bench: Path, data: st.DataObject
) -> None:
    """Amounts of up to six decimals come back to the last one, each under its year."""
    form = baseline_of(plan, "kt")
    entries = data.draw(entries_for(form))
    write_form(form, bench / "b.xlsx", FormEntries(entries))
    item = read(bench / "b.xlsx", plan)
    assert as_figures(plan, entries, "") == values_of(item)


@settings(max_examples=12)
@given(
    above=st.integers(0, 4),
    order=st.permutations([1, 2, 3, 4, 5, 6]),
    whole=st.booleans(),
    title=st.sampled_from(["Báo cáo", "Sheet1", "Quý I", "BC chính thức"]),
)
def test_a_form_rearranged_gives_the_same_figures(
    plan: Plan, bench: Path, above: int, order: list[int], whole: bool, title: str
) -> None:
    """Rows put in above, columns moved (whole or within the table), the sheet renamed: no figure is lost."""
    path = write_sound(form_of(plan, "vhxh"), bench, {"CQ.06": 0, "CQ.07": 0, "CQ.08": "KPS"}, name="c.xlsx")
    before = read(path, plan)
    with opened(path) as form:
        if whole:  # the labels of the fields stand in column A, their values to the right of it
            order = [1, *(column for column in order if column != 1)]
        form.rearrange(order, 1 if whole else form.find("Mã số").row)
        if above:
            form.sheet.insert_rows(1, above)
        form.sheet.title = title
    item = read(path, plan)
    assert [] == [finding.message() for finding in item.findings]
    assert values_of(before) == values_of(item)


def test_the_figures_may_stand_before_the_labels(plan: Plan, tmp_path: Path) -> None:
    """Column `Số liệu` moved whole before `Chỉ tiêu`: the fields' values move one to the right, and are found."""
    item = edited(plan, tmp_path, lambda form: form.rearrange([1, 4, 2, 3, 5]))
    assert ([], "B12") == (told(item.findings), item.observations[0].provenance.cell)


CONTENT = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=40),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1)),
    st.sampled_from(
        ["#DIV/0!", "#REF!", "#N/A", "=1/0", "=D12", "=SUM(A1:A9)", "KPS", "-", "x", "1.234", "95%", "\u00ad"]
    ),
)


@settings(max_examples=25)
@given(contents=st.lists(CONTENT, min_size=8, max_size=8))
def test_any_content_of_the_value_cells_gives_findings_not_tracebacks(
    plan: Plan, bench: Path, contents: list[object]
) -> None:
    """A cell without a figure has a finding at its address, and every message can be written."""
    path = write_sound(form_of(plan, "kt"), bench, name="d.xlsx")
    with opened(path) as form:
        for code, content in zip(
            ["CQ.06", "CQ.07", "CQ.08", "CQ.09", "CQ.10", "CQ.11", "CQ.14", "CQ.15"], contents, strict=True
        ):
            form.at(code).value = content
    item = read(path, plan)
    assert 8 == len(item.observations)
    talk = " ".join(
        finding.message("vi") + finding.message("en") + finding.fix("vi") for finding in item.findings
    )
    assert [] == [o for o in item.observations if not o.state.is_known and o.provenance.cell not in talk]


@settings(max_examples=25)
@given(
    content=CONTENT | st.none(),
    label=st.sampled_from(["Đơn vị báo cáo", "Xã", "Kỳ báo cáo", "Lần nộp", "Ngày nộp"]),
    blank=st.booleans(),
)
def test_any_content_of_the_fields_gives_findings_not_tracebacks(
    plan: Plan, bench: Path, content: object, label: str, blank: bool
) -> None:
    """A return whose office, commune or period is not sure is rejected, with the reason."""
    path = write_sound(form_of(plan, "kt", None if blank else "2026-Q1"), bench, name="e.xlsx")
    with opened(path) as form:
        form.beside(label).value = content
    item = read(path, plan)
    assert item.rejected == any(finding.is_error for finding in item.findings)
    assert item.rejected or ("kt", quarter("2026-Q1")) == (item.office, item.period) or blank


@settings(max_examples=25)
@given(content=CONTENT | st.none(), row=st.integers(9, 22), column=st.integers(1, 7))
def test_any_content_anywhere_gives_a_return(
    plan: Plan, bench: Path, content: object, row: int, column: int
) -> None:
    """Headings, codes and labels may be overwritten with anything: it is told, not raised."""
    path = write_sound(form_of(plan, "kt"), bench, name="f.xlsx")
    with opened(path) as form:
        form.sheet.cell(row, column).value = content
    item = read(path, plan)
    lost = item.rejected or len(item.observations) < 8 or any(not o.state.is_known for o in item.observations)
    assert not lost or item.findings


# --- R11 and R12: rows without a code ---


def test_a_row_whose_code_was_wiped_is_told_once_with_its_place(plan: Plan, tmp_path: Path) -> None:
    """R11: the label still says which row it is; the empty code cell is named, and told once."""
    item = edited(plan, tmp_path, lambda form: setattr(form.find("CQ.14"), "value", None))
    assert [("R11", "error", KT, "Báo cáo", "A18")] == [where(finding) for finding in item.findings]
    assert [] == lacking(item.findings[0], "ô này để trống; có phải dòng của CQ.14?")


def test_a_figure_in_a_row_without_code_or_label_is_a_warning(plan: Plan, tmp_path: Path) -> None:
    """R12: a figure that nothing names is not used, and that is said."""
    item = edited(plan, tmp_path, lambda form: setattr(form.sheet.cell(20, 4), "value", 123))
    assert [("R12", "warning", KT, "Báo cáo", "A20")] == [where(finding) for finding in item.findings]
    assert [] == lacking(item.findings[0], "dòng có số '123' nhưng không có mã")


def test_a_note_in_a_row_without_a_code_is_no_matter(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R12: words and signatures below the table are nobody's figures."""

    def edit(form: OpenForm) -> None:
        form.sheet.cell(20, 2).value = "Ghi chú: số liệu tạm tính"
        form.sheet.cell(22, 4).value = "Người lập biểu"

    assert [] == told(edited(plan, tmp_path, edit).findings)
