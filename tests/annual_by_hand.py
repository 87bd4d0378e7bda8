"""A year worked out a second time, from the plan's text and the figures alone: fractions, none of the program's code.

Amounts of headroom are found by trying one more case until the target is met, or no longer is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from ruamel.yaml import YAML

from program import EXAMPLES

Figure = int | str | None
"""A count; an amount, "KPS", "Có" or "Không" as text; None for a figure that is missing."""
Figures = dict[tuple[str, str, str], Figure]
"""By code, office and period: a quarter's id, or the year of a baseline."""

QUARTERS: Final = {
    "Q1": (1,),
    "Q2": (2,),
    "H1": (1, 2),
    "Q3": (3,),
    "9M": (1, 2, 3),
    "Q4": (4,),
    "Y": (1, 2, 3, 4),
}
WORDS: Final = {
    "met": "✓ Đạt",
    "not_met": "✗ Chưa đạt",
    "no_data": "? Thiếu số liệu",
    "not_applicable": "– Không phát sinh",
    "not_due": "… Chưa đến kỳ",
}
_OPERATORS: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    ">": Fraction.__gt__,
    ">=": Fraction.__ge__,
    "=": Fraction.__eq__,
    "<=": Fraction.__le__,
    "<": Fraction.__lt__,
}


class Expected(NamedTuple):
    """One indicator in one period; `way` and `amount` are its headroom, "" and None where there is none."""

    verdict: str
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    value: Fraction | None = None
    difference: Fraction | None = None
    way: str = ""
    amount: Fraction | None = None


Year = dict[tuple[str, str], Expected]
"""By an indicator's id and the part of the year."""


def example_plan() -> dict[str, Any]:
    """The repository's plan as the YAML library gives it."""
    return read_yaml((EXAMPLES.parent / "targets.yaml").read_text("utf-8"))


def read_yaml(text: str) -> dict[str, Any]:
    """A YAML text as dictionaries and lists."""
    read: dict[str, Any] = YAML(typ="safe").load(text)
    return read


def example_figures() -> Figures:
    """The figures of the example year as `values.yaml` holds them; of a part above its whole, neither."""
    values = read_yaml((EXAMPLES / "values.yaml").read_text("utf-8"))
    figures: Figures = {}
    for office, year in values["offices"].items():
        periods = list(year["returns"])
        for code, given in year["values"].items():
            column = zip(periods, given, strict=True) if isinstance(given, list) else [("2026-Q4", given)]
            figures |= {(code, office, period): figure for period, figure in column}
    for office, given in values["baselines"].items():
        for code, years in given["values"].items():
            figures |= {(code, office, str(year)): figure for year, figure in years.items()}
    # Planted in values.yaml: CQ.15 = 8 of CQ.14 = 6, so both count as missing.
    figures |= dict.fromkeys([("CQ.14", "kt", "2026-Q3"), ("CQ.15", "kt", "2026-Q3")])
    return figures


def work_out(plan: Mapping[str, Any], figures: Figures, year: int = 2026, *, no_share: str = "") -> Year:
    """Every indicator in every period of a year; `no_share` are the ids, after spaces, whose numerator is no part."""
    hand = _Hand(plan, figures, year)
    return {
        (indicator["id"], part): hand.result(indicator, part, has_way=indicator["id"] not in no_share.split())
        for indicator in plan["indicators"]
        for part in QUARTERS
    }


class _Hand:
    def __init__(self, plan: Mapping[str, Any], figures: Figures, year: int) -> None:
        self._measures = {measure["id"]: measure for measure in plan["measures"]}
        self._figures = figures
        self._year = year

    def result(self, indicator: Mapping[str, Any], part: str, *, has_way: bool) -> Expected:
        since = indicator.get("since", self._year)
        if (indicator["assessed"] == "year" and part != "Y") or since > self._year:
            return Expected("not_due")
        target = self._target(indicator)
        match indicator["kind"]:
            case "ratio":
                top = self._sum(indicator["numerator"], self._year, part)
                whole = self._sum(indicator["denominator"], self._year, part)
                return self._ratio(indicator, target, top, whole, has_way=has_way)
            case "yes_no":
                asked = sum(len(self._measures[name]["offices"]) for name in indicator["all_of"])
                yes = self._sum(" + ".join(indicator["all_of"]), self._year, part)
                return self._ratio(indicator, target, yes, Fraction(asked), has_way=True)
            case _:
                return self._reduction(indicator, target)

    def _target(self, indicator: Mapping[str, Any]) -> tuple[str, Fraction]:
        now = [m for m in indicator.get("milestones", ()) if m["year"] == self._year] or [indicator["target"]]
        return now[0]["operator"], Fraction(now[0]["value"].removesuffix("%").replace(",", ".")) / 100

    def _ratio(
        self,
        indicator: Mapping[str, Any],
        target: tuple[str, Fraction],
        top: Fraction | None,
        whole: Fraction | None,
        *,
        has_way: bool,
    ) -> Expected:
        if top is None or whole is None:
            return Expected("no_data", top, whole)
        if whole <= 0:
            return Expected("not_applicable" if top == whole == 0 else "no_data", top, whole)
        operator, share = target
        is_met = _OPERATORS[operator](top / whole, share)
        scale = 10**6 if self._is_money(indicator.get("numerator", "")) else 1
        difference = (top * share.denominator - whole * share.numerator) * scale
        way, amount = "", None
        if has_way and top <= whole:
            step = Fraction(1, 100) if scale > 1 else Fraction(1)
            way, amount = _ratio_way(top, whole, operator, share, step)
        return Expected(_judged(is_met=is_met), top, whole, top / whole, difference, way, amount)

    def _reduction(self, indicator: Mapping[str, Any], target: tuple[str, Fraction]) -> Expected:
        of = indicator["of"]
        before_years = indicator.get("baseline_years") or [indicator["baseline_year"]]
        years = range(indicator.get("since", self._year), self._year + 1)
        befores = [self._sum(of, year, "baseline") for year in before_years]
        nows = [self._sum(of, year, "Y") for year in years]
        before, now = _mean(befores), _mean(nows)
        if before is None or now is None:
            return Expected("no_data", None, before)
        if before <= 0:
            return Expected("not_applicable", before - now, before)
        operator, share = target
        value = (before - now) / before
        is_met = _OPERATORS[operator](value, share)
        scale = 10**6 if self._is_money(of) else 1
        times = scale * len(befores) * len(nows)
        difference = ((before - now) * share.denominator - before * share.numerator) * times
        step = Fraction(1, 100) if scale > 1 or len(nows) > 1 else Fraction(1)
        finest = Fraction(1, scale * len(nows))

        def meets(figure: Fraction) -> bool:
            return _OPERATORS[operator]((before - figure) / before, share)

        way, amount = _reduction_way(meets, now, operator, (step, finest), before * (1 - share))
        return Expected(_judged(is_met=is_met), before - now, before, value, difference, way, amount)

    def _is_money(self, expression: str) -> bool:
        return any(self._measures[name]["type"] == "amount" for _, name in _terms(expression))

    def _sum(self, expression: str, year: int, part: str) -> Fraction | None:
        """An expression over all offices and the quarters that count, or None where a figure is missing."""
        total = Fraction(0)
        for sign, name in _terms(expression):
            measure = self._measures[name]
            for office in measure["offices"]:
                for period in _periods(measure, year, part):
                    figure = self._figures.get((measure["code"], office, period))
                    if figure is None:
                        return None
                    total += sign * number(figure)
        return total


def number(figure: int | str) -> Fraction:
    """What a figure counts as: KPS and Không as 0, Có as 1."""
    words = {"KPS": "0", "Không": "0", "Có": "1"}
    return Fraction(Decimal(words.get(str(figure), str(figure))))


def _judged(*, is_met: bool) -> str:
    return "met" if is_met else "not_met"


def _mean(totals: list[Fraction | None]) -> Fraction | None:
    known = [total for total in totals if total is not None]
    return sum(known, Fraction(0)) / len(totals) if len(known) == len(totals) else None


def _terms(expression: str) -> Iterator[tuple[int, str]]:
    sign = 1
    for word in expression.split():
        if word in {"+", "-"}:
            sign = 1 if word == "+" else -1
        else:
            yield sign, word


def _periods(measure: Mapping[str, Any], year: int, part: str) -> list[str]:
    if part == "baseline":
        return [str(year)]
    quarters = QUARTERS[part]
    if measure["asked"] == "year":
        quarters = tuple(quarter for quarter in quarters if quarter == 4)
    elif measure["over_time"] == "last":
        quarters = quarters[-1:]
    elif measure["over_time"] == "first":
        quarters = quarters[:1]
    return [f"{year}-Q{quarter}" for quarter in quarters]


def _ratio_way(
    top: Fraction, whole: Fraction, operator: str, share: Fraction, step: Fraction
) -> tuple[str, Fraction | None]:
    """Try figures from 0 to the whole: how many more or fewer meet the target, or still do."""

    def meets(figure: Fraction) -> bool:
        return _OPERATORS[operator](figure / whole, share)

    steps = (step, Fraction(1, 10**6) if step < 1 else step)
    if meets(top):
        if operator == "=":
            return "vừa đủ", Fraction(0)
        down = operator in {">", ">="}
        room = top if down else whole - top
        amount = min(_last(lambda k: meets(top - k if down else top + k), step), room)
        return _spare("còn dư" if down else "còn được thêm", amount)
    exactly = share * whole if operator == "=" else None
    for size in steps:
        for word, way, room in (("cần thêm", 1, whole - top), ("cần bớt", -1, top)):
            found = _first(meets, top, way * size, room, exactly)
            if found is not None:
                return word, found
    return "không thể đạt", None


def _reduction_way(
    meets: Callable[[Fraction], bool],
    now: Fraction,
    operator: str,
    steps: tuple[Fraction, Fraction],
    limit: Fraction,
) -> tuple[str, Fraction | None]:
    """Try figures below and above: how far it must still fall or rise, or how far it still may."""
    if meets(now):
        if operator == "=":
            return "vừa đủ", Fraction(0)
        down = operator in {"<", "<="}
        amount = _last(lambda k: meets(now - k if down else now + k), steps[0])
        amount = min(amount, now) if down else amount
        return _spare("còn được giảm" if down else "còn được tăng", amount)
    far = Fraction(10**12)
    exactly = limit if operator == "=" else None
    for size in steps:
        for word, way, room in (("cần giảm thêm", -1, now), ("cần tăng thêm", 1, far)):
            found = _first(meets, now, way * size, room, exactly)
            if found is not None:
                return word, found
    return "không thể đạt", None


def _spare(word: str, amount: Fraction) -> tuple[str, Fraction]:
    return (word if amount else "vừa đủ"), amount


def _last(holds: Callable[[Fraction], bool], step: Fraction) -> Fraction:
    """The greatest multiple of a step for which something holds that holds for 0 and once broken stays so."""
    return step * (_turn(lambda count: not holds(count * step)) - 1)


def _first(
    meets: Callable[[Fraction], bool], now: Fraction, step: Fraction, room: Fraction, exactly: Fraction | None
) -> Fraction | None:
    """The least number of steps up (above 0) or down that meet the target within the room, as an amount.

    Where only one figure does, the steps are tried until they have reached or passed it.
    """

    def is_there(count: int) -> bool:
        figure = now + step * count
        if exactly is not None:
            return figure >= exactly if step > 0 else figure <= exactly
        return meets(figure)

    if not is_there(math.ceil(room / abs(step))):
        return None
    count = _turn(is_there)
    amount = abs(step) * count
    return amount if amount <= room and meets(now + step * count) else None


def _turn(is_over: Callable[[int], bool]) -> int:
    """The least whole number from 0 at which something is over, by doubling and halving: each guess is tried."""
    high = 1
    while not is_over(high):
        high *= 2
    low = -1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_over(middle) else (middle, high)
    return high
