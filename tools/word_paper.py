"""An official paper in Word by Nghị định 30/2020/NĐ-CP: its page, its font, its paragraphs and tables.

Knows nothing of what the paper says. Texts in square brackets are gaps for somebody to fill, in yellow.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT
JUSTIFIED: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
_FONT: Final = "Times New Roman"
_GAP: Final = re.compile(r"(\[[^\]]*\])")
_MADE: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - the library writes it as UTC and refuses a time zone
_BODY_POINTS: Final = 14
_TABLE_POINTS: Final = 11
_HEAD_GREY: Final = "D9D9D9"


class Paper:
    """A paper that is written from its head down; lengths are in centimetres, sizes in points."""

    def __init__(self, title: str) -> None:
        self._document: Any = Document()
        self._set_properties(title)
        self._set_styles()
        self._set_page(self._document.sections[0])
        self._set_page_number(self._document.sections[0])

    def save(self, stream: Any) -> None:
        """Write the document to a stream."""
        self._document.save(stream)

    def _set_properties(self, title: str) -> None:
        properties = self._document.core_properties
        properties.author = properties.last_modified_by = "cchc-kpi"
        properties.title = title
        properties.comments = properties.keywords = ""
        properties.created = properties.modified = _MADE
        properties.revision = 1
        # The library's own blank document carries a picture of itself.
        relations = self._document.part.package.rels
        for key in [key for key, rel in relations.items() if rel.reltype.endswith("/thumbnail")]:
            del relations[key]

    def _set_styles(self) -> None:
        styles = self._document.styles
        for name, points, bold in (
            ("Normal", _BODY_POINTS, None),
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

    def start_annex(self) -> None:
        """Begin an annex on a new page, its pages counted from 1 and the first without its number."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        self._set_page(section)
        section.different_first_page_header_footer = True
        numbering = OxmlElement("w:pgNumType")
        numbering.set(qn("w:start"), "1")
        section._sectPr.find(qn("w:cols")).addprevious(numbering)

    def keep_with_next(self) -> None:
        """Keep the paragraph written last on one page with what follows."""
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True

    def rule(self, indent: float, after: float = 0) -> None:
        """Draw a line across the page, set in on both sides."""
        rule(self._document, indent, after)

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

    def line(self, text: str, **look: Any) -> None:
        fill(self._document.add_paragraph(), text, **look)

    def text(self, text: str, **look: Any) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.first_line_indent = Cm(1.27)
        fill(paragraph, text, align=JUSTIFIED, **look)

    def bullets(self, name: str, names: str, ending: str = "") -> None:
        """Add a loop over a field that is a list of texts."""
        self.line(f"{{%p for {name} in {names} %}}")
        self.text(f"- {{{{ {name} }}}}{ending}")
        self.line("{%p endfor %}")

    def gap(self, points: float) -> None:
        """Leave some room."""
        layout = self._document.add_paragraph().paragraph_format
        layout.line_spacing, layout.space_after = Pt(points), Pt(0)

    def section(self, text: str) -> None:
        fill(self._document.add_paragraph(style="Heading 1"), text)

    def heading(self, text: str) -> None:
        fill(self._document.add_paragraph(style="Heading 2"), text)

    def two_cells(self, *widths: float) -> tuple[Any, Any]:
        table = self._document.add_table(1, 2)
        _set_widths(table, widths)
        _keep_whole(table.rows[0])
        left, right = table.rows[0].cells
        return left, right

    def table(self, widths: Sequence[float], heads: Sequence[str]) -> Any:
        table = self._document.add_table(1, len(heads), style="Table Grid")
        _set_widths(table, widths)
        row = table.rows[0]
        for cell, head in zip(row.cells, heads, strict=True):
            fill(cell.paragraphs[0], head, bold=True, size=_TABLE_POINTS, align=CENTRE, after=2, before=2)
            shade(cell, _HEAD_GREY)
        repeated = OxmlElement("w:tblHeader")
        row._tr.get_or_add_trPr().append(repeated)
        _keep_whole(row)
        return table

    def tag(self, table: Any, tag: str) -> None:
        """Add a row that holds a loop's opening or closing, and is gone in the report."""
        table.add_row().cells[0].paragraphs[0].add_run(f"{{%tr {tag} %}}")

    def row(self, table: Any, alignment: str, *texts: str, bold: bool = False) -> Any:
        """Add a row; `alignment` has a letter for each text: l for left, c for centred."""
        row = table.add_row()
        _keep_whole(row)
        for cell, text, letter in zip(row.cells, texts, alignment, strict=False):
            align = LEFT if letter == "l" else CENTRE
            fill(cell.paragraphs[0], text, bold=bold, size=_TABLE_POINTS, align=align, after=1, before=1)
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        return row


def fill(
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
    for piece in filter(None, _GAP.split(text)):
        run = paragraph.add_run(piece)
        run.bold, run.italic = bold, italic
        if size is not None:
            run.font.size = Pt(size)
        if _GAP.fullmatch(piece):
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def add(cell: Any, text: str, **look: Any) -> None:
    """Add a paragraph to a cell."""
    fill(cell.add_paragraph(), text, **look)


def rule(place: Any, indent: float, after: float = 0) -> None:
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
        fonts.set(qn(f"w:{script}"), _FONT)
    properties.insert(0, fonts)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """Fix the widths of the columns, in centimetres; rows that are added take them over."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def shade(cell: Any, colour: str) -> None:
    """Give a cell a background."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().insert_element_before(
        shade, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText", "w:vAlign", "w:hideMark"
    )


def _keep_whole(row: Any) -> None:
    """Keep a row from being split over two pages."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
