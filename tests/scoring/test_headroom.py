"""How far from the other side of a target, in whole cases: worked out by hand on the plan's own indicators."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Indicator, Operator, Plan, Ratio
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.aggregate import Figures
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict, evaluate_indicator
from cchc_kpi.scoring.headroom import Headroom, headroom_of, headroom_text
from forms_for_tests import made_return, plan_with, quarter

F = Fraction
OPERATORS: tuple[Operator, ...] = (">", ">=", "=", "<=", "<")


def indicator(
    plan: Plan, name: str, operator: Operator | None = None, value: Fraction | None = None
) -> Indicator:
    """An indicator of the plan, or the same with another target."""
    found = next(entry for entry in plan.indicators if entry.id == name)
    changes = {
        "operator": operator or found.target.operator,
        "value": found.target.value if value is None else value,
    }
    return found.model_copy(update={"target": found.target.model_copy(update=changes)})


def scored(plan: Plan, entry: Indicator, period: str, *returns: Return) -> IndicatorResult:
    """An indicator's result from these returns."""
    return evaluate_indicator(entry, quarter(period), Figures(plan, returns))


def dossiers(plan: Plan, in_time: int, late: int, *target: object) -> IndicatorResult:
    """Dossiers resolved in time and late; "trên 99%" unless another target is given."""
    figures = {
        "dossiers_resolved_early": 0,
        "dossiers_resolved_on_time": in_time,
        "dossiers_resolved_late": late,
    }
    item = made_return(plan, "ttpvhcc", "2026-Q1", figures)
    return scored(plan, indicator(plan, "dossiers_on_time", *target), "2026-Q1", item)


def staffing(plan: Plan, now: int, before: int, *target: object) -> IndicatorResult:
    """Posts now and at the end of 2025, none of them in health or education."""

    def posts(count: int, year: str = "") -> dict[str, int | str | None]:
        return {
            f"public_service_quota{year}": count,
            f"public_service_quota_health{year}": 0,
            f"public_service_quota_education{year}": 0,
        }

    returns = [
        made_return(plan, "vhxh", None, posts(before, "/2025")),
        made_return(plan, "vhxh", "2026-Q4", posts(now)),
    ]
    return scored(plan, indicator(plan, "public_service_staffing_cut", *target), "2026", *returns)


def spending(plan: Plan, now: Sequence[str], before: str, *target: object) -> IndicatorResult:
    """The spending of each year from 2026 on, against the same in each of five baseline years."""
    returns = [
        made_return(plan, "kt", None, {f"direct_spending/{year}": before for year in range(2021, 2026)})
    ]
    returns += [
        made_return(plan, "kt", f"{year}-Q4", {"direct_spending": amount})
        for year, amount in enumerate(now, start=2026)
    ]
    return scored(plan, indicator(plan, "direct_spending_cut", *target), str(2025 + len(now)), *returns)


def headroom(result: IndicatorResult, plan: Plan) -> Headroom:
    """A result's headroom; fails where there is none."""
    found = headroom_of(result, plan)
    assert found is not None
    return found


def told(result: IndicatorResult, plan: Plan) -> str:
    """A result's headroom in Vietnamese."""
    return headroom_text(headroom(result, plan)).vi


# --- Ratios of cases ---


@pytest.mark.parametrize(
    ("in_time", "late", "expected"),
    [
        # 990 of 1000 are exactly 99%, and 991 are above it; 995 may lose 4, since 991 is the last that passes.
        (989, 11, (False, 1, 2)),
        (990, 10, (False, 1, 1)),
        (991, 9, (True, -1, 0)),
        (992, 8, (True, -1, 1)),
        (995, 5, (True, -1, 4)),
        (1000, 0, (True, -1, 9)),
        (0, 1000, (False, 1, 991)),
        # Of 99 only all are above 99%: 98 of 99 is 98,98...%; of 101, 100 are 99,0099...%.
        (98, 1, (False, 1, 1)),
        (99, 0, (True, -1, 0)),
        (101, 0, (True, -1, 1)),
    ],
)
def test_above_99_percent_in_whole_dossiers(
    plan: Plan, in_time: int, late: int, expected: tuple[bool, int, int]
) -> None:
    """A dossier that turns from late to on time is one more of the same number resolved."""
    found = headroom(dossiers(plan, in_time, late), plan)
    assert expected == (found.is_met, found.direction, found.amount)
    assert (F(in_time + late), F(99, 100) * (in_time + late)) == (found.among, found.limit)


@pytest.mark.parametrize(
    ("operator", "good", "expected"),
    [
        # 60% of 10 are 6.
        (">", 6, (False, 1, 1)),
        (">", 7, (True, -1, 0)),
        (">", 10, (True, -1, 3)),
        (">=", 5, (False, 1, 1)),
        (">=", 6, (True, -1, 0)),
        (">=", 10, (True, -1, 4)),
        ("=", 4, (False, 1, 2)),
        ("=", 6, (True, 1, 0)),
        ("=", 9, (False, -1, 3)),
        ("<=", 6, (True, 1, 0)),
        ("<=", 0, (True, 1, 6)),
        ("<=", 7, (False, -1, 1)),
        ("<", 6, (False, -1, 1)),
        ("<", 5, (True, 1, 0)),
        ("<", 0, (True, 1, 5)),
    ],
)
def test_every_operator_on_both_sides_of_60_percent(
    plan: Plan, operator: Operator, good: int, expected: tuple[bool, int, int]
) -> None:
    """Strict operators leave out the edge itself; where less is better, cases have to go."""
    found = headroom(dossiers(plan, good, 10 - good, operator, F(3, 5)), plan)
    assert expected == (found.is_met, found.direction, found.amount)


@pytest.mark.parametrize(
    ("operator", "value", "good", "expected"),
    [
        # Not even all 10 are more than 100%, and none is less than 0%.
        (">", F(1), 10, (False, None)),
        ("<", F(0), 0, (False, None)),
        # A third of 10 is no number of cases.
        ("=", F(1, 3), 3, (False, None)),
        # All may go, and no more than all.
        (">=", F(0), 4, (True, 4)),
        (">=", F(-1, 5), 4, (True, 4)),
        ("<=", F(6, 5), 4, (True, 6)),
        ("<=", F(1), 4, (True, 6)),
        (">=", F(1), 10, (True, 0)),
        (">=", F(1), 7, (False, 3)),
    ],
)
def test_no_more_cases_than_there_are(
    plan: Plan, operator: Operator, value: Fraction, good: int, expected: tuple[bool, int | None]
) -> None:
    """What is needed or to spare lies among the cases; where nothing there will do, that is said."""
    found = headroom(dossiers(plan, good, 10 - good, operator, value), plan)
    assert expected == (found.is_met, found.amount)
    assert (expected[1] is not None) is found.is_reachable


def test_the_unit_is_that_of_the_numerators_measure(plan: Plan) -> None:
    """58 of 100 payments: 2 more transactions."""
    item = made_return(plan, "ttpvhcc", "2026-Q1", {"payments_online": 58, "payments_total": 100})
    assert "cần thêm 2 giao dịch trong số 100 để đạt" == told(
        scored(plan, indicator(plan, "payments_online"), "2026-Q1", item), plan
    )


def test_a_result_without_a_value_has_no_headroom(plan: Plan) -> None:
    """Nothing arose, a figure is missing, not due: there is nothing to measure from."""
    blank = made_return(plan, "ttpvhcc", "2026-Q1", {"payments_online": 58, "payments_total": None})
    entry = indicator(plan, "payments_online")
    results = [
        dossiers(plan, 0, 0),
        scored(plan, entry, "2026-Q1", blank),
        scored(plan, indicator(plan, "coverage_5g"), "2026-Q1"),
    ]
    assert [Verdict.NOT_APPLICABLE, Verdict.NO_DATA, Verdict.NOT_DUE] == [
        result.verdict for result in results
    ]
    assert [None] * 3 == [headroom_of(result, plan) for result in results]


def test_a_ratio_of_unlike_things_has_no_headroom(plan: Plan) -> None:
    """Payments by dossiers: what one more payment does to the dossiers, the plan does not say."""
    entry = indicator(plan, "payments_online")
    assert isinstance(entry, Ratio)
    other = entry.model_copy(update={"denominator": Expression.parse("dossiers_handled_total")})
    item = made_return(plan, "ttpvhcc", "2026-Q1", {"payments_online": 5, "dossiers_handled_total": 10})
    result = scored(plan, other, "2026-Q1", item)
    assert (Verdict.NOT_MET, None) == (result.verdict, headroom_of(result, plan))


def test_more_in_the_part_than_in_the_whole_has_no_headroom(plan: Plan) -> None:
    """6 of 5 are an error that is told elsewhere; nothing is built on them."""
    item = made_return(plan, "ttpvhcc", "2026-Q1", {"payments_online": 6, "payments_total": 5})
    assert headroom_of(scored(plan, indicator(plan, "payments_online"), "2026-Q1", item), plan) is None


@pytest.mark.parametrize(
    ("online", "total", "expected"),
    [
        # 60% of 3,333 are 1,9998: 0,4998 are lacking, or 0,0002 to spare.
        ("1.5", "3.333", (False, F(1, 2))),
        ("2", "3.333", (True, F(0))),
        ("3.333", "3.333", (True, F(133, 100))),
        # 60% of 0,004 are 0,0024: 0,01 would be more than there is, so it is told exactly.
        ("0", "0.004", (False, F(24, 10_000))),
    ],
)
def test_a_share_of_money_is_told_in_hundredths(
    online: str, total: str, expected: tuple[bool, Fraction]
) -> None:
    """Amounts as numerator and denominator: on the safe side, and never more than the whole."""
    plan = with_money()
    item = made_return(plan, "ttpvhcc", "2026-Q1", {"payments_online": online, "payments_total": total})
    found = headroom(scored(plan, indicator(plan, "payments_online"), "2026-Q1", item), plan)
    assert expected == (found.is_met, found.amount)


def with_money() -> Plan:
    """The plan with payments told as amounts instead of transactions."""
    unit, kind = "    unit: giao dịch\n    type: count\n", "    unit: triệu đồng\n    type: amount\n"
    names = (
        "    name: Số giao dịch thanh toán của các TTHC có nghĩa vụ tài chính\n",
        '    name: "Trong đó: giao dịch thanh toán trực tuyến"\n',
    )
    return plan_with(*((name + unit, name + kind) for name in names))


@given(
    good=st.integers(0, 400),
    others=st.integers(0, 400),
    operator=st.sampled_from(OPERATORS),
    value=st.sampled_from([F(0), F(1, 2), F(3, 5), F(19, 20), F(99, 100), F(1), F(1, 3)]),
)
def test_the_amount_does_it_and_one_case_less_does_not(
    plan: Plan, good: int, others: int, operator: Operator, value: Fraction
) -> None:
    """Needed: the amount meets the target and one less does not. To spare: it holds, and one more does not."""
    if good + others == 0:
        return
    result = dossiers(plan, good, others, operator, value)
    found = headroom(result, plan)
    whole = good + others

    def is_met(cases: Fraction) -> bool:
        return result.target.is_met_by(cases / whole)

    if found.amount is None:
        assert not any(is_met(F(cases)) for cases in range(whole + 1))
        return
    changed = good + found.direction * found.amount
    assert 0 <= changed <= whole
    assert is_met(changed)
    neighbour = changed + (found.direction if found.is_met else -found.direction)
    assert not is_met(neighbour) or not 0 <= neighbour <= whole


# --- Reductions ---


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        # From 100 posts 90 are a cut of a tenth.
        (94, 100, (False, -1, 4)),
        (90, 100, (True, 1, 0)),
        (88, 100, (True, 1, 2)),
        # A tenth of 105 is 10,5: at most 94,5 posts, so 94.
        (95, 105, (False, -1, 1)),
        (93, 105, (True, 1, 1)),
        (110, 100, (False, -1, 20)),
    ],
)
def test_a_quota_falls_in_whole_posts(
    plan: Plan, now: int, before: int, expected: tuple[bool, int, int]
) -> None:
    """What is needed is to cut, what is to spare may be added."""
    found = headroom(staffing(plan, now, before), plan)
    assert expected == (found.is_met, found.direction, found.amount)
    assert (F(9, 10) * before, None) == (found.limit, found.among)


def test_strictness_turns_with_the_direction(plan: Plan) -> None:
    """More than a tenth off 100 is fewer than 90: 90 is one too many, and 89 leaves nothing to spare."""
    assert [(False, 1), (True, 0)] == [
        (found.is_met, found.amount)
        for found in (headroom(staffing(plan, now, 100, ">", F(1, 10)), plan) for now in (90, 89))
    ]


def test_a_cut_of_more_than_everything_cannot_be_met(plan: Plan) -> None:
    """110% off: no number of posts is below 0."""
    result = staffing(plan, 90, 100, ">=", F(11, 10))
    assert headroom(result, plan).amount is None
    assert "không mức nào của kỳ này đạt được" == told(result, plan)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        # 7% off 100 is 93.
        ("93", "100", (True, F(0))),
        ("92.5", "100", (True, F(1, 2))),
        ("100", "100", (False, F(7))),
        # 7% off 100,1 is 93,093: 0,007 too much is told as 0,01, and 0,003 to spare as nothing.
        ("93.1", "100.1", (False, F(1, 100))),
        ("93.09", "100.1", (True, F(0))),
        ("93.05", "100.1", (True, F(4, 100))),
    ],
)
def test_money_is_told_in_hundredths_on_the_safe_side(
    plan: Plan, now: str, before: str, expected: tuple[bool, Fraction]
) -> None:
    """Rounded up where it is needed, down where it is to spare: what is said is enough."""
    found = headroom(spending(plan, [now], before), plan)
    assert expected == (found.is_met, found.amount)
    assert (F(93, 100) * F(before), None) == (found.limit, found.over_years)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        # Together 186 are allowed in two years, 93 in the mean.
        (["95", "97"], (False, F(3), F(6))),
        (["95", "91.01"], (False, F(1, 100), F(1, 100))),
        (["90", "93.99"], (True, F(1), F(201, 100))),
    ],
)
def test_a_mean_is_told_with_the_sum_of_its_years(
    plan: Plan, now: list[str], expected: tuple[bool, Fraction, Fraction]
) -> None:
    """192 are 6 too many, 3 in the mean; 186,01 are 0,01 too many, told as 0,01 either way; 183,99 leave 2,01."""
    found = headroom(spending(plan, now, "100"), plan)
    assert (*expected, 2) == (found.is_met, found.amount, found.over_years, found.years)


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        # 186,000001 are a millionth too many in two years: half a millionth in the mean.
        ("91.000001", (F(1, 2_000_000), F(1, 1_000_000))),
        ("90", (F(1, 2), F(1))),
    ],
)
def test_a_mean_to_be_hit_exactly_is_told_exactly(
    plan: Plan, second: str, expected: tuple[Fraction, Fraction]
) -> None:
    """Just 7%, no more and no less: a rounded amount would miss it."""
    found = headroom(spending(plan, ["95", second], "100", "=", F(7, 100)), plan)
    assert (False, *expected) == (found.is_met, found.amount, found.over_years)


@given(now=st.decimals(0, 200, places=6), before=st.decimals("0.000001", 200, places=6))
def test_what_is_said_of_money_is_true(plan: Plan, now: object, before: object) -> None:
    """Needed: so much less meets the target. To spare: with so much more it is still met, not with 0,01 more."""
    result = spending(plan, [str(now)], str(before))
    found = headroom(result, plan)
    base, amount = F(str(before)), found.amount
    assert amount is not None
    assert amount * 100 == int(amount * 100) or F(str(now)) < amount + F(1, 100)
    spent = F(str(now)) + found.direction * amount
    assert result.target.is_met_by((base - spent) / base)
    if found.is_met:
        assert not result.target.is_met_by((base - spent - F(1, 100)) / base)


# --- Yes and no ---


@pytest.mark.parametrize(("party", "committee", "expected"), [(0, 0, 2), (1, 0, 1)])
def test_how_many_more_must_say_yes(plan: Plan, party: int, committee: int, expected: int) -> None:
    """Both are asked, and both must."""
    answers = {
        "party_committee_uses_unified_software": party,
        "peoples_committee_uses_unified_software": committee,
    }
    result = scored(
        plan, indicator(plan, "unified_software"), "2026-Q1", made_return(plan, "vhxh", "2026-Q1", answers)
    )
    assert f"cần thêm {expected} câu trả lời Có trong số 2 để đạt" == told(result, plan)


# --- Words ---


def test_each_case_has_its_words(plan: Plan) -> None:
    """Short, with the unit, true for any indicator."""
    less = ("<=", F(3, 5))
    results = [
        dossiers(plan, 9890, 110),
        dossiers(plan, 995, 5),
        dossiers(plan, 991, 9),
        dossiers(plan, 10, 0, ">", F(1)),
        dossiers(plan, 9, 1, *less),
        dossiers(plan, 1, 9, *less),
        staffing(plan, 94, 100),
        staffing(plan, 88, 100),
        spending(plan, ["95", "97"], "100"),
        spending(plan, ["90", "93.99"], "100"),
    ]
    assert [
        "cần thêm 11 hồ sơ trong số 10.000 để đạt",
        "còn dư 4 hồ sơ",
        "vừa đủ để đạt",
        "không thể đạt trong số 10 hồ sơ của kỳ này",
        "cần bớt 3 hồ sơ trong số 10 để đạt",
        "còn được thêm 5 hồ sơ",
        "cần giảm thêm 4 người để đạt",
        "còn được tăng 2 người",
        "bình quân cần giảm thêm 3 triệu đồng (tổng 2 năm: 6 triệu đồng) để đạt",
        "bình quân còn được tăng 1 triệu đồng (tổng 2 năm: 2,01 triệu đồng)",
    ] == [told(result, plan) for result in results]
    assert [
        "11 more hồ sơ of 10,000 needed to meet the target",
        "4 hồ sơ to spare",
        "just enough to meet the target",
        "cannot be met among the 10 hồ sơ of this period",
        "3 fewer hồ sơ of 10 needed to meet the target",
        "5 more hồ sơ can be borne",
        "must fall by another 4 người to meet the target",
        "may still rise by 2 người",
        "must fall by another 3 triệu đồng in the mean (2 years in all: 6 triệu đồng) to meet the target",
        "may still rise by 1 triệu đồng in the mean (2 years in all: 2.01 triệu đồng)",
    ] == [headroom_text(headroom(result, plan)).en for result in results]
