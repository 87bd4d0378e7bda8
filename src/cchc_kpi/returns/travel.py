"""How a return goes from process to process: as plain values, and what many have alike held once when it arrives.

Of many returns this is what whoever waits for their readers has to do.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeAlias

from cchc_kpi.periods import Part, Period
from cchc_kpi.returns.observation import Observation, Provenance, Return, State

_PLAIN: Final = tuple(one.name for one in fields(Return) if one.name not in {"period", "observations"})
_SHORT: Final = 256
"""What is longer is not remembered: sixteen thousand such texts would fill the memory."""
_Moment: TypeAlias = tuple[int, Part]
_Place: TypeAlias = tuple[str, str, int, Part, str, str]
"""Of an observation: measure, office, year, part of the year, sheet and cell. Those of one form are mostly alike."""
_Figure: TypeAlias = tuple[State, str | None, str, str, str]
"""Of an observation: state, value, file, the text as it stands, remark."""
_Packed: TypeAlias = tuple[Mapping[str, Any], _Moment | None, tuple[_Place, ...], list[_Figure]]


def pack_returns(returns: Iterable[Return]) -> bytes:
    """Return returns as bytes: those that travel together share what they have alike."""
    return pickle.dumps([_packed(item) for item in returns])


def unpack_returns(packed: bytes) -> list[Return]:
    """Return the returns that were packed, in their order."""
    held: list[_Packed] = pickle.loads(packed)  # noqa: S301 - from a process of our own, or a cluster that is trusted
    return [_arrived(*item) for item in held]


def _packed(item: Return) -> _Packed:
    plain = {name: getattr(item, name) for name in _PLAIN}
    period = (item.period.year, item.period.part) if item.period is not None else None
    places = _told_once(tuple([_place_of(observation) for observation in item.observations]))
    figures = [_figure_of(observation) for observation in item.observations]
    return plain, period, places, figures


def _place_of(observation: Observation) -> _Place:
    period, source = observation.period, observation.provenance
    return observation.measure, observation.office, period.year, period.part, source.sheet, source.cell


def _figure_of(observation: Observation) -> _Figure:
    value, source = observation.value, observation.provenance
    number = None if value is None else str(value)
    return observation.state, number, source.file, source.text, observation.remark


def _arrived(
    plain: Mapping[str, Any], moment: _Moment | None, places: tuple[_Place, ...], figures: list[_Figure]
) -> Return:
    """Return a return that came from another process, with what many have alike held once."""
    observations: list[Observation] = []
    for place, figure in zip(_alike(places), figures, strict=True):
        measure, office, when, sheet, cell = place
        state, number, file, text, remark = figure
        value = None if number is None else _number(number)
        source = Provenance(file, sheet, cell, _held(text) if len(text) <= _SHORT else text)
        observations.append(Observation(measure, office, when, state, value, source, remark))
    period = None if moment is None else _period(moment)
    return Return(**plain, period=period, observations=tuple(observations))


@lru_cache(maxsize=256)
def _told_once(places: tuple[_Place, ...]) -> tuple[_Place, ...]:
    """Return the first of equal places: of the returns that travel together those of one form then name them once."""
    return places


@lru_cache(maxsize=4096)
def _alike(places: tuple[_Place, ...]) -> tuple[tuple[str, str, Period, str, str], ...]:
    """Return the same for the returns of one form: their measures, periods and addresses are then held once."""
    return tuple(
        (measure, office, _period((year, part)), sheet, cell)
        for measure, office, year, part, sheet, cell in places
    )


@lru_cache(maxsize=1024)
def _period(moment: _Moment) -> Period:
    return Period(*moment)


@lru_cache(maxsize=2**14)
def _number(text: str) -> Decimal:
    return Decimal(text)


@lru_cache(maxsize=2**14)
def _held(text: str) -> str:
    return text
