"""What stands beside each verdict of a scorecard: how far it is from its target, and what can still change it."""

from __future__ import annotations

from typing import NamedTuple

from cchc_kpi.scoring.aggregate import Figures
from cchc_kpi.scoring.bounds import Outlook, possible_verdicts
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.headroom import Headroom, headroom_of
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.scoring.year_reach import YearReach, year_reach_of


class Prospect(NamedTuple):
    """Headroom, whether the year can still be reached, and what missing figures can still change.

    Each is None where nothing can be said; `outlook` where the indicator is not due.
    """

    headroom: Headroom | None
    year_reach: YearReach | None
    outlook: Outlook | None


def prospects_of(card: Scorecard) -> tuple[Prospect, ...]:
    """Return the prospect of every result of a scorecard, in their order."""
    figures = Figures(card.plan, card.returns)
    return tuple(prospect_of(result, card, figures) for result in card.results)


def prospect_of(result: IndicatorResult, card: Scorecard, figures: Figures) -> Prospect:
    """Return the prospect of one result; `figures` are those of the scorecard's returns."""
    is_due = result.verdict is not Verdict.NOT_DUE
    return Prospect(
        headroom_of(result, card.plan),
        year_reach_of(result, card.period, card.plan),
        possible_verdicts(result, card.plan, figures) if is_due else None,
    )
