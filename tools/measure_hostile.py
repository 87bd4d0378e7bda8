"""Measure every hostile file of tests/hostile and write docs/security.md.

    python tools/measure_hostile.py

Each case is read in a process of its own. Counted are the seconds that reading takes, and the memory that it
takes at its peak beyond the program that has loaded its plan and waits: of the process itself as the system
accounts for it, and of the process that reads apart while it lives. Needs Linux.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from cchc_kpi.returns import limits  # noqa: E402 - the tests' folder must be on the path
from hostile.bench import PERIOD, SOUND_OFFICE, sound  # noqa: E402
from hostile.cases import CASES, Case  # noqa: E402

PAGE: Final = ROOT / "docs" / "security.md"
_RUNS: Final = 3
_LONG: Final = 0.3
_KILOBYTE: Final = 1024
_MEGABYTE: Final = 2**20


class Measurement(NamedTuple):
    """What reading one file came to."""

    codes: list[str]
    seconds: float
    megabytes: float


def measure(path: Path) -> Measurement:
    """Read one file in a fresh process."""
    done = subprocess.run(
        [sys.executable, __file__, str(path)], capture_output=True, check=True, timeout=120, cwd=ROOT
    )
    return Measurement(*json.loads(done.stdout))


def measure_calmly(path: Path) -> Measurement:
    """Read one file; where that takes long, several times, the quickest of which no other work came into."""
    first = measure(path)
    runs = [first, *(measure(path) for _ in range(_RUNS - 1))] if first.seconds > _LONG else [first]
    return Measurement(first.codes, min(run.seconds for run in runs), max(run.megabytes for run in runs))


def measure_here(path: Path) -> Measurement:
    """Read one file in this process, and look at its memory and at that of the process that it starts."""
    from cchc_kpi import pipeline

    plan = pipeline.open_plan(ROOT / "targets.yaml").plan
    assert plan is not None
    idle = _peak("self")
    apart = _Watch()
    begin = time.perf_counter()
    batch = pipeline.read_batch([str(path)], plan)
    seconds = time.perf_counter() - begin
    peak = _peak("self") - idle + apart.stop()
    return Measurement([finding.code for finding in batch.all_findings], seconds, peak / _KILOBYTE)


def _peak(process: str) -> int:
    """Return the most kilobytes that a process has held; 0 for one that has ended."""
    try:
        lines = Path("/proc", process, "status").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


class _Watch(threading.Thread):
    """Looks every few milliseconds at the peak of whatever process this one has started."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._done = threading.Event()
        self._peaks: dict[str, int] = {}
        self.start()

    def run(self) -> None:
        children = Path("/proc/self/task")
        while not self._done.wait(0.002):
            for task in children.iterdir():
                try:
                    numbers = (task / "children").read_text("utf-8").split()
                except OSError:
                    continue
                for number in numbers:
                    self._peaks[number] = max(self._peaks.get(number, 0), _peak(number))

    def stop(self) -> int:
        self._done.set()
        self.join()
        return max(self._peaks.values(), default=0)


def main() -> None:
    """Measure all cases and write the page."""
    measured: list[tuple[Case, Measurement]] = []
    with tempfile.TemporaryDirectory() as work:
        material = sound(Path(work))
        baseline = Path(work) / f"{SOUND_OFFICE}-{PERIOD}.xlsx"
        baseline.write_bytes(sound(Path(work), SOUND_OFFICE).content)
        calm = measure(baseline)
        for case in CASES:
            folder = Path(work) / case.name
            folder.mkdir()
            case.place(folder / case.file, case.make(material))
            result = measure_calmly(folder / case.file)
            assert list(case.codes) == result.codes, (case.name, result)
            measured.append((case, result))
            print(f"{case.name}: {result.seconds:.2f} s, {result.megabytes:.0f} MB", flush=True)
    PAGE.write_text(page(calm, measured), "utf-8", newline="\n")


def page(calm: Measurement, measured: list[tuple[Case, Measurement]]) -> str:
    """Return docs/security.md."""
    slowest = max(measured, key=lambda item: item[1].seconds)
    largest = max(measured, key=lambda item: item[1].megabytes)
    summary = (
        f"{len(measured)} cases. Slowest: `{slowest[0].name}`, {slowest[1].seconds:.2f} s; "
        f"most memory: `{largest[0].name}`, {largest[1].megabytes:.0f} MB. "
        f"A sound return: {calm.seconds:.3f} s, {calm.megabytes:.0f} MB."
    )
    rows = [
        f"| `{case.name}` | {case.en} / {case.vi} | {', '.join(case.codes) or 'nothing'} | {case.status} "
        f"| {found.seconds:.2f} | {found.megabytes:.0f} |"
        for case, found in measured
    ]
    return "\n".join([promises(), summary, "", *TABLE_HEAD, *rows, ""])


TABLE_HEAD: Final = (
    "| Case | What it is / Là gì | Told | Return | s | MB |",
    "|---|---|---|---|---:|---:|",
)


def limit_lines() -> list[str]:
    """Return the table of limits, from the constants that the program goes by."""

    def amount(number: int) -> str:
        return f"{number:,}".replace(",", " ")

    def size(number: int) -> str:
        return f"{number // _MEGABYTE} MB"

    return [
        "| Limit | Beyond it: F08 |",
        "|---|---:|",
        f"| the file as it lies on the disk | {size(limits.MAX_FILE_BYTES)} |",
        f"| parts in its package | {amount(limits.MAX_PARTS)} |",
        f"| all parts, unpacked | {size(limits.MAX_UNPACKED_BYTES)} |",
        f"| a part above {size(limits.RATIO_FROM_BYTES)}, against its packed size | {limits.MAX_RATIO} times |",
        f"| sheets, texts and styles, unpacked | {size(limits.MAX_READ_BYTES)} |",
        f"| XML tags in them, or records in an .xls or .xlsb | {amount(limits.MAX_TAGS)} |",
        f"| XML tags in the styles | {amount(limits.MAX_STYLE_TAGS)} |",
        f"| elements within each other | {limits.MAX_DEPTH} |",
        f"| worksheets | {limits.MAX_SHEETS} |",
        f"| filled cells | {amount(limits.MAX_CELLS)} |",
        f"| cells without a value that are not merely formatted | {amount(limits.MAX_BLANK_CELLS)} |",
        f"| rows down to the last filled cell | {amount(limits.MAX_ROWS)} |",
        f"| columns to the last filled cell | {amount(limits.MAX_COLUMNS)} |",
        f"| rows times columns, all sheets | {amount(limits.MAX_AREA)} |",
        f"| merged areas | {amount(limits.MAX_MERGES)} |",
        f"| characters in a cell | {amount(limits.MAX_CELL_CHARACTERS)} |",
        f"| text of all cells | {size(limits.MAX_TEXT_BYTES)} |",
        f"| the process that reads apart: time | {limits.WORKER_SECONDS} s |",
        f"| the process that reads apart: memory | {size(limits.WORKER_BYTES)} |",
    ]


def promises() -> str:
    """Return the page down to its last table."""
    return PROMISES.format(
        limits="\n".join(limit_lines()),
        plain=f"{limits.PLAIN_READ_BYTES // _MEGABYTE} MB and {limits.PLAIN_CELLS:,}".replace(",", " "),
    )


PROMISES: Final = """# Hostile input

This page is written by `tools/measure_hostile.py`; the limits are the program's own constants. Why it is built so:
[ADR 0016](adr/0016-guard-and-worker.md).

## What is promised

- No file among the returns, however broken or hostile, ends the program, hangs it, or fills the memory. It costs one
  finding (F04 to F08), which says what is wrong and what to do; the other returns are read.
- No figure is taken from a file that two programs would read differently. A cell that stands twice, a value with two
  spellings, a package that holds a second archive: the file is refused (F07), not interpreted.
- Macros are never run (F10), links to other files and data sources never followed (F11). What counts is what was saved
  in the cells. Nothing is fetched from the network but the addresses that are named (`https://`, `s3://`), and no file beside
  those named is opened. A password in an address, and what follows a question
  mark, is shown nowhere.
- Whatever is told of a hostile file is one line of printable text: control characters, terminal escapes and marks that turn
  the direction of writing are taken out or written out, also in file names. Text from returns never becomes a formula.
- Many processes read like one: a file that brings its process down is one finding (F07), and the others' work is done again
  ([ADR 0029](adr/0029-many-hands.md)). A Dask cluster is trusted as this computer is: what it sends back is unpickled.

What is not promised: that a figure is true. A number typed wrongly into a sound workbook is a matter for the checks
of values and for whoever signs the return.

## How it is confined

1. **The file.** Only regular files are opened, without waiting; a file that changes while it is read is told (F04).
2. **The guard** looks at the bytes before any spreadsheet library does. It inflates each part of a package itself and
   compares sizes, checksums and headers; parses each part that will be read, with no types and no entities declared in it;
   follows the relations from part to part; and counts rows, columns, cells and text. Of an .xls or .xlsb it goes through
   every record and looks into those of cells.
3. **A package of its own.** The readers never see the file. They get a package that the guard packs from the parts that
   it has seen: sheets, shared texts, styles; of an .xls the one stream that is the workbook. Macros, pictures, properties
   and links are not in it, nor cells of a large sheet that hold a format only.
4. **A process apart.** What the guard can only bound (.xls, .xlsb, .ods), and any .xlsx beyond {plain} cells is read in a
   child process under the limits below. If it dies, hangs or eats memory, that is one finding, and the next file gets
   a fresh one. It answers in JSON; it ends with the program.

{limits}

## What was measured

Linux, two cores shared with other work, Python 3.11; one fresh process a case, and the quickest of three where one took longer
than 0.3 s. Seconds and megabytes are those beyond the program that has loaded its plan and waits; the process apart is
counted in. Every case is made by a script
([tests/hostile/cases.py](../tests/hostile/cases.py)) and run by the tests in a batch, with a sound return beside it.
"""


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure_here(Path(sys.argv[1]))))
    else:
        main()
