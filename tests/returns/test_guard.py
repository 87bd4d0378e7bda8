"""What a file may be before a parser sees it: the refusals in their words, and the like that is let through.

The hostile suite has the faults one by one, through the whole program; here are the words, and the near misses.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binary_books import Book, Page, Xls
from cchc_kpi.findings import Severity
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns import limits
from cchc_kpi.returns.archive import open_archive, pack
from cchc_kpi.returns.guard import Container, inspect
from cchc_kpi.returns.read import read_return
from cchc_kpi.returns.readers import read_careful, read_fast
from cchc_kpi.returns.refusal import Refusal
from cchc_kpi.returns.sheet_xml import without_blank_cells
from cchc_kpi.returns.traits import SheetTraits
from forms_for_tests import form_of, lacking, only, package, parts_of, told, values_of, where, write_sound
from hostile.bench import (
    FIGURE,
    SECTOR,
    SHEET,
    STYLES,
    TEXTS,
    WORKBOOK,
    Change,
    Entry,
    Sound,
    behind_cells,
    compound,
    deflated,
    entries,
    figure,
    more_rows,
    ods,
    replaced,
    sound,
    with_entry,
    with_parts,
    zipped,
)
from hostile.cases import CASES, MACRO_PARTS, Case

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """The sound return that the others are made of."""
    return sound(tmp_path_factory.mktemp("material"))


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


def test_a_form_of_the_program_is_let_through(material: Sound) -> None:
    """What an office hands in as issued is an .xlsx that may be read in this process."""
    seen = inspect(material.content)
    assert (Container.XLSX, True, False, False, False, False, False) == (seen.container, *seen[3:-1])
    assert (SheetTraits(),) * 2 == seen.sheets
    assert seen.workbook is not None


def test_readers_see_the_same_workbook_as_before(material: Sound) -> None:
    """What the guard passes on holds every cell that the file itself holds."""
    seen = inspect(material.content)
    assert read_fast(material.content) == read_fast(seen.content)
    assert read_careful(material.content) == read_careful(seen.content)


def test_what_stands_around_the_shared_texts_is_parsed_too(material: Sound) -> None:
    """F07: texts that are spelled as usual in a part that is no XML are read by nobody."""
    parts = parts_of(material.content)
    texts = parts["xl/sharedStrings.xml"]
    for broken in (texts.replace(b"<?xml version=", b"<?xml versi0n=", 1), texts + b"<more/>"):
        assert broken != texts
        assert "F07" == refusal(package({**parts, "xl/sharedStrings.xml": broken})).rule.code


def test_readers_get_only_what_was_looked_at(material: Sound) -> None:
    """Macros, pictures and properties never reach a parser."""
    content = with_parts({**MACRO_PARTS, "xl/media/a.png": b"\x89PNG"})(material)
    kept = set(parts_of(inspect(content).content))
    assert {"[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml",
            "xl/sharedStrings.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml",
            "xl/worksheets/sheet2.xml"} == kept  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            b'<row r="1"><c r="A1" s="3"/><c r="B1"><v>7</v></c></row>',
            b'<row r="1"><c r="B1"><v>7</v></c></row>',
        ),
        (b"<c r='A1' s='3' /><c/><c></c>", b""),
        (b'<x:c r="A1" s="3"></x:c>', b""),
        (b'<x:c r="A1"></c>', b'<x:c r="A1"></c>'),  # not well-formed, and left for the parser to refuse
        (b'<c r="A1"><v/></c>', b'<c r="A1"><v/></c>'),
        (b'<c r="A1"><f>B1</f></c>', b'<c r="A1"><f>B1</f></c>'),
        (b'<c r="A1" t="inlineStr"><is><t>a</t></is></c>', b'<c r="A1" t="inlineStr"><is><t>a</t></is></c>'),
        (b'<col min="1"/><cfRule/>', b'<col min="1"/><cfRule/>'),
        (b'<c r="A1" s="/><v>1</v></c>', b'<c r="A1" s="/><v>1</v></c>'),  # the end stands inside a value
        (b'<c r="A1" s="/>"><v>1</v></c>', b'<c r="A1" s="/>"><v>1</v></c>'),
    ],
)
def test_cells_that_hold_nothing_are_taken_out(content: bytes, expected: bytes) -> None:
    """A format alone is no content; whatever might hold some stays."""
    assert expected == without_blank_cells(content)


def test_a_page_formatted_far_down_is_a_return(material: Sound) -> None:
    """Borders to row 20 000 are no 400 000 figures: the readers do not even see them."""
    blank = "".join(f'<c s="{1 + place % 3}"/>' for place in range(20))
    rows = "".join(f'<row r="{number}">{blank}</row>' for number in range(100, 20_001))
    seen = inspect(more_rows(rows)(material))
    assert b"<c s=" not in parts_of(seen.content)[SHEET]
    expected, found = read_fast(inspect(material.content).content), read_fast(seen.content)
    assert expected == found


FILE_CASES = [case for case in CASES if case.place is Path.write_bytes]


@pytest.mark.parametrize("case", FILE_CASES, ids=lambda case: case.name)
def test_each_hostile_file_is_told_once_without_the_program_too(
    case: Case, material: Sound, plan: Plan
) -> None:
    """Whoever calls `read_return` from Python gets the same one finding, and no exception."""
    content = case.make(material)
    assert list(case.codes) == told(read_return(case.file, content, plan).findings)


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
    assert ("F05", "tài liệu Word cũ hoặc tệp khác của Office") == reason(compound("WordDocument"), "found")


@pytest.mark.parametrize("stream", ["Workbook", "Book"])
def test_an_ole_file_with_a_workbook_stream_is_an_xls(stream: str) -> None:
    """Excel 97 to 2003 files are let through."""
    content = Xls().stream(Book({"S": Page()})).ljust(8 * SECTOR, b"\0")
    assert Container.XLS is inspect(compound(stream, content)).container


def test_a_csv_named_xls_is_told_with_its_file(plan: Plan) -> None:
    """The finding of a foreign file is an error on that file, with what to do."""
    finding = only(read_return("kt.xls", b"a;b\n1;2\n", plan).findings, "F05")
    assert ("F05", "error", "kt.xls", None, None) == where(finding)
    assert [] == lacking(finding, "tệp văn bản hoặc CSV", "không phải bảng tính", "đúng tệp Excel")


# --- F06: password ---


def test_an_encrypted_office_file_is_told_as_such(plan: Plan) -> None:
    """Excel wraps an encrypted workbook into an OLE file with an EncryptedPackage stream."""
    finding = only(read_return("kt.xlsx", compound("EncryptedPackage"), plan).findings, "F06")
    assert ("F06", "error", "kt.xlsx", None, None) == where(finding)
    assert [] == lacking(finding, "mật khẩu", "xóa mật khẩu")


def test_an_ods_with_a_plain_manifest_is_let_through() -> None:
    """A manifest that speaks of no encryption is no obstacle."""
    assert Container.ODS is inspect(ods("", {"META-INF/manifest.xml": "<m/>"})).container


def test_the_word_encrypted_in_a_cell_is_no_password(material: Sound) -> None:
    """Only the stream's name in an OLE file counts, not what a cell says."""
    cell = '<c r="D12" t="str"><v>EncryptedPackage</v></c>'
    assert Container.XLSX is inspect(figure(cell)(material)).container


# --- F07: damaged ---


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda item: item.content[:-100], "bị cắt cụt"),
        (lambda item: zipped([*entries(item), Entry(SHEET, b"")]), "hai phần trong gói trùng tên"),
        (with_parts({"../evil.txt": "x"}), "trỏ ra ngoài"),
        (with_parts({"xl/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), "xl/a.xml có khai báo DTD"),
        (with_parts({"xl/a.xml": "<a/>".encode("utf-16")}), "xl/a.xml không phải UTF-8"),
        (with_parts({"xl/a.xml": "<a><b></a>"}), "xl/a.xml sai cú pháp XML ở dòng 1"),
        (figure('<c r="1A"/>'), "có địa chỉ ô '1A' ở dòng 12"),
        (more_rows('<row r="0"/>'), "có địa chỉ ô 'A0'"),
        (figure(FIGURE + FIGURE), "có ô D12 lặp lại hoặc sai thứ tự"),
        (figure('<c r="D12"><v>1</v><v>2</v></c>'), "D12 có hai giá trị"),
        (figure('<c r="D12"><v>1O</v></c>'), "D12 có giá trị '1O' sai kiểu"),
        (with_entry(SHEET, size=1), f"phần {SHEET} trong gói hỏng"),
        (lambda item: item.content + b"x", "có thể đọc ra hai nội dung"),
    ],
    ids=["cut", "two of a name", "path out", "DTD", "UTF-16", "not well-formed", "address", "row 0", "cell twice",
         "two values", "no number", "size that lies", "surplus"],
)  # fmt: skip
def test_a_damaged_package_is_refused_with_its_reason(material: Sound, change: Change, words: str) -> None:
    """Each way in which a package can be broken is told apart, by part and cell where there is one."""
    code, said = reason(change(material))
    assert ("F07", True) == (code, words in said), said


def test_a_form_cut_short_is_told_with_its_file(plan: Plan, material: Sound) -> None:
    """A download that broke off is an error on that file, with what to do."""
    finding = only(read_return("kt-2026-Q1.xlsx", material.content[:-100], plan).findings, "F07")
    assert ("F07", Severity.ERROR, "kt-2026-Q1.xlsx") == (finding.code, finding.severity, finding.place.file)
    assert [] == lacking(finding, "bị hỏng", "xin lại tệp")


@pytest.mark.parametrize(
    "change",
    [
        lambda item: zipped(entries(item), comment="Phòng Kinh tế".encode()),
        lambda item: zipped([e._replace(packed=e.content, method=0) for e in entries(item)]),
        lambda item: zipped([e._replace(name=e.name.replace("/", "\\")) for e in entries(item)]),
        lambda item: zipped([e._replace(before=bytes(16) * bool(n)) for n, e in enumerate(entries(item))]),
        lambda item: package(dict(reversed(item.parts.items()))),
        figure(FIGURE.replace('"', "'")),
        figure('<c r="D12" s="12" t="n"><v>10</v></c>'),
        figure('<c s="12" r="D12"><f>5+5</f><v>1E1</v></c>'),
        figure('<c r="D12" t="str"><v>1&amp;0</v></c>'),
        behind_cells('<ignoredErrors><ignoredError sqref="A1"/></ignoredErrors>'),
        with_parts({"xl/comments1.xml": "<!-- a remark --><comments/>"}),
        replaced(WORKBOOK, "<sheets>", "<!-- a remark --><sheets>"),
    ],
    ids=["comment", "stored", "backslashes", "sizes behind parts", "other order", "single quotes", "kind said",
         "formula", "reference in text", "more markup", "comment elsewhere", "comment in workbook"],
)  # fmt: skip
def test_what_is_merely_unusual_is_let_through(material: Sound, change: Change) -> None:
    """Near miss of F07: other programs write otherwise, and mean the same."""
    content = change(material)
    assert read_fast(inspect(content).content).sheets[1] == read_fast(material.content).sheets[1]


# --- F08: out of bounds ---


def _row(number: int, column: str = "A") -> str:
    return f'<row r="{number}"><c r="{column}{number}"><v>1</v></c></row>'


def _text(length: int) -> Change:
    return figure(f'<c r="D12" t="inlineStr"><is><t>{"ơ" * length}</t></is></c>')


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (more_rows(_row(1_048_576, "XFD")), "dòng 1048576"),
        (behind_cells('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'), "cột 16384"),
        (more_rows(_row(limits.MAX_ROWS + 1)), "dòng 100001, cột 6"),
        (more_rows(_row(99, "BXY")), "dòng 99, cột 2001"),
        (more_rows(_row(99, "DB") + _row(20_000)), "dòng 20000, cột 106"),
        (with_parts({f"xl/p{n}.txt": "" for n in range(2_000)}), "phần trong gói"),
        (_text(32_768), "có ô dài 32.768 ký tự"),
        (replaced(STYLES, "</cellXfs>", "<xf></xf>" * 80_000 + "</cellXfs>"), "thẻ định dạng"),
    ],
    ids=["last cell", "merge", "rows", "columns", "area", "parts", "text", "styles"],
)
def test_a_workbook_out_of_bounds_is_refused_with_its_reach(
    material: Sound, change: Change, words: str
) -> None:
    """What a return can never be does not reach a parser, which it might bring down."""
    code, said = reason(change(material))
    assert ("F08", True) == (code, words in said), said


@pytest.mark.parametrize(
    "change",
    [
        more_rows(_row(limits.MAX_ROWS)),
        more_rows(_row(99, "BXX")),
        more_rows(_row(99, "DB") + _row(18_000)),
        behind_cells('<mergeCells><mergeCell ref="A1:M3"/></mergeCells>'),
        _text(32_767),
        replaced(TEXTS, "<si>", f"<si><t>{'ơ' * 32_767}</t></si><si>"),
    ],
    ids=["tall", "wide", "large", "merge", "text", "shared text"],
)
def test_a_workbook_at_the_bounds_is_let_through(material: Sound, change: Change) -> None:
    """The limits themselves are allowed."""
    assert Container.XLSX is inspect(change(material)).container


def test_emptiness_may_reach_as_far_as_it_likes() -> None:
    """LibreOffice says in every .ods that a million blank rows follow."""
    blank = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell/></table:table-row>'
    wide = '<table:table-row><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    assert Container.ODS is inspect(ods(blank + wide)).container


def test_a_file_over_32_mb_is_refused_unread(plan: Plan) -> None:
    """The size alone decides, before anything is looked at."""
    finding = only(read_return("kt.xlsx", b"PK\x03\x04" + bytes(limits.MAX_FILE_BYTES), plan).findings, "F08")
    assert ("F08", "error", "kt.xlsx", None, None) == where(finding)
    assert [] == lacking(finding, "giới hạn an toàn", "32 MB", "biểu mẫu trắng")


def test_a_file_of_32_mb_is_looked_at() -> None:
    """Exactly the limit is not over it: the fault told is another."""
    content = b"PK\x03\x04" + bytes(limits.MAX_FILE_BYTES - 4)
    assert "F07" == refusal(content).rule.code


def test_a_package_of_many_cells_is_read_apart(material: Sound) -> None:
    """What would keep this process busy is not plain, though it is no fault."""
    rows = "".join(f'<row r="{n}">{"<c><v>1</v></c>" * 100}</row>' for n in range(200, 400))
    seen = inspect(more_rows(rows)(material))
    assert (Container.XLSX, False) == (seen.container, seen.is_plain)


# --- F10, F11: what is never run or followed ---


def test_macros_are_not_run_and_that_is_said(plan: Plan, material: Sound) -> None:
    """F10: a note on the file; the figures are read as saved."""
    item = read_return("kt-2026-Q1.xlsm", with_parts(MACRO_PARTS)(material), plan)
    finding = only(item.findings, "F10")
    assert ("F10", "note", "kt-2026-Q1.xlsm", None, None) == where(finding)
    assert [] == lacking(finding, "không chạy macro", "số đã lưu trong ô", "lưu lại rồi nộp")
    assert values_of(read_return("kt-2026-Q1.xlsx", material.content, plan)) == values_of(item)


@pytest.mark.parametrize("part", ["xl/externalLinks/externalLink1.xml", "xl/connections.xml"])
def test_links_are_not_followed_and_that_is_said(plan: Plan, material: Sound, part: str) -> None:
    """F11: a note on the file; the figures are read as saved."""
    item = read_return("kt-2026-Q1.xlsx", with_parts({part: "<a/>"})(material), plan)
    finding = only(item.findings, "F11")
    assert ("F11", "note", "kt-2026-Q1.xlsx", None, None) == where(finding)
    assert [] == lacking(finding, "không mở nguồn đó", "số đã lưu trong ô", "cập nhật liên kết")
    assert 8 == len(item.observations)


@pytest.mark.parametrize("part", ["xl/media/macro.png", "xl/externalLink1.xml"])
def test_a_part_of_a_similar_name_is_no_macro_and_no_link(plan: Plan, material: Sound, part: str) -> None:
    """Near miss of F10 and F11: only what Excel takes for macros or links counts."""
    assert [] == told(read_return("kt-2026-Q1.xlsx", with_parts({part: "<a/>"})(material), plan).findings)


# --- The package ---


@given(st.dictionaries(st.text("abc/ơ", min_size=1, max_size=9).filter(lambda n: n[0] != "/"), st.binary()))
def test_a_package_packed_here_opens_as_it_was(parts: dict[str, bytes]) -> None:
    """What is packed for the readers is a zip like any other, to this module and to Python's own."""
    if len({name.casefold() for name in parts}) < len(parts) or not parts:
        return
    archive = open_archive(pack(parts))
    assert parts == {name: archive.inflate(name) for name in archive.parts} == parts_of(pack(parts))


def test_a_part_whose_stream_goes_on_is_broken(material: Sound) -> None:
    """A deflate stream that ends before its packed bytes do hides something behind it."""
    content = material.parts[SHEET]
    change = with_entry(SHEET, packed=deflated(content) + b"more")
    assert ("F07", f"phần {SHEET} trong gói hỏng") == reason(change(material))


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


def test_a_part_that_was_seen_is_still_held_against_its_directory(material: Sound) -> None:
    """The same packed bytes under another checksum are refused, though they were inflated just before."""
    archive = open_archive(material.content)
    assert archive.inflate(SHEET) == archive.inflate(SHEET) == material.parts[SHEET]
    part = archive.parts[SHEET]
    for wrong in (part._replace(checksum=part.checksum ^ 1), part._replace(size=part.size - 1)):
        with pytest.raises(Refusal):
            archive._replace(parts={**archive.parts, SHEET: wrong}).inflate(SHEET)
