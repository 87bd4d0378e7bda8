"""How much memory the returns of a folder take once they are read: every object that they lead to, each once.

    python bench/held.py thu

Prints JSON. The plan, which they name but do not hold, is not among them.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from types import FunctionType, ModuleType

from reading import read_folder

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
    """Read the returns and print how many there are, and how many bytes they take."""
    returns = read_folder(Path(sys.argv[1])).returns
    print(json.dumps([len(returns), bytes_held(returns)]))


if __name__ == "__main__":
    main()
