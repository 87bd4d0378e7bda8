"""Codes that are missing, doubled, mistyped, or not the form's: one fault, one finding, at its cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from forms_for_tests import OpenForm, edited, lacking, told, where

KT = "kt-2026-Q1.xlsx"


def test_a_code_mistyped_as_another_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R13: CQ.09 typed as CQ.08 doubles one code and loses another; its label says which row is meant."""
    item = edited(plan, tmp_path, lambda form: setattr(form.find("CQ.09"), "value", "CQ.08"))
    assert [("R13", "error", KT, "Báo cáo", "A15")] == [where(finding) for finding in item.findings]
    assert [] == lacking(
        item.findings[0],
        "ô A14:A15: mã CQ.08 có ở nhiều dòng (ô A15 có phải là CQ.09?); không dùng dòng nào.",
        "Nếu đúng là dòng của CQ.09 thì sửa mã ở đó; nếu không thì xóa dòng thừa.",
    )
    left_out = {"staff_digital_mastery", "datasets_total"}
    assert left_out.isdisjoint(o.measure for o in item.observations)
    assert 6 == len(item.observations)


def test_two_codes_mistyped_as_one_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """R13: three rows of CQ.08, two of which are the rows of CQ.09 and CQ.10."""

    def spoil(form: OpenForm) -> None:
        form.find("CQ.09").value = form.find("CQ.10").value = "CQ.08"

    item = edited(plan, tmp_path, spoil)
    assert [("R13", ("A15", "A14", "A16"))] == [(finding.code, finding.cells) for finding in item.findings]
    assert [] == lacking(item.findings[0], "(ô A15 có phải là CQ.09?; ô A16 có phải là CQ.10?)")


def test_a_row_pasted_over_another_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R13: CQ.08 with its label and figure in the place of CQ.09; the rows around say which one is gone."""

    def paste(form: OpenForm) -> None:
        for column in (1, 2, 3, 4):
            form.sheet.cell(15, column).value = form.sheet.cell(14, column).value

    item = edited(plan, tmp_path, paste)
    assert [("R13", "A15")] == [(finding.code, finding.place.cell) for finding in item.findings]
    assert [] == lacking(item.findings[0], "(ô A15 có phải là CQ.09?)")


def test_a_code_mistyped_as_the_next_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R13 without labels: CQ.08 typed as CQ.09 stands where the form has CQ.08."""

    def spoil(form: OpenForm) -> None:
        for code in ("CQ.08", "CQ.09"):
            form.at(code, "Chỉ tiêu").value = None
        form.find("CQ.08").value = "CQ.09"

    item = edited(plan, tmp_path, spoil)
    assert [("R13", "A14")] == [(finding.code, finding.place.cell) for finding in item.findings]
    assert [] == lacking(item.findings[0], "(ô A14 có phải là CQ.08?)")


def test_a_code_doubled_and_another_row_deleted_are_two_faults(plan: Plan, tmp_path: Path) -> None:
    """Near miss of the one finding: a row pasted at the end is not the one that was deleted further up."""

    def spoil(form: OpenForm) -> None:
        for column in (1, 2, 3, 4):
            form.sheet.cell(22, column).value = form.sheet.cell(19, column).value
        form.sheet.delete_rows(14)

    assert ["R11", "R13"] == sorted(told(edited(plan, tmp_path, spoil).findings))


def test_a_code_mistyped_as_another_offices_is_told_once(plan: Plan, tmp_path: Path) -> None:
    """R11: TC.02 beside the label of CQ.09 is not a figure that nobody asked, but the row that is missing."""
    item = edited(plan, tmp_path, lambda form: setattr(form.find("CQ.09"), "value", "TC.02"))
    assert [("R11", "error", KT, "Báo cáo", "A15")] == [where(finding) for finding in item.findings]
    assert [] == lacking(item.findings[0], "mã CQ.09", "(ô này ghi 'TC.02'; có phải là CQ.09?)")


@pytest.mark.parametrize("write", [lambda code: code.replace(".", ""), lambda code: code.replace(".", ",")])
def test_many_codes_retyped_are_told_once(plan: Plan, tmp_path: Path, write: Callable[[str], str]) -> None:
    """R11: seven of eight codes without their point are one fault, with the cells."""

    def retype(form: OpenForm) -> None:
        for row in range(12, 19):
            form.sheet.cell(row, 1).value = write(form.sheet.cell(row, 1).value)

    item = edited(plan, tmp_path, retype)
    assert [("R11", tuple(f"A{row}" for row in range(12, 19)))] == [(f.code, f.cells) for f in item.findings]
    assert [] == lacking(
        item.findings[0], "mã CQ.06, CQ.07", f"ô A12 ghi '{write('CQ.06')}', có phải là CQ.06?"
    )


def test_many_rows_added_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """R12: five rows of figures under the table, none with a code."""

    def add(form: OpenForm) -> None:
        for row in range(22, 27):
            form.sheet.cell(row, 2).value, form.sheet.cell(row, 4).value = f"Lĩnh vực {row}", row

    item = edited(plan, tmp_path, add)
    assert [("R12", 5)] == [(finding.code, len(finding.cells)) for finding in item.findings]
    assert [] == lacking(item.findings[0], "5 dòng không có mã của kế hoạch, ví dụ ở ô A22: dòng có số '22'")
