"""Writing a file so that nothing is ever lost: made beside its place, then moved into it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path


class OutputBlocked(Exception):
    """The finished file could not take its place, which another program holds; it is kept at `kept`."""

    def __init__(self, target: Path, kept: Path) -> None:
        super().__init__(f"{target} is in use; kept as {kept}")
        self.target = target
        self.kept = kept


def write_whole(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make the file at a temporary path beside `target`, then put it in place in one step.

    What stood there before stays untouched until then, and for good if anything fails. Raises
    OutputBlocked where the target is held open (the new file is kept beside it), OSError where
    nothing can be written, and whatever `write` raises.
    """
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        write(temporary)
        _as_others_may_read(temporary)
        try:
            temporary.replace(target)
        except PermissionError:
            kept = _free_name(target)
            temporary.replace(kept)
            raise OutputBlocked(target, kept) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _as_others_may_read(path: Path) -> None:
    """Give a temporary file, made private, the permissions that any new file would have."""
    if os.name == "posix":
        mask = os.umask(0)
        os.umask(mask)
        path.chmod(0o666 & ~mask)


def _free_name(target: Path) -> Path:
    number = 1
    while (candidate := target.with_name(f"{target.stem} (moi {number}){target.suffix}")).exists():
        number += 1
    return candidate
