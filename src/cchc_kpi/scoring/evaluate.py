"""From totals to a verdict: compared exactly first, rounded only to be shown, elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cchc_kpi.findings import Phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Indicator, Milestone, Ratio, Reduction, ReductionOfMean, YesNo
from cchc_kpi.returns.observation import Observation
from cchc_kpi.scoring.aggregate import Figures, MissingFigure, Total


class Verdict(StrEnum):
    """The outcome for one indicator in one period."""

    MET = "met"
    NOT_MET = "not_met"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"
    NOT_DUE = "not_due"

    @property
    def word(self) -> Phrase:
        return _WORDS[self]

    @property
    def sign(self) -> str:
        """A sign that tells verdicts apart without colour."""
        return _SIGNS[self]


_WORDS = {
    Verdict.MET: Phrase("Đạt", "Met"),
    Verdict.NOT_MET: Phrase("Chưa đạt", "Not met"),
    Verdict.NO_DATA: Phrase("Thiếu số liệu", "No data"),
    Verdict.NOT_APPLICABLE: Phrase("Không phát sinh", "Not applicable"),
    Verdict.NOT_DUE: Phrase("Chưa đến kỳ", "Not due"),
}
_SIGNS = {
    Verdict.MET: "✓",
    Verdict.NOT_MET: "✗",
    Verdict.NO_DATA: "?",
    Verdict.NOT_APPLICABLE: "–",
    Verdict.NOT_DUE: "…",
}


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator, scored for one period.

    `first` and `second` are what the formula works on: numerator and denominator of a ratio, now and
    baseline of a reduction, the answers of a yes/no. `numerator`, `denominator` and `value` are what
    is reported: for a reduction the amount cut, the baseline, and the share cut. All are exact; None
    where a figure is missing. For an indicator that is not due, nothing is worked out at all.
    """

    indicator: Indicator
    target: Milestone
    verdict: Verdict
    first: Total | None = None
    second: Total | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None

    @property
    def _totals(self) -> tuple[Total, ...]:
        return tuple(total for total in (self.first, self.second) if total is not None)

    @property
    def lacks_figures(self) -> bool:
        """Whether any figure that is needed is not there."""
        return any(total.missing for total in self._totals)

    @property
    def missing(self) -> tuple[MissingFigure, ...]:
        """The figures that are needed and not there, each once."""
        return tuple(dict.fromkeys(m for total in self._totals for m in total.missing))

    @property
    def observations(self) -> tuple[Observation, ...]:
        """The figures used, each once, in the order of the formula."""
        used = (observation for total in self._totals for observation in total.observations)
        return tuple({id(observation): observation for observation in used}.values())

    @property
    def is_undividable(self) -> bool:
        """Whether all figures are there and yet the denominator cannot divide the numerator."""
        return self.verdict is Verdict.NO_DATA and not self.lacks_figures


def evaluate_indicator(indicator: Indicator, period: Period, figures: Figures) -> IndicatorResult:
    """Score one indicator for a period, exactly."""
    target = indicator.target_for(period)
    if not indicator.is_due_in(period):
        return IndicatorResult(indicator, target, Verdict.NOT_DUE)
    match indicator:
        case Ratio():
            first = figures.total(indicator.numerator, period)
            second = figures.total(indicator.denominator, period)
            return _ratio(indicator, target, first, second)
        case Reduction():
            now = figures.total(indicator.of, period)
            return _reduction(
                indicator, target, now, figures.baseline(indicator.of, (indicator.baseline_year,))
            )
        case ReductionOfMean():
            now = figures.mean(indicator.of, range(indicator.since, period.year + 1))
            return _reduction(
                indicator, target, now, figures.baseline(indicator.of, indicator.baseline_years)
            )
        case YesNo():
            answers = figures.total(Expression.parse(" + ".join(indicator.all_of)), period)
            return _yes_no(indicator, target, answers)


def _judge(target: Milestone, value: Fraction) -> Verdict:
    return Verdict.MET if target.is_met_by(value) else Verdict.NOT_MET


def _ratio(indicator: Indicator, target: Milestone, first: Total, second: Total) -> IndicatorResult:
    numerator, denominator = first.value, second.value
    value = None
    if numerator is None or denominator is None:
        verdict = Verdict.NO_DATA
    elif denominator.numerator > 0:
        value = Fraction(
            numerator.numerator * denominator.denominator, numerator.denominator * denominator.numerator
        )
        verdict = _judge(target, value)
    else:
        is_nothing = numerator == denominator == 0
        verdict = Verdict.NOT_APPLICABLE if is_nothing else Verdict.NO_DATA
    return IndicatorResult(indicator, target, verdict, first, second, numerator, denominator, value)


def _reduction(indicator: Indicator, target: Milestone, now: Total, baseline: Total) -> IndicatorResult:
    before, after = baseline.value, now.value
    cut = before - after if before is not None and after is not None else None
    value = None
    if before is None or cut is None:
        verdict = Verdict.NO_DATA
    elif before <= 0:
        verdict = Verdict.NOT_APPLICABLE
    else:
        value = cut / before
        verdict = _judge(target, value)
    return IndicatorResult(indicator, target, verdict, now, baseline, cut, before, value)


def _yes_no(indicator: Indicator, target: Milestone, answers: Total) -> IndicatorResult:
    yes = answers.value
    asked = Fraction(len(answers.observations) + len(answers.missing))
    if yes is None:
        return IndicatorResult(indicator, target, Verdict.NO_DATA, answers, None, None, asked)
    value = yes / asked
    return IndicatorResult(indicator, target, _judge(target, value), answers, None, yes, asked, value)
