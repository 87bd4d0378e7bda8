"""The scorecard as a workbook: the sheet that is printed, on live formulas, before the sheets of record.

Every formula carries its cached value. The workbook is always in Vietnamese: it is an official paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from cchc_kpi.addresses import a1, column_letters
from cchc_kpi.numerals import number_places, percent_places
from cchc_kpi.plan.model import Area
from cchc_kpi.render.formulas import ResultFormulas, result_formulas, verdict_text
from cchc_kpi.render.record_sheets import RecordSheets
from cchc_kpi.render.words import reason_text
from cchc_kpi.render.workbooks import (
    AREA_TINT,
    NAVY,
    RULE_GREY,
    Formats,
    height_of,
    new_workbook,
    set_landscape_table,
)
from cchc_kpi.returns.layout import SCORECARD_SHEETS
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.scorecard import Scorecard

SCORE_SHEET: Final = SCORECARD_SHEETS[0]
_COLOURS: Final = {
    Verdict.MET: ("#0B6B3A", "#E4F3EA"),
    Verdict.NOT_MET: ("#A61B1B", "#FBE6E4"),
    Verdict.NO_DATA: ("#7A5200", "#FFF3D6"),
    Verdict.NOT_APPLICABLE: ("#555555", "#F2F2F2"),
    Verdict.NOT_DUE: ("#555555", "#F2F2F2"),
}
_NAME, _CLAUSE, _NUMERATOR, _DENOMINATOR, _VALUE, _TARGET, _VERDICT, _REMARK = range(1, 9)
_WIDTHS: Final = (5.0, 52.0, 10.0, 11.5, 11.5, 11.5, 18.0, 19.0, 32.0)
_HEAD_ROW: Final = 8


def write_scorecard(card: Scorecard, path: Path) -> None:
    """Write a scorecard workbook to `path`. Raises OSError where it cannot be written."""
    with new_workbook(path) as book:
        formats = Formats(book)
        sheet = book.add_worksheet(SCORE_SHEET)
        records = RecordSheets(book, formats, card, path.parent)
        _ScoreSheet(sheet, formats, card, records).write()
        records.write()


class _ScoreSheet:
    """Draws the sheet that leaders look at; remembers which rows belong to which area."""

    def __init__(self, sheet: Any, formats: Formats, card: Scorecard, records: RecordSheets) -> None:
        self._sheet = sheet
        self._formats = formats
        self._card = card
        self._records = records
        self._area_rows: list[tuple[Area, int, int]] = []
        self._row = _HEAD_ROW + 1

    def write(self) -> None:
        self._set_page()
        self._write_title()
        self._write_heads()
        number = 0
        for place, (area, results) in enumerate(self._card.by_area, start=1):
            self._write_area(place, area)
            first = self._row
            for result in results:
                number += 1
                self._write_result(number, result)
            self._area_rows.append((area, first, self._row - 1))
        self._colour_verdicts()
        self._write_summary()
        self._write_signatures()
        self._sheet.print_area(0, 0, self._row, _REMARK)

    def _set_page(self) -> None:
        sheet = self._sheet
        set_landscape_table(sheet, _WIDTHS, _HEAD_ROW, left=1.18, edges=0.8)
        sheet.set_header("&C&13&P", {"margin": 0.35})
        sheet.freeze_panes(_HEAD_ROW + 1, _NAME + 1)

    def _style(self, **properties: Any) -> Any:
        return self._formats.get(**{"border": 1, "border_color": RULE_GREY, "valign": "vcenter"} | properties)

    def _across(self, row: int, first: int, last: int, text: str, **properties: Any) -> None:
        """Centre a text over several columns without merging them."""
        style = self._formats.get(align="center_across", **properties)
        self._sheet.write_string(row, first, text, style)
        for column in range(first + 1, last + 1):
            self._sheet.write_blank(row, column, None, style)

    def _write_title(self) -> None:
        card, heading = self._card, self._card.plan.plan
        self._across(0, 0, _NAME, heading.issued_by.upper(), bold=True)
        self._across(0, _NUMERATOR, _REMARK, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
        self._across(
            1, _NUMERATOR, _REMARK, "Độc lập - Tự do - Hạnh phúc", bold=True, font_size=13, underline=1
        )
        name = card.period.name().upper()
        self._across(
            3, 0, _REMARK, f"BẢNG ĐIỂM CẢI CÁCH HÀNH CHÍNH {name}", bold=True, font_size=16, font_color=NAVY
        )
        self._across(4, 0, _REMARK, heading.title, italic=True)
        opens, closes = card.window
        about = (
            f"Kỳ số liệu: {opens:%d/%m/%Y} - {closes:%d/%m/%Y}.  "
            f"Báo cáo nhận được: {len(card.received)}/{len(card.expected)}."
        )
        self._across(5, 0, _REMARK, about)
        if card.provisional:
            self._across(
                6,
                0,
                _REMARK,
                "TẠM TÍNH: còn thiếu báo cáo hoặc số liệu (xem cột Ghi chú và trang Phát hiện)",
                bold=True,
                font_color=_COLOURS[Verdict.NOT_MET][0],
            )
        self._sheet.set_row(3, 26)

    def _write_heads(self) -> None:
        head = self._style(
            bold=True, font_color="#FFFFFF", bg_color=NAVY, border_color=NAVY, align="center", text_wrap=True
        )
        years = {result.target.year for result in self._card.results}
        self._due_year = years.pop() if len(years) == 1 else None
        target = f"Mục tiêu {self._due_year}" if self._due_year else "Mục tiêu"
        names = ("TT", "Chỉ tiêu", "Điều khoản", "Tử số", "Mẫu số", "Kết quả", target, "Đánh giá", "Ghi chú")
        self._sheet.set_row(_HEAD_ROW, 30)
        for column, name in enumerate(names):
            self._sheet.write_string(_HEAD_ROW, column, name, head)

    def _write_area(self, place: int, area: Area) -> None:
        style = self._style(bold=True, bg_color=AREA_TINT)
        for column in range(len(_WIDTHS)):
            self._sheet.write_blank(self._row, column, None, style)
        self._sheet.write_string(
            self._row,
            0,
            _ROMAN[place - 1] if place <= len(_ROMAN) else str(place),
            self._style(bold=True, bg_color=AREA_TINT, align="center"),
        )
        self._sheet.write_string(self._row, _NAME, area.name, style)
        self._sheet.set_row(self._row, 20)
        self._row += 1

    def _write_result(self, number: int, result: IndicatorResult) -> None:
        row, sheet, indicator = self._row, self._sheet, result.indicator
        remark = reason_text(result, self._card.plan, "vi")
        sheet.write_number(row, 0, number, self._style(align="center"))
        sheet.write_string(row, _NAME, indicator.name, self._style(text_wrap=True))
        sheet.write_string(row, _CLAUSE, indicator.clause, self._style(align="center", text_wrap=True))
        target = (
            result.target.wording if self._due_year else f"{result.target.wording} ({result.target.year})"
        )
        sheet.write_string(row, _TARGET, target, self._style(align="center", text_wrap=True))
        sheet.write_string(row, _REMARK, remark, self._style(text_wrap=True, font_size=10))
        formulas = self._formulas(result)
        self._write_number(
            row, _NUMERATOR, formulas.numerator, result.numerator, _number_format(result.numerator)
        )
        self._write_number(
            row, _DENOMINATOR, formulas.denominator, result.denominator, _number_format(result.denominator)
        )
        self._write_number(row, _VALUE, formulas.value, result.value, _percent_format(result), bold=True)
        verdict = verdict_text(result.verdict)
        style = self._style(bold=True, align="center")
        if formulas.verdict is None:
            sheet.write_string(row, _VERDICT, verdict, style)
        else:
            sheet.write_formula(row, _VERDICT, formulas.verdict, style, verdict)
        sheet.set_row(row, height_of((indicator.name, 52), (remark, 38), (target, 18)))
        self._row += 1

    def _formulas(self, result: IndicatorResult) -> ResultFormulas:
        if result.verdict is Verdict.NOT_DUE:
            return ResultFormulas(None, None, None, None)
        cells = {"numerator": a1(self._row, _NUMERATOR), "denominator": a1(self._row, _DENOMINATOR)}
        return result_formulas(result, self._card.plan, self._records.locate, cells)

    def _write_number(
        self,
        row: int,
        column: int,
        formula: str | None,
        value: Fraction | None,
        number_format: str,
        **properties: Any,
    ) -> None:
        style = self._style(num_format=number_format, align="right", indent=1, **properties)
        if formula is None:
            self._sheet.write_blank(row, column, None, style)
        else:
            self._sheet.write_formula(row, column, formula, style, "" if value is None else float(value))

    def _colour_verdicts(self) -> None:
        for verdict, (ink, paper) in _COLOURS.items():
            style = self._formats.plain(font_color=ink, bg_color=paper)
            self._sheet.conditional_format(
                _HEAD_ROW + 1,
                _VERDICT,
                self._row - 1,
                _VERDICT,
                {"type": "text", "criteria": "begins with", "value": verdict.sign, "format": style},
            )

    def _write_summary(self) -> None:
        """Count the verdicts by area with live formulas, in the columns of the table above."""
        columns = dict(zip(Verdict, range(_NUMERATOR, _VERDICT + 1), strict=True))
        self._row += 1
        head = self._style(bold=True, bg_color=AREA_TINT, align="center", text_wrap=True)
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
        style = self._style(align="center", bold=bold)
        self._sheet.write_string(self._row, _NAME, name, self._style(bold=bold))
        self._sheet.write_number(self._row, _CLAUSE, len(results), style)
        letters = column_letters(_VERDICT)
        for verdict, column in columns.items():
            # A wildcard reads as itself behind "~"; "?" is the sign of missing data.
            sign = f"~{verdict.sign}" if verdict.sign == "?" else verdict.sign
            formula = f'=COUNTIF({letters}{first + 1}:{letters}{last + 1},"{sign}*")'
            self._sheet.write_formula(self._row, column, formula, style, self._card.count(verdict, results))
        self._sheet.set_row(self._row, 19)
        self._row += 1

    def _write_signatures(self) -> None:
        row = self._row + 1
        bold, italic = {"bold": True}, {"italic": True}
        self._across(row, _TARGET, _REMARK, "Ngày ...... tháng ...... năm ..........", **italic)
        self._across(row + 1, 0, _NAME, "NGƯỜI LẬP BIỂU", **bold)
        self._across(row + 1, _TARGET, _REMARK, "TM. ỦY BAN NHÂN DÂN", **bold)
        self._across(row + 2, 0, _NAME, "(Ký, ghi rõ họ tên)", **italic)
        self._across(row + 2, _TARGET, _REMARK, "(Ký, ghi rõ họ tên, đóng dấu)", **italic)
        self._row = row + 7


_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def _number_format(value: Fraction | None) -> str:
    places = number_places(value) if value is not None else 0
    return "#,##0" + (f".{'0' * places}" if places else "")


def _percent_format(result: IndicatorResult) -> str:
    places = percent_places(result.value, result.target.value) if result.value is not None else 0
    return "0" + (f".{'0' * places}" if places else "") + "%"
