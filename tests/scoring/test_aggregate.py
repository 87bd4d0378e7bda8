"""Sums over offices and over time, each measure by its own rule, and why a figure is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.aggregate import Figures, Reason, Total, exact_sum, quarters_used
from forms_for_tests import made_return, quarter


def total(plan: Plan, expression: str, period: str, *returns: Return) -> Total:
    """Sum an expression over a period from these returns."""
    return Figures(plan, returns).total(Expression.parse(expression), quarter(period))


@pytest.mark.parametrize(
    ("measure", "period", "quarters"),
    [
        ("dossiers_resolved_early", "2026-Q2", ["2026-Q2"]),
        ("dossiers_resolved_early", "2026-H1", ["2026-Q1", "2026-Q2"]),
        ("dossiers_resolved_early", "2026-9M", ["2026-Q1", "2026-Q2", "2026-Q3"]),
        ("dossiers_resolved_early", "2026", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("officials_total", "2026-H1", ["2026-Q2"]),
        ("officials_total", "2026", ["2026-Q4"]),
        ("dossiers_carried_over", "2026-H1", ["2026-Q1"]),
        ("dossiers_carried_over", "2026", ["2026-Q1"]),
        ("dossiers_carried_over", "2026-Q3", ["2026-Q3"]),
        ("direct_spending", "2026", ["2026-Q4"]),
        ("survey_health_answers", "2026", ["2026-Q4"]),
        ("direct_spending", "2026-9M", []),
    ],
)
def test_each_measure_takes_the_quarters_of_its_own_rule(
    plan: Plan, measure: str, period: str, quarters: list[str]
) -> None:
    """A sum takes all quarters, last the last, first the first; what is asked yearly takes the fourth."""
    assert quarters == [q.id for q in quarters_used(plan.measure_by_id[measure], quarter(period))]


def test_counts_are_summed_over_the_quarters(plan: Plan) -> None:
    """3 + 4 dossiers in two quarters are 7 in the half-year."""
    returns = [made_return(plan, "ttpvhcc", f"2026-Q{n}", {"dossiers_resolved_early": n + 2}) for n in (1, 2)]
    assert Fraction(7) == total(plan, "dossiers_resolved_early", "2026-H1", *returns).value


def test_a_state_at_the_end_is_the_last_quarters(plan: Plan) -> None:
    """48 officials, then 50, are 50 at the half-year, not 98."""
    returns = [made_return(plan, "vhxh", f"2026-Q{n}", {"officials_total": 46 + 2 * n}) for n in (1, 2)]
    assert Fraction(50) == total(plan, "officials_total", "2026-H1", *returns).value


def test_a_state_at_the_start_is_the_first_quarters(plan: Plan) -> None:
    """Carried over 50 into Q1 and 40 into Q2: 50 were carried into the half-year."""
    returns = [
        made_return(plan, "ttpvhcc", f"2026-Q{n}", {"dossiers_carried_over": 60 - 10 * n}) for n in (1, 2)
    ]
    assert Fraction(50) == total(plan, "dossiers_carried_over", "2026-H1", *returns).value


def test_a_yearly_figure_is_the_fourth_quarters_whatever_its_rule(plan: Plan) -> None:
    """Spending adds up over time, yet the year's figure is typed once, in the fourth quarter."""
    returns = [made_return(plan, "kt", f"2026-Q{n}", {"direct_spending": "10.5"}) for n in (1, 2, 3, 4)]
    assert Fraction(21, 2) == total(plan, "direct_spending", "2026", *returns).value


def test_offices_are_always_summed(plan: Plan) -> None:
    """1 + 2 + 3 + 4 + 5 staff of the five offices are 15, though staff is a state and not a flow."""
    returns = [
        made_return(plan, o.id, "2026-Q1", {"staff_total": n}) for n, o in enumerate(plan.offices, start=1)
    ]
    assert Fraction(15) == total(plan, "staff_total", "2026-Q1", *returns).value


def test_kps_adds_as_zero(plan: Plan) -> None:
    """An office where nothing arose does not make the sum unknown."""
    returns = [
        made_return(plan, o.id, "2026-Q1", {"staff_total": "KPS" if o.id == "kt" else 3})
        for o in plan.offices
    ]
    assert Fraction(12) == total(plan, "staff_total", "2026-Q1", *returns).value


def test_terms_are_added_and_taken_away_exactly(plan: Plan) -> None:
    """300 - 40 - 170 = 90."""
    item = made_return(
        plan,
        "vhxh",
        "2026-Q4",
        {
            "public_service_quota": 300,
            "public_service_quota_health": 40,
            "public_service_quota_education": 170,
        },
    )
    expression = "public_service_quota - public_service_quota_health - public_service_quota_education"
    assert Fraction(90) == total(plan, expression, "2026", item).value


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"direct_spending": None}, Reason.BLANK),
        ({"direct_spending": "error"}, Reason.ERROR),
        ({}, Reason.NOT_IN_RETURN),
    ],
)
def test_a_missing_figure_says_why(plan: Plan, figures: dict[str, str | None], reason: Reason) -> None:
    """Blank, in error, or with its row gone: the sum is unknown, never 0."""
    found = total(plan, "direct_spending", "2026", made_return(plan, "kt", "2026-Q4", figures))
    assert (None, [("direct_spending", "kt", quarter("2026-Q4"), reason)]) == (
        found.value,
        [(m.measure, m.office, m.period, m.reason) for m in found.missing],
    )


def test_a_missing_return_is_told_from_a_missing_figure(plan: Plan) -> None:
    """Without the office's return the reason is the return."""
    assert [Reason.NO_RETURN] == [m.reason for m in total(plan, "direct_spending", "2026").missing]


def test_a_rejected_return_gives_no_figures(plan: Plan) -> None:
    """A return that is not used counts as not there."""
    item = replace(made_return(plan, "kt", "2026-Q4", {"direct_spending": 5}), rejected=True)
    assert [Reason.NO_RETURN] == [m.reason for m in total(plan, "direct_spending", "2026", item).missing]


def test_baselines_are_averaged_over_their_years(plan: Plan) -> None:
    """(100 + 101 + 102 + 103 + 105) / 5 = 511/5, exactly."""
    amounts = {
        f"direct_spending/{year}": amount
        for year, amount in zip(range(2021, 2026), (100, 101, 102, 103, 105), strict=True)
    }
    figures = Figures(plan, [made_return(plan, "kt", None, amounts)])
    found = figures.baseline(Expression.parse("direct_spending"), (2021, 2022, 2023, 2024, 2025))
    assert Fraction(511, 5) == found.value


def test_a_year_without_its_baseline_makes_the_mean_unknown(plan: Plan) -> None:
    """Four years of five are not averaged as if they were all."""
    amounts: dict[str, int | str | None] = {f"direct_spending/{year}": 100 for year in range(2021, 2025)}
    found = Figures(plan, [made_return(plan, "kt", None, amounts)]).baseline(
        Expression.parse("direct_spending"), (2021, 2022, 2023, 2024, 2025)
    )
    assert (None, [(Period(2025, "Y"), True)]) == (
        found.value,
        [(m.period, m.is_baseline) for m in found.missing],
    )


def test_a_baseline_is_no_figure_of_the_year(plan: Plan) -> None:
    """The quota at the end of 2025 does not stand in for that of 2026."""
    item = made_return(plan, "vhxh", None, {"public_service_quota/2025": 310})
    assert None is total(plan, "public_service_quota", "2026", item).value


def test_yearly_totals_are_averaged(plan: Plan) -> None:
    """93 in 2026 and 90 in 2027 are 183/2 in the mean."""
    returns = [
        made_return(plan, "kt", f"{y}-Q4", {"direct_spending": a}) for y, a in ((2026, 93), (2027, 90))
    ]
    assert (
        Fraction(183, 2)
        == Figures(plan, returns).mean(Expression.parse("direct_spending"), (2026, 2027)).value
    )


def test_one_figure_can_be_looked_up(plan: Plan) -> None:
    """KPS is known as 0; a blank, another quarter and a baseline's year under a quarter are not known."""
    item = made_return(
        plan,
        "vhxh",
        "2026-Q4",
        {"officials_total": 50, "officials_degree": "KPS", "officials_standardised": None},
    )
    base = made_return(plan, "vhxh", None, {"public_service_quota/2025": 310})
    figures = Figures(plan, [item, base])
    names = ("officials_total", "officials_degree", "officials_standardised")
    assert [50, 0, None] == [figures.known(name, "vhxh", quarter("2026-Q4")) for name in names]
    assert figures.known("officials_total", "vhxh", quarter("2026-Q3")) is None
    assert figures.known("public_service_quota", "vhxh", quarter("2025")) is None
    assert 310 == figures.known("public_service_quota", "vhxh", quarter("2025"), is_baseline=True)


def test_sums_are_exact_where_decimals_would_round(plan: Plan) -> None:
    """(10^30 + 0.000001 - 10^30) / 2 is half a millionth: 37 digits are more than Decimal keeps."""
    one, *_ = made_return(plan, "ttpvhcc", "2026-Q1", {"dossiers_resolved_early": 1}).observations
    large, fine = Decimal(10) ** 30, Decimal("0.000001")
    figures = tuple(replace(one, value=value) for value in (large, fine, large))
    assert Fraction(1, 2_000_000) == Total(figures, (1, 1, -1), (), 2).value


@given(st.lists(st.fractions(max_denominator=10**6)), st.integers(1, 9))
def test_a_sum_is_what_fractions_add_up_to(numbers: list[Fraction], divisor: int) -> None:
    """Whatever their denominators, and in lowest terms."""
    assert sum(numbers, Fraction(0)) / divisor == exact_sum(numbers, divisor)


def test_communes_ask_the_same_of_their_figures(plan: Plan) -> None:
    """Under another commune's heading a plan adds up the same figures: 3 + 4."""
    figures: dict[str, int | str | None] = {"dossiers_resolved_early": 3, "dossiers_resolved_on_time": 4}
    item = made_return(plan, "ttpvhcc", "2026-Q1", figures)
    other = plan.for_commune("phường Đông Kinh")
    expression = "dossiers_resolved_early + dossiers_resolved_on_time"
    assert Fraction(7) == total(plan, expression, "2026-Q1", item).value
    assert Fraction(7) == total(other, expression, "2026-Q1", item).value
