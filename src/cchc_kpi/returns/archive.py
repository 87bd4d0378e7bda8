"""The zip package of a workbook: its parts, inflated under limits, and packed again for the readers.

Nothing that the directory says is believed before it is seen: sizes, checksums, and that every part
stands once and apart from the others. The readers then get a package made of what was seen here, so that
no second zip parser can find another workbook in the same bytes. Knows nothing of spreadsheets.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Final, NamedTuple

from cchc_kpi.returns.limits import MAX_PARTS, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FROM_BYTES
from cchc_kpi.returns.refusal import Refusal, counted, damaged, too_large
from cchc_kpi.rules import files

ARCHIVE_LEAD: Final = b"PK\x03\x04"
OWN_TIME: Final = (2026, 1, 1, 0, 0, 0)
"""The date of every part that this program packs into a marked copy; no spreadsheet program dates them so."""
_OWN_STAMP: Final = (0, (OWN_TIME[0] - 1980) << 9 | OWN_TIME[1] << 5 | OWN_TIME[2])
"""The same as a package has it: time of day and date."""

_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_ENTRY_READ: Final = struct.Struct("<4s4x4H3L3H8xL")
"""Of an entry what is looked at: neither versions nor what only file systems know of."""
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_END_MARK: Final = b"PK\x05\x06"
_ENTRY_MARK: Final = b"PK\x01\x02"
_ZIP64_LOCATOR: Final = b"PK\x06\x07"
_ZIP64_EXTRA: Final = 1
_TWO_SIZES: Final = 16
_LONGEST_COMMENT: Final = 0xFFFF
_SIZE_ELSEWHERE: Final = 0xFFFFFFFF
_STORED: Final = 0
_DEFLATED: Final = 8
_ENCRYPTED: Final = 1
_SIZES_FOLLOW: Final = 8
_LONGEST_DESCRIPTOR: Final = 24
_HARMLESS_TAIL: Final = b"\0\r\n \x1a"
"""What mail gateways and old copying programs leave behind a file."""
_MEGABYTE: Final = 2**20
_REMEMBERED_BYTES: Final = 2**15


class Part(NamedTuple):
    """One part as the package's directory has it: "/" in its name, when it was saved, its sizes packed and unpacked."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    saved: tuple[int, int]
    checksum: int
    packed: int
    size: int
    offset: int


class Archive(NamedTuple):
    """The bytes of a package and its parts by name; each lies apart from the others."""

    content: bytes
    parts: Mapping[str, Part]
    starts: Mapping[str, int]

    @property
    def is_as_this_program_packed_it(self) -> bool:
        """Whether nobody saved the package since this program packed it."""
        return all(part.saved == _OWN_STAMP for part in self.parts.values())

    def inflate(self, name: str) -> bytes:
        """Return a part's content. Raises Refusal where it is not what the directory says."""
        part, start = self.parts[name], self.starts[name]
        packed = self.content[start : start + part.packed]
        is_small = part.packed <= _REMEMBERED_BYTES and part.size <= _REMEMBERED_BYTES
        found = (_unpacked if is_small else _unpacked.__wrapped__)(packed, part.method, part.size)
        if found is None or len(found.content) != part.size or found.checksum != part.checksum:
            raise _broken_part(name)
        return found.content


def open_archive(content: bytes) -> Archive:
    """Return the package that bytes hold. Raises Refusal for one that is broken, ambiguous or too large."""
    parts = _directory(content)
    if any(part.flags & _ENCRYPTED for part in parts):
        raise Refusal(files.PASSWORD, {})
    _check_names(tuple(part.name for part in parts))
    _check_sizes(parts)
    return Archive(content, {part.name: part for part in parts}, _starts(content, parts))


def pack(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of these parts, unpacked inside: the plainest that any zip parser can be given."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in parts.items():
        raw = name.encode()
        sizes = zlib.crc32(content), len(content), len(content)
        head = _LOCAL.pack(ARCHIVE_LEAD, 20, 0x800, _STORED, 0, 0x21, *sizes, len(raw), 0)
        body += head, raw, content
        directory += (
            _ENTRY.pack(
                _ENTRY_MARK, 20, 20, 0x800, _STORED, 0, 0x21, *sizes, len(raw), 0, 0, 0, 0, 0, offset
            ),
            raw,
        )
        offset += len(head) + len(raw) + len(content)
    size = sum(map(len, directory))
    end = _END.pack(_END_MARK, 0, 0, len(parts), len(parts), size, offset, 0)
    return b"".join((*body, *directory, end))


def _broken() -> Refusal:
    return damaged("gói nén hỏng hoặc bị cắt cụt", "the package is broken or cut short")


def _broken_part(name: str) -> Refusal:
    return damaged(f"phần {name} trong gói hỏng", f"the part {name} of the package is broken")


def _ambiguous() -> Refusal:
    return damaged(
        "gói nén có dữ liệu thừa, có thể đọc ra hai nội dung",
        "the package holds surplus data and could be read in two ways",
    )


def _directory(content: bytes) -> list[Part]:
    """Read the directory: one end record at the end of the file, and as many entries as it says."""
    at = content.rfind(_END_MARK, max(0, len(content) - _END.size - _LONGEST_COMMENT))
    if at < 0 or at + _END.size > len(content):
        raise _broken()
    _, disk, start_disk, here, number, size, offset, comment = _END.unpack_from(content, at)
    if at + _END.size + comment > len(content):
        raise _broken()
    if content[at + _END.size + comment :].strip(_HARMLESS_TAIL):
        # Another record may stand further ahead: which one counts, parsers do not agree on.
        raise _ambiguous()
    if disk or start_disk or here != number or offset + size != at or _ZIP64_LOCATOR in content[at - 20 : at]:
        raise _broken()
    if content.find(_END_MARK, offset, at) >= 0:
        raise _ambiguous()
    if number > MAX_PARTS:
        parts = counted(number)
        raise too_large(f"{parts.vi} phần trong gói", f"{parts.en} parts in the package")
    return _entries(content, offset, at, number)


def _entries(content: bytes, offset: int, end: int, number: int) -> list[Part]:
    """Read the entries of the directory, which fill it to its end."""
    found: list[Part] = []
    for _ in range(number):
        if offset + _ENTRY.size > end:
            raise _broken()
        mark, flags, method, time, day, checksum, packed, unpacked, name, extra, note, local = (
            _ENTRY_READ.unpack_from(content, offset)
        )
        raw = content[offset + _ENTRY.size : offset + _ENTRY.size + name]
        if mark != _ENTRY_MARK:
            raise _broken()
        kept = checksum, packed, unpacked, local
        found.append(Part(_text(raw, flags), raw, flags, method, (time, day), *kept))
        offset += _ENTRY.size + name + extra + note
    if offset != end or not found:
        raise _broken()
    return found


@lru_cache(maxsize=256)
def _text(raw: bytes, flags: int) -> str:
    """Return a part's name, with "/" also where a careless program wrote backslashes."""
    try:
        return raw.decode("utf-8" if flags & 0x800 else "cp437").replace("\\", "/")
    except UnicodeDecodeError:
        raise _broken() from None


@lru_cache(maxsize=16)
def _check_names(names: tuple[str, ...]) -> None:
    """See that names are different in any letter case, as a package's must be, and stay inside it."""
    if len(set(map(str.casefold, names))) < len(names):
        raise damaged("hai phần trong gói trùng tên", "two parts of the package share a name")
    for name in names:
        if name.startswith("/") or ".." in name.split("/") or "\0" in name:
            raise damaged("tên phần trong gói trỏ ra ngoài", "a part's name points outside the package")


def _check_sizes(parts: list[Part]) -> None:
    """See that what the parts say they unpack to is bearable; that they say the truth shows on inflating."""
    total = sum(part.size for part in parts)
    if total > MAX_UNPACKED_BYTES:
        raise too_large(f"giải nén ra {total // _MEGABYTE} MB", f"unpacks to {total // _MEGABYTE} MB")
    for part in parts:
        if part.method not in {_STORED, _DEFLATED} or (part.method == _STORED and part.packed != part.size):
            raise _broken_part(part.name)
        if part.size > RATIO_FROM_BYTES and part.size > MAX_RATIO * part.packed:
            ratio = part.size // max(part.packed, 1)
            raise too_large(
                f"phần {part.name} nén tới {ratio} lần", f"the part {part.name} is packed {ratio} times"
            )


def _starts(content: bytes, parts: list[Part]) -> dict[str, int]:
    """Return where each part's packed bytes begin, having seen that no two share any, and what lies between."""
    starts: dict[str, int] = {}
    end = 0
    for part in sorted(parts, key=attrgetter("offset")):
        # Between parts may stand the sizes that a program wrote after a part; more is a part that is hidden.
        if not end <= part.offset <= (end + _LONGEST_DESCRIPTOR if end else 0):
            raise _ambiguous()
        start = _local_start(content, part)
        starts[part.name] = start
        end = start + part.packed
    if end > len(content):
        raise _broken()
    return starts


def _local_start(content: bytes, part: Part) -> int:
    """Return where a part's packed bytes begin, its own header agreeing with the directory."""
    if part.offset + _LOCAL.size > len(content):
        raise _broken()
    name: int
    extra: int
    mark, _, flags, method, _, _, checksum, packed, size, name, extra = _LOCAL.unpack_from(
        content, part.offset
    )
    at = part.offset + _LOCAL.size
    if mark != ARCHIVE_LEAD or content[at : at + name] != part.raw_name or method != part.method:
        raise _broken_part(part.name)
    said = (checksum, packed, size)
    known = (part.checksum, part.packed, part.size)
    follows = flags & _SIZES_FOLLOW and not any(said)
    if (
        said != known
        and not follows
        and not _said_in_extra(content[at + name : at + name + extra], said, known)
    ):
        raise _broken_part(part.name)
    return at + name + extra


def _said_in_extra(extra: bytes, said: tuple[int, int, int], known: tuple[int, int, int]) -> bool:
    """Return whether a header that keeps 64-bit sizes in its extra field agrees: some programs always do so."""
    if said[1:] != (_SIZE_ELSEWHERE, _SIZE_ELSEWHERE) or said[0] not in {0, known[0]}:
        return False
    number, length, size, packed = struct.unpack_from("<2H2Q", extra.ljust(20, b"\0"))
    return number == _ZIP64_EXTRA and length >= _TWO_SIZES and (packed, size) in {known[1:], (0, 0)}


class _Unpacked(NamedTuple):
    """A part's content, and its checksum."""

    content: bytes
    checksum: int


@lru_cache(maxsize=128)
def _unpacked(packed: bytes, method: int, size: int) -> _Unpacked | None:
    """Return what packed bytes hold, inflated no further than a size; None where they are broken, or not all of it.

    Returns made from one form share most of their parts, which then need not be inflated again.
    """
    content = packed if method == _STORED else _inflated(packed, size)
    return None if content is None else _Unpacked(content, zlib.crc32(content))


def _inflated(packed: bytes, size: int) -> bytes | None:
    """Inflate no further than a size, all of the packed bytes and no more; None where that cannot be."""
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = stream.decompress(packed, size + 1)
    except zlib.error:
        return None
    return None if not stream.eof or stream.unused_data else content
