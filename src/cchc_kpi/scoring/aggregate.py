"""Summing figures over offices and over time, each measure by its own rule; never a mean of ratios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.observation import Observation, Return, State

FigureKey = tuple[str, str, Period]


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
    """A sum of observations divided by `over` (the number of years of a mean, else 1)."""

    addends: tuple[Addend, ...]
    missing: tuple[MissingFigure, ...] = ()
    over: int = 1

    @property
    def value(self) -> Fraction | None:
        """The exact value, or None while any figure is missing."""
        return None if self.missing else self._sum(self.addends)

    def of_office(self, office: str) -> Fraction | None:
        """Return one office's part of the value, or None while any of its own figures is missing."""
        if any(figure.office == office for figure in self.missing):
            return None
        return self._sum(addend for addend in self.addends if addend.observation.office == office)

    def asks(self, office: str) -> bool:
        """Say whether an office has any figure in it, there or missing."""
        return any(figure.office == office for figure in self.missing) or any(
            addend.observation.office == office for addend in self.addends
        )

    def _sum(self, addends: Iterable[Addend]) -> Fraction:
        total = sum((a.sign * Fraction(a.observation.value or 0) for a in addends), Fraction(0))
        return total / self.over


class Figures:
    """The observations that count, found by measure, office and period; baselines by year."""

    def __init__(self, plan: Plan, returns: Iterable[Return]) -> None:
        self._plan = plan
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
        addends: list[Addend] = []
        missing: list[MissingFigure] = []
        for term in expression.terms:
            measure = self._plan.measure_by_id[term.measure]
            for office in measure.offices:
                for quarter in quarters_used(measure, period):
                    found = self._look_up(self._quarterly, measure, office, quarter)
                    if isinstance(found, Observation):
                        addends.append(Addend(term.sign, found))
                    else:
                        missing.append(found)
        return Total(tuple(addends), tuple(missing))

    def baseline(self, expression: Expression, years: tuple[int, ...]) -> Total:
        """Return the mean of an expression over baseline years, summed over all offices asked."""
        addends: list[Addend] = []
        missing: list[MissingFigure] = []
        for year in years:
            for term in expression.terms:
                measure = self._plan.measure_by_id[term.measure]
                for office in measure.offices:
                    found = self._look_up(self._baselines, measure, office, Period(year, "Y"))
                    if isinstance(found, Observation):
                        addends.append(Addend(term.sign, found))
                    else:
                        missing.append(found)
        return Total(tuple(addends), tuple(missing), len(years))

    def mean(self, expression: Expression, years: Iterable[int]) -> Total:
        """Return the mean of an expression's yearly totals."""
        totals = [self.total(expression, Period(year, "Y")) for year in years]
        return Total(
            tuple(a for total in totals for a in total.addends),
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

    def _look_up(
        self, table: Mapping[FigureKey, Observation], measure: Measure, office: str, period: Period
    ) -> Observation | MissingFigure:
        found = table.get((measure.id, office, period))
        if found is not None and found.state.is_known:
            return found
        is_baseline = table is self._baselines
        if (office, None if is_baseline else period) not in self._present:
            reason = Reason.NO_RETURN
        elif found is None:
            reason = Reason.NOT_IN_RETURN
        else:
            reason = Reason.BLANK if found.state is State.BLANK else Reason.ERROR
        return MissingFigure(measure.id, office, period, reason, is_baseline)


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
