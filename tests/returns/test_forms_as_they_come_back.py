"""Forms as offices send them back: what people do to a form does not lose a figure, or it is told."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Status
from forms_for_tests import OpenForm, edited, form_of, only, opened, read, told, values_of, where, write_sound

Edit = Callable[[OpenForm], Any]


def _every_text(change: Callable[[str], str]) -> Edit:
    def edit(form: OpenForm) -> None:
        for row in form.sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = change(cell.value)

    return edit


def _merge_head(rows: int) -> Edit:
    """Rows of headings, each merged downwards, as in the forms of the one-stop system."""

    def edit(form: OpenForm) -> None:
        row = form.find("Mã số").row
        form.sheet.insert_rows(row + 1, rows - 1)
        for column in range(1, 6):
            form.sheet.merge_cells(
                start_row=row, end_row=row + rows - 1, start_column=column, end_column=column
            )

    return edit


def _split_head(form: OpenForm) -> None:
    """Five rows of headings: those of figures and remarks stand in the first, that of the codes in the last."""
    row = form.find("Mã số").row
    form.sheet.insert_rows(row, 4)
    for column in (4, 5):
        form.sheet.cell(row, column).value = form.sheet.cell(row + 4, column).value
        form.sheet.cell(row + 4, column).value = None
        form.sheet.merge_cells(start_row=row, end_row=row + 4, start_column=column, end_column=column)


def _in_between(text: str) -> Edit:
    """A row of words without a figure in the middle of the table."""

    def edit(form: OpenForm) -> None:
        row = form.at("CQ.07").row
        form.sheet.insert_rows(row)
        form.sheet.cell(row, 2).value = text

    return edit


def _group_heading(form: OpenForm) -> None:
    """A heading over two columns, whose own headings stand one row below that of the code."""
    row = form.find("Mã số").row
    form.sheet.insert_rows(row + 1)
    for label in ("Số liệu", "Ghi chú"):
        cell = form.find(label)
        form.sheet.cell(row + 1, cell.column).value = label
        cell.value = None
    form.sheet.cell(row, 4).value = "Kết quả thực hiện"
    form.sheet.merge_cells(start_row=row, end_row=row, start_column=4, end_column=5)


def _column_numbers(form: OpenForm) -> None:
    row = form.find("Mã số").row
    form.sheet.insert_rows(row + 1)
    for column, text in enumerate(("(1)", "(2)", "(3)", "(4)=(5)+(6)", "(5)"), start=1):
        form.sheet.cell(row + 1, column).value = text


def _hide_what_is_no_figure(form: OpenForm) -> None:
    above = form.at("CQ.06").row - 1  # the heading of a group
    form.sheet.row_dimensions[above].hidden = True
    form.sheet.column_dimensions["C"].hidden = True


def _sign(form: OpenForm) -> None:
    below = form.sheet.max_row + 2
    form.sheet.cell(below, 2).value = "Người làm báo cáo"
    form.sheet.cell(below, 4).value = "Thủ trưởng đơn vị"
    form.sheet.cell(below + 4, 2).value = "Nguyễn Văn A"


def _second_sheet_of_notes(form: OpenForm) -> None:
    form.book.create_sheet("Ghi chú nội bộ", 0)["A1"] = "gửi lại sau"


HARMLESS: dict[str, Edit] = {
    "a blank first column": lambda form: form.sheet.insert_cols(1),
    "two rows inserted above": lambda form: form.sheet.insert_rows(1, 2),
    "a row inserted in the table": lambda form: form.sheet.insert_rows(form.at("CQ.07").row),
    "headings merged over two rows": _merge_head(2),
    "headings merged over five rows": _merge_head(5),
    "headings in the first and the last of five rows": _split_head,
    "a row that says Trong đó": _in_between("Trong đó:"),
    "a total without a figure": _in_between("Tổng cộng"),
    "a heading over a group of columns": _group_heading,
    "a row of column numbers": _column_numbers,
    "a hidden heading and column of units": _hide_what_is_no_figure,
    "a signature block": _sign,
    "a sheet of notes in front": _second_sheet_of_notes,
    "a renamed sheet": lambda form: setattr(form.sheet, "title", "Quý 1"),
    "text decomposed as on a Mac": _every_text(lambda text: unicodedata.normalize("NFD", text)),
    "the tone mark elsewhere": _every_text(lambda text: text.replace("óa", "oá").replace("ủy", "uỷ")),
    "spaces that do not break": _every_text(lambda text: text.replace(" ", "\u00a0")),
    "capitals": _every_text(str.upper),
}


@pytest.mark.parametrize("edit", HARMLESS.values(), ids=HARMLESS)
@pytest.mark.parametrize("office", ["kt", "vhxh"])
def test_what_people_do_to_a_form_loses_no_figure(
    edit: Edit, office: str, plan: Plan, tmp_path: Path
) -> None:
    """The same figures come out, and nothing needs saying."""
    sound = read(write_sound(form_of(plan, office), tmp_path, name="sound.xlsx"), plan)

    item = edited(plan, tmp_path, edit, office)

    assert (Status.ACCEPTED, [], values_of(sound)) == (item.status, told(item.findings), values_of(item))


# --- More sheets than one ---


def _copy_sheet(form: OpenForm, title: str) -> Any:
    copy = form.book.copy_worksheet(form.sheet)
    copy.title = title
    return copy


def test_last_quarters_sheet_left_in_the_file_is_passed_over(plan: Plan, tmp_path: Path) -> None:
    """R18: another sheet with the figures of another period is named, and not read."""

    def edit(form: OpenForm) -> None:
        old = _copy_sheet(form, "Quý trước")
        old.cell(form.beside("Kỳ báo cáo").row, 2).value = "2025-Q4"
        old.cell(form.at("CQ.06").row, 4).value = 9

    item = edited(plan, tmp_path, edit)

    assert (["R18"], 10) == (told(item.findings), item.observations[0].value)
    assert ("R18", "warning", "kt-2026-Q1.xlsx", "Quý trước", None) == where(item.findings[0])


def test_two_sheets_that_contradict_each_other_are_an_error(plan: Plan, tmp_path: Path) -> None:
    """R17: for the same period another sheet in view says something else; nobody may choose."""

    def edit(form: OpenForm) -> None:
        copy = _copy_sheet(form, "Bản sửa")
        copy.cell(form.at("CQ.06").row, 4).value = 9

    item = edited(plan, tmp_path, edit)

    assert (True, ["R17"]) == (item.rejected, told(item.findings))


def test_a_blank_or_equal_copy_contradicts_nothing(plan: Plan, tmp_path: Path) -> None:
    """R18 only: a copy that says the same, or nothing, leaves no doubt."""

    def edit(form: OpenForm) -> None:
        _copy_sheet(form, "Bản sao")
        blank = _copy_sheet(form, "Trắng")
        for row in range(form.find("Mã số").row + 1, blank.max_row + 1):
            blank.cell(row, 4).value = None

    item = edited(plan, tmp_path, edit)

    assert (Status.ACCEPTED, ["R18", "R18"]) == (item.status, told(item.findings))


def test_what_is_in_view_goes_before_what_is_hidden(plan: Plan, tmp_path: Path) -> None:
    """A hidden `Báo cáo` with last quarter's figures does not hide the sheet that people see."""

    def edit(form: OpenForm) -> None:
        seen = _copy_sheet(form, "Quý 1")
        form.sheet.sheet_state = "hidden"
        form.book.active = form.book.worksheets.index(seen)
        form.at("CQ.06").value = 9

    item = edited(plan, tmp_path, edit)

    assert (["R18"], 10) == (told(item.findings), item.observations[0].value)
    assert "sheet ẩn này cũng có bảng số liệu; chỉ sheet 'Quý 1' được đọc" in item.findings[0].message()


def test_a_return_on_a_hidden_sheet_alone_is_read_and_told(plan: Plan, tmp_path: Path) -> None:
    """R25: nothing else can be meant, but whoever signed did not see it."""

    def edit(form: OpenForm) -> None:
        form.book.create_sheet("Bìa")
        form.book.active = len(form.book.worksheets) - 1
        form.sheet.sheet_state = "hidden"

    item = edited(plan, tmp_path, edit)

    assert ("R25", "warning", "kt-2026-Q1.xlsx", "Báo cáo", None) == where(only(item.findings, "R25"))
    assert 10 == item.observations[0].value


# --- Figures in the wrong place, rows gone ---


@pytest.mark.parametrize("column", [5, 6])
def test_a_figure_typed_one_column_beside_is_hinted_at(column: int, plan: Plan, tmp_path: Path) -> None:
    """V08: the cell is blank, and the number that stands beside it is named; it is not taken for it."""

    def edit(form: OpenForm) -> None:
        cell = form.at("CQ.06")
        form.sheet.cell(cell.row, column).value = cell.value
        cell.value = None

    item = edited(plan, tmp_path, edit)

    finding = only(item.findings, "V08")
    at = f"{'EF'[column - 5]}12"
    assert f"(ô {at} cùng dòng ghi '10'; có phải nhập nhầm cột?)" in finding.message()
    assert None is item.observations[0].value


def _shift(form: OpenForm, by: int, rows: range) -> None:
    for row in rows:
        cell = form.sheet.cell(row, 4)
        form.sheet.cell(row, 4 + by).value = cell.value
        cell.value = None


@pytest.mark.parametrize(("office", "last"), [("kt", 18), ("vhxh", 29), ("ttpvhcc", 48)])
@pytest.mark.parametrize("by", [-1, 1, 2])
def test_a_column_shifted_is_told_once(office: str, last: int, by: int, plan: Plan, tmp_path: Path) -> None:
    """V17: all figures, answers too, stand one column beside; one finding names the blanks and where they are."""
    item = edited(plan, tmp_path, lambda form: _shift(form, by, range(11, 12 + last)), office)

    finding = only(item.findings, "V17")
    assert ["V17"] == told(item.findings)
    assert ("V17", "warning", f"{office}-2026-Q1.xlsx", "Báo cáo") == where(finding)[:4]
    letter = "CDEF"[by + 1]
    assert f"nằm ở cột {letter} ({letter}" in finding.message()
    assert "sang cột 'Số liệu'" in finding.fix()
    assert {None} == {o.value for o in item.observations}


def test_a_part_of_a_column_shifted_is_told_once_beside_other_blanks(plan: Plan, tmp_path: Path) -> None:
    """V17 and V08: three figures one column beside, and one cell that is blank with nothing beside it."""

    def edit(form: OpenForm) -> None:
        _shift(form, 1, range(12, 15))
        form.at("CQ.14").value = None

    item = edited(plan, tmp_path, edit)

    assert [("V17", ("D12", "D13", "D14")), ("V08", ("D18",))] == [(f.code, f.cells) for f in item.findings]
    assert "lại nằm ở cột E (E12:E14); số ở đó không được đọc" in item.findings[0].message()


def test_a_column_of_its_own_is_not_taken_for_a_shifted_one(plan: Plan, tmp_path: Path) -> None:
    """Near miss of V17: numbers of rows stand beside every figure, and so beside two blanks."""

    def edit(form: OpenForm) -> None:
        for number, row in enumerate(range(12, 20), start=1):
            form.sheet.cell(row, 6).value = number
        for code in ("CQ.06", "CQ.07"):
            form.at(code).value = None

    found = edited(plan, tmp_path, edit).findings

    assert ["V08", "V08"] == told(found)
    assert not any("nhầm cột" in finding.message() for finding in found)


def test_a_remark_beside_a_blank_is_no_figure(plan: Plan, tmp_path: Path) -> None:
    """Words in the remarks bring no hint."""

    def edit(form: OpenForm) -> None:
        form.at("CQ.06", "Ghi chú").value = "chưa có số của 2 thôn"
        form.at("CQ.06").value = None

    assert "nhầm cột" not in only(edited(plan, tmp_path, edit).findings, "V08").message()


@pytest.mark.parametrize(("rows", "expected"), [(3, 3), (4, 1)])
def test_many_missing_rows_are_told_together(rows: int, expected: int, plan: Plan, tmp_path: Path) -> None:
    """R11: up to three rows are named each with its label, more of them in one finding by their codes."""

    def edit(form: OpenForm) -> None:
        form.sheet.delete_rows(form.at("CQ.06").row, rows)

    findings = [f for f in edited(plan, tmp_path, edit).findings if f.code == "R11"]

    assert expected == len(findings)
    if expected == 1:
        assert findings[0].message().endswith("thiếu dòng có mã CQ.06, CQ.07, CQ.08, CQ.09 (4 dòng).")


# --- The wrong form, the wrong period ---


def test_last_quarters_return_under_a_new_name_is_a_warning(plan: Plan, tmp_path: Path) -> None:
    """R24: the file is named for the second quarter, the return inside is of the first."""
    item = read(write_sound(form_of(plan, "kt"), tmp_path, name="kt-2026-Q2.xlsx"), plan)

    assert (["R24"], "2026-Q1") == (told(item.findings), item.period.id if item.period else None)


def test_a_period_retyped_by_hand_is_an_error(plan: Plan, tmp_path: Path) -> None:
    """R07: the form of the first quarter says that it is the second's."""
    item = edited(plan, tmp_path, lambda form: setattr(form.beside("Kỳ báo cáo"), "value", "Quý II/2026"))

    assert (True, ["R07"]) == (item.rejected, told(item.findings))


def test_another_offices_form_is_an_error(plan: Plan, tmp_path: Path) -> None:
    """R09: the public-service centre's form with the economy office's name on it."""

    def edit(form: OpenForm) -> None:
        form.beside("Đơn vị báo cáo").value = "Phòng Kinh tế"

    item = edited(plan, tmp_path, edit, "ttpvhcc")

    assert (True, ["R09"]) == (item.rejected, told(item.findings))


def test_the_heading_of_codes_over_another_column_too_is_one_finding(plan: Plan, tmp_path: Path) -> None:
    """R16: with every other heading there, the rows are still looked at, and the return is not used."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    with opened(path) as form:
        form.find("Ghi chú").value = "Mã số"
    item = read(path, plan)
    assert ([("R16", ("A10", "E10"))], True) == ([(f.code, f.cells) for f in item.findings], item.rejected)
