"""Last quarter's figures under this quarter's name: when they are too alike to be an accident, and when not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import settle
from cchc_kpi.returns.observation import Return
from forms_for_tests import (
    form_of,
    lacking,
    made_return,
    only,
    opened,
    read,
    sound_return,
    told,
    where,
    write_sound,
)


def found(plan: Plan, *returns: Return) -> list[list[str]]:
    """The codes that each return is told, in order of file."""
    return [told(item.findings) for item in settle(returns, plan).returns]


def test_all_figures_of_the_quarter_before_are_a_warning(plan: Plan) -> None:
    """C15: all 38 figures of the one-stop centre are those of the first quarter, 600 + 400 new dossiers included."""
    returns = [sound_return(plan, "ttpvhcc", f"2026-{part}") for part in ("Q1", "Q2")]
    first, second = settle(returns, plan).returns
    assert ([], ["C15"]) == (told(first.findings), told(second.findings))
    finding = second.findings[0]
    # Rows from 11: TT.01. What arises anew and is part of nothing: TT.02 to TT.06, TT.10, the four surveys'
    # answers, the payments, and of CQ.06 to CQ.11, CQ.14, CQ.15 the inspections.
    assert ("C15", "warning", "ttpvhcc-2026-Q2.xlsx", "Báo cáo", "D12") == where(finding)
    assert "D12:D16, D20, D22, D24, D26, D28, D32, D47" in finding.message()
    assert [] == lacking(
        finding, "38/38 số liệu giống hệt báo cáo Quý I/2026 (ttpvhcc-2026-Q1.xlsx)", "nhập lại số của kỳ này"
    )


def test_a_blank_form_with_its_period_retyped_is_a_warning(plan: Plan, tmp_path: Path) -> None:
    """C15 with workbooks: a form of no period knows nothing of the quarter that it was filled in for."""
    form = form_of(plan, "ttpvhcc", None)
    first = read(write_sound(form, tmp_path, name="a.xlsx", period="2026-Q1"), plan)
    (tmp_path / "b.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes())
    with opened(tmp_path / "b.xlsx") as edited:
        edited.beside("Kỳ báo cáo").value = "Quý II/2026"
    second = read(tmp_path / "b.xlsx", plan)
    assert [[], ["C15"]] == found(plan, first, second)


RETYPED = {"dossiers_received_online": 601, "dossiers_resolved_early": 601, "survey_land_answers": 101}


def test_a_few_figures_put_right_do_not_hide_it(plan: Plan) -> None:
    """C15: 35 of 38 figures are still those of the first quarter; one in ten may differ."""
    changed = sound_return(plan, "ttpvhcc", "2026-Q2", **RETYPED)
    returns = [sound_return(plan, "ttpvhcc", "2026-Q1"), changed]
    assert [[], ["C15"]] == found(plan, *returns)
    told_of = only(settle(returns, plan).returns[1].findings, "C15")
    assert [] == lacking(told_of, "35/38 số liệu")


def test_with_more_figures_put_right_it_is_another_quarter(plan: Plan) -> None:
    """Near miss of C15: 34 of 38 are the same."""
    changed = sound_return(plan, "ttpvhcc", "2026-Q2", **RETYPED, payments_total=301)
    assert [[], []] == found(plan, sound_return(plan, "ttpvhcc", "2026-Q1"), changed)


def test_any_earlier_quarter_may_be_repeated(plan: Plan) -> None:
    """C15: the third quarter says what the first said, though the second stands between them."""
    second = sound_return(plan, "ttpvhcc", "2026-Q2", **RETYPED, payments_total=301)
    returns = [sound_return(plan, "ttpvhcc", "2026-Q1"), second, sound_return(plan, "ttpvhcc", "2026-Q3")]
    assert [[], [], ["C15"]] == found(plan, *returns)


def test_each_quarter_is_held_against_the_latest_that_it_repeats(plan: Plan) -> None:
    """C15 is told once a return: three quarters alike are two repeats."""
    returns = [sound_return(plan, "ttpvhcc", f"2026-{part}") for part in ("Q1", "Q2", "Q3")]
    assert [[], ["C15"], ["C15"]] == found(plan, *returns)
    third = settle(returns, plan).returns[2]
    assert [] == lacking(only(third.findings, "C15"), "Quý II/2026 (ttpvhcc-2026-Q2.xlsx)")


@pytest.mark.parametrize("office", ["vp", "kt", "vhxh", "dvci"])
def test_an_office_of_stocks_may_repeat_itself(plan: Plan, office: str) -> None:
    """Near miss of C15: staff, datasets and quota may stay as they were, and 10 inspections come again."""
    assert [[], []] == found(plan, *(sound_return(plan, office, f"2026-{part}") for part in ("Q1", "Q2")))


def test_one_amount_to_its_last_digit_is_evidence(plan: Plan) -> None:
    """C15: a year's spending of 17338,269 million comes out the same once in 467 years, 10 inspections in 11."""
    same = {"direct_spending": "17338.269"}
    returns = [sound_return(plan, "kt", f"{year}-Q4", **same) for year in (2026, 2027)]
    assert [[], ["C15"]] == found(plan, *returns)


def test_another_amount_makes_it_another_year(plan: Plan) -> None:
    """Near miss of C15: all else is the same, and nothing that counts."""
    returns = [
        sound_return(plan, "kt", f"{year}-Q4", direct_spending=amount)
        for year, amount in ((2026, "17338.269"), (2027, "17338.27"))
    ]
    assert [[], []] == found(plan, *returns)


@pytest.mark.parametrize("figure", [0, "KPS", None])
def test_where_nothing_arose_nothing_repeats(plan: Plan, figure: int | str | None) -> None:
    """Near miss of C15: noughts, KPS and blanks are alike in every quarter."""
    flows = [m.id for m in plan.measures if "ttpvhcc" in m.offices and m.over_time == "sum"]
    nothing = dict.fromkeys(flows, figure)
    returns = [sound_return(plan, "ttpvhcc", f"2026-{part}", **nothing) for part in ("Q1", "Q2")]
    assert [[], []] == found(plan, *returns)


def test_the_same_figures_of_another_office_are_no_repeat(plan: Plan) -> None:
    """Near miss of C15: returns are held against those of their own office only."""
    flows: dict[str, int | str | None] = {"inspections_total": 100_000}
    returns = [made_return(plan, "kt", "2026-Q1", flows), made_return(plan, "vp", "2026-Q2", flows)]
    assert [[], []] == found(plan, *returns)


def test_what_follows_from_the_copy_is_no_second_fault(plan: Plan) -> None:
    """C15 alone: the copied return opens with 50 where 30 + 5 were left over, for it is the old one."""
    returns = [
        sound_return(plan, "ttpvhcc", f"2026-{part}", dossiers_pending_in_time=30) for part in ("Q1", "Q2")
    ]
    assert [[], ["C15"]] == found(plan, *returns)


def test_a_figure_of_its_own_is_still_held_against_the_quarter_before(plan: Plan) -> None:
    """Near miss of holding back: 48 was typed for this quarter, and continues nothing."""
    returns = [
        sound_return(plan, "ttpvhcc", "2026-Q1"),
        sound_return(plan, "ttpvhcc", "2026-Q2", dossiers_carried_over=48),
    ]
    assert [[], ["C03", "C15"]] == found(plan, *returns)
