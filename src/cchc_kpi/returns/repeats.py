"""Whether a return repeats another quarter's: last quarter's file under a period retyped by hand.

A stock may well stay as it was; what was counted anew in a quarter seldom comes out the same to the last
digit. How much of that is needed stands in docs/adr/0019.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from cchc_kpi.findings import Details, Finding, Phrase, Place
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Observation, Return, State
from cchc_kpi.rules import consistency
from cchc_kpi.text import printable

_ONE_IN: Final = 10
"""One figure in so many may differ: whoever copies a return puts a few figures right."""
_SPREAD: Final = 12
_NO_ACCIDENT: Final = 10**6
"""A count of n comes out the same twice with a chance of 1/√(4πn): of all together, less than 1 in 1000."""


class Repeat(NamedTuple):
    """A return that says what another quarter's says: told how, and the measures that are the same."""

    finding: Finding
    measures: frozenset[str]


def find_repeat(item: Return, return_of: Callable[[Period], Return | None], plan: Plan) -> Repeat | None:
    """Return what a return repeats of the same office's latest earlier quarter that it is like, or None."""
    if item.period is None:
        return None
    for quarter in _quarters_before(plan, item.period):
        other = return_of(quarter)
        repeat = _repeat(item, other, plan) if other is not None else None
        if repeat is not None:
            return repeat
    return None


@lru_cache(maxsize=256)
def _quarters_before(plan: Plan, period: Period) -> tuple[Period, ...]:
    """Return the plan's quarters before a period, the latest first."""
    return tuple(reversed([quarter for quarter in plan.quarters if quarter < period]))


def _repeat(item: Return, other: Return, plan: Plan) -> Repeat | None:
    then = {observation.measure: observation for observation in other.observations}
    pairs = [(now, then[now.measure]) for now in item.observations if now.measure in then]
    compared = [(now, before) for now, before in pairs if _is_comparable(now, before)]
    same = [now for now, before in compared if (now.state, now.value) == (before.state, before.value)]
    evidence = [now for now in same if _is_counted_anew(now, plan)]
    if len(compared) - len(same) > max(1, len(compared) // _ONE_IN) or not _is_no_accident(evidence):
        return None
    first, *others = evidence
    assert other.period is not None, "only a quarter's return is compared with"
    source, period = first.provenance, other.period
    details: Details = {
        "same": str(len(same)),
        "all": str(len(compared)),
        "previous": Phrase(period.name("vi"), period.name("en")),
        "file": other.file,
    }
    place = Place(source.file, printable(source.sheet), source.cell)
    also = tuple(observation.provenance.cell for observation in others)
    finding = Finding(consistency.FIGURES_REPEATED, place, details, also)
    return Repeat(finding, frozenset(observation.measure for observation in same))


def _is_comparable(now: Observation, before: Observation) -> bool:
    """Leave out what is blank in both, and what is in error in either: neither speaks for or against."""
    states = {now.state, before.state}
    return State.ERROR not in states and states != {State.BLANK}


def _is_counted_anew(observation: Observation, plan: Plan) -> bool:
    """Say whether a figure is a flow of its own: no stock, no nought, no part that moves with its whole."""
    measure = plan.measure_by_id[observation.measure]
    is_flow = measure.over_time == "sum" and measure.bound is None and measure.type != "yes_no"
    return is_flow and bool(observation.value)


def _is_no_accident(evidence: Iterable[Observation]) -> bool:
    return math.prod(_SPREAD * (figure.value or Decimal(0)) for figure in evidence) >= _NO_ACCIDENT
