"""Whether a ratio's numerator is part of its denominator, seen from the plan's terms and bounds, never from names."""

from __future__ import annotations

from collections.abc import Mapping

from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Measure, Plan, Ratio


def is_share(indicator: Ratio, plan: Plan) -> bool:
    """Say whether every case of the numerator is a case of the denominator, in every return.

    True where what the denominator has beyond the numerator is a sum of figures alone: "early + on time" of
    "early + on time + late", or a part of its whole, which is put in the part's place (and where it is a
    part itself, its own whole). Only then is a case that turns good one more in the numerator with the
    denominator as it was.
    """
    if any(term.sign < 0 for term in indicator.numerator.terms):
        return False
    rest: dict[str, int] = {}
    _add(rest, 1, indicator.denominator)
    _add(rest, -1, indicator.numerator)
    return _is_never_negative(rest, plan, frozenset())


def _add(sums: dict[str, int], times: int, expression: Expression) -> None:
    for term in expression.terms:
        sums[term.measure] = sums.get(term.measure, 0) + times * term.sign


def _is_never_negative(rest: Mapping[str, int], plan: Plan, raised: frozenset[str]) -> bool:
    taken_away = [name for name, count in rest.items() if count < 0]
    if not taken_away:
        return True
    for name in taken_away:
        part = plan.measure_by_id[name]
        if name in raised or part.bound is None or not _adds_up_alike(part, part.bound, plan):
            continue
        at_most = dict(rest)
        count = at_most.pop(name)
        _add(at_most, count, part.bound)
        if _is_never_negative(at_most, plan, raised | {name}):
            return True
    return False


def _adds_up_alike(part: Measure, bound: Expression, plan: Plan) -> bool:
    """Say whether a bound of each return holds for the sums too: that the offices are the same the plan ensures."""
    return all(_adding_up(plan.measure_by_id[name]) == _adding_up(part) for name in bound.measures)


def _adding_up(measure: Measure) -> str:
    # A measure asked yearly takes the fourth quarter's figure, whatever its rule over time.
    return "year" if measure.asked == "year" else measure.over_time
