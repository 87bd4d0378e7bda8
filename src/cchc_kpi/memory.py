"""How the interpreter keeps house in a process of this program."""

from __future__ import annotations

import gc
from typing import Final

_FEW_COLLECTIONS: Final = 50_000


def collect_seldom() -> None:
    """Look for cycles seldom: a run makes many small objects and few cycles, and each look costs a share of it."""
    gc.set_threshold(_FEW_COLLECTIONS)
