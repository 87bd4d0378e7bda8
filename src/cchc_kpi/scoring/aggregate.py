"""Summing figures over offices and over time, each measure by its own rule; never a mean of ratios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.observation import Observation, Return, State

FigureKey = tuple[str, str, Period]
_NOTHING: Final = Decimal(0)


class Reason(StrEnum):
    """Why a figure that is needed is not there."""

    NO_RETURN = "no_return"
    BLANK = "blank"
    ERROR = "error"
    NOT_IN_RETURN = "not_in_return"


class MissingFigure(NamedTuple):
    """A figure that a formula needs and no return gives. `period` is a quarter, or a baseline's year."""

    measure: str
    office: str
    period: Period
    reason: Reason
    is_baseline: bool = False


class Addend(NamedTuple):
    """One observation of a sum, added (+1) or taken away (-1)."""

    sign: int
    observation: Observation


class Total(NamedTuple):
    """A sum of observations, each with its sign, divided by `over` (the number of years of a mean, else 1).

    The signs of a formula are one tuple for all communes: of a nation's totals most of the memory would be these.
    """

    observations: tuple[Observation, ...]
    signs: tuple[int, ...]
    missing: tuple[MissingFigure, ...] = ()
    over: int = 1

    @property
    def addends(self) -> tuple[Addend, ...]:
        """The observations with their signs, in the order of the formula."""
        return tuple(map(Addend, self.signs, self.observations))

    @property
    def value(self) -> Fraction | None:
        """The exact value, or None while any figure is missing."""
        if self.missing:
            return None
        return exact_sum(map(_signed, self.signs, self.observations), self.over)

    def of_office(self, office: str) -> Fraction | None:
        """Return one office's part of the value, or None while any of its own figures is missing."""
        if any(figure.office == office for figure in self.missing):
            return None
        own = [addend for addend in self.addends if addend.observation.office == office]
        return exact_sum((_signed(*addend) for addend in own), self.over)

    def asks(self, office: str) -> bool:
        """Say whether an office has any figure in it, there or missing."""
        return any(figure.office == office for figure in self.missing) or any(
            observation.office == office for observation in self.observations
        )


def _signed(sign: int, observation: Observation) -> Decimal:
    value = observation.value or _NOTHING
    return value if sign > 0 else value.copy_negate()  # a minus would round


class Figures:
    """The observations that count, found by measure, office and period; baselines by year."""

    def __init__(self, plan: Plan, returns: Iterable[Return]) -> None:
        self._plan = plan.origin
        self._quarterly: dict[FigureKey, Observation] = {}
        self._baselines: dict[FigureKey, Observation] = {}
        self._present: set[tuple[str, Period | None]] = set()
        for item in returns:
            if item.rejected or item.slot is None:
                continue
            self._present.add(item.slot)
            table = self._baselines if item.is_baseline else self._quarterly
            table.update({(o.measure, o.office, o.period): o for o in item.observations})

    def total(self, expression: Expression, period: Period) -> Total:
        """Sum an expression over all offices asked and the quarters that the period contains."""
        return self._total(self._quarterly, _quarterly_terms(self._plan, expression, period))

    def baseline(self, expression: Expression, years: tuple[int, ...]) -> Total:
        """Return the mean of an expression over baseline years, summed over all offices asked."""
        terms = _yearly_terms(self._plan, expression, years)
        return self._total(self._baselines, terms)._replace(over=len(years))

    def mean(self, expression: Expression, years: Iterable[int]) -> Total:
        """Return the mean of an expression's yearly totals."""
        totals = [self.total(expression, Period(year, "Y")) for year in years]
        return Total(
            tuple(observation for total in totals for observation in total.observations),
            tuple(sign for total in totals for sign in total.signs),
            tuple(m for total in totals for m in total.missing),
            len(totals),
        )

    def known(
        self, measure: str, office: str, period: Period, *, is_baseline: bool = False
    ) -> Fraction | None:
        """Return one figure, or None where no return gives it; a baseline's period is its year."""
        table = self._baselines if is_baseline else self._quarterly
        found = table.get((measure, office, period))
        return Fraction(found.value or 0) if found is not None and found.state.is_known else None

    def _total(self, table: Mapping[FigureKey, Observation], terms: _Terms) -> Total:
        observations: list[Observation] = []
        missing: list[MissingFigure] = []
        signs: list[int] = []
        for sign, key in zip(terms.signs, terms.keys, strict=True):
            found = table.get(key)
            if found is not None and found.state.is_known:
                observations.append(found)
                signs.append(sign)
            else:
                missing.append(self._missing(table, key, found))
        return Total(tuple(observations), tuple(signs) if missing else terms.signs, tuple(missing))

    def _missing(
        self, table: Mapping[FigureKey, Observation], key: FigureKey, found: Observation | None
    ) -> MissingFigure:
        measure, office, period = key
        is_baseline = table is self._baselines
        if (office, None if is_baseline else period) not in self._present:
            reason = Reason.NO_RETURN
        elif found is None:
            reason = Reason.NOT_IN_RETURN
        else:
            reason = Reason.BLANK if found.state is State.BLANK else Reason.ERROR
        return MissingFigure(measure, office, period, reason, is_baseline)


class _Terms(NamedTuple):
    """The figures that a formula needs, and whether each is added (+1) or taken away (-1)."""

    signs: tuple[int, ...]
    keys: tuple[FigureKey, ...]


@lru_cache(maxsize=4096)
def _quarterly_terms(plan: Plan, expression: Expression, period: Period) -> _Terms:
    """Return the figures of an expression over all offices asked and the quarters that a period contains."""
    return _terms(
        (term.sign, (measure.id, office, quarter))
        for term in expression.terms
        for measure in [plan.measure_by_id[term.measure]]
        for office in measure.offices
        for quarter in quarters_used(measure, period)
    )


@lru_cache(maxsize=1024)
def _yearly_terms(plan: Plan, expression: Expression, years: tuple[int, ...]) -> _Terms:
    """Return the baselines of an expression over all offices asked, year by year."""
    return _terms(
        (term.sign, (measure.id, office, Period(year, "Y")))
        for year in years
        for term in expression.terms
        for measure in [plan.measure_by_id[term.measure]]
        for office in measure.offices
    )


def _terms(found: Iterable[tuple[int, FigureKey]]) -> _Terms:
    held = tuple(found)
    return _Terms(tuple(sign for sign, _ in held), tuple(key for _, key in held))


def exact_sum(numbers: Iterable[Fraction | Decimal], divisor: int = 1) -> Fraction:
    """Return the sum of numbers over a divisor, exactly; brought to lowest terms once, not with every number."""
    total, over = 0, 1
    for number in numbers:
        numerator, denominator = number.as_integer_ratio()
        if over % denominator:
            total, over = total * denominator, over * denominator
        total += numerator * (over // denominator)
    return Fraction(total, over * divisor)


def quarters_used(measure: Measure, period: Period) -> tuple[Period, ...]:
    """Return the quarters of a period whose figures make up a measure's figure for it.

    A measure asked yearly takes the fourth quarter's, whatever its rule over time.
    """
    quarters = period.quarters
    if measure.asked == "year":
        return tuple(quarter for quarter in quarters if quarter.part == "Q4")
    match measure.over_time:
        case "sum":
            return quarters
        case "last":
            return quarters[-1:]
        case "first":
            return quarters[:1]
