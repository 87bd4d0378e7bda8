"""What hostile files are made of: a sound return taken apart, and packages put together wrongly on purpose.

Everything starts from a return that is accepted as it is, so that a finding is about what was done to it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from forms_for_tests import form_of, package, parts_of, plan_with, write_sound

SHEET: Final = "xl/worksheets/sheet1.xml"
TEXTS: Final = "xl/sharedStrings.xml"
WORKBOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
TYPES: Final = "[Content_Types].xml"
STYLES: Final = "xl/styles.xml"
HOSTILE_OFFICE: Final = "kt"
SOUND_OFFICE: Final = "vp"
PERIOD: Final = "2026-Q1"
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FIGURE: Final = '<c r="D12" s="12"><v>10</v></c>'
"""The figure of CQ.06, which most cases do something to."""

Parts = dict[str, bytes]


class Sound(NamedTuple):
    """A sound return as bytes, and its parts."""

    content: bytes
    parts: Mapping[str, bytes]


def sound(folder: Path, office: str = HOSTILE_OFFICE) -> Sound:
    """Write a sound return and take it apart."""
    content = write_sound(form_of(plan_with(), office, PERIOD), folder).read_bytes()
    return Sound(content, parts_of(content))


Change = Callable[[Sound], bytes]


def replaced(part: str, old: str, new: str, times: int = 1) -> Change:
    """A return with a piece of a part replaced, which stands there."""

    def change(item: Sound) -> bytes:
        text = item.parts[part].decode()
        assert old in text, (part, old)
        return package({**item.parts, part: text.replace(old, new, times)})

    return change


def with_parts(parts: Mapping[str, bytes | str]) -> Change:
    """A return with parts added or replaced."""
    return lambda item: package({**item.parts, **parts})


def without(*names: str) -> Change:
    """A return that lacks parts."""
    return lambda item: package({name: item.parts[name] for name in item.parts if name not in names})


def figure(cell: str) -> Change:
    """A return in which the cell of CQ.06 is written otherwise."""
    return replaced(SHEET, FIGURE, cell)


def more_rows(rows: str) -> Change:
    """A return with rows behind its own."""
    return replaced(SHEET, "</sheetData>", rows + "</sheetData>")


def behind_cells(markup: str) -> Change:
    """A return with elements behind its list of cells."""
    return replaced(SHEET, "</sheetData>", "</sheetData>" + markup)


def bytes_of(content: bytes) -> Change:
    """A file that is not made of the return at all."""
    return lambda _: content


class Entry(NamedTuple):
    """A part for `zipped`: what its headers say, and what is really there."""

    name: str
    content: bytes
    packed: bytes | None = None
    method: int = 8
    size: int | None = None
    checksum: int | None = None
    flags: int = 0
    local_name: str | None = None
    before: bytes = b""
    at: int | None = None


def deflated(content: bytes) -> bytes:
    """The raw deflate stream of some bytes."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush()


def zipped(entries: list[Entry], *, tail: bytes = b"", comment: bytes = b"", zip64: bool = False) -> bytes:
    """A zip written header by header, each as its entry wants it."""
    body, directory = b"", b""
    for entry in entries:
        packed = deflated(entry.content) if entry.packed is None else entry.packed
        checksum = zlib.crc32(entry.content) if entry.checksum is None else entry.checksum
        size = len(entry.content) if entry.size is None else entry.size
        name, local = entry.name.encode(), (entry.local_name or entry.name).encode()
        body += entry.before
        offset = len(body) if entry.at is None else entry.at
        common = entry.flags, entry.method, 0, 0x21, checksum, len(packed), size
        if entry.at is None:
            body += struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *common, len(local), 0) + local + packed
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *common, len(name), 0, 0, 0, 0, 0, offset
        )
        directory += name
    number = len(entries)
    ends = b""
    if zip64:
        start = len(body) + len(directory)
        ends = struct.pack(
            "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, number, number, len(directory), len(body)
        ) + struct.pack("<4sLQL", b"PK\x06\x07", 0, start, 1)
    last = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(body), len(comment)
    )
    return body + directory + ends + last + comment + tail


def entries(item: Sound) -> list[Entry]:
    """The parts of a return as entries, to be made wrong."""
    return [Entry(name, content) for name, content in item.parts.items()]


def with_entry(name: str, **changes: object) -> Change:
    """A return with what the headers of one part say changed."""

    def change(item: Sound) -> bytes:
        listed = entries(item)
        return zipped([e._replace(**changes) if e.name == name else e for e in listed])

    return change


SECTOR: Final = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(
    stream: str = "Workbook",
    content: bytes = bytes(8 * SECTOR),
    *,
    table: Mapping[int, int] | None = None,
    order: int = 0xFFFE,
    shift: int = 9,
    length: int | None = None,
) -> bytes:
    """A compound file of one stream: its table in sector 0, its directory in 1, the stream from 2 on.

    `table` changes what follows what; `length` is what the directory says of the stream's size.
    """
    content = content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0")
    last = 1 + len(content) // SECTOR
    follows = {0: _TABLE, 1: _END, **{n: n + 1 for n in range(2, last)}, last: _END, **(table or {})}
    words = [follows.get(number, _FREE) for number in range(SECTOR // 4)]
    header = struct.pack("<8s16s5H6s9L", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, order, shift, 6, b"",
                         0, 1, 1, 0, 4096, _END, 0, _END, 0)  # fmt: skip
    header += struct.pack("<109L", 0, *[_FREE] * 108)
    directory = _entry("Root Entry", 5, _END, 0, child=1)
    directory += _entry(stream, 2, 2, len(content) if length is None else length)
    return header + struct.pack(f"<{SECTOR // 4}L", *words) + directory.ljust(SECTOR, b"\0") + content


def compound_of(streams: Mapping[str, bytes], within: Mapping[str, bytes] | None = None) -> bytes:
    """A compound file of several streams, each behind the other; those `within` lie in a storage that comes first."""
    held = [*(within or {}).values(), *streams.values()]
    bodies = [content.ljust(max(8, -(-len(content) // SECTOR)) * SECTOR, b"\0") for content in held]
    tables = next(n for n in range(1, 110) if n * SECTOR // 4 >= n + 2 + sum(map(len, bodies)) // SECTOR)
    follows = [_TABLE] * tables + [tables + 1, _END]
    entries = ["Root Entry"]
    inner, outer = list(within or {}), list(streams)
    last_inner = 1 + len(inner)
    children = [_FREE] * (2 + len(inner) + len(outer))
    siblings = [_FREE] * len(children)
    children[0] = 1
    children[1] = 2 if inner else _FREE
    siblings[1] = last_inner + 1 if outer else _FREE
    for place in range(2, last_inner):
        siblings[place] = place + 1
    for place in range(last_inner + 1, last_inner + len(outer)):
        siblings[place] = place + 1
    directory = _entry(entries[0], 5, _END, 0, child=children[0])
    directory += _entry("Storage", 1, 0, 0, child=children[1], sibling=siblings[1])
    for place, (name, body) in enumerate(zip([*inner, *outer], bodies, strict=True), start=2):
        first, sectors = len(follows), len(body) // SECTOR
        follows += [*range(first + 1, first + sectors), _END]
        directory += _entry(name, 2, first, len(body), sibling=siblings[place])
    follows += [_FREE] * (tables * SECTOR // 4 - len(follows))
    header = struct.pack("<8s16s5H6s9L", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
                         0, tables, tables, 0, 4096, _END, 0, _END, 0)  # fmt: skip
    header += struct.pack("<109L", *range(tables), *[_FREE] * (109 - tables))
    table = struct.pack(f"<{len(follows)}L", *follows)
    return header + table + directory.ljust(2 * SECTOR, b"\0") + b"".join(bodies)


def _entry(name: str, kind: int, first: int, length: int, child: int = _FREE, sibling: int = _FREE) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    head = raw.ljust(64, b"\0") + struct.pack("<HBBLLL", len(raw), kind, 1, _FREE, sibling, child)
    return head.ljust(116, b"\0") + struct.pack("<LLL", first, length, 0)


_ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(rows: str, parts: Mapping[str, str] | None = None, lead: str = "") -> bytes:
    """An .ods of one table of these rows, and further parts."""
    spaces = " ".join(f'xmlns:{name}="{_OFFICE}{name}:1.0"' for name in ("office", "table", "text"))
    table = f'<table:table table:name="S">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    content = f"{lead}<office:document-content {spaces}>{body}</office:document-content>"
    return package({"mimetype": _ODS_TYPE, "content.xml": content, **(parts or {})})


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of a binary workbook part: its number and length, seven bits to the byte, then its content."""
    head = b""
    for number in (kind, len(content)):
        rest = number
        while rest > 0x7F:
            head += bytes([rest & 0x7F | 0x80])
            rest >>= 7
        head += bytes([rest])
    return head + content


def xlsb(row: int, column: int) -> bytes:
    """An .xlsb of one sheet with the number 7 in one cell."""
    wide = ["rId1", "S"]
    names = b"".join(struct.pack("<I", len(text)) + text.encode("utf-16-le") for text in wide)
    book = record(0x9C, struct.pack("<II", 0, 1) + names) + record(0x90) + record(0x84)
    sheet = (
        record(0x81)
        + record(0x94, struct.pack("<IIII", 0, row, 0, column))
        + record(0x91)
        + record(0x00, struct.pack("<IIHBBI", row, 0, 300, 0, 0, 0))
        + record(0x05, struct.pack("<IId", column, 0, 7.0))
        + record(0x92)
        + record(0x82)
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/>'
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{relations}">{relation}</Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )
