"""The scorecard of one period as a workbook: the sheet that is printed, on live formulas, before the sheets of record.

Every formula carries its cached value. The workbook is always in Vietnamese: it is an official paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from cchc_kpi.addresses import a1
from cchc_kpi.plan.model import Area
from cchc_kpi.render.figure_sheet import FigureSheet, figures_of
from cchc_kpi.render.formulas import Addresses, result_formulas, verdict_text
from cchc_kpi.render.official import OfficialSheet, count_formula, number_format, percent_format
from cchc_kpi.render.record_sheets import RecordBook, write_findings, write_sources
from cchc_kpi.render.words import remark_text
from cchc_kpi.render.workbooks import AREA_TINT, Formats, height_of, new_workbook, set_landscape_table
from cchc_kpi.returns.layout import SCORECARD_SHEETS
from cchc_kpi.returns.record import TITLE
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.prospects import Prospect, prospects_of
from cchc_kpi.scoring.scorecard import Scorecard

_NAME, _CLAUSE, _NUMERATOR, _DENOMINATOR, _VALUE, _TARGET, _VERDICT, _DIFFERENCE, _REMARK = range(1, 10)
_WIDTHS: Final = (5.0, 50.0, 10.0, 11.5, 11.5, 11.5, 17.0, 18.0, 12.0, 36.0)
_HEAD_ROW: Final = 8


def write_scorecard(card: Scorecard, path: Path) -> None:
    """Write a scorecard workbook to `path`. Raises OSError where it cannot be written."""
    with new_workbook(path) as book:
        formats = Formats(book)
        sheet = book.add_worksheet(SCORECARD_SHEETS[0])
        records = RecordBook(book, formats)
        figures = FigureSheet(records, card.plan, figures_of([card]), path.parent)
        _ScoreSheet(sheet, formats, card, figures).write()
        figures.write()
        write_findings(records, card.findings)
        write_sources(records, card)


class _ScoreSheet:
    """Draws the sheet that leaders look at; remembers which rows belong to which area."""

    def __init__(self, sheet: Any, formats: Formats, card: Scorecard, figures: FigureSheet) -> None:
        self._page = OfficialSheet(sheet, formats)
        self._sheet = sheet
        self._card = card
        self._figures = figures
        self._prospects = prospects_of(card)
        self._area_rows: list[tuple[Area, int, int]] = []
        self._row = _HEAD_ROW + 1

    def write(self) -> None:
        self._set_page()
        self._write_title()
        self._write_heads()
        number = 0
        for place, (area, results) in enumerate(self._card.by_area, start=1):
            self._page.write_area(self._row, place, area.name, _REMARK)
            self._row += 1
            first = self._row
            for result in results:
                self._write_result(number + 1, result, self._prospects[number])
                number += 1
            self._area_rows.append((area, first, self._row - 1))
        self._page.colour_verdicts(_HEAD_ROW + 1, _VERDICT, self._row - 1, _VERDICT)
        self._write_summary()
        end = self._page.write_signatures(self._row + 1, (0, _NAME), (_TARGET, _REMARK))
        self._sheet.print_area(0, 0, end, _REMARK)

    def _set_page(self) -> None:
        sheet = self._sheet
        set_landscape_table(sheet, _WIDTHS, _HEAD_ROW, left=1.18, edges=0.8)
        sheet.set_header("&C&13&P", {"margin": 0.35})
        sheet.freeze_panes(_HEAD_ROW + 1, _NAME + 1)

    def _write_title(self) -> None:
        card = self._card
        opens, closes = card.window
        about = (
            f"Kỳ số liệu: {opens:%d/%m/%Y} - {closes:%d/%m/%Y}.  "
            f"Báo cáo nhận được: {len(card.received)}/{len(card.expected)}."
        )
        warning = "TẠM TÍNH: còn thiếu báo cáo hoặc số liệu (xem cột Ghi chú và trang Phát hiện)"
        self._page.write_title(
            card.plan.plan,
            f"{TITLE} {card.period.name().upper()}",
            [about],
            split=_NUMERATOR,
            last=_REMARK,
            warning=warning if card.provisional else "",
        )

    def _write_heads(self) -> None:
        years = {result.target.year for result in self._card.results}
        self._due_year = years.pop() if len(years) == 1 else None
        target = f"Mục tiêu {self._due_year}" if self._due_year else "Mục tiêu"
        names = (
            "TT", "Chỉ tiêu", "Điều khoản", "Tử số", "Mẫu số", "Kết quả", target, "Đánh giá",
            "Hiệu so với ngưỡng", "Ghi chú",
        )  # fmt: skip
        self._sheet.set_row(_HEAD_ROW, 34)
        self._page.write_heads(_HEAD_ROW, names)

    def _write_result(self, number: int, result: IndicatorResult, prospect: Prospect) -> None:
        row, sheet, page, indicator = self._row, self._sheet, self._page, result.indicator
        remark = remark_text(result, prospect, self._card.plan, "vi")
        sheet.write_number(row, 0, number, page.style(align="center"))
        sheet.write_string(row, _NAME, indicator.name, page.style(text_wrap=True))
        sheet.write_string(row, _CLAUSE, indicator.clause, page.style(align="center", text_wrap=True))
        target = (
            result.target.wording if self._due_year else f"{result.target.wording} ({result.target.year})"
        )
        sheet.write_string(row, _TARGET, target, page.style(align="center", text_wrap=True))
        sheet.write_string(row, _REMARK, remark, page.style(text_wrap=True, font_size=10))
        if result.verdict is Verdict.NOT_DUE:
            for column in (_NUMERATOR, _DENOMINATOR, _VALUE, _DIFFERENCE):
                sheet.write_blank(row, column, None, page.style())
            sheet.write_string(
                row, _VERDICT, verdict_text(result.verdict), page.style(bold=True, align="center")
            )
        else:
            self._write_numbers(row, result)
        sheet.set_row(row, height_of((indicator.name, 50), (remark, 42), (target, 17)))
        self._row += 1

    def _write_numbers(self, row: int, result: IndicatorResult) -> None:
        page, plan = self._page, self._card.plan
        own = Addresses(a1(row, _NUMERATOR), a1(row, _DENOMINATOR), a1(row, _DIFFERENCE))
        live = result_formulas(result, plan, self._figures.ranges, own)
        for column, formula, value in (
            (_NUMERATOR, live.numerator, result.numerator),
            (_DENOMINATOR, live.denominator, result.denominator),
        ):
            page.write_number(row, column, formula, value, number_format(value))
        page.write_number(row, _VALUE, live.value, result.value, percent_format(result), bold=True)
        page.write_judgement(row, (_DIFFERENCE, _VERDICT), live, result, plan)

    def _write_summary(self) -> None:
        """Count the verdicts by area with live formulas, in the columns of the table above."""
        columns = dict(zip(Verdict, (_NUMERATOR, _DENOMINATOR, _VALUE, _TARGET, _VERDICT), strict=True))
        self._row += 1
        head = self._page.style(bold=True, bg_color=AREA_TINT, align="center", text_wrap=True)
        self._sheet.write_string(self._row, _NAME, "Tổng hợp theo lĩnh vực", head)
        self._sheet.write_string(self._row, _CLAUSE, "Chỉ tiêu", head)
        for verdict, column in columns.items():
            self._sheet.write_string(self._row, column, verdict_text(verdict), head)
        self._sheet.set_row(self._row, 36)
        self._row += 1
        for area, first, last in self._area_rows:
            results = [r for r in self._card.results if r.indicator.area == area.id]
            self._write_counts(area.name, first, last, columns, results, bold=False)
        self._write_counts(
            "Cộng", _HEAD_ROW + 1, self._area_rows[-1][2], columns, self._card.results, bold=True
        )

    def _write_counts(
        self,
        name: str,
        first: int,
        last: int,
        columns: dict[Verdict, int],
        results: Sequence[IndicatorResult],
        *,
        bold: bool,
    ) -> None:
        style = self._page.style(align="center", bold=bold)
        self._sheet.write_string(self._row, _NAME, name, self._page.style(bold=bold))
        self._sheet.write_number(self._row, _CLAUSE, len(results), style)
        cells = f"{a1(first, _VERDICT)}:{a1(last, _VERDICT)}"
        for verdict, column in columns.items():
            count = self._card.count(verdict, results)
            self._sheet.write_formula(self._row, column, count_formula(cells, verdict), style, count)
        self._sheet.set_row(self._row, 19)
        self._row += 1
