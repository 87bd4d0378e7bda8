"""The sheet `Tổng hợp`: the year on one page. Counts by area and by period, what needs attention, charts.

Everything on it is a formula over `Bảng điểm` and `Chi tiết`, the list of what needs attention too.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import xlsxwriter

from cchc_kpi.addresses import a1
from cchc_kpi.numerals import percent_places
from cchc_kpi.periods import PARTS
from cchc_kpi.render.annual.board import BOARD_SHEET, QUARTERS, BoardSheet
from cchc_kpi.render.annual.charts import area_chart, trend_chart
from cchc_kpi.render.annual.detail import DetailSheet, Line
from cchc_kpi.render.formulas import verdict_text
from cchc_kpi.render.official import OfficialSheet, count_formula, number_format, percent_format
from cchc_kpi.render.workbooks import NAVY, Formats, set_landscape_table
from cchc_kpi.returns.layout import ANNUAL_SHEETS
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.scorecard import Scorecard

OVERVIEW_SHEET: Final = ANNUAL_SHEETS[0]
_NUMBER, _NAME, _VALUE, _TARGET, _VERDICT, _WORD, _AMOUNT, _UNIT, _GAP, _PERIOD = range(10)
_FIRST_COUNT: Final = _PERIOD + 1
_RECEIVED: Final = _FIRST_COUNT + len(Verdict)
_WIDTHS: Final = (4.5, 65.0, 10.0, 13.5, 17.5, 15.5, 10.5, 13.0, 2.0, 10.0, *([9.5] * len(Verdict)), 9.5)
_SECTION_ROW: Final = 8
_MOST_LISTED: Final = 14
_TABLE_LINE: Final = 19.0
_LIST_LINE: Final = 20.0
_CHART_ROWS: Final = 11
_CHART_LINE: Final = 17.5
_CHART_COLUMNS: Final = (
    (_NUMBER, _NAME),
    (_VALUE, _WORD),
    (_AMOUNT, _FIRST_COUNT + 1),
    (_FIRST_COUNT + 2, _RECEIVED),
)
"""The first and the last column of each chart in a row: whole columns, whatever font a program measures them in."""


class OverviewSheet:
    """Draws the page that leaders look at first."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        sheet: Any,
        formats: Formats,
        annual: AnnualScorecard,
        board: BoardSheet,
        details: DetailSheet,
    ) -> None:
        self._book = book
        self._sheet = sheet
        self._page = OfficialSheet(sheet, formats)
        self._annual = annual
        self._board = board
        self._details = details

    def write(self) -> None:
        """Fill the sheet."""
        sheet = self._sheet
        set_landscape_table(sheet, _WIDTHS, _SECTION_ROW + 1, left=1.18, edges=0.8)
        sheet.fit_to_pages(1, 1)
        sheet.center_horizontally()
        sheet.set_header("&C&13&P", {"margin": 0.35})
        self._write_title()
        self._write_areas()
        self._write_periods()
        list_row = _SECTION_ROW + 2 + max(len(self._board.areas) + 1, len(PARTS)) + 1
        end = self._write_attention(list_row)
        self._insert_area_chart(list_row, end)
        end = self._insert_trends(end + 1)
        sheet.print_area(0, 0, end, _RECEIVED)
        sheet.set_first_sheet()
        sheet.activate()
        sheet.set_zoom(80)

    @property
    def _until(self) -> str:
        """What the verdicts stand for: the year, or the part of it that is over."""
        current = self._annual.current.period
        return "cả năm" if current.is_year else f"{current.name_in_year()} (đến nay)"

    def _write_title(self) -> None:
        annual = self._annual
        opens, closes = annual.whole.window
        received = f"{len(annual.whole.received)}/{len(annual.whole.expected)}"
        errors = sum(1 for finding in annual.findings if finding.is_error)
        about = f"Kỳ số liệu {opens:%d/%m/%Y} - {closes:%d/%m/%Y}. Báo cáo nhận được: {received}. Lỗi chưa sửa: {errors}."
        warning = "TẠM TÍNH: còn thiếu báo cáo hoặc số liệu (xem trang Tiến độ nộp và trang Phát hiện)"
        self._page.write_title(
            annual.plan.plan,
            f"TỔNG HỢP KẾT QUẢ CẢI CÁCH HÀNH CHÍNH NĂM {annual.year}",
            [about],
            split=_VERDICT,
            last=_RECEIVED,
            warning=warning if annual.whole.provisional else "",
        )

    def _section(self, row: int, column: int, text: str) -> None:
        self._sheet.write_string(row, column, text, self._page.text(bold=True, font_size=13, font_color=NAVY))
        self._sheet.set_row(row, 22)

    def _write_areas(self) -> None:
        """Count the verdicts of each area in the period judged."""
        page, sheet, current = self._page, self._sheet, self._annual.current
        self._section(_SECTION_ROW, _NAME, f"Theo lĩnh vực, {self._until}")
        row = _SECTION_ROW + 1
        columns = dict(zip(Verdict, range(_VALUE, _UNIT), strict=False))
        page.write_heads(row, ("Lĩnh vực", *map(verdict_text, columns), "Cộng"), _NAME)
        sheet.set_row(row, 34)
        self._area_rows = (row + 1, row + len(self._board.areas))
        for area, first, last in self._board.areas:
            row += 1
            results = [r for r in current.results if r.indicator.area == area.id]
            sheet.write_string(row, _NAME, area.name, page.style())
            for verdict, column in columns.items():
                cells = self._board.verdicts(current.period.part, first, last)
                formula = count_formula(cells, verdict)
                count = current.count(verdict, results)
                sheet.write_formula(
                    row, column, formula, page.style(align="center", num_format=_ZERO_FAINT), count
                )
            total = f"=SUM({a1(row, _VALUE)}:{a1(row, _UNIT - 1)})"
            sheet.write_formula(row, _UNIT, total, page.style(align="center", bold=True), len(results))
            sheet.set_row(row, _TABLE_LINE)
        self._write_area_totals(row + 1, columns, current)

    def _write_area_totals(self, row: int, columns: dict[Verdict, int], current: Scorecard) -> None:
        page, sheet = self._page, self._sheet
        sheet.write_string(row, _NAME, "Cộng", page.style(bold=True))
        first, last = self._area_rows
        counts = [current.count(verdict) for verdict in columns]
        for column, count in zip(range(_VALUE, _UNIT + 1), [*counts, sum(counts)], strict=True):
            total = f"=SUM({a1(first, column)}:{a1(last, column)})"
            style = page.style(align="center", bold=True, num_format=_ZERO_FAINT)
            sheet.write_formula(row, column, total, style, count)
        sheet.set_row(row, _TABLE_LINE)

    def _write_periods(self) -> None:
        """Count the verdicts of every period, and the returns that have come."""
        page, sheet = self._page, self._sheet
        self._section(_SECTION_ROW, _PERIOD, f"Năm {self._annual.year} qua từng kỳ")
        row = _SECTION_ROW + 1
        page.write_heads(row, ("Kỳ", *map(verdict_text, Verdict), "Báo cáo nhận"), _PERIOD)
        first, last = self._board.areas[0][1], self._board.last_row
        for card in self._annual.cards:
            row += 1
            strong = {"bold": True} if card is self._annual.current else {}
            sheet.write_string(row, _PERIOD, card.period.name_in_year(), page.style(**strong))
            for place, verdict in enumerate(Verdict):
                cells = self._board.verdicts(card.period.part, first, last)
                style = page.style(align="center", num_format=_ZERO_FAINT, **strong)
                formula, count = count_formula(cells, verdict), card.count(verdict)
                sheet.write_formula(row, _FIRST_COUNT + place, formula, style, count)
            received = f"{len(card.received)}/{len(card.expected)}"
            sheet.write_string(row, _RECEIVED, received, page.style(align="center", **strong))

    def _write_attention(self, row: int) -> int:
        """List what is not met or lacks figures, and what is missing to pass; return the row below."""
        page, sheet = self._page, self._sheet
        self._section(row, _NAME, f"Chỉ tiêu cần chú ý, {self._until}")
        row += 1
        heads = ("TT", "Chỉ tiêu", "Kết quả", "Mục tiêu", "Đánh giá", "Để đạt thì", "Bao nhiêu", "Đơn vị")
        page.write_heads(row, heads)
        sheet.set_row(row, 24)
        listed = self._listed()
        shown = min(max(len(listed), 1), _MOST_LISTED)
        for place in range(1, shown + 1):
            row += 1
            self._write_listed(row, place, listed[place - 1] if place <= len(listed) else None)
        page.colour_verdicts(row - shown + 1, _VERDICT, row, _VERDICT)
        row += 1
        rest = max(0, len(listed) - shown)
        found = f"MAX({self._board.attention})"
        formula = f'=IF({found}>{shown},"… và "&({found}-{shown})&"{_MORE}",IF({found}=0,"{_NONE}",""))'
        text = _NONE if not listed else f"… và {rest}{_MORE}" if rest else ""
        sheet.write_formula(row, _NAME, formula, page.text(italic=True), text)
        return row + 1

    def _listed(self) -> list[Line]:
        part = self._annual.current.period.part
        wanting = {Verdict.NOT_MET, Verdict.NO_DATA}
        lines = [line for line in self._details.lines if line.part == part]
        return [line for line in lines if line.result.verdict in wanting]

    def _write_listed(self, row: int, place: int, line: Line | None) -> None:
        """Write one line of the list: which indicator it is, a formula finds by its place."""
        page, sheet, details = self._page, self._sheet, self._details
        found = f"MATCH({place},{self._board.attention},0)"
        part = self._annual.current.period.part
        shown = _Shown() if line is None else self._shown(line)
        number = page.style(align="center")
        sheet.write_formula(
            row, _NUMBER, f'=IFERROR(INDEX({self._board.numbers},{found}),"")', number, shown.number
        )
        name_style = page.style(shrink=True)
        sheet.write_formula(
            row, _NAME, f'=IFERROR(INDEX({self._board.names},{found}),"")', name_style, shown.name
        )
        target = f'=IFERROR(INDEX({self._board.targets},{found}),"")'
        sheet.write_formula(row, _TARGET, target, page.style(align="center", shrink=True), shown.target)
        columns = details.columns
        order = f"INDEX({self._board.numbers},{found})"
        line_of = f"({order}-1)*{len(PARTS)}+{PARTS.index(part) + 1}"
        for column, source, style, cached in (
            (_VALUE, columns.value, page.style(num_format=shown.value_format, align="right", indent=1, bold=True), shown.value),
            (_VERDICT, columns.verdict, page.style(align="center", bold=True), shown.verdict),
            (_WORD, columns.word, page.style(indent=1), shown.word),
            (_AMOUNT, columns.amount, page.style(num_format=shown.amount_format, align="right", indent=1, bold=True), shown.amount),
            (_UNIT, columns.unit, page.style(shrink=True), shown.unit),
        ):  # fmt: skip
            formula = f'=IFERROR(IF(INDEX({source},{line_of})="","",INDEX({source},{line_of})),"")'
            sheet.write_formula(row, column, formula, style, cached)
        sheet.set_row(row, _LIST_LINE)

    def _shown(self, line: Line) -> _Shown:
        result, headroom = line.result, line.prospect.headroom
        amount = None if headroom is None else headroom.amount
        return _Shown(
            number=line.number,
            name=result.indicator.name,
            target=self._board.target_words(result.indicator),
            value="" if result.value is None else float(result.value),
            value_format=percent_format(result),
            verdict=verdict_text(result.verdict),
            word=line.headroom_word,
            amount="" if amount is None else float(amount),
            amount_format=number_format(amount),
            unit="" if headroom is None or amount is None else headroom.unit.vi,
        )

    def _insert_area_chart(self, first_row: int, last_row: int) -> None:
        """Draw met and not met by area beside the list."""
        chart = area_chart(self._book, OVERVIEW_SHEET, self._area_rows, _NAME, _VALUE, self._until)
        height = sum([22.0, 24.0, *([_LIST_LINE] * (last_row - first_row - 3))])
        self._insert(chart, first_row, (_PERIOD, _RECEIVED), height)

    def _insert_trends(self, row: int) -> int:
        """Draw the quarters of the plan's headline indicators with their targets; return the last row used."""
        headlines = [i for i in self._annual.plan.indicators if i.headline]
        if not headlines:
            return row
        self._section(row, _NUMBER, "Xu hướng bốn quý của các chỉ tiêu chính (nét đứt: mục tiêu)")
        end = row + _CHART_ROWS * math.ceil(len(headlines) / len(_CHART_COLUMNS))
        for chart_row in range(row + 1, end + 1):
            self._sheet.set_row(chart_row, _CHART_LINE)
        for place, indicator in enumerate(headlines):
            line, across = divmod(place, len(_CHART_COLUMNS))
            results = [self._details.line(indicator, part).result for part in QUARTERS]
            places = (percent_places(r.value, r.target.value) for r in results if r.value is not None)
            target = indicator.target_for(self._annual.whole.period)
            most = max(places, default=0)
            chart = trend_chart(self._book, BOARD_SHEET, self._board, indicator, target, most)
            top = row + 1 + line * _CHART_ROWS
            self._insert(chart, top, _CHART_COLUMNS[across], _CHART_ROWS * _CHART_LINE)
        return end

    def _insert(self, chart: Any, row: int, columns: tuple[int, int], height: float) -> None:
        """Place a chart over whole columns; `height` is in points."""
        first, last = columns
        width = sum(_pixels(width) for width in _WIDTHS[first : last + 1])
        chart.set_size({"width": width - 6, "height": round(height * 4 / 3) - 6})
        self._sheet.insert_chart(row, first, chart, {"x_offset": 3, "y_offset": 2, "object_position": 1})


class _Shown(NamedTuple):
    """What a line of the list shows: the cached values of its formulas, and their formats."""

    number: int | str = ""
    name: str = ""
    target: str = ""
    value: float | str = ""
    value_format: str = "0.00%"
    verdict: str = ""
    word: str = ""
    amount: float | str = ""
    amount_format: str = "#,##0"
    unit: str = ""


_MORE: Final = " chỉ tiêu nữa: xem trang Bảng điểm"
_NONE: Final = "Không có chỉ tiêu nào chưa đạt hay thiếu số liệu."
_ZERO_FAINT: Final = '0;-0;"·"'


def _pixels(width: float) -> int:
    """Return how wide a column is on the screen: 7 pixels a digit and 5 beside it, as XlsxWriter reckons."""
    return int(width * 7 + 0.5) + 5
