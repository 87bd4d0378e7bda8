"""Who reads the returns beside this process: several others of this computer, or those of a Dask cluster.

Each is an executor of the standard library's interface; how work is spread over it stands in `spreading`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from cchc_kpi.findings import Phrase
from cchc_kpi.memory import collect_seldom

if TYPE_CHECKING:
    from concurrent.futures import Executor

_MOST_PROCESSES: Final = 61
"""Windows can wait for no more at once."""
_NOT_STARTED: Final = Phrase(
    "không khởi động được tiến trình đọc báo cáo; chạy lại với --jobs 1",
    "no process could be started to read the returns; run again with --jobs 1",
)


class CrewFault(Exception):
    """A crew cannot do the work; `reason` says what and why, as a sentence without its full stop."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason.en)
        self.reason = reason


class Team(NamedTuple):
    """An executor at work, and how many chunks it reads at a time.

    `losses` are the exceptions that say that whoever read a chunk is gone. `is_here` tells that they are on this
    computer, and see its files. `check` raises CrewFault where nobody is left who could ever answer.
    """

    executor: Executor
    size: int
    losses: tuple[type[Exception], ...]
    is_here: bool
    check: Callable[[], None]


class Crew(Protocol):
    """Whoever can be called together to read."""

    @property
    def fewest_files(self) -> int:
        """Below this number of files calling them together takes longer than reading."""

    def gather(self) -> contextlib.AbstractContextManager[Team]:
        """Call them together; they leave at the end of the block, also where an exception ends it.

        Raises CrewFault.
        """

    def gather_one(self) -> contextlib.AbstractContextManager[Team]:
        """Call one who can be lost without loss to the others."""


@dataclass(frozen=True)
class Processes:
    """So many processes of this computer."""

    count: int
    fewest_files: int = 800

    def gather(self) -> contextlib.AbstractContextManager[Team]:
        return _pool(min(self.count, _MOST_PROCESSES))

    def gather_one(self) -> contextlib.AbstractContextManager[Team]:
        return _pool(1)


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # a container or an administrator may have set fewer aside
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _pool(count: int) -> Iterator[Team]:
    from concurrent.futures import (  # costs start-up time, for many files only
        BrokenExecutor,
        ProcessPoolExecutor,
    )
    from multiprocessing import get_context

    with contextlib.ExitStack() as stack:
        try:
            # Started anew and not forked, as Windows always does: the same everywhere, whatever threads run here.
            executor = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin)
            stack.callback(executor.shutdown, cancel_futures=True)
            with _unhearing():
                started = [executor.submit(_be_there) for _ in range(count)]
            for answer in started:
                answer.result()
        except (BrokenExecutor, OSError, NotImplementedError) as error:
            # Told apart from a file that brings one down: nothing has been read yet.
            raise CrewFault(_NOT_STARTED) from error
        yield Team(executor, count, (BrokenExecutor, OSError), is_here=True, check=_be_there)


@contextlib.contextmanager
def _unhearing() -> Iterator[None]:
    """Hear no Ctrl+C meanwhile: where the system hands that down, a process that is starting hears none either."""
    if threading.current_thread() is not threading.main_thread():
        yield  # a signal is the main thread's
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _begin() -> None:
    """Prepare a process: it ends with whoever waits for it, who alone hears an interruption from the keyboard."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the process that waits for this one; where it is killed, nobody would ever end this one."""
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None, "this is a process that another one started"
    parent.join()
    os._exit(1)


def _be_there() -> None:
    """Do nothing, which tells whoever asked that the process runs."""
