"""One indicator explained on a sheet to be printed and signed: figures with their cells, live sums, the comparison.

What is worked out is live, over the figures listed on the same sheet, and every formula carries its cached
value; sentences say what held when the sheet was made, and the sheet says so. Behind it stands the record of
the files with their digests. The workbook is always in Vietnamese: it is an official paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from pathlib import Path, PurePosixPath
from typing import Any, Final

from cchc_kpi.plan.model import Measure
from cchc_kpi.render.explanation_steps import (
    COLUMN_WIDTHS,
    STEP_HEIGHT,
    VALUE_COLUMN,
    StepTable,
    write_step_heads,
)
from cchc_kpi.render.explanation_words import (
    ahead_lines,
    demand_lines,
    no_value_text,
    period_text,
    use_text,
    verdict_text,
)
from cchc_kpi.render.figure_sheet import value_properties, write_value
from cchc_kpi.render.official import OfficialSheet
from cchc_kpi.render.plan_sentences import formula_sentences
from cchc_kpi.render.record_sheets import RecordBook, write_sources
from cchc_kpi.render.words import REASONS
from cchc_kpi.render.workbooks import (
    AREA_TINT,
    FONT_SIZE,
    LINK_BLUE,
    MISSING_TINT,
    NAVY,
    Formats,
    cell_link,
    lines_of,
    new_workbook,
)
from cchc_kpi.returns.layout import EXPLANATION_SHEETS
from cchc_kpi.scoring.aggregate import FigureKey
from cchc_kpi.scoring.explanation import Entry, Explanation
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.text import printable, shown

_NUMBER, _OFFICE, _PERIOD, _CELL, _FILE = 0, 1, 2, 4, 5
_ALL: Final = sum(COLUMN_WIDTHS)
_LAST: Final = _FILE
_TABLE: Final = 11
_SMALL: Final = 9
_GAP: Final = 6.0
_LINE: Final = 15.75
_SMALL_LINE: Final = 12.0
_SCALE: Final = 86
"""The size, in hundredths, at which the columns are as wide as the page."""
_SMALLEST_SCALE: Final = 75
"""How small a page may be made so that all of it stands on one; what would be smaller goes on several."""
_PAGE: Final = 730.0
"""How many points of rows stand on one A4 page at full size, between its margins."""


def write_explanation(explanation: Explanation, card: Scorecard, path: Path) -> None:
    """Write the explanation of one of a scorecard's results to `path`. Raises OSError where it cannot be written."""
    with new_workbook(path) as book:
        formats = Formats(book)
        page = OfficialSheet(book.add_worksheet(EXPLANATION_SHEETS[0]), formats)
        _Explained(page, explanation, card, path.parent).write()
        write_sources(RecordBook(book, formats), card)


class _Explained:
    """Draws the page from top to bottom."""

    def __init__(self, page: OfficialSheet, explanation: Explanation, card: Scorecard, folder: Path) -> None:
        self._page = page
        self._sheet = page.sheet
        self._explanation = explanation
        self._folder = folder
        self._digests = {item.file: item.sha256 for item in card.returns}
        sources = [e.observation.provenance.file for e in explanation.figures if e.observation is not None]
        self._files = {file: number for number, file in enumerate(dict.fromkeys(sources), start=1)}
        self._rows: dict[FigureKey, int] = {}
        self._title = f"GIẢI TRÌNH CHỈ TIÊU {explanation.number} - {explanation.period.name().upper()}"
        # The row and the height above it where each section begins, the signatures last.
        self._sections: list[tuple[int, float]] = []
        self._row = 0
        self._height = 0.0

    def write(self) -> None:
        explanation = self._explanation
        self._write_title()
        self._section("Kế hoạch yêu cầu và công thức")
        self._write_lines(demand_lines(explanation, "vi"))
        self._write_lines(formula_sentences(explanation.plan, explanation.result.indicator, "vi"))
        if explanation.parts:
            self._section("Số liệu đưa vào")
            self._write_figures()
            self._section("Phép tính và phép so với mục tiêu")
            self._write_steps()
        self._section("Diễn giải, theo số liệu khi lập trang này")
        self._write_reading()
        if explanation.findings:
            self._section("Phát hiện liên quan")
            self._write_findings()
        self._advance(_LINE)
        self._sections.append((self._row, self._height))
        end = self._page.write_signatures(self._row, (_NUMBER, _OFFICE), (_PERIOD, _LAST))
        self._height += (end - self._row) * _LINE
        self._row = end
        self._set_page()

    def _set_page(self) -> None:
        sheet = self._sheet
        for column, width in enumerate(COLUMN_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.hide_gridlines(2)
        sheet.set_portrait()
        sheet.set_paper(9)
        sheet.set_margins(left=1.18, right=0.6, top=0.8, bottom=0.7)
        sheet.center_horizontally()
        sheet.print_area(0, 0, self._row, _LAST)
        if self._height <= _PAGE * 100 / _SMALLEST_SCALE:
            sheet.fit_to_pages(1, 1)
            return
        # Excel keeps to the breaks it is told only where it need not fit the sheet to pages by itself.
        sheet.set_print_scale(_SCALE)
        sheet.set_h_pagebreaks(self._page_breaks())
        sheet.set_header("&C&13&P", {"margin": 0.35})
        sheet.set_footer(f"&L&9{self._title}")

    def _page_breaks(self) -> list[int]:
        """Return before which rows a new page begins: no section is parted but a long table."""
        room = _PAGE * 100 / _SCALE
        breaks: list[int] = []
        page_top = 0.0
        for (row, top), (_, bottom) in pairwise([*self._sections, (self._row, self._height)]):
            if bottom - page_top > room and bottom - top <= room / 2:
                breaks.append(row)
                page_top = top
            while bottom - page_top > room:
                page_top += room
        return breaks

    def _advance(self, height: float) -> None:
        self._sheet.set_row(self._row, height)
        self._skip(height)

    def _skip(self, height: float) -> None:
        self._height += height
        self._row += 1

    def _section(self, title: str) -> None:
        self._advance(_GAP)
        self._sections.append((self._row, self._height))
        style = self._page.text(bold=True, font_size=13, font_color=NAVY)
        self._sheet.write_string(self._row, 0, f"{len(self._sections)}. {title}", style)
        self._advance(17.5)

    def _write_lines(self, texts: Iterable[str], **properties: Any) -> None:
        """Write paragraphs over the whole width, on as many rows as they have lines."""
        size = properties.get("font_size", FONT_SIZE)
        style = self._page.text(**properties)
        for text in texts:
            for line in lines_of(printable(text), _ALL, size):
                self._sheet.write_string(self._row, 0, line, style)
                self._advance(_SMALL_LINE if size == _SMALL else _LINE)

    def _write_title(self) -> None:
        explanation = self._explanation
        plan, period, indicator = explanation.plan, explanation.period, explanation.result.indicator
        opens, closes = period.window(plan.reporting.window_rule)
        self._page.write_title(plan.plan, self._title, [], split=_PERIOD, last=_LAST)
        self._row = 5
        self._height = 5 * _LINE + 10
        for line in lines_of(indicator.name, _ALL, 16):
            self._page.across(self._row, 0, _LAST, line, bold=True, font_size=14)
            self._advance(20)
        about = (
            f"Lĩnh vực: {explanation.area.name}",
            f"Kỳ số liệu: {opens:%d/%m/%Y} - {closes:%d/%m/%Y}; mã chỉ tiêu: {indicator.id}",
        )
        for line in about:
            self._page.across(self._row, 0, _LAST, line)
            self._advance(_LINE)

    def _write_figures(self) -> None:
        """Write every figure under its measure, numbered: the steps below name them by these numbers."""
        self._page.write_heads(self._row, ("TT", "Cơ quan", "Kỳ", "Giá trị", "Ô", "Tệp"))
        self._advance(20)
        for name, entries in groupby(self._explanation.figures, key=lambda entry: entry.measure):
            measure = self._explanation.plan.measure_by_id[name]
            self._write_measure(measure)
            for entry in entries:
                self._rows[entry.measure, entry.office, entry.period] = self._row
                self._write_figure(len(self._rows), entry, measure)
        self._write_lines(self._notes(), font_size=_SMALL)

    def _write_measure(self, measure: Measure) -> None:
        """Write what a measure is and where its figures go, as a tinted line over them."""
        use = use_text(measure, self._explanation, "vi")
        for line in lines_of(f"{measure.code}  {measure.name} ({measure.unit}): {use}", _ALL, _TABLE):
            for column in range(_LAST + 1):
                edges = {"left": int(column == 0), "right": int(column == _LAST)}
                style = self._page.style(bg_color=AREA_TINT, font_size=_TABLE, top=0, bottom=0, **edges)
                if column == 0:
                    self._sheet.write_string(self._row, column, line, style)
                else:
                    self._sheet.write_blank(self._row, column, None, style)
            self._advance(_LINE)

    def _write_figure(self, number: int, entry: Entry, measure: Measure) -> None:
        row, page, sheet = self._row, self._page, self._sheet
        office = self._explanation.plan.office_by_id[entry.office].name
        tint = {} if entry.reason is None else {"bg_color": MISSING_TINT}
        centred = page.style(align="center", font_size=_TABLE, **tint)
        sheet.write_string(row, _NUMBER, f"({number})", centred)
        sheet.write_string(row, _OFFICE, office, page.style(text_wrap=True, font_size=_TABLE, **tint))
        sheet.write_string(row, _PERIOD, period_text(entry, "vi"), centred)
        style = page.style(**value_properties(measure), **tint)
        write_value(
            sheet, row, VALUE_COLUMN, entry.observation if entry.reason is None else None, measure, style
        )
        source = self._write_source(entry, tint)
        lines = max(
            len(lines_of(office, COLUMN_WIDTHS[_OFFICE], _TABLE)),
            len(lines_of(source, COLUMN_WIDTHS[_FILE], _SMALL)),
        )
        self._advance(lines * _SMALL_LINE + 4)

    def _write_source(self, entry: Entry, tint: dict[str, str]) -> str:
        """Write where a figure stands, as a link to its cell, or why it is missing; return the text beside the link."""
        row, page, sheet = self._row, self._page, self._sheet
        reason = "" if entry.reason is None else REASONS[entry.reason].vi
        if entry.observation is None:
            text = reason
            sheet.write_blank(row, _CELL, None, page.style(**tint))
        else:
            place = entry.observation.provenance
            name = printable(PurePosixPath(place.file).name)
            text = ": ".join(filter(None, (f"[{self._files[place.file]}] {name}", reason)))
            style = page.style(font_color=LINK_BLUE, underline=1, align="center", font_size=_TABLE, **tint)
            target = cell_link(place.file, place.sheet, place.cell, self._folder)
            sheet.write_url(row, _CELL, target, style, place.cell, printable(f"{place.file}, {place.sheet}"))
        sheet.write_string(row, _FILE, text, page.style(text_wrap=True, font_size=_SMALL, **tint))
        return text

    def _notes(self) -> Iterator[str]:
        """Yield the files in which the figures stand, and what offices remark, below the table of figures."""
        for file, number in self._files.items():
            yield f"[{number}] {file}; SHA-256 {self._digests[file]}"
        told: set[tuple[str, str]] = set()
        for number, entry in enumerate(self._explanation.figures, start=1):
            found = entry.observation
            if found is None:
                continue
            if entry.reason is not None and found.provenance.text:
                yield f"Dòng ({number}): ô đang có {shown(found.provenance.text)}"
            # A baseline form has one remark for the years of a row.
            if found.remark and (found.provenance.file, found.remark) not in told:
                told.add((found.provenance.file, found.remark))
                yield f"Dòng ({number}), ghi chú của cơ quan: {found.remark}"

    def _write_steps(self) -> None:
        page = self._page
        write_step_heads(page, self._row)
        self._advance(20)
        top = self._row
        self._row = StepTable(page, self._explanation, self._rows, top).write()
        self._height += (self._row - top) * STEP_HEIGHT
        self._write_lines([_HOW_TO_CHECK], font_size=_SMALL, italic=True)

    def _write_reading(self) -> None:
        explanation = self._explanation
        self._write_lines(filter(None, [no_value_text(explanation, "vi")]))
        self._write_lines([verdict_text(explanation, "vi")], bold=True)
        self._write_lines(ahead_lines(explanation, "vi"))

    def _write_findings(self) -> None:
        for finding in sorted(self._explanation.findings, key=lambda f: f.severity.rank):
            self._write_lines([f"{finding.severity.word.vi} {finding.code}: {finding.message()}"])
            self._write_lines([f"→ {finding.fix()}"], italic=True)


_HOW_TO_CHECK: Final = (
    "Sửa một số ở phần 2 thì các bước tính lại; bấm vào địa chỉ ô ở đó để mở báo cáo tại ô ấy."
)
