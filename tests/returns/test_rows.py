"""Figures of many rows with one fault."""

from __future__ import annotations

from pathlib import Path

from cchc_kpi.findings import told_once
from cchc_kpi.plan.model import Plan
from forms_for_tests import OpenForm, edited


def test_digits_as_text_all_over_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """V18: a column pasted as text is read as it stands; V09 is left to what had to be interpreted."""

    def paste(form: OpenForm) -> None:
        for row in range(12, 19):
            form.sheet.cell(row, 4).value = str(form.sheet.cell(row, 4).value)
        form.sheet.cell(19, 4).value = "7 lượt"

    found = told_once(edited(plan, tmp_path, paste).findings)
    assert {"V18": 7} == {f.code: len(f.cells) for f in found if f.code == "V18"}
    assert 2 == len(found)
