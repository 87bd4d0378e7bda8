"""Reading a workbook in a process of its own: for what the guard cannot look into, and for what is large.

A damaged .xls or .xlsb can make the native library abort the process that it runs in, which no `except`
catches, or keep it busy for ever. In a process apart, with a limit to its time and its memory, that costs one
finding and not the run; the next file gets a fresh process.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from cchc_kpi.returns.limits import MAX_CELLS, WORKER_BYTES, WORKER_SECONDS
from cchc_kpi.returns.refusal import Refusal, counted, too_large
from cchc_kpi.returns.workbook import UnreadableWorkbook, Workbook
from cchc_kpi.returns.worker import CAREFUL, FAST, LENGTH, unpack_workbook

_LOOK_SECONDS: Final = 0.02
_SPARE_SECONDS: Final = 2
"""The process ends itself when its time is up; this much later it is ended."""
_LONGEST_ANSWER: Final = 64 * 2**20
_START: Final = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from cchc_kpi.returns.worker import serve
serve(int(sys.argv[2]), int(sys.argv[3]))
"""


class Reader:
    """Holds one process, which reads file after file until a file kills it.

    `is_limited` is whether the system itself limits the process's memory, as Linux does; where not, it is
    looked at while its answer is awaited.
    """

    def __init__(
        self,
        seconds: float = WORKER_SECONDS,
        memory: int = WORKER_BYTES,
        *,
        is_limited: bool = sys.platform == "linux",
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._is_limited = is_limited
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._exchange: _Exchange | None = None
        self._owner = 0

    def read(self, content: bytes, how: bytes) -> Workbook:
        """Read a workbook in the process. Raises UnreadableWorkbook, or Refusal where it takes too much."""
        with self._lock:
            try:
                answer = self._ask(self._running(), how, content)
            except BaseException:
                self.close()
                raise
        if "workbook" in answer:
            return unpack_workbook(answer["workbook"])
        if "cells" in answer:
            number = counted(MAX_CELLS)
            raise too_large(f"có hơn {number.vi} ô dữ liệu", f"more than {number.en} filled cells")
        if "memory" in answer:
            raise self._too_hungry()
        raise UnreadableWorkbook(answer["error"])

    def close(self) -> None:
        """End the process, if it runs."""
        process, self._process = self._process, None
        if process is None:
            return
        if (
            self._owner != os.getpid()
        ):  # inherited by a fork: it is another process's child, and goes on there
            process.returncode = 0
            return
        process.kill()
        process.wait()
        if self._exchange is not None:
            self._exchange.join()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):  # what was not written yet cannot be any more
                    stream.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._owner == os.getpid() and self._process.poll() is None:
            return self._process
        self.close()
        # Not multiprocessing, which would run the caller's main module once more in the process.
        paths = json.dumps([path or os.getcwd() for path in sys.path])  # noqa: PTH109 - as the interpreter means ""
        limits = (str(self._memory if self._is_limited else 0), str(int(self._seconds) + 1))
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, on a text of our own
                [sys.executable, "-I", "-c", _START, paths, *limits],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            raise UnreadableWorkbook("no process could be started to read it in") from None
        self._owner = os.getpid()
        return self._process

    def _ask(self, process: subprocess.Popen[bytes], how: bytes, content: bytes) -> dict[str, Any]:
        """Send a file and await the answer, looking meanwhile at the clock and at the process's memory."""
        exchange = self._exchange = _Exchange(process, how, content)
        deadline = time.monotonic() + self._seconds + _SPARE_SECONDS
        memory_of = None if self._is_limited else _memory_of(process.pid)
        exchange.start()
        while exchange.is_alive():
            exchange.join(_LOOK_SECONDS)
            if memory_of is not None and memory_of() > self._memory:
                raise self._too_hungry()
            if time.monotonic() > deadline:
                raise self._too_slow()
        if exchange.answer is None:
            if time.monotonic() > deadline - _SPARE_SECONDS:
                raise self._too_slow()
            raise UnreadableWorkbook("the reader broke down on it")
        return exchange.answer

    def _too_hungry(self) -> Refusal:
        size = self._memory // 2**20
        return too_large(
            f"đọc tệp cần hơn {size} MB bộ nhớ", f"reading it takes more than {size} MB of memory"
        )

    def _too_slow(self) -> Refusal:
        limit = f"{self._seconds:g}"
        return too_large(f"đọc tệp mất hơn {limit} giây", f"reading it takes more than {limit} seconds")


class _Exchange(threading.Thread):
    """Sends one file and receives its answer; `answer` stays None where the process breaks off."""

    def __init__(self, process: subprocess.Popen[bytes], how: bytes, content: bytes) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._request = how + LENGTH.pack(len(content)) + content
        self.answer: dict[str, Any] | None = None

    def run(self) -> None:
        incoming, outgoing = self._process.stdout, self._process.stdin
        assert incoming is not None
        assert outgoing is not None
        with contextlib.suppress(OSError, ValueError, struct.error):
            outgoing.write(self._request)
            outgoing.flush()
            (length,) = LENGTH.unpack(incoming.read(LENGTH.size))
            text = incoming.read(length) if length <= _LONGEST_ANSWER else b""
            self.answer = json.loads(text.decode("utf-8", "surrogatepass"))


def _memory_of(number: int) -> Callable[[], int]:
    """Return what tells how many bytes of memory a process holds; 0 once it has ended."""
    import psutil  # costs start-up time, and only where the system itself sets no limit

    try:
        process = psutil.Process(number)
    except psutil.Error:
        return lambda: 0

    def look() -> int:
        try:
            return int(process.memory_info().rss)
        except psutil.Error:
            return 0

    return look


_READER: Final = Reader()
atexit.register(_READER.close)


def read_fast_apart(content: bytes) -> Workbook:
    """Read a workbook of any format by the fast reader. Raises UnreadableWorkbook or Refusal."""
    return _READER.read(content, FAST)


def read_careful_apart(content: bytes) -> Workbook:
    """Read an .xlsx by the careful reader. Raises UnreadableWorkbook or Refusal."""
    return _READER.read(content, CAREFUL)
