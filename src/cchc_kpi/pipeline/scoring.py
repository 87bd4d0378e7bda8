"""From a batch to results: a period, a year, many communes, or two sides compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cchc_kpi.findings import Phrase
from cchc_kpi.periods import Period
from cchc_kpi.pipeline.batch import Batch, split_by_commune
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import period_name
from cchc_kpi.scoring.annual import AnnualScorecard, periods_of
from cchc_kpi.scoring.comparison import Basis, ScorecardChange, Side, compare_scorecards
from cchc_kpi.scoring.moves import moved_verdicts
from cchc_kpi.scoring.scorecard import (
    Scorecard,
    expected_returns,
    latest_common_period,
    latest_period,
    score_returns,
)
from cchc_kpi.waiving import Run, Waiving

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes
    from cchc_kpi.plan.waivers import Waiver
    from cchc_kpi.scoring.communes import CommunesScorecard


def score(
    batch: Batch, loaded: LoadedPlan, plan: Plan, period: Period | None = None, listed: Sequence[Waiver] = ()
) -> Scorecard | None:
    """Score a batch for a period, by default the latest among its returns; None where there is none.

    What is scored are the returns as read: the waivers listed change what is told of them, no more.
    """
    chosen = period or latest_period(batch.returns)
    return None if chosen is None else _score_period(batch, loaded, plan, chosen, listed)


def _score_period(
    batch: Batch, loaded: LoadedPlan, plan: Plan, period: Period, listed: Sequence[Waiver]
) -> Scorecard:
    waiving = Waiving(listed, Run(plan, batch.returns, period, expected_returns(plan, period)))
    moved = moved_verdicts(plan, period, batch.returns, batch.replacements)
    findings = [*batch.findings, *moved]
    card = score_returns(plan, loaded.sha256, period, batch.returns, findings, waive=waiving.waive)
    return replace(card, returns=tuple(map(waiving.waive_return, card.returns)))


def score_communes(
    batch: Batch,
    loaded: LoadedPlan,
    plan: Plan,
    communes: Communes,
    period: Period | None = None,
    listed: Sequence[Waiver] = (),
) -> CommunesScorecard | None:
    """Score every commune of a list for a period, by default the latest among the returns; None where there is none."""
    from cchc_kpi.scoring.communes import assemble
    from cchc_kpi.scoring.rollup import CommuneCard

    chosen = period or latest_period(batch.returns)
    if chosen is None:
        return None
    parts, shares = split_by_commune(batch, listed)
    cards = [
        CommuneCard(
            commune,
            _score_period(
                parts.get(commune.code, Batch(())),
                loaded,
                communes.plan_of(plan, commune),
                chosen,
                shares.get(commune.code, ()),
            ),
        )
        for commune in communes.listed
    ]
    waiving = Waiving(shares.get("", ()), Run(plan, parts[""].returns, chosen))
    strays = tuple(map(waiving.waive_return, parts[""].returns))
    told = waiving.waive([*batch.findings, *(f for item in parts[""].returns for f in item.findings)])
    return assemble(plan, loaded.sha256, cards, communes, strays, told)


def compare_periods(
    batch: Batch,
    loaded: LoadedPlan,
    plan: Plan,
    periods: tuple[Period, Period],
    listed: Sequence[Waiver] = (),
) -> ScorecardChange:
    """Score one batch for two periods and hold the second against the first."""
    before, after = (
        Side(period.id, period_name(period), _score_period(batch, loaded, plan, period, listed))
        for period in periods
    )
    return compare_scorecards(Basis.PERIODS, before, after)


def compare_sets(
    batches: tuple[Batch, Batch],
    names: tuple[str, str],
    loaded: LoadedPlan,
    plan: Plan,
    period: Period | None = None,
    listed: Sequence[Waiver] = (),
) -> ScorecardChange | None:
    """Score two batches for one period and hold the second against the first.

    By default it is the latest quarter of which both have a return; None where there is none.
    """
    chosen = period or latest_common_period(*(batch.returns for batch in batches))
    if chosen is None:
        return None
    before, after = (
        Side(label, Phrase(name, name), _score_period(batch, loaded, plan, chosen, listed))
        for label, name, batch in zip("AB", names, batches, strict=True)
    )
    return compare_scorecards(Basis.SETS, before, after)


def score_year(
    batch: Batch, loaded: LoadedPlan, plan: Plan, year: int, listed: Sequence[Waiver] = ()
) -> AnnualScorecard:
    """Score a batch for every period of a year."""
    cards = (_score_period(batch, loaded, plan, period, listed) for period in periods_of(year))
    return AnnualScorecard(tuple(cards))
