"""Live spreadsheet formulas for a result, leading from its verdict back to the cells of its figures.

A verdict looks at the sign of one difference, numerator * q - denominator * p for a target p/q, in whole
numbers (amounts as whole millionths): so a spreadsheet's binary floats cannot disagree with the exact
verdict at a threshold, and no rounded percentage can contradict it. Headroom is worked out from the same
difference. See docs/adr/0006.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Indicator, Milestone, Plan, Ratio, YesNo, expressions_of
from cchc_kpi.returns.layout import KPS, NO, YES
from cchc_kpi.scoring.aggregate import FigureKey, Total
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.headroom import Headroom

MILLIONTHS = 1_000_000
LARGEST_WHOLE = 2**53
"""Up to here every whole number has its own binary float."""
_HUNDREDTHS = 100

Locate = Callable[[Iterable[FigureKey]], tuple[str, ...]]
"""Gives the ranges of cells in which figures stand."""


class Addresses(NamedTuple):
    """Where a result's own cells stand on its sheet."""

    numerator: str
    denominator: str
    difference: str


class ResultFormulas(NamedTuple):
    """The formulas of one result's row.

    `difference` and `verdict` are None where the products would be too large for a spreadsheet to compare
    exactly: what they come to is then written as text. `headroom` is the amount needed or to spare, None
    where it is not known or takes more than the difference to work out.
    """

    numerator: str
    denominator: str
    value: str
    difference: str | None
    verdict: str | None
    headroom: str | None


def verdict_text(verdict: Verdict) -> str:
    """Return a verdict as it stands in a workbook: sign and word."""
    return f"{verdict.sign} {verdict.word.vi}"


def difference_of(result: IndicatorResult, plan: Plan) -> int | None:
    """Return numerator * q - denominator * p for a target p/q, in the whole numbers that formulas compute in.

    Amounts count in millionths, means multiplied by their years. Only the sign means something: above 0 the
    value is above its target, 0 is exactly on it. None where there is no value.
    """
    if result.value is None or result.numerator is None or result.denominator is None:
        return None
    return whole_difference(result.numerator, result.denominator, result.target, whole_factor(result, plan))


def whole_factor(result: IndicatorResult, plan: Plan) -> int:
    """Return what numerator and denominator are multiplied with so that both are whole: amounts, means over years."""
    return _scale(result, plan) * _years(result)


def whole_difference(numerator: Fraction, denominator: Fraction, target: Milestone, factor: int) -> int:
    """Return numerator * q - denominator * p for a target p/q, times the factor that makes it whole."""
    value = target.value
    return int((numerator * value.denominator - denominator * value.numerator) * factor)


def result_formulas(
    result: IndicatorResult, plan: Plan, locate: Locate, own: Addresses, headroom: Headroom | None = None
) -> ResultFormulas:
    """Return the formulas of a result that is due; `locate` knows where the figures stand, `own` its own cells."""
    writer = _Writer(result, locate, own, _scale(result, plan))
    match result.indicator:
        case YesNo():
            sides = writer.yes_no()
        case Ratio():
            sides = writer.ratio()
        case _:
            sides = writer.reduction()
    fits = _fits_a_spreadsheet(result, plan)
    return ResultFormulas(
        numerator=sides.numerator,
        denominator=sides.denominator,
        value=value_formula(own),
        difference=sides.difference if fits else None,
        verdict=verdict_formula(result.indicator, result.target, own) if fits else None,
        headroom=_headroom_formula(result, plan, own, headroom) if fits and headroom is not None else None,
    )


def value_formula(own: Addresses) -> str:
    """Return the formula of a value, from its numerator and denominator; nothing where either is not there."""
    numerator, denominator = own.numerator, own.denominator
    there = f"COUNT({numerator},{denominator})"
    return f'=IF({there}<2,"",IF({denominator}<=0,"",{numerator}/{denominator}))'


def verdict_formula(indicator: Indicator, target: Milestone, own: Addresses) -> str:
    """Return the formula of a verdict, from numerator, denominator and the sign of the difference."""
    met, missed, unknown, nothing = (
        f'"{verdict_text(v)}"'
        for v in (Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA, Verdict.NOT_APPLICABLE)
    )
    empty = nothing
    if isinstance(indicator, Ratio):
        empty = f"IF(AND({own.numerator}=0,{own.denominator}=0),{nothing},{unknown})"
    there = f"COUNT({own.numerator},{own.denominator})=2"
    judged = f"IF({own.difference}{target.operator}0,{met},{missed})"
    return f"=IF({there},IF({own.denominator}>0,{judged},{empty}),{unknown})"


class _Sides(NamedTuple):
    numerator: str
    denominator: str
    difference: str


class _Writer:
    def __init__(self, result: IndicatorResult, locate: Locate, own: Addresses, scale: int) -> None:
        self._result = result
        self._locate = locate
        self._own = own
        self._scale = scale

    def _sum(self, total: Total, expression: Expression) -> str:
        """Return SUM over the figures' cells; SUM passes over the text KPS, which counts as 0."""
        taken_away = {term.measure for term in expression.terms if term.sign < 0}
        plus = self._locate(key for key in _keys(total) if key[0] not in taken_away)
        minus = self._locate(key for key in _keys(total) if key[0] in taken_away)
        words = f"SUM({','.join(plus)})" if plus else "0"
        return f"{words}-SUM({','.join(minus)})" if minus else words

    def _is_whole(self, *totals: Total) -> str:
        """Return the test that every figure is there: a number, or KPS; blanks and other text do not count."""
        keys = {key for total in totals for key in _keys(total)}
        cells = self._locate(keys)
        counted = "+".join([f"COUNT({','.join(cells)})", *(f'COUNTIF({cell},"{KPS}")' for cell in cells)])
        return f"{counted}={len(keys)}"

    def _scaled(self, formula: str) -> str:
        return f"ROUND(({formula})*{self._scale},0)" if self._scale > 1 else f"({formula})"

    def _difference(self, left: str, right: str) -> str:
        """Return left * q - right * p where there is a value, else nothing."""
        target, own = self._result.target.value, self._own
        there = f"COUNT({own.numerator},{own.denominator})=2"
        return f'=IF({there},IF({own.denominator}>0,{left}*{target.denominator}-{right}*{target.numerator},""),"")'

    def ratio(self) -> _Sides:
        first, second = self._result.first, self._result.second
        assert first is not None
        assert second is not None
        expressions = expressions_of(self._result.indicator)
        over, under = expressions["numerator"], expressions["denominator"]
        return _Sides(
            f'=IF({self._is_whole(first)},{self._sum(first, over)},"")',
            f'=IF({self._is_whole(second)},{self._sum(second, under)},"")',
            self._difference(self._scaled(self._own.numerator), self._scaled(self._own.denominator)),
        )

    def reduction(self) -> _Sides:
        """(baseline/b - now/n) over baseline/b, compared as (baseline*n - now*b) with baseline*n."""
        now, baseline = self._result.first, self._result.second
        assert now is not None
        assert baseline is not None
        of = expressions_of(self._result.indicator)["of"]
        sum_before, sum_now = self._sum(baseline, of), self._sum(now, of)
        before, after = f"({sum_before})/{baseline.over}", f"({sum_now})/{now.over}"
        whole = f"{self._scaled(sum_before)}*{now.over}"
        cut = f"({whole}-{self._scaled(sum_now)}*{baseline.over})"
        return _Sides(
            f'=IF(AND({self._is_whole(now)},{self._is_whole(baseline)}),{before}-{after},"")',
            f'=IF({self._is_whole(baseline)},{before},"")',
            self._difference(cut, whole),
        )

    def yes_no(self) -> _Sides:
        answers = self._result.first
        assert answers is not None
        cells = self._locate(_keys(answers))
        yes = "+".join(f'COUNTIF({cell},"{YES}")' for cell in cells)
        no = "+".join(f'COUNTIF({cell},"{NO}")' for cell in cells)
        asked = "+".join(f"ROWS({cell})" for cell in cells)
        return _Sides(
            f'=IF({yes}+{no}={asked},{yes},"")',
            f"={asked}",
            self._difference(self._own.numerator, self._own.denominator),
        )


def _keys(total: Total) -> Iterator[FigureKey]:
    """Yield every figure of a sum, known or missing."""
    for addend in total.addends:
        yield addend.observation.measure, addend.observation.office, addend.observation.period
    for figure in total.missing:
        yield figure.measure, figure.office, figure.period


def _scale(result: IndicatorResult, plan: Plan) -> int:
    measures = {name for e in expressions_of(result.indicator).values() for name in e.measures}
    return MILLIONTHS if any(plan.measure_by_id[name].type == "amount" for name in measures) else 1


def _years(result: IndicatorResult) -> int:
    """Return what the sides of the difference are multiplied with beside their scale, so that both are whole."""
    if isinstance(result.indicator, Ratio | YesNo):
        return 1
    return math.prod(total.over for total in (result.first, result.second) if total is not None)


def _fits_a_spreadsheet(result: IndicatorResult, plan: Plan) -> bool:
    """Say whether every product of the comparison is a whole number that a spreadsheet keeps exactly."""
    totals = [total for total in (result.first, result.second) if total is not None]
    figures = sum((abs(Fraction(a.observation.value or 0)) for t in totals for a in t.addends), Fraction(0))
    target = result.target.value
    most = figures * _scale(result, plan) * _years(result) * max(target.denominator, abs(target.numerator))
    return most < LARGEST_WHOLE


def _headroom_formula(result: IndicatorResult, plan: Plan, own: Addresses, headroom: Headroom) -> str | None:
    """Return the amount needed or to spare, from the difference; None where that does not give it.

    In steps of one case, or of a hundredth where a case is an amount of money or a mean.
    """
    target, difference = result.target, difference_of(result, plan)
    if difference is None or headroom.amount is None:
        return None
    if target.operator == "=" and target.value != 1:
        return None
    is_fine = _scale(result, plan) > 1 or headroom.years > 1
    divisor = target.value.denominator * _scale(result, plan) * _years(result)
    times = _HUNDREDTHS if is_fine else 1
    common = math.gcd(divisor, times)
    divisor, times = divisor // common, times // common
    steps = f"{own.difference}*{times}/{divisor}" if times > 1 else f"{own.difference}/{divisor}"
    exact = Fraction(difference * times, divisor)
    if target.operator in {"<", "<="}:
        steps, exact = f"-{steps}", -exact
    is_strict = target.operator in {"<", ">"}
    spare, needed = (
        (f"-INT(-({steps}))-1", f"INT(-({steps}))+1") if is_strict else (f"INT({steps})", f"-INT({steps})")
    )
    if headroom.is_met:
        amount = math.ceil(exact) - 1 if is_strict else math.floor(exact)
    else:
        amount = math.floor(-exact) + 1 if is_strict else -math.floor(exact)
    if Fraction(amount, _HUNDREDTHS if is_fine else 1) != headroom.amount:
        return None
    over = f"/{_HUNDREDTHS}" if is_fine else ""
    test = f"{own.difference}{target.operator}0"
    return f'=IF(ISNUMBER({own.difference}),IF({test},{spare},{needed}){over},"")'
