"""What is measured: which folders of returns, and who goes through them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cchc_kpi.periods import Period
from made_returns import COMMUNES_FILE, Kind, Wanted

HERE: Final = Path(__file__).resolve().parent
_QUARTER: Final = (Period(2026, "Q1"),)
_YEAR: Final = tuple(Period(2026, part) for part in ("Q1", "Q2", "Q3", "Q4"))


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
NAIVE: Final = Contestant("naive", "(a) pandas + openpyxl script")
CALAMINE: Final = Contestant("calamine", "(b) calamine, reading only")
EXPAT: Final = Contestant("expat", "(c) unzip + expat, no handlers")
FLOORS: Final = (CALAMINE, EXPAT)
CONTESTANTS: Final = (*OURS, *DASK, NAIVE, *FLOORS)


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


def _quarter(
    group: str, communes: int, contestants: tuple[Contestant, ...], rounds: int, **more: object
) -> Case:
    return Case(group, Wanted(communes, _QUARTER, **more), "2026-Q1", contestants, rounds)  # type: ignore[arg-type]


def _year(communes: int, rounds: int) -> Case:
    return Case("year", Wanted(communes, _YEAR, baselines=True), "2026", (*OURS, CALAMINE), rounds)


SMALL: Final = "small"
TYPICAL: Final = "typical"
BLANKS: Final = "blanks"
YEAR: Final = "year"
CASES: Final = (
    _quarter(SMALL, 78, CONTESTANTS, 5),
    _quarter(SMALL, 312, CONTESTANTS, 3),
    _quarter(SMALL, 1600, CONTESTANTS, 3),
    _quarter(BLANKS, 78, OURS[:1], 5, blanks=1.0),
    _quarter(BLANKS, 312, OURS[:1], 3, blanks=1.0),
    _quarter(TYPICAL, 78, (*OURS, *FLOORS), 3, kind=Kind.TYPICAL),
    _quarter(TYPICAL, 312, (*OURS, *FLOORS), 3, kind=Kind.TYPICAL),
    _year(71, 3),
    _year(910, 1),
)
"""One quarter of 78, 312 and 1 600 communes makes 390, 1 560 and 8 000 returns; a whole year of 910 makes 20 020."""
