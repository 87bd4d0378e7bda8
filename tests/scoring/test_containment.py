"""Whether a numerator is part of its denominator, by the plan alone."""

from __future__ import annotations

import pytest

from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Plan, Ratio
from cchc_kpi.scoring.containment import is_share
from forms_for_tests import plan_with


def ratio(plan: Plan, numerator: str, denominator: str) -> Ratio:
    """A ratio of the plan with another formula."""
    found = next(entry for entry in plan.indicators if isinstance(entry, Ratio))
    parts = {"numerator": Expression.parse(numerator), "denominator": Expression.parse(denominator)}
    return found.model_copy(update=parts)


def test_every_ratio_of_the_plan_is_a_share(plan: Plan) -> None:
    """All 27, by common terms or by "Trong đó"."""
    found = [is_share(entry, plan) for entry in plan.indicators if isinstance(entry, Ratio)]
    assert [True] * 27 == found


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        # The same terms and more.
        ("dossiers_resolved_early", "dossiers_resolved_early + dossiers_resolved_late", True),
        # Two parts, each of its own whole.
        (
            "survey_land_satisfied + survey_construction_satisfied",
            "survey_land_answers + survey_construction_answers",
            True,
        ),
        # Two parts of one whole may overlap: both may be all of it.
        ("officials_degree + officials_standardised", "officials_total", False),
        # Nothing in the plan bounds the one by the other.
        ("payments_online", "dossiers_handled_total", False),
        ("payments_total", "payments_online", False),
        # Integrated datasets are among those that may be shared, and so among all.
        ("datasets_integrated", "datasets_total", True),
        ("datasets_integrated", "datasets_total - datasets_exempt", True),
        # Exempt datasets are not among those that may be shared.
        ("datasets_exempt", "datasets_total - datasets_exempt", False),
        # A bound of three terms, of which the denominator has two.
        ("dossiers_resolved_fully_online", "dossiers_resolved_early + dossiers_resolved_late", False),
        # A difference can fall when a figure rises.
        ("datasets_total - datasets_exempt", "datasets_total", False),
    ],
)
def test_a_share_is_derived_from_terms_and_bounds(
    plan: Plan, numerator: str, denominator: str, expected: bool
) -> None:
    """What the plan does not bound is no share, whatever it is called."""
    assert expected is is_share(ratio(plan, numerator, denominator), plan)


def test_a_part_of_a_part_is_a_share() -> None:
    """Where the standardised are among those with a degree, they are among all officials."""
    line = 'chuyên môn, nghiệp vụ và kỹ năng"\n    unit: người\n    type: count\n    over_time: last\n'
    rest = "    asked: quarter\n    part_of: {}\n"
    nested = plan_with((line + rest.format("officials_total"), line + rest.format("officials_degree")))
    assert is_share(ratio(nested, "officials_standardised", "officials_total"), nested)
    assert not is_share(ratio(nested, "officials_degree", "officials_standardised"), nested)


def test_bounds_in_a_circle_come_to_an_end() -> None:
    """Two measures, each at most the other, are no part of a third."""
    total = "    name: Tổng số hồ sơ TTHC tiếp nhận mới trong kỳ, gồm cả hồ sơ giấy\n    unit: hồ sơ\n"
    circle = plan_with((total, total + "    at_most: dossiers_handled_in_system\n"))
    assert not is_share(ratio(circle, "dossiers_handled_in_system", "payments_total"), circle)


def test_a_part_that_adds_up_in_another_way_is_no_share() -> None:
    """Four quarters' parts summed may exceed the last quarter's whole, though each return is sound."""
    heading = "id: payments_online\n    area: tthc\n    offices: [ttpvhcc]\n"
    name = '    name: "Trong đó: giao dịch thanh toán trực tuyến"\n    unit: giao dịch\n    type: count\n'
    rule = "    over_time: {}\n"
    other = plan_with((heading + name + rule.format("sum"), heading + name + rule.format("last")))
    assert not is_share(ratio(other, "payments_online", "payments_total"), other)
