"""Labels beside other codes, or edited, over many rows at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import State, Status
from cchc_kpi.text import without_accents
from forms_for_tests import OpenForm, edited, lacking, only, told


def _slide(form: OpenForm, column: int, by: int) -> None:
    """Insert a cell above the first row of a column, or take that one away: all below moves."""
    rows = range(12, 20)
    held = [form.sheet.cell(row, column).value for row in rows]
    moved = [None, *held] if by > 0 else [*held[1:], None]
    for row, value in enumerate(moved, start=12):
        form.sheet.cell(row, column).value = value


@pytest.mark.parametrize(
    ("column", "by", "count"),
    [(1, 1, 7), (1, -1, 7), (2, 1, 7), (2, -1, 7)],
    ids=["codes down", "codes up", "labels down", "labels up"],
)
def test_a_column_that_slid_is_told_once(
    plan: Plan, tmp_path: Path, column: int, by: int, count: int
) -> None:
    """R31: from the second row on every code stands beside another's label; what that leaves at the ends is no other fault."""
    item = edited(plan, tmp_path, lambda form: _slide(form, column, by))
    finding = only(item.findings, "R31")
    assert (["R31"], count) == (told(item.findings), len(finding.cells))
    assert [] == lacking(finding, f"{count} mã không đứng cạnh tên của mình", "(tên của CQ.", "không dùng số")
    assert item.status is Status.PARTIAL


def test_codes_sorted_without_their_labels_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """R31: eight codes in the opposite order, not one at its place."""

    def turn(form: OpenForm) -> None:
        codes = [form.sheet.cell(row, 1).value for row in range(12, 20)]
        for row, code in enumerate(reversed(codes), start=12):
            form.sheet.cell(row, 1).value = code

    item = edited(plan, tmp_path, turn)
    assert [("R31", 8)] == [(finding.code, len(finding.cells)) for finding in item.findings]
    assert {State.ERROR} == {o.state for o in item.observations}


def test_rows_sorted_whole_do_no_harm(plan: Plan, tmp_path: Path) -> None:
    """Near miss of R31: codes, labels and figures moved together."""

    def turn(form: OpenForm) -> None:
        rows = [[form.sheet.cell(row, column).value for column in range(1, 6)] for row in range(12, 20)]
        for row, held in enumerate(reversed(rows), start=12):
            for column, value in enumerate(held, start=1):
                form.sheet.cell(row, column).value = value

    assert [] == told(edited(plan, tmp_path, turn).findings)


def test_many_labels_edited_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """R21: all eight labels lost their accents; they are read by their codes, and one note says so."""

    def strip(form: OpenForm) -> None:
        for row in range(12, 20):
            form.sheet.cell(row, 2).value = without_accents(form.sheet.cell(row, 2).value)

    item = edited(plan, tmp_path, strip)
    assert [("R21", 8)] == [(finding.code, len(finding.cells)) for finding in item.findings]
    assert [] == lacking(item.findings[0], "CQ.06, CQ.07", "không như biểu mẫu, ví dụ ô B12 ghi 'so cbccvc")
