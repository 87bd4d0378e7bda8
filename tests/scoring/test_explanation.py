"""What a result rests on, worked out by hand on the plan's indicators: each kind, each verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from cchc_kpi.findings import Finding, Place
from cchc_kpi.plan.model import Plan
from cchc_kpi.plan.naming import find_indicator
from cchc_kpi.returns.observation import Return
from cchc_kpi.rules import consistency, values
from cchc_kpi.scoring.aggregate import Reason
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.explanation import Explanation, Part, Role, explain
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, plan_with, quarter, sound_return, told

OFFICES = ("vp", "kt", "vhxh", "ttpvhcc", "dvci")


def explained(plan: Plan, indicator: str, period: str, *returns: Return) -> Explanation:
    """An indicator's explanation from these returns."""
    found = find_indicator(plan, indicator)
    assert found is not None
    return explain(score_returns(plan, "sha", quarter(period), returns), found)


def dossiers(plan: Plan, early: int, on_time: int, late: int, period: str = "2026-Q1") -> Return:
    """What a quarter's dossiers resolved early, on time and late come to."""
    figures = {
        "dossiers_resolved_early": early,
        "dossiers_resolved_on_time": on_time,
        "dossiers_resolved_late": late,
    }
    return made_return(plan, "ttpvhcc", period, figures)


def written(part: Part) -> list[tuple[int, str, str, Fraction | None]]:
    """A sum as sign, measure, period and value of each entry."""
    return [(e.sign, e.measure, e.period.id, e.value) for e in part.entries]


def spending(plan: Plan, years: Mapping[int, str], before: str = "300") -> list[Return]:
    """Direct spending of some years, and the same baseline for each of 2021-2025."""
    figures = {f"direct_spending/{year}": before for year in range(2021, 2026)}
    yearly = [made_return(plan, "kt", f"{year}-Q4", {"direct_spending": one}) for year, one in years.items()]
    return [made_return(plan, "kt", None, figures), *yearly]


def test_a_ratio_on_the_line_is_explained_to_its_cells(plan: Plan) -> None:
    """600 + 390 of 600 + 390 + 10 on time: 990 * 100 = 99 000 is not more than 1000 * 99 = 99 000."""
    page = explained(plan, "2", "2026-Q1", dossiers(plan, 600, 390, 10))
    early = (1, "dossiers_resolved_early", "2026-Q1", Fraction(600))
    on_time = (1, "dossiers_resolved_on_time", "2026-Q1", Fraction(390))
    late = (1, "dossiers_resolved_late", "2026-Q1", Fraction(10))
    assert [Role.NUMERATOR, Role.DENOMINATOR] == [part.role for part in page.parts]
    assert [[early, on_time], [early, on_time, late]] == [written(part) for part in page.parts]
    assert [990, 1000] == [part.value for part in page.parts]
    assert page.comparison is not None
    assert (99_000, 99_000, 99, 1, False) == (
        page.comparison.left, page.comparison.right, page.comparison.percent, page.comparison.scale, page.comparison.holds,
    )  # fmt: skip
    assert ["D11", "D12", "D13"] == [e.observation.provenance.cell for e in page.figures if e.observation]
    assert page.headroom is not None
    # 991 of 1000 is more than 99%.
    assert (1, False) == (page.headroom.amount, page.headroom.is_met)
    assert (2, "tthc") == (page.number, page.area.id)


def test_one_case_more_is_met(plan: Plan) -> None:
    """991 of 1000: 99 100 is more than 99 000."""
    page = explained(plan, "2", "2026-Q1", dossiers(plan, 600, 391, 9))
    assert page.comparison is not None
    assert (99_100, 99_000, True) == (page.comparison.left, page.comparison.right, page.comparison.holds)
    assert Verdict.MET is page.result.verdict


def test_a_longer_period_lists_its_quarters_in_order(plan: Plan) -> None:
    """Half a year: measure by measure, each quarter after the other, whatever the order of the returns."""
    later, first = dossiers(plan, 20, 2, 1, "2026-Q2"), dossiers(plan, 10, 1, 0)
    page = explained(plan, "2", "2026-H1", later, first)
    assert [
        (1, "dossiers_resolved_early", "2026-Q1", 10),
        (1, "dossiers_resolved_early", "2026-Q2", 20),
        (1, "dossiers_resolved_on_time", "2026-Q1", 1),
        (1, "dossiers_resolved_on_time", "2026-Q2", 2),
    ] == written(page.parts[0])
    # 33 of 34, and only the first half of the year is over.
    assert page.year_reach is not None


def test_a_reduction_names_the_baseline_first(plan: Plan) -> None:
    """310 - 40 - 170 = 100 posts in 2025, 300 - 40 - 170 = 90 now: 10 * 100 = 1000 is not less than 100 * 10."""
    returns = (sound_return(plan, "vhxh", "2026-Q4"), sound_return(plan, "vhxh", None))
    page = explained(plan, "public_service_staffing_cut", "2026", *returns)
    names = ["public_service_quota", "public_service_quota_health", "public_service_quota_education"]
    assert [Role.BASELINE, Role.NOW] == [part.role for part in page.parts]
    before, now = ([310, 40, 170], "2025"), ([300, 40, 170], "2026-Q4")
    expected = [
        list(zip([1, -1, -1], names, [period] * 3, numbers, strict=True)) for numbers, period in (before, now)
    ]
    assert expected == [written(part) for part in page.parts]
    assert [100, 90] == [part.value for part in page.parts]
    assert page.comparison is not None
    assert (1000, 1000, True) == (page.comparison.left, page.comparison.right, page.comparison.holds)


def test_a_mean_that_no_decimals_can_write_is_compared_whole(plan: Plan) -> None:
    """(280 + 279 + 278.5) / 3 against 300: times 15, 312.5 * 100 = 31 250 is less than 4500 * 7 = 31 500."""
    returns = spending(plan, {2026: "280", 2027: "279", 2028: "278.5"})
    page = explained(plan, "direct_spending_cut", "2028", *returns)
    assert [(5, 300), (3, Fraction("837.5") / 3)] == [(part.over, part.value) for part in page.parts]
    found = page.comparison
    assert found is not None
    assert (15, Fraction("312.5"), 4500, 31_250, 31_500, False) == (
        found.scale, found.numerator, found.denominator, found.left, found.right, found.holds,
    )  # fmt: skip


def test_a_mean_in_whole_decimals_is_compared_as_it_is(plan: Plan) -> None:
    """279 against 300: a cut of 21, exactly 7%; nothing needs multiplying."""
    page = explained(plan, "direct_spending_cut", "2026", *spending(plan, {2026: "279"}))
    assert page.comparison is not None
    assert (1, 21, 300, True) == (
        page.comparison.scale, page.comparison.numerator, page.comparison.denominator, page.comparison.holds,
    )  # fmt: skip


@pytest.mark.parametrize(("answer", "verdict"), [(1, Verdict.MET), (0, Verdict.NOT_MET)])
def test_a_question_is_explained_by_its_answers(plan: Plan, answer: int, verdict: Verdict) -> None:
    """One question asked: the answer is the numerator, 1 the denominator."""
    given = made_return(plan, "vhxh", "2026-Q4", {"network_6g_deployed": answer})
    page = explained(plan, "deployment_6g", "2026", given)
    assert [(Role.ANSWERS, answer)] == [(part.role, part.value) for part in page.parts]
    assert page.comparison is not None
    assert (verdict, answer * 100, 100) == (page.result.verdict, page.comparison.left, page.comparison.right)


def test_what_is_not_due_has_no_figures(plan: Plan) -> None:
    """A yearly indicator in a quarter: nothing is worked out, nothing is open."""
    page = explained(plan, "coverage_5g", "2026-Q1", sound_return(plan, "vhxh", "2026-Q1"))
    assert (Verdict.NOT_DUE, (), (), None, None, None) == (
        page.result.verdict, page.parts, page.figures, page.comparison, page.outlook, page.headroom,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("satisfied", "answers", "verdict", "codes"),
    [("KPS", "KPS", Verdict.NOT_APPLICABLE, []), (5, 0, Verdict.NO_DATA, ["C08"])],
)
def test_what_cannot_be_divided_has_sums_and_no_comparison(
    plan: Plan, satisfied: int | str, answers: int | str, verdict: Verdict, codes: Sequence[str]
) -> None:
    """KPS counts as 0, and 0 of 0 is not applicable; 5 of 0 is told by C08, which belongs to the page."""
    figures = {"survey_procedures_satisfied": satisfied, "survey_procedures_answers": answers}
    page = explained(plan, "3", "2026-Q1", made_return(plan, "ttpvhcc", "2026-Q1", figures))
    assert (verdict, None) == (page.result.verdict, page.comparison)
    assert [0 if satisfied == "KPS" else 5, 0] == [part.value for part in page.parts]
    assert codes == told(page.findings)


def test_missing_figures_stand_in_their_place_with_the_reason(plan: Plan) -> None:
    """Five offices: blank, in error, no such row, no return; the others count, and known cells are named."""
    staff = {"staff_trained_digital": 8, "staff_total": 10}
    returns = [
        made_return(plan, "vp", "2026-Q1", staff | {"staff_trained_digital": None}),
        made_return(plan, "kt", "2026-Q1", staff | {"staff_trained_digital": "error"}),
        made_return(plan, "vhxh", "2026-Q1", {"staff_total": 10}),
        made_return(plan, "dvci", "2026-Q1", staff),
    ]
    page = explained(plan, "staff_trained_digital", "2026-Q1", *returns)
    numerator = page.parts[0]
    assert [
        ("vp", Reason.BLANK, "D11", None),
        ("kt", Reason.ERROR, "D11", None),
        ("vhxh", Reason.NOT_IN_RETURN, None, None),
        ("ttpvhcc", Reason.NO_RETURN, None, None),
        ("dvci", None, "D11", 8),
    ] == [
        (e.office, e.reason, e.observation and e.observation.provenance.cell, e.value)
        for e in numerator.entries
    ]
    assert numerator.value is None
    assert page.outlook is not None
    assert 4 == len(page.outlook.missing)


def test_a_missing_return_concerns_only_what_needs_it(plan: Plan) -> None:
    """Without the public-utility centre's return: told for the staff's skills, and among the rest for dossiers."""
    returns = [sound_return(plan, office, "2026-Q1") for office in OFFICES[:-1]]
    staff, on_time = (explained(plan, name, "2026-Q1", *returns) for name in ("staff_trained_digital", "2"))
    assert (["C07"], []) == (told(staff.findings), told(staff.others))
    assert ([], ["C07"]) == (told(on_time.findings), told(on_time.others))


def test_a_missing_baseline_concerns_its_reduction(plan: Plan) -> None:
    """Of the returns missing in the year, the reduction names its baseline and the fourth quarter's, no other."""
    page = explained(plan, "direct_spending_cut", "2026", sound_return(plan, "vp", "2026-Q1"))
    periods = [str(finding.details["period"][0]) for finding in page.findings]
    assert {"C07"} == set(told(page.findings))
    assert ["Quý IV/2026", "số liệu gốc"] == sorted(periods)
    assert {"Phòng Kinh tế"} == {finding.details["office"] for finding in page.findings}


def test_a_finding_concerns_the_cells_it_names(plan: Plan) -> None:
    """In a cell of the sum, also as one of several, or on the file: told here; in another cell: among the rest."""
    sound = dossiers(plan, 600, 390, 10)
    file, sheet = sound.file, "Báo cáo"

    def at(cell: str, *also: str) -> Finding:
        return Finding(
            values.BLANK,
            Place(file, sheet, cell),
            {"code": "TT.04", "state": f"trống {cell}", "expected": "số", "advice": "nhập số"},
            also,
        )

    mine, drawn, elsewhere = at("D12"), at("D40", "D13"), at("D41")
    whole = Finding(consistency.SAME_BYTES, Place(file), {"other": "x.xlsx"})
    page = explained(plan, "2", "2026-Q1", replace(sound, findings=(mine, drawn, elsewhere, whole)))
    assert {mine.cells, drawn.cells, ()} == {finding.cells for finding in page.findings}
    assert elsewhere.cells in {finding.cells for finding in page.others}


def test_findings_are_all_kept(plan: Plan) -> None:
    """What concerns the indicator and what does not make up the scorecard's findings, each once."""
    returns = [sound_return(plan, office, "2026-Q1") for office in OFFICES[2:]]
    card = score_returns(plan, "sha", quarter("2026-Q1"), returns)
    for number in range(1, 32):
        found = find_indicator(plan, str(number))
        assert found is not None
        page = explain(card, found)
        assert sorted(map(Finding.sort_key, card.findings)) == sorted(
            finding.sort_key() for finding in (*page.findings, *page.others)
        )


def test_a_small_sample_concerns_its_own_indicator(plan: Plan) -> None:
    """20 answers on land: told for land (C14), not for building, whose answers stand in the same file."""
    given = sound_return(plan, "ttpvhcc", "2026-Q1", survey_land_answers=20, survey_land_satisfied=20)
    assert ["C14"] == told(explained(plan, "satisfaction_land", "2026-Q1", given).findings)
    assert [] == told(explained(plan, "satisfaction_construction", "2026-Q1", given).findings)


def test_a_milestone_is_what_a_year_is_compared_with() -> None:
    """A milestone of 98.5% for 2026: 986 * 100 = 98 600 against 1000 * 98.5 = 98 500 is met."""
    target = 'target: {operator: ">", value: 99%, wording: trên 99%, year: 2030}\n    assessed: quarter'
    milestone = target.replace(
        "    assessed",
        '    milestones: [{operator: ">", value: "98,5%", wording: "trên 98,5%", year: 2026}]\n    assessed',
    )
    plan = plan_with((target, milestone))
    page = explained(plan, "2", "2026-Q1", dossiers(plan, 600, 386, 14))
    assert page.comparison is not None
    assert (98_600, 98_500, Fraction("98.5"), True) == (
        page.comparison.left, page.comparison.right, page.comparison.percent, page.comparison.holds,
    )  # fmt: skip
