"""The change of a ratio of sums over offices, split exactly into what each office did; arithmetic only.

Effects are shares: 1/100 is one percentage point. They add up to the whole change to the last digit, and
exchanging the two sides turns the sign of every one of them. The choice of formulas: docs/adr/0020.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

_HALF = Fraction(1, 2)


class Terms(NamedTuple):
    """What a quotient is made of: numerator and denominator of a ratio, now and baseline of a reduction."""

    first: Fraction
    second: Fraction

    @property
    def quotient(self) -> Fraction | None:
        """The first by the second, None where the second is 0."""
        return self.first / self.second if self.second else None

    def plus(self, other: Terms) -> Terms:
        return Terms(self.first + other.first, self.second + other.second)


class OfficeTerms(NamedTuple):
    """An office's terms on both sides; None on a side where its figures are not all there."""

    office: str
    before: Terms | None
    after: Terms | None


class OfficeEffect(NamedTuple):
    """What one office did to a ratio: by its own ratio, by its weight, or by having a ratio on one side only."""

    terms: OfficeTerms
    own: Fraction = Fraction(0)
    mix: Fraction = Fraction(0)
    turnover: Fraction = Fraction(0)

    @property
    def total(self) -> Fraction:
        return self.own + self.mix + self.turnover


class RatioSplit(NamedTuple):
    """The change of a ratio between the sums of the offices known on each side, by office.

    `before` and `after` are those sums; where an office is not known on a side, they are no result.
    """

    before: Terms
    after: Terms
    effects: tuple[OfficeEffect, ...]

    @property
    def change(self) -> Fraction:
        return self.after.first / self.after.second - self.before.first / self.before.second

    @property
    def own(self) -> Fraction:
        return sum((effect.own for effect in self.effects), Fraction(0))

    @property
    def mix(self) -> Fraction:
        return sum((effect.mix for effect in self.effects), Fraction(0))

    @property
    def turnover(self) -> Fraction:
        return sum((effect.turnover for effect in self.effects), Fraction(0))


class TermEffect(NamedTuple):
    """What the change of one office's first term, and of its second, did to a quotient."""

    office: str
    before: Terms
    after: Terms
    first: Fraction
    second: Fraction

    @property
    def total(self) -> Fraction:
        return self.first + self.second


class TermSplit(NamedTuple):
    """The change of a quotient of sums (or of 1 less the quotient), by office and by term."""

    before: Terms
    after: Terms
    effects: tuple[TermEffect, ...]

    @property
    def first(self) -> Fraction:
        return sum((effect.first for effect in self.effects), Fraction(0))

    @property
    def second(self) -> Fraction:
        return sum((effect.second for effect in self.effects), Fraction(0))


def split_ratio(offices: Sequence[OfficeTerms]) -> RatioSplit | None:
    """Split the change of sum(first) / sum(second) by office; None where a side has no sum to divide by.

    The formula is that of Griliches and Regev ("Firm productivity in Israeli industry 1979-1988", Journal of
    Econometrics 65, 1995), whose weights are the means of both sides, as in Bennet (1920) and in Kitagawa
    ("Components of a difference between two rates", JASA 50, 1955). With r an office's own ratio, w its weight
    (its second by the sum of seconds), R the mean of the two ratios as a whole, and a mean written [ ]:

    own       [w] * (r after - r before)
    mix       (w after - w before) * ([r] - R)
    turnover  w * (r - R) of a side on which alone an office has a ratio; what comes counts +, what goes -

    w * r is written first / sum(second), so that an office with nothing to divide by needs no ratio: what its
    first adds all the same is turnover.
    """
    before = _sum(item.before for item in offices)
    after = _sum(item.after for item in offices)
    if before.second <= 0 or after.second <= 0:
        return None
    level = (before.first / before.second + after.first / after.second) * _HALF
    return RatioSplit(before, after, tuple(_effect(item, before, after, level) for item in offices))


def _sum(terms: Iterable[Terms | None]) -> Terms:
    total = Terms(Fraction(0), Fraction(0))
    for term in terms:
        total = total if term is None else total.plus(term)
    return total


def _effect(item: OfficeTerms, before: Terms, after: Terms, level: Fraction) -> OfficeEffect:
    then, now = item.before, item.after
    if then is not None and now is not None and then.quotient is not None and now.quotient is not None:
        weight_then, weight_now = then.second / before.second, now.second / after.second
        own = (weight_then + weight_now) * _HALF * (now.quotient - then.quotient)
        mix = (weight_now - weight_then) * ((then.quotient + now.quotient) * _HALF - level)
        return OfficeEffect(item, own, mix)
    gone = _above_level(then, before, level)
    come = _above_level(now, after, level)
    return OfficeEffect(item, turnover=come - gone)


def _above_level(terms: Terms | None, whole: Terms, level: Fraction) -> Fraction:
    """Return w * (r - R), written so that r need not be there."""
    return Fraction(0) if terms is None else (terms.first - terms.second * level) / whole.second


def split_terms(
    offices: Sequence[tuple[str, Terms, Terms]], *, is_reduction: bool = False
) -> TermSplit | None:
    """Split the change of q = sum(first) / sum(second), or of 1 - q for a reduction, by office and term.

    None where a side has no sum to divide by. Each term's change is weighted with the mean of both sides, as
    in Bennet (1920): q after - q before = (change of first) * [1 / second] + (change of 1 / second) * [first].
    Both are linear in the offices' own changes, the second with its slope -1 / (second before * second after).
    """
    before = _sum(then for _, then, _ in offices)
    after = _sum(now for _, _, now in offices)
    if before.second <= 0 or after.second <= 0:
        return None
    sign = -1 if is_reduction else 1
    by_first = sign * (1 / before.second + 1 / after.second) * _HALF
    by_second = -sign * (before.first + after.first) * _HALF / (before.second * after.second)
    effects = tuple(
        TermEffect(
            office,
            then,
            now,
            (now.first - then.first) * by_first,
            (now.second - then.second) * by_second,
        )
        for office, then, now in offices
    )
    return TermSplit(before, after, effects)
