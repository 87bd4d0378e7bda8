"""What a return says: observations with their provenance, and the return that holds them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

from cchc_kpi.findings import Finding
from cchc_kpi.periods import Part, Period


class State(StrEnum):
    """What a value cell is: a figure (zero included), an explicit "none arose", or no figure."""

    VALUE = "value"
    KPS = "kps"
    BLANK = "blank"
    ERROR = "error"

    @property
    def is_known(self) -> bool:
        return self is State.VALUE or self is State.KPS


class Provenance(NamedTuple):
    """Where a figure stands: file, sheet, A1 cell, and the text as it stands there."""

    file: str
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One measure's value in one return.

    `period` is the return's quarter, or the year of a baseline. `value` is a whole number for a
    count, a Decimal of at most 6 places for an amount, 1 or 0 for yes or no; 0 for KPS; None
    where no figure is known.
    """

    measure: str
    office: str
    period: Period
    state: State
    value: Decimal | None
    provenance: Provenance
    remark: str = ""


class MarkedCopy(NamedTuple):
    """That a workbook is a copy which this program marked: of the file of this name, and saved since or not."""

    source: str
    is_untouched: bool


Slot: TypeAlias = tuple[str, Period | None]
"""What a return is for: an office and a quarter; or an office and None, for its baselines."""


class Status(StrEnum):
    """How much of a return is used: all of it, what is sound in it, nothing."""

    ACCEPTED = "accepted"
    PARTIAL = "partial"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Return:
    """One workbook as read. Office and period are None where the workbook does not tell.

    A baseline return has no period; its observations carry their years. `submitted_on` is the day typed,
    if any. `rejected` means that nothing of it is used; `superseded` that this is no loss, because a later
    or an identical one is; `figures_out` that a fault which took figures out is not among the findings,
    because it was waived. `commune` is the code of the commune where there are many, else "". `table` is the
    table of observations that it was read from, and not from its workbook.
    """

    file: str
    sha256: str
    office: str | None = None
    period: Period | None = None
    is_baseline: bool = False
    submission: int = 1
    submitted_on: date | None = None
    observations: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: bool = False
    superseded: bool = False
    figures_out: bool = False
    marked: MarkedCopy | None = None
    commune: str = ""
    table: str | None = None

    @property
    def status(self) -> Status:
        if self.rejected:
            return Status.REJECTED
        broken = self.figures_out or any(finding.is_error for finding in self.findings)
        return Status.PARTIAL if broken else Status.ACCEPTED

    @property
    def slot(self) -> Slot | None:
        """What the return is for: (office, quarter), or (office, None) for baselines; None if unknown."""
        if self.office is None or (self.period is None and not self.is_baseline):
            return None
        return self.office, self.period

    def __reduce__(self) -> tuple[Callable[..., Return], tuple[object, ...]]:
        """Go from process to process as plain values: of many returns this is what their reader waits for."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        period = (self.period.year, self.period.part) if self.period is not None else None
        places = _told_once(tuple([_place_of(observation) for observation in self.observations]))
        figures = [_figure_of(observation) for observation in self.observations]
        return _arrived, (plain, period, places, figures)


_PLAIN: Final = tuple(one.name for one in fields(Return) if one.name not in {"period", "observations"})
_SHORT: Final = 256
"""What is longer is not remembered: sixteen thousand such texts would fill the memory."""
_Moment: TypeAlias = tuple[int, Part]
_Place: TypeAlias = tuple[str, str, int, Part, str, str]
"""Of an observation: measure, office, year, part of the year, sheet and cell. Those of one form are mostly alike."""
_Figure: TypeAlias = tuple[State, str | None, str, str, str]
"""Of an observation: state, value, file, the text as it stands, remark."""


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
