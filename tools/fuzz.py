"""Mutate sound returns from a seed and read what comes out: nothing may crash, hang, or be read wrongly.

    python tools/fuzz.py --count 10000 --seed 1 --jobs 2
    python tools/fuzz.py --seconds 3600 --keep found       # open-ended; what goes wrong is kept there

Held: no exception leaves the reader and no process dies; no file takes longer than the limit; whatever
figure is accepted is the one that an independent reading finds in that cell, in the row of its code.
"""

from __future__ import annotations

import argparse
import faulthandler
import itertools
import random
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

from cchc_kpi.pipeline import open_plan
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Observation, Return
from cchc_kpi.returns.read import read_return
from fuzz_mutations import mutate
from fuzz_oracle import RealBook

ROOT: Final = Path(__file__).resolve().parents[1]
LIMIT: Final = 5.0
"""Seconds that no file may take."""
_HANGS: Final = 60
"""Seconds after which the process is ended."""
_CHUNK: Final = 50


@dataclass
class Tally:
    """What a run came to."""

    files: int = 0
    accepted: int = 0
    figures: int = 0
    findings: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def add(self, other: Tally) -> None:
        """Take another tally into this one."""
        self.files += other.files
        self.accepted += other.accepted
        self.figures += other.figures
        self.findings += other.findings
        self.failures += other.failures
        self.slowest = max(self.slowest, other.slowest)

    def report(self) -> str:
        """Return the figures as text."""
        kinds = ", ".join(f"{code} {count}" for code, count in sorted(self.findings.items()))
        lines = [
            f"{self.files} files, {self.accepted} of them read as returns, {self.figures} figures held against their cells",
            f"slowest file {self.slowest:.2f} s; findings: {kinds}",
            f"{len(self.failures)} failures",
            *self.failures,
        ]
        return "\n".join(lines)


@lru_cache
def _plan() -> Plan:
    plan = open_plan(ROOT / "targets.yaml").plan
    assert plan is not None
    return plan


@lru_cache
def _seeds(folders: tuple[str, ...]) -> tuple[tuple[str, bytes], ...]:
    found = sorted(path for folder in folders for path in Path(folder).rglob("*") if path.suffix in _ENDINGS)
    return tuple((path.name, path.read_bytes()) for path in found)


_ENDINGS: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})


def mutant(number: int, seed: int, folders: tuple[str, ...]) -> tuple[str, str, bytes]:
    """Return the name, the mutations and the bytes of one file: always the same for a number and a seed."""
    source = random.Random(seed * 1_000_003 + number)
    name, content = source.choice(_seeds(folders))
    done, changed = mutate(content, source)
    return name, done, changed


def try_files(numbers: Iterable[int], seed: int, folders: tuple[str, ...], keep: Path | None) -> Tally:
    """Read the mutants of these numbers and hold what is accepted against what stands in the cells."""
    tally = Tally()
    for number in numbers:
        name, done, content = mutant(number, seed, folders)
        begun = time.perf_counter()
        faults: list[str] = []
        faulthandler.dump_traceback_later(_HANGS, exit=True)
        try:
            item = read_return(name, content, _plan())
        except Exception:  # noqa: BLE001 - whatever it is, it must not leave the reader
            faults.append(traceback.format_exc(limit=-4))
        else:
            took = time.perf_counter() - begun
            tally.slowest = max(tally.slowest, took)
            faults += [f"took {took:.1f} s"] if took > LIMIT else []
            tally.findings.update({finding.code for finding in item.findings})
            if not item.rejected:
                tally.accepted += 1
                tally.figures += sum(1 for o in item.observations if o.state.is_known)
                faults += wrong_figures(item, content)
        finally:
            faulthandler.cancel_dump_traceback_later()
        tally.files += 1
        for fault in faults:
            tally.failures.append(f"#{number} {name} ({done}): {fault}")
            if keep is not None:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{number}-{name}").write_bytes(content)
    return tally


def wrong_figures(item: Return, content: bytes) -> Iterator[str]:
    """Yield each figure of a return that is not what stands in its cell, or not in the row of its code."""
    if not content.startswith(b"PK") or b"xl/workbook.xml" not in content:
        return  # no .xlsx: the independent reading knows no other format
    try:
        book = RealBook(content)
        for observation in item.observations:
            fault = _fault(observation, book) if observation.state.is_known else None
            if fault is not None:
                place = observation.provenance
                yield f"{observation.measure} at {place.sheet}!{place.cell}: {fault}"
    except (KeyError, IndexError, ValueError, StopIteration, SyntaxError, BadZipFile) as error:
        yield f"accepted, but the independent reading fails: {error!r}"


def _fault(observation: Observation, book: RealBook) -> str | None:
    assert observation.value is not None
    place = observation.provenance
    cells = book.at(place.sheet, place.cell)
    if len(cells) != 1:
        return f"{len(cells)} cells stand there, and {observation.value} was read"
    code = next(m.code for m in _plan().measures if m.id == observation.measure)
    row = book.row(place.sheet, int(re.sub("[A-Z]", "", place.cell)))
    if code not in {" ".join(text.split()).upper() for text in row}:
        return f"its row does not hold {code}"
    return cells[0].disputes(observation.value)


def run(numbers: Iterable[int], seed: int, folders: tuple[str, ...], keep: Path | None, jobs: int) -> Tally:
    """Try these numbers in processes; where one dies, the files of that round are tried again one by one."""
    total = Tally()
    try:
        _run(numbers, total, seed, folders, keep, jobs)
    except KeyboardInterrupt:
        print("interrupted; so far:")
    return total


def _run(
    numbers: Iterable[int], total: Tally, seed: int, folders: tuple[str, ...], keep: Path | None, jobs: int
) -> None:
    for batch in _pieces(numbers, _CHUNK * 10 * jobs):
        chunks = list(_pieces(batch, _CHUNK))
        with ProcessPoolExecutor(jobs) as pool:
            answers = [pool.submit(try_files, chunk, seed, folders, keep) for chunk in chunks]
        for chunk, answer in zip(chunks, answers, strict=True):
            if isinstance(answer.exception(), BrokenProcessPool):
                for number in chunk:
                    total.add(_alone(number, seed, folders, keep))
            else:
                total.add(answer.result())


def _alone(number: int, seed: int, folders: tuple[str, ...], keep: Path | None) -> Tally:
    """Try one file in a process of its own."""
    with ProcessPoolExecutor(1) as pool:
        answer = pool.submit(try_files, [number], seed, folders, keep)
    if isinstance(answer.exception(), BrokenProcessPool):
        return Tally(files=1, failures=[f"#{number}: the process died"])
    return answer.result()


def _pieces(numbers: Iterable[int], size: int) -> Iterator[list[int]]:
    rest = iter(numbers)
    while piece := list(itertools.islice(rest, size)):
        yield piece


def main() -> int:
    """Run as asked on the command line; 1 where anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, help="how many files")
    parser.add_argument("--seconds", type=float, help="go on until so many seconds have passed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first file")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="folder for the files that went wrong")
    parser.add_argument(
        "folders", nargs="*", default=[str(ROOT / "examples")], help="sound workbooks to start from"
    )
    asked = parser.parse_args()
    begun = time.monotonic()
    numbers = (
        itertools.count(asked.start) if asked.count is None else range(asked.start, asked.start + asked.count)
    )
    if asked.seconds is not None:
        numbers = itertools.takewhile(lambda _: time.monotonic() - begun < asked.seconds, numbers)
    tally = run(numbers, asked.seed, tuple(asked.folders), asked.keep, asked.jobs)
    print(f"seed {asked.seed}, {time.monotonic() - begun:.0f} s")
    print(tally.report())
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
