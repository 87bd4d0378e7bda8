"""How far a result is from the other side of its target, in whole cases: what is needed, or what is to spare.

Exact, the operator's strictness honoured: the amount said does what is said of it, and one case less (more)
does not. Amounts of money are told in hundredths, rounded to the side on which what is said stays true.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final, NamedTuple

from cchc_kpi.findings import EMPTY, Phrase
from cchc_kpi.numerals import number_phrase
from cchc_kpi.plan.model import (
    COMPARE,
    Indicator,
    Measure,
    Milestone,
    Operator,
    Plan,
    Ratio,
    Reduction,
    ReductionOfMean,
    YesNo,
    expressions_of,
)
from cchc_kpi.scoring.aggregate import Total
from cchc_kpi.scoring.containment import is_share
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict

_HUNDREDTH: Final = Fraction(1, 100)
_MIRRORED: Final[dict[Operator, Operator]] = {">": "<", ">=": "<=", "=": "=", "<=": ">=", "<": ">"}


class Headroom(NamedTuple):
    """The way from a figure to the other side of its target, the rest of the formula as it is.

    The figure is the numerator of a ratio, the number of yes, or what a reduction is to bring down (of a
    mean over years, the mean). `is_met` tells what `amount` is: to spare, or needed; None where no figure
    among the cases there are will do. `direction` is the way in which the amount counts: 1 where the
    figure would rise, -1 where it would fall. `limit` is where the figure would equal the target exactly.
    `among` are the cases there are, of a ratio and of questions. `over_years` is the amount over the sum
    of `years`, where there are several.
    """

    is_met: bool
    direction: int
    amount: Fraction | None
    limit: Fraction
    unit: Phrase
    among: Fraction | None = None
    years: int = 1
    over_years: Fraction | None = None

    @property
    def is_reachable(self) -> bool:
        return self.amount is not None


class _Grain(NamedTuple):
    """In which steps a figure is told, and in which it can differ."""

    told: Fraction
    finest: Fraction


_CASES: Final = _Grain(Fraction(1), Fraction(1))
_MONEY: Final = _Grain(_HUNDREDTH, Fraction(1, 1_000_000))


def headroom_of(result: IndicatorResult, plan: Plan) -> Headroom | None:
    """Return how far a result is from the other side of its target.

    None where there is no value, and for a ratio whose numerator is not, by the plan, part of its
    denominator: what else would change with it is then nobody's knowledge.
    """
    if result.verdict not in {Verdict.MET, Verdict.NOT_MET}:
        return None
    indicator, target = result.indicator, result.target
    unit = headroom_unit(indicator, plan)
    if unit is None:
        return None
    assert result.first is not None
    assert result.numerator is not None
    assert result.denominator is not None
    whole = result.denominator
    if isinstance(indicator, Reduction | ReductionOfMean):
        return _reduction(target, result.first, whole, unit, _grain(indicator, plan))
    if result.numerator > whole:
        return None
    grain = _grain(indicator, plan)
    figure = _Figure(result.numerator, target.value * whole, target.operator, whole, grain)
    return figure.headroom(unit)._replace(among=whole)


def headroom_unit(indicator: Indicator, plan: Plan) -> Phrase | None:
    """Return what the headroom of an indicator is counted in; None where none is ever told."""
    if isinstance(indicator, Ratio) and not is_share(indicator, plan):
        return None
    return unit_of(indicator, plan)


def unit_of(indicator: Indicator, plan: Plan) -> Phrase:
    """Return what an indicator's cases are: "hồ sơ", "triệu đồng"."""
    if isinstance(indicator, YesNo):
        return Phrase("câu trả lời Có", "yes answers")
    unit = _first_measure(indicator, plan).unit
    return Phrase(unit, unit)


def _reduction(target: Milestone, now: Total, before: Fraction, unit: Phrase, grain: _Grain) -> Headroom:
    assert now.value is not None
    limit = (1 - target.value) * before
    operator = _MIRRORED[target.operator]
    if now.over == 1:
        return _Figure(now.value, limit, operator, None, grain).headroom(unit)
    years = _Figure(now.value * now.over, limit * now.over, operator, None, grain).headroom(unit)
    # A mean of whole cases is no whole number: it is told in hundredths, the sum of the years in cases.
    finer = _Grain(_HUNDREDTH, grain.finest / now.over)
    mean = _Figure(now.value, limit, operator, None, finer).headroom(unit)
    return mean._replace(years=now.over, over_years=years.amount)


def _grain(indicator: Indicator, plan: Plan) -> _Grain:
    return _MONEY if _first_measure(indicator, plan).type == "amount" else _CASES


def _first_measure(indicator: Indicator, plan: Plan) -> Measure:
    expression = next(iter(expressions_of(indicator).values()))
    return plan.measure_by_id[expression.measures[0]]


class _Figure(NamedTuple):
    """A figure from 0 to `most` (None: no end) that meets its target while `value operator limit` holds."""

    value: Fraction
    limit: Fraction
    operator: Operator
    most: Fraction | None
    grain: _Grain

    def headroom(self, unit: Phrase) -> Headroom:
        is_met = COMPARE[self.operator](self.value, self.limit)
        amount, direction = self._to_spare() if is_met else self._needed()
        return Headroom(is_met, direction, amount, self.limit, unit)

    @property
    def _is_strict(self) -> bool:
        return self.operator in {">", "<"}

    def _needed(self) -> tuple[Fraction | None, int]:
        """Return the least amount that meets the target; in finer steps where the round one finds no room."""
        rises = self.operator in {">", ">="} or (self.operator == "=" and self.value < self.limit)
        direction = 1 if rises else -1
        gap = abs(self.limit - self.value)
        if self.operator == "=":
            amounts = [gap] if gap % self.grain.finest == 0 else []
        else:
            amounts = [_least(gap, step, is_strict=self._is_strict) for step in self.grain]
        return next((amount for amount in amounts if self._has_room(direction * amount)), None), direction

    def _has_room(self, change: Fraction) -> bool:
        changed = self.value + change
        return changed >= 0 and (self.most is None or changed <= self.most)

    def _to_spare(self) -> tuple[Fraction, int]:
        """Return the greatest amount with which the target is still met."""
        direction = -1 if self.operator in {">", ">="} else 1
        if self.operator == "=":
            return Fraction(0), direction
        amount = _most(abs(self.value - self.limit), self.grain.told, is_strict=self._is_strict)
        end = self.value if direction < 0 else None if self.most is None else self.most - self.value
        return amount if end is None else min(amount, end), direction


def _least(gap: Fraction, step: Fraction, *, is_strict: bool) -> Fraction:
    """Return the least multiple of a step that is at least the gap, or more than it."""
    return step * (math.floor(gap / step) + 1 if is_strict else math.ceil(gap / step))


def _most(room: Fraction, step: Fraction, *, is_strict: bool) -> Fraction:
    """Return the greatest multiple of a step, from 0, that is at most the room, or less than it."""
    return step * max(0, math.ceil(room / step) - 1 if is_strict else math.floor(room / step))


def headroom_text(headroom: Headroom) -> Phrase:
    """Return headroom as a few words: "cần thêm 7 hồ sơ trong số 1.000 để đạt", "còn dư 3 hồ sơ"."""
    if headroom.amount is None:
        return _unreachable(headroom)
    if headroom.is_met and headroom.amount == 0:
        return Phrase("vừa đủ để đạt", "just enough to meet the target")
    amount, over_years = _quantity(headroom.amount, headroom), _over_years(headroom)
    if headroom.among is None:
        return _moved(headroom, amount, over_years)
    number, among = number_phrase(headroom.amount), number_phrase(headroom.among)
    match headroom.is_met, headroom.direction:
        case False, 1:
            return Phrase(
                f"cần thêm {amount.vi} trong số {among.vi} để đạt",
                f"{number.en} more {headroom.unit.en} of {among.en} needed to meet the target",
            )
        case False, _:
            return Phrase(
                f"cần bớt {amount.vi} trong số {among.vi} để đạt",
                f"{number.en} fewer {headroom.unit.en} of {among.en} needed to meet the target",
            )
        case True, 1:
            return Phrase(f"còn được thêm {amount.vi}", f"{number.en} more {headroom.unit.en} can be borne")
        case _:
            return Phrase(f"còn dư {amount.vi}", f"{amount.en} to spare")


def _moved(headroom: Headroom, amount: Phrase, over_years: Phrase) -> Phrase:
    """Return the words for what a reduction is to bring down."""
    mean = Phrase("bình quân ", " in the mean") if headroom.years > 1 else EMPTY
    way = Phrase("giảm", "fall") if headroom.direction < 0 else Phrase("tăng", "rise")
    if headroom.is_met:
        return Phrase(
            f"{mean.vi}còn được {way.vi} {amount.vi}{over_years.vi}",
            f"may still {way.en} by {amount.en}{mean.en}{over_years.en}",
        )
    return Phrase(
        f"{mean.vi}cần {way.vi} thêm {amount.vi}{over_years.vi} để đạt",
        f"must {way.en} by another {amount.en}{mean.en}{over_years.en} to meet the target",
    )


def _unreachable(headroom: Headroom) -> Phrase:
    if headroom.among is None:
        return Phrase("không mức nào của kỳ này đạt được", "no figure of this period can meet the target")
    among = number_phrase(headroom.among)
    return Phrase(
        f"không thể đạt trong số {among.vi} {headroom.unit.vi} của kỳ này",
        f"cannot be met among the {among.en} {headroom.unit.en} of this period",
    )


def _quantity(amount: Fraction, headroom: Headroom) -> Phrase:
    number = number_phrase(amount)
    return Phrase(f"{number.vi} {headroom.unit.vi}", f"{number.en} {headroom.unit.en}")


def _over_years(headroom: Headroom) -> Phrase:
    if headroom.over_years is None:
        return EMPTY
    amount = _quantity(headroom.over_years, headroom)
    return Phrase(
        f" (tổng {headroom.years} năm: {amount.vi})", f" ({headroom.years} years in all: {amount.en})"
    )
