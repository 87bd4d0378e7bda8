"""A Dask cluster of this computer for tests: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_SECONDS = 60


class Running:
    """A cluster that runs: its address, its scheduler and its worker processes."""

    def __init__(
        self, address: str, scheduler: subprocess.Popen[bytes], workers: list[subprocess.Popen[bytes]]
    ) -> None:
        self.address = address
        self.scheduler = scheduler
        self.workers = workers


@contextmanager
def running_cluster(folder: Path, workers: int) -> Iterator[Running]:
    """Run a cluster on a free port until the end of the block; a worker that dies is not started again."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with ExitStack() as stack:
        scheduler = _start(stack, folder, "scheduler", "--host", address, "--no-dashboard", "--no-show")
        _wait_for(address)
        running = [
            _start(stack, folder, "worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard")
            for _ in range(workers)
        ]
        yield Running(address, scheduler, running)


def _start(stack: ExitStack, folder: Path, what: str, *arguments: str) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + what, *arguments],
        cwd=folder,
        env={**os.environ, "DASK_TEMPORARY_DIRECTORY": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def end() -> None:
        process.kill()
        process.wait()

    stack.callback(end)
    return process


def _wait_for(address: str) -> None:
    host, _, port = address.removeprefix("tcp://").partition(":")
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(address)
