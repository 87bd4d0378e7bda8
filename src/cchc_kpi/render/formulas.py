"""Live spreadsheet formulas for a result, leading from its verdict back to the cells of its figures.

A verdict looks at the sign of one difference, numerator * q - denominator * p for a target p/q, in whole
numbers (amounts as whole millionths): so a spreadsheet's binary floats cannot disagree with the exact
verdict at a threshold, and no rounded percentage can contradict it. See docs/adr/0006 and 0024.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Indicator, Milestone, Plan, Ratio, YesNo, expressions_of
from cchc_kpi.returns.layout import KPS, NO, YES
from cchc_kpi.scoring.aggregate import FigureKey, Total
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict

MILLIONTHS: Final = 1_000_000
LARGEST_WHOLE: Final = 10**15
"""Below this every whole number has its own binary float, and Excel does not take two of them for the same."""
LONGEST_FORMULA: Final = 8192
"""Letters that a spreadsheet allows in a formula."""
MOST_ARGUMENTS: Final = 255
SCORE_AGAIN: Final = f"{Verdict.NO_DATA.sign} Cần chấm lại"
"""What stands for a verdict where figures have been changed to what a spreadsheet cannot compare exactly."""
# Sums of amounts are rounded to whole millionths; each figure may add so small a share of one as noise.
_NOISE: Final = 10

Locate = Callable[[Iterable[FigureKey]], tuple[str, ...]]
"""Gives the ranges of cells in which figures stand."""


class Addresses(NamedTuple):
    """Where a result's own cells stand on its sheet."""

    numerator: str
    denominator: str
    difference: str


class ResultFormulas(NamedTuple):
    """The formulas of one result's row; all None where they would be longer than a spreadsheet allows.

    `now` is what a reduction sets beside its baseline, None for other kinds.
    """

    numerator: str | None
    denominator: str | None
    value: str | None
    difference: str | None
    verdict: str | None
    now: str | None


class Basis(NamedTuple):
    """What a difference counts in: figures times `scale`, over so many years `before` and `now` where it is a reduction."""

    scale: int
    before: int
    now: int

    @property
    def factor(self) -> int:
        """What numerator and denominator are multiplied with so that both are whole."""
        return self.scale * self.before * self.now


def basis_of(result: IndicatorResult, plan: Plan) -> Basis:
    """Return what the difference of a result that is due counts in."""
    indicator = result.indicator
    measures = {name for e in expressions_of(indicator).values() for name in e.measures}
    has_amounts = any(plan.measure_by_id[name].type == "amount" for name in measures)
    scale = MILLIONTHS if has_amounts else 1
    if isinstance(indicator, Ratio | YesNo) or result.first is None or result.second is None:
        return Basis(scale, 1, 1)
    return Basis(scale, result.second.over, result.first.over)


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
    factor = basis_of(result, plan).factor
    return whole_difference(result.numerator, result.denominator, result.target, factor)


def whole_difference(numerator: Fraction, denominator: Fraction, target: Milestone, factor: int) -> int:
    """Return numerator * q - denominator * p for a target p/q, times the factor that makes it whole."""
    value = target.value
    return int((numerator * value.denominator - denominator * value.numerator) * factor)


def is_too_large(result: IndicatorResult, plan: Plan) -> bool:
    """Say whether the comparison takes larger numbers than a spreadsheet keeps exactly, as its formula finds it."""
    values = [
        total.value * total.over
        for total in (result.first, result.second)
        if total and total.value is not None
    ]
    return max(values, default=Fraction(0)) * basis_of(result, plan).scale >= _most(result, plan)


def _most(result: IndicatorResult, plan: Plan) -> int:
    """Return what the sums of a comparison must stay below, so that each of its steps is exact.

    Its products and their difference are whole numbers that are told apart, and the noise that adding up
    amounts leaves is less than a rounding to millionths takes away.
    """
    basis, target = basis_of(result, plan), result.target.value
    figures = sum(1 for total in (result.first, result.second) if total is not None for _ in _keys(total))
    times = max(basis.before, basis.now) * (target.denominator + abs(target.numerator))
    return LARGEST_WHOLE // max(times, _NOISE * figures if basis.scale > 1 else 1)


def as_scored(result: IndicatorResult, plan: Plan, own: Addresses, shown: str, otherwise: str) -> str:
    """Return what to show of a comparison that is too large: `shown` while the figures are those that were scored."""
    if result.numerator is None or result.denominator is None or not is_too_large(result, plan):
        return otherwise
    sides = ((own.numerator, result.numerator), (own.denominator, result.denominator))
    are_same = ",".join(f"{cell}={float(side)!r}".upper() for cell, side in sides)
    return f"IF(AND({are_same}),{shown},{otherwise})"


def result_formulas(result: IndicatorResult, plan: Plan, locate: Locate, own: Addresses) -> ResultFormulas:
    """Return the formulas of a result that is due; `locate` knows where the figures stand, `own` its own cells."""
    writer = _Writer(result, plan, locate, own)
    match result.indicator:
        case YesNo():
            sides = writer.yes_no()
        case Ratio():
            sides = writer.ratio()
        case _:
            sides = writer.reduction()
    live = ResultFormulas(
        sides.numerator, sides.denominator, value_formula(own), sides.difference, writer.verdict(), sides.now
    )
    if writer.most_ranges > MOST_ARGUMENTS or any(len(f or "") > LONGEST_FORMULA for f in live):
        return ResultFormulas(None, None, None, None, None, None)
    return live


def value_formula(own: Addresses) -> str:
    """Return the formula of a value, from its numerator and denominator; nothing where either is not there."""
    numerator, denominator = own.numerator, own.denominator
    there = f"COUNT({numerator},{denominator})"
    return f'=IF({there}<2,"",IF({denominator}<=0,"",{numerator}/{denominator}))'


def verdict_formula(
    indicator: Indicator, target: Milestone, own: Addresses, beyond: str | None = None
) -> str:
    """Return the formula of a verdict, from numerator, denominator and the sign of the difference.

    `beyond` is what it is where the difference is no number, being too large; None where that cannot be.
    """
    met, missed, unknown, nothing = (
        f'"{verdict_text(v)}"'
        for v in (Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA, Verdict.NOT_APPLICABLE)
    )
    empty = nothing
    if isinstance(indicator, Ratio):
        empty = f"IF(AND({own.numerator}=0,{own.denominator}=0),{nothing},{unknown})"
    there = f"COUNT({own.numerator},{own.denominator})=2"
    judged = f"IF({own.difference}{target.operator}0,{met},{missed})"
    if beyond is not None:
        judged = f"IF(ISNUMBER({own.difference}),{judged},{beyond})"
    return f"=IF({there},IF({own.denominator}>0,{judged},{empty}),{unknown})"


class _Sides(NamedTuple):
    numerator: str
    denominator: str
    difference: str
    now: str | None = None


class _Writer:
    def __init__(self, result: IndicatorResult, plan: Plan, locate: Locate, own: Addresses) -> None:
        self._result = result
        self._plan = plan
        self._locate = locate
        self._own = own
        self._scale = basis_of(result, plan).scale
        self._is_large = is_too_large(result, plan)
        self.most_ranges = 0

    def _cells(self, keys: Iterable[FigureKey]) -> tuple[str, ...]:
        ranges = self._locate(keys)
        self.most_ranges = max(self.most_ranges, len(ranges))
        return ranges

    def _sum(self, total: Total, expression: Expression) -> str:
        """Return SUM over the figures' cells; SUM passes over the text KPS, which counts as 0."""
        taken_away = {term.measure for term in expression.terms if term.sign < 0}
        plus = self._cells(key for key in _keys(total) if key[0] not in taken_away)
        minus = self._cells(key for key in _keys(total) if key[0] in taken_away)
        words = f"SUM({','.join(plus)})" if plus else "0"
        return f"{words}-SUM({','.join(minus)})" if minus else words

    def _is_whole(self, *totals: Total) -> str:
        """Return the test that every figure is there: a number from 0 on, or KPS where that is an answer."""
        keys = {key for total in totals for key in _keys(total)}
        numbers = [f'COUNTIF({cells},">=0")' for cells in self._cells(keys)]
        may_be_none = self._cells(key for key in keys if key[0] not in self._plan.needs_a_number)
        nones = [f'COUNTIF({cells},"{KPS}")' for cells in may_be_none]
        return f"{'+'.join(numbers + nones)}={len(keys)}"

    def _scaled(self, formula: str) -> str:
        return f"ROUND(({formula})*{self._scale},0)" if self._scale > 1 else f"({formula})"

    def _difference(self, left: str, right: str, sums: str) -> str:
        """Return left * q - right * p where there is a value, else nothing; `sums` are what it is made of."""
        target, own = self._result.target.value, self._own
        there = f"COUNT({own.numerator},{own.denominator})=2"
        exact = f"{left}*{target.denominator}-{right}*{target.numerator}"
        if self._scale > 1 or self._is_large:
            difference = difference_of(self._result, self._plan)
            beyond = (
                '""'
                if difference is None
                else as_scored(self._result, self._plan, own, f'"{difference}"', '""')
            )
            exact = f"IF(MAX({sums})<{_most(self._result, self._plan)},{exact},{beyond})"
        return f'=IF({there},IF({own.denominator}>0,{exact},""),"")'

    def verdict(self) -> str:
        result, own = self._result, self._own
        if self._scale == 1 and not self._is_large:
            return verdict_formula(result.indicator, result.target, own)
        text = f'"{verdict_text(result.verdict)}"'
        beyond = as_scored(result, self._plan, own, text, f'"{SCORE_AGAIN}"')
        return verdict_formula(result.indicator, result.target, own, beyond)

    def ratio(self) -> _Sides:
        first, second = self._result.first, self._result.second
        assert first is not None
        assert second is not None
        expressions = expressions_of(self._result.indicator)
        over, under = expressions["numerator"], expressions["denominator"]
        left, right = self._scaled(self._own.numerator), self._scaled(self._own.denominator)
        return _Sides(
            f'=IF({self._is_whole(first)},{self._sum(first, over)},"")',
            f'=IF({self._is_whole(second)},{self._sum(second, under)},"")',
            self._difference(left, right, f"{left},{right}"),
        )

    def reduction(self) -> _Sides:
        """(baseline/b - now/n) over baseline/b, compared as (baseline*n - now*b) with baseline*n."""
        now, baseline = self._result.first, self._result.second
        assert now is not None
        assert baseline is not None
        of = expressions_of(self._result.indicator)["of"]
        sum_before, sum_now = self._sum(baseline, of), self._sum(now, of)
        before, after = f"({sum_before})/{baseline.over}", f"({sum_now})/{now.over}"
        scaled_before, scaled_now = self._scaled(sum_before), self._scaled(sum_now)
        whole = f"{scaled_before}*{now.over}"
        cut = f"({whole}-{scaled_now}*{baseline.over})"
        return _Sides(
            f'=IF(AND({self._is_whole(now)},{self._is_whole(baseline)}),{before}-{after},"")',
            f'=IF({self._is_whole(baseline)},{before},"")',
            self._difference(cut, whole, f"{scaled_before},{scaled_now}"),
            f'=IF({self._is_whole(now)},{after},"")',
        )

    def yes_no(self) -> _Sides:
        answers = self._result.first
        assert answers is not None
        cells = self._cells(_keys(answers))
        yes = "+".join(f'COUNTIF({cell},"{YES}")' for cell in cells)
        no = "+".join(f'COUNTIF({cell},"{NO}")' for cell in cells)
        asked = "+".join(f"ROWS({cell})" for cell in cells)
        left, right = f"({self._own.numerator})", f"({self._own.denominator})"
        return _Sides(
            f'=IF({yes}+{no}={asked},{yes},"")', f"={asked}", self._difference(left, right, f"{left},{right}")
        )


def _keys(total: Total) -> Iterator[FigureKey]:
    """Yield every figure of a sum, known or missing."""
    for addend in total.addends:
        yield addend.observation.measure, addend.observation.office, addend.observation.period
    for figure in total.missing:
        yield figure.measure, figure.office, figure.period
