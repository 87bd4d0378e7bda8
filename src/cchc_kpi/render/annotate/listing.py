"""What the list of findings says, row by row: the same in an annotated copy and in a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Final, NamedTuple

from cchc_kpi.addresses import cell_ranges
from cchc_kpi.findings import Finding, Lang, Phrase, Severity
from cchc_kpi.render.workbooks import height_of
from cchc_kpi.text import printable

SHEET_NAME: Final = Phrase("Phát hiện", "Findings")
WIDTHS: Final = (12.0, 7.0, 15.0, 15.0, 62.0, 46.0)
LINK_COLUMN: Final = 3
HEAD_ROW: Final = 5
"""Counted from 0; the rows of findings follow."""
_HEADS: Final = (
    Phrase("Mức độ", "Severity"),
    Phrase("Mã", "Code"),
    Phrase("Trang tính", "Sheet"),
    Phrase("Ô", "Cells"),
    Phrase("Nội dung", "What is there"),
    Phrase("Cách sửa", "What to do"),
)


class Line(NamedTuple):
    """One finding as a row: its texts by column, its first cell for the link, and the row's height."""

    severity: Severity
    texts: tuple[str, ...]
    sheet: str | None
    cell: str | None
    height: float


class Listing(NamedTuple):
    """The whole list: the lines above the table, its headings, its rows, the gravest first."""

    name: str
    title: str
    about: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def list_findings(file: str, findings: Iterable[Finding], lang: Lang, *, is_copy: bool) -> Listing:
    """Return the list of what was found in a file. `is_copy` says that the cells are marked in it."""
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    counts = ", ".join(
        f"{sum(1 for f in ordered if f.severity is s)} {s.word.text(lang).lower()}" for s in Severity
    )
    title = Phrase("PHÁT HIỆN TRONG BÁO CÁO", "FINDINGS IN THE RETURN")
    how = Phrase(
        "Bấm vào địa chỉ ở cột Ô để tới chỗ cần sửa. Ô có màu là ô có phát hiện, ghi chú ở góc ô nói rõ; sửa số thì màu tự mất.",
        "Click an address to go to its cell. Cells with findings are coloured and commented; the colour goes once they are changed.",
    )
    apart = Phrase(
        "Bấm vào địa chỉ ở cột Ô để mở tệp gốc. Sửa trong tệp gốc rồi nộp lại.",
        "Click an address to open the original file. Mend it there and submit it again.",
    )
    name = printable(PurePath(file).name)
    about = (f"{Phrase('Tệp', 'File').text(lang)}: {name}", counts, (how if is_copy else apart).text(lang))
    return Listing(
        SHEET_NAME.text(lang),
        title.text(lang),
        about,
        tuple(head.text(lang) for head in _HEADS),
        tuple(_line(finding, lang) for finding in ordered),
    )


def _line(finding: Finding, lang: Lang) -> Line:
    what = finding.what(lang)
    texts = (
        finding.severity.word.text(lang),
        finding.code,
        finding.place.sheet or "",
        cell_ranges(finding.cells),
        printable(what[:1].upper() + what[1:]),
        printable(finding.fix(lang)),
    )
    height = height_of(*zip(texts[2:], WIDTHS[2:], strict=True), line=15.5)
    return Line(finding.severity, texts, finding.place.sheet, finding.place.cell, height)


def comment_of(findings: Iterable[Finding], lang: Lang) -> str:
    """Return the comment of a cell: every finding about it, what is there and what to do."""
    return "\n\n".join(
        f"{f.severity.word.text(lang)} {f.code} - {f.rule.title.text(lang)}\n"
        f"{printable(f.what(lang))}\n→ {printable(f.fix(lang))}"
        for f in sorted(findings, key=lambda f: f.severity.rank)
    )
