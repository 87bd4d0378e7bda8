"""Which verdicts moved because returns were handed in again, and which submission moved them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cchc_kpi.findings import Finding
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import settle
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.moves import moved_verdicts
from forms_for_tests import lacking, only, quarter, sound_return, where

OFFICES = ["vp", "kt", "vhxh", "ttpvhcc", "dvci"]
Changes = dict[str, int | str | None]


def handed_in(item: Return, submission: int) -> Return:
    """The same return as another submission in a file of its own."""
    name = f"{item.office}-{submission}.xlsx"
    return replace(item, file=name, submission=submission, sha256=f"sha-{name}")


def submissions(plan: Plan, office: str, *changes: Changes, period: str | None = "2026-Q1") -> list[Return]:
    """An office's submissions of a quarter, the first with the first changes, and so on."""
    return [handed_in(sound_return(plan, office, period, **c), n) for n, c in enumerate(changes, start=1)]


def others(plan: Plan, *offices: str, period: str = "2026-Q1") -> list[Return]:
    """The sound returns of the other offices."""
    return [sound_return(plan, office, period) for office in OFFICES if office not in offices]


def moved(plan: Plan, *returns: Return, period: str = "2026-Q1") -> list[Finding]:
    """What is told of verdicts once the returns are settled."""
    settled = settle(returns, plan)
    return moved_verdicts(plan, quarter(period), settled.returns, settled.replacements)


LATE: Changes = {"dossiers_resolved_on_time": 390, "dossiers_resolved_late": 10}  # 990 of 1000: not above 99%
EARLY: Changes = {"dossiers_resolved_on_time": 391, "dossiers_resolved_late": 9}  # 991 of 1000


def test_a_verdict_that_moved_is_told_with_both_results(plan: Plan) -> None:
    """C10: 990 of 1000 was not above 99%, 991 are: a note at the file that counts names what it replaced."""
    finding = only(moved(plan, *others(plan, "ttpvhcc"), *submissions(plan, "ttpvhcc", LATE, EARLY)), "C10")
    assert ("C10", "note", "ttpvhcc-2.xlsx", None, None) == where(finding)
    assert finding.message("vi") == (
        "ttpvhcc-2.xlsx: lần nộp 2 thay lần nộp 1 (ttpvhcc-1.xlsx) nên chỉ tiêu "
        "'Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn' đổi từ 'Chưa đạt, 99%' thành 'Đạt, 99,1%'."
    )
    assert "from 'Not met, 99%' to 'Met, 99.1%'" in finding.message("en")


def test_a_verdict_may_move_for_the_worse(plan: Plan) -> None:
    """C10: corrections are told whichever way they go."""
    finding = only(moved(plan, *others(plan, "ttpvhcc"), *submissions(plan, "ttpvhcc", EARLY, LATE)), "C10")
    assert [] == lacking(finding, "đổi từ 'Đạt, 99,1%' thành 'Chưa đạt, 99%'")


def test_a_figure_that_changes_no_verdict_is_not_told(plan: Plan) -> None:
    """Near miss of C10: 989 of 1000 and 990 of 1000 are both not above 99%."""
    worse: Changes = {"dossiers_resolved_on_time": 389, "dossiers_resolved_late": 11}
    assert [] == moved(plan, *others(plan, "ttpvhcc"), *submissions(plan, "ttpvhcc", worse, LATE))


def test_nothing_handed_in_again_moves_nothing(plan: Plan) -> None:
    """Near miss of C10: one return each."""
    assert [] == moved(plan, *others(plan))


def test_the_last_submission_before_decides(plan: Plan) -> None:
    """C10: of three the second already met the target: the third moved nothing."""
    assert [] == moved(plan, *others(plan, "ttpvhcc"), *submissions(plan, "ttpvhcc", LATE, EARLY, EARLY))


def test_a_figure_that_was_missing_moves_its_verdicts(plan: Plan) -> None:
    """C10: with the staff blank two indicators had no data; 10 of 10 trained of 5 offices is all of them."""
    found = moved(plan, *others(plan, "kt"), *submissions(plan, "kt", {"staff_total": None}, {}))
    assert 2 == len(found)
    assert [[], []] == [lacking(f, "đổi từ 'Thiếu số liệu' thành 'Đạt, 100%'") for f in found]


def test_an_answer_that_changed_is_told_by_count(plan: Plan) -> None:
    """C10: the Party committee uses the software now: 1 of 2 became 2 of 2."""
    changes: Changes = {"party_committee_uses_unified_software": 0}
    finding = only(moved(plan, *others(plan, "vhxh"), *submissions(plan, "vhxh", changes, {})), "C10")
    assert [] == lacking(finding, "đổi từ 'Chưa đạt, 1/2 có' thành 'Đạt, 2/2 có'")


def test_each_submission_that_moved_a_verdict_is_told(plan: Plan) -> None:
    """C10: either office alone, had it not corrected its figures, would have left 49 of 50 trained."""
    untrained: Changes = {"staff_trained_digital": 9}
    found = moved(
        plan,
        *others(plan, "kt", "vp"),
        *submissions(plan, "kt", untrained, {}),
        *submissions(plan, "vp", untrained, {}),
    )
    assert ["kt-2.xlsx", "vp-2.xlsx"] == [finding.place.file for finding in found]
    assert [[], []] == [lacking(f, "đổi từ 'Chưa đạt, 98%' thành 'Đạt, 100%'") for f in found]


def test_submissions_that_move_a_verdict_only_together_are_told_together(plan: Plan) -> None:
    """C10: of 40 inspections 8 + 8 + 6 + 7 = 29 are digital; without one correction 28, still 70%; without both 27."""
    base: Changes = {"inspections_digital": 7}
    more: Changes = {"inspections_digital": 8}
    found = moved(
        plan,
        sound_return(plan, "vhxh", "2026-Q1", inspections_digital=6),
        *others(plan, "kt", "vp", "vhxh"),
        *submissions(plan, "kt", base, more),
        *submissions(plan, "vp", base, more),
    )
    finding = only(found, "C10")
    assert "kt-2.xlsx" == finding.place.file
    assert [] == lacking(
        finding,
        "lần nộp 2 thay lần nộp 1 (kt-1.xlsx) và lần nộp 2 thay lần nộp 1 (vp-1.xlsx) nên chỉ tiêu",
        "đổi từ 'Chưa đạt, 67,5%' thành 'Đạt, 72,5%'",
    )


@pytest.mark.parametrize("period", ["2026-Q2", "2027"])
def test_what_another_period_does_not_use_moves_nothing(plan: Plan, period: str) -> None:
    """Near miss of C10: the first quarter of 2026 has no part in these periods."""
    returns = [*others(plan, "ttpvhcc"), *submissions(plan, "ttpvhcc", LATE, EARLY)]
    assert [] == moved(plan, *returns, period=period)


def test_a_baseline_handed_in_again_may_move_a_year(plan: Plan) -> None:
    """C10: from 310 - 40 - 170 = 100 to 90 is a cut of 10%; from 309, of 9/99 = 9,09%."""
    quarters = [i for n in (1, 2, 3, 4) for i in others(plan, period=f"2026-Q{n}")]
    baselines = [
        handed_in(sound_return(plan, "vhxh", None, public_service_quota=n), n - 308) for n in (309, 310)
    ]
    returns = [*quarters, sound_return(plan, "kt", None), *baselines]
    finding = only(moved(plan, *returns, period="2026"), "C10")
    assert [] == lacking(finding, "giảm biên chế", "đổi từ 'Chưa đạt, 9,09%' thành 'Đạt, 10%'")
    assert [] == moved(plan, *returns, period="2026-Q4")


def test_an_earlier_year_may_move_a_mean(plan: Plan) -> None:
    """C10: spending of 2026 was settled at 94 instead of 93: the mean to 2027 is 93,5, a cut of 6,5%."""
    spent = [handed_in(sound_return(plan, "kt", "2026-Q4", direct_spending=n), n - 92) for n in (93, 94)]
    returns = [*spent, sound_return(plan, "kt", "2027-Q4"), sound_return(plan, "kt", None)]
    finding = only(moved(plan, *returns, period="2027"), "C10")
    assert [] == lacking(finding, "chi trực tiếp", "đổi từ 'Đạt, 7%' thành 'Chưa đạt, 6,5%'")
