"""Many communes together: province and nation by summing and dividing once, and the order of the communes.

Never a mean of ratios: a province's figure is the sum of its communes' numerators over the sum of their
denominators. A commune without figures is left out of both sums, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Final, NamedTuple

from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.plan.model import Indicator, Milestone, Plan
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.scorecard import Scorecard


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
    """A province, or the nation: its communes and a result for every indicator, in the plan's order."""

    level: Level
    name: str
    communes: tuple[Commune, ...]
    results: tuple[RollupResult, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every commune's figures are in every result that is due."""
        due = (result for result in self.results if result.verdict is not Verdict.NOT_DUE)
        return all(result.counted == len(self.communes) for result in due)


def roll_up(cards: Sequence[CommuneCard], communes: Communes) -> tuple[Rollup, ...]:
    """Return every province, in the order of the list, and above several of them the nation."""
    by_province: dict[str, list[CommuneCard]] = {name: [] for name in communes.provinces}
    for one in cards:
        by_province[one.commune.province].append(one)
    rollups = [_roll_up(Level.PROVINCE, name, held) for name, held in by_province.items() if held]
    if len(rollups) > 1:
        rollups.append(_roll_up(Level.NATION, "", cards))
    return tuple(rollups)


def _roll_up(level: Level, name: str, cards: Sequence[CommuneCard]) -> Rollup:
    columns = zip(*(one.card.results for one in cards), strict=True)
    return Rollup(level, name, tuple(one.commune for one in cards), tuple(map(_added_up, columns)))


def _added_up(results: Sequence[IndicatorResult]) -> RollupResult:
    indicator, target = results[0].indicator, results[0].target
    counts = {verdict: sum(1 for result in results if result.verdict is verdict) for verdict in Verdict}
    numerator = denominator = Fraction(0)
    counted = 0
    for result in results:
        if result.numerator is None or result.denominator is None or result.is_undividable:
            continue
        numerator += result.numerator
        denominator += result.denominator
        counted += 1
    if not counted:
        verdict = Verdict.NOT_DUE if counts[Verdict.NOT_DUE] == len(results) else Verdict.NO_DATA
        return RollupResult(indicator, target, verdict, None, None, None, 0, counts)
    if denominator <= 0:
        nothing = Verdict.NOT_APPLICABLE
        return RollupResult(indicator, target, nothing, numerator, denominator, None, counted, counts)
    value = numerator / denominator
    verdict = Verdict.MET if target.is_met_by(value) else Verdict.NOT_MET
    return RollupResult(indicator, target, verdict, numerator, denominator, value, counted, counts)


class Pull(NamedTuple):
    """What one commune does to the sum it is part of: its cases above (+) or below (-) its own target."""

    commune: Commune
    result: IndicatorResult
    surplus: Fraction | None


def pulls(indicator: Indicator, cards: Iterable[CommuneCard]) -> tuple[Pull, ...]:
    """Return what each commune adds to or takes from a sum's distance to its target, the heaviest drag first.

    The distance is numerator - target * denominator, which adds up over communes; where less is better its
    sign is turned. Communes without figures stand last.
    """
    found = [_pull(one, indicator) for one in cards]
    known = [pull for pull in found if pull.surplus is not None]
    known.sort(key=lambda pull: pull.surplus or 0)
    return (*known, *(pull for pull in found if pull.surplus is None))


def _pull(one: CommuneCard, indicator: Indicator) -> Pull:
    result = next(r for r in one.card.results if r.indicator.id == indicator.id)
    if result.numerator is None or result.denominator is None or result.is_undividable:
        return Pull(one.commune, result, None)
    return Pull(one.commune, result, _surplus(result))


def _surplus(result: IndicatorResult) -> Fraction:
    assert result.numerator is not None
    assert result.denominator is not None
    surplus = result.numerator - result.target.value * result.denominator
    return -surplus if result.target.operator in {"<", "<="} else surplus


class Standing(NamedTuple):
    """A commune's place: equal ones share it, and the next place is free. `keys` are what it was ordered by."""

    place: int
    commune: Commune
    keys: tuple[Fraction, ...]


def rank(cards: Sequence[CommuneCard], plan: Plan) -> tuple[Standing, ...]:
    """Return the communes in the order that the plan states, the first the best; equal ones in order of the list."""
    keyed = [(tuple(_CRITERIA[name](one.card) for name in plan.ranking), one.commune) for one in cards]
    order = sorted(range(len(keyed)), key=lambda place: tuple(-key for key in keyed[place][0]))
    standings: list[Standing] = []
    for position, place in enumerate(order, start=1):
        keys, commune = keyed[place]
        shared = standings[-1].place if standings and standings[-1].keys == keys else position
        standings.append(Standing(shared, commune, keys))
    return tuple(standings)


def _headroom(card: Scorecard) -> Fraction:
    """Return by how much the values of a scorecard are above their targets in all, as a share; below counts against."""
    return sum((_margin(r) for r in card.results if r.value is not None), Fraction(0))


def _margin(result: IndicatorResult) -> Fraction:
    assert result.value is not None
    margin = result.value - result.target.value
    return -margin if result.target.operator in {"<", "<="} else margin


_CRITERIA: Final[Mapping[str, Callable[[Scorecard], Fraction]]] = {
    "met": lambda card: Fraction(card.count(Verdict.MET)),
    "not_met": lambda card: Fraction(-card.count(Verdict.NOT_MET)),
    "no_data": lambda card: Fraction(-card.count(Verdict.NO_DATA)),
    "headroom": _headroom,
}
"""How each word of a plan's `ranking` orders: more is better."""
