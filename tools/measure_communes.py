"""Measures the workbook of many communes on made-up scorecards: time to score and write, peak memory, size, cells.

    python tools/measure_communes.py 65 3321

No return is read: what reading costs is measured elsewhere (bench/).
"""

from __future__ import annotations

import argparse
import os
import re
import tempfile
import time
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import psutil

from cchc_kpi import pipeline
from cchc_kpi.periods import Period
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.layout import NO, YES, FormLayout
from cchc_kpi.returns.observation import Observation, Provenance, Return, State
from cchc_kpi.scoring.communes import CommunesScorecard
from province import forms_of_quarter, made_communes, provinces_for

ROOT = Path(__file__).resolve().parents[1]
_PERIOD = Period(2026, "Q1")
_WORDS = {YES: 1, NO: 0}


class Measured(NamedTuple):
    """What one workbook took: seconds to score and to write, megabytes at the peak and on disk, cells, formulas."""

    communes: int
    scoring: float
    writing: float
    before: float
    peak: float
    size: float
    cells: int
    formulas: int


def made_return(form: FormLayout, figures: dict[str, object], folder: str) -> Return:
    """Return a form with its figures as if it had been read."""
    file = f"{folder}/{form.stem}.xlsx"
    observations = tuple(
        Observation(
            measure.id,
            form.office.id,
            _PERIOD,
            State.VALUE,
            Decimal(str(_WORDS.get(str(figures[measure.id]), figures[measure.id]))),
            Provenance(file, "Báo cáo", f"D{row}", str(figures[measure.id])),
        )
        for row, measure in enumerate(form.measures, start=11)
    )
    return Return(
        file, "0" * 64, form.office.id, _PERIOD, observations=observations, commune=form.commune or ""
    )


def made_scorecard(loaded: LoadedPlan, plan: Plan, count: int) -> CommunesScorecard:
    """Score so many made-up communes."""
    communes = made_communes(count, provinces_for(count))
    returns = tuple(
        made_return(form, dict(figures), commune.code)
        for commune, form, figures in forms_of_quarter(plan, communes, _PERIOD, seed=1)
    )
    scored = pipeline.score_communes(pipeline.Batch(returns), loaded, plan, communes, _PERIOD)
    assert scored is not None
    return scored


def measure(count: int, keep: Path | None) -> Measured:
    """Score and write a workbook of so many communes."""
    loaded = pipeline.open_plan(ROOT / "targets.yaml")
    assert loaded.plan is not None
    begun = time.perf_counter()
    scored = made_scorecard(loaded, loaded.plan, count)
    ready = time.perf_counter()
    process = psutil.Process()
    before = process.memory_info().rss / 2**20
    with tempfile.TemporaryDirectory() as folder:
        path = (keep or Path(folder)) / f"xa-{count}.xlsx"
        pipeline.write_communes_file(scored, path)
        written = time.perf_counter()
        peak = getattr(process.memory_info(), "peak_wset", 0) / 2**20 or _peak_of_linux()
        sizes = list(_cells_and_formulas(path))
        size = path.stat().st_size / 2**20
    cells, formulas = (sum(column) for column in zip(*sizes, strict=True))
    return Measured(count, ready - begun, written - ready, before, peak, size, cells, formulas)


def _peak_of_linux() -> float:
    status = Path(f"/proc/{os.getpid()}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 2**10 if found else 0.0


def _cells_and_formulas(path: Path) -> Iterator[tuple[int, int]]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                content = package.read(name)
                yield content.count(b"<c "), content.count(b"<f>")


def main() -> None:
    """Measure each count in turn; the peak is that of the whole process so far, so give the counts in order."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("counts", nargs="+", type=int)
    parser.add_argument("--keep", type=Path, help="a folder to keep the workbooks in")
    asked = parser.parse_args()
    print("communes  score s  write s  RSS before MB  peak MB  file MB     cells  formulas")
    for count in asked.counts:
        found = measure(count, asked.keep)
        print(
            f"{found.communes:8}  {found.scoring:7.1f}  {found.writing:7.1f}  {found.before:13.0f}  "
            f"{found.peak:7.0f}  {found.size:7.1f}  {found.cells:8}  {found.formulas:8}"
        )


if __name__ == "__main__":
    main()
