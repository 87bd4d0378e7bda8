"""The compound file (OLE2) that an .xls is kept in: its sectors and streams, before a parser follows them.

A chain of sectors that runs in a circle, or leads beyond the file, keeps a careless parser busy for ever; a
workbook that is embedded in another has a stream of the same name. The stream that counts is packed anew.
Knows nothing of what a stream holds.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
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
_KIND_AT: Final = 66
_SIBLINGS_AT: Final = 68
_CHILD_AT: Final = 76
_FIRST_AT: Final = 116
_LENGTH_AT: Final = 120
_BEGINNING: Final = 64
_NOTHING: Final = 0xFFFFFFFF
_TABLE_SECTOR: Final = 0xFFFFFFFD
_SMALLEST_OWN: Final = 4096
"""A shorter stream would lie among the small ones."""
_PACKED_SHIFT: Final = 12
_PACKED_SIZE: Final = 1 << _PACKED_SHIFT
_PACKED_WORDS: Final = _PACKED_SIZE // 4
_MOST_ENTRIES: Final = 10_000


def _broken() -> Refusal:
    return damaged("cấu trúc tệp Office cũ bị hỏng", "the structure of the old Office file is broken")


class Compound:
    """A compound file: the names of its streams and storages, and the streams.

    Raises Refusal where its structure is broken: sizes that cannot be, chains that run in a circle, share
    sectors, lead outside the file or are shorter than their stream.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) < _HEADER_BYTES:
            raise _broken()
        _, _, _, version, order, shift, small_shift, _, *counts = _HEADER.unpack_from(content)
        _, tables, directory, _, self._small_limit, small_first, _, list_first, list_sectors = counts
        if order != _LITTLE_ENDIAN or _SECTOR_SHIFTS.get(version) != shift or small_shift != _SMALL_SHIFT:
            raise _broken()
        self._content = content
        self._size: int = 1 << shift
        # A last sector that is not filled up is common and harmless.
        self._sectors = max(0, -(-len(content) // self._size) - 1)
        self._table = self._allocation(tables, list_first, list_sectors)
        self._taken: set[int] = set()
        self._small_taken: set[int] = set()
        self._small_table = self._words(self._chain(small_first))
        raw = b"".join(map(self._sector, self._chain(directory)))
        entries = [raw[at : at + _ENTRY_BYTES] for at in range(0, len(raw) - _ENTRY_BYTES + 1, _ENTRY_BYTES)]
        self._small: list[bytes] = []
        if not entries or len(entries) > _MOST_ENTRIES:
            raise _broken()
        self._entries = entries
        self._streams = [self._sectors_of(entry) if entry[_KIND_AT] else [] for entry in entries]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(_name(entry) for entry in self._entries if entry[_KIND_AT])

    def stream(self, name: str) -> bytes | None:
        """Return the stream of this name that stands in the root, not in a storage within; None for none.

        Raises Refusal where two do.
        """
        found = [at for at in self._in_root() if self._is_stream(at, name)]
        if len(found) > 1:
            raise _broken()
        if not found:
            return None
        (length,) = struct.unpack_from("<L", self._entries[found[0]], _LENGTH_AT)
        return b"".join(self._streams[found[0]])[:length]

    def _is_stream(self, at: int, name: str) -> bool:
        entry = self._entries[at]
        return entry[_KIND_AT] == _STREAM and _name(entry) == name

    def _in_root(self) -> set[int]:
        """Return the entries that the root leads to: a tree, each with a sibling before it and one behind."""
        found: set[int] = set()
        waiting = [struct.unpack_from("<L", self._entries[0], _CHILD_AT)[0]]
        while waiting:
            at = waiting.pop()
            if at == _NOTHING:
                continue
            if at in found or not 0 < at < len(self._entries):
                raise _broken()
            found.add(at)
            waiting += struct.unpack_from("<2L", self._entries[at], _SIBLINGS_AT)
        return found

    def _allocation(self, tables: int, first: int, lists: int) -> tuple[int, ...]:
        """Return the allocation table, whose own sectors are listed in the header and in a chain behind it."""
        listed = list(struct.unpack_from(f"<{_LISTED_IN_HEADER}L", self._content, 76))
        words = self._size // 4
        for _ in range(lists):
            *more, first = struct.unpack(f"<{words}L", self._sector(first))
            listed += more
            if len(listed) > self._sectors + _LISTED_IN_HEADER + words:
                raise _broken()
        used = [sector for sector in listed if sector <= _LAST_SECTOR]
        if len(used) != tables or len(set(used)) < len(used) or tables > self._sectors:
            raise _broken()
        return self._words(used)

    def _words(self, sectors: Iterable[int]) -> tuple[int, ...]:
        raw = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(raw) // 4}L", raw)

    def _sector(self, number: int) -> bytes:
        if number >= self._sectors:
            raise _broken()
        at = (number + 1) * self._size
        return self._content[at : at + self._size].ljust(self._size, b"\0")

    def _chain(self, first: int) -> Iterator[int]:
        """Yield the sectors of a chain from its first: in the file, none twice, none of another chain."""
        while first != _END_OF_CHAIN:
            if first in self._taken or first >= self._sectors or first >= len(self._table):
                raise _broken()
            self._taken.add(first)
            yield first
            first = self._table[first]

    def _small_chain(self, first: int) -> Iterator[int]:
        while first != _END_OF_CHAIN:
            if first in self._small_taken or first >= len(self._small_table):
                raise _broken()
            self._small_taken.add(first)
            yield first
            first = self._small_table[first]

    def _sectors_of(self, entry: bytes) -> list[bytes]:
        """Return the sectors of a stream, as many as it is long; small streams lie inside the root's.

        The root's entry is the first, so that its sectors are known when small streams ask for them.
        """
        kind = entry[_KIND_AT]
        first, length = struct.unpack_from("<2L", entry, _FIRST_AT)
        if kind not in {_STREAM, _ROOT} or not length:
            return []
        if kind == _STREAM and length < self._small_limit:
            within = [self._small_sector(number) for number in self._small_chain(first)]
            reach = len(within) << _SMALL_SHIFT
        else:
            within = [self._sector(number) for number in self._chain(first)]
            reach = len(within) * self._size
        if length > reach:
            raise _broken()
        if kind == _ROOT:
            self._small = within
        return within

    def _small_sector(self, number: int) -> bytes:
        place, at = divmod(number << _SMALL_SHIFT, self._size)
        if place >= len(self._small):
            raise _broken()
        sector = self._small[place]
        return sector[at : at + (1 << _SMALL_SHIFT)]


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")


def pack_stream(name: str, content: bytes) -> bytes:
    """Return a compound file of this one stream, the plainest that any parser can be given; it ends in zeros."""
    content = content.ljust(max(_SMALLEST_OWN, -(-len(content) // _PACKED_SIZE) * _PACKED_SIZE), b"\0")
    sectors = len(content) // _PACKED_SIZE
    tables = 1
    while tables * _PACKED_WORDS < tables + 2 + sectors:
        tables += 1
    directory, small, first = tables, tables + 1, tables + 2
    words = (
        [_TABLE_SECTOR] * tables + [_END_OF_CHAIN] * 2 + [*range(first + 1, first + sectors), _END_OF_CHAIN]
    )
    words += [_NOTHING] * (tables * _PACKED_WORDS - len(words))
    head = _HEADER.pack(
        *(COMPOUND_LEAD, b"", 0x3E, 4, _LITTLE_ENDIAN, _PACKED_SHIFT, _SMALL_SHIFT, b""),
        *(1, tables, directory, 0, _SMALLEST_OWN, _END_OF_CHAIN, 0, _END_OF_CHAIN, 0),
    )
    listed = [*range(tables), *[_NOTHING] * (_LISTED_IN_HEADER - tables)]
    # Some parsers hold a root without small streams for broken, so it has an empty sector of them.
    entries = _entry("Root Entry", _ROOT, small, 1 << _SMALL_SHIFT, child=1)
    entries += _entry(name, _STREAM, first, len(content), child=_NOTHING)
    return b"".join(
        (
            (head + struct.pack(f"<{_LISTED_IN_HEADER}L", *listed)).ljust(_PACKED_SIZE, b"\0"),
            struct.pack(f"<{len(words)}L", *words),
            entries.ljust(_PACKED_SIZE, b"\0"),
            bytes(_PACKED_SIZE),
            content,
        )
    )


def _entry(name: str, kind: int, first: int, length: int, child: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(_KIND_AT - 2, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    head += struct.pack("<3L", _NOTHING, _NOTHING, child)
    return head.ljust(_FIRST_AT, b"\0") + struct.pack("<2LL", first, length, 0)
