"""The program's reading alone: every return guarded, read and checked, in one process, and nothing scored.

    python bench/reading.py thu

Beside calamine, which only reads, this is what guard and checks cost; `score` has starting, scoring and JSON on top.
"""

from __future__ import annotations

import sys
from pathlib import Path

from cchc_kpi import pipeline
from cchc_kpi.pipeline import Batch
from made_returns import COMMUNES_FILE, opened_plan


def read_folder(folder: Path) -> Batch:
    """Read every return below a folder of `made_returns`."""
    listed = pipeline.open_communes(folder / COMMUNES_FILE, None)
    assert listed is not None
    return pipeline.read_batch([str(folder)], opened_plan(), listed.communes)


if __name__ == "__main__":
    read_folder(Path(sys.argv[1]))
