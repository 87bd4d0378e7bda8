"""Every hostile file that the program is tried with, how it is made, and what must be told of it.

A case is a file that somebody could send: its content is made here by a script, from a sound return or from
nothing. What stands in docs/security.md is measured over this list.
"""

from __future__ import annotations

import os
import random
import socket
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from binary_books import Book, Dialect, Page, Xls, Xlsb
from cchc_kpi.returns import limits
from forms_for_tests import package, parts_of
from hostile.bench import (
    FIGURE,
    HOSTILE_OFFICE,
    MAIN,
    PERIOD,
    RELATIONS,
    SHEET,
    STYLES,
    TEXTS,
    TYPES,
    WORKBOOK,
    Change,
    Entry,
    Sound,
    behind_cells,
    bytes_of,
    compound,
    deflated,
    entries,
    figure,
    more_rows,
    ods,
    record,
    replaced,
    with_entry,
    with_parts,
    without,
    xlsb,
    zipped,
)

REJECTED: Final = "rejected"
ACCEPTED: Final = "accepted"
_MEGABYTE: Final = 2**20
_LAST: Final = 1_048_576


class Case(NamedTuple):
    """One hostile file: what it is, how its content is made, and what must be told of it."""

    name: str
    vi: str
    en: str
    codes: tuple[str, ...]
    make: Change
    ending: str = ".xlsx"
    status: str = REJECTED
    place: Callable[[Path, bytes], None] = Path.write_bytes  # type: ignore[assignment]

    @property
    def file(self) -> str:
        return f"{HOSTILE_OFFICE}-{PERIOD}{self.ending}"


_F05 = ("F05",)
_F06 = ("F06",)
_XLS: Final = Xls()


def _binary(dialect: Dialect, records: Callable[[], list[bytes]]) -> Change:
    """A workbook in a binary format, whose one sheet holds these records."""
    return lambda _: dialect.file(Book({"S": Page(behind=records())}))


_F07 = ("F07",)
_F08 = ("F08",)

_XML_2003: Final = b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'
_HTML_97: Final = b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>1</td></table>'
_LAUGHS: Final = "".join(
    ['<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a0 "ha">']
    + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    + ["]><worksheet>&a9;</worksheet>"]
)
_XXE: Final = '<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'

NO_WORKBOOK: Final = (
    Case("empty", "tệp rỗng", "an empty file", _F05, bytes_of(b"")),
    Case("spaces", "tệp chỉ có dấu cách", "a file of spaces", _F05, bytes_of(b" \r\n" * 99)),
    Case("csv-renamed", "CSV đổi tên thành .xls", "a CSV named .xls", _F05, bytes_of(b"a;b\r\n1;2\r\n"), ".xls"),
    Case("html-renamed", "trang web đổi tên thành .xls", "a web page named .xls", _F05, bytes_of(_HTML_97), ".xls"),
    Case("xml-2003", "XML Spreadsheet 2003", "XML Spreadsheet 2003", _F05, bytes_of(_XML_2003), ".xls"),
    Case("pdf-renamed", "PDF đổi tên", "a PDF renamed", _F05, bytes_of(b"%PDF-1.7\n" + bytes(999))),
    Case("rar-renamed", "tệp nén RAR đổi tên", "a RAR archive renamed", _F05, bytes_of(b"Rar!\x1a\x07\x00" * 9)),
    Case("program-renamed", "chương trình .exe đổi tên", "a program renamed", _F05, bytes_of(b"MZ\x90\0" + bytes(999))),
    Case("word-renamed", "tài liệu Word đổi tên", "a Word document renamed", _F05,
         bytes_of(package({"word/document.xml": "<d/>", TYPES: "<Types/>"}))),
    Case("zip-of-zips", "tệp ZIP chứa nhiều lớp ZIP", "a ZIP of ZIPs of ZIPs", _F05,
         bytes_of(package({"1.zip": package({"2.zip": package({"3.zip": b"x" * 99_999})})}))),
    Case("old-word", "tài liệu Word 97", "a Word 97 document", _F05, bytes_of(compound("WordDocument")), ".xls"),
)  # fmt: skip

PASSWORDS: Final = (
    Case("encrypted", "có mật khẩu mở tệp", "encrypted with a password", _F06, bytes_of(compound("EncryptedPackage"))),
    Case("zip-password", "gói ZIP đặt mật khẩu", "parts encrypted in the zip", _F06, with_entry(SHEET, flags=1)),
    Case("ods-password", "OpenDocument có mật khẩu", "an encrypted OpenDocument", _F06,
         bytes_of(ods("", {"META-INF/manifest.xml": "<m><encryption-data/></m>"})), ".ods"),
)  # fmt: skip


def _cut(item: Sound, end: int) -> bytes:
    return item.content[:end]


def _prefix_with_its_checksum(item: Sound) -> bytes:
    """The directory tells the size and the checksum of the sheet's beginning only; another parser reads on."""
    shown = item.parts[SHEET]
    longer = shown.replace(b"<v>10</v>", b"<v>99</v>") + b"<!-- and more -->"
    listed = entries(item)
    return zipped([e._replace(packed=deflated(shown + longer)) if e.name == SHEET else e for e in listed])


def _quoted_overlap(item: Sound) -> bytes:
    """Many entries of the directory share the same packed bytes: a small file that unpacks to a huge one."""
    kernel = bytes(900_000)
    listed = entries(item)
    start = len(zipped(listed[:1])) - 22 - 46 - len(listed[0].name)
    first = Entry("xl/media/k0.bin", kernel)
    copies = [first._replace(name=f"xl/media/k{n}.bin", at=start) for n in range(1, 60)]
    return zipped([listed[0], first, *listed[1:], *copies])


def _two_archives(item: Sound) -> bytes:
    """Two returns one after the other: which of them is read depends on the parser."""
    other = package({**item.parts, SHEET: item.parts[SHEET].replace(b"<v>10</v>", b"<v>99</v>")})
    return other + item.content


def _hidden_part(item: Sound) -> bytes:
    """A second sheet1.xml between two parts, which only a parser that reads from the front finds."""
    hidden = zipped([Entry(SHEET, item.parts[SHEET])])[: -22 - 46 - len(SHEET)]
    return zipped([e._replace(before=hidden) if e.name == WORKBOOK else e for e in entries(item)])


def _archive_in_comment(item: Sound) -> bytes:
    return zipped(entries(item), comment=package({"a.txt": b"a"}))


def _doubled(name: str) -> Change:
    return lambda item: zipped([*entries(item), Entry(name, item.parts[SHEET])])


BROKEN_PACKAGES: Final = (
    Case("cut-in-half", "tệp chỉ còn một nửa", "half of the file", _F07, lambda i: _cut(i, len(i.content) // 2)),
    Case("cut-at-end", "mất đoạn cuối", "the end cut off", _F07, lambda i: _cut(i, -100)),
    Case("only-magic", "chỉ có bốn byte đầu", "the first four bytes only", _F07, lambda i: _cut(i, 4)),
    Case("flipped-byte", "sai mã kiểm tra của một phần", "a checksum that does not hold", _F07,
         with_entry(SHEET, checksum=1)),
    Case("size-too-small", "khai dung lượng nhỏ hơn thật", "a size declared too small", _F07, with_entry(SHEET, size=100)),
    Case("size-too-large", "khai dung lượng lớn hơn thật", "a size declared too large", _F07,
         with_entry(SHEET, size=999_999)),
    Case("prefix-checksum", "khai kích thước và mã kiểm tra của phần đầu, giấu phần sau",
         "size and checksum of the beginning, the rest hidden behind it", _F07, _prefix_with_its_checksum),
    Case("overlapping-parts", "nhiều phần dùng chung dữ liệu nén", "parts that share their packed bytes", _F07,
         _quoted_overlap),
    Case("other-local-name", "tên trong gói và trong mục lục khác nhau", "a part named otherwise in the directory", _F07,
         with_entry(SHEET, local_name="xl/worksheets/sheet9.xml")),
    Case("two-archives", "hai gói nén nối liền nhau", "two archives one after the other", _F07, _two_archives),
    Case("hidden-part", "có phần giấu giữa hai phần", "a part hidden between two others", _F07, _hidden_part),
    Case("trailing-data", "có dữ liệu thừa ở cuối", "data behind the end", _F07,
         lambda i: i.content + b"x" * 1000),
    Case("archive-in-comment", "gói nén thứ hai nằm trong lời ghi của gói", "a second archive in the comment", _F07,
         _archive_in_comment),
    Case("zip64", "gói ZIP64", "a ZIP64 package", _F07, lambda i: zipped(entries(i), zip64=True)),
    Case("other-method", "kiểu nén lạ", "an unknown way of packing", _F07, with_entry(SHEET, method=12)),
    Case("same-name-twice", "hai phần trùng tên", "two parts of one name", _F07, _doubled(SHEET)),
    Case("same-name-other-case", "hai phần trùng tên, khác chữ hoa", "two parts of one name in different case", _F07,
         _doubled("xl/worksheets/SHEET1.xml")),
    Case("path-out", "tên phần có '../'", "a part named '../'", _F07, with_parts({"../../evil.txt": "x"})),
    Case("path-absolute", "tên phần là đường dẫn gốc", "a part with an absolute path", _F07, with_parts({"/etc/passwd": "x"})),
    Case("path-backslash", "tên phần có '..\\'", "a part named '..\\'", _F07, with_parts({"..\\..\\evil.txt": "x"})),
)  # fmt: skip

BROKEN_XML: Final = (
    Case("entity-bomb", "bom thực thể XML (billion laughs)", "an entity bomb (billion laughs)", _F07, with_parts({SHEET: _LAUGHS})),
    Case("outside-entity", "thực thể XML đọc tệp của máy", "an entity that reads a file of the computer", _F07,
         with_parts({SHEET: _XXE})),
    Case("entity-elsewhere", "bom thực thể ở phần không đọc tới", "an entity bomb in a part nobody reads", _F07,
         with_parts({"docProps/custom.xml": _LAUGHS})),
    Case("ods-entity-bomb", "bom thực thể trong OpenDocument", "an entity bomb in an OpenDocument", _F07,
         bytes_of(ods("", lead=_LAUGHS.partition("<worksheet>")[0])), ".ods"),
    Case("utf-16", "trang tính mã UTF-16", "a sheet in UTF-16", _F07,
         lambda i: package({**i.parts, SHEET: i.parts[SHEET].decode().encode("utf-16")})),
    Case("other-encoding", "khai bảng mã khác", "another encoding declared", _F07,
         replaced(SHEET, 'encoding="UTF-8"', 'encoding="ISO-8859-1"')),
    Case("not-well-formed", "XML sai cú pháp", "XML that is not well-formed", _F07, replaced(SHEET, "</sheetData>", "")),
    Case("attribute-twice", "một thuộc tính ghi hai lần", "an attribute given twice", _F07,
         figure('<c r="D12" r="D13" s="12"><v>10</v></c>')),
    Case("comment-in-value", "chú thích XML chia đôi con số", "a comment in the middle of a number", _F07,
         figure('<c r="D12" s="12"><v>1<!-- -->0</v></c>')),
    Case("cdata-in-value", "con số nằm trong CDATA", "a number in CDATA", _F07,
         figure('<c r="D12" s="12"><v><![CDATA[10]]></v></c>')),
    Case("instruction-in-value", "lệnh XML giữa con số", "a processing instruction in a number", _F07,
         figure('<c r="D12" s="12"><v>1<?x y?>0</v></c>')),
    Case("element-in-text", "thẻ XML giữa chữ số", "an element in the middle of a text", _F07,
         figure('<c r="D12" s="12" t="inlineStr"><is><t>1<x/>0</t></is></c>')),
    Case("reference-in-value", "chữ số viết bằng mã ký tự", "a digit written as a character reference", _F07,
         figure('<c r="D12" s="12"><v>1&#48;</v></c>')),
    Case("control-characters", "ký tự điều khiển trong ô", "control characters in a cell", _F07,
         figure('<c r="D12" t="str"><v>1\x000</v></c>')),
    Case("deep-nesting", "100.000 cấp lồng nhau", "100 000 levels of nesting", _F08,
         behind_cells("<extLst>" + "<a>" * 100_000 + "</a>" * 100_000 + "</extLst>")),
    Case("lone-surrogate", "mã ký tự không tồn tại", "a reference to no character", _F07,
         figure('<c r="D12" t="str"><v>&#xD800;</v></c>')),
)  # fmt: skip

TWO_READINGS: Final = (
    Case("two-values", "một ô có hai giá trị", "a cell with two values", _F07,
         figure('<c r="D12" s="12"><v>10</v><v>99</v></c>')),
    Case("value-and-text", "một ô vừa có số vừa có chữ", "a cell with a number and a text", _F07,
         figure('<c r="D12" s="12"><v>10</v><is><t>99</t></is></c>')),
    Case("cell-twice", "cùng một ô ghi hai lần", "one cell written twice", _F07,
         figure(FIGURE + '<c r="D12" s="12"><v>99</v></c>')),
    Case("cells-out-of-order", "các ô sai thứ tự", "cells out of order", _F07,
         figure('<c r="E12"/><c r="D12" s="12"><v>10</v></c>')),
    Case("row-twice", "cùng một dòng ghi hai lần", "one row written twice", _F07,
         replaced(SHEET, '<row r="13"', '<row r="12"><c r="D12"><v>99</v></c></row><row r="13"')),
    Case("rows-backwards", "các dòng giảm dần", "rows that go backwards", _F07,
         more_rows('<row r="2"><c r="A2"><v>1</v></c></row>')),
    Case("cell-in-wrong-row", "ô D12 nằm trong dòng khác", "the cell D12 in another row", _F07,
         more_rows('<row r="99"><c r="D12"><v>99</v></c></row>')),
    Case("row-zero", "dòng số 0", "a row numbered 0", _F07, more_rows('<row r="0"><c r="A0"><v>1</v></c></row>')),
    Case("row-negative", "dòng số âm", "a row numbered -1", _F07, more_rows('<row r="-1"/>')),
    Case("row-overflow", "số dòng tràn 32 bit", "a row number beyond 32 bits", _F07, more_rows('<row r="4294967297"/>')),
    Case("column-overflow", "cột quá ba chữ", "a column of four letters", _F07,
         more_rows('<row r="99"><c r="AAAA99"><v>1</v></c></row>')),
    Case("second-table-of-cells", "hai danh sách ô trong một trang", "two lists of cells in one sheet", _F07,
         behind_cells('<sheetData><row r="12"><c r="D12"><v>99</v></c></row></sheetData>')),
    Case("rows-outside", "dòng nằm ngoài danh sách ô", "rows outside the list of cells", _F07,
         behind_cells('<row r="12"><c r="D12"><v>99</v></c></row>')),
    Case("cell-in-cell", "ô lồng trong ô", "a cell within a cell", _F07,
         figure('<c r="D12" s="12"><c r="D12"><v>99</v></c><v>10</v></c>')),
    Case("other-names", "đổi nghĩa tên thẻ giữa chừng", "names given another meaning halfway", _F07,
         figure('<c r="D12" s="12"><v xmlns="urn:x">99</v></c>')),
    Case("index-out-of-range", "chỉ số chữ dùng chung vượt bảng", "a shared text that is not there", _F07,
         figure('<c r="D12" t="s"><v>99999</v></c>')),
    Case("index-negative", "chỉ số chữ dùng chung âm", "a shared text numbered -1", _F07,
         figure('<c r="D12" t="s"><v>-1</v></c>')),
    Case("python-number", "số kiểu '1_0'", "a number written '1_0'", _F07, figure('<c r="D12"><v>1_0</v></c>')),
    Case("other-digits", "chữ số Ả Rập", "Arabic digits", _F07, figure('<c r="D12"><v>١٠</v></c>')),
    Case("infinity", "giá trị 'inf'", "the value 'inf'", _F07, figure('<c r="D12"><v>inf</v></c>')),
    Case("boolean-two", "giá trị đúng/sai là 2", "a yes/no of 2", _F07, figure('<c r="D12" t="b"><v>2</v></c>')),
    Case("unknown-kind", "kiểu ô không có", "a kind of cell that does not exist", _F07,
         figure('<c r="D12" t="x"><v>10</v></c>')),
    Case("same-title-twice", "hai trang tính trùng tên", "two sheets of one name", _F07,
         replaced(WORKBOOK, 'name="_cchc_kpi"', 'name="BÁO CÁO"')),
    Case("one-part-two-sheets", "hai trang tính cùng một nội dung", "two sheets that are one part", _F07,
         replaced(RELATIONS, "worksheets/sheet2.xml", "worksheets/sheet1.xml")),
    Case("relation-twice", "một mã quan hệ dẫn tới hai phần", "one relation to two parts", _F07,
         replaced(RELATIONS, 'Id="rId2"', 'Id="rId1"')),
    Case("two-workbooks", "hai sổ tính trong một gói", "two workbooks in one package", _F07,
         with_parts({"xl/workbook.bin": b"\x83\x01\x00"})),
    Case("excel-and-ods", "vừa là Excel vừa là OpenDocument", "Excel and OpenDocument at once", _F07,
         lambda i: package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<o/>",
                            **i.parts})),
)  # fmt: skip

MISSING_PARTS: Final = (
    Case("no-types", "thiếu [Content_Types].xml", "no [Content_Types].xml", _F07, without(TYPES)),
    Case("no-workbook-part", "thiếu xl/workbook.xml", "no xl/workbook.xml", _F07, without(WORKBOOK)),
    Case("no-relations", "thiếu quan hệ của sổ tính", "no relations of the workbook", _F07, without(RELATIONS)),
    Case("no-sheet-part", "thiếu trang tính", "a sheet that is not there", _F07, without(SHEET)),
    Case("no-texts", "thiếu bảng chữ dùng chung", "no shared texts", _F07, without(TEXTS)),
    Case("lying-types", "khai sai kiểu nội dung", "types that lie", _F07,
         replaced(TYPES, "spreadsheetml.sheet.main+xml", "spreadsheetml.styles+xml")),
    Case("texts-elsewhere", "bảng chữ dùng chung ở chỗ khác", "shared texts in another place", _F07,
         replaced(TYPES, "/xl/sharedStrings.xml", "/xl/other.xml")),
    Case("sheet-elsewhere", "trang tính dẫn ra ngoài gói", "a sheet that leads out of the package", _F07,
         replaced(RELATIONS, "worksheets/sheet1.xml", "../../sheet1.xml")),
    Case("sheet-is-styles", "trang tính dẫn tới phần khác loại", "a sheet that is the styles", _F07,
         replaced(RELATIONS, "relationships/worksheet", "relationships/styles")),
)  # fmt: skip


def _rows(count: int, cells: int, cell: str, first: int = 100) -> str:
    return "".join(f'<row r="{first + n}">{cell * cells}</row>' for n in range(count))


_LONG: Final = "a" * 32_000
_NOISE: Final = random.Random(1).randbytes(7 * _MEGABYTE).hex()


def _stored_photo(item: Sound) -> bytes:
    return package(item.parts) + bytes(limits.MAX_FILE_BYTES)


def _bomb(size: int) -> Change:
    return lambda i: zipped([*entries(i), Entry("xl/media/a.bin", bytes(size))])


def _shared_long_text(item: Sound) -> bytes:
    """One text of 32 000 characters, shown by a thousand cells: 32 MB of text from a few bytes."""
    texts = item.parts[TEXTS].decode().replace("</sst>", f"<si><t>{_LONG}</t></si></sst>")
    index = texts.count("<si>") - 1
    rows = _rows(1000, 1, f'<c t="s"><v>{index}</v></c>')
    sheet = item.parts[SHEET].decode().replace("</sheetData>", rows + "</sheetData>")
    return package({**item.parts, TEXTS: texts, SHEET: sheet})


def _shared(item: Sound, text: str) -> str:
    """A cell without an address that shows one of the form's shared texts."""
    before, found, _ = item.parts[TEXTS].decode().partition(f"<t>{text}</t>")
    assert found, text
    return f'<c t="s"><v>{before.count("<si>") - 1}</v></c>'


def _texts(count: int) -> str:
    """Rows of one text of 32 000 characters each, no two alike."""
    texts = (_NOISE[32_000 * n : 32_000 * (n + 1)] for n in range(count))
    return "".join(
        f'<row r="{100 + n}"><c t="inlineStr"><is><t>{text}</t></is></c></row>'
        for n, text in enumerate(texts)
    )


def _without_figure(content: bytes) -> bytes:
    """The same return with one figure left blank, for which it is read a second time, with more care."""
    parts = parts_of(content)
    return package({**parts, SHEET: parts[SHEET].replace(FIGURE.encode(), b'<c r="D12" s="12"/>')})


def _headings_everywhere(item: Sound) -> bytes:
    """A heading in each of 1 900 columns, with the form's codes below it: 1 900 tables in one sheet."""
    head, code = _shared(item, "Mã số"), _shared(item, "CQ.06")
    return more_rows(f'<row r="100">{head * 1_900}</row>{_rows(20, 1_900, code, first=101)}')(item)


def _many_sheets(item: Sound) -> bytes:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(10, 200))
    return replaced(WORKBOOK, "</sheets>", sheets + "</sheets>")(item)


def _ods_row(cell: str, rows: int = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'


def _ods_cell(text: str = "1", repeat: int = 1) -> str:
    return (
        f'<table:table-cell table:number-columns-repeated="{repeat}" office:value-type="string">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


TOO_LARGE: Final = (
    Case("over-32-mb", "tệp nặng hơn 32 MB", "a file of more than 32 MB", _F08, _stored_photo),
    Case("zip-bomb", "60 MB số 0 nén còn 60 KB", "60 MB of zeros packed to 60 KB", _F08, _bomb(60 * _MEGABYTE)),
    Case("zip-bomb-large", "khai giải nén ra 4 GB", "said to unpack to 4 GB", _F08, with_entry(SHEET, size=2**32 - 2)),
    Case("xml-bomb", "trang tính 20 MB dấu cách", "a sheet with 20 MB of spaces", _F08,
         behind_cells(" " * (20 * _MEGABYTE))),
    Case("large-sheet", "trang tính 14 MB", "a sheet of 14 MB", _F08, behind_cells(f'<a b="{_NOISE}"/>')),
    Case("tag-bomb", "700.000 thẻ XML", "700 000 XML tags", _F08, behind_cells("<a/>" * 700_000)),
    Case("many-parts", "3.000 phần trong gói", "3 000 parts", _F08,
         with_parts({f"xl/media/{n}.txt": "" for n in range(3_000)})),
    Case("many-sheets", "190 trang tính", "190 sheets", _F08, _many_sheets),
    Case("last-cell", "một ô ở XFD1048576", "one cell at XFD1048576", _F08,
         more_rows(f'<row r="{_LAST}"><c r="XFD{_LAST}"><v>1</v></c></row>')),
    Case("last-row", "một ô ở dòng 1048576", "one cell in row 1048576", _F08,
         more_rows(f'<row r="{_LAST}"><c r="A{_LAST}"><v>1</v></c></row>')),
    Case("last-column", "một ô ở cột XFD", "one cell in column XFD", _F08,
         more_rows('<row r="99"><c r="XFD99"><v>1</v></c></row>')),
    Case("beyond-last-row", "dòng thứ 2.000.000", "row 2 000 000", _F08, more_rows('<row r="2000000"/>')),
    Case("wide-blank-rows", "1.000 dòng có ô trống ở cột XFD", "1 000 rows with a blank cell in column XFD", _F08,
         more_rows("".join(f'<row r="{n}"><c r="XFD{n}" s="1"/></row>' for n in range(100, 1100)))),
    Case("merge-everything", "gộp ô cả trang tính", "a merge of the whole sheet", _F08,
         behind_cells('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    Case("many-merges", "6.000 vùng gộp", "6 000 merges", _F08,
         behind_cells("<mergeCells>" + '<mergeCell ref="A1:B1"/>' * 6_000 + "</mergeCells>")),
    Case("many-cells", "60.000 ô số liệu", "60 000 figures", _F08, more_rows(_rows(600, 100, "<c><v>1</v></c>"))),
    Case("many-blank-formulas", "160.000 công thức chưa được tính", "160 000 formulas never calculated", _F08,
         more_rows(_rows(1600, 100, "<c><f/></c>"))),
    Case("long-text", "ô dài 32.768 ký tự", "a text of 32 768 characters", _F08,
         figure(f'<c r="D12" t="inlineStr"><is><t>{"a" * 32_768}</t></is></c>')),
    Case("long-text-everywhere", "chữ 32.000 ký tự lặp ở 1.000 ô", "a text of 32 000 characters in 1 000 cells", _F08,
         _shared_long_text),
    Case("style-bomb", "100.000 kiểu định dạng", "100 000 styles", _F08,
         replaced(STYLES, "</cellXfs>", '<xf numFmtId="0"></xf>' * 100_000 + "</cellXfs>")),
    Case("ods-rows-repeated", "OpenDocument lặp một dòng 1.048.576 lần", "an OpenDocument row repeated 1 048 576 times", _F08,
         bytes_of(ods(_ods_row(_ods_cell(), _LAST))), ".ods"),
    Case("ods-columns-repeated", "OpenDocument lặp một ô 16.384 lần", "an OpenDocument cell repeated 16 384 times", _F08,
         bytes_of(ods(_ods_row(_ods_cell(repeat=16_384)))), ".ods"),
    Case("ods-text-repeated", "OpenDocument lặp một chữ dài 20.000 lần", "a long OpenDocument text repeated 20 000 times", _F08,
         bytes_of(ods(_ods_row(_ods_cell(_LONG, 20), 1000))), ".ods"),
    Case("ods-spaces", "OpenDocument khai hai tỷ dấu cách", "two thousand million spaces in an OpenDocument", _F08,
         bytes_of(ods(_ods_row(_ods_cell('<text:s text:c="999999999"/>')))), ".ods"),
    Case("ods-hidden-spaces", "như trên, ở ô không khai kiểu", "the same in a cell of no kind", _F08,
         bytes_of(ods(_ods_row('<table:table-cell><text:p><text:s text:c="999999999"/></text:p></table:table-cell>'))), ".ods"),
)  # fmt: skip

BINARY: Final = (
    Case("xlsb-last-cell", "ô XFD1048576 trong .xlsb", "the cell XFD1048576 in an .xlsb", _F08,
         bytes_of(xlsb(_LAST - 1, 16_383)), ".xlsb"),
    Case("xlsb-far-cell", "ô ở dòng 500.000, cột 100 trong .xlsb", "a cell in row 500 000, column 100 of an .xlsb", _F08,
         bytes_of(xlsb(499_999, 99)), ".xlsb"),
    Case("xlsb-noise", ".xlsb toàn byte lộn xộn", "an .xlsb of noise", _F07,
         bytes_of(package({TYPES: "<Types/>", "xl/workbook.bin": zlib.compress(b"noise") * 99})), ".xlsb"),
    Case("xls-circle", "chuỗi sector .xls chạy vòng", "sectors of an .xls that run in a circle", _F07,
         bytes_of(compound(table={5: 2})), ".xls"),
    Case("xls-outside", "sector .xls dẫn ra ngoài tệp", "a sector of an .xls outside the file", _F07,
         bytes_of(compound(table={5: 100_000})), ".xls"),
    Case("xls-directory-circle", "mục lục .xls chạy vòng", "the directory of an .xls in a circle", _F07,
         bytes_of(compound(table={1: 1})), ".xls"),
    Case("xls-too-short", "luồng .xls ngắn hơn khai báo", "a stream of an .xls shorter than said", _F07,
         bytes_of(compound(length=10 * _MEGABYTE)), ".xls"),
    Case("xls-odd-sectors", "cỡ sector .xls vô lý", "sectors of an impossible size in an .xls", _F07,
         bytes_of(compound(shift=31)), ".xls"),
    Case("xls-cut", "đầu tệp .xls", "the beginning of an .xls", _F07, bytes_of(compound()[:600]), ".xls"),
    Case("xls-lone-cell", "ô ở dòng 65.536, cột 256 trong .xls", "a cell in row 65 536, column 256 of an .xls", _F08,
         _binary(_XLS, lambda: [_XLS.whole((65_535, 255), 1)]), ".xls"),
    Case("xls-many-cells", "60.000 ô số liệu trong .xls", "60 000 figures in an .xls", _F08,
         _binary(_XLS, lambda: [_XLS.wholes((row, 0), [(1, 0)] * 200) for row in range(300)]), ".xls"),
    Case("xls-cell-twice", "một ô lặp lại trong .xls", "a cell twice in an .xls", _F07,
         _binary(_XLS, lambda: [_XLS.whole((11, 3), figure) for figure in (1, 2)]), ".xls"),
    Case("xlsb-many-records", "700.000 bản ghi trong .xlsb", "700 000 records in an .xlsb", _F08,
         _binary(Xlsb(), lambda: [record(400, number.to_bytes(3, "big")) for number in range(700_000)]), ".xlsb"),
    Case("xls-noise", ".xls toàn byte lộn xộn", "an .xls of noise", _F07,
         bytes_of(compound(content=zlib.compress(b"noise") * 400)), ".xls"),
)  # fmt: skip

MACRO_PARTS: Final = {"xl/vbaProject.bin": compound("VBA")}
_STRICT: Final = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships":
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
}  # fmt: skip


def _strict(item: Sound) -> bytes:
    parts = {}
    for name, content in item.parts.items():
        text = content.decode()
        for old, new in _STRICT.items():
            text = text.replace(old, new)
        parts[name] = text
    return package(parts)


def _prefixed(item: Sound) -> bytes:
    """The sheet as the Open XML SDK writes it: every name of the spreadsheet's with a prefix."""
    text = item.parts[SHEET].decode().replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    head, _, rest = text.partition("?>")
    marked = rest.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    return package({**item.parts, SHEET: head + "?>" + marked})


READ: Final = (
    Case("macros", "có macro", "macros", ("F10",), with_parts(MACRO_PARTS), ".xlsm", ACCEPTED),
    Case("external-links", "có liên kết tới tệp khác", "links to other files", ("F11",),
         with_parts({"xl/externalLinks/externalLink1.xml": "<externalLink/>"}), status=ACCEPTED),
    Case("lying-dimension", "khai vùng dữ liệu sai", "a dimension that lies", (),
         replaced(SHEET, 'ref="A1:F22"', 'ref="A1:XFD1048576"'), status=ACCEPTED),
    Case("blank-last-row", "định dạng ở dòng 1048576", "a format in row 1048576", (),
         more_rows(f'<row r="{_LAST}" ht="12.8"/>'), status=ACCEPTED),
    Case("dates-of-1904", "đếm ngày từ 1904", "dates counted from 1904", (),
         replaced(WORKBOOK, "<workbookPr ", '<workbookPr date1904="1" '), status=ACCEPTED),
    Case("strict-ooxml", "Strict Open XML", "strict OOXML", (), _strict, status=ACCEPTED),
    Case("prefixed-names", "tên thẻ có tiền tố", "names with a prefix", (), _prefixed, status=ACCEPTED),
    Case("very-hidden-sheet", "trang tính ẩn sâu", "a very hidden sheet", (),
         replaced(WORKBOOK, 'state="hidden"', 'state="veryHidden"'), status=ACCEPTED),
    Case("many-links", "20.000 liên kết trong trang", "20 000 hyperlinks", (),
         behind_cells("<hyperlinks>" + '<hyperlink ref="A1" location="A1"/>' * 20_000 + "</hyperlinks>"), status=ACCEPTED),
    Case("dde-formula", "công thức gọi lệnh của máy (DDE)", "a formula that calls a program (DDE)", (),
         figure('<c r="D12" s="12"><f>cmd|\'/c calc\'!A1</f><v>10</v></c>'), status=ACCEPTED),
    Case("formatted-to-row-20000", "kẻ khung đến dòng 20.000", "borders down to row 20 000", (),
         more_rows(_rows(20_000, 20, '<c s="1"/>')), status=ACCEPTED),
    Case("formatted-with-blank", "kẻ khung đến dòng 20.000, một ô để trống", "borders down to row 20 000, one figure left blank",
         ("V08",), lambda i: _without_figure(more_rows(_rows(20_000, 20, '<c s="1"/>'))(i)), status=ACCEPTED),
    Case("bordered-page", "100.000 ô trống được kẻ khung", "100 000 blank cells with borders", (),
         more_rows(_rows(1000, 100, '<c s="1"/>')), status=ACCEPTED),
    Case("largest-allowed", "40.000 ô số liệu ngoài bảng", "40 000 figures outside the table", (),
         more_rows(_rows(400, 100, "<c><v>1</v></c>", first=200)), status=ACCEPTED),
    Case("largest-with-blank", "40.000 ô số liệu và một ô để trống", "40 000 figures and one left blank", ("V08",),
         lambda i: _without_figure(more_rows(_rows(400, 100, "<c><v>1</v></c>", first=200))(i)), status=ACCEPTED),
    Case("widest-with-blank", "ô ở cột 2.000 và dòng 900, một ô để trống", "cells in column 2 000 and row 900, one left blank",
         ("V08",), lambda i: _without_figure(more_rows('<row r="99"><c r="BXX99"><v>1</v></c></row>'
                                                      '<row r="900"><c r="A900"><v>1</v></c></row>')(i)), status=ACCEPTED),
    Case("blank-rows-with-blank", "định dạng ở dòng 1048576, một ô để trống", "a format in row 1048576, one figure left blank",
         ("V08",), lambda i: _without_figure(more_rows(f'<row r="{_LAST}" ht="12.8"/>')(i)), status=ACCEPTED),
    Case("styles-with-blank", "30.000 kiểu định dạng, một ô để trống", "30 000 styles, one figure left blank", ("V08",),
         lambda i: _without_figure(replaced(STYLES, "</cellXfs>", '<xf numFmtId="0"><a/><a/></xf>' * 30_000 + "</cellXfs>")(i)),
         status=ACCEPTED),
    Case("most-text", "240 ô, mỗi ô 32.000 ký tự", "240 cells of 32 000 characters each", (),
         more_rows(_texts(240)), status=ACCEPTED),
    Case("code-everywhere", "một mã số lặp ở 40.000 dòng", "one code in 40 000 rows", ("R13",),
         lambda i: more_rows(_rows(40_000, 1, _shared(i, "CQ.06")))(i), status="partial"),
    Case("headings-everywhere", "1.900 bảng trong một trang tính", "1 900 tables in one sheet", ("R17",),
         _headings_everywhere),
    Case("foreign-workbook", "bảng tính không phải báo cáo", "a workbook that is no return", ("R01",),
         replaced(TEXTS, "CQ.", "NV.", times=-1)),
)  # fmt: skip


# --- What is no file, or no ordinary one ---

_POSIX: Final = os.name == "posix"


def _link(target: str) -> Callable[[Path, bytes], None]:
    return lambda path, _: path.symlink_to(target)


def _loop(path: Path, _: bytes) -> None:
    other = path.with_suffix(".bin")
    other.symlink_to(path)
    path.symlink_to(other)


def _pipe(path: Path, _: bytes) -> None:
    os.mkfifo(path)


def _socket(path: Path, _: bytes) -> None:
    here = os.getcwd()  # noqa: PTH109 - the path of a socket must be short
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def _sparse(path: Path, _: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(2**40)


_F04 = ("F04",)
_NOTHING: Final = bytes_of(b"")
NO_FILES: Final = (
    Case("pipe", "đường ống (FIFO)", "a pipe (FIFO)", _F04, _NOTHING, place=_pipe),
    Case("socket", "ổ cắm mạng", "a socket", _F04, _NOTHING, place=_socket),
    Case("device", "liên kết tới /dev/zero", "a link to /dev/zero", _F04, _NOTHING, place=_link("/dev/zero")),
    Case("terminal", "liên kết tới /dev/tty", "a link to /dev/tty", _F04, _NOTHING, place=_link("/dev/tty")),
    Case("dangling-link", "liên kết tới tệp không có", "a link to nothing", _F04, _NOTHING, place=_link("nowhere")),
    Case("link-loop", "liên kết vòng quanh", "links that lead round in a circle", _F04, _NOTHING, place=_loop),
) if _POSIX else ()  # fmt: skip

SPARSE: Final = (
    (Case("one-terabyte", "tệp rỗng ruột 1 TB", "a hollow file of 1 TB", _F08, _NOTHING, place=_sparse),)
    if sys.platform == "linux"
    else ()
)

CASES: Final = (
    *NO_WORKBOOK,
    *PASSWORDS,
    *BROKEN_PACKAGES,
    *BROKEN_XML,
    *TWO_READINGS,
    *MISSING_PARTS,
    *TOO_LARGE,
    *BINARY,
    *READ,
    *NO_FILES,
    *SPARSE,
)
