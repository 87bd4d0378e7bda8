"""Seeded mutations of workbooks: figures and rows, the XML of a part, the package, the raw bytes.

Each takes the bytes of a workbook and a random source, and returns other bytes; most results are still
packages that open, so that a reader is tried and not only its guard.
"""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

Mutation = Callable[[bytes, random.Random], bytes]
Parts = dict[str, bytes]

_CELL: Final = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_ROW: Final = re.compile(rb"<row [^>]*?(?:/>|>.*?</row>)", re.DOTALL)
_ADDRESS: Final = re.compile(rb' r="([A-Z]+)([0-9]+)"')
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_TEXT: Final = re.compile(rb"(?<=>)[^<>]+(?=<)")
_VALUE: Final = re.compile(rb'(?<==")[^"<>]*(?=")')

FIGURES: Final = (
    *(
        "0",
        "1",
        "-1",
        "5",
        "990",
        "1000",
        "0.5",
        "0.955",
        "95.5",
        "1E3",
        "1e309",
        "-1e309",
        "NaN",
        "INF",
        "9e15",
    ),
    *(
        "999999999999999",
        "0.1",
        "0.30000000000000004",
        "1.0000000000000002",
        "46000",
        "-0",
        "007",
        " 12 ",
        "",
        "1,5",
    ),
)
TEXTS: Final = (
    *(
        "1.234",
        "1,234",
        "1 234",
        "1\u00a0234",
        "1.234.567",
        "1.234,5",
        "1,234.5",
        "95,5%",
        "95 phần trăm",
        "12,5 triệu",
    ),
    *(
        "KPS",
        "Không phát sinh",
        "kps ",
        "-",
        "x",
        "0",
        "Có",
        "Không",
        "co",
        "TRUE",
        "'12",
        "+5",
        "-5",
        "=1+1",
        "@SUM",
    ),
    *(
        "TT.04",
        "CQ.06",
        "Mã số",
        "Số liệu",
        "2026-Q2",
        "baseline",
        "\u0661\u0662",
        "1e3",
        "\u202e321",
        "\x1b[31m5",
    ),
    *("1/2", "3/4/2026", "12 hồ sơ", "khoảng 20", "20-25", "5.", ".5", "1..2", "1.23.456", "\ufeff7", "９"),
)
TOKENS: Final = (
    b'<c r="XFD1048576"><v>1</v></c>',
    b'<c r="A0"><v>1</v></c>',
    b'<c r="D12"><v>77</v></c>',
    b'<row r="1048576"/>',
    b'<row r="12"><c r="D12"><v>88</v></c></row>',
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<dimension ref="A1:XFD1048576"/>',
    b'<!DOCTYPE x [<!ENTITY a "b">]>',
    b"<![CDATA[1]]>",
    b"<!-- -->",
    b"<?x y?>",
    b"&#x1F;",
    b"&lt;",
    b"&amp;",
    b"&a;",
    b"<",
    b">",
    b'"',
    b"\x00",
    b"\xff\xfe",
    b"\xc3",
    b"]]>",
    b' t="s"',
    b' t="str"',
    b' t="e"',
    b' t="b"',
    b' t="d"',
    b' t="inlineStr"',
    b' s="1"',
    b' s="99999"',
    b' hidden="1"',
    b' state="hidden"',
    b' state="veryHidden"',
    b' date1904="1"',
    b"<f>1+1</f>",
    b"<v>99999999</v>",
    b"<v></v>",
)


def unpack(content: bytes) -> Parts:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Parts | list[tuple[str, bytes]]) -> bytes:
    """Return a package of these parts; a name may come twice."""
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, body in parts.items() if isinstance(parts, dict) else parts:
                archive.writestr(name, body)
    return stream.getvalue()


# --- What an office might do, and more ---


def _in_sheet(content: bytes, source: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    parts = unpack(content)
    sheets = [name for name in parts if _SHEET.fullmatch(name)]
    if not sheets:
        return content
    name = sheets[0] if source.random() < 0.8 else source.choice(sheets)
    parts[name] = change(parts[name])
    return pack(parts)


def _replace_one(
    pattern: re.Pattern[bytes], body: bytes, source: random.Random, by: Callable[[bytes], bytes]
) -> bytes:
    found = list(pattern.finditer(body))
    if not found:
        return body
    match = source.choice(found)
    return body[: match.start()] + by(match[0]) + body[match.end() :]


def _escaped(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\x1b", "_x001B_").encode()


def cell_content(content: bytes, source: random.Random) -> bytes:
    """Put another number, text, answer, error, date or formula into some cells."""

    def other(cell: bytes) -> bytes:
        address = _ADDRESS.search(cell)
        lead = b"<c" + (address[0] if address else b"")
        figure, text = source.choice(FIGURES).encode(), _escaped(source.choice(TEXTS))
        style = b' s="%d"' % source.randrange(60) if source.random() < 0.3 else b""
        return source.choice(
            (
                lead + style + b"><v>" + figure + b"</v></c>",
                lead + style + b' t="inlineStr"><is><t xml:space="preserve">' + text + b"</t></is></c>",
                lead + style + b' t="str"><f>A1</f><v>' + text + b"</v></c>",
                lead + style + b"><f>1+1</f><v>" + figure + b"</v></c>",
                lead + style + b"><f>1+1</f></c>",
                lead + b' t="e"><v>#DIV/0!</v></c>',
                lead + b' t="b"><v>1</v></c>',
                lead + b' t="s"><v>%d</v></c>' % source.randrange(200),
                lead + style + b"/>",
                b"",
            )
        )

    def change(body: bytes) -> bytes:
        for _ in range(source.randint(1, 6)):
            body = _replace_one(_CELL, body, source, other)
        return body

    return _in_sheet(content, source, change)


def rows(content: bytes, source: random.Random) -> bytes:
    """Delete a row, double it, swap two, or move one."""

    def change(body: bytes) -> bytes:
        found = [match.span() for match in _ROW.finditer(body)]
        if len(found) < 2:
            return body
        (a, b), (c, d) = sorted(source.sample(found, 2))
        match source.randrange(4):
            case 0:
                return body[:a] + body[b:]
            case 1:
                return body[:b] + body[a:b] + body[b:]
            case 2:
                return body[:a] + body[c:d] + body[b:c] + body[a:b] + body[d:]
            case _:
                return body[:a] + body[b:d] + body[a:b] + body[d:]

    return _in_sheet(content, source, change)


def addresses(content: bytes, source: random.Random) -> bytes:
    """Give a cell another address, or none; the same as its neighbour's included."""

    def other(cell: bytes) -> bytes:
        column = source.choice((b"A", b"D", b"E", b"ZZ", b"XFD", b"XFE", b"AAAA", b"d"))
        row = source.choice((b"0", b"1", b"12", b"13", b"1048576", b"1048577", b"99999999999", b"012"))
        written = source.choice((b' r="' + column + row + b'"', b"", b' r="$D$12"', b' r=""', b' r="12"'))
        return _ADDRESS.sub(lambda _: written, cell, count=1)

    return _in_sheet(content, source, lambda body: _replace_one(_CELL, body, source, other))


# --- XML ---


def _in_part(content: bytes, source: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    parts = unpack(content)
    texts = [name for name in parts if name.endswith((".xml", ".rels"))]
    if not texts:
        return content
    name = source.choice(texts)
    parts[name] = change(parts[name])
    return pack(parts)


def xml_words(content: bytes, source: random.Random) -> bytes:
    """Exchange a text or an attribute's value for another of the same part, or for an odd one."""

    def change(body: bytes) -> bytes:
        pattern = source.choice((_TEXT, _VALUE))
        others = [match[0] for match in pattern.finditer(body)] or [b"1"]
        odd = [b"", b"0", b"-1", b"99999999999", b"1e309", b"../../x", b"A1:XFD1048576", b"\xc6\xa0" * 3]
        return _replace_one(pattern, body, source, lambda _: source.choice(others + odd))

    return _in_part(content, source, change)


def xml_tokens(content: bytes, source: random.Random) -> bytes:
    """Insert a piece of XML, or of none, somewhere."""

    def change(body: bytes) -> bytes:
        at = source.randrange(len(body) + 1)
        if source.random() < 0.7:
            at = body.find(b">", at) + 1
        return body[:at] + source.choice(TOKENS) + body[at:]

    return _in_part(content, source, change)


def xml_bytes(content: bytes, source: random.Random) -> bytes:
    """Flip, cut or repeat bytes of a part that stays well packed."""
    return _in_part(content, source, lambda body: raw_bytes(body, source))


# --- The package and its bytes ---


def package(content: bytes, source: random.Random) -> bytes:
    """Leave a part out, double it, rename it, or exchange the contents of two."""
    parts = list(unpack(content).items())
    one, other = source.randrange(len(parts)), source.randrange(len(parts))
    match source.randrange(4):
        case 0:
            del parts[one]
        case 1:
            parts.append((parts[one][0], parts[other][1]))
        case 2:
            odd = (
                "xl/worksheets/sheet9.xml",
                "../x.xml",
                "/x.xml",
                "xl\\workbook.xml",
                "XL/WORKBOOK.XML",
                "x" * 300,
            )
            parts[one] = (source.choice(odd), parts[one][1])
        case _:
            (a, x), (b, y) = parts[one], parts[other]
            parts[one], parts[other] = (a, y), (b, x)
    return pack(parts)


def directory(content: bytes, source: random.Random) -> bytes:
    """Let the zip's own records lie: a size, a method, a flag, an offset of some entry."""
    body = bytearray(content)
    signature = source.choice((b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"))
    places = [match.start() for match in re.finditer(re.escape(signature), content)]
    if not places:
        return content
    at = source.choice(places) + source.randrange(4, 30)
    value = source.choice((0, 1, 0xFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, source.randrange(2**32)))
    width = source.choice(("<B", "<H", "<I"))
    packed = struct.pack(width, value & (256 ** struct.calcsize(width) - 1))
    body[at : at + len(packed)] = packed
    return bytes(body)


def raw_bytes(content: bytes, source: random.Random) -> bytes:
    """Flip bits, cut the end off, take a piece out, repeat one, or put zeros in."""
    body = bytearray(content)
    for _ in range(source.choice((1, 1, 2, 8))):
        if not body:
            break
        at, length = source.randrange(len(body)), source.choice((1, 2, 4, 16, 256))
        match source.randrange(6):
            case 0 | 1:
                body[at] ^= 1 << source.randrange(8)
            case 2:
                del body[source.randrange(len(body)) :]
            case 3:
                del body[at : at + length]
            case 4:
                body[at:at] = body[at : at + length]
            case _:
                body[at : at + length] = bytes(min(length, len(body) - at))
    return bytes(body)


_WEIGHTS: Final[dict[Mutation, int]] = {
    cell_content: 8,
    rows: 3,
    addresses: 2,
    xml_words: 3,
    xml_tokens: 3,
    xml_bytes: 1,
    package: 1,
    directory: 1,
    raw_bytes: 1,
}
"""What only breaks a file weighs little: the guard's refusals are quickly known."""


def mutate(content: bytes, source: random.Random) -> tuple[str, bytes]:
    """Return the names of the mutations applied, one to three of them, and what came of it."""
    names = []
    for _ in range(source.choice((1, 1, 1, 2, 3))):
        (mutation,) = source.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        names.append(mutation.__name__)
        try:
            content = mutation(content, source)
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            OSError,
            ValueError,
            EOFError,
            RuntimeError,
        ):
            content = raw_bytes(content, source)  # no longer a package, or never one
    return "+".join(names), content
