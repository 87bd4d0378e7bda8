"""What the missing figures of each return can be, and how far a sum of them can go.

A figure is 0 or more, a yes/no at most 1, a part at most its whole within its return: a return that breaks
this has both cells in error, and no verdict comes of it. Returns bind only themselves, so each is a region
of its own and a sum's extremes are added up. It knows nothing of targets and verdicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Slot
from cchc_kpi.scoring.aggregate import Figures, MissingFigure, Total
from cchc_kpi.scoring.extremes import Limit, Peak, greatest

_NONE = Fraction(0)
_ONE = Fraction(1)


class Sum(NamedTuple):
    """A constant and a weighted sum of missing figures."""

    constant: Fraction
    weights: Mapping[MissingFigure, Fraction]

    @classmethod
    def of(cls, total: Total, expression: Expression) -> Sum:
        """Return a total as a sum, in which what is missing keeps the sign and the share it would count with."""
        signs = {term.measure: term.sign for term in expression.terms}
        known = sum((a.sign * Fraction(a.observation.value or 0) for a in total.addends), _NONE)
        weights = {missing: Fraction(signs[missing.measure], total.over) for missing in total.missing}
        return cls(known / total.over, weights)

    def plus(self, times: Fraction | int, other: Sum) -> Sum:
        """Return this sum with a multiple of another added to it."""
        weights = {
            key: self.weights.get(key, _NONE) + times * other.weights.get(key, _NONE)
            for key in (*self.weights, *other.weights)
        }
        return Sum(self.constant + times * other.constant, weights)

    @property
    def negated(self) -> Sum:
        return Sum(-self.constant, {key: -weight for key, weight in self.weights.items()})


class Span(NamedTuple):
    """From the least to the greatest that a sum can be; None for no end."""

    least: Fraction | None
    most: Fraction | None

    def plus(self, other: Span) -> Span:
        return Span(added(self.least, other.least), added(self.most, other.most))

    @property
    def negated(self) -> Span:
        return Span(_negated(self.most), _negated(self.least))

    @property
    def is_point(self) -> bool:
        return self.least is not None and self.least == self.most

    @property
    def signs(self) -> frozenset[int]:
        """The signs (-1, 0, 1) of the numbers in it."""
        may_be_negative = self.least is None or self.least < 0
        may_be_positive = self.most is None or self.most > 0
        holds_zero = (may_be_negative or self.least == 0) and (may_be_positive or self.most == 0)
        found = {-1: may_be_negative, 0: holds_zero, 1: may_be_positive}
        return frozenset(sign for sign, is_there in found.items() if is_there)


def added(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """Add two extremes; what has no end has none with anything added."""
    return None if one is None or other is None else one + other


def _negated(value: Fraction | None) -> Fraction | None:
    return None if value is None else -value


class Region(NamedTuple):
    """The missing figures of one return and one period, and the limits that they keep among themselves."""

    unknowns: tuple[MissingFigure, ...]
    limits: tuple[Limit, ...]

    @property
    def slot(self) -> Slot:
        """The return that lacks them."""
        first = self.unknowns[0]
        return first.office, None if first.is_baseline else first.period

    def greatest(self, sums: Sequence[Sum]) -> Peak:
        """Return the greatest of each sum's share in this region, the earlier ones first, constants left out."""
        weights = tuple(tuple(s.weights.get(unknown, _NONE) for unknown in self.unknowns) for s in sums)
        peak = greatest(weights, self.limits)
        # Known figures that leave the missing ones no room would be in error; then nothing is known of them.
        return peak if peak is not None else (None,) * len(sums)

    def span(self, of: Sum) -> Span:
        (most,), (least,) = self.greatest([of]), self.greatest([of.negated])
        return Span(_negated(least), most)


def peak(regions: Iterable[Region], *sums: Sum) -> Peak:
    """Return the greatest value of the first sum over all regions, of the second where the first is so ..."""
    totals: Peak = tuple(s.constant for s in sums)
    for region in regions:
        shares = region.greatest(sums)
        totals = tuple(added(total, share) for total, share in zip(totals, shares, strict=True))
    return totals


def span(regions: Sequence[Region], of: Sum) -> Span:
    """Return from where to where a sum can be, over all regions."""
    (most,), (least,) = peak(regions, of), peak(regions, of.negated)
    return Span(_negated(least), most)


def regions_of(missing: Iterable[MissingFigure], plan: Plan, figures: Figures) -> tuple[Region, ...]:
    """Return the regions of missing figures, one for each return and period."""
    groups: dict[object, list[MissingFigure]] = {}
    for figure in missing:
        groups.setdefault((figure.office, figure.period, figure.is_baseline), []).append(figure)
    return tuple(_region(tuple(group), plan, figures) for group in groups.values())


def _region(unknowns: tuple[MissingFigure, ...], plan: Plan, figures: Figures) -> Region:
    places = {figure.measure: place for place, figure in enumerate(unknowns)}
    limits = [
        _limit({name: _ONE}, _ONE, places) for name in places if plan.measure_by_id[name].type == "yes_no"
    ]
    for measure in plan.measures:
        if measure.bound is None or places.keys().isdisjoint((measure.id, *measure.bound.measures)):
            continue
        involved = {*measure.bound.measures, measure.id} - places.keys()
        found = {name: _known(figures, name, unknowns[0]) for name in involved}
        known = {name: value for name, value in found.items() if value is not None}
        limits += _part_within_whole(measure.id, measure.bound, places, known)
    return Region(unknowns, tuple(limits))


def _known(figures: Figures, measure: str, beside: MissingFigure) -> Fraction | None:
    """Return a figure of the return in which another is missing."""
    return figures.known(measure, beside.office, beside.period, is_baseline=beside.is_baseline)


def _part_within_whole(
    part: str, whole: Expression, places: Mapping[str, int], known: Mapping[str, Fraction]
) -> Iterator[Limit]:
    """Yield part <= whole as the return's check will hold it.

    A figure that is neither known nor needed by the indicator may stay blank: taken away from the whole
    it is then left out, and otherwise nothing is checked.
    """
    weights: dict[str, Fraction] = {}
    most = _NONE
    for sign, name in (*((-term.sign, term.measure) for term in whole.terms), (1, part)):
        if name in places:
            weights[name] = weights.get(name, _NONE) + sign
        elif name in known:
            most -= sign * known[name]
        elif sign < 0 or name == part:
            return
    if weights:
        yield _limit(weights, most, places)


def _limit(weights: Mapping[str, Fraction], most: Fraction, places: Mapping[str, int]) -> Limit:
    return Limit(tuple(weights.get(name, _NONE) for name in places), most)
