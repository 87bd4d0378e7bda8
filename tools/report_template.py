"""Makes the Word template of the narrative report: an official paper by Nghị định 30/2020/NĐ-CP, with fields and gaps.

Offices edit a copy of it in Word; this is where the shipped one comes from. Gaps for the office's own words stand in
square brackets, in yellow. The fields are those of `cchc_kpi.render.report_content`, told in docs/vi/bao-cao-word.md.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT: Final = "Times New Roman"
CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
JUSTIFIED: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
GAP: Final = re.compile(r"(\[[^\]]*\])")
MADE: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - the library writes it as UTC and refuses a time zone
BODY_POINTS: Final = 14
TABLE_POINTS: Final = 11
AREA_GREY: Final = "EDEDED"
HEAD_GREY: Final = "D9D9D9"


def write_template(path: Path) -> None:
    """Write the template; the same parts in the same order each time."""
    stream = io.BytesIO()
    _Template().made().save(stream)
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(stream) as made, zipfile.ZipFile(path, "w") as package:
        for name in made.namelist():
            # Dated 1980, as no report of the program is: it never takes a template for a report to be replaced.
            package.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED)


class _Template:
    """Writes the paper from its head to its annex."""

    def __init__(self) -> None:
        self._paper: Any = Document()
        self._set_properties()
        self._set_styles()
        self._set_page(self._paper.sections[0])
        self._set_page_number(self._paper.sections[0])

    def made(self) -> Any:
        self._write_head()
        self._write_title()
        self._write_opening()
        self._write_direction()
        self._write_results()
        self._write_assessment()
        self._write_outlook()
        self._write_close()
        self._write_annex()
        return self._paper

    # --- The paper ---

    def _set_properties(self) -> None:
        properties = self._paper.core_properties
        properties.author = properties.last_modified_by = "cchc-kpi"
        properties.title = "Mẫu báo cáo cải cách hành chính"
        properties.comments = properties.keywords = ""
        properties.created = properties.modified = MADE
        properties.revision = 1
        # The library's own blank document carries a picture of itself.
        relations = self._paper.part.package.rels
        for key in [key for key, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
            del relations[key]

    def _set_styles(self) -> None:
        styles = self._paper.styles
        for name, points, bold in (
            ("Normal", BODY_POINTS, None),
            ("Heading 1", 14, True),
            ("Heading 2", 14, True),
        ):
            style = styles[name]
            style.font.size, style.font.bold, style.font.italic = Pt(points), bold, None
            style.font.color.rgb = RGBColor(0, 0, 0)
            _set_font(style.element.get_or_add_rPr())
            layout = style.paragraph_format
            layout.space_before, layout.space_after = Pt(0), Pt(6)
            layout.line_spacing = 1.1
        for name in ("Heading 1", "Heading 2"):
            layout = styles[name].paragraph_format
            layout.space_before, layout.first_line_indent, layout.keep_with_next = Pt(6), Cm(1.27), True
            layout.alignment = JUSTIFIED
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        styles["Normal"].element.get_or_add_rPr().append(language)

    def _set_page(self, section: Any) -> None:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.top_margin = section.bottom_margin = Cm(2)
        section.left_margin, section.right_margin = Cm(3), Cm(1.5)
        section.header_distance = section.footer_distance = Cm(1)

    def _set_page_number(self, section: Any) -> None:
        section.different_first_page_header_footer = True
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = CENTRE
        for kind, text in (("begin", None), (None, "PAGE"), ("separate", None), (None, "2"), ("end", None)):
            run = paragraph.add_run()
            if kind is not None:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)
            elif text == "PAGE":
                code = OxmlElement("w:instrText")
                code.text = text
                run._r.append(code)
            else:
                run.text = text
            run.font.size = Pt(13)

    # --- Head and title ---

    def _write_head(self) -> None:
        left, right = self._two_cells(6.5, 10.0)
        first = left.paragraphs[0]
        _fill(first, "{%p for line in issuer %}", align=CENTRE)
        _add(left, "{{ line|upper }}", bold=True, size=13, align=CENTRE, after=0)
        _add(left, "{%p endfor %}", align=CENTRE)
        _rule(left, 2.2)
        _add(left, "Số: ......../BC-UBND", size=13, align=CENTRE, before=4)
        _fill(
            right.paragraphs[0],
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            bold=True,
            size=12.5,
            align=CENTRE,
            after=0,
        )
        _add(right, "Độc lập - Tự do - Hạnh phúc", bold=True, size=14, align=CENTRE, after=0)
        _rule(right, 2.0)
        _add(
            right,
            "{{ commune }}, ngày ...... tháng ...... năm .........",
            italic=True,
            size=14,
            align=CENTRE,
            before=4,
        )

    def _write_title(self) -> None:
        self._line("BÁO CÁO", bold=True, align=CENTRE, before=12, after=0)
        self._line(
            "Kết quả công tác cải cách hành chính {{ period_inside }}", bold=True, align=CENTRE, after=0
        )
        self._line("{%p if provisional %}")
        self._line("(Số liệu tạm tính)", italic=True, align=CENTRE, after=0)
        self._line("{%p endif %}")
        _rule(self._paper, 6.3, after=12)

    def _write_opening(self) -> None:
        self._text(
            "Thực hiện {{ plan_title }} [Cơ quan bổ sung: số, ngày ban hành Kế hoạch; văn bản chỉ đạo của cấp "
            "trên về chế độ báo cáo], {{ issued_by }} báo cáo kết quả công tác cải cách hành chính (CCHC) "
            "{{ period_inside }} như sau (kỳ số liệu từ ngày {{ opens }} đến ngày {{ closes }}, theo "
            "{{ basis }}):"
        )
        self._line("{%p if provisional %}")
        self._text(
            "Số liệu trong báo cáo này là tạm tính, sẽ được cập nhật khi có đủ báo cáo"
            "{% if lacking %}; hiện còn thiếu:{% else %}.{% endif %}",
            bold=True,
        )
        self._bullets("reason", "lacking", ending=";")
        self._line("{%p endif %}")

    # --- Sections ---

    def _write_direction(self) -> None:
        self._section("I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH")
        gaps = (
            (
                "Kế hoạch và văn bản chỉ đạo, điều hành",
                "kế hoạch CCHC của năm; văn bản đã ban hành trong kỳ (số, ngày, trích yếu); việc phân công trách nhiệm",
            ),
            ("Kiểm tra CCHC", "kế hoạch kiểm tra, số cuộc đã kiểm tra, kết quả chấn chỉnh sau kiểm tra"),
            ("Thông tin, tuyên truyền CCHC", "hình thức, nội dung, số lượng tin, bài, hội nghị trong kỳ"),
            ("Sáng kiến, mô hình mới", "sáng kiến, mô hình đã áp dụng và hiệu quả; nếu không có thì ghi rõ"),
        )
        for number, (title, gap) in enumerate(gaps, start=1):
            self._heading(f"{number}. {title}")
            self._text(f"[Cơ quan bổ sung: {gap}]")
        self._heading(f"{len(gaps) + 1}. Chế độ báo cáo")
        self._text(
            "Số liệu trong kỳ được tổng hợp từ {{ received }}/{{ expected }} báo cáo của các cơ quan, đơn vị."
        )

    def _write_results(self) -> None:
        self._section("II. KẾT QUẢ THỰC HIỆN CHỈ TIÊU THEO {{ area_count }} LĨNH VỰC")
        self._text("{{ summary }} Kết quả từng chỉ tiêu nêu tại Phụ lục kèm theo.")
        self._write_counts()
        self._line("{%p for area in areas %}")
        self._heading("{{ area.number }}. {{ area.name }}")
        self._text("{{ area.summary }}")
        self._bullets("sentence", "area.sentences")
        self._text(
            "[Cơ quan bổ sung: nhiệm vụ đã triển khai, sản phẩm và kết quả cụ thể của lĩnh vực trong kỳ; "
            "nội dung do {{ area.leads }} cung cấp]"
        )
        self._line("{%p endfor %}")

    def _write_counts(self) -> None:
        heads = (
            "Lĩnh vực",
            "Số chỉ tiêu",
            "Đạt",
            "Chưa đạt",
            "Thiếu số liệu",
            "Không phát sinh",
            "Chưa đến kỳ",
        )
        table = self._table((6.0, 1.7, 1.4, 1.7, 1.8, 2.1, 1.8), heads)
        counts = ("met", "not_met", "no_data", "not_applicable", "not_due")
        self._tag(table, "for area in areas")
        by_area = (f"{{{{ area.{name} }}}}" for name in counts)
        self._row(table, "lcccccc", "{{ area.name }}", "{{ area.indicators|count }}", *by_area)
        self._tag(table, "endfor")
        totals = (f"{{{{ {name} }}}}" for name in counts)
        self._row(table, "lcccccc", "Cộng", "{{ indicator_count }}", *totals, bold=True)
        for row in table.rows:
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._gap(4)

    def _write_assessment(self) -> None:
        self._section("III. ĐÁNH GIÁ CHUNG")
        self._heading("1. Kết quả đạt được")
        self._text("{{ achieved }}")
        self._text("[Cơ quan bổ sung: kết quả nổi bật khác, chuyển biến so với kỳ trước]")
        self._heading("2. Tồn tại, hạn chế")
        self._bullets("shortfall", "shortfalls")
        self._text("[Cơ quan bổ sung: tồn tại, hạn chế khác trong tổ chức thực hiện]")
        self._heading("3. Nguyên nhân")
        self._text("[Cơ quan bổ sung: nguyên nhân khách quan]")
        self._text(
            "[Cơ quan bổ sung: nguyên nhân chủ quan; trách nhiệm của cơ quan, đơn vị đối với từng chỉ tiêu chưa đạt]"
        )

    def _write_outlook(self) -> None:
        self._section("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TIẾP THEO")
        self._line("{%p if tasks %}")
        self._text("- Tập trung thực hiện các chỉ tiêu chưa đạt:")
        self._line("{%p for task in tasks %}")
        self._text("+ {{ task.office }} ({{ task.count }} chỉ tiêu): {{ task.steps|join('; ') }}.")
        self._line("{%p endfor %}")
        self._line("{%p endif %}")
        self._line("{%p if lacking %}")
        self._text("- Bổ sung, đính chính báo cáo: {{ lacking|join('; ') }}.")
        self._line("{%p endif %}")
        self._line("{%p if year_end %}")
        self._text("- Chuẩn bị số liệu cho {{ year_end }}.")
        self._line("{%p endif %}")
        self._text("[Cơ quan bổ sung: nhiệm vụ trọng tâm kỳ tiếp theo, cơ quan chủ trì, thời hạn hoàn thành]")
        self._section("V. KIẾN NGHỊ, ĐỀ XUẤT")
        self._text(
            "[Cơ quan bổ sung: kiến nghị với UBND tỉnh, Sở Nội vụ và các cơ quan liên quan; nếu không có thì ghi rõ]"
        )
        self._text("Trên đây là báo cáo kết quả công tác CCHC {{ period_inside }} của {{ issued_by }}./.")
        self._paper.paragraphs[-1].paragraph_format.keep_with_next = True

    def _write_close(self) -> None:
        self._gap(8)
        left, right = self._two_cells(8.0, 8.5)
        _fill(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12, align=LEFT, after=0)
        for name in (
            "Sở Nội vụ (b/c);",
            "Thường trực Đảng ủy (b/c);",
            "Thường trực HĐND xã (b/c);",
            "Chủ tịch, các PCT UBND xã;",
            "Các cơ quan, đơn vị thuộc UBND xã;",
            "Lưu: VT, VHXH.",
        ):
            _add(left, f"- {name}", size=11, align=LEFT, after=0)
        _fill(right.paragraphs[0], "TM. ỦY BAN NHÂN DÂN", bold=True, size=14, align=CENTRE, after=0)
        _add(right, "[CHỨC VỤ NGƯỜI KÝ]", bold=True, size=14, align=CENTRE, after=72)
        _add(right, "[Họ và tên]", bold=True, size=14, align=CENTRE, after=0)

    def _write_annex(self) -> None:
        section = self._paper.add_section(WD_SECTION.NEW_PAGE)
        self._set_page(section)
        section.different_first_page_header_footer = True
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:start"), "1")
        section._sectPr.find(qn("w:cols")).addprevious(numbering)
        self._line("Phụ lục", bold=True, align=CENTRE, after=0)
        title = "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CẢI CÁCH HÀNH CHÍNH"
        self._line(title, bold=True, size=13, align=CENTRE, after=0)
        self._line("{{ period|upper }}", bold=True, size=13, align=CENTRE, after=0)
        self._line(
            "(Kèm theo Báo cáo số ......../BC-UBND ngày ...... tháng ...... năm ......... của {{ issued_by }})",
            italic=True,
            size=12,
            align=CENTRE,
            after=8,
        )
        self._line("{%p if provisional %}")
        self._line("Số liệu tạm tính", bold=True, italic=True, size=12, align=CENTRE, after=6)
        self._line("{%p endif %}")
        heads = (
            "TT",
            "Chỉ tiêu",
            "Mục tiêu{% if due_year %} năm {{ due_year }}{% endif %}",
            "Kết quả",
            "Tử số/Mẫu số",
            "Đánh giá",
        )
        table = self._table((1.0, 5.4, 2.6, 1.9, 3.7, 1.9), heads)
        self._tag(table, "for area in areas")
        area = self._row(table, "l", "{{ area.number }}. {{ area.name }}", bold=True)
        heading = area.cells[0].merge(area.cells[-1])
        _shade(heading, AREA_GREY)
        heading.paragraphs[0].paragraph_format.keep_with_next = True
        self._tag(table, "for indicator in area.indicators")
        self._row(
            table,
            "clcccc",
            "{{ indicator.number }}",
            "{{ indicator.name }}",
            "{{ indicator.target }}{% if not due_year %} ({{ indicator.target_year }}){% endif %}",
            "{{ indicator.value }}",
            "{{ indicator.fraction }}",
            "{{ indicator.verdict }}",
        )
        self._tag(table, "endfor")
        self._tag(table, "endfor")
        self._line("Ghi chú:", bold=True, italic=True, size=12, before=6, after=0)
        self._paper.paragraphs[-1].paragraph_format.keep_with_next = True
        self._line(
            "- Kết quả được so với mục tiêu bằng phân số chính xác, chỉ làm tròn khi trình bày.",
            size=12,
            align=JUSTIFIED,
            after=0,
        )
        for opening in ("for area in areas", "for indicator in area.indicators", "if indicator.note"):
            self._line(f"{{%p {opening} %}}")
        self._line(
            "- Chỉ tiêu {{ indicator.number }}: {{ indicator.note }}", size=12, align=JUSTIFIED, after=0
        )
        for closing in ("endif", "endfor", "endfor"):
            self._line(f"{{%p {closing} %}}")

    # --- Paragraphs and tables ---

    def _line(self, text: str, **look: Any) -> None:
        _fill(self._paper.add_paragraph(), text, **look)

    def _text(self, text: str, **look: Any) -> None:
        paragraph = self._paper.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        _fill(paragraph, text, align=JUSTIFIED, **look)

    def _bullets(self, name: str, names: str, ending: str = "") -> None:
        self._line(f"{{%p for {name} in {names} %}}")
        self._text(f"- {{{{ {name} }}}}{ending}")
        self._line("{%p endfor %}")

    def _gap(self, points: float) -> None:
        layout = self._paper.add_paragraph().paragraph_format
        layout.line_spacing, layout.space_after = Pt(points), Pt(0)

    def _section(self, text: str) -> None:
        _fill(self._paper.add_paragraph(style="Heading 1"), text)

    def _heading(self, text: str) -> None:
        _fill(self._paper.add_paragraph(style="Heading 2"), text)

    def _two_cells(self, *widths: float) -> tuple[Any, Any]:
        table = self._paper.add_table(1, 2)
        _set_widths(table, widths)
        _keep_whole(table.rows[0])
        left, right = table.rows[0].cells
        return left, right

    def _table(self, widths: Sequence[float], heads: Sequence[str]) -> Any:
        table = self._paper.add_table(1, len(heads), style="Table Grid")
        _set_widths(table, widths)
        row = table.rows[0]
        for cell, head in zip(row.cells, heads, strict=True):
            _fill(cell.paragraphs[0], head, bold=True, size=TABLE_POINTS, align=CENTRE, after=2, before=2)
            _shade(cell, HEAD_GREY)
        repeated = OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(repeated)
        _keep_whole(row)
        return table

    def _tag(self, table: Any, tag: str) -> None:
        """Add a row that holds a loop's opening or closing, and is gone in the report."""
        table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr {tag} %}}")

    def _row(self, table: Any, alignment: str, *texts: str, bold: bool = False) -> Any:
        """Add a row; `alignment` has a letter for each text: l for left, c for centred."""
        row = table.add_row()
        _keep_whole(row)
        for cell, text, letter in zip(row.cells, texts, alignment, strict=False):
            align = LEFT if letter == "l" else CENTRE
            _fill(cell.paragraphs[0], text, bold=bold, size=TABLE_POINTS, align=align, after=1, before=1)
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return row


def _fill(
    paragraph: Any,
    text: str,
    *,
    bold: bool | None = None,
    italic: bool | None = None,
    size: float | None = None,
    align: Any = None,
    before: float | None = None,
    after: float | None = None,
) -> None:
    """Write a text into a paragraph; what stands in square brackets is a gap, in yellow."""
    if align is not None:
        paragraph.alignment = align
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    for piece in filter(None, GAP.split(text)):
        run = paragraph.add_run(piece)
        run.bold, run.italic = bold, italic
        if size is not None:
            run.font.size = Pt(size)
        if GAP.fullmatch(piece):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _add(cell: Any, text: str, **look: Any) -> None:
    _fill(cell.add_paragraph(), text, **look)


def _rule(place: Any, indent: float, after: float = 0) -> None:
    """Draw a line, set in on both sides by so many centimetres."""
    paragraph = place.add_paragraph()
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Cm(indent)
    layout.line_spacing, layout.space_before, layout.space_after = Pt(3), Pt(0), Pt(after)
    edges, edge = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    edges.append(edge)
    paragraph._p.get_or_add_pPr().insert_element_before(
        edges, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr"
    )


def _set_font(properties: Any) -> None:
    """Name the font for every script; a theme's font would otherwise go before it."""
    for held in properties.findall(qn("w:rFonts")):
        properties.remove(held)
    fonts = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    properties.insert(0, fonts)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """Fix the widths of the columns, in centimetres; rows that are added take them over."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().insert_element_before(
        shade, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"
    )


def _keep_whole(row: Any) -> None:
    """Keep a row from being split over two pages."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
