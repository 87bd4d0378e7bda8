"""The compound file (OLE2) that an .xls is kept in: its sectors and streams, before a parser follows them.

A chain of sectors that runs in a circle, or leads beyond the file, keeps a careless parser busy for ever.
Knows nothing of what a stream holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from cchc_kpi.returns.refusal import Refusal, damaged

COMPOUND_LEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_HEADER: Final = struct.Struct("<8s16s5H6s9L")
_HEADER_BYTES: Final = 512
_LISTED_IN_HEADER: Final = 109
_LITTLE_ENDIAN: Final = 0xFFFE
_SECTOR_SHIFTS: Final = {3: 9, 4: 12}
_SMALL_SHIFT: Final = 6
_LAST_SECTOR: Final = 0xFFFFFFFA
_END_OF_CHAIN: Final = 0xFFFFFFFE
_ENTRY_BYTES: Final = 128
_STREAM: Final = 2
_ROOT: Final = 5


def stream_names(content: bytes) -> frozenset[str]:
    """Return the names of a compound file's streams and storages.

    Raises Refusal where its structure is broken: sizes that cannot be, chains that run in a circle, lead
    outside the file or are shorter than their stream.
    """
    return _Compound(content).names()


def _broken() -> Refusal:
    return damaged("cấu trúc tệp Office cũ bị hỏng", "the structure of the old Office file is broken")


class _Compound:
    """A compound file whose header is sound: its sectors and the table of what follows what."""

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER_BYTES:
            raise _broken()
        _, _, _, version, order, shift, small_shift, _, *counts = _HEADER.unpack_from(content)
        _, tables, directory, _, self.small_limit, _, _, list_first, list_sectors = counts
        if order != _LITTLE_ENDIAN or _SECTOR_SHIFTS.get(version) != shift or small_shift != _SMALL_SHIFT:
            raise _broken()
        self.content = content
        self.size = 1 << shift
        # A last sector that is not filled up is common and harmless.
        self.sectors = max(0, -(-len(content) // self.size) - 1)
        self.table = self._table(tables, list_first, list_sectors)
        self.directory = directory
        self.taken: set[int] = set()

    def names(self) -> frozenset[str]:
        raw = b"".join(map(self._sector, self._chain(self.directory)))
        entries = [raw[at : at + _ENTRY_BYTES] for at in range(0, len(raw) - _ENTRY_BYTES + 1, _ENTRY_BYTES)]
        for entry in entries:
            self._check_stream(entry)
        return frozenset(_name(entry) for entry in entries if entry[66])

    def _table(self, tables: int, first: int, lists: int) -> tuple[int, ...]:
        """Return the allocation table, whose own sectors are listed in the header and in a chain behind it."""
        listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}L", self.content, 76))
        words = self.size // 4
        for _ in range(lists):
            *more, first = struct.unpack(f"<{words}L", self._sector(first))
            listed += more
            if len(listed) > self.sectors + _LISTED_IN_HEADER + words:
                raise _broken()
        used = [sector for sector in listed if sector <= _LAST_SECTOR]
        if len(used) != tables or len(set(used)) < len(used) or tables > self.sectors:
            raise _broken()
        return struct.unpack(f"<{words * len(used)}L", b"".join(map(self._sector, used)))

    def _sector(self, number: int) -> bytes:
        if number >= self.sectors:
            raise _broken()
        at = (number + 1) * self.size
        return self.content[at : at + self.size].ljust(self.size, b"\0")

    def _chain(self, first: int) -> Iterator[int]:
        """Yield the sectors of a chain from its first: in the file, none twice, none of another chain."""
        while first != _END_OF_CHAIN:
            if first in self.taken or first >= self.sectors or first >= len(self.table):
                raise _broken()
            self.taken.add(first)
            yield first
            first = self.table[first]

    def _check_stream(self, entry: bytes) -> None:
        """See that a stream's chain is as long as the stream; small streams lie inside the root's."""
        kind, first = entry[66], struct.unpack_from("<L", entry, 116)[0]
        (length,) = struct.unpack_from("<L", entry, 120)
        is_small = kind == _STREAM and length < self.small_limit
        if (
            kind in {_STREAM, _ROOT}
            and length
            and not is_small
            and length > self.size * sum(1 for _ in self._chain(first))
        ):
            raise _broken()


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
