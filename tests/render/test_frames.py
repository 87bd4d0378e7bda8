from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from cchc_kpi import pipeline
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.frames import observations_frame, results_frame
from cchc_kpi.scoring.scorecard import Scorecard
from program import EXAMPLES


@pytest.fixture(scope="module")
def card(loaded: LoadedPlan, plan: Plan) -> Scorecard:
    """The example's first quarter, scored."""
    scored = pipeline.score(pipeline.read_batch([str(EXAMPLES / "2026-Q1")], plan), loaded, plan)
    assert scored is not None
    return scored


def test_results_keep_their_exact_numbers(card: Scorecard) -> None:
    """One row an indicator; 990 of 1000 is the fraction 99/100 and nothing near it."""
    frame = results_frame(card).set_index("indicator")
    assert len(frame) == 31
    row = frame.loc["dossiers_on_time"]
    assert (Fraction(990), Fraction(1000), Fraction(99, 100), "not_met") == (
        row["numerator"], row["denominator"], row["value"], row["verdict"],
    )  # fmt: skip
    assert frame.loc["coverage_5g", "value"] is None


def test_observations_can_be_summed_by_office(card: Scorecard) -> None:
    """One row an observation; the staff of the five offices add up to the indicator's denominator."""
    frame = observations_frame(card)
    staff = frame[frame["measure"] == "staff_total"]
    assert sorted(staff["office"]) == ["dvci", "kt", "ttpvhcc", "vhxh", "vp"]
    result = results_frame(card).set_index("indicator").loc["staff_trained_digital"]
    assert result["denominator"] == staff["value"].sum()
    assert all(isinstance(value, Decimal) for value in staff["value"])
