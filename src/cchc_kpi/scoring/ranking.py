"""The order of the communes, by what the plan says makes one better than another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.plan.communes import Commune
from cchc_kpi.plan.model import Plan
from cchc_kpi.scoring.aggregate import exact_sum
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.rollup import CommuneCard
from cchc_kpi.scoring.scorecard import Scorecard


class Standing(NamedTuple):
    """A commune's place: equal ones share it, and the next place is free. `keys` are what it was ordered by."""

    place: int
    commune: Commune
    keys: tuple[Fraction, ...]


class Criterion(NamedTuple):
    """A word of the plan's `ranking`: what it says to people, and a scorecard's number by it; more is better."""

    name: Phrase
    key: Callable[[Scorecard], Fraction]


def rank(cards: Sequence[CommuneCard], plan: Plan) -> tuple[Standing, ...]:
    """Return the communes in the order that the plan states, the first the best; equal ones in order of the list."""
    keyed = [(tuple(CRITERIA[name].key(one.card) for name in plan.ranking), one.commune) for one in cards]
    ordered = sorted(keyed, key=lambda pair: tuple(-key for key in pair[0]))
    standings: list[Standing] = []
    for position, (keys, commune) in enumerate(ordered, start=1):
        shared = standings[-1].place if standings and standings[-1].keys == keys else position
        standings.append(Standing(shared, commune, keys))
    return tuple(standings)


def total_headroom(card: Scorecard) -> Fraction:
    """Return by how much the values of a scorecard are above their targets in all, as a share; below counts against."""
    results = [result for result in card.results if result.value is not None]
    return exact_sum(part for result in results for part in _margin(result))


def _margin(result: IndicatorResult) -> tuple[Fraction, Fraction]:
    """Return the distance above a target as two parts, to be added."""
    assert result.value is not None
    value, target = result.value, result.target.value
    return (target, -value) if result.target.operator in {"<", "<="} else (value, -target)


def _met_share(card: Scorecard) -> Fraction:
    """Return how many of the targets that could be met are met; what did not arise counts neither way."""
    met = card.count(Verdict.MET)
    asked = met + card.count(Verdict.NOT_MET) + card.count(Verdict.NO_DATA)
    return Fraction(met, asked) if asked else Fraction(0)


CRITERIA: Final[Mapping[str, Criterion]] = {
    "met": Criterion(
        Phrase("nhiều chỉ tiêu đạt", "most targets met"), lambda card: Fraction(card.count(Verdict.MET))
    ),
    "met_share": Criterion(
        Phrase("tỷ lệ đạt trên số chỉ tiêu có phát sinh", "share met of the targets that apply"), _met_share
    ),
    "not_met": Criterion(
        Phrase("ít chỉ tiêu chưa đạt", "fewest targets missed"),
        lambda card: Fraction(-card.count(Verdict.NOT_MET)),
    ),
    "no_data": Criterion(
        Phrase("ít chỉ tiêu thiếu số liệu", "fewest without figures"),
        lambda card: Fraction(-card.count(Verdict.NO_DATA)),
    ),
    "headroom": Criterion(
        Phrase("tổng khoảng vượt mục tiêu", "distance above the targets in all"), total_headroom
    ),
}
"""What each word of a plan's `ranking` means."""


def order_phrase(plan: Plan) -> Phrase:
    """Return by what the communes are ordered, as people read it."""
    names = [CRITERIA[word].name for word in plan.ranking]
    return Phrase(", rồi ".join(name.vi for name in names), ", then ".join(name.en for name in names))
