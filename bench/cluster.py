"""A Dask cluster on this machine, of real processes: a scheduler, and so many workers of one thread each.

It stands in for one that exists already, as `--cluster ADDRESS` asks for. Needs the extra `[cluster]`.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Final, NamedTuple

_HOST: Final = "127.0.0.1"
_PATIENCE: Final = 60.0
_LOOK_EVERY: Final = 0.1


class Cluster(NamedTuple):
    """A cluster that runs: the scheduler's address, its own process number, and those of the workers."""

    address: str
    scheduler: int
    workers: tuple[int, ...]

    @property
    def processes(self) -> tuple[int, ...]:
        return (self.scheduler, *self.workers)


def is_dask_there() -> bool:
    """Say whether the extra is installed."""
    return find_spec("distributed") is not None


@contextmanager
def started_cluster(workers: int) -> Iterator[Cluster]:
    """Start a cluster, ready to work, and end it afterwards. Raises TimeoutError where it does not come up."""
    address = f"tcp://{_HOST}:{_free_port()}"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        scheduler = _start(
            stack, folder, "scheduler", ["--host", _HOST, "--port", address.rpartition(":")[2]]
        )
        _wait_for(scheduler.log, "Scheduler at:")
        started = [
            _start(
                stack,
                folder,
                "worker",
                [
                    address,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--local-directory",
                    str(folder / f"worker-{number}"),
                ],
                number,
            )
            for number in range(workers)
        ]
        for worker in started:
            _wait_for(worker.log, "Registered to:")
        yield Cluster(address, scheduler.process.pid, tuple(worker.process.pid for worker in started))


class _Started(NamedTuple):
    process: subprocess.Popen[bytes]
    log: Path


def _start(stack: ExitStack, folder: Path, role: str, arguments: list[str], number: int = 0) -> _Started:
    """Start one of the two roles, to be ended with the stack; what it says goes to a log."""
    log = folder / f"{role}-{number}.log"
    words: IO[bytes] = stack.enter_context(log.open("wb"))
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--no-dashboard", *arguments]
    process = subprocess.Popen(command, cwd=folder, stdout=words, stderr=subprocess.STDOUT)
    stack.callback(_end, process)
    return _Started(process, log)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()  # there is nothing to save, and a worker asked politely takes seconds
    process.wait()


def _wait_for(log: Path, sign: str) -> None:
    until = time.monotonic() + _PATIENCE
    while sign not in log.read_text("utf-8", errors="replace"):
        if time.monotonic() > until:
            raise TimeoutError(
                f"{sign!r} never stood in {log.name}:\n{log.read_text('utf-8', errors='replace')}"
            )
        time.sleep(_LOOK_EVERY)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((_HOST, 0))
        return int(free.getsockname()[1])
