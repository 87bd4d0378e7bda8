"""What follows from the measurements: medians, the cost of one return more, the memory of one more, projections."""

from __future__ import annotations

from typing import Final, NamedTuple

from cases import BLANKS, CASES, NAIVE, SMALL, TYPICAL, YEAR, Case, Contestant
from results import Results

NATION: Final = 80_000
"""Returns in a year of 3 321 communes: 24 each, what is handed in again included."""
SMALLS: Final = tuple(case for case in CASES if case.group == SMALL)
BLANK_ONES: Final = tuple(case for case in CASES if case.group == BLANKS)
TYPICALS: Final = tuple(case for case in CASES if case.group == TYPICAL)
YEARS: Final = tuple(case for case in CASES if case.group == YEAR)


class Known(NamedTuple):
    """What a contestant took for a case: seconds, processor seconds, megabytes; medians, or projected."""

    files: int
    wall: float
    cpu: float
    peak: float
    parent_peak: float
    is_projected: bool = False

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.files / self.wall


class Step(NamedTuple):
    """What one return more costs, from the difference between two cases: milliseconds, and kilobytes at the peak."""

    wall: float
    cpu: float
    peak: float


def known(results: Results, case: Case, contestant: Contestant) -> Known | None:
    """Return what a contestant took for a case; the script's, where it was not run, from its two smaller ones."""
    run = results.median(case.id, contestant.id)
    if run is not None:
        return Known(run.files, run.wall, run.cpu, run.peak, run.parent_peak)
    smaller = [one for one in CASES if one.group == case.group and one.files < case.files]
    if contestant is not NAIVE or len(smaller) < 2:
        return None
    step, last = (
        step_of(results, contestant, smaller[-2], smaller[-1]),
        known(results, smaller[-1], contestant),
    )
    return None if step is None or last is None else _beyond(last, step, case.files)


def _beyond(last: Known, step: Step, files: int) -> Known:
    """Return what so many files would take, in a straight line from the last that was measured."""
    more = files - last.files
    return Known(
        files,
        last.wall + step.wall * more / 1000,
        last.cpu + step.cpu * more / 1000,
        last.peak + step.peak * more / 1024,
        last.parent_peak + step.peak * more / 1024,
        is_projected=True,
    )


def step_of(results: Results, contestant: Contestant, smaller: Case, larger: Case) -> Step | None:
    """Return what one return more costs between two cases: whatever is paid once cancels out."""
    one, other = known(results, smaller, contestant), known(results, larger, contestant)
    if one is None or other is None:
        return None
    files = other.files - one.files
    return Step(
        (other.wall - one.wall) / files * 1000,
        (other.cpu - one.cpu) / files * 1000,
        (other.peak - one.peak) / files * 1024,
    )


def for_the_nation(results: Results, contestant: Contestant) -> Known | None:
    """Return what a nation's year would take, in a straight line from the two years that were measured."""
    last, step = known(results, YEARS[-1], contestant), step_of(results, contestant, YEARS[0], YEARS[-1])
    return None if last is None or step is None else _beyond(last, step, NATION)


class Sizes(NamedTuple):
    """What is held in memory of a case, in megabytes: its returns, and the scorecards made of them."""

    returns: float
    scorecards: float


def sizes_of(results: Results, case: Case) -> Sizes | None:
    """Return what is held in memory of a case."""
    found = (held for held in results.held if held.case == case.id)
    return next((Sizes(held.returns / 2**20, held.scorecards / 2**20) for held in found), None)
