"""What many communes add up to, province and nation: summed, then divided once; and who pulls a sum down.

Never a mean of ratios: a province's figure is the sum of its communes' numerators over the sum of their
denominators. A commune without figures is left out of both sums, and counted. See docs/adr/0025.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple, TypeVar

from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.model import Indicator, Milestone
from cchc_kpi.plan.ranks import Named
from cchc_kpi.scoring.aggregate import exact_sum
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.scorecard import Scorecard

_NOTHING: Final = Fraction(0)


class CommuneCard(NamedTuple):
    """A commune with its scorecard."""

    commune: Commune
    card: Scorecard


class Level(StrEnum):
    """What communes are added up to."""

    PROVINCE = "province"
    NATION = "nation"


class RollupResult(NamedTuple):
    """One indicator over several communes.

    `counted` is how many communes' figures are in the sums, `counts` how many communes have which verdict.
    Numbers are exact; None where no commune has figures.
    """

    indicator: Indicator
    target: Milestone
    verdict: Verdict
    numerator: Fraction | None
    denominator: Fraction | None
    value: Fraction | None
    counted: int
    counts: Mapping[Verdict, int]


class Rollup(NamedTuple):
    """A province, or the nation: its communes' scorecards and a result for every indicator, in the plan's order.

    `province` is None for the nation, which is all communes of the list.
    """

    level: Level
    province: Named | None
    cards: tuple[CommuneCard, ...]
    results: tuple[RollupResult, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every commune's figures are in every result that is due."""
        due = (result for result in self.results if result.verdict is not Verdict.NOT_DUE)
        return all(result.counted == len(self.cards) for result in due)

    @property
    def received(self) -> int:
        """How many of the returns that are expected are used."""
        return sum(len(one.card.received) for one in self.cards)

    @property
    def expected(self) -> int:
        return sum(len(one.card.expected) for one in self.cards)

    def count(self, verdict: Verdict) -> int:
        """Count a verdict among the results."""
        return sum(1 for result in self.results if result.verdict is verdict)


def roll_up(cards: Sequence[CommuneCard], communes: Communes) -> tuple[Rollup, ...]:
    """Return what the communes of a list add up to: the nation above several provinces, then each province.

    The cards stand in the order of the list, one for every commune.
    """
    by_code = {one.commune.code: one for one in cards}
    provinces = [
        _roll_up(Level.PROVINCE, listed[0].above, [by_code[commune.code] for commune in listed])
        for listed in communes.provinces
    ]
    nation = [_roll_up(Level.NATION, None, cards)] if len(provinces) > 1 else []
    return (*nation, *provinces)


def _roll_up(level: Level, province: Named | None, cards: Sequence[CommuneCard]) -> Rollup:
    columns = zip(*(one.card.results for one in cards), strict=True)
    return Rollup(level, province, tuple(cards), tuple(map(_added_up, columns)))


def is_counted(result: IndicatorResult) -> bool:
    """Say whether a commune's figures go into the sums: both sides are there and, for a ratio, fit together."""
    return result.numerator is not None and result.denominator is not None and not result.is_undividable


def _added_up(results: Sequence[IndicatorResult]) -> RollupResult:
    indicator, target = results[0].indicator, results[0].target
    verdicts = [result.verdict for result in results]
    counts = {verdict: verdicts.count(verdict) for verdict in Verdict}
    counted = [result for result in results if is_counted(result)]
    if not counted:
        verdict = Verdict.NOT_DUE if counts[Verdict.NOT_DUE] == len(results) else Verdict.NO_DATA
        return RollupResult(indicator, target, verdict, None, None, None, 0, counts)
    numerator = exact_sum(result.numerator or _NOTHING for result in counted)
    denominator = exact_sum(result.denominator or _NOTHING for result in counted)
    value, verdict = None, Verdict.NOT_APPLICABLE
    if denominator > 0:
        value = numerator / denominator
        verdict = Verdict.MET if target.is_met_by(value) else Verdict.NOT_MET
    return RollupResult(indicator, target, verdict, numerator, denominator, value, len(counted), counts)


class Pull(NamedTuple):
    """What one part, a commune or a province, does to the sum: its cases above (+) or below (-) its own target.

    `surplus` is None where it has no figures.
    """

    name: Named
    above: Named | None
    result: IndicatorResult | RollupResult
    surplus: Fraction | None

    @property
    def drags(self) -> bool:
        """Whether it misses its target, and so pulls the sum down, or keeps it where it is."""
        return self.surplus is not None and self.result.verdict is Verdict.NOT_MET


class Drill(NamedTuple):
    """One indicator's sum taken apart: what each part does to it, the heaviest drag first, those without figures last.

    A part's surplus is numerator - target * denominator, which adds up over the parts; where less is better
    its sign is turned.
    """

    rollup: Rollup
    result: RollupResult
    pulls: tuple[Pull, ...]

    @property
    def surplus(self) -> Fraction:
        """The sum's own distance from its target."""
        return sum((pull.surplus for pull in self.pulls if pull.surplus is not None), Fraction(0))

    @property
    def drags(self) -> tuple[Pull, ...]:
        return tuple(pull for pull in self.pulls if pull.drags)

    @property
    def enough(self) -> int | None:
        """How many of the heaviest drags must reach their own targets for the sum to reach it; None where it has."""
        if self.result.verdict is not Verdict.NOT_MET:
            return None
        short, count = self.surplus, 0
        for pull in self.drags:
            short, count = short - (pull.surplus or 0), count + 1
            # A part that meets a strict target stands above it, if only by one case: 0 is enough.
            if short >= 0:
                return count
        return None


def drill_down(rollup: Rollup, indicator: Indicator) -> Drill:
    """Take one indicator of a province or of the nation apart by commune."""
    parts = (
        (one.commune.named, one.commune.above, _result_of(one.card.results, indicator))
        for one in rollup.cards
    )
    pulls = (
        Pull(name, above, result, _surplus(result) if is_counted(result) else None)
        for name, above, result in parts
    )
    return Drill(rollup, _result_of(rollup.results, indicator), _heaviest_first(pulls))


def drill_by_province(nation: Rollup, provinces: Iterable[Rollup], indicator: Indicator) -> Drill:
    """Take one indicator of the nation apart by province."""
    parts = [
        (rollup.province, _result_of(rollup.results, indicator))
        for rollup in provinces
        if rollup.province is not None
    ]
    pulls = (Pull(name, None, result, _surplus(result) if result.counted else None) for name, result in parts)
    return Drill(nation, _result_of(nation.results, indicator), _heaviest_first(pulls))


AnyResult = TypeVar("AnyResult", IndicatorResult, RollupResult)


def _result_of(results: Iterable[AnyResult], indicator: Indicator) -> AnyResult:
    return next(result for result in results if result.indicator.id == indicator.id)


def _heaviest_first(pulls: Iterable[Pull]) -> tuple[Pull, ...]:
    """Return parts by what they do to the sum; equal ones stay in the order of the list."""
    return tuple(sorted(pulls, key=lambda pull: (pull.surplus is None, pull.surplus or 0)))


def _surplus(result: IndicatorResult | RollupResult) -> Fraction:
    assert result.numerator is not None
    assert result.denominator is not None
    surplus = result.numerator - result.target.value * result.denominator
    return -surplus if result.target.operator in {"<", "<="} else surplus
