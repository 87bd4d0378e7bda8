"""The report as a document: official in its shape, whole, the same each time, and harmless whatever its texts hold."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from lxml import etree

from cchc_kpi import pipeline
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.report_content import report_content
from cchc_kpi.render.report_docx import SHIPPED_TEMPLATE, write_report
from cchc_kpi.render.report_fault import TemplateFault
from cchc_kpi.scoring.scorecard import Scorecard
from forms_for_tests import convert, needs_writer, parts_of, plan_with, quarter, sound_return
from program import EXAMPLES, ROOT
from word_for_tests import paragraphs_of, runs_of, scored, write_template

OFFICES = ("vp", "kt", "vhxh", "ttpvhcc", "dvci")


@pytest.fixture(scope="module")
def cards(loaded: LoadedPlan, plan: Plan) -> dict[str, Scorecard]:
    """The example's scorecards: a quarter, a quarter that lacks a return, six months, the year."""
    batch = pipeline.read_batch([str(EXAMPLES)], plan)
    found = {}
    for period in ("2026-Q1", "2026-Q2", "2026-H1", "2026"):
        card = pipeline.score(batch, loaded, plan, quarter(period))
        assert card is not None
        found[period] = card
    return found


@pytest.fixture(scope="module")
def reports(cards: dict[str, Scorecard], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of each, by the shipped template."""
    folder = tmp_path_factory.mktemp("reports")
    for period, card in cards.items():
        write_report(card, folder / f"{period}.docx")
    return {period: folder / f"{period}.docx" for period in cards}


def fault_of(card: Scorecard, template: Path) -> TemplateFault:
    """What is wrong with a template, nothing having been written."""
    target = template.with_name("báo cáo.docx")
    with pytest.raises(TemplateFault) as caught:
        write_report(card, target, template)
    assert not target.exists()
    return caught.value


# --- What it says ---


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q2", "2026-H1", "2026"])
def test_every_sentence_of_the_content_stands_in_the_document(
    cards: dict[str, Scorecard], reports: dict[str, Path], period: str
) -> None:
    """Summaries, areas, sentences, tasks and notes: nothing that was worked out is left out."""
    content, text = report_content(cards[period]), "\n".join(paragraphs_of(reports[period]))
    wanted = [content.summary, content.achieved, content.year_end, *content.shortfalls, *content.lacking]
    for area in content.areas:
        wanted += [area.name, area.summary, *area.sentences, *(one.note for one in area.indicators)]
    wanted += [step for task in content.tasks for step in task.steps]
    assert [] == [words for words in wanted if words not in text]


def test_the_threshold_case_reads_as_it_was_approved(reports: dict[str, Path]) -> None:
    """990 of 1000 in the example's first quarter: exactly 99%, so not above it."""
    assert (
        "- Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn là 99% (990/1.000 hồ sơ), đúng bằng 99% nên chưa đạt "
        "mục tiêu năm 2030 (trên 99%); cần thêm 1 hồ sơ trong số 1.000 để đạt."
    ) in paragraphs_of(reports["2026-Q1"])


def test_the_annex_has_a_row_for_each_indicator(
    cards: dict[str, Scorecard], reports: dict[str, Path]
) -> None:
    """TT, name, target, value, fraction, verdict: 31 rows below six rows that name the areas."""
    annex = Document(str(reports["2026"])).tables[-1]
    rows = [[cell.text for cell in row.cells] for row in annex.rows]
    assert ["TT", "Chỉ tiêu", "Mục tiêu năm 2030", "Kết quả", "Tử số/Mẫu số", "Đánh giá"] == rows[0]
    areas = report_content(cards["2026"]).areas
    assert [f"{area.number}. {area.name}" for area in areas] == [row[0] for row in rows if len(set(row)) == 1]
    lines = [one for area in areas for one in area.indicators]
    expected = [
        [str(one.number), one.name, one.target, one.value, one.fraction, one.verdict] for one in lines
    ]
    assert expected == [row for row in rows[1:] if len(set(row)) > 1]
    assert ["23", "giảm bình quân 7%", "7%", "1.305,031/18.643,3", "Đạt"] == [
        text for place, text in enumerate(expected[22]) if place != 1
    ]


def test_the_counts_by_area_add_up(reports: dict[str, Path]) -> None:
    """The small table: each column's sum stands in its last row."""
    table = next(t for t in Document(str(reports["2026-Q1"])).tables if t.cell(0, 0).text == "Lĩnh vực")
    rows = [[int(cell.text) for cell in row.cells[1:]] for row in table.rows[1:]]
    assert [31, 6, 16, 0, 1, 8] == rows[-1] == [sum(column) for column in zip(*rows[:-1], strict=True)]


def test_what_is_provisional_says_so(reports: dict[str, Path]) -> None:
    """Below the title, in the opening and above the annex; a quarter that is whole says nothing of it."""
    whole, partial = (paragraphs_of(reports[period]) for period in ("2026-Q1", "2026-Q2"))
    assert [] == [text for text in whole if "tạm tính" in text]
    assert [
        "(Số liệu tạm tính)",
        "Số liệu trong báo cáo này là tạm tính, sẽ được cập nhật khi có đủ báo cáo; hiện còn thiếu:",
        "Số liệu tạm tính",
    ] == [text for text in partial if "tạm tính" in text]
    assert "- chưa có báo cáo quý II năm 2026 của Trung tâm Dịch vụ Công ích;" in partial


def test_each_section_leaves_the_office_its_gaps_in_yellow(reports: dict[str, Path]) -> None:
    """Square brackets and yellow go together, and every section from I to V has some."""
    yellow = [
        run.text for run in runs_of(reports["2026-Q1"]) if run.font.highlight_color == WD_COLOR_INDEX.YELLOW
    ]
    plain = [run.text for run in runs_of(reports["2026-Q1"]) if run.font.highlight_color is None]
    assert all(re.fullmatch(r"\[[^\]]+\]", text) for text in yellow)
    assert [] == [text for text in plain if "[" in text or "]" in text]
    section, counts = "", Counter[str]()
    for text in paragraphs_of(reports["2026-Q1"]):
        head = re.match(r"(I|II|III|IV|V)\. ", text)
        section = head[1] if head else section
        counts[section] += "[Cơ quan bổ sung: " in text
    # I: four subjects; II: six areas; III: results, shortcomings, two kinds of causes; IV and V: one each.
    assert {"": 1, "I": 4, "II": 6, "III": 4, "IV": 1, "V": 1} == counts


def test_no_tag_is_left_over(reports: dict[str, Path]) -> None:
    """Every field was filled, in the body and in what stands above the pages."""
    for path in reports.values():
        with zipfile.ZipFile(path) as package:
            assert [] == [
                name
                for name in package.namelist()
                if re.search(rb"\{[{%#]|[}%#]\}", package.read(name)) and name.endswith(".xml")
            ]


# --- Its shape ---


def test_the_shape_is_that_of_an_official_document(reports: dict[str, Path]) -> None:
    """A4 upright, margins, one font, the page's number centred above and not on a first page; the annex counts anew."""
    paper = Document(str(reports["2026-Q1"]))
    for section in paper.sections:
        size = (section.page_width, section.page_height)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [210, 297, 20, 20, 30, 15] == [round(length.mm) for length in (*size, *margins)]
        assert section.different_first_page_header_footer
        assert "" == "".join(p.text for p in section.first_page_header.paragraphs)
        assert "PAGE" in etree.tostring(section.header._element, encoding="unicode")
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in paper.sections]
    assert [None, "1"] == [start if start is None else start.get(qn("w:start")) for start in starts]
    normal = paper.styles["Normal"]
    assert ("Times New Roman", 14) == (normal.font.name, normal.font.size.pt)
    assert {None} == {run.font.name for run in runs_of(reports["2026-Q1"])}


def test_head_title_and_signatures_stand_where_they_belong(reports: dict[str, Path]) -> None:
    """Issuer and number to the left, country and motto to the right; number, date and signature stay blank."""
    paper = Document(str(reports["2026-Q1"]))
    left, right = paper.tables[0].rows[0].cells
    assert ["ỦY BAN NHÂN DÂN", "XÃ LỘC BÌNH", "", "Số: ......../BC-UBND"] == [p.text for p in left.paragraphs]
    assert [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "",
        "Lộc Bình, ngày ...... tháng ...... năm .........",
    ] == [p.text for p in right.paragraphs]
    texts = [p.text for p in paper.paragraphs]
    assert ["BÁO CÁO", "Kết quả công tác cải cách hành chính quý I năm 2026"] == [t for t in texts if t][:2]
    left, right = paper.tables[2].rows[0].cells
    assert ("Nơi nhận:", "- Sở Nội vụ (b/c);") == tuple(p.text for p in left.paragraphs[:2])
    assert "TM. ỦY BAN NHÂN DÂN" == right.paragraphs[0].text


# --- Its bytes ---


def test_two_runs_give_the_same_bytes(
    cards: dict[str, Scorecard], reports: dict[str, Path], tmp_path: Path
) -> None:
    """Nothing of the clock, the machine or the template's author gets in."""
    for period, card in cards.items():
        write_report(card, tmp_path / "again.docx")
        assert reports[period].read_bytes() == (tmp_path / "again.docx").read_bytes()
    properties = Document(str(reports["2026"])).core_properties
    assert ("cchc-kpi", "2026-01-01") == (properties.author, f"{properties.modified:%Y-%m-%d}")


def test_both_copies_of_the_shipped_template_are_one() -> None:
    """The program's own and the one that offices find."""
    assert SHIPPED_TEMPLATE.read_bytes() == (ROOT / "templates/bao-cao.docx").read_bytes()


@needs_writer
@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_shows_every_paragraph(reports: dict[str, Path], tmp_path: Path) -> None:
    """Read by another program, the text is all there, and pages can be made of it."""
    texts = convert(list(reports.values()), "txt:Text (encoded):UTF8", tmp_path / "text")
    for period, path in reports.items():
        shown = (texts / f"{period}.txt").read_text("utf-8-sig")
        assert [] == [text for text in paragraphs_of(path) if text.strip() not in shown]
    pages = convert([reports["2026"]], "pdf", tmp_path / "pages")
    assert (pages / "2026.pdf").read_bytes().startswith(b"%PDF")


@needs_writer
@pytest.mark.libreoffice
def test_a_template_that_another_program_saved_gives_the_same_report(
    cards: dict[str, Scorecard], reports: dict[str, Path], tmp_path: Path
) -> None:
    """Opened and saved in LibreOffice, the shipped template is spelled quite differently and says the same."""
    saved = convert([SHIPPED_TEMPLATE], "docx", tmp_path / "saved") / SHIPPED_TEMPLATE.name
    assert saved.read_bytes() != SHIPPED_TEMPLATE.read_bytes()
    write_report(cards["2026"], tmp_path / "report.docx", saved)
    assert [text for text in paragraphs_of(reports["2026"]) if text] == [
        text for text in paragraphs_of(tmp_path / "report.docx") if text
    ]


# --- Hostile texts ---

HOSTILE = "{{ 7*7 }} {% endfor %} {# x #} <w:p> </w:t> & ]]> {_{ %_} \\u202e"


def test_texts_of_the_plan_are_never_read_as_tags_or_markup(tmp_path: Path) -> None:
    """An office and an indicator with such names: they stand in the report as they were typed."""
    changed = plan_with(
        ("{id: vp, name: Văn phòng HĐND và UBND}", f'{{id: vp, name: "{HOSTILE}"}}'),
        ("name: Tỷ lệ VBQPPL của xã được hoàn thiện đồng bộ", f'name: "Tỷ lệ {HOSTILE}"'),
    )
    returns = [sound_return(changed, office, "2026-Q1", legal_documents_completed=3) for office in OFFICES]
    write_report(scored(changed, "2026-Q1", *returns), tmp_path / "report.docx")
    shown = HOSTILE.replace("\\u202e", "\ufffd")
    texts = paragraphs_of(tmp_path / "report.docx")
    # 3 of 4: the sentence, the task, the annex; the office leads the area and has the task.
    assert (
        f"- Tỷ lệ {shown} mới đạt 75% (3/4 văn bản), chưa đạt mục tiêu năm 2030 (100%); cần thêm 1 văn bản trong số 4 để đạt."
        in texts
    )
    assert f"+ {shown} (01 chỉ tiêu): Tỷ lệ {shown} (cần thêm 1 văn bản trong số 4 để đạt)." in texts
    assert f"Tỷ lệ {shown}" in texts
    assert "49" not in "".join(texts)


@needs_writer
@pytest.mark.libreoffice
def test_libreoffice_opens_a_report_with_hostile_texts(tmp_path: Path) -> None:
    """The document is whole, whatever the names in it."""
    changed = plan_with(("{id: vp, name: Văn phòng HĐND và UBND}", f'{{id: vp, name: "{HOSTILE}"}}'))
    write_report(scored(changed, "2026-Q1"), tmp_path / "report.docx")
    texts = convert([tmp_path / "report.docx"], "txt:Text (encoded):UTF8", tmp_path / "text")
    assert "{{ 7*7 }} {% endfor %} {# x #} <w:p> </w:t> & ]]>" in (texts / "report.txt").read_text(
        "utf-8-sig"
    )


def test_names_of_files_are_text_too(loaded: LoadedPlan, plan: Plan, tmp_path: Path) -> None:
    """A file that cannot be used, named like a tag."""
    (tmp_path / "{{ 7+7 }}{% x %} &.xlsx").write_bytes(b"junk")
    batch = pipeline.read_batch([str(tmp_path)], plan)
    card = pipeline.score(batch, loaded, plan, quarter("2026-Q1"))
    assert card is not None
    write_report(card, tmp_path / "report.docx")
    assert "- 01 tệp nhận được nhưng không dùng được: {{ 7+7 }}{% x %} &.xlsx;" in paragraphs_of(
        tmp_path / "report.docx"
    )


# --- An office's own template ---


def test_a_template_of_the_offices_own_is_filled(cards: dict[str, Scorecard], tmp_path: Path) -> None:
    """Its words, its order, its table, a line above its pages; a condition that is false leaves nothing."""
    template = write_template(
        tmp_path / "mẫu.docx",
        "Kính gửi: UBND tỉnh, về xã {{ commune|upper }}",
        "{%p if provisional %}",
        "Tạm tính",
        "{%p else %}",
        "Đủ số liệu: {{ received }}/{{ expected }}",
        "{%p endif %}",
        "{%p for area in areas if area.not_met %}",
        "{{ area.name }}: {{ area.not_met }}",
        "{%p endfor %}",
        rows=("{%tr for task in tasks %}", "{{ task.office }}", "{%tr endfor %}"),
        header="Xã {{ commune }}",
    )
    write_report(cards["2026-Q1"], tmp_path / "report.docx", template)
    assert [
        "Kính gửi: UBND tỉnh, về xã LỘC BÌNH",
        "Đủ số liệu: 05/05",
        "Cải cách thể chế: 1",
        "Cải cách thủ tục hành chính: 8",
        "Cải cách chế độ công vụ: 3",
        "Xây dựng và phát triển Chính quyền điện tử, Chính quyền số: 4",
        "Văn phòng HĐND và UBND",
        "Phòng Văn hóa - Xã hội",
        "Trung tâm Phục vụ hành chính công",
    ] == paragraphs_of(tmp_path / "report.docx")
    assert "Xã Lộc Bình" == Document(str(tmp_path / "report.docx")).sections[0].header.paragraphs[0].text


def test_a_tag_that_word_has_cut_into_pieces_is_still_one(
    cards: dict[str, Scorecard], tmp_path: Path
) -> None:
    """Spell checking and formatting split what was typed over several runs; smart quotes stand inside a tag."""
    document: Any = Document()
    paragraph = document.add_paragraph("Xã {")
    for piece in ("{ com", "mune", " }", "} và {{ issuer|join(“; ”) }}"):
        paragraph.add_run(piece).bold = True
    document.save(str(tmp_path / "mẫu.docx"))
    write_report(cards["2026-Q1"], tmp_path / "report.docx", tmp_path / "mẫu.docx")
    assert ["Xã Lộc Bình và Ủy ban nhân dân; xã Lộc Bình"] == paragraphs_of(tmp_path / "report.docx")


def test_an_unknown_field_is_told_with_its_paragraph(cards: dict[str, Scorecard], tmp_path: Path) -> None:
    """The whole sentence that the person at the keyboard reads."""
    template = write_template(tmp_path / "mau.docx", "Kính gửi", "UBND xã {{ comune }}", "Hết")
    found = fault_of(cards["2026-Q1"], template)
    assert found.sentence(Path("mau.docx")).vi == (
        "mẫu 'mau.docx': không có trường 'comune' (có phải 'commune'?), ở đoạn 'UBND xã {{ comune }}'; "
        "sửa mẫu trong Word theo docs/vi/bao-cao-word.md, hoặc bỏ --report-template để dùng mẫu kèm chương trình."
    )
    assert found.sentence(None).vi == (
        "mẫu kèm chương trình: không có trường 'comune' (có phải 'commune'?), ở đoạn 'UBND xã {{ comune }}'."
    )


def test_a_fault_above_the_pages_or_in_a_table_is_told_too(
    cards: dict[str, Scorecard], tmp_path: Path
) -> None:
    """Headers and rows are read as the body is."""
    header = fault_of(cards["2026-Q1"], write_template(tmp_path / "a.docx", "x", header="Số {{ so }}"))
    row = fault_of(cards["2026-Q1"], write_template(tmp_path / "b.docx", "x", rows=("Dòng {{ so }}",)))
    assert ("không có trường 'so'", "Số {{ so }}") == (header.reason.vi, header.paragraph)
    assert ("không có trường 'so'", "Dòng {{ so }}") == (row.reason.vi, row.paragraph)


@pytest.mark.parametrize(
    ("lines", "rows"),
    [
        # A loop that opens between paragraphs and ends between rows: rows without their table.
        (("{%p for area in areas %}", "x"), ("{%tr endfor %}", "y")),
        # Rows are wanted where there is no table.
        (("{%tr for area in areas %}", "x", "{%tr endfor %}"), ()),
        # The library's marks for whole documents and formatted text: plain text put there is shown nowhere.
        (("{{p commune }}",), ()),
        (("Xã {{r commune }}",), ()),
    ],
)
def test_what_would_be_lost_in_silence_is_refused(
    cards: dict[str, Scorecard], tmp_path: Path, lines: tuple[str, ...], rows: tuple[str, ...]
) -> None:
    """Tags out of place, of which the library makes a document that lacks something."""
    found = fault_of(cards["2026-Q1"], write_template(tmp_path / "mau.docx", *lines, rows=rows))
    assert found.reason.vi.startswith("lệnh đặt sai chỗ: {%p %} phải đứng riêng một đoạn")


def test_a_cell_that_a_condition_empties_still_holds_a_paragraph(
    cards: dict[str, Scorecard], tmp_path: Path
) -> None:
    """Word refuses a cell without one."""
    document: Any = Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "{%p if provisional %}"
    cell.add_paragraph("Tạm tính")
    cell.add_paragraph("{%p endif %}")
    document.save(str(tmp_path / "mau.docx"))
    write_report(cards["2026-Q1"], tmp_path / "report.docx", tmp_path / "mau.docx")
    [table] = Document(str(tmp_path / "report.docx")).tables
    assert [""] == [paragraph.text for paragraph in table.cell(0, 0).paragraphs]


def changed_package(content: bytes, **parts: bytes) -> bytes:
    """A document with parts replaced, by the last word of their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, held in parts_of(content).items():
            package.writestr(name, parts.get(Path(name).stem, held))
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["nothing", "junk", "workbook", "cut", "empty", "broken"])
def test_what_is_no_word_document_is_told_as_such(
    cards: dict[str, Scorecard], tmp_path: Path, kind: str
) -> None:
    """No file, no package, another package, half a package, a package without its document, a broken document."""
    shipped = SHIPPED_TEMPLATE.read_bytes()
    path = tmp_path / "mau.docx"
    held = {
        "junk": b"Xin chao",
        "workbook": (EXAMPLES / "2026-Q1/kt-2026-Q1.xlsx").read_bytes(),
        "cut": shipped[: len(shipped) // 2],
        "empty": changed_package(shipped, document=b""),
        "broken": changed_package(shipped, document=b"<w:document><w:body>"),
    }
    if kind != "nothing":
        path.write_bytes(held[kind])
    expected = {
        "nothing": "không có tệp hay thư mục này",
        "junk": "gói nén hỏng hoặc bị cắt cụt",
        "cut": "gói nén hỏng hoặc bị cắt cụt",
        "empty": "word/document.xml sai cú pháp XML ở dòng 1",
        "broken": "word/document.xml sai cú pháp XML ở dòng 1",
    }
    no_document = "không phải tài liệu Word; lưu bằng Word, kiểu 'Word Document (*.docx)'"
    assert expected.get(kind, no_document) == fault_of(cards["2026-Q1"], path).reason.vi


def test_a_template_has_bounds(cards: dict[str, Scorecard], tmp_path: Path) -> None:
    """More than 2 MB of text, and a bomb that unpacks to 100 MB, are refused before a parser sees them."""
    shipped, path = SHIPPED_TEMPLATE.read_bytes(), tmp_path / "mau.docx"
    text = b"".join(b"%07d" % number for number in range(600_000))
    path.write_bytes(changed_package(shipped, document=text))
    assert "phần chữ lớn hơn 2 MB" == fault_of(cards["2026-Q1"], path).reason.vi
    path.write_bytes(changed_package(shipped, document=bytes(100 * 2**20)))
    assert "giải nén ra 100 MB" == fault_of(cards["2026-Q1"], path).reason.vi


def test_tags_without_an_end_take_no_time(cards: dict[str, Scorecard], tmp_path: Path) -> None:
    """Thirty thousand of them in a paragraph: the library would look for each one's end until the next day."""
    template = write_template(tmp_path / "mau.docx", "Đầu", "{% " * 30_000)
    started = time.perf_counter()
    found = fault_of(cards["2026-Q1"], template)
    assert "dấu {{ hoặc {% không có dấu đóng }} hoặc %}" == found.reason.vi
    assert time.perf_counter() - started < 5


def test_a_document_that_the_library_stumbles_over_is_told(
    cards: dict[str, Scorecard], tmp_path: Path
) -> None:
    """A table without its grid, which Word never writes: no traceback."""
    content = write_template(tmp_path / "mau.docx", rows=("x",)).read_bytes()
    document = re.sub(rb"<w:tblGrid>.*?</w:tblGrid>", b"", parts_of(content)["word/document.xml"])
    (tmp_path / "mau.docx").write_bytes(changed_package(content, document=document))
    assert fault_of(cards["2026-Q1"], tmp_path / "mau.docx").reason.vi.startswith("không phải tài liệu Word")


def test_a_template_with_entities_of_its_own_is_refused(cards: dict[str, Scorecard], tmp_path: Path) -> None:
    """No Word document declares any; one that does may reach for files or grow without end."""
    content = write_template(tmp_path / "mau.docx", "ENTITY").read_bytes()
    document = parts_of(content)["word/document.xml"].partition(b"?>")[2].replace(b"ENTITY", b"&x;")
    lead = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    (tmp_path / "mau.docx").write_bytes(changed_package(content, document=lead + document))
    found = fault_of(cards["2026-Q1"], tmp_path / "mau.docx")
    assert "word/document.xml có khai báo DTD" == found.reason.vi
