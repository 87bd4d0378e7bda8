"""What is measured: which folders of returns, and who goes through them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cchc_kpi.periods import Period
from made_returns import COMMUNES_FILE, Kind, Wanted

HERE: Final = Path(__file__).resolve().parent
_QUARTER: Final = Period(2026, "Q1").id
_YEAR: Final = Period(2026, "Y").id
_QUARTERS: Final = Period(2026, "Y").quarters


@dataclass(frozen=True, slots=True)
class Contestant:
    """Someone who goes through a folder of returns. `dask` is how many worker processes stand ready for it."""

    id: str
    label: str
    dask: int = 0

    def command(self, folder: Path, period: str, address: str = "") -> list[str]:
        """Return the command that scores the returns below a folder, or only reads them."""
        if self is NAIVE:
            return [sys.executable, str(HERE / "naive.py"), str(folder), "--period", period]
        if self is READING:
            return [sys.executable, str(HERE / "reading.py"), str(folder)]
        if self in FLOORS:
            return [sys.executable, str(HERE / "floors.py"), self.id, str(folder)]
        score = [sys.executable, "-m", "cchc_kpi", "score", str(folder)]
        score += ["--communes", str(folder / COMMUNES_FILE), "--period", period, "--format", "json"]
        return score + (["--cluster", address] if self.dask else ["--jobs", self.id[-1]])


OURS: Final = tuple(Contestant(f"jobs-{jobs}", f"cchc-kpi score --jobs {jobs}") for jobs in (1, 2))
DASK: Final = tuple(
    Contestant(
        f"dask-{workers}",
        f"cchc-kpi score --cluster, {workers} worker process{'es' * (workers > 1)}",
        workers,
    )
    for workers in (1, 2)
)
READING: Final = Contestant("reading", "the program's reading alone, one process")
NAIVE: Final = Contestant("naive", "(a) pandas + openpyxl script")
CALAMINE: Final = Contestant("calamine", "(b) calamine, reading only")
EXPAT: Final = Contestant("expat", "(c) unzip + expat, no handlers")
FLOORS: Final = (CALAMINE, EXPAT)
CONTESTANTS: Final = (*OURS, *DASK, READING, NAIVE, *FLOORS)


@dataclass(frozen=True, slots=True)
class Case:
    """A folder of returns, who goes through it, and how often."""

    group: str
    wanted: Wanted
    period: str
    contestants: tuple[Contestant, ...]
    rounds: int

    @property
    def files(self) -> int:
        """How many returns there are: of five offices each quarter, and the baselines of two."""
        return self.wanted.communes * (5 * len(self.wanted.quarters) + 2 * self.wanted.baselines)

    @property
    def id(self) -> str:
        return f"{self.group}-{self.files}"


def _quarter(group: str, wanted: Wanted, contestants: tuple[Contestant, ...], rounds: int) -> Case:
    return Case(group, wanted, _QUARTER, contestants, rounds)


def _year(communes: int, rounds: int) -> Case:
    return Case(YEAR, Wanted(communes, _QUARTERS, baselines=True), _YEAR, (*OURS, READING, CALAMINE), rounds)


SMALL: Final = "small"
TYPICAL: Final = "typical"
BLANKS: Final = "blanks"
YEAR: Final = "year"
CASES: Final = (
    _quarter(SMALL, Wanted(78), CONTESTANTS, 5),
    _quarter(SMALL, Wanted(312), CONTESTANTS, 3),
    _quarter(SMALL, Wanted(1600), CONTESTANTS, 3),
    _quarter(BLANKS, Wanted(78, blanks=1.0), (OURS[0], READING), 5),
    _quarter(BLANKS, Wanted(312, blanks=1.0), (OURS[0], READING), 3),
    _quarter(TYPICAL, Wanted(78, kind=Kind.TYPICAL), (*OURS, READING, *FLOORS), 3),
    _quarter(TYPICAL, Wanted(312, kind=Kind.TYPICAL), (*OURS, READING, *FLOORS), 3),
    _year(71, 3),
    _year(910, 1),
)
"""One quarter of 78, 312 and 1 600 communes makes 390, 1 560 and 8 000 returns; a whole year of 910 makes 20 020."""
