"""Workbooks in the binary formats, written record by record: .xls as BIFF8 and .xlsb as BIFF12.

No library at hand writes .xlsb, and none lets a test say what is in a record. LibreOffice opens what is
written here and shows what was meant (`test_binary_formats.py`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.readers import read_fast
from cchc_kpi.returns.workbook import Kind
from forms_for_tests import package
from hostile.bench import compound_of, record

Spot: TypeAlias = tuple[int, int]
Corners: TypeAlias = tuple[int, int, int, int]
"""A merged area: first row, last row, first column, last column, counted from 0."""
_FIRST_OWN_FORMAT: Final = 164
_RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
NO_NUMBER: Final = {"text": 0, "truth": 1, "error": 2, "nothing": 3}
"""What the result of a formula in an .xls is, where it is no number."""


@dataclass
class Page:
    """One sheet: the records of its cells by row and column, and those that stand before and behind them.

    `kind` is 0 for a worksheet, 2 for one that is a chart (in an .xls).
    """

    cells: dict[Spot, bytes] = field(default_factory=dict)
    before: list[bytes] = field(default_factory=list)
    behind: list[bytes] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    state: int = 0
    kind: int = 0


@dataclass
class Book:
    """The sheets by name, and the format of each style: the number of a built-in one, or a code."""

    pages: dict[str, Page]
    formats: Sequence[int | str] = (0,)
    counts_from_1904: bool = False

    @property
    def own_formats(self) -> dict[str, int]:
        codes = dict.fromkeys(code for code in self.formats if isinstance(code, str))
        return {code: _FIRST_OWN_FORMAT + place for place, code in enumerate(codes)}

    @property
    def format_numbers(self) -> list[int]:
        own = self.own_formats
        return [own[code] if isinstance(code, str) else code for code in self.formats]


def biff(kind: int, data: bytes = b"") -> bytes:
    """A record of an .xls."""
    return struct.pack("<2H", kind, len(data)) + data


class Xls:
    """The records of an .xls; rows and columns are counted from 0."""

    ending = "xls"
    end: Final = biff(0x000A)

    def number(self, spot: Spot, value: float, style: int = 0) -> bytes:
        return biff(0x0203, struct.pack("<3Hd", *spot, style, value))

    def whole(self, spot: Spot, value: int, style: int = 0) -> bytes:
        return biff(0x027E, struct.pack("<3Hi", *spot, style, value << 2 | 2))

    def wholes(self, spot: Spot, values: Sequence[tuple[int, int]]) -> bytes:
        """Whole numbers beside each other, each with its style."""
        middle = b"".join(struct.pack("<Hi", style, value << 2 | 2) for value, style in values)
        last = struct.pack("<H", spot[1] + len(values) - 1)
        return biff(0x00BD, struct.pack("<2H", *spot) + middle + last)

    def text(self, spot: Spot, text: str) -> bytes:
        raw = text.encode("utf-16-le")
        return biff(0x0204, struct.pack("<4HB", *spot, 0, len(raw) // 2, 1) + raw)

    def error(self, spot: Spot, code: int) -> bytes:
        return biff(0x0205, struct.pack("<3H2B", *spot, 0, code, 1))

    def truth(self, spot: Spot, value: int) -> bytes:
        return biff(0x0205, struct.pack("<3H2B", *spot, 0, value, 0))

    def formula(self, spot: Spot, value: float, style: int = 0) -> bytes:
        return self._formula(spot, struct.pack("<d", value), style)

    def formula_giving(self, spot: Spot, kind: str, value: int = 0) -> bytes:
        """A formula whose result is no number: see `NO_NUMBER`."""
        return self._formula(spot, struct.pack("<6BH", NO_NUMBER[kind], 0, value, 0, 0, 0, 0xFFFF))

    def formula_error(self, spot: Spot, code: int) -> bytes:
        return self.formula_giving(spot, "error", code)

    def _formula(self, spot: Spot, result: bytes, style: int = 0) -> bytes:
        tokens = struct.pack("<BH", 0x1E, 1)
        data = struct.pack("<3H8sHLH", *spot, style, result, 0, 0, len(tokens)) + tokens
        return biff(0x0006, data)

    def columns(self, first: int, last: int, *, is_hidden: bool = True, width: int = 2304) -> bytes:
        return biff(0x007D, struct.pack("<6H", first, last, width, 0, is_hidden, 0))

    def merged(self, *areas: Corners) -> bytes:
        listed = b"".join(struct.pack("<4H", *area) for area in areas)
        return biff(0x00E5, struct.pack("<H", len(areas)) + listed)

    def begin(self, kind: int = 0x0010, version: int = 0x0600) -> bytes:
        """The beginning of the globals (5), a worksheet (0x10) or a chart (0x20)."""
        return biff(0x0809, struct.pack("<4HLL", version, kind, 0x1FAF, 1997, 0, 0x0600))

    def stream(self, book: Book) -> bytes:
        """The stream that an .xls keeps its workbook in."""
        head = [self.begin(5), biff(0x0042, struct.pack("<H", 1200))]
        head.append(biff(0x0022, struct.pack("<H", book.counts_from_1904)))
        for code, number in book.own_formats.items():
            raw = code.encode("utf-16-le")
            head.append(biff(0x041E, struct.pack("<2HB", number, len(code), 1) + raw))
        head += [biff(0x00E0, struct.pack("<2H16s", 0, number, b"")) for number in book.format_numbers]
        sheets = [self._sheet(page) for page in book.pages.values()]
        names = [name.encode("utf-16-le") for name in book.pages]
        at = sum(map(len, head)) + sum(12 + len(name) for name in names) + len(self.end)
        for page, name, sheet in zip(book.pages.values(), names, sheets, strict=True):
            head.append(
                biff(0x0085, struct.pack("<L4B", at, page.state, page.kind, len(name) // 2, 1) + name)
            )
            at += len(sheet)
        return b"".join([*head, self.end, *sheets])

    def _sheet(self, page: Page) -> bytes:
        rows = [
            biff(0x0208, struct.pack("<8H", row, 0, 9, 300, 0, 0, 0x120, 15))
            for row in sorted(page.hidden_rows)
        ]
        cells = [page.cells[spot] for spot in sorted(page.cells)]
        # LibreOffice passes over the record that comes first.
        extent = biff(0x0200, struct.pack("<2L3H", 0, 0, 0, 0, 0))
        begin = self.begin(0x20 if page.kind else 0x10)
        return b"".join([begin, extent, *page.before, *rows, *cells, *page.behind, self.end])

    def file(self, book: Book) -> bytes:
        return compound_of({"Workbook": self.stream(book)})


class Xlsb:
    """The records of an .xlsb; rows and columns are counted from 0."""

    ending = "xlsb"

    def number(self, spot: Spot, value: float, style: int = 0) -> bytes:
        return record(5, struct.pack("<2Ld", spot[1], style, value))

    def whole(self, spot: Spot, value: int, style: int = 0) -> bytes:
        return record(2, struct.pack("<2Li", spot[1], style, value << 2 | 2))

    def text(self, spot: Spot, text: str) -> bytes:
        return record(6, struct.pack("<2L", spot[1], 0) + _wide(text))

    def error(self, spot: Spot, code: int) -> bytes:
        return record(3, struct.pack("<2LB", spot[1], 0, code))

    def truth(self, spot: Spot, value: int) -> bytes:
        return record(4, struct.pack("<2LB", spot[1], 0, value))

    def formula(self, spot: Spot, value: float, style: int = 0) -> bytes:
        return record(9, struct.pack("<2LdHLBHL", spot[1], style, value, 0, 3, 0x1E, 1, 0))

    def formula_error(self, spot: Spot, code: int) -> bytes:
        return record(11, struct.pack("<2LBHLBHL", spot[1], 0, code, 0, 3, 0x1E, 1, 0))

    def columns(self, first: int, last: int, *, is_hidden: bool = True, width: int = 2304) -> bytes:
        info = record(60, struct.pack("<4LH", first, last, width, 0, is_hidden))
        return record(390) + info + record(391)

    def merged(self, *areas: Corners) -> bytes:
        listed = b"".join(record(176, struct.pack("<4L", *area)) for area in areas)
        return record(177, struct.pack("<L", len(areas))) + listed + record(178)

    def parts(self, book: Book) -> dict[str, bytes | str]:
        """The parts of an .xlsb."""
        relations = [("styles", "styles", "styles.bin")]
        types = {"workbook": "sheet.binary.macroEnabled.main", "styles": "styles"}
        listed = b""
        sheets: dict[str, bytes | str] = {}
        for place, (name, page) in enumerate(book.pages.items(), start=1):
            target = f"worksheets/sheet{place}"
            listed += record(156, struct.pack("<2L", page.state, place) + _wide(f"rId{place}") + _wide(name))
            relations.append((f"rId{place}", "worksheet", f"{target}.bin"))
            types[target] = "worksheet"
            sheets[f"xl/{target}.bin"] = self._sheet(page)
        return {
            "[Content_Types].xml": _types(types),
            "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.bin")]),
            "xl/workbook.bin": record(131)
            + record(153, struct.pack("<2LL", book.counts_from_1904, 0, 0))
            + record(143)
            + listed
            + record(144)
            + record(132),
            "xl/_rels/workbook.bin.rels": _relations(relations),
            "xl/styles.bin": self._styles(book),
            **sheets,
        }

    def _styles(self, book: Book) -> bytes:
        own = book.own_formats
        named = [record(44, struct.pack("<H", number) + _wide(code)) for code, number in own.items()]
        styles = [record(47, struct.pack("<2H12s", 0, number, b"")) for number in book.format_numbers]
        percent = record(47, struct.pack("<2H12s", 0xFFFF, 9, b""))  # a style by name, which no cell has
        begin, end = record(615, struct.pack("<L", len(own))), record(616)
        by_name = record(626, struct.pack("<L", 1)) + percent + record(627)
        return b"".join(
            [
                *(record(278), begin, *named, end, by_name),
                *(record(617, struct.pack("<L", len(styles))), *styles, record(618), record(279)),
            ]
        )

    def _sheet(self, page: Page) -> bytes:
        rows = sorted({row for row, _ in page.cells} | page.hidden_rows)
        data = b""
        for row in rows:
            flags = 0x10 if row in page.hidden_rows else 0
            data += record(0, struct.pack("<2LH3BL", row, 0, 300, 0, flags, 0, 0))
            data += b"".join(page.cells[spot] for spot in sorted(page.cells) if spot[0] == row)
        extent = record(148, struct.pack("<4L", 0, max(rows, default=0), 0, 9))
        head = [record(129), extent, *page.before, record(145)]
        return b"".join([*head, data, record(146), *page.behind, record(130)])

    def file(self, book: Book) -> bytes:
        return package(self.parts(book))


def _wide(text: str) -> bytes:
    raw = text.encode("utf-16-le")
    return struct.pack("<L", len(raw) // 2) + raw


def _types(names: Mapping[str, str]) -> str:
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{relations}"/>'
    parts = "".join(
        f'<Override PartName="/xl/{name}.bin" ContentType="application/vnd.ms-excel.{kind}"/>'
        for name, kind in names.items()
    )
    return f'<Types xmlns="{_TYPES}">{default}{parts}</Types>'


def _relations(listed: Iterable[tuple[str, str, str]]) -> str:
    """A part of relations, each with its id, its kind and its target."""
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, kind, target in listed
    )
    return f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'


Dialect: TypeAlias = Xls | Xlsb
DIALECTS: Final[tuple[Dialect, ...]] = (Xls(), Xlsb())


def book_of(dialect: Dialect, path: Path, formats: Iterable[int | str] = ()) -> Book:
    """A workbook that was written as .xlsx, to be changed and written otherwise; style 0 is General."""
    pages: dict[str, Page] = {}
    for sheet in read_fast(inspect(path.read_bytes()).content).sheets:
        page = pages[sheet.name] = Page(state=2 if sheet.is_hidden else 0)
        for spot, cell in sheet.cells.items():
            is_number = cell.kind is Kind.NUMBER and cell.number is not None
            page.cells[spot] = (
                dialect.number(spot, cell.number or 0.0) if is_number else dialect.text(spot, cell.text)
            )
    return Book(pages, (0, *formats))
