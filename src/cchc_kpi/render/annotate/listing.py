"""What the list of findings says, row by row: the same in an annotated copy and in a workbook of its own."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import Final, NamedTuple

from cchc_kpi.addresses import cell_ranges
from cchc_kpi.findings import Finding, Lang, Phrase, Severity
from cchc_kpi.render.workbooks import height_of
from cchc_kpi.returns.layout import FINDINGS_SOURCE, FINDINGS_TITLE
from cchc_kpi.text import printable

SHEET_NAME: Final = Phrase("Phát hiện", "Findings")
WIDTHS: Final = (12.0, 7.0, 15.0, 15.0, 62.0, 46.0)
LINK_COLUMN: Final = 3
HEAD_ROW: Final = 5
"""Counted from 0; the rows of findings follow."""
JOINED_COLUMNS: Final = (0, 1, 2, 4, 5)
"""A finding about cells in several places has a row for each; in these columns the rows are one cell."""
MOST_MARKS: Final = 500
"""A workbook with thousands of comments is slow to open; the list has every finding all the same."""
_MOST_PLACES: Final = 15
_LONGEST_PLACE: Final = 250
_MOST_IN_COMMENT: Final = 6
_LOWEST_ROW: Final = 18.5
_HEADS: Final = (
    Phrase("Mức độ", "Severity"),
    Phrase("Mã", "Code"),
    Phrase("Trang tính", "Sheet"),
    Phrase("Ô", "Cells"),
    Phrase("Nội dung", "What is there"),
    Phrase("Cách sửa", "What to do"),
)


class Line(NamedTuple):
    """One finding: its texts by column, where its cells are, and the height of each of its rows.

    `places` are ranges as they are written, "D14" or "D9:D11", a row for each; `texts` has the first of them.
    """

    severity: Severity
    texts: tuple[str, ...]
    sheet: str | None
    places: tuple[str, ...]
    height: float

    @property
    def rows(self) -> int:
        return max(1, len(self.places))


def first_of(place: str) -> str:
    """Return the range that a link leads to, of the several that the last place of many may hold."""
    return place.partition(",")[0]


class Listing(NamedTuple):
    """The whole list: the lines above the table, its headings, its rows, the gravest first."""

    name: str
    title: str
    about: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[Line, ...]


def list_findings(
    file: str, findings: Iterable[Finding], lang: Lang, *, is_copy: bool, is_partly: bool = False
) -> Listing:
    """Return the list of what was found in a file.

    `is_copy` says that the cells are marked in it, `is_partly` that there were too many to mark all.
    """
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    counts = ", ".join(
        f"{sum(1 for f in ordered if f.severity is s)} {s.word.text(lang).lower()}" for s in Severity
    )
    how = Phrase(
        "Bấm vào địa chỉ ở cột Ô để tới chỗ cần sửa. Ô có màu là ô có phát hiện, ghi chú ở góc ô nói rõ; sửa số thì màu tự mất.",
        "Click an address to go to its cell. Cells with findings are coloured and commented; the colour goes once they are changed.",
    )
    apart = Phrase(
        "Bấm vào địa chỉ ở cột Ô để mở tệp gốc. Sửa trong tệp gốc rồi nộp lại.",
        "Click an address to open the original file. Mend it there and submit it again.",
    )
    name = printable(PurePath(file).name)
    if is_partly:
        partly = Phrase(
            f"nhiều ô quá nên chỉ tô màu {MOST_MARKS} ô, bảng dưới đây thì đủ",
            f"so many cells that only {MOST_MARKS} are coloured; the list below has them all",
        )
        counts = f"{counts}; {partly.text(lang)}"
    about = (f"{FINDINGS_SOURCE.text(lang)}: {name}", counts, (how if is_copy else apart).text(lang))
    return Listing(
        SHEET_NAME.text(lang),
        FINDINGS_TITLE.text(lang),
        about,
        tuple(head.text(lang) for head in _HEADS),
        tuple(_line(finding, lang) for finding in ordered),
    )


def _line(finding: Finding, lang: Lang) -> Line:
    what = finding.what(lang)
    places = _places(finding)
    texts = (
        finding.severity.word.text(lang),
        finding.code,
        finding.place.sheet or "",
        places[0] if places else "",
        printable(what[:1].upper() + what[1:]),
        printable(finding.fix(lang)),
    )
    needed = height_of(*zip(texts[2:], WIDTHS[2:], strict=True), line=15.5)
    height = max(needed / max(1, len(places)), _LOWEST_ROW)
    return Line(finding.severity, texts, finding.place.sheet, places, height)


def _places(finding: Finding) -> tuple[str, ...]:
    """Return the ranges of a finding's cells, one to be linked each; of very many, the last ones together."""
    ranges = cell_ranges(finding.cells).split(", ") if finding.cells else []
    if len(ranges) <= _MOST_PLACES:
        return tuple(ranges)
    rest = ", ".join(ranges[_MOST_PLACES - 1 :])
    short = rest if len(rest) <= _LONGEST_PLACE else rest[:_LONGEST_PLACE].rpartition(", ")[0] + ", …"
    return (*ranges[: _MOST_PLACES - 1], short)


def comment_of(findings: Iterable[Finding], lang: Lang) -> str:
    """Return the comment of a cell: what was found there, what was expected and what to do, the gravest first."""
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    told = [
        f"{f.severity.word.text(lang)} {f.code} - {f.rule.title.text(lang)}\n"
        f"{printable(f.what(lang))}\n→ {printable(f.fix(lang))}"
        for f in ordered[:_MOST_IN_COMMENT]
    ]
    more = len(ordered) - len(told)
    if more:
        sheet = SHEET_NAME.text(lang)
        rest = Phrase(f"… và {more} phát hiện nữa, xem trang {sheet}.", f"… and {more} more, see {sheet}.")
        told.append(rest.text(lang))
    return "\n\n".join(told)
