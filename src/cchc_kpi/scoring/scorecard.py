"""All the results of one period, with the returns they rest on and every finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from cchc_kpi.findings import Finding, Phrase, told_once
from cchc_kpi.numerals import number_phrase, percent_text
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Area, Plan, Ratio, baseline_years_of, expressions_of
from cchc_kpi.returns.between import period_name
from cchc_kpi.returns.layout import baseline_layout, quarter_layout
from cchc_kpi.returns.observation import Observation, Return, Slot, Status
from cchc_kpi.rules import consistency, tables
from cchc_kpi.scoring.aggregate import Figures
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict, evaluate_indicator


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One commune, one period: a result for every indicator of the plan, in the plan's order.

    `provisional` says that something which the period asks for is not there: a return, or a figure
    in one. `expected` are the returns that the period needs.
    """

    plan: Plan
    plan_sha256: str
    period: Period
    results: tuple[IndicatorResult, ...]
    returns: tuple[Return, ...]
    expected: tuple[Slot, ...]
    findings: tuple[Finding, ...]
    provisional: bool

    @property
    def window(self) -> tuple[date, date]:
        return self.period.window(self.plan.reporting.window_rule)

    @property
    def by_area(self) -> tuple[tuple[Area, tuple[IndicatorResult, ...]], ...]:
        """The results grouped by area, in the plan's order; areas with no indicator left out."""
        groups = (
            (area, tuple(r for r in self.results if r.indicator.area == area.id)) for area in self.plan.areas
        )
        return tuple((area, results) for area, results in groups if results)

    @property
    def observations(self) -> tuple[Observation, ...]:
        """Every observation of the returns that count, in order of file and form."""
        return tuple(o for item in self.returns if not item.rejected for o in item.observations)

    @property
    def received(self) -> tuple[Slot, ...]:
        """The expected returns of which something is used."""
        slots = {item.slot for item in self.returns if not item.rejected}
        return tuple(slot for slot in self.expected if slot in slots)

    def count(self, verdict: Verdict, results: Sequence[IndicatorResult] | None = None) -> int:
        """Count a verdict among the given results, or among all."""
        return sum(1 for r in (self.results if results is None else results) if r.verdict is verdict)


def latest_period(returns: Iterable[Return]) -> Period | None:
    """Return the latest quarter among the returns that can be used, or None."""
    return max(_quarters_in(returns), default=None)


def latest_common_period(some: Iterable[Return], others: Iterable[Return]) -> Period | None:
    """Return the latest quarter of which both sets have a return that can be used, or None."""
    return max(_quarters_in(some) & _quarters_in(others), default=None)


def _quarters_in(returns: Iterable[Return]) -> frozenset[Period]:
    return frozenset(r.period for r in returns if r.period is not None and not r.rejected)


def score_returns(
    plan: Plan,
    plan_sha256: str,
    period: Period,
    returns: Iterable[Return],
    findings: Iterable[Finding] = (),
    *,
    waive: Callable[[Iterable[Finding]], Iterable[Finding]] = tuple,
) -> Scorecard:
    """Score every indicator for a period from settled returns; `findings` are those about no return.

    `waive` gives all that was found as it is told; it has no say in the results.
    """
    held = tuple(sorted(returns, key=lambda item: item.file))
    figures = Figures(plan, held)
    results = tuple(evaluate_indicator(indicator, period, figures) for indicator in plan.indicators)
    expected = expected_returns(plan, period)
    every = [finding for item in held for finding in item.findings]
    every += [*findings, *_missing_returns(plan, expected, held)]
    every += [*_undividable(plan, results), *_small_samples(plan, results)]
    return Scorecard(
        plan,
        plan_sha256,
        period,
        results,
        held,
        expected,
        told_once(waive(every)),
        _is_provisional(expected, held) or any(r.lacks_figures for r in results),
    )


def expected_returns(plan: Plan, period: Period) -> tuple[Slot, ...]:
    """Return what the period needs: each office's quarters, and baselines where a due indicator uses them."""
    return _expected_returns(plan.origin, period)


@lru_cache(maxsize=256)
def _expected_returns(plan: Plan, period: Period) -> tuple[Slot, ...]:
    relative = {
        name
        for indicator in plan.indicators
        if indicator.is_due_in(period) and baseline_years_of(indicator)
        for expression in expressions_of(indicator).values()
        for name in expression.measures
    }
    slots: list[Slot] = []
    for office in plan.offices:
        form = baseline_layout(plan, office)
        if form is not None and relative & {measure.id for measure in form.measures}:
            slots.append((office.id, None))
        slots += [(office.id, q) for q in period.quarters if quarter_layout(plan, office, q).measures]
    return tuple(slots)


def _missing_returns(plan: Plan, expected: Iterable[Slot], returns: Iterable[Return]) -> list[Finding]:
    arrived = {item.slot for item in returns}
    findings = []
    for office_id, period in expected:
        if (office_id, period) in arrived:
            continue
        office = plan.office_by_id[office_id]
        of = plan.origin
        form = baseline_layout(of, office) if period is None else quarter_layout(of, office, period)
        details: dict[str, str | Phrase] = {
            "office": office.name,
            "period": period_name(period),
            "file": f"{form.stem}.xlsx" if form else "",
        }
        findings.append(Finding(consistency.RETURN_MISSING, details=details))
    return findings


def _undividable(plan: Plan, results: Iterable[IndicatorResult]) -> list[Finding]:
    findings = []
    for result in results:
        if result.is_undividable and result.numerator is not None and result.denominator is not None:
            expression = expressions_of(result.indicator)["denominator"]
            details: dict[str, str | Phrase] = {
                "indicator": result.indicator.name,
                "numerator": number_phrase(result.numerator),
                "denominator": number_phrase(result.denominator),
                "codes": plan.codes(expression),
            }
            findings.append(Finding(consistency.DIVISION_IMPOSSIBLE, details=details))
    return findings


def _small_samples(plan: Plan, results: Iterable[IndicatorResult]) -> list[Finding]:
    """Tell the ratios whose denominator, summed over the whole period, is below the plan's minimum."""
    findings = []
    for result in results:
        indicator, denominator = result.indicator, result.denominator
        if not isinstance(indicator, Ratio) or indicator.minimum_sample is None or denominator is None:
            continue
        if 0 < denominator < indicator.minimum_sample:
            details: dict[str, str | Phrase] = {
                "indicator": indicator.name,
                "share": _share(result),
                "denominator": number_phrase(denominator),
                "unit": plan.measure_by_id[indicator.denominator.measures[0]].unit,
                "minimum": number_phrase(indicator.minimum_sample),
            }
            findings.append(Finding(consistency.SMALL_SAMPLE, details=details))
    return findings


def _share(result: IndicatorResult) -> Phrase:
    if result.value is None:
        return Phrase("tỷ lệ", "a share")
    edge = result.target.value
    return Phrase(percent_text(result.value, edge), percent_text(result.value, edge, lang="en"))


def _is_provisional(expected: Sequence[Slot], returns: Sequence[Return]) -> bool:
    """Say whether anything that the period asks for is not there."""
    used = {item.slot: item for item in returns if not item.rejected}
    if any(slot not in used for slot in expected):
        return True
    if any(item.status is Status.REJECTED and not item.superseded for item in returns):
        return True
    relevant = (used[slot] for slot in expected)
    return any(_lacks_figures(item) for item in relevant)


def _lacks_figures(item: Return) -> bool:
    return any(not o.state.is_known for o in item.observations) or any(
        finding.rule in {tables.ROW_MISSING, tables.CODE_TWICE} for finding in item.findings
    )
