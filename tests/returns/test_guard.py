"""What a file may be before a parser sees it: each refusal, and the like of it that is let through."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.findings import Severity
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import guard
from cchc_kpi.returns.guard import Container, Refusal, inspect
from cchc_kpi.returns.read import read_return
from forms_for_tests import form_of, lacking, only, package, parts_of, where, write_sound

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def xlsx(
    cells: str = '<row r="1"><c r="A1"/></row>',
    after: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """The bones of an .xlsx: these rows, what follows them, and further parts."""
    sheet = f"<worksheet><sheetData>{cells}</sheetData>{after}</worksheet>"
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "xl/workbook.xml": "<workbook/>",
        "xl/worksheets/sheet1.xml": sheet,
    }
    return package(content | dict(parts or {}))


def ods(rows: str, parts: Mapping[str, str] | None = None) -> bytes:
    """The bones of an .ods: one table of these rows, and further parts."""
    table = f'<o xmlns:table="t" xmlns:office="o"><table:table>{rows}</table:table></o>'
    return package({"mimetype": ODS_TYPE, "content.xml": table} | dict(parts or {}))


def refusal(content: bytes) -> Refusal:
    """Why the guard refuses these bytes; fails where it does not."""
    with pytest.raises(Refusal) as caught:
        inspect(content)
    return caught.value


def reason(content: bytes, detail: str = "reason") -> tuple[str, str]:
    """The rule's code and the Vietnamese words of a refusal."""
    refused = refusal(content)
    words = refused.details[detail]
    return refused.rule.code, words if isinstance(words, str) else words.vi


def test_a_form_of_the_program_is_let_through(plan: Plan, tmp_path: Path) -> None:
    """What an office hands in as issued is an .xlsx."""
    assert Container.XLSX == inspect(write_sound(form_of(plan, "kt"), tmp_path).read_bytes())


# --- F05: not a workbook ---


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "tệp rỗng"),
        (b" \r\n ", "tệp rỗng"),
        (b"%PDF-1.7\n", "tệp PDF"),
        (b"{\\rtf1\\ansi}", "tài liệu RTF"),
        (b"\x89PNG\r\n\x1a\n", "tệp ảnh"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "tệp ảnh"),
        (b"Rar!\x1a\x07\x00", "tệp nén RAR"),
        (b"7z\xbc\xaf\x27\x1c", "tệp nén 7-Zip"),
        (b"PK\x05\x06" + bytes(18), "tệp nén ZIP rỗng hoặc hỏng"),
        (b"<html><table></table></html>", "trang web (HTML)"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE HTML>", "trang web (HTML)"),
        (b"<?xml version='1.0'?><Workbook/>", "tệp XML"),
        ("Mã số;Số liệu\nCQ.06;10\n".encode(), "tệp văn bản hoặc CSV"),
        (b"\x00\x01\x02\x03", "tệp không rõ loại"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_kind(content: bytes, found: str) -> None:
    """The refusal says what the file really is, whatever its name."""
    assert ("F05", found) == reason(content, "found")


def test_a_word_document_is_called_one() -> None:
    """A zip with a word folder and no workbook is a Word document."""
    assert ("F05", "tài liệu Word") == reason(package({"word/document.xml": "<d/>"}), "found")


def test_any_other_zip_is_called_a_zip() -> None:
    """A zip of photographs is no workbook."""
    assert ("F05", "tệp nén ZIP") == reason(package({"anh.jpg": b"\xff\xd8"}), "found")


def test_an_old_word_document_is_called_one() -> None:
    """An OLE file without a workbook stream is another Office file."""
    assert ("F05", "tài liệu Word cũ hoặc tệp khác của Office") == reason(ole("WordDocument"), "found")


def ole(stream: str) -> bytes:
    """An OLE header and a directory entry of this name."""
    return OLE_MAGIC + bytes(504) + stream.encode("utf-16-le") + bytes(64)


@pytest.mark.parametrize("stream", ["Workbook", "Book"])
def test_an_ole_file_with_a_workbook_stream_is_an_xls(stream: str) -> None:
    """Excel 97 to 2003 files are let through."""
    assert Container.XLS == inspect(ole(stream))


def test_a_csv_named_xls_is_told_with_its_file(plan: Plan) -> None:
    """The finding of a foreign file is an error on that file, with what to do."""
    finding = only(read_return("kt.xls", b"a;b\n1;2\n", plan).findings, "F05")
    assert ("F05", "error", "kt.xls", None, None) == where(finding)
    assert [] == lacking(finding, "tệp văn bản hoặc CSV", "không phải bảng tính", "lưu thành .xlsx")


# --- F06: password ---


def test_an_encrypted_office_file_is_told_as_such(plan: Plan) -> None:
    """Excel wraps an encrypted workbook into an OLE file with an EncryptedPackage stream."""
    finding = only(read_return("kt.xlsx", ole("EncryptedPackage"), plan).findings, "F06")
    assert ("F06", "error", "kt.xlsx", None, None) == where(finding)
    assert [] == lacking(finding, "mật khẩu", "bỏ mật khẩu")


def test_an_encrypted_zip_is_told_as_such() -> None:
    """A zip whose parts carry the encryption flag needs a password."""
    content = bytearray(xlsx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(signature, at + 4)
    assert "F06" == refusal(bytes(content)).rule.code


def test_an_encrypted_ods_is_told_as_such() -> None:
    """OpenDocument says in its manifest that a part is encrypted."""
    manifest = "<m><encryption-data/></m>"
    assert "F06" == refusal(ods("", parts={"META-INF/manifest.xml": manifest})).rule.code


def test_an_ods_with_a_plain_manifest_is_let_through() -> None:
    """A manifest that speaks of no encryption is no obstacle."""
    assert Container.ODS == inspect(ods("", parts={"META-INF/manifest.xml": "<m/>"}))


def test_the_word_encrypted_in_a_cell_is_no_password() -> None:
    """Only the stream's name in an OLE file counts, not what a cell says."""
    assert Container.XLSX == inspect(xlsx('<row r="1"><c r="A1"><v>EncryptedPackage</v></c></row>'))


# --- F07: damaged ---


def test_the_bones_of_a_workbook_are_sound() -> None:
    """The near miss of every fault below: the same package without the fault."""
    assert Container.XLSX == inspect(xlsx())


def _two_of_a_name() -> bytes:
    stream = io.BytesIO(xlsx())
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (xlsx()[:200], "bị cắt cụt"),
        (_two_of_a_name(), "trùng tên"),
        (xlsx(parts={"../evil.txt": "x"}), "trỏ ra ngoài"),
        (xlsx(parts={"/etc/passwd": "x"}), "trỏ ra ngoài"),
        (xlsx(parts={"xl/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "có khai báo DTD"),
        (xlsx(parts={"xl/a.xml": "<a/>".encode("utf-16")}), "không phải UTF-8"),
        (xlsx(parts={"xl/a.xml": "<a><b></a>"}), "sai cú pháp XML ở dòng 1"),
        (xlsx('<row r="1"><c r="1A"/></row>'), "có địa chỉ ô '1A'"),
        (xlsx('<row r="0"/>'), "có địa chỉ ô 'A0'"),
        (
            package({"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": "<w/>"}),
            "thiếu [Content_Types].xml",
        ),
        (package({"[Content_Types].xml": TYPES, "xl/styles.xml": "<s/>"}), "thiếu xl/workbook.xml"),
        (package({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<w/>"}), "không có trang tính nào"),
        (package({"mimetype": ODS_TYPE}), "thiếu content.xml"),
        (ods("", parts={"xl/workbook.xml": "<w/>"}), "vừa là OpenDocument vừa là Excel"),
        (ods('<table:table-row table:number-rows-repeated="-1"/>'), "có số lặp '-1'"),
    ],
    ids=[
        "cut",
        "two of a name",
        "path out",
        "absolute path",
        "DTD",
        "UTF-16",
        "not well-formed",
        "address",
        "row 0",
        "no types",
        "no workbook",
        "no sheet",
        "no content",
        "two formats",
        "repeat",
    ],
)
def test_a_damaged_package_is_refused_with_its_reason(content: bytes, words: str) -> None:
    """Each way in which a package can be broken is told apart."""
    code, told = reason(content)
    assert ("F07", True) == (code, words in told), told


def test_a_part_whose_bytes_were_changed_is_damaged() -> None:
    """A flipped byte fails the checksum that the package itself carries."""
    content = bytearray(
        package({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<w/>", "xl/worksheets/a.xml": "<w/>"})
    )
    content[content.find(b"PK\x01\x02") + 16] ^= 0xFF
    assert "F07" == refusal(bytes(content)).rule.code


def test_a_form_cut_short_is_told_with_its_file(plan: Plan, tmp_path: Path) -> None:
    """A download that broke off is an error on that file, with what to do."""
    content = write_sound(form_of(plan, "kt"), tmp_path).read_bytes()
    finding = only(read_return("kt-2026-Q1.xlsx", content[:-100], plan).findings, "F07")
    assert ("F07", Severity.ERROR, "kt-2026-Q1.xlsx") == (finding.code, finding.severity, finding.place.file)
    assert [] == lacking(finding, "bị hỏng", "xin lại tệp")


# --- F08: out of bounds ---


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (xlsx('<row r="1048576"><c r="XFD1048576"/></row>'), "dòng 1048576"),
        (xlsx(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "cột 16384"),
        (xlsx('<row r="100001"/>'), "dòng 100001, cột 1"),
        (xlsx('<row r="1"><c r="BXY1"/></row>'), "dòng 1, cột 2001"),
        (xlsx('<row r="1"><c r="AO1"/></row><row r="100000"/>'), "dòng 100000, cột 41"),
        (xlsx("<row/>" * 100_001), "dòng 100001, cột 1"),
        (xlsx('<row r="1">' + "<c/>" * 2_001 + "</row>"), "dòng 1, cột 2001"),
        (
            xlsx(parts={"xl/other/data.bin": '<w><sheetData><row r="1048576"/></sheetData></w>'}),
            "dòng 1048576",
        ),
        (xlsx(parts={f"xl/p{n}.txt": "" for n in range(2_000)}), "2003 phần trong gói"),
        (xlsx(parts={"xl/media/a.bin": bytes(129 * 2**20)}), "giải nén ra 129 MB"),
        (
            ods(
                '<table:table-row table:number-rows-repeated="100001">'
                '<table:table-cell office:value-type="float"/></table:table-row>'
            ),
            "dòng 100001, cột 1",
        ),
        (
            ods(
                '<table:table-row><table:table-cell table:number-columns-repeated="2000"/>'
                '<table:table-cell table:formula="=1"/></table:table-row>'
            ),
            "dòng 1, cột 2001",
        ),
    ],
    ids=[
        "last cell",
        "merge",
        "rows",
        "columns",
        "area",
        "rows without numbers",
        "cells without addresses",
        "sheet under another name",
        "parts",
        "unpacked",
        "ods rows",
        "ods columns",
    ],
)
def test_a_workbook_out_of_bounds_is_refused_with_its_reach(content: bytes, words: str) -> None:
    """What a return can never be does not reach a parser, which it might bring down."""
    code, told = reason(content)
    assert ("F08", True) == (code, words in told), told


@pytest.mark.parametrize(
    "content",
    [
        xlsx('<row r="100000"><c r="AN100000"/></row>'),
        xlsx('<row r="2000"><c r="BXX2000"/></row>'),
        xlsx(after='<mergeCells><mergeCell ref="A1:M3"/></mergeCells>'),
        ods('<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'),
        ods(
            '<table:table-row><table:table-cell office:value-type="float"/>'
            '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        ),
    ],
    ids=["tall", "square", "merge", "blank ods rows", "blank ods columns"],
)
def test_a_workbook_at_the_bounds_is_let_through(content: bytes) -> None:
    """The limits themselves are allowed, and so is emptiness however far it reaches."""
    assert inspect(content) in {Container.XLSX, Container.ODS}


def test_a_file_over_32_mb_is_refused_unread(plan: Plan) -> None:
    """The size alone decides, before anything is looked at."""
    finding = only(read_return("kt.xlsx", b"PK\x03\x04" + bytes(guard.MAX_FILE_BYTES), plan).findings, "F08")
    assert ("F08", "error", "kt.xlsx", None, None) == where(finding)
    assert [] == lacking(finding, "giới hạn an toàn", "32 MB", "biểu mẫu trắng")


def test_a_file_of_32_mb_is_looked_at() -> None:
    """Exactly the limit is not over it: the fault told is another."""
    content = b"PK\x03\x04" + bytes(guard.MAX_FILE_BYTES - 4)
    assert "F07" == refusal(content).rule.code


def test_a_size_that_lies_is_not_believed() -> None:
    """A directory that declares a part smaller than it is does not get it past the checks."""
    content = bytearray(xlsx())
    at = content.find(b"PK\x01\x02")
    struct.pack_into("<L", content, at + 24, 1)
    assert "F07" == refusal(bytes(content)).rule.code


# --- For any input ---


@given(content=st.binary(max_size=300), lead=st.sampled_from([b"", b"PK\x03\x04", OLE_MAGIC, b"<html>"]))
def test_any_bytes_are_let_through_or_refused(plan: Plan, content: bytes, lead: bytes) -> None:
    """No sequence of bytes makes reading raise: it gives a return, or findings that say why not."""
    item = read_return("any.xlsx", lead + content, plan)
    assert (True, True) == (item.rejected, bool(item.findings))


@given(data=st.data())
def test_a_part_of_a_real_form_may_hold_anything(plan: Plan, bench: Path, data: st.DataObject) -> None:
    """Noise in any part of a real form gives a return or findings, never a traceback."""
    parts = parts_of(write_sound(form_of(plan, "kt"), bench, name="noise.xlsx").read_bytes())
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name])))
    noise = data.draw(
        st.binary(min_size=1, max_size=8) | st.sampled_from([b"<", b"</c>", b"&amp;", b"<v>", b"  "])
    )
    parts[name] = parts[name][:at] + noise + parts[name][at + data.draw(st.integers(0, 8)) :]
    item = read_return("noise.xlsx", package(parts), plan)
    assert item.rejected == (item.observations == ())
