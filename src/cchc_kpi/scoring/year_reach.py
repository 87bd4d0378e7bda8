"""Whether the year can still meet the target, seen from the part of it that is over."""

from __future__ import annotations

import math
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.numerals import number_phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Milestone, Plan, Ratio, expressions_of
from cchc_kpi.scoring.containment import is_share
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict

_HUNDREDTH: Final = Fraction(1, 100)


class Reach(StrEnum):
    """What the rest of the year can still do."""

    WITHIN_REACH = "within_reach"
    OUT_OF_REACH = "out_of_reach"
    OPEN = "open"


class YearReach(NamedTuple):
    """Whether the year's target can still be reached.

    `further` is the least number of further cases, every one of them good, with which the year meets it
    (0: as it stands); None unless it is within reach. Open: later figures take the place of today's.
    """

    reach: Reach
    unit: Phrase
    further: Fraction | None = None


def year_reach_of(result: IndicatorResult, period: Period, plan: Plan) -> YearReach | None:
    """Return whether the year can still meet its target after a period that opens it (Q1, H1, 9M).

    None where that is not known: for any other period, without a value, and for a formula of which part is
    summed over the quarters and part is not, or whose numerator is not part of its denominator.
    """
    opens_the_year = period.quarters[0].part == "Q1" and not period.is_year
    if not opens_the_year or result.verdict not in {Verdict.MET, Verdict.NOT_MET}:
        return None
    indicator = result.indicator
    names = [name for expression in expressions_of(indicator).values() for name in expression.measures]
    measures = [plan.measure_by_id[name] for name in names]
    unit = Phrase(measures[0].unit, measures[0].unit)
    rules = {"last" if measure.asked == "year" else measure.over_time for measure in measures}
    if rules == {"last"}:
        return YearReach(Reach.OPEN, unit)
    if rules != {"sum"} or not isinstance(indicator, Ratio) or not is_share(indicator, plan):
        return None
    assert result.numerator is not None
    assert result.denominator is not None
    good, all_cases = result.numerator, result.denominator
    target = result.target
    if target.operator == "=" and target.value != 1:
        return None
    step = _HUNDREDTH if measures[0].type == "amount" else Fraction(1)
    further = _further(good, all_cases, target, step)
    reach = Reach.OUT_OF_REACH if further is None else Reach.WITHIN_REACH
    return YearReach(reach, unit, further)


def _further(good: Fraction, all_cases: Fraction, target: Milestone, step: Fraction) -> Fraction | None:
    """Return the least multiple of a step, from 0, that added as good cases meets the target; None for none.

    Where less is better a good case is one that adds to the denominator alone.
    """
    if target.is_met_by(good / all_cases):
        return Fraction(0)
    share = target.value
    if target.operator in {"<", "<="}:
        gap, gain = good - share * all_cases, share
    else:
        gap, gain = share * all_cases - good, 1 - share
    if gain <= 0:
        return None
    steps = gap / gain / step
    return step * (math.floor(steps) + 1 if target.operator in {"<", ">"} else math.ceil(steps))


def year_reach_text(reach: YearReach) -> Phrase:
    """Return it as one short sentence without its full stop."""
    if reach.reach is Reach.OPEN:
        return Phrase(
            "cả năm: chưa định, sẽ tính theo số liệu cuối năm",
            "year: open, the year's last figures will count",
        )
    if reach.further is None:
        return Phrase("cả năm: không thể đạt nữa", "year: out of reach")
    if reach.further == 0:
        return Phrase("cả năm: đến nay đang đạt", "year: met so far")
    number = number_phrase(reach.further)
    return Phrase(
        f"cả năm: vẫn có thể đạt, cần thêm ít nhất {number.vi} {reach.unit.vi}, đều đạt yêu cầu",
        f"year: within reach, with at least {number.en} further {reach.unit.en}, all of them good",
    )
