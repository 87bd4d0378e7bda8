"""What a file may be before any spreadsheet library sees it, and what the readers get of it.

Looks at the bytes only. One cell at XFD1048576 makes a 5 KB file that brings a parser down with the whole
process; two values in one cell make two readers disagree over a figure. What a return can never be is
refused here, in a millisecond; of the rest the readers get the parts that were seen, packed anew.
"""

from __future__ import annotations

from typing import Final

from cchc_kpi.findings import Phrase
from cchc_kpi.returns.archive import ARCHIVE_LEAD, Archive, open_archive
from cchc_kpi.returns.bounds import check_read_size, check_tags, look_at
from cchc_kpi.returns.inspection import Container, Inspection
from cchc_kpi.returns.limits import (
    MAX_FILE_BYTES,
)
from cchc_kpi.returns.markup import check_markup
from cchc_kpi.returns.ods_xml import check_tables
from cchc_kpi.returns.ole import COMPOUND_LEAD, Compound, pack_stream
from cchc_kpi.returns.package import TYPES_PART, Names, names_of
from cchc_kpi.returns.refusal import Refusal, damaged, too_large
from cchc_kpi.returns.xls_records import read_xls
from cchc_kpi.returns.xlsb_records import BOOK_PART, read_xlsb
from cchc_kpi.returns.xlsx import inspect_xlsx
from cchc_kpi.rules import files

_MEGABYTE: Final = 2**20
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_XLS_STREAMS: Final = ("Workbook", "Book")
_ODS_PARTS: Final = ("mimetype", "META-INF/manifest.xml", "content.xml")


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
    names = names_of(tuple(parts))
    names.find(TYPES_PART)
    seen = _inspect_xlsb(archive) if BOOK_PART in names else inspect_xlsx(archive, names)
    return seen._replace(
        has_macros=names.has_macros,
        has_external_links=names.has_external_links,
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
    check_read_size(kept)
    check_tags(kept)
    for name in parts:
        if name not in kept:
            look_at(archive, name)
    tables = check_tables("content.xml", kept["content.xml"])
    has_macros = any(name.startswith(("Basic/", "Scripts/")) for name in parts)
    return Inspection(Container.ODS, kept, tables, has_macros=has_macros)


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
    check_read_size(kept)
    check_tags(kept)
    for name, content in kept.items():
        if not name.endswith(".bin"):
            check_markup(name, content)
    return Inspection(Container.XLSB, kept, read_xlsb(kept))
