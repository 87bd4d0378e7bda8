from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cchc_kpi.periods import Period, parse_period
from cchc_kpi.plan.model import COMPARE, Milestone, Operator, Plan, baseline_years_of, expressions_of
from plan_for_tests import SMALL, read


@pytest.fixture(scope="module")
def small() -> Plan:
    """The small plan."""
    plan, _ = read(SMALL)
    assert plan is not None
    return plan


def period(text: str) -> Period:
    """Return a period by its id."""
    found = parse_period(text)
    assert found is not None
    return found


def target(operator: Operator, value: str) -> Milestone:
    """Return a target of 2030."""
    return Milestone.model_validate({"operator": operator, "value": value, "wording": value, "year": 2030})


@pytest.mark.parametrize(
    ("expected", "operator", "value", "share"),
    [
        pytest.param(False, ">", "99%", Fraction(990, 1000), id="exactly-99-is-not-above-99"),
        pytest.param(True, ">", "99%", Fraction(990_001, 1_000_000), id="a-hair-above-99"),
        pytest.param(True, ">=", "7%", Fraction(7, 100), id="exactly-7-is-at-least-7"),
        pytest.param(False, ">=", "95%", Fraction(949_999_999, 1_000_000_000), id="a-hair-below-95"),
        pytest.param(True, ">=", "99,5%", Fraction(995, 1000), id="decimal-comma"),
        pytest.param(False, ">=", "100%", Fraction(10**18 - 1, 10**18), id="beyond-what-a-float-tells"),
        pytest.param(True, "=", "100%", Fraction(2, 2), id="all-yes"),
        pytest.param(False, "=", "100%", Fraction(1, 2), id="half-yes"),
        pytest.param(True, "<=", "5%", Fraction(1, 20), id="exactly-5-is-at-most-5"),
        pytest.param(False, "<", "5%", Fraction(1, 20), id="exactly-5-is-not-below-5"),
    ],
)
def test_a_target_is_compared_exactly(
    *, expected: bool, operator: Operator, value: str, share: Fraction
) -> None:
    """Nothing is rounded before the comparison: "trên 99%" is not met by 990 of 1000."""
    assert expected is target(operator, value).is_met_by(share)


@given(st.fractions(), st.fractions(0, 1), st.sampled_from([">", ">="]))
def test_more_never_turns_met_into_not_met(share: Fraction, more: Fraction, operator: Operator) -> None:
    """Where higher is better, a higher share meets whatever the lower one met."""
    goal = target(operator, "50%")

    assert goal.is_met_by(share + more) or not goal.is_met_by(share)


@given(st.fractions(), st.fractions())
def test_the_operators_are_those_of_arithmetic(one: Fraction, other: Fraction) -> None:
    """Exactly one of less, equal and greater holds; the inclusive ones are two of them together."""
    less, equal, greater = (COMPARE[operator](one, other) for operator in ("<", "=", ">"))

    assert [less, equal, greater].count(True) == 1
    assert (less or equal, greater or equal) == (COMPARE["<="](one, other), COMPARE[">="](one, other))


@pytest.mark.parametrize("value", ["99", "0,99", "trên 99%", "", 99, 0.99, None])
def test_a_target_must_be_a_percentage(value: object) -> None:
    """A bare number could be 99 or 99%: it is refused."""
    with pytest.raises(ValidationError):
        Milestone.model_validate({"operator": ">", "value": value, "wording": "x", "year": 2030})


def test_a_target_must_have_an_operator() -> None:
    """No operator is assumed."""
    with pytest.raises(ValidationError):
        Milestone.model_validate({"value": "99%", "wording": "99%", "year": 2030})


def test_a_model_cannot_be_changed(small: Plan) -> None:
    """A plan that was checked stays as it was checked."""
    with pytest.raises(ValidationError):
        small.indicators[0].target.year = 2031


@pytest.mark.parametrize(
    ("expected", "year"),
    [("trên 99%", "2026"), ("tối thiểu 90%", "2027"), ("tối thiểu 90%", "2027-Q2"), ("trên 99%", "2028")],
)
def test_the_milestone_of_the_year_stands_before_the_target(small: Plan, expected: str, year: str) -> None:
    """A milestone counts in its own year only; any other year is measured against the plan's target."""
    assert expected == small.indicators[0].target_for(period(year)).wording


@pytest.mark.parametrize("part", ["Q1", "Q2", "H1", "Q3", "9M", "Q4"])
def test_a_yearly_indicator_is_due_in_no_shorter_period(small: Plan, part: str) -> None:
    """An indicator assessed yearly is not due even in Q4; one assessed quarterly is due always."""
    quarterly, yearly, *_ = small.indicators

    assert quarterly.is_due_in(period(f"2026-{part}"))
    assert not yearly.is_due_in(period(f"2026-{part}"))


def test_every_indicator_is_due_in_a_year(small: Plan) -> None:
    """The year's scorecard holds them all."""
    assert all(indicator.is_due_in(period("2026")) for indicator in small.indicators)


@pytest.mark.parametrize(
    ("expected", "measure"),
    [
        (None, "resolved"),
        ("resolved", "resolved_in_time"),
        ("staff", "staff_health"),
        ("staff - staff_health", "staff_education"),
    ],
)
def test_a_measure_is_bounded_by_at_most_else_by_what_it_is_part_of(
    small: Plan, expected: str | None, measure: str
) -> None:
    """What stands in `at_most` goes before `part_of`; with neither there is no bound."""
    bound = small.measure_by_id[measure].bound

    assert expected == (None if bound is None else str(bound))


def test_what_is_asked_of_each_kind_of_indicator(small: Plan) -> None:
    """A ratio has two expressions, reductions one, and a yes/no question the measures that must all say yes."""
    expected = [
        {"numerator": "resolved_in_time", "denominator": "resolved"},
        {"of": "staff - staff_health - staff_education"},
        {"of": "spending"},
        {"all_of": "uses_software"},
    ]

    assert expected == [{key: str(e) for key, e in expressions_of(i).items()} for i in small.indicators]


def test_only_reductions_need_baselines(small: Plan) -> None:
    """A reduction needs its baseline year, a reduction of the mean all of its years, the others none."""
    expected: list[tuple[int, ...]] = [(), (2025,), (2024, 2025), ()]

    assert expected == [baseline_years_of(indicator) for indicator in small.indicators]


def test_no_occurrence_is_no_answer_where_a_number_is_needed(small: Plan) -> None:
    """KPS cannot stand for a quota, a spending or a yes: reductions and yes/no questions need a number."""
    expected = {"staff", "staff_health", "staff_education", "spending", "uses_software"}

    assert expected == small.needs_a_number


def test_the_quarters_of_a_plan_are_all_of_its_years(small: Plan) -> None:
    """From 2026 to 2027 there are eight quarters, in order."""
    expected = [f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)]

    assert expected == [quarter.id for quarter in small.quarters]


@pytest.mark.parametrize(
    ("expected", "year"),
    [(False, "2025"), (True, "2026-Q1"), (True, "2026"), (True, "2027-Q4"), (False, "2028-Q1")],
)
def test_a_plan_covers_its_own_years(small: Plan, *, expected: bool, year: str) -> None:
    """A period outside the plan's years is not the plan's."""
    assert expected is small.covers(period(year))


def test_entries_are_found_by_id_and_code(small: Plan) -> None:
    """A measure is one and the same by its id and by its code; an office is found by its id."""
    assert small.measure_by_id["spending"] is small.measure_by_code["NS.01"]
    assert small.office_by_id["noi_vu"].name == "Nội vụ"


def test_office_staff_see_formulas_in_codes(small: Plan) -> None:
    """An expression is told by the codes that stand in the form."""
    expected = "BM.01 - BM.02 - BM.03"

    assert expected == small.codes(expressions_of(small.indicators[1])["of"])


def test_the_window_rule_is_the_plans_configuration(small: Plan) -> None:
    """A plan that follows the calendar has calendar quarters."""
    expected = (date(2026, 1, 1), date(2026, 3, 31))

    assert expected == period("2026-Q1").window(small.reporting.window_rule)


def test_a_plan_under_another_name_knows_whose_it_is(small: Plan) -> None:
    """Through one name or two it leads to the plan itself, which is its own; a copy that was changed is not."""
    named = small.for_commune("phường Đông Kinh")
    assert small.origin is small
    assert named.origin is small
    assert named.for_commune("Na Dương").origin is small
    changed = small.model_copy(update={"notes": ()})
    assert changed.origin is changed
    assert named != small
