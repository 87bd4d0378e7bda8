"""What a file may be before any spreadsheet library sees it.

Looks at the bytes only: magic numbers, the zip directory, whether each XML part is well-formed to
its end, how far cells and merges reach. One cell at XFD1048576 makes a 5 KB file that brings a parser
down with the whole process; so what a return can never be is refused here, in a millisecond.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from enum import StrEnum
from typing import Final
from xml.parsers import expat

from cchc_kpi.addresses import row_and_column
from cchc_kpi.findings import Details, Phrase, Rule
from cchc_kpi.rules import files

MAX_FILE_BYTES: Final = 32 * 2**20
MAX_UNPACKED_BYTES: Final = 128 * 2**20
MAX_PARTS: Final = 2_000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 2_000
MAX_AREA: Final = 4_000_000
_REPEAT_DIGITS: Final = 9


class Container(StrEnum):
    """How a workbook is packed; only XLSX (also .xlsm) can be read by both readers."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"


class Refusal(Exception):
    """Why a file is not let through to a parser: the rule broken, and its details."""

    def __init__(self, rule: Rule, details: Details) -> None:
        super().__init__(rule.code)
        self.rule = rule
        self.details = details


def inspect(content: bytes) -> Container:
    """Return what kind of workbook the bytes are. Raises Refusal for anything a return cannot be."""
    if len(content) > MAX_FILE_BYTES:
        raise _too_large(f"{len(content) // 2**20} MB")
    if content.startswith(b"PK\x03\x04"):
        return _inspect_zip(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _inspect_ole(content)
    raise Refusal(files.NOT_A_WORKBOOK, {"found": _describe(content)})


def _damaged(vi: str, en: str) -> Refusal:
    return Refusal(files.DAMAGED, {"reason": Phrase(vi, en)})


def _too_large(what: str | Phrase) -> Refusal:
    return Refusal(files.TOO_LARGE, {"reason": what})


_LEADS: Final = (
    (b"%PDF", Phrase("tệp PDF", "a PDF")),
    (b"{\\rtf", Phrase("tài liệu RTF", "an RTF document")),
    (b"\x89PNG", Phrase("tệp ảnh", "a picture")),
    (b"\xff\xd8\xff", Phrase("tệp ảnh", "a picture")),
    (b"Rar!", Phrase("tệp nén RAR", "a RAR archive")),
    (b"7z\xbc\xaf", Phrase("tệp nén 7-Zip", "a 7-Zip archive")),
    (b"PK", Phrase("tệp nén ZIP rỗng hoặc hỏng", "an empty or broken ZIP archive")),
)


def _describe(content: bytes) -> Phrase:
    if not content.strip():
        return Phrase("tệp rỗng", "an empty file")
    for lead, name in _LEADS:
        if content.startswith(lead):
            return name
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table")):
        return Phrase("trang web (HTML)", "a web page (HTML)")
    if start.startswith(b"<"):
        return Phrase("tệp XML", "an XML file")
    if b"\x00" in content[:4096]:
        return Phrase("tệp không rõ loại", "a file of unknown kind")
    return Phrase("tệp văn bản hoặc CSV", "a text or CSV file")


def _inspect_ole(content: bytes) -> Container:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise Refusal(files.PASSWORD, {})
    if has("Workbook") or has("Book"):
        return Container.XLS
    found = Phrase("tài liệu Word cũ hoặc tệp khác của Office", "an old Word document or another Office file")
    raise Refusal(files.NOT_A_WORKBOOK, {"found": found})


def _inspect_zip(content: bytes) -> Container:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _inspect_archive(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise _damaged("gói nén hỏng hoặc bị cắt cụt", "the package is broken or cut short") from None


def _inspect_archive(archive: zipfile.ZipFile) -> Container:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS:
        raise _too_large(Phrase(f"{len(parts)} phần trong gói", f"{len(parts)} parts in the package"))
    if len(names) < len(parts):
        raise _damaged("hai phần trong gói trùng tên", "two parts of the package share a name")
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise _damaged("tên phần trong gói trỏ ra ngoài", "a part's name points outside the package")
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES:
        raise _too_large(Phrase(f"giải nén ra {unpacked // 2**20} MB", f"unpacks to {unpacked // 2**20} MB"))
    if any(part.flag_bits & 1 for part in parts):
        raise Refusal(files.PASSWORD, {})
    container = _container(archive, names)
    for name in sorted(names):
        content = archive.read(name)
        # A relationship may name any part a worksheet, whatever its folder and ending.
        if name.endswith((".xml", ".rels")) or b"sheetData" in content:
            _check_part(name, content, container)
    return container


def _container(archive: zipfile.ZipFile, names: set[str]) -> Container:
    if (
        "mimetype" in names
        and archive.read("mimetype").strip() == b"application/vnd.oasis.opendocument.spreadsheet"
    ):
        if (
            b"encryption-data" in archive.read("META-INF/manifest.xml")
            if "META-INF/manifest.xml" in names
            else False
        ):
            raise Refusal(files.PASSWORD, {})
        if "content.xml" not in names:
            raise _damaged("thiếu content.xml", "content.xml is missing")
        if any(name.lower().startswith("xl/") for name in names):
            raise _damaged("vừa là OpenDocument vừa là Excel", "it is OpenDocument and Excel at once")
        return Container.ODS
    is_spreadsheet = any(name.startswith("xl/") for name in names)
    if not is_spreadsheet:
        word = any(name.startswith("word/") for name in names)
        found = Phrase("tài liệu Word", "a Word document") if word else Phrase("tệp nén ZIP", "a ZIP archive")
        raise Refusal(files.NOT_A_WORKBOOK, {"found": found})
    if "[Content_Types].xml" not in names:
        raise _damaged("thiếu [Content_Types].xml", "[Content_Types].xml is missing")
    if "xl/workbook.bin" in names:
        return Container.XLSB
    if "xl/workbook.xml" not in names:
        raise _damaged("thiếu xl/workbook.xml", "xl/workbook.xml is missing")
    if not any(re.fullmatch(r"xl/worksheets/[^/]+\.xml", name) for name in names):
        raise _damaged("không có trang tính nào", "there is no worksheet")
    return Container.XLSX


def _check_part(name: str, content: bytes, container: Container) -> None:
    """Parse one XML part to its end, with no DTD, measuring how far its cells reach."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _damaged(f"{name} không phải UTF-8", f"{name} is not UTF-8")
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse_doctype(*_: object) -> None:
        raise _damaged(f"{name} có khai báo DTD", f"{name} declares a DTD")

    parser.StartDoctypeDeclHandler = refuse_doctype
    if container is Container.XLSX and b"sheetData" in content:
        parser.StartElementHandler = _SheetExtent(name).start
    elif container is Container.ODS and name == "content.xml":
        extent = _TableExtent(name)
        parser.StartElementHandler = extent.start
        parser.EndElementHandler = extent.end
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        raise _damaged(
            f"{name} sai cú pháp XML ở dòng {error.lineno}",
            f"{name} is not well-formed at line {error.lineno}",
        ) from None


class _SheetExtent:
    """Watches how far the cells and merges of an OOXML sheet reach; one with no address follows the last."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._inside = False
        self._row = self._column = -1
        self._last_row = self._last_column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "sheetData":
            self._inside = True
        elif local == "mergeCell":
            for corner in attributes.get("ref", "A1").split(":"):
                self._reach(*self._address(corner))
        elif local == "row" and self._inside:
            self._row = self._address(f"A{attributes['r']}")[0] if "r" in attributes else self._row + 1
            self._column = -1
            self._reach(self._row, 0)
        elif local == "c" and self._inside:
            row, self._column = (
                self._address(attributes["r"]) if "r" in attributes else (self._row, self._column + 1)
            )
            self._reach(row, self._column)

    def _address(self, address: str) -> tuple[int, int]:
        try:
            return row_and_column(address)
        except ValueError:
            raise _damaged(
                f"{self._part} có địa chỉ ô '{address[:20]}'",
                f"{self._part} has a cell address '{address[:20]}'",
            ) from None

    def _reach(self, row: int, column: int) -> None:
        if row > self._last_row or column > self._last_column:
            self._last_row = max(self._last_row, row)
            self._last_column = max(self._last_column, column)
            _check_extent(self._last_row + 1, self._last_column + 1)


class _TableExtent:
    """Watches how far the filled cells of an OpenDocument table reach, repetitions counted."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._row = self._column = self._repeat_row = 0
        self._filled = self._last_column = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "table:table":
                self._row = self._last_column = 0
            case "table:table-row":
                self._repeat_row = self._repeat(attributes, "table:number-rows-repeated")
                self._column = self._filled = 0
            case "table:table-cell" | "table:covered-table-cell":
                self._column += self._repeat(attributes, "table:number-columns-repeated")
                if "office:value-type" in attributes or "table:formula" in attributes:
                    self._filled = self._column

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._repeat_row
            if self._filled:
                self._last_column = max(self._last_column, self._filled)
                _check_extent(self._row, self._last_column)

    def _repeat(self, attributes: dict[str, str], key: str) -> int:
        text = attributes.get(key, "1")
        if not text.isascii() or not text.isdigit() or len(text) > _REPEAT_DIGITS:
            raise _damaged(
                f"{self._part} có số lặp '{text[:20]}'", f"{self._part} repeats '{text[:20]}' times"
            )
        return int(text)


def _check_extent(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_AREA:
        raise _too_large(
            Phrase(f"có ô tới dòng {rows}, cột {columns}", f"cells reach row {rows}, column {columns}")
        )
