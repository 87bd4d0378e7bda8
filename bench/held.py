"""How much memory the returns of a folder take once they are read, and the scorecards made of them: each object once.

    python bench/held.py thu 2026-Q1

Prints JSON. The plan and the list of communes, which they name but do not hold, are not among them.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from types import FunctionType, ModuleType

from cchc_kpi import pipeline
from cchc_kpi.periods import parse_period
from made_returns import COMMUNES_FILE, ROOT

_NOT_HELD = (type, ModuleType, FunctionType)


def bytes_held(*held: object) -> int:
    """Return the size of some objects and of all that they lead to, in bytes."""
    seen: dict[int, object] = {}
    waiting = list(held)
    while waiting:
        one = waiting.pop()
        if id(one) not in seen and not isinstance(one, _NOT_HELD):
            seen[id(one)] = one
            waiting += gc.get_referents(one)
    return sum(map(sys.getsizeof, seen.values()))


def main() -> None:
    """Read and score the returns; print how many there are, the bytes they take, and those of the scorecards beside."""
    folder, period = Path(sys.argv[1]), parse_period(sys.argv[2])
    loaded = pipeline.open_plan(ROOT / "targets.yaml")
    communes = pipeline.open_communes(folder / COMMUNES_FILE, None)
    assert loaded.plan is not None
    assert communes is not None
    assert communes.communes is not None
    batch = pipeline.read_batch([str(folder)], loaded.plan, communes.communes)
    scored = pipeline.score_communes(batch, loaded, loaded.plan, communes.communes, period)
    ground = bytes_held(loaded.plan, communes)
    returns, both = (bytes_held(loaded.plan, communes, *held) - ground for held in ([batch], [batch, scored]))
    print(json.dumps([len(batch.returns), returns, both - returns]))


if __name__ == "__main__":
    main()
