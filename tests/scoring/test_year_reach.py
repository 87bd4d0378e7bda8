"""Whether the year can still meet its target: the further cases worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.findings import Phrase
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Operator, Plan, Ratio
from cchc_kpi.scoring.aggregate import Figures
from cchc_kpi.scoring.evaluate import IndicatorResult, evaluate_indicator
from cchc_kpi.scoring.year_reach import Reach, YearReach, year_reach_of, year_reach_text
from forms_for_tests import made_return, plan_with, quarter, sound_return

F = Fraction
NINETY_NINE = F(99, 100)
DOSSIERS = Phrase("hồ sơ", "hồ sơ")


def dossiers(
    plan: Plan,
    in_time: int,
    late: int,
    operator: Operator = ">",
    value: Fraction = NINETY_NINE,
    *,
    period: str = "2026-Q1",
) -> IndicatorResult:
    """The same dossiers in each quarter of a period, against a target."""
    figures = {
        "dossiers_resolved_early": 0,
        "dossiers_resolved_on_time": in_time,
        "dossiers_resolved_late": late,
    }
    returns = [made_return(plan, "ttpvhcc", part.id, figures) for part in quarter(period).quarters]
    found = next(entry for entry in plan.indicators if entry.id == "dossiers_on_time")
    target = found.target.model_copy(update={"operator": operator, "value": value})
    return evaluate_indicator(
        found.model_copy(update={"target": target}), quarter(period), Figures(plan, returns)
    )


def reach(plan: Plan, result: IndicatorResult, period: str = "2026-Q1") -> YearReach | None:
    """What a result after a period leaves of the year."""
    return year_reach_of(result, quarter(period), plan)


@pytest.mark.parametrize(
    ("in_time", "late", "operator", "value", "expected"),
    [
        # (989 + x) / (1000 + x) > 99/100 where x > 100.
        (989, 11, ">", F(99, 100), 101),
        (990, 10, ">", F(99, 100), 1),
        (991, 9, ">", F(99, 100), 0),
        # (989 + x) / (1000 + x) >= 99/100 where x >= 100.
        (989, 11, ">=", F(99, 100), 100),
        (0, 1, ">=", F(99, 100), 99),
        # One late dossier, and the year can no longer be 100%.
        (999, 1, ">=", F(1), None),
        (1000, 0, ">=", F(1), 0),
        (999, 1, "=", F(1), None),
        (1000, 0, ">", F(1), None),
        # Where less is better a further case adds to the denominator alone: 30 / (40 + x) <= 60% where x >= 10.
        (30, 10, "<=", F(3, 5), 10),
        (30, 10, "<", F(3, 5), 11),
        (1, 9, "<=", F(0), None),
        (0, 9, "<=", F(0), 0),
    ],
)
def test_the_further_good_cases_that_the_year_needs(
    plan: Plan, in_time: int, late: int, operator: Operator, value: Fraction, expected: int | None
) -> None:
    """The least number; none where no number will do."""
    found = reach(plan, dossiers(plan, in_time, late, operator, value))
    assert found is not None
    assert (Reach.OUT_OF_REACH if expected is None else Reach.WITHIN_REACH, expected) == (
        found.reach,
        found.further,
    )


def test_money_is_told_in_hundredths() -> None:
    """1,5 of 3,001 million: (1,5 + x) / (3,001 + x) >= 60% where x >= 0,7515, told as 0,76."""
    unit, kind = "    unit: giao dịch\n    type: count\n", "    unit: triệu đồng\n    type: amount\n"
    names = (
        "    name: Số giao dịch thanh toán của các TTHC có nghĩa vụ tài chính\n",
        '    name: "Trong đó: giao dịch thanh toán trực tuyến"\n',
    )
    plan = plan_with(*((name + unit, name + kind) for name in names))
    item = made_return(plan, "ttpvhcc", "2026-Q1", {"payments_online": "1.5", "payments_total": "3.001"})
    entry = next(entry for entry in plan.indicators if entry.id == "payments_online")
    found = reach(plan, evaluate_indicator(entry, quarter("2026-Q1"), Figures(plan, [item])))
    assert YearReach(Reach.WITHIN_REACH, Phrase("triệu đồng", "triệu đồng"), F(76, 100)) == found


@given(in_time=st.integers(0, 300), late=st.integers(0, 300), operator=st.sampled_from([">", ">="]))
def test_so_many_further_cases_do_it_and_one_less_does_not(
    plan: Plan, in_time: int, late: int, operator: Operator
) -> None:
    """The half-year that is made of them meets the target; with one less it does not."""
    if in_time + late == 0:
        return
    result = dossiers(plan, in_time, late, operator, F(19, 20))
    found = reach(plan, result)
    assert found is not None
    assert found.further is not None

    def is_met(further: Fraction) -> bool:
        return result.target.is_met_by((in_time + further) / (in_time + late + further))

    assert is_met(found.further)
    assert found.further == 0 or not is_met(found.further - 1)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        # 1978 of 2000: (1978 + x) / (2000 + x) > 99/100 where x > 200; 2967 of 3000: where x > 300.
        ("2026-H1", YearReach(Reach.WITHIN_REACH, DOSSIERS, F(201))),
        ("2026-9M", YearReach(Reach.WITHIN_REACH, DOSSIERS, F(301))),
        ("2026-Q2", None),
        ("2026-Q4", None),
        ("2026", None),
    ],
)
def test_only_a_period_that_opens_the_year_tells(plan: Plan, period: str, expected: YearReach | None) -> None:
    """The second quarter alone does not know the first; after the year nothing is left to reach."""
    assert expected == reach(plan, dossiers(plan, 989, 11, period=period), period)


def test_a_figure_at_the_periods_end_leaves_the_year_open(plan: Plan) -> None:
    """How many are trained at the end of Q1 says nothing of December; a yes or no neither."""
    returns = [sound_return(plan, office.id, "2026-Q1") for office in plan.offices]
    figures = Figures(plan, returns)
    for name in ("staff_trained_digital", "unified_software", "datasets_integrated"):
        entry = next(entry for entry in plan.indicators if entry.id == name)
        found = reach(plan, evaluate_indicator(entry, quarter("2026-Q1"), figures))
        assert found is not None
        assert (Reach.OPEN, None) == (found.reach, found.further)


def test_without_a_value_nothing_is_said_of_the_year(plan: Plan) -> None:
    """No dossier resolved yet; a yearly indicator in March."""
    yearly = next(entry for entry in plan.indicators if entry.id == "coverage_5g")
    assert reach(plan, dossiers(plan, 0, 0)) is None
    assert reach(plan, evaluate_indicator(yearly, quarter("2026-Q1"), Figures(plan, []))) is None


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [
        # A sum over quarters by a figure at the end; and a sum of what is not among the dossiers.
        ("dossiers_resolved_late", "dossiers_resolved_late + dossiers_pending_overdue"),
        ("payments_online", "dossiers_handled_total"),
        # What the year opened with does not change, nor is it replaced.
        ("dossiers_carried_over", "dossiers_carried_over"),
    ],
)
def test_what_cannot_be_derived_is_not_claimed(plan: Plan, numerator: str, denominator: str) -> None:
    """The plan does not say what a further case would add to."""
    entry = next(entry for entry in plan.indicators if isinstance(entry, Ratio))
    parts = {"numerator": Expression.parse(numerator), "denominator": Expression.parse(denominator)}
    item = sound_return(plan, "ttpvhcc", "2026-Q1")
    result = evaluate_indicator(entry.model_copy(update=parts), quarter("2026-Q1"), Figures(plan, [item]))
    assert result.value is not None
    assert reach(plan, result) is None


def test_a_mark_to_be_hit_exactly_is_not_claimed(plan: Plan) -> None:
    """Exactly 60% can be reached by good and bad cases in many ways."""
    assert reach(plan, dossiers(plan, 5, 5, "=", F(3, 5))) is None


def test_each_reach_has_its_words(plan: Plan) -> None:
    """Short, with the unit, in both languages."""
    found = [
        reach(plan, dossiers(plan, 9890, 110)),
        reach(plan, dossiers(plan, 995, 5)),
        reach(plan, dossiers(plan, 9, 1, ">=", F(1))),
        YearReach(Reach.OPEN, DOSSIERS),
    ]
    texts = [year_reach_text(one) for one in found if one is not None]
    assert [
        "cả năm: vẫn có thể đạt, cần thêm ít nhất 1.001 hồ sơ, đều đạt yêu cầu",
        "cả năm: đến nay đang đạt",
        "cả năm: không thể đạt nữa",
        "cả năm: chưa định, sẽ tính theo số liệu cuối năm",
    ] == [text.vi for text in texts]
    assert [
        "year: within reach, with at least 1,001 further hồ sơ, all of them good",
        "year: met so far",
        "year: out of reach",
        "year: open, the year's last figures will count",
    ] == [text.en for text in texts]
