"""One sheet an area: for every commune and for the sums each indicator's two sides, value, difference and verdict.

All figures of the workbook stand here once; every other sheet leads here. Sums add up the rows of the communes,
and the difference of a sum is the sum of the differences, whole numbers that a spreadsheet keeps exactly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final, NamedTuple

import xlsxwriter

from cchc_kpi.addresses import a1, column_letters
from cchc_kpi.plan.model import Area
from cchc_kpi.render.communes.lines import FIRST, HEAD_ROW, Column, LargeTable, Lines, SumLine
from cchc_kpi.render.formulas import (
    LARGEST_WHOLE,
    Addresses,
    basis_of,
    value_formula,
    verdict_formula,
    verdict_text,
    whole_difference,
)
from cchc_kpi.render.official import ROMAN, OfficialSheet, number_format, percent_format
from cchc_kpi.render.workbooks import AREA_TINT, Formats, quoted
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.rollup import RollupResult, is_counted

_HEADS: Final = ("Tử số", "Mẫu số", "Kết quả", "Hiệu", "Đánh giá")
_WIDTHS: Final = (11.0, 11.0, 11.0, 12.0, 16.0)
NUMERATOR, DENOMINATOR, VALUE, DIFFERENCE, VERDICT = range(len(_HEADS))
_GROUPS_A_PAGE: Final = 2
_LONGEST_NAME: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")


class _Indicator(NamedTuple):
    """An indicator on its sheet: its first column, and what its sides are multiplied with to be whole.

    `is_exact` says whether a spreadsheet can compare them, which it can up to 2^53; else what they come to is
    written as text.
    """

    column: Column
    first: int
    factor: int
    is_exact: bool


class AreaSheets:
    """Adds the sheets and knows in which cell of which sheet each figure stands."""

    def __init__(self, book: xlsxwriter.Workbook, formats: Formats, lines: Lines) -> None:
        self._book = book
        self._formats = formats
        self._lines = lines
        self._scored = lines.scored
        self._placed: dict[int, tuple[str, _Indicator]] = {}
        self._sheets: list[tuple[str, Area, list[_Indicator]]] = []
        for number, area in enumerate(self._scored.plan.areas, start=1):
            due = [column for column in lines.columns if column.area == area.id and column.is_due]
            if due:
                name = _sheet_name(number, area)
                laid_out = [
                    self._lay_out(column, FIRST + place * len(_HEADS)) for place, column in enumerate(due)
                ]
                self._sheets.append((name, area, laid_out))
                self._placed |= {one.column.place: (name, one) for one in laid_out}

    def _lay_out(self, column: Column, first: int) -> _Indicator:
        results = [line.results[column.place] for line in self._lines.communes]
        counted = [result for result in results if is_counted(result)]
        # Alike for all that are counted: of one period a mean is over the same years everywhere.
        factor = basis_of(counted[0], self._scored.plan).factor if counted else 1
        sides = [abs(Fraction(side or 0)) for r in counted for side in (r.numerator, r.denominator)]
        target = self._scored.whole.results[column.place].target.value
        most = sum(sides, Fraction(0)) * factor * max(target.denominator, abs(target.numerator))
        return _Indicator(column, first, factor, most < LARGEST_WHOLE)

    def address(self, column: Column, row: int, what: int) -> str:
        """Return where a figure of an indicator stands, with its sheet."""
        name, one = self._placed[column.place]
        return f"{quoted(name)}!{a1(row, one.first + what)}"

    def span(self, column: Column, line: SumLine, what: int) -> str:
        """Return where a figure of an indicator stands for every commune of a sum, with the sheet."""
        name, one = self._placed[column.place]
        letters = column_letters(one.first + what)
        return f"{quoted(name)}!{letters}{line.first + 1}:{letters}{line.last + 1}"

    def write(self) -> None:
        """Add the sheets."""
        for name, area, indicators in self._sheets:
            page = OfficialSheet(self._book.add_worksheet(name), self._formats)
            widths = [width for _ in indicators for width in _WIDTHS]
            _AreaSheet(LargeTable(page, self._lines, widths), self._lines, indicators).write(area)


class _AreaSheet:
    """Draws one area, from the top down."""

    def __init__(self, table: LargeTable, lines: Lines, indicators: Sequence[_Indicator]) -> None:
        self._table = table
        self._lines = lines
        self._indicators = indicators
        self._styles: dict[tuple[str, bool], Any] = {}
        bold = {"bold": True, "align": "center"}
        self._verdicts = (table.page.style(**bold), table.page.style(bg_color=AREA_TINT, **bold))

    def write(self, area: Area) -> None:
        scored, table = self._lines.scored, self._table
        sheet = table.sheet
        # Too wide for one page: as many as it takes, each with the communes' names and whole indicators.
        sheet.set_print_scale(60)
        groups_begin = [one.first for one in self._indicators]
        sheet.set_v_pagebreaks(groups_begin[_GROUPS_A_PAGE::_GROUPS_A_PAGE])
        table.write_title(f"{area.name}, {scored.period.name()}", _ABOUT)
        groups = [
            (len(_HEADS), f"{one.column.number}. {one.column.name} ({one.column.wording})")
            for one in self._indicators
        ]
        table.write_heads(groups, [head for _ in self._indicators for head in _HEADS])
        for line in self._lines.all:
            table.write_line(line)
            for one in self._indicators:
                if isinstance(line, SumLine):
                    self._write_sum(line, one)
                else:
                    self._write_result(line.row, one, line.results[one.column.place])
        for one in self._indicators:
            verdicts = one.first + VERDICT
            table.page.colour_verdicts(HEAD_ROW + 1, verdicts, self._lines.last_row, verdicts)

    def _style(self, number_format: str, *, is_sum: bool) -> Any:
        key = (number_format, is_sum)
        if key not in self._styles:
            tint = {"bold": True, "bg_color": AREA_TINT} if is_sum else {}
            self._styles[key] = self._table.page.style(num_format=number_format, align="right", **tint)
        return self._styles[key]

    def _write_sum(self, line: SumLine, one: _Indicator) -> None:
        """Add up both sides over the rows of the communes; nothing where none of them has figures."""
        result, sheet = line.results[one.column.place], self._table.sheet
        for side, value in ((NUMERATOR, result.numerator), (DENOMINATOR, result.denominator)):
            style = self._style(number_format(value), is_sum=True)
            sheet.write_formula(
                line.row, one.first + side, _sum_of(one.first + side, line), style, _cached(value)
            )
        self._write_outcome(line.row, one, result, _sum_of(one.first + DIFFERENCE, line))

    def _write_result(self, row: int, one: _Indicator, result: IndicatorResult) -> None:
        """Write both sides as numbers; neither where the commune is in no sum."""
        sheet = self._table.sheet
        is_there = is_counted(result)
        for side, value in ((NUMERATOR, result.numerator), (DENOMINATOR, result.denominator)):
            if is_there and value is not None:
                sheet.write_number(
                    row, one.first + side, float(value), self._style(number_format(value), is_sum=False)
                )
            else:
                sheet.write_blank(row, one.first + side, None, self._style("#,##0", is_sum=False))
        own = _own(row, one)
        left, right = (
            f"ROUND({cell}*{one.factor},0)" if one.factor > 1 else cell
            for cell in (own.numerator, own.denominator)
        )
        target = result.target.value
        difference = f'=IF(COUNT({own.numerator},{own.denominator})=2,{left}*{target.denominator}-{right}*{target.numerator},"")'
        self._write_outcome(row, one, result, difference)

    def _write_outcome(
        self, row: int, one: _Indicator, result: IndicatorResult | RollupResult, difference: str
    ) -> None:
        """Write value, difference and verdict: live, or as text where they are too large to be compared so."""
        sheet, own, is_sum = self._table.sheet, _own(row, one), isinstance(result, RollupResult)
        style = self._style(percent_format(result), is_sum=is_sum)
        value = "" if result.value is None else float(result.value)
        sheet.write_formula(row, one.first + VALUE, value_formula(own), style, value)
        exact: int | str = ""
        is_there = result.counted > 0 if isinstance(result, RollupResult) else is_counted(result)
        if is_there and result.numerator is not None and result.denominator is not None:
            exact = whole_difference(result.numerator, result.denominator, result.target, one.factor)
        style, judged = self._style("+#,##0;-#,##0;0", is_sum=is_sum), verdict_text(result.verdict)
        verdict_style = self._verdicts[is_sum]
        if one.is_exact:
            sheet.write_formula(row, one.first + DIFFERENCE, difference, style, exact)
            formula = verdict_formula(result.indicator, result.target, own)
            sheet.write_formula(row, one.first + VERDICT, formula, verdict_style, judged)
        else:
            sheet.write_string(row, one.first + DIFFERENCE, str(exact), style)
            sheet.write_string(row, one.first + VERDICT, judged, verdict_style)


_ABOUT: Final = (
    "Dòng cộng: cộng tử số, cộng mẫu số của các xã có số rồi mới chia. Đánh giá theo dấu của Hiệu: tử số nhân mẫu của "
    "ngưỡng, trừ mẫu số nhân tử của ngưỡng, bằng số nguyên. Xã thiếu số liệu để trống, không nằm trong tổng."
)


def _own(row: int, one: _Indicator) -> Addresses:
    return Addresses(*(a1(row, one.first + what) for what in (NUMERATOR, DENOMINATOR, DIFFERENCE)))


def _sum_of(column: int, line: SumLine) -> str:
    cells = f"{column_letters(column)}{line.first + 1}:{column_letters(column)}{line.last + 1}"
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))'


def _cached(value: Fraction | None) -> float | str:
    return "" if value is None else float(value)


def _sheet_name(number: int, area: Area) -> str:
    """Return "II. Cải cách thủ tục hành chính", within what a spreadsheet allows as a sheet's name."""
    lead = ROMAN[number - 1] if number <= len(ROMAN) else str(number)
    name = f"{lead}. {_FORBIDDEN.sub(' ', area.name)}".rstrip("' ")
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1].rstrip() + "…"
