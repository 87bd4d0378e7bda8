"""What was measured, kept as bench/results.json: every single run, so that whoever doubts a median can look."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal

import psutil
from pydantic import BaseModel, ConfigDict

from watch import Cost

ROOT: Final = Path(__file__).resolve().parents[1]
RESULTS: Final = ROOT / "bench" / "results.json"
_LIBRARIES: Final = ("openpyxl", "python-calamine", "pandas", "distributed")


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Session(_Kept):
    """One start of the benchmark: when, on which commit of the program, on what machine.

    `load` is how many processes wanted a core in the minute before: with more than a few, ratios on the clock tell little.
    """

    started: str
    commit: str
    machine: str
    load: float
    versions: str


class Measurement(_Kept):
    """One run of one contestant over one case. Seconds and megabytes."""

    session: int
    case: str
    contestant: str
    files: int
    round: int
    wall: float
    cpu: float
    peak: float
    parent_peak: float


class Held(_Kept):
    """The memory that the returns of a case take once they are read, and the scorecards beside them, in bytes."""

    session: int
    case: str
    files: int
    returns: int
    scorecards: int


class Results(_Kept):
    """All that is known, the newest measurement of each case and contestant."""

    schema_version: Literal[1] = 1
    sessions: tuple[Session, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    held: tuple[Held, ...] = ()

    def of(self, case: str, contestant: str) -> tuple[Measurement, ...]:
        """Return every run of a contestant over a case."""
        return tuple(one for one in self.measurements if (one.case, one.contestant) == (case, contestant))

    def median(self, case: str, contestant: str) -> Measurement | None:
        """Return the median of each figure over the runs of a contestant over a case; None where there is none."""
        runs = self.of(case, contestant)
        if not runs:
            return None

        def middle(figure: Callable[[Measurement], float]) -> float:
            return statistics.median(map(figure, runs))

        return runs[-1].model_copy(
            update={
                "wall": middle(lambda run: run.wall),
                "cpu": middle(lambda run: run.cpu),
                "peak": middle(lambda run: run.peak),
                "parent_peak": middle(lambda run: run.parent_peak),
            }
        )

    def begun(self, session: Session) -> Results:
        """Return the results with a session more, which the next measurements are of."""
        return self.model_copy(update={"sessions": (*self.sessions, session)})

    def without(self, pairs: Iterable[tuple[str, str]], session: int) -> Results:
        """Return the results without what is measured anew in a session: what earlier ones say of cases and contestants."""
        gone = frozenset(pairs)
        kept = tuple(
            one
            for one in self.measurements
            if one.session == session or (one.case, one.contestant) not in gone
        )
        return self.model_copy(update={"measurements": kept})

    def with_run(self, measurement: Measurement) -> Results:
        """Return the results with a run more."""
        return self.model_copy(update={"measurements": (*self.measurements, measurement)})

    def with_held(self, held: Held) -> Results:
        """Return the results with what the returns of a case take, in place of what was known of it."""
        others = tuple(one for one in self.held if one.case != held.case)
        return self.model_copy(update={"held": (*others, held)})


def measured(session: int, case: str, contestant: str, files: int, number: int, cost: Cost) -> Measurement:
    """Return a run as it is kept: milliseconds and tenths of a megabyte are as exact as it gets."""
    return Measurement(
        session=session,
        case=case,
        contestant=contestant,
        files=files,
        round=number,
        wall=round(cost.wall, 3),
        cpu=round(cost.cpu, 3),
        peak=round(cost.peak, 1),
        parent_peak=round(cost.parent_peak, 1),
    )


def load_results(path: Path = RESULTS) -> Results:
    """Return what was measured before; nothing where there is no such file."""
    return Results.model_validate_json(path.read_text("utf-8")) if path.exists() else Results()


def save_results(results: Results, path: Path = RESULTS) -> None:
    """Write the results, whole or not at all: a run that is broken off loses nothing."""
    made = path.with_suffix(".new")
    lines = ",\n".join(f"  {one.model_dump_json()}" for one in results.measurements)
    rest = results.model_copy(update={"measurements": ()}).model_dump_json(indent=1)
    made.write_text(
        rest.replace('"measurements": []', f'"measurements": [\n{lines}\n ]'), encoding="utf-8", newline="\n"
    )
    made.replace(path)


def this_session(started: str) -> Session:
    """Return what there is to know of the session that begins now."""
    system = f"{platform.system()} {platform.machine()}"
    memory = psutil.virtual_memory().total / 2**30
    return Session(
        started=started,
        commit=_commit(),
        machine=f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB, {system}",
        load=round(psutil.getloadavg()[0], 1),
        versions=", ".join([f"Python {platform.python_version()}", *filter(None, map(_version, _LIBRARIES))]),
    )


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return ""


def _processor() -> str:
    """Return the processor's name where the system tells it, else its family."""
    listing = Path("/proc/cpuinfo")
    if listing.exists():
        lines = listing.read_text("utf-8").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        if names:
            return names[0]
    return platform.processor() or platform.machine()


def _commit() -> str:
    """Return the commit that is checked out, with a mark where the program itself has changed since."""
    commit = _git("rev-parse", "--short", "HEAD")
    if commit is None:
        return "unknown"
    return (
        commit if _git("diff", "--quiet", "HEAD", "--", "src", "targets.yaml") is not None else f"{commit}+"
    )


def _git(*arguments: str) -> str | None:
    """Return what git answers; None where it says no, or where there is none."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()
