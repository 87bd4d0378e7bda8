"""Reading a workbook in a process of its own, for the formats that the guard cannot look into.

A damaged .xls or .xlsb can make the native library abort the process that it runs in, which no `except`
catches. In a child process that costs one finding and not the run.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from cchc_kpi.returns.workbook import UnreadableWorkbook, Workbook, read_fast

SECONDS: Final = 60
MEMORY_BYTES: Final = 2 * 2**30


class _Reader:
    """Holds the one child process, which reads file after file until a file kills it."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def read(self, content: bytes) -> Workbook:
        """Read a workbook in the child. Raises UnreadableWorkbook, also where the child dies or hangs."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_confine)
        try:
            return self._pool.submit(read_fast, content).result(SECONDS)
        except BrokenProcessPool:
            self._pool = None
            raise UnreadableWorkbook("the reader broke down on it") from None
        except TooSlow:
            self._stop()
            raise UnreadableWorkbook(f"not read within {SECONDS} seconds") from None

    def _stop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            for process in list(pool._processes.values()):  # noqa: SLF001 - a hanging child has no other handle
                process.kill()
            pool.shutdown(wait=False)


def _confine() -> None:
    """Limit the child's memory, and keep a crash report of the native library off the user's screen."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # POSIX only; elsewhere the time limit and the process boundary remain

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


_READER: Final = _Reader()


def read_apart(content: bytes) -> Workbook:
    """Read a workbook of any supported format in another process. Raises UnreadableWorkbook."""
    return _READER.read(content)
