"""The sheet `Bảng điểm` of a year: an indicator a line, value and verdict of every period, trend and judgement.

Right of what is printed stand the figures that its trends, the charts and the list of `Tổng hợp` draw on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from cchc_kpi.addresses import fixed_a1
from cchc_kpi.periods import PARTS, Part, Period
from cchc_kpi.plan.model import Area, Indicator
from cchc_kpi.render.annual.detail import DETAIL_SHEET, DetailSheet, Line
from cchc_kpi.render.formulas import verdict_text
from cchc_kpi.render.official import OfficialSheet, percent_format
from cchc_kpi.render.workbooks import Formats, height_of, set_landscape_table
from cchc_kpi.returns.layout import ANNUAL_SHEETS
from cchc_kpi.returns.record import TITLE
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.evaluate import Verdict

BOARD_SHEET: Final = ANNUAL_SHEETS[1]
QUARTERS: Final[tuple[Part, ...]] = ("Q1", "Q2", "Q3", "Q4")
_NUMBER, _NAME, _TARGET, _FIRST_PERIOD = range(4)
_TREND: Final = _FIRST_PERIOD + 2 * len(PARTS)
_VERDICT: Final = _TREND + 1
LAST_COLUMN: Final = _VERDICT
_AID: Final = LAST_COLUMN + 3
"""Where the figures for trends begin: four quarters, the target, the place in the list of what needs attention."""
_AID_TARGET: Final = _AID + len(QUARTERS)
_ATTENTION: Final = _AID_TARGET + 1
_WIDTHS: Final = (4.5, 56.0, 15.0, *(width for _ in PARTS for width in (8.5, 3.0)), 13.0, 17.0)
_HEAD_ROW: Final = 8
_BELOW_LOWEST: Final = 0.4
_ABOVE_HIGHEST: Final = 0.25
_TREND_BLUE: Final = "#5B7FA6"
_FAINT: Final = "#808080"


class BoardSheet:
    """Writes `Bảng điểm` and knows where each indicator's line and figures stand."""

    def __init__(self, sheet: Any, formats: Formats, annual: AnnualScorecard, details: DetailSheet) -> None:
        self._page = OfficialSheet(sheet, formats)
        self._sheet = sheet
        self._annual = annual
        self._details = details
        self._rows: dict[str, int] = {}
        self._areas: list[tuple[Area, int, int]] = []
        years = {indicator.target.year for indicator in annual.plan.indicators}
        self._due_year = years.pop() if len(years) == 1 else None
        self._lay_out()

    def _lay_out(self) -> None:
        row = _HEAD_ROW + 1
        for area, results in self._annual.whole.by_area:
            first = row + 1
            for place, result in enumerate(results):
                self._rows[result.indicator.id] = first + place
            row = first + len(results)
            self._areas.append((area, first, row - 1))

    @property
    def head_row(self) -> int:
        return _HEAD_ROW

    @property
    def last_row(self) -> int:
        return self._areas[-1][2]

    @property
    def areas(self) -> Sequence[tuple[Area, int, int]]:
        """The areas that have indicators, with the first and the last row of each."""
        return self._areas

    def verdicts(self, part: Part, first: int, last: int) -> str:
        """Return the range of a period's verdict signs in some rows, with the sheet."""
        column = _FIRST_PERIOD + 2 * PARTS.index(part) + 1
        return f"'{BOARD_SHEET}'!{fixed_a1(first, column)}:{fixed_a1(last, column)}"

    def trend(self, indicator: Indicator) -> tuple[int, int, int]:
        """Return where an indicator's values of the quarters stand: row, first and last column."""
        return self._rows[indicator.id], _AID, _AID + len(QUARTERS) - 1

    def target_line(self, indicator: Indicator) -> tuple[int, int, int]:
        """Return where an indicator's target stands, once for each quarter: row, first and last column."""
        first = _ATTENTION + 1
        return self._rows[indicator.id], first, first + len(QUARTERS) - 1

    @property
    def attention(self) -> str:
        """The range that numbers the indicators which need attention, with the sheet."""
        return self._column(_ATTENTION)

    @property
    def numbers(self) -> str:
        """The range of the indicators' numbers, line by line beside `attention`, with the sheet."""
        return self._column(_NUMBER)

    @property
    def names(self) -> str:
        """The range of the indicators' names, line by line beside `attention`, with the sheet."""
        return self._column(_NAME)

    @property
    def targets(self) -> str:
        """The range of the targets' wording, line by line beside `attention`, with the sheet."""
        return self._column(_TARGET)

    def _column(self, column: int) -> str:
        return f"'{BOARD_SHEET}'!{fixed_a1(_HEAD_ROW + 1, column)}:{fixed_a1(self.last_row, column)}"

    def write(self) -> None:
        """Fill the sheet."""
        self._set_page()
        self._write_title()
        self._write_heads()
        for place, (area, first, _) in enumerate(self._areas, start=1):
            self._page.write_area(first - 1, place, area.name, LAST_COLUMN)
        for line in self._details.lines:
            if line.part == "Q1":
                self._write_indicator(line.result.indicator, line.number)
        for part in PARTS:
            column = _FIRST_PERIOD + 2 * PARTS.index(part) + 1
            self._page.colour_verdicts(_HEAD_ROW + 1, column, self.last_row, column)
        self._page.colour_verdicts(_HEAD_ROW + 1, _VERDICT, self.last_row, _VERDICT)
        end = self._write_foot()
        self._sheet.print_area(0, 0, end, LAST_COLUMN)

    def _set_page(self) -> None:
        sheet = self._sheet
        set_landscape_table(sheet, _WIDTHS, _HEAD_ROW, left=1.18, edges=0.8)
        sheet.set_header("&C&13&P", {"margin": 0.35})
        sheet.freeze_panes(_HEAD_ROW + 1, _TARGET)
        sheet.set_column(_AID, _ATTENTION + len(QUARTERS), 9)

    def _write_title(self) -> None:
        annual = self._annual
        card = annual.current
        opens, closes = annual.whole.window
        lines = [
            f"Kỳ số liệu: {opens:%d/%m/%Y} - {closes:%d/%m/%Y}. Báo cáo nhận được: {len(annual.whole.received)}/{len(annual.whole.expected)}.",
        ]
        warning = "TẠM TÍNH: còn thiếu báo cáo hoặc số liệu (xem trang Chi tiết và trang Phát hiện)"
        self._page.write_title(
            annual.plan.plan,
            f"{TITLE} NĂM {annual.year}",
            lines,
            split=_FIRST_PERIOD + 6,
            last=LAST_COLUMN,
            warning=warning if card.provisional or annual.whole.provisional else "",
        )

    def _write_heads(self) -> None:
        sheet, page = self._sheet, self._page
        target = f"Mục tiêu {self._due_year}" if self._due_year else "Mục tiêu"
        page.write_heads(_HEAD_ROW, ("TT", "Chỉ tiêu", target))
        for card in self._annual.cards:
            column = _FIRST_PERIOD + 2 * PARTS.index(card.period.part)
            style = page.head_style(align="center_across")
            sheet.write_string(_HEAD_ROW, column, card.period.name_in_year(), style)
            sheet.write_blank(_HEAD_ROW, column + 1, None, style)
        current = self._annual.current.period
        judged = "Đánh giá cả năm" if current.is_year else f"Đánh giá {current.name_in_year()}"
        page.write_heads(_HEAD_ROW, ("Bốn quý", judged), _TREND)
        sheet.set_row(_HEAD_ROW, 34)
        faint = page.style(font_color=_FAINT, font_size=9, text_wrap=True, align="center")
        sheet.write_string(
            _HEAD_ROW - 1,
            _AID,
            "Số liệu của biểu đồ và của danh sách ở trang Tổng hợp (không in)",
            page.text(font_color=_FAINT, font_size=9),
        )
        heads = [card.period.name_in_year() for card in self._annual.cards if card.period.part in QUARTERS]
        names = [*heads, "ngưỡng", "cần chú ý", *(f"ngưỡng {name}" for name in heads)]
        for column, name in enumerate(names, start=_AID):
            sheet.write_string(_HEAD_ROW, column, name, faint)

    def _write_indicator(self, indicator: Indicator, number: int) -> None:
        row, sheet, page = self._rows[indicator.id], self._sheet, self._page
        sheet.write_number(row, _NUMBER, number, page.style(align="center"))
        sheet.write_string(row, _NAME, indicator.name, page.style(text_wrap=True))
        target = self.target_words(indicator)
        sheet.write_string(row, _TARGET, target, page.style(align="center", text_wrap=True))
        for part in PARTS:
            self._write_period(row, self._details.line(indicator, part))
        self._write_aids(row, indicator)
        first, last = fixed_a1(row, _AID), fixed_a1(row, _AID + len(QUARTERS) - 1)
        sheet.write_blank(row, _TREND, None, page.style())
        # Columns, since LibreOffice leaves the lines of line sparklines out of what it prints.
        trend = {"range": f"'{BOARD_SHEET}'!{first}:{last}", "type": "column", "series_color": _TREND_BLUE}
        sheet.add_sparkline(row, _TREND, trend | self._scale(indicator))
        current = self._details.line(indicator, self._annual.current.period.part)
        verdict = verdict_text(current.result.verdict)
        style = page.style(bold=True, align="center")
        address = self._details.verdict(current)
        self._write_linked(row, _VERDICT, f"={address}", address, current, style, verdict)
        sheet.set_row(row, height_of((indicator.name, 56), (target, 15)))

    def _scale(self, indicator: Indicator) -> dict[str, float]:
        """Return where the columns of a trend begin and end: the lowest can be seen, the highest has air above it."""
        results = (self._details.line(indicator, part).result for part in QUARTERS)
        values = [float(result.value) for result in results if result.value is not None]
        lowest, highest = min(values, default=0.0), max(values, default=0.0)
        if highest == lowest:
            return {"min": min(0.0, lowest * 2), "max": max(1.0, highest * 2)}
        span = highest - lowest
        return {"min": lowest - span * _BELOW_LOWEST, "max": highest + span * _ABOVE_HIGHEST}

    def target_words(self, indicator: Indicator) -> str:
        """Return the target's wording; where the year has a milestone, that, with the target below it."""
        due, final = indicator.target_for(self._annual.whole.period), indicator.target
        if due != final:
            return f"{due.wording} (mốc {due.year}); {final.wording} ({final.year})"
        return final.wording if self._due_year else f"{final.wording} ({final.year})"

    def _write_period(self, row: int, line: Line) -> None:
        column = _FIRST_PERIOD + 2 * PARTS.index(line.part)
        page, result = self._page, line.result
        sign_style = page.style(bold=True, align="center", left=0)
        value_style = page.style(
            num_format=percent_format(result), align="right", right=0, font_size=11, shrink=True
        )
        if result.verdict is Verdict.NOT_DUE:
            self._sheet.write_blank(row, column, None, value_style)
        else:
            value = "" if result.value is None else float(result.value)
            address = self._details.value(line)
            self._write_linked(row, column, f"={address}", address, line, value_style, value)
        address = self._details.verdict(line)
        sign = result.verdict.sign
        self._write_linked(row, column + 1, f"=LEFT({address},1)", address, line, sign_style, sign)

    def _write_linked(
        self, row: int, column: int, formula: str, address: str, line: Line, style: Any, value: float | str
    ) -> None:
        """Write a formula over another cell, with a link to that cell."""
        # Some programs show a link's place where its cell is empty; the sign beside it leads there all the same.
        if value != "":
            place = f"internal:'{DETAIL_SHEET}'!{address.partition('!')[2]}"
            period = Period(self._annual.year, line.part)
            tip = f"Xem Chi tiết: chỉ tiêu {line.number}, {period.name_in_year()}"
            self._sheet.write_url(row, column, place, style, tip=tip)
        self._sheet.write_formula(row, column, formula, style, value)

    def _write_aids(self, row: int, indicator: Indicator) -> None:
        """Write the quarters' values, #N/A where there is none so that no line falls to 0, and the target."""
        sheet = self._sheet
        style = self._page.style(num_format="0.00%", font_size=9, font_color=_FAINT)
        for place, part in enumerate(QUARTERS):
            line = self._details.line(indicator, part)
            address = self._details.value(line)
            value = "#N/A" if line.result.value is None else float(line.result.value)
            sheet.write_formula(row, _AID + place, f"=IF(ISNUMBER({address}),{address},NA())", style, value)
        target = float(indicator.target_for(self._annual.whole.period).value)
        sheet.write_number(row, _AID_TARGET, target, style)
        for place in range(len(QUARTERS)):
            address = fixed_a1(row, _AID_TARGET)
            sheet.write_formula(row, _ATTENTION + 1 + place, f"={address}", style, target)
        sheet.write_formula(
            row, _ATTENTION, self._attention_formula(row), self._page.style(font_size=9, font_color=_FAINT),
            self._place_of(indicator),
        )  # fmt: skip

    def _place_of(self, indicator: Indicator) -> int | str:
        """Return the place in the list of what needs attention, which is what is not met or lacks figures."""
        wanting = [
            result.indicator
            for _, results in self._annual.current.by_area
            for result in results
            if result.verdict in {Verdict.NOT_MET, Verdict.NO_DATA}
        ]
        return wanting.index(indicator) + 1 if indicator in wanting else ""

    def _attention_formula(self, row: int) -> str:
        verdict = fixed_a1(row, _VERDICT)
        above = f"{fixed_a1(_HEAD_ROW, _ATTENTION)}:{fixed_a1(row - 1, _ATTENTION)}"
        signs = (Verdict.NOT_MET.sign, Verdict.NO_DATA.sign)
        asks = ",".join(f'LEFT({verdict},1)="{sign}"' for sign in signs)
        return f'=IF(OR({asks}),COUNT({above})+1,"")'

    def _write_foot(self) -> int:
        row = self.last_row + 2
        legend = (
            "Dấu:  " + ";   ".join(f"{verdict.sign} {verdict.word.vi.lower()}" for verdict in Verdict) + "."
        )
        self._sheet.write_string(row, _NAME, legend, self._page.text())
        note = (
            "Quý, 6 tháng, 9 tháng và năm: cộng tử số, cộng mẫu số rồi mới chia. Bấm vào một con số để tới dòng của nó ở trang "
            "Chi tiết, từ đó tới từng ô số liệu và tệp báo cáo."
        )
        self._sheet.write_string(row + 1, _NAME, note, self._page.text())
        return self._page.write_signatures(row + 3, (0, _TARGET), (_FIRST_PERIOD + 8, LAST_COLUMN))
