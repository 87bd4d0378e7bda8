"""The narrative report as a Word document: an office's template, or the shipped one, filled from a scorecard.

Together with `report_language` the only room that knows the Word libraries, which are the optional extra `[word]`.
The same scorecard and template give the same bytes.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from docxtpl.template import DocxTemplate
from lxml import etree

from cchc_kpi.findings import Finding, Phrase
from cchc_kpi.render.annotate.package import packed_anew
from cchc_kpi.render.report_content import ReportContent, report_content
from cchc_kpi.render.report_fault import MISPLACED, TemplateFault
from cchc_kpi.render.report_language import check_tags, render_markup
from cchc_kpi.returns.archive import open_archive, pack
from cchc_kpi.returns.arrivals import read_arrival
from cchc_kpi.returns.markup import check_whole
from cchc_kpi.returns.refusal import Refusal
from cchc_kpi.scoring.scorecard import Scorecard

SHIPPED_TEMPLATE: Final = Path(__file__).with_name("bao-cao.docx")

_MOST_MARKUP: Final = 2 * 2**20
"""Bytes of the parts that hold text; a report of thirty pages has a tenth of it."""
_TEXT_PARTS: Final = re.compile(r"word/[^/]+\.xml", re.IGNORECASE)
_CREATED: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - the library writes it as UTC and refuses a time zone
_WORDS: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NO_DOCUMENT: Final = Phrase(
    "không phải tài liệu Word; lưu bằng Word, kiểu 'Word Document (*.docx)'",
    "this is no Word document; save it from Word as 'Word Document (*.docx)'",
)
_FRAMES: Final = frozenset(f"{_WORDS}{name}" for name in ("body", "hdr", "ftr", "p", "r", "tbl", "tr", "tc"))
"""Elements that hold elements; text that stands in one of them itself is shown by no program."""


def write_report(card: Scorecard, path: Path, template: Path | None = None) -> None:
    """Write the report of a scorecard to `path`, by a template or the shipped one.

    Raises TemplateFault where no report can be made from the template, OSError where `path` cannot be written.
    """
    filled = _FilledTemplate(_opened(template or SHIPPED_TEMPLATE), report_content(card))
    stream = io.BytesIO()
    filled.save(stream)
    path.write_bytes(packed_anew(stream.getvalue()))


def _opened(template: Path) -> bytes:
    """Return a template as a package of the parts that were seen in it, within bounds."""
    arrival = read_arrival(template)
    if isinstance(arrival, Finding):
        raise TemplateFault(_phrase(arrival.details.get("reason")))
    try:
        archive = open_archive(arrival.content)
        parts = {name: archive.inflate(name) for name in archive.parts}
        texts = {name: content for name, content in parts.items() if _TEXT_PARTS.fullmatch(name)}
        if sum(map(len, texts.values())) > _MOST_MARKUP:
            limit = _MOST_MARKUP // 2**20
            raise TemplateFault(
                Phrase(f"phần chữ lớn hơn {limit} MB", f"its text parts have more than {limit} MB")
            )
        for name, content in texts.items():
            check_whole(name, content)
    except Refusal as refusal:
        raise TemplateFault(_phrase(refusal.details.get("reason"))) from refusal
    return pack(parts)


def _phrase(reason: str | Phrase | None) -> Phrase:
    return reason if isinstance(reason, Phrase) else _NO_DOCUMENT


class _FilledTemplate(DocxTemplate):
    """A template of the library's, its fields filled by this project's own language."""

    def __init__(self, template: bytes, content: ReportContent) -> None:
        super().__init__(io.BytesIO(template))
        self._content = content
        try:
            self.render({})
        except TemplateFault:
            raise
        except Exception as error:  # the library fails in many ways on what is no document of Word's
            raise TemplateFault(_NO_DOCUMENT) from error

    def patch_xml(self, src_xml: str) -> str:
        """Draw together the tags that Word has cut into pieces, having seen that each of them has its end."""
        check_tags(src_xml)
        patched: str = super().patch_xml(src_xml)
        return patched

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:  # noqa: ARG002
        """Fill one part: the body, a header, a footer, the footnotes."""
        filled = render_markup(src_xml, self._content)
        _check_markup(filled)
        return filled

    def fix_tables(self, xml: str) -> Any:
        """Give every cell a paragraph, which a condition may have taken from it; Word refuses one without."""
        tree = super().fix_tables(xml)
        for cell in tree.iter(f"{_WORDS}tc"):
            if not len(cell) or cell[-1].tag != f"{_WORDS}p":
                etree.SubElement(cell, f"{_WORDS}p")
        return tree

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:  # noqa: ARG002
        """State whose report it is; who made the template, and when, is no property of the report."""
        properties = self.get_docx().core_properties
        properties.title = f"Báo cáo cải cách hành chính {self._content.period_inside}"
        properties.author = properties.last_modified_by = "cchc-kpi"
        properties.comments = properties.keywords = properties.subject = ""
        properties.created = properties.modified = _CREATED
        properties.revision = 1


def _check_markup(filled: str) -> None:
    """Refuse markup that is not whole, or has text where none is shown: the library would drop it in silence."""
    try:
        tree = etree.fromstring(filled.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise TemplateFault(MISPLACED) from error
    for element in tree.iter(etree.Element):
        stray = f"{element.text or ''}{''.join(child.tail or '' for child in element)}".strip()
        if stray and element.tag in _FRAMES:
            raise TemplateFault(MISPLACED, stray)
