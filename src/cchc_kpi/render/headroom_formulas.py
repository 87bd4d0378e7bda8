"""Live formulas for headroom: from a result's difference, whatever its figures become, in the program's whole cases.

What `scoring.headroom` works out for the figures as they are, these formulas work out for any others:
strictness, the finer steps of money and of means, and where no figure will do. See docs/adr/0024.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.plan.model import Operator, Plan, Ratio
from cchc_kpi.render.formulas import Addresses, as_scored, basis_of
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.headroom import Headroom, headroom_unit

UNREACHABLE: Final = "không thể đạt"
JUST_ENOUGH: Final = "vừa đủ"
_HUNDREDTHS: Final = 100
_RISING: Final = frozenset[Operator]({">", ">="})
_STRICT: Final = frozenset[Operator]({">", "<"})


class HeadroomFormulas(NamedTuple):
    """What stands beside a verdict: what the amount is of, the amount, and its unit."""

    way: str
    amount: str
    unit: str


class _Words(NamedTuple):
    """What an amount is called: to spare; needed above what there is; needed below it."""

    spare: str
    more: str
    fewer: str


def headroom_way(headroom: Headroom) -> str:
    """Return what a headroom is an amount of, in the words of the formulas."""
    if headroom.amount is None:
        return UNREACHABLE
    if headroom.is_met and headroom.amount == 0:
        return JUST_ENOUGH
    rises_to_target = (headroom.direction > 0) != headroom.is_met
    words = _words(is_share=headroom.among is not None, rises=rises_to_target)
    if headroom.is_met:
        return words.spare
    return words.more if headroom.direction > 0 else words.fewer


def _words(*, is_share: bool, rises: bool) -> _Words:
    """Return the words for a figure that meets its target by rising, or by falling."""
    if is_share:
        return _Words("còn dư" if rises else "còn được thêm", "cần thêm", "cần bớt")
    return _Words("còn được giảm" if rises else "còn được tăng", "cần tăng thêm", "cần giảm thêm")


def headroom_formulas(
    result: IndicatorResult, plan: Plan, own: Addresses, amount: str, headroom: Headroom | None
) -> HeadroomFormulas | None:
    """Return the formulas of a result that is due, `amount` being the cell of the second.

    `headroom` is that of the figures as they are. None where the plan does not show what else would change
    with the figure.
    """
    unit = headroom_unit(result.indicator, plan)
    if unit is None:
        return None
    return _Writer(result, plan, own, headroom).formulas(amount, unit)


class _Writer:
    """A figure moves the difference D in steps; D and every product here are whole numbers."""

    def __init__(
        self, result: IndicatorResult, plan: Plan, own: Addresses, headroom: Headroom | None
    ) -> None:
        self._result = result
        self._plan = plan
        self._own = own
        self._headroom = headroom
        self._operator = result.target.operator
        self._share = result.target.value
        self._basis = basis_of(result, plan)
        self._is_ratio = result.indicator.kind in {"ratio", "yes_no"}
        self._has_ends = isinstance(result.indicator, Ratio)
        # A figure that is to be brought down meets a target "at least" by falling.
        self._rises = (self._operator in _RISING) == self._is_ratio
        self._is_strict = self._operator in _STRICT
        # D counts in units of the finest step of the figure: a case, or a millionth, of the sum of its years.
        self._finest = self._share.denominator * self._basis.before
        self._finest_in_one = self._basis.scale * self._basis.now
        self._is_fine = self._finest_in_one > 1

    def formulas(self, amount: str, unit: Phrase) -> HeadroomFormulas:
        difference, operator = self._own.difference, self._operator
        is_met = f"{difference}{operator}0"
        words = _words(is_share=self._is_ratio, rises=self._rises)
        needed_word = f'"{words.more if self._rises else words.fewer}"'
        if operator == "=":
            above, below = (words.fewer, words.more) if self._is_ratio else (words.more, words.fewer)
            needed_word = f'IF({difference}>0,"{above}","{below}")'
        spare_word = f'IF({amount}=0,"{JUST_ENOUGH}","{words.spare}")'
        name = unit.vi.replace('"', '""')
        missed_word = f'IF(ISNUMBER({amount}),{needed_word},"{UNREACHABLE}")'
        return HeadroomFormulas(
            way=self._where_known(f"IF({is_met},{spare_word},{missed_word})", self._way_as_scored),
            amount=self._where_known(
                f"IF({is_met},{self._spare()},{self._needed()})", self._amount_as_scored
            ),
            unit=f'=IF(ISNUMBER({amount}),"{name}","")',
        )

    def _where_known(self, formula: str, as_it_is: str) -> str:
        """Nothing without a value, and nothing of a part that is more than its whole."""
        own = self._own
        beyond = as_scored(self._result, self._plan, own, as_it_is, '""')
        if self._has_ends:
            formula = f'IF({own.numerator}>{own.denominator},"",{formula})'
        return f"=IF(ISNUMBER({own.difference}),{formula},{beyond})"

    @property
    def _way_as_scored(self) -> str:
        return '""' if self._headroom is None else f'"{headroom_way(self._headroom)}"'

    @property
    def _amount_as_scored(self) -> str:
        amount = None if self._headroom is None else self._headroom.amount
        return '""' if amount is None else repr(float(amount)).upper()

    def _floor(self, in_steps: Fraction, *, worse: bool = False) -> str:
        """Return how many whole steps, of so many finest ones, D is on the better side of its target, or the worse."""
        divisor = self._finest * in_steps
        sign = "" if (self._operator in _RISING) != worse else "-"
        times = f"*{divisor.denominator}" if divisor.denominator > 1 else ""
        steps = f"{sign}{self._own.difference}{times}"
        whole = f"INT({steps}/{divisor.numerator})"
        if not self._is_fine:
            return whole
        # LibreOffice takes a quotient that is a hair below a whole number for that number.
        return f"({whole}-({whole}*{divisor.numerator}>{steps}))"

    @property
    def _told(self) -> Fraction:
        """The step in which a figure is told, in finest ones: a case, or a hundredth of money and of means."""
        return Fraction(self._finest_in_one, _HUNDREDTHS) if self._is_fine else Fraction(1)

    def _spare(self) -> str:
        if self._operator == "=":
            return "0"
        amount = f"-{self._floor(self._told, worse=True)}-1" if self._is_strict else self._floor(self._told)
        if self._is_fine:
            amount = f"({amount})/{_HUNDREDTHS}"
        return amount if 0 <= self._share <= 1 else self._within_ends(amount)

    def _within_ends(self, amount: str) -> str:
        """A figure cannot lose more than there is, nor gain more than its whole."""
        own = self._own
        if self._is_ratio:
            return f"MIN({amount},{own.numerator if self._rises else f'{own.denominator}-{own.numerator}'})"
        return f"MIN({amount},{own.denominator}-{own.numerator})" if self._rises else amount

    def _needed(self) -> str:
        if not self._can_be_reached:
            return '""'
        if self._operator == "=":
            steps = f"{self._own.difference}/{self._finest}"
            one = f"/{self._finest_in_one}" if self._is_fine else ""
            return f'IF(INT({steps})*{self._finest}={self._own.difference},ABS({steps}){one},"")'
        told = self._least(self._told)
        if not self._is_fine:
            return told
        told = f"({told})/{_HUNDREDTHS}"
        if self._rises and not self._is_ratio:
            return told
        # A round step may lead past the end, where a finer one does not.
        own, most = self._own, self._finest_in_one
        room = own.numerator if self._is_ratio and not self._rises else f"({own.denominator}-{own.numerator})"
        fits = f"ROUND(({told})*{_HUNDREDTHS},0)*{most}<={_HUNDREDTHS}*ROUND({room}*{most},0)"
        return f"IF({fits},{told},({self._least(Fraction(1))})/{most})"

    def _least(self, step: Fraction) -> str:
        return f"{self._floor(step, worse=True)}+1" if self._is_strict else f"-{self._floor(step)}"

    @property
    def _can_be_reached(self) -> bool:
        """Whether a figure between 0 and its whole can meet the target at all."""
        share = self._share
        if self._operator == "=":
            return share <= 1 and (share >= 0 or not self._is_ratio)
        if self._rises:
            return not self._is_ratio or (share < 1 if self._is_strict else share <= 1)
        # What falls to its target: to a share above 0, or by less than all there is.
        if self._is_ratio:
            return share > 0 if self._is_strict else share >= 0
        return share < 1 if self._is_strict else share <= 1
