"""How long a quarter takes against its floor: a bare interpreter that imports the same libraries.

Runs in turn, so that the ratio holds on a machine whose speed drifts:
  A  cchc-kpi score, on the five returns of 2026-Q1 and one baseline form
  B  python importing every module that A had loaded, the program's own left out
  C  cchc-kpi --help
Prints the median and the minimum of each, and the ratios A/B. No test asserts on them.

    python bench/startup.py [RUNS]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INPUTS = ("examples/2026-Q1", "examples/baseline/kt-baseline.xlsx")
PROGRAM = (sys.executable, "-m", "cchc_kpi")
_LIST_MODULES = """
import sys
sys.argv[1:] = {arguments!r}
from cchc_kpi.cli import main
try:
    main()
finally:
    print(*(name for name in sys.modules if not name.startswith(("cchc_kpi", "__main__"))), file=sys.stderr)
"""
_IMPORT_ALL = """
import importlib
for name in {names!r}:
    try:
        importlib.import_module(name)
    except ImportError:
        pass  # a module that only exists while another is being loaded
"""


def modules_loaded() -> list[str]:
    """Return the modules, the program's own left out, that scoring the quarter loads."""
    code = _LIST_MODULES.format(arguments=["score", *INPUTS])
    call = [sys.executable, "-c", code]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return done.stderr.splitlines()[-1].split()


def seconds(command: Sequence[str]) -> float:
    """Return the wall time of one run."""
    began = time.perf_counter()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return time.perf_counter() - began


def main() -> None:
    """Run the three in turn and print their figures."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(_IMPORT_ALL.format(names=modules_loaded()), encoding="utf-8")
        commands: dict[str, Sequence[str]] = {
            "A score": (*PROGRAM, "score", *INPUTS),
            "B bare imports": (sys.executable, str(bare)),
            "C --help": (*PROGRAM, "--help"),
        }
        times: dict[str, list[float]] = {name: [] for name in commands}
        for command in commands.values():
            seconds(command)
        for _ in range(runs):
            for name, command in commands.items():
                times[name].append(seconds(command))
    for name, taken in times.items():
        print(f"{name:<16} median {statistics.median(taken):.3f} s   minimum {min(taken):.3f} s")
    ratios = [a / b for a, b in zip(times["A score"], times["B bare imports"], strict=True)]
    print(
        f"A/B              median {statistics.median(ratios):.2f}     of minima {min(times['A score']) / min(times['B bare imports']):.2f}"
    )


if __name__ == "__main__":
    main()
