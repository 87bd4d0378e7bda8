"""Reading on a Dask cluster that runs already: an optional extra, and the only room that knows the library.

The cluster is trusted: what it sends back is unpickled here. Workers need the same version of this program.
"""

from __future__ import annotations

import contextlib
import logging
import re
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from dataclasses import dataclass
from typing import Any, Final

from cchc_kpi import __version__
from cchc_kpi.findings import Phrase
from cchc_kpi.pipeline.crew import CrewFault, Team
from cchc_kpi.returns.chunks import OtherVersion
from cchc_kpi.text import printable

_ADDRESS: Final = re.compile(
    r"((tcp|tls|ucx|wss?)://)?(\[[0-9A-Fa-f:.]+\]|[^\s/:\[\]]+):(?P<port>[0-9]{1,5})", re.ASCII
)
_LAST_PORT: Final = 65_535
_SECONDS: Final = 10
"""How long a scheduler, and then its first worker, is waited for."""
_MOST_WORDS: Final = 200


@dataclass(frozen=True)
class Cluster:
    """The workers behind the scheduler at an address, such as tcp://10.0.0.5:8786."""

    address: str
    fewest_files: int = 1

    def check_address(self) -> None:
        """See that the address has a host and a port. Raises CrewFault."""
        found = _ADDRESS.fullmatch(self.address)
        if found is None or int(found["port"]) > _LAST_PORT:
            raise _fault(_NO_ADDRESS)

    @contextlib.contextmanager
    def gather(self) -> Iterator[Team]:
        """Connect to the scheduler. Raises CrewFault where it cannot be reached, has no worker, or fails."""
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise _fault(_MISSING) from None
        self.check_address()
        with _silenced(), contextlib.ExitStack() as stack:
            try:
                client = stack.enter_context(Client(self.address, timeout=_SECONDS, set_as_default=False))  # type: ignore[no-untyped-call]
                client.wait_for_workers(1, timeout=_SECONDS)
                _check_versions(client)
                size = sum(client.nthreads().values())
                # Not pure: nothing is to be kept from an earlier run, nor names made from the bytes sent.
                executor = client.get_executor(pure=False)
            except TimeoutError:
                raise _fault(_NO_WORKER) from None
            except (OSError, ValueError) as error:
                raise _fault(_told(error)) from error
            stack.callback(executor.shutdown, wait=False)
            try:
                yield Team(executor, size, (KilledWorker,), is_here=False, check=_Watch(client).look)
            except OtherVersion as other:  # of a worker that came later
                raise _fault(_other_version(other.here, other.there)) from None
            except (CancelledError, OSError) as error:
                raise _fault(_LOST) from error

    gather_one = gather
    """A worker that dies is started again by its cluster."""


class _Watch:
    """Looks whether a cluster has workers; a scheduler without any keeps its tasks, and waits for ever."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._deserted_since: float | None = None

    def look(self) -> None:
        """Raise CrewFault where there has been no worker for a while: one that died may be started again."""
        if self._client.nthreads():
            self._deserted_since = None
        elif self._deserted_since is None:
            self._deserted_since = time.monotonic()
        elif time.monotonic() - self._deserted_since > _SECONDS:
            raise _fault(_LOST)


def _check_versions(client: Any) -> None:
    """See that every worker has this version of the program. Raises CrewFault."""
    from importlib.metadata import version

    # A function of the standard library: one of our own, sent to a worker that has it not, would end the worker.
    for worker, found in client.run(version, "cchc-kpi", on_error="return").items():
        if isinstance(found, Exception):
            raise _fault(_not_installed(worker))
        if found != __version__:
            raise _fault(_other_version(__version__, found))


def _not_installed(worker: str) -> Phrase:
    return Phrase(f"máy {worker} chưa cài cchc-kpi", f"{worker} has not cchc-kpi installed")


_MISSING: Final = Phrase(
    'chưa cài phần mở rộng: pip install "cchc-kpi[cluster]"',
    'the extra is not installed: pip install "cchc-kpi[cluster]"',
)
_NO_ADDRESS: Final = Phrase(
    "địa chỉ phải có máy và cổng, như tcp://10.0.0.5:8786",
    "the address must have a host and a port, such as tcp://10.0.0.5:8786",
)
_NO_WORKER: Final = Phrase(
    f"sau {_SECONDS} giây vẫn không có máy nào nhận việc", f"no worker was there after {_SECONDS} seconds"
)
_LOST: Final = Phrase("mất liên lạc với cụm giữa chừng", "the connection to the cluster was lost")


def _fault(reason: Phrase) -> CrewFault:
    return CrewFault(
        Phrase(
            f"không đọc được báo cáo trên cụm: {reason.vi}",
            f"the returns cannot be read on the cluster: {reason.en}",
        )
    )


def _told(error: Exception) -> Phrase:
    words = printable(str(error) or type(error).__name__)[:_MOST_WORDS]
    return Phrase(f"không nối được ({words})", f"it cannot be reached ({words})")


def _other_version(here: str, there: str) -> Phrase:
    return Phrase(
        f"cụm chạy cchc-kpi {there}, máy này {here}; phải cùng phiên bản",
        f"the cluster runs cchc-kpi {there}, this computer {here}; they must be the same",
    )


@contextlib.contextmanager
def _silenced() -> Iterator[None]:
    """Keep the logs of the libraries off the screen: what matters of them is told in our words."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
