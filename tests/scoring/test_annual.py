"""A year as a whole: its seven periods, and how far it has come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.annual import AnnualScorecard, periods_of
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, plan_with, sound_return


def year_of(plan: Plan, *returns: Return, year: int = 2026) -> AnnualScorecard:
    """A year scored from returns as read."""
    return AnnualScorecard(
        tuple(score_returns(plan, "0" * 64, period, returns) for period in periods_of(year))
    )


def test_a_year_has_seven_periods_in_the_order_in_which_they_close() -> None:
    """Quarters, and what they add up to."""
    ids = ["2026-Q1", "2026-Q2", "2026-H1", "2026-Q3", "2026-9M", "2026-Q4", "2026"]
    assert ids == [period.id for period in periods_of(2026)]


@pytest.mark.parametrize(
    ("came", "current"),
    [
        (["2026-Q1"], "2026-Q1"),
        (["2026-Q2"], "2026-H1"),
        (["2026-Q1", "2026-Q2"], "2026-H1"),
        (["2026-Q1", "2026-Q3"], "2026-9M"),
        (["2026-Q4"], "2026"),
        (["2026-Q1", None], "2026-Q1"),
        ([None], "2026"),
        ([], "2026"),
        (["2026-Q1", "2027-Q3"], "2026-Q1"),
    ],
)
def test_the_year_has_come_as_far_as_its_latest_return(
    plan: Plan, came: list[str | None], current: str
) -> None:
    """What is judged opens with the year and ends with the last quarter of which a return is used."""
    returns = [sound_return(plan, "kt", period) for period in came]
    assert current == year_of(plan, *returns).current.period.id


def test_a_return_that_is_not_used_does_not_carry_the_year_further(plan: Plan) -> None:
    """Q1 counts; of Q3 there is only a file that cannot be used."""
    unusable = replace(sound_return(plan, "kt", "2026-Q3"), rejected=True)
    assert "2026-Q1" == year_of(plan, sound_return(plan, "kt", "2026-Q1"), unusable).current.period.id


def test_the_results_of_an_indicator_are_its_own_in_every_period(plan: Plan) -> None:
    """Whatever the order of areas and indicators: seven results of this indicator, in the order of the periods."""
    year = year_of(plan, sound_return(plan, "vhxh", "2026-Q4"))
    for indicator in plan.indicators:
        results = year.results_of(indicator)
        assert [indicator] * 7 == [result.indicator for result in results]
        assert [card.period.id for card in year.cards] == [period.id for period in periods_of(2026)]
    cut = next(i for i in plan.indicators if i.id == "public_service_staffing_cut")
    assert [Verdict.NOT_DUE] * 6 + [Verdict.NO_DATA] == [r.verdict for r in year.results_of(cut)]


def test_a_mean_since_an_earlier_year_takes_that_years_figures(plan: Plan) -> None:
    """Spending since 2026, scored for 2027: (93 + 92) / 2 = 92,5 is 7,5% below 100; without 2026 it is not known."""
    base = made_return(plan, "kt", None, {f"direct_spending/{year}": 100 for year in range(2021, 2026)})
    first = made_return(plan, "kt", "2026-Q4", {"direct_spending": 93})
    second = made_return(plan, "kt", "2027-Q4", {"direct_spending": 92})
    cut = next(i for i in plan.indicators if i.id == "direct_spending_cut")
    both = year_of(plan, base, first, second, year=2027).results_of(cut)[-1]
    assert ("3/40", Verdict.MET) == (str(both.value), both.verdict)
    alone = year_of(plan, base, second, year=2027).results_of(cut)[-1]
    assert (None, Verdict.NO_DATA) == (alone.value, alone.verdict)


def test_the_target_of_the_year_is_its_milestone() -> None:
    """98,5% in 2026 meets the milestone of 98% and not the target of 2030."""
    target = 'target: {operator: ">", value: 99%, wording: trên 99%, year: 2030}\n'
    milestone = '    milestones: [{operator: ">=", value: 98%, wording: tối thiểu 98%, year: 2026}]\n'
    plan = plan_with((target, target + milestone))
    figures = {
        "dossiers_resolved_early": 900,
        "dossiers_resolved_on_time": 85,
        "dossiers_resolved_late": 15,
    }
    on_time = plan.indicators[1]
    for year, verdict in ((2026, Verdict.MET), (2027, Verdict.NOT_MET)):
        item = made_return(plan, "ttpvhcc", f"{year}-Q1", figures)
        assert verdict == year_of(plan, item, year=year).results_of(on_time)[0].verdict
