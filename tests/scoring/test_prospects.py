"""What stands beside a verdict is that of its own result."""

from __future__ import annotations

from fractions import Fraction

from cchc_kpi.plan.model import Plan
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.prospects import Prospect, prospects_of
from cchc_kpi.scoring.scorecard import score_returns
from cchc_kpi.scoring.year_reach import Reach
from forms_for_tests import made_return, quarter


def prospects(plan: Plan, period: str) -> dict[str, tuple[Verdict, Prospect]]:
    """The prospects of a period of which dossiers alone are known: 989 of 1000 in time."""
    figures = {
        "dossiers_resolved_early": 700,
        "dossiers_resolved_on_time": 289,
        "dossiers_resolved_late": 11,
        "dossiers_resolved_fully_online": None,
    }
    card = score_returns(plan, "0" * 64, quarter(period), [made_return(plan, "ttpvhcc", "2026-Q1", figures)])
    pairs = zip(card.results, prospects_of(card), strict=True)
    return {result.indicator.id: (result.verdict, beside) for result, beside in pairs}


def test_a_value_has_headroom_and_a_year_to_come(plan: Plan) -> None:
    """989 of 1000 and "trên 99%": two more; the year within reach with 101 further ones: 1090 of 1101 are 99,0009%."""
    verdict, beside = prospects(plan, "2026-Q1")["dossiers_on_time"]
    assert (Verdict.NOT_MET, Fraction(2)) == (verdict, beside.headroom and beside.headroom.amount)
    assert beside.year_reach is not None
    assert (Reach.WITHIN_REACH, Fraction(101)) == (beside.year_reach.reach, beside.year_reach.further)
    assert beside.outlook is not None
    assert Verdict.NOT_MET == beside.outlook.certain


def test_missing_figures_leave_an_outlook_alone(plan: Plan) -> None:
    """How many were fully online is blank: no headroom, nothing of the year, both verdicts open."""
    verdict, beside = prospects(plan, "2026-Q1")["dossiers_fully_online"]
    assert (Verdict.NO_DATA, None, None) == (verdict, beside.headroom, beside.year_reach)
    assert beside.outlook is not None
    assert (Verdict.MET, Verdict.NOT_MET) == beside.outlook.possible
    assert (("ttpvhcc", quarter("2026-Q1")),) == beside.outlook.deciding


def test_what_is_not_due_has_no_prospect(plan: Plan) -> None:
    """A yearly indicator in a quarter: nothing was worked out, nothing is foretold."""
    assert (Verdict.NOT_DUE, Prospect(None, None, None)) == prospects(plan, "2026-Q1")["coverage_5g"]


def test_each_period_looks_at_its_own_quarters(plan: Plan) -> None:
    """In the six months Q2 is missing: what was certain in Q1 is open."""
    verdict, beside = prospects(plan, "2026-H1")["dossiers_on_time"]
    assert (Verdict.NO_DATA, None) == (verdict, beside.headroom)
    assert beside.outlook is not None
    assert (("ttpvhcc", quarter("2026-Q2")),) == beside.outlook.deciding
