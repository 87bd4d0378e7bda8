"""The sheet `Chi tiết`: every indicator in every period, one line each, on live formulas that lead to `Số liệu`.

All that the other sheets show of a result they take from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from cchc_kpi.addresses import a1, fixed_a1, line_numbers
from cchc_kpi.numerals import percent_text
from cchc_kpi.periods import Part
from cchc_kpi.plan.model import Indicator
from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.render.figure_sheet import VALUE_COLUMN, FigureSheet
from cchc_kpi.render.formulas import Addresses, result_formulas, verdict_text
from cchc_kpi.render.headroom_formulas import headroom_formulas, headroom_way
from cchc_kpi.render.official import OfficialSheet, number_format, percent_format
from cchc_kpi.render.record_sheets import RecordBook
from cchc_kpi.render.words import reason_text, remark_text
from cchc_kpi.render.workbooks import LINK_BLUE, Formats, height_of, lines_of
from cchc_kpi.returns.layout import ANNUAL_SHEETS
from cchc_kpi.returns.record import FIGURES_SHEET
from cchc_kpi.scoring.annual import AnnualScorecard
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.prospects import Prospect, prospects_of

DETAIL_SHEET: Final = ANNUAL_SHEETS[2]
_NAME, _PERIOD, _NUMERATOR, _DENOMINATOR, _VALUE, _TARGET, _VERDICT = range(1, 8)
_DIFFERENCE, _WORD, _AMOUNT, _UNIT, _SOURCE, _REMARK = range(8, 14)
_COLUMNS: Final = (
    ("TT", 5.0), ("Chỉ tiêu", 46.0), ("Kỳ", 9.5), ("Tử số", 10.5), ("Mẫu số", 10.5), ("Kết quả", 10.5),
    ("Ngưỡng", 9.0), ("Đánh giá", 18.0), ("Hiệu so với ngưỡng", 12.0), ("Dư hay thiếu", 14.0), ("Bao nhiêu", 9.0),
    ("Đơn vị", 12.0), ("Từ Số liệu, dòng", 17.0), ("Ghi chú khi lập bảng", 42.0),
)  # fmt: skip
_SMALL: Final = 10
_OPERATOR_WORDS: Final = {">": "> ", ">=": "≥ ", "=": "= ", "<=": "≤ ", "<": "< "}


class Line(NamedTuple):
    """One line of the sheet: a result, what stands beside it, and its row counted from 0."""

    number: int
    result: IndicatorResult
    prospect: Prospect
    part: Part
    row: int

    @property
    def headroom_word(self) -> str:
        """What its headroom is an amount of: needed, or to spare."""
        return "" if self.prospect.headroom is None else headroom_way(self.prospect.headroom)


class Columns(NamedTuple):
    """The ranges of the sheet's columns, with their sheet: the lines of an indicator follow each other by period."""

    value: str
    verdict: str
    word: str
    amount: str
    unit: str


class DetailSheet:
    """Writes `Chi tiết` and knows where each result's cells stand."""

    def __init__(
        self, book: RecordBook, formats: Formats, annual: AnnualScorecard, figures: FigureSheet
    ) -> None:
        self._book = book
        self._formats = formats
        self._annual = annual
        self._figures = figures
        self._lines = self._lay_out()
        self._by_key = {(line.result.indicator.id, line.part): line for line in self._lines}

    def _lay_out(self) -> list[Line]:
        prospects = [prospects_of(card) for card in self._annual.cards]
        row = self._book.first_row
        lines: list[Line] = []
        for number, indicator in numbered_indicators(self._annual.plan):
            place = self._annual.plan.indicators.index(indicator)
            for card, beside in zip(self._annual.cards, prospects, strict=True):
                lines.append(Line(number, card.results[place], beside[place], card.period.part, row))
                row += 1
        return lines

    @property
    def lines(self) -> Sequence[Line]:
        return self._lines

    def line(self, indicator: Indicator, part: Part) -> Line:
        """Return the line of an indicator in a period of the year."""
        return self._by_key[indicator.id, part]

    def value(self, line: Line) -> str:
        """Return the address of a line's value, with its sheet."""
        return self._address(line, _VALUE)

    def verdict(self, line: Line) -> str:
        """Return the address of a line's verdict, with its sheet."""
        return self._address(line, _VERDICT)

    @property
    def columns(self) -> Columns:
        """The ranges of what other sheets look up by a line's place."""
        first, last = self._lines[0].row, self._lines[-1].row
        ranges = (
            f"'{DETAIL_SHEET}'!{fixed_a1(first, column)}:{fixed_a1(last, column)}"
            for column in (_VALUE, _VERDICT, _WORD, _AMOUNT, _UNIT)
        )
        return Columns(*ranges)

    def _address(self, line: Line, column: int) -> str:
        return f"'{DETAIL_SHEET}'!{a1(line.row, column)}"

    def write(self) -> None:
        """Add the sheet."""
        year = self._annual.year
        title = f"Chi tiết từng chỉ tiêu, từng kỳ năm {year}"
        about = (
            "Đánh giá theo dấu của cột Hiệu: tử số nhân mẫu của ngưỡng, trừ mẫu số nhân tử của ngưỡng, bằng số nguyên; "
            "không chia, không làm tròn. Sửa một con số ở trang Số liệu thì mọi cột tính lại, trừ cột Ghi chú."
        )
        sheet = self._book.add_sheet(DETAIL_SHEET, title, _COLUMNS, len(self._lines), about)
        page = OfficialSheet(sheet, self._formats)
        for line in self._lines:
            self._write_line(page, line)
        first, last = self._book.first_row, self._lines[-1].row
        page.colour_verdicts(first, _VERDICT, last, _VERDICT)

    def _write_line(self, page: OfficialSheet, line: Line) -> None:
        result, indicator, row = line.result, line.result.indicator, line.row
        # The first line of an indicator is told apart by a darker rule above it.
        top = {"top": 2, "top_color": "#1F3A5F"} if line.part == "Q1" else {}
        faint = {} if line.part == "Q1" else {"font_color": "#595959"}
        sheet = page.sheet
        sheet.write_number(row, 0, line.number, page.style(align="center", **top, **faint))
        sheet.write_string(row, _NAME, indicator.name, page.style(text_wrap=True, **top, **faint))
        period = next(c.period for c in self._annual.cards if c.period.part == line.part)
        sheet.write_string(row, _PERIOD, period.name_in_year(), page.style(align="center", **top))
        target = _OPERATOR_WORDS[result.target.operator] + percent_text(result.target.value)
        sheet.write_string(row, _TARGET, target, page.style(align="center", **top))
        remark = self._remark(line)
        sheet.write_string(row, _REMARK, remark, page.style(text_wrap=True, font_size=_SMALL, **top))
        if result.verdict is Verdict.NOT_DUE:
            for column in (*range(_NUMERATOR, _TARGET), *range(_DIFFERENCE, _REMARK)):
                sheet.write_blank(row, column, None, page.style(**top))
            verdict = verdict_text(result.verdict)
            sheet.write_string(row, _VERDICT, verdict, page.style(bold=True, align="center", **top))
        else:
            self._write_numbers(page, line, top)
        sheet.set_row(row, height_of((indicator.name, 46), (remark, 50)))

    def _remark(self, line: Line) -> str:
        """Return what is not live: why there is no value, and what missing returns and later periods can change."""
        prospect = line.prospect._replace(headroom=None)
        # What the rest of the year can still do is of interest where the year stands, not where it stood.
        if line.part != self._annual.current.period.part:
            prospect = prospect._replace(year_reach=None)
        if line.result.verdict in {Verdict.NOT_DUE, Verdict.NOT_APPLICABLE}:
            return reason_text(line.result, self._annual.plan, "vi")
        return remark_text(line.result, prospect, self._annual.plan, "vi")

    def _write_numbers(self, page: OfficialSheet, line: Line, top: dict[str, Any]) -> None:
        row, result, plan = line.row, line.result, self._annual.plan
        own = Addresses(a1(row, _NUMERATOR), a1(row, _DENOMINATOR), a1(row, _DIFFERENCE))
        live = result_formulas(result, plan, self._figures.ranges, own)
        for column, formula, value in (
            (_NUMERATOR, live.numerator, result.numerator),
            (_DENOMINATOR, live.denominator, result.denominator),
        ):
            page.write_number(row, column, formula, value, number_format(value), **top)
        page.write_number(row, _VALUE, live.value, result.value, percent_format(result), bold=True, **top)
        page.write_judgement(row, (_DIFFERENCE, _VERDICT), live, result, plan, **top)
        self._write_headroom(page, line, own, top)
        rows = self._figures.rows_of(result)
        first = f"internal:'{FIGURES_SHEET}'!{a1(rows[0], VALUE_COLUMN)}"
        style = page.style(font_color=LINK_BLUE, underline=1, align="center", font_size=_SMALL, **top)
        page.sheet.write_url(row, _SOURCE, first, style, _as_lines(rows))

    def _write_headroom(self, page: OfficialSheet, line: Line, own: Addresses, top: dict[str, Any]) -> None:
        """Write in whole cases what is needed or to spare: a word, a number, a unit, so that each stays live."""
        sheet, row, headroom = page.sheet, line.row, line.prospect.headroom
        plain = page.style(shrink=True, **top)
        live = headroom_formulas(line.result, self._annual.plan, own, a1(row, _AMOUNT), headroom)
        amount = None if headroom is None else headroom.amount
        style = page.style(num_format=number_format(amount), align="right", indent=1, bold=True, **top)
        if live is None:
            for column in (_WORD, _AMOUNT, _UNIT):
                sheet.write_blank(row, column, None, plain)
            return
        unit = "" if headroom is None or amount is None else headroom.unit.vi
        sheet.write_formula(row, _WORD, live.way, plain, line.headroom_word)
        sheet.write_formula(row, _AMOUNT, live.amount, style, "" if amount is None else float(amount))
        sheet.write_formula(row, _UNIT, live.unit, plain, unit)


def _as_lines(rows: Sequence[int]) -> str:
    """Return rows, counted from 0, as people write line numbers: "12-15, 33"; many as "12 … 33 (5 dòng)".

    LibreOffice does not break the text of a link, so what would run out of its cell is told shorter.
    """
    runs = line_numbers(rows)
    if len(lines_of(runs, _COLUMNS[_SOURCE][1], _SMALL)) == 1:
        return runs
    return f"{rows[0] + 1} … {rows[-1] + 1} ({len(rows)} dòng)"
