"""What a file may be before any spreadsheet library sees it, and what the readers get of it.

Looks at the bytes only. One cell at XFD1048576 makes a 5 KB file that brings a parser down with the whole
process; two values in one cell make two readers disagree over a figure. What a return can never be is
refused here, in a millisecond; of the rest the readers get the parts that were seen, packed anew.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.returns.archive import ARCHIVE_LEAD, Archive, open_archive, pack
from cchc_kpi.returns.formats import uses_percent_format
from cchc_kpi.returns.limits import (
    MAX_FILE_BYTES,
    MAX_READ_BYTES,
    MAX_STYLE_TAGS,
    MAX_TAGS,
    PLAIN_AREA,
    PLAIN_CELLS,
    PLAIN_READ_BYTES,
)
from cchc_kpi.returns.markup import check_markup, check_whole, remembered
from cchc_kpi.returns.ods_xml import check_tables
from cchc_kpi.returns.ole import COMPOUND_LEAD, Compound, pack_stream
from cchc_kpi.returns.package import STYLES_PART, TEXTS_PART, TYPES_PART, Names, workbook_parts
from cchc_kpi.returns.refusal import Refusal, counted, damaged, too_large
from cchc_kpi.returns.sheet_xml import Tally, check_sheet, without_blank_cells
from cchc_kpi.returns.texts_xml import check_texts
from cchc_kpi.returns.traits import SheetTraits
from cchc_kpi.returns.xls_records import read_xls
from cchc_kpi.returns.xlsb_records import BOOK_PART, read_xlsb
from cchc_kpi.rules import files

_MEGABYTE: Final = 2**20
_LARGE_SHEET: Final = 2**17
"""What is larger is freed of its blank cells first; the sheet of a form has a quarter of it."""
_TEXTS: Final = TEXTS_PART.casefold()
_STYLES: Final = STYLES_PART.casefold()
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_XLS_STREAMS: Final = ("Workbook", "Book")
_ODS_PARTS: Final = ("mimetype", "META-INF/manifest.xml", "content.xml")


class Container(StrEnum):
    """How a workbook is packed; only XLSX (also .xlsm) can be read by both readers."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"


class Inspection(NamedTuple):
    """What the guard saw of a workbook that it lets through.

    `content` is what a reader is to be given: of a package, the parts that were looked at and no others.
    `sheets` is what the worksheets say beside their values, in their order.
    `is_plain` tells that reading it in this process is bounded; all else is read apart. `is_untouched` tells
    of a copy that this program marked that nobody saved it since.
    """

    container: Container
    content: bytes
    sheets: tuple[SheetTraits, ...]
    is_plain: bool = False
    is_strict: bool = False
    has_percent_formats: bool = False
    has_macros: bool = False
    has_external_links: bool = False
    is_untouched: bool = False


def inspect(content: bytes) -> Inspection:
    """Return what kind of workbook the bytes are. Raises Refusal for anything a return cannot be."""
    if len(content) > MAX_FILE_BYTES:
        size = f"{len(content) // _MEGABYTE} MB"
        raise too_large(size, size)
    if content.startswith(ARCHIVE_LEAD):
        return _inspect_archive(open_archive(content))
    if content.startswith(COMPOUND_LEAD):
        return _inspect_compound(content)
    raise Refusal(files.NOT_A_WORKBOOK, {"found": _describe(content)})


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


def _inspect_compound(content: bytes) -> Inspection:
    compound = Compound(content)
    if "EncryptedPackage" in compound.names:
        raise Refusal(files.PASSWORD, {})
    name = next((name for name in _XLS_STREAMS if name in compound.names), None)
    stream = compound.stream(name) if name is not None else None
    if name is None or stream is None:
        found = Phrase(
            "tài liệu Word cũ hoặc tệp khác của Office", "an old Word document or another Office file"
        )
        raise Refusal(files.NOT_A_WORKBOOK, {"found": found})
    book = read_xls(stream)
    has_macros = "_VBA_PROJECT_CUR" in compound.names
    return Inspection(Container.XLS, pack_stream(name, book.stream), book.sheets, has_macros=has_macros)


def _inspect_archive(archive: Archive) -> Inspection:
    parts = archive.parts
    if "mimetype" in parts and archive.inflate("mimetype").strip() == _ODS_TYPE:
        return _inspect_ods(archive)
    if not any(name.lower().startswith("xl/") for name in parts):
        word = any(name.startswith("word/") for name in parts)
        found = Phrase("tài liệu Word", "a Word document") if word else Phrase("tệp nén ZIP", "a ZIP archive")
        raise Refusal(files.NOT_A_WORKBOOK, {"found": found})
    names = Names(parts)
    names.find(TYPES_PART)
    seen = _inspect_xlsb(archive) if BOOK_PART in names else _inspect_xlsx(archive, names)
    return seen._replace(
        has_macros=any(
            name.endswith("vbaProject.bin") or name.startswith("xl/macrosheets/") for name in parts
        ),
        has_external_links=any(name.startswith(("xl/externalLinks/", "xl/connections.")) for name in parts),
        is_untouched=archive.is_as_this_program_packed_it,
    )


def _inspect_ods(archive: Archive) -> Inspection:
    parts = archive.parts
    if any(name.lower().startswith("xl/") for name in parts):
        raise damaged("vừa là OpenDocument vừa là Excel", "it is OpenDocument and Excel at once")
    kept = {name: archive.inflate(name) for name in _ODS_PARTS if name in parts}
    if b"encryption-data" in kept.get("META-INF/manifest.xml", b""):
        raise Refusal(files.PASSWORD, {})
    if "content.xml" not in kept:
        raise damaged("thiếu content.xml", "content.xml is missing")
    _check_read_size(kept)
    _check_tags(kept)
    for name in parts.keys() - kept.keys():
        _look_at(archive, name)
    tables = check_tables("content.xml", kept["content.xml"])
    has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in parts)
    return Inspection(Container.ODS, pack(kept), tables, has_macros=has_macros)


def _inspect_xlsb(archive: Archive) -> Inspection:
    """An .xlsb keeps its sheets in binary parts, whose texts only the process apart looks into."""
    if "xl/workbook.xml" in Names(archive.parts):
        raise damaged("có hai sổ tính trong một gói", "there are two workbooks in one package")
    kept = {
        name: archive.inflate(name)
        for name in archive.parts
        if name.endswith((".bin", ".rels", ".xml"))
        and not name.startswith(("xl/media/", "xl/vba", "docProps/"))
    }
    _check_read_size(kept)
    _check_tags(kept)
    for name, content in kept.items():
        if not name.endswith(".bin"):
            check_markup(name, content)
    return Inspection(Container.XLSB, pack(kept), read_xlsb(kept))


def _inspect_xlsx(archive: Archive, names: Names) -> Inspection:
    wanted = workbook_parts(names, archive.inflate)
    read_as = wanted.others | wanted.sheets
    kept = {name: archive.inflate(actual) for name, actual in read_as.items()}
    _check_read_size(kept)
    for name in wanted.sheets:
        if len(kept[name]) > _LARGE_SHEET:
            kept[name] = without_blank_cells(kept[name])
    _check_tags(kept)
    for name in archive.parts.keys() - set(read_as.values()):
        _look_at(archive, name, is_parsed=True)
    texts = next((check_texts(name, kept[name]) for name in kept if name.casefold() == _TEXTS), ())
    tally = Tally()
    sheets: list[SheetTraits] = []
    for name in wanted.sheets:
        traits, tally = check_sheet(name, kept[name], texts, tally)
        sheets.append(traits)
    styles = next((kept[name] for name in kept if name.casefold() == _STYLES), b"")
    size = sum(map(len, kept.values()))
    return Inspection(
        Container.XLSX,
        pack(kept),
        tuple(sheets),
        is_plain=size <= PLAIN_READ_BYTES
        and tally.cells + tally.blank_cells <= PLAIN_CELLS
        and tally.area <= PLAIN_AREA
        and styles.count(b"<") <= PLAIN_CELLS,
        is_strict=wanted.is_strict,
        has_percent_formats=bool(styles) and _uses_percent(STYLES_PART, styles),
    )


def _check_read_size(parts: dict[str, bytes]) -> None:
    size = sum(map(len, parts.values()))
    if size > MAX_READ_BYTES:
        raise too_large(
            f"các trang tính giải nén ra {size // _MEGABYTE} MB",
            f"the sheets unpack to {size // _MEGABYTE} MB",
        )


def _check_tags(parts: dict[str, bytes]) -> None:
    tags = sum(content.count(b"<") for name, content in parts.items() if not name.endswith(".bin"))
    if tags > MAX_TAGS:
        number = counted(tags)
        raise too_large(f"các trang tính có {number.vi} thẻ XML", f"the sheets have {number.en} XML tags")


def _look_at(archive: Archive, name: str, *, is_parsed: bool = False) -> None:
    """See that a part that nobody reads is whole, and declares no entities: annotated copies keep it."""
    content = archive.inflate(name)
    if name.endswith((".xml", ".rels")) and content:
        (check_whole if is_parsed else check_markup)(name, content)


@remembered
def _uses_percent(part: str, styles: bytes) -> bool:
    """Return whether cells may be formatted as percentages. Raises Refusal for styles that are not sound."""
    tags = styles.count(b"<")
    if tags > MAX_STYLE_TAGS:
        number = counted(tags)
        raise too_large(f"có {number.vi} thẻ định dạng", f"{number.en} tags of styles")
    check_whole(part, styles)
    return uses_percent_format(styles)
