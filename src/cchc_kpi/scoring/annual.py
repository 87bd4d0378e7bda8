"""A year as a whole: every period of it scored from the same returns, the quarters beside what they add up to."""

from __future__ import annotations

from dataclasses import dataclass

from cchc_kpi.findings import Finding
from cchc_kpi.periods import PARTS, Period
from cchc_kpi.plan.model import Indicator, Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.scorecard import Scorecard


def periods_of(year: int) -> tuple[Period, ...]:
    """Return the seven periods of a year in the order in which they close: Q1, Q2, H1, Q3, 9M, Q4, the year."""
    return tuple(Period(year, part) for part in PARTS)


@dataclass(frozen=True, slots=True)
class AnnualScorecard:
    """One commune, one year: a scorecard for each of its seven periods, from the same plan and returns."""

    cards: tuple[Scorecard, ...]

    @property
    def whole(self) -> Scorecard:
        """The scorecard of the whole year: its findings, returns and expected returns are those of the year."""
        return self.cards[-1]

    @property
    def plan(self) -> Plan:
        return self.whole.plan

    @property
    def year(self) -> int:
        return self.whole.period.year

    @property
    def returns(self) -> tuple[Return, ...]:
        return self.whole.returns

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.whole.findings

    @property
    def current(self) -> Scorecard:
        """The longest period from the year's start that has come to its end: one of Q1, H1, 9M and the year.

        It ends with the last quarter of which a return has arrived; where none has, it is the whole year.
        """
        arrived = {slot[1] for slot in self.whole.received if slot[1] is not None}
        if not arrived:
            return self.whole
        latest = max(arrived)
        opening = [card for card in self.cards if card.period.quarters[0].part == "Q1"]
        return next(card for card in opening if card.period.quarters[-1] == latest)

    def results_of(self, indicator: Indicator) -> tuple[IndicatorResult, ...]:
        """Return an indicator's results, one for each period, in their order."""
        place = self.plan.indicators.index(indicator)
        return tuple(card.results[place] for card in self.cards)
