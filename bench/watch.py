"""What a command costs, seen from outside: seconds, processor seconds, and memory of every process that it starts.

Memory is the most that each process has held at one time, added up: pages that processes share are counted with each.
On Linux the system keeps that peak (VmHWM); on Windows too; elsewhere it is what was seen every few milliseconds.
"""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import psutil

_LOOK_EVERY: Final = 0.02
_LOOKS_BETWEEN_SEARCHES: Final = 5
_LAST_WORDS: Final = 2000
_ENDED_WELL: Final = frozenset({0, 1})
"""1 is what the program says where a return has an error: the run itself went well."""


class Cost(NamedTuple):
    """What one run took: wall and processor seconds; megabytes of all its processes, and of the first alone."""

    wall: float
    cpu: float
    peak: float
    parent_peak: float


class RunFailed(Exception):
    """A command that ended otherwise than well, with the last that it said."""


def cost_of(command: Sequence[str], folder: Path, servers: Sequence[int] = ()) -> Cost:
    """Run a command in a folder to its end, its output thrown away, and return what it cost.

    `servers` are processes that run already and work for it: their memory and what they compute meanwhile count too.
    Raises RunFailed.
    """
    with tempfile.TemporaryFile() as words:
        began = time.perf_counter()
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=words) as running:
            watch = _Watch(running.pid, servers)
            running.wait()
            wall = time.perf_counter() - began
            watch.stop()
        if running.returncode not in _ENDED_WELL:
            words.seek(0)
            said = words.read().decode("utf-8", "replace")[-_LAST_WORDS:]
            raise RunFailed(f"{' '.join(command)}: status {running.returncode}\n{said}")
    return Cost(wall, watch.cpu(), sum(watch.peaks.values()) / 2**20, watch.peaks[running.pid] / 2**20)


class _Watch(threading.Thread):
    """Looks at the processes of a command until it is stopped."""

    def __init__(self, first: int, servers: Sequence[int]) -> None:
        super().__init__(daemon=True)
        self.peaks: dict[int, int] = {first: 0}
        self._seconds: dict[int, float] = {}
        self._first = first
        self._servers = tuple(map(psutil.Process, servers))
        self._before = sum(map(_seconds_of, self._servers))
        self._ended_before = _seconds_of_ended()
        self._done = threading.Event()
        self.start()

    def run(self) -> None:
        looks = 0
        processes: list[psutil.Process] = []
        while not self._done.wait(_LOOK_EVERY):
            if looks % _LOOKS_BETWEEN_SEARCHES == 0:
                processes = self._searched()
            looks += 1
            for process in processes:
                with suppress(psutil.Error, OSError):
                    self.peaks[process.pid] = max(self.peaks.get(process.pid, 0), _peak_of(process))

    def _searched(self) -> list[psutil.Process]:
        """Find the processes there are now, and note what each has computed so far."""
        found = list(self._servers)
        with suppress(psutil.Error):
            first = psutil.Process(self._first)
            started = [first, *first.children(recursive=True)]
            for process in started:
                with suppress(psutil.Error):
                    self._seconds[process.pid] = _seconds_of(process)
            found += started
        return found

    def stop(self) -> None:
        self._done.set()
        self.join()

    def cpu(self) -> float:
        """Return the processor seconds of the whole run.

        The system accounts exactly for processes that have ended and were waited for; what was seen of each
        while it ran stands in for any that was not.
        """
        ended = _seconds_of_ended() - self._ended_before
        return max(ended, sum(self._seconds.values())) + sum(map(_seconds_of, self._servers)) - self._before


def _seconds_of(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _seconds_of_ended() -> float:
    try:
        import resource
    except ImportError:  # Windows keeps no such account
        return 0.0
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_of(process: psutil.Process) -> int:
    """Return the most bytes that a process has held at one time."""
    if psutil.LINUX:
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
        return int(line.split()[1]) * 1024 if line else 0
    held = process.memory_info()
    return getattr(held, "peak_wset", held.rss)
