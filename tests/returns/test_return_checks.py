"""What must hold between the figures of one return: parts within wholes, identities in balance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from cchc_kpi.findings import told_once
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.template_xlsx import Entry
from cchc_kpi.returns.checks import evaluate
from cchc_kpi.returns.observation import Return, State
from forms_for_tests import (
    baseline_of,
    form_of,
    lacking,
    made_return,
    only,
    read,
    told,
    values_of,
    where,
    write_sound,
)


def returned(plan: Plan, folder: Path, office: str, changes: Mapping[str, Entry | None]) -> Return:
    """A sound return of the first quarter with these figures changed."""
    return read(write_sound(form_of(plan, office), folder, changes), plan)


def known(item: Return, measure: str) -> Decimal | None:
    """A measure's figure, or None."""
    return values_of(item)[measure, "2026-Q1"]


# --- C01: a part greater than its whole ---


def test_a_part_greater_than_its_whole_takes_both_out(plan: Plan, tmp_path: Path) -> None:
    """C01: 11 digital inspections among 10: which is wrong is unknown, so neither is used."""
    item = returned(plan, tmp_path, "kt", {"CQ.14": 10, "CQ.15": 11})
    assert ["C01"] == told(item.findings)
    assert ("C01", "error", "kt-2026-Q1.xlsx", "Báo cáo", "D19") == where(item.findings[0])
    assert [] == lacking(item.findings[0], "ô D18:D19: CQ.15 = 11 lớn hơn CQ.14 = 10", "coi như chưa có số")
    states = {o.measure: (o.state, o.value) for o in item.observations}
    assert [(State.ERROR, None)] * 2 == [states["inspections_total"], states["inspections_digital"]]


def test_parts_that_exceed_one_whole_are_told_together(plan: Plan, tmp_path: Path) -> None:
    """C01: 1 person typed for 10 makes two parts of it too great; it is one fault to whoever reads it."""
    item = returned(plan, tmp_path, "kt", {"CQ.06": 1, "CQ.07": 1234, "CQ.08": 7})
    assert ["C01", "C01"] == told(item.findings)
    (finding,) = told_once(item.findings)
    assert [] == lacking(finding, "ô D12:D14: CQ.07 = 1.234, CQ.08 = 7 lớn hơn CQ.06 = 1; phần không được")
    assert "CQ.07 = 1,234, CQ.08 = 7 exceeds CQ.06 = 1" in finding.message("en")


def test_parts_of_different_wholes_are_told_apart(plan: Plan, tmp_path: Path) -> None:
    """Near miss: each whole is a fault of its own."""
    item = returned(plan, tmp_path, "kt", {"CQ.06": 1, "CQ.07": 2, "CQ.08": 1, "CQ.14": 1, "CQ.15": 2})
    assert ["C01", "C01"] == told(told_once(item.findings))


@pytest.mark.parametrize(("whole", "part"), [(10, 10), (10, 0), (0, 0), ("KPS", "KPS"), (10, "KPS")])
def test_a_part_up_to_its_whole_is_sound(plan: Plan, tmp_path: Path, whole: Entry, part: Entry) -> None:
    """Near miss of C01: equal is not greater, and KPS counts as 0."""
    assert [] == told(returned(plan, tmp_path, "kt", {"CQ.14": whole, "CQ.15": part}).findings)


def test_a_part_of_nothing_is_too_great(plan: Plan, tmp_path: Path) -> None:
    """C01: one digital inspection where no inspection arose."""
    assert ["C01"] == told(returned(plan, tmp_path, "kt", {"CQ.14": "KPS", "CQ.15": 1}).findings)


def test_a_bound_may_be_a_sum(plan: Plan, tmp_path: Path) -> None:
    """C01: 1001 resolved fully online of 600 + 390 + 10 resolved; the three cells and it are out."""
    item = returned(plan, tmp_path, "ttpvhcc", {"TT.09": 1001})
    assert ["C01"] == told(item.findings)
    assert [] == lacking(
        item.findings[0], "ô D15:D17, D20: TT.09 = 1.001 lớn hơn TT.04 + TT.05 + TT.06 = 1.000"
    )
    assert [None, None, Decimal(50)] == [
        known(item, name)
        for name in ("dossiers_resolved_late", "dossiers_resolved_fully_online", "dossiers_carried_over")
    ]


def test_a_sum_just_reached_is_sound(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C01: 1000 of 1000."""
    assert [] == told(returned(plan, tmp_path, "ttpvhcc", {"TT.09": 1000}).findings)


def test_a_bound_may_be_a_difference(plan: Plan, tmp_path: Path) -> None:
    """C01: of 5 datasets 1 is exempt, so that at most 4 can be integrated; 5 are too many."""
    item = returned(plan, tmp_path, "kt", {"CQ.11": 5})
    assert [] == lacking(only(item.findings, "C01"), "CQ.11 = 5 lớn hơn CQ.09 - CQ.10 = 4")


def test_an_unknown_term_taken_away_counts_as_nothing(plan: Plan, tmp_path: Path) -> None:
    """C01: 6 integrated of 5 datasets are too many whatever the exempt ones are; 5 may be right."""
    assert ["V08", "C01"] == told(returned(plan, tmp_path, "kt", {"CQ.10": None, "CQ.11": 6}).findings)
    assert ["V08"] == told(returned(plan, tmp_path, "kt", {"CQ.10": None, "CQ.11": 5}).findings)


def test_a_term_left_out_of_a_bound_is_left_out_of_the_sentence(plan: Plan, tmp_path: Path) -> None:
    """C01: with CQ.10 blank, 6 are held against CQ.09 = 5, and the message names no CQ.10 that it did not use."""
    finding = only(returned(plan, tmp_path, "kt", {"CQ.10": None, "CQ.11": 6}).findings, "C01")
    assert [] == lacking(finding, "CQ.11 = 6 lớn hơn CQ.09 = 5")
    assert "CQ.10" not in finding.message("vi") + finding.message("en") + finding.fix("vi")


def test_a_part_in_error_does_not_drag_the_next_part_along(plan: Plan, tmp_path: Path) -> None:
    """C01: 9 exempt of 5 datasets is one fault; that 4 are then more than 5 - 9 is no second one."""
    item = returned(plan, tmp_path, "kt", {"CQ.10": 9})
    assert ["C01"] == told(item.findings)
    assert [] == lacking(item.findings[0], "CQ.10 = 9 lớn hơn CQ.09 = 5")
    assert [None, None, Decimal(4)] == [
        known(item, name) for name in ("datasets_total", "datasets_exempt", "datasets_integrated")
    ]


@pytest.mark.parametrize("whole", [None, "mười"])
def test_a_whole_that_is_not_known_brings_no_further_fault(
    plan: Plan, tmp_path: Path, whole: str | None
) -> None:
    """Near miss of C01: a fault does not cascade; the blank or the words are told, and that is all."""
    item = returned(plan, tmp_path, "kt", {"CQ.14": whole, "CQ.15": 11})
    assert ["V08" if whole is None else "V01"] == told(item.findings)
    assert Decimal(11) == known(item, "inspections_digital")


def test_baselines_are_checked_year_by_year(plan: Plan, tmp_path: Path) -> None:
    """C01: 171 + 140 of 310 posts in 2025 are too many in education, at the cell of that year."""
    item = read(write_sound(baseline_of(plan, "vhxh"), tmp_path, {"BM.02": 140, "BM.03": 171}), plan)
    assert ("C01", "error", "vhxh-baseline.xlsx", "Báo cáo", "D14") == where(only(item.findings, "C01"))
    assert [] == lacking(item.findings[0], "BM.03 = 171 lớn hơn BM.01 - BM.02 = 170")


# --- C02: an identity that does not balance ---


def test_a_broken_identity_is_told_and_its_figures_stand(plan: Plan, tmp_path: Path) -> None:
    """C02: 1051 received, 1050 resolved and pending; published data do this, so the figures are shown."""
    item = returned(plan, tmp_path, "ttpvhcc", {"TT.02": 601})
    assert ["C02"] == told(item.findings)
    assert ("C02", "error", "ttpvhcc-2026-Q1.xlsx", "Báo cáo", "D12") == where(item.findings[0])
    assert [] == lacking(
        item.findings[0],
        "TT.01 + TT.02 + TT.03 = 1.051",
        "TT.04 + TT.05 + TT.06 + TT.07 + TT.08 = 1.050",
        "lệch 1",
        "vẫn dùng các số đã báo cáo",
    )
    assert Decimal(601) == known(item, "dossiers_received_online")


def test_an_identity_with_kps_for_zero_balances(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C02: KPS adds as 0 (50 + 600 + 350 = 600 + 390 + 0 + 10 + 0)."""
    changes: dict[str, Entry | None] = {"TT.03": 350, "TT.06": "KPS", "TT.07": 10, "TT.08": "KPS"}
    assert [] == told(returned(plan, tmp_path, "ttpvhcc", changes).findings)


def test_an_identity_with_an_unknown_term_is_not_checked(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C02: with a blank term nothing is known of the balance; the blank is told."""
    assert ["V08"] == told(returned(plan, tmp_path, "ttpvhcc", {"TT.02": 601, "TT.03": None}).findings)


def test_a_part_in_error_holds_back_the_identity(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C02: figures already told as wrong are not told again by the balance."""
    assert ["C01"] == told(returned(plan, tmp_path, "ttpvhcc", {"TT.06": 9, "TT.09": 1000}).findings)


# --- Expressions ---


@pytest.mark.parametrize(
    ("datasets", "exempt", "expected"),
    [("5", "1", 4), ("5", None, None), (None, "1", None), ("5", "KPS", 5), ("5", "error", None)],
)
def test_an_expression_is_known_where_its_terms_are(
    plan: Plan, datasets: str | None, exempt: str | None, expected: int | None
) -> None:
    """One unknown term makes the sum unknown, added or taken away; KPS is known, and 0."""
    item = made_return(plan, "kt", "2026-Q1", {"datasets_total": datasets, "datasets_exempt": exempt})
    figures = {o.measure: o for o in item.observations}
    expression = Expression.parse("datasets_total - datasets_exempt")
    assert expected == evaluate(expression, figures)
