"""The program as a stranger runs it: another process, its output as bytes decoded from UTF-8."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
EXAMPLES: Final = ROOT / "examples"
QUARTER: Final = "examples/2026-Q1"


@dataclass(frozen=True)
class Run:
    """What one run of the program came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def run(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Run:
    """Run `cchc-kpi` with arguments, in the repository unless told otherwise."""
    variables = {key: value for key, value in os.environ.items() if key != "CCHC_KPI_LANG"} | environment
    done = subprocess.run(
        [sys.executable, "-m", "cchc_kpi", *map(str, arguments)],
        capture_output=True,
        cwd=cwd,
        env=variables,
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err, err
    return Run(done.returncode, out, err)
