"""Reading many files by many hands: in chunks, some ahead, the results in order, and nothing lost with a process.

A file that kills whoever reads it takes the others' unfinished work with it. What was under way is then read again
by one process after the other, in ever smaller parts, until the file stands alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.pipeline.crew import Crew, Team
from cchc_kpi.returns.arrivals import read_arrival
from cchc_kpi.returns.chunks import (
    Chunk,
    Ground,
    Parcel,
    pack_chunk,
    pack_ground,
    read_chunk,
)
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import rejected
from cchc_kpi.returns.travel import unpack_returns
from cchc_kpi.rules import files

_FILES_OF_A_CHUNK: Final = 32
"""Handing over one file at a time costs as much as reading it; of many the last ones keep the others waiting."""
_CHUNKS_AHEAD: Final = 3
"""For each who reads: enough that nobody waits, few enough that what is under way takes no memory."""
_LOOK_SECONDS: Final = 2
_KILLED: Final = Phrase(
    "tiến trình đọc tệp này đã sập, thử lại cũng vậy",
    "the process that read it broke down, tried again as well",
)


def spread(parcels: Sequence[Parcel], ground: Ground, crew: Crew) -> Iterator[Return]:
    """Yield a return for each file, in order. Raises CrewFault."""
    yield from _Spreading(parcels, ground, crew).read()


class _Spreading:
    def __init__(self, parcels: Sequence[Parcel], ground: Ground, crew: Crew) -> None:
        self._waiting: deque[Chunk] = deque(
            parcels[at : at + _FILES_OF_A_CHUNK] for at in range(0, len(parcels), _FILES_OF_A_CHUNK)
        )
        self._under_way: deque[tuple[Chunk, Future[bytes]]] = deque()
        self._ground = pack_ground(ground)
        self._crew = crew

    def read(self) -> Iterator[Return]:
        while self._waiting:
            with self._crew.gather() as team:
                yield from self._read_with(team)

    def _read_with(self, team: Team) -> Iterator[Return]:
        """Yield returns until all is read or somebody was lost; what was under way then is read all the same."""
        is_whole = True
        while self._under_way or (self._waiting and is_whole):
            while is_whole and self._waiting and len(self._under_way) < team.size * _CHUNKS_AHEAD:
                chunk = self._waiting.popleft()
                self._under_way.append((chunk, self._hand_over(chunk, team)))
            chunk, future = self._under_way.popleft()
            try:
                packed = _awaited(future, team)
            except team.losses:
                is_whole = False
                yield from self._read_apart(chunk)
            else:
                yield from unpack_returns(packed)

    def _hand_over(self, chunk: Chunk, team: Team) -> Future[bytes]:
        packed = pack_chunk(chunk if team.is_here else _with_contents(chunk))
        try:
            return team.executor.submit(read_chunk, self._ground, packed)
        except team.losses as loss:
            lost: Future[bytes] = Future()
            lost.set_exception(loss)
            return lost

    def _read_apart(self, chunk: Chunk) -> list[Return]:
        """Read a chunk with somebody who can be lost; where that happens, its halves, down to the one file."""
        with self._crew.gather_one() as team:
            try:
                return unpack_returns(_awaited(self._hand_over(chunk, team), team))
            except team.losses:
                pass
        if len(chunk) == 1:
            return [_given_up(chunk[0])]
        middle = len(chunk) // 2
        return [*self._read_apart(chunk[:middle]), *self._read_apart(chunk[middle:])]


def _awaited(future: Future[bytes], team: Team) -> bytes:
    """Wait for a chunk, looking from time to time whether anybody is left who could read it."""
    while True:
        try:
            return future.result(timeout=_LOOK_SECONDS)
        except TimeoutError:
            team.check()


def _with_contents(chunk: Chunk) -> Chunk:
    """Return files with their bytes: others may not see the files of this computer; a store they see as well."""
    return [
        parcel._replace(origin=read_arrival(parcel.origin)) if isinstance(parcel.origin, Path) else parcel
        for parcel in chunk
    ]


def _given_up(parcel: Parcel) -> Return:
    return rejected(parcel.file, "", Finding(files.DAMAGED, Place(parcel.file), {"reason": _KILLED}))
