"""Live spreadsheet formulas for a result, leading from its verdict back to the cells of its figures.

Comparisons are cross-multiplied in whole numbers (amounts as whole millionths), so that a spreadsheet's
binary floats cannot disagree with the exact verdict at a threshold.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from cchc_kpi.plan.model import Plan, Ratio, YesNo, expressions_of
from cchc_kpi.returns.layout import YES
from cchc_kpi.returns.observation import Observation
from cchc_kpi.scoring.aggregate import Total
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict

MILLIONTHS = 1_000_000
LARGEST_WHOLE = 2**53
"""Up to here every whole number has its own binary float."""

Locate = Callable[[Observation], str]
"""Gives the address, with its sheet, of the cell that holds an observation's value."""


@dataclass(frozen=True, slots=True)
class ResultFormulas:
    """The formulas of one result's row.

    None where a side is not known and nothing can be computed; the verdict also where its products would
    be too large for a spreadsheet to compare exactly: it is then written as text.
    """

    numerator: str | None
    denominator: str | None
    value: str | None
    verdict: str | None


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict as it stands in a workbook: sign and word."""
    return f"{verdict.sign} {verdict.word.vi}"


def result_formulas(
    result: IndicatorResult, plan: Plan, locate: Locate, cells: Mapping[str, str]
) -> ResultFormulas:
    """Return the formulas of a result; `cells` holds the addresses of its own numerator and denominator."""
    writer = _Writer(result, plan, locate, cells["numerator"], cells["denominator"])
    if isinstance(result.indicator, YesNo):
        return writer.yes_no()
    if isinstance(result.indicator, Ratio):
        return writer.ratio()
    return writer.reduction()


class _Writer:
    def __init__(
        self, result: IndicatorResult, plan: Plan, locate: Locate, numerator: str, denominator: str
    ) -> None:
        self._result = result
        self._locate = locate
        self._numerator = numerator
        self._denominator = denominator
        measures = {name for e in expressions_of(result.indicator).values() for name in e.measures}
        self._is_money = any(plan.measure_by_id[name].type == "amount" for name in measures)

    def _sum(self, total: Total) -> str:
        """Return SUM over the addends' cells; SUM passes over the text KPS, which counts as 0."""
        plus = [self._locate(a.observation) for a in total.addends if a.sign > 0]
        minus = [self._locate(a.observation) for a in total.addends if a.sign < 0]
        words = f"SUM({','.join(plus)})" if plus else "0"
        return f"{words}-SUM({','.join(minus)})" if minus else words

    def _whole(self, formula: str) -> str:
        return f"ROUND(({formula})*{MILLIONTHS},0)" if self._is_money else f"({formula})"

    def _verdict(self, zero_test: str, zero_verdict: str, left: str, right: str) -> str | None:
        """Return a verdict that compares left * q with right * p, for a target p/q."""
        if self._result.value is None and self._result.verdict is Verdict.NO_DATA:
            return None
        if not self._fits_a_spreadsheet():
            return None
        target: Fraction = self._result.target.value
        met, missed = (f'"{verdict_text(v)}"' for v in (Verdict.MET, Verdict.NOT_MET))
        comparison = f"{left}*{target.denominator}{self._result.target.operator}{right}*{target.numerator}"
        return f"=IF({zero_test},{zero_verdict},IF({comparison},{met},{missed}))"

    def _fits_a_spreadsheet(self) -> bool:
        """Say whether every product of the comparison is a whole number that a spreadsheet keeps exactly."""
        totals = [total for total in (self._result.first, self._result.second) if total is not None]
        figures = sum(
            (abs(Fraction(a.observation.value or 0)) for t in totals for a in t.addends), Fraction(0)
        )
        years = math.prod(total.over for total in totals)
        target = self._result.target.value
        scale = MILLIONTHS if self._is_money else 1
        return figures * scale * years * max(target.denominator, abs(target.numerator)) < LARGEST_WHOLE

    def _quotient(self) -> str | None:
        if self._result.verdict is Verdict.NO_DATA:
            return None
        return f'=IF({self._denominator}=0,"",{self._numerator}/{self._denominator})'

    def ratio(self) -> ResultFormulas:
        first, second = self._result.first, self._result.second
        assert first is not None
        assert second is not None
        nothing = f'"{verdict_text(Verdict.NOT_APPLICABLE)}"'
        unknown = f'"{verdict_text(Verdict.NO_DATA)}"'
        zero = f"IF({self._numerator}=0,{nothing},{unknown})"
        return ResultFormulas(
            None if first.missing else f"={self._sum(first)}",
            None if second.missing else f"={self._sum(second)}",
            self._quotient(),
            self._verdict(
                f"{self._denominator}=0", zero, self._whole(self._numerator), self._whole(self._denominator)
            ),
        )

    def reduction(self) -> ResultFormulas:
        """(baseline/b - now/n) over baseline/b, compared as (baseline*n - now*b) with baseline*n."""
        now, baseline = self._result.first, self._result.second
        assert now is not None
        assert baseline is not None
        before = f"({self._sum(baseline)})/{baseline.over}"
        after = f"({self._sum(now)})/{now.over}"
        cut = f"{self._whole(self._sum(baseline))}*{now.over}-{self._whole(self._sum(now))}*{baseline.over}"
        whole = f"{self._whole(self._sum(baseline))}*{now.over}"
        nothing = f'"{verdict_text(Verdict.NOT_APPLICABLE)}"'
        return ResultFormulas(
            None if now.missing or baseline.missing else f"={before}-{after}",
            None if baseline.missing else f"={before}",
            self._quotient(),
            self._verdict(f"{self._denominator}<=0", nothing, f"({cut})", f"({whole})"),
        )

    def yes_no(self) -> ResultFormulas:
        answers = self._result.first
        assert answers is not None
        cells = [self._locate(addend.observation) for addend in answers.addends]
        said_yes = "+".join(f'({cell}="{YES}")' for cell in cells)
        return ResultFormulas(
            None if answers.missing else f"=0+{said_yes}",
            None if answers.missing else f"=COUNTA({','.join(cells)})",
            self._quotient(),
            self._verdict(
                f"{self._denominator}=0",
                f'"{verdict_text(Verdict.NO_DATA)}"',
                self._numerator,
                self._denominator,
            ),
        )
