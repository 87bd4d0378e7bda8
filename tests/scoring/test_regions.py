"""What the missing figures of a return can be, given what stands beside them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.aggregate import Figures, MissingFigure, Reason
from cchc_kpi.scoring.regions import Span, Sum, regions_of, span
from forms_for_tests import made_return, quarter

F = Fraction
QUOTA, HEALTH, EDUCATION = (f"public_service_quota{name}" for name in ("", "_health", "_education"))


def blank(measure: str, period: str = "2026-Q1", office: str = "vhxh") -> MissingFigure:
    """A figure that a formula needs and a return leaves blank."""
    return MissingFigure(measure, office, quarter(period), Reason.BLANK)


def spanned(plan: Plan, *returns: Return, **signs: int) -> Span:
    """From where to where a sum of missing figures of vhxh's first quarter can be."""
    weights = {blank(name): F(sign) for name, sign in signs.items()}
    return span(regions_of(weights, plan, Figures(plan, returns)), Sum(F(0), weights))


@pytest.mark.parametrize(
    ("total", "health", "expected"),
    [
        (200, 40, (0, 160)),
        # Health stays out of the check while it is blank: education may be all of the 200.
        (200, None, (0, 200)),
        # Without the whole nothing is checked.
        (None, 40, (0, None)),
    ],
)
def test_a_part_is_held_against_what_is_known_of_its_whole(
    plan: Plan, total: int | None, health: int | None, expected: tuple[int, int | None]
) -> None:
    """As the return's own check has it: a blank that no formula needs may stay blank."""
    item = made_return(plan, "vhxh", "2026-Q1", {QUOTA: total, HEALTH: health})
    assert expected == spanned(plan, item, **{EDUCATION: 1})


def test_a_whole_is_held_against_its_known_parts(plan: Plan) -> None:
    """40 in health and 170 in education are 210 at least; of a whole of 210 health is 40 at most."""
    item = made_return(plan, "vhxh", "2026-Q1", {HEALTH: 40, EDUCATION: 170})
    assert (210, None) == spanned(plan, item, **{QUOTA: 1})
    item = made_return(plan, "vhxh", "2026-Q1", {QUOTA: 210, EDUCATION: 170})
    assert (0, 40) == spanned(plan, item, **{HEALTH: 1})


def test_missing_figures_hold_each_other(plan: Plan) -> None:
    """Whole less parts is never below 0, and part less whole never above."""
    assert (0, None) == spanned(plan, **{QUOTA: 1, HEALTH: -1, EDUCATION: -1})
    assert (None, 0) == spanned(plan, **{HEALTH: 1, QUOTA: -1})


def test_a_yes_or_no_is_0_or_1(plan: Plan) -> None:
    """Two answers are 2 at most."""
    names = ("party_committee_uses_unified_software", "peoples_committee_uses_unified_software")
    assert (0, 2) == spanned(plan, **dict.fromkeys(names, 1))


def test_a_return_binds_only_itself(plan: Plan) -> None:
    """The whole of Q2 says nothing of the part in Q1; what is missing in one return is one region."""
    later = made_return(plan, "vhxh", "2026-Q2", {"officials_total": 50})
    assert (0, None) == spanned(plan, later, officials_degree=1)
    figures = Figures(plan, [])
    missing = [blank("officials_degree"), blank("officials_total", "2026-Q2"), blank("officials_total")]
    found = regions_of(missing, plan, figures)
    assert [(missing[0], missing[2]), (missing[1],)] == [region.unknowns for region in found]


def test_known_figures_without_room_leave_the_blank_unbounded(plan: Plan) -> None:
    """171 in education of 170 are an error that is told elsewhere: nothing is claimed of health."""
    item = made_return(plan, "vhxh", "2026-Q1", {QUOTA: 170, EDUCATION: 171})
    assert (None, None) == spanned(plan, item, **{HEALTH: 1})


def test_each_baseline_year_is_a_region_of_the_same_return(plan: Plan) -> None:
    """Five years stand in one return, each bound by its own figures."""
    missing = [
        MissingFigure("direct_spending", "kt", Period(year, "Y"), Reason.BLANK, is_baseline=True)
        for year in (2021, 2022)
    ]
    found = regions_of(missing, plan, Figures(plan, []))
    assert [("kt", None)] * 2 == [region.slot for region in found]


def test_what_is_missing_from_a_mean_counts_by_its_share(plan: Plan) -> None:
    """Posts without those in health, the mean of two: (300 - 40 + x - y) / 2, of which x and y are missing."""
    item = made_return(plan, "vhxh", "2026-Q4", {QUOTA: 300, HEALTH: 40})
    expression = Expression.parse(f"{QUOTA} - {HEALTH}")
    total = Figures(plan, [item]).mean(expression, (2026, 2027))
    halves = {(QUOTA, "2027-Q4"): F(1, 2), (HEALTH, "2027-Q4"): F(-1, 2)}
    found = Sum.of(total, expression)
    assert (130, halves) == (found.constant, {(m.measure, m.period.id): w for m, w in found.weights.items()})


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        (None, None, {-1, 0, 1}),
        (0, None, {0, 1}),
        (1, None, {1}),
        (None, 0, {-1, 0}),
        (None, -1, {-1}),
        (-1, 1, {-1, 0, 1}),
        (0, 0, {0}),
        (2, 3, {1}),
    ],
)
def test_the_signs_of_a_span(least: int | None, most: int | None, expected: set[int]) -> None:
    """Of all numbers from the least to the most, both included."""
    found = Span(None if least is None else F(least), None if most is None else F(most))
    assert expected == found.signs
