"""The piece of work that is handed to others: some files, read as returns wherever that happens.

What goes there and what comes back are bytes, so that any executor can carry them. Knows nothing of who does the
work: this process, one beside it, or one on another machine.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from cchc_kpi import __version__
from cchc_kpi.findings import Finding
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import Arrival, read_arrival
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return, rejected
from cchc_kpi.returns.sources import Source
from cchc_kpi.returns.travel import pack_returns

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes


class Parcel(NamedTuple):
    """A file to read: what it is called in findings and outputs, and where it lies or what arrived from there."""

    file: str
    origin: Source | Arrival | Finding


Chunk: TypeAlias = Sequence[Parcel]


class OtherVersion(Exception):
    """Whoever was to do the work has another version of the program, which may read otherwise."""

    def __init__(self, here: str, there: str) -> None:
        super().__init__(here, there)
        self.here = here
        self.there = there


class Ground(NamedTuple):
    """What returns are read by: the plan, and the communes that they may be of, where there are many."""

    plan: Plan
    communes: Communes | None = None


def read_parcel(parcel: Parcel, ground: Ground) -> Return:
    """Read one file as a return; whatever is wrong with it is in the return's findings."""
    origin = parcel.origin
    arrival = origin if isinstance(origin, Arrival | Finding) else read_arrival(origin)
    if isinstance(arrival, Finding):
        return rejected(parcel.file, "", arrival)
    return read_return(parcel.file, arrival.content, ground.plan, arrival.sha256, ground.communes)


def pack_ground(ground: Ground) -> bytes:
    """Return plan and communes as bytes that `read_chunk` takes: small, since they go with every chunk."""
    return zlib.compress(pickle.dumps((__version__, pickle.dumps(ground))))


def pack_chunk(chunk: Chunk) -> bytes:
    """Return files to read as bytes that `read_chunk` takes."""
    return pickle.dumps(tuple(chunk))


def read_chunk(ground: bytes, chunk: bytes) -> bytes:
    """Read the files of a chunk as returns. Raises OtherVersion."""
    held = _unpacked(ground)  # first: another version may not even know what a chunk is made of
    parcels: Chunk = pickle.loads(chunk)  # noqa: S301 - from whoever called this process to work
    return pack_returns(read_parcel(parcel, held) for parcel in parcels)


@lru_cache(maxsize=2)
def _unpacked(packed: bytes) -> Ground:
    version, held = pickle.loads(zlib.decompress(packed))  # noqa: S301 - as above
    if version != __version__:
        raise OtherVersion(version, __version__)
    ground: Ground = pickle.loads(held)  # noqa: S301 - as above
    return ground
