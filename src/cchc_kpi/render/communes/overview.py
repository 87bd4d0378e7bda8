"""The sheet `Tổng hợp`: what all communes add up to, to be printed and signed; below it each province in a line."""

from __future__ import annotations

from typing import Any, Final

from cchc_kpi.plan.model import Heading
from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.render.communes.areas import DENOMINATOR, NUMERATOR, VALUE, VERDICT, AreaSheets
from cchc_kpi.render.communes.lines import Column, Lines, SumLine
from cchc_kpi.render.communes.matrix import MatrixSheet
from cchc_kpi.render.communes.progress import ProgressSheet
from cchc_kpi.render.formulas import verdict_text
from cchc_kpi.render.official import OfficialSheet, count_formula, number_format, percent_format
from cchc_kpi.render.workbooks import LINK_BLUE, Formats, height_of, set_landscape_table
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.rollup import RollupResult

_NUMBER, _NAME, _NUMERATOR, _DENOMINATOR, _VALUE, _TARGET, _VERDICT, _COUNTED, _FIRST_COUNT = range(9)
_COUNTS: Final = (Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA, Verdict.NOT_APPLICABLE)
_LAST: Final = _FIRST_COUNT + len(_COUNTS) - 1
_WIDTHS: Final = (5.0, 56.0, 13.0, 13.0, 11.0, 17.0, 18.0, 10.0, 9.0, 9.0, 9.0, 9.0)
_HEAD_ROW: Final = 8


class OverviewSheet:
    """Draws the page that leaders look at, from the top down."""

    def __init__(
        self,
        sheet: Any,
        formats: Formats,
        lines: Lines,
        areas: AreaSheets,
        matrix: MatrixSheet,
        progress: ProgressSheet,
    ) -> None:
        self._sheet = sheet
        self._page = OfficialSheet(sheet, formats)
        self._lines = lines
        self._areas = areas
        self._matrix = matrix
        self._progress = progress
        self._row = _HEAD_ROW + 1

    def write(self) -> None:
        """Fill the sheet."""
        set_landscape_table(self._sheet, _WIDTHS, _HEAD_ROW, left=1.18, edges=0.8)
        self._sheet.set_header("&C&13&P", {"margin": 0.35})
        self._sheet.freeze_panes(_HEAD_ROW + 1, _NAME + 1)
        self._write_title()
        self._write_heads()
        scored = self._lines.scored
        areas = [area for area in scored.plan.areas if any(c.area == area.id for c in self._lines.columns)]
        for place, area in enumerate(areas, start=1):
            self._page.write_area(self._row, place, area.name, _LAST)
            self._row += 1
            for column in self._lines.columns:
                if column.area == area.id:
                    self._write_indicator(column)
        self._page.colour_verdicts(_HEAD_ROW + 1, _VERDICT, self._row - 1, _VERDICT)
        self._write_parts()
        end = self._page.write_signatures(self._row + 1, (0, _NAME), (_TARGET, _LAST))
        self._sheet.print_area(0, 0, end, _LAST)
        self._sheet.activate()

    def _write_title(self) -> None:
        scored = self._lines.scored
        whole, count = scored.whole, len(scored.cards)
        opens, closes = scored.cards[0].card.window
        lacking = len(scored.provisional)
        about = (
            f"Kỳ số liệu: {opens:%d/%m/%Y} - {closes:%d/%m/%Y}.  {count} xã.  "
            f"Báo cáo nhận được: {whole.received}/{whole.expected}."
        )
        warning = (
            f"TẠM TÍNH: {lacking}/{count} xã còn thiếu báo cáo hoặc số liệu (xem Tiến độ nộp và Phát hiện)"
        )
        self._page.write_title(
            self._heading(),
            f"TỔNG HỢP KẾT QUẢ CẢI CÁCH HÀNH CHÍNH CÁC XÃ {scored.period.name().upper()}",
            [about],
            split=_NUMERATOR,
            last=_LAST,
            warning=warning if lacking else "",
        )

    def _heading(self) -> Heading:
        """Return the plan's heading for all its communes; who issues a nation's table, the office writes."""
        heading, province = self._lines.scored.plan.plan, self._lines.scored.whole.province
        of_all = "các xã" if province is None else f"các xã thuộc {province.full}"
        issuer = "." * 40 if province is None else f"Ủy ban nhân dân {province.full}"
        title = heading.title.replace(heading.commune_title, of_all)
        return heading.model_copy(update={"title": title, "issued_by": issuer})

    def _write_heads(self) -> None:
        names = (
            "TT", "Chỉ tiêu", "Tử số", "Mẫu số", "Kết quả", "Mục tiêu", "Đánh giá", "Số xã có số",
            *(f"{verdict.sign} {verdict.word.vi}" for verdict in _COUNTS),
        )  # fmt: skip
        self._sheet.set_row(_HEAD_ROW, 50)
        self._page.write_heads(_HEAD_ROW, names)

    def _write_indicator(self, column: Column) -> None:
        row, sheet, page = self._row, self._sheet, self._page
        result = self._lines.scored.whole.results[column.place]
        target = f"{result.target.wording} ({result.target.year})"
        sheet.set_row(row, height_of((column.name, _WIDTHS[_NAME]), (target, _WIDTHS[_TARGET])))
        sheet.write_number(row, _NUMBER, column.number, page.style(align="center"))
        sheet.write_string(row, _NAME, column.name, page.style(text_wrap=True))
        if column.is_due:
            self._write_sides(row, column, result)
        else:
            for place in (_NUMERATOR, _DENOMINATOR, _VALUE):
                sheet.write_blank(row, place, None, page.style())
        sheet.write_string(row, _TARGET, target, page.style(align="center", text_wrap=True))
        self._write_outcome(row, column, result)
        self._row += 1

    def _write_sides(self, row: int, column: Column, result: RollupResult) -> None:
        """Write what the area's sheet has added up."""
        whole = self._lines.whole.row
        for place, what, value in (
            (_NUMERATOR, NUMERATOR, result.numerator),
            (_DENOMINATOR, DENOMINATOR, result.denominator),
        ):
            formula = f"={self._areas.address(column, whole, what)}"
            self._page.write_number(row, place, formula, value, number_format(value))
        address = self._areas.address(column, whole, VALUE)
        # The formula takes the link's place, and keeps the link.
        self._sheet.write_url(row, _VALUE, f"internal:{address}", tip="Xem từng xã")
        linked = {"bold": True, "font_color": LINK_BLUE}
        self._page.write_number(row, _VALUE, f"={address}", result.value, percent_format(result), **linked)

    def _write_outcome(self, row: int, column: Column, result: RollupResult) -> None:
        sheet, page = self._sheet, self._page
        verdict = verdict_text(result.verdict)
        centred, bold = page.style(align="center"), page.style(align="center", bold=True)
        if not column.is_due:
            sheet.write_string(row, _VERDICT, verdict, bold)
            for place in range(_COUNTED, _LAST + 1):
                sheet.write_blank(row, place, None, centred)
            return
        address = self._areas.address(column, self._lines.whole.row, VERDICT)
        sheet.write_formula(row, _VERDICT, f"={address}", bold, verdict)
        numerators = self._areas.span(column, self._lines.whole, NUMERATOR)
        sheet.write_formula(row, _COUNTED, f"=COUNT({numerators})", centred, result.counted)
        verdicts = self._areas.span(column, self._lines.whole, VERDICT)
        few = page.style(align="center", num_format='0;-0;"·"')
        for place, counted in enumerate(_COUNTS, start=_FIRST_COUNT):
            formula = count_formula(verdicts, counted)
            sheet.write_formula(row, place, formula, few, result.counts[counted])

    def _write_parts(self) -> None:
        """Count the verdicts on the indicators of the whole, and where there are several of each province."""
        self._row += 1
        page, sheet = self._page, self._sheet
        head = page.head_style()
        names = {_NAME: "Kết quả chung: bao nhiêu chỉ tiêu", _NUMERATOR: "Số xã", _DENOMINATOR: "Báo cáo nhận",
                 _VALUE: "Báo cáo cần"}  # fmt: skip
        names |= {_FIRST_COUNT + place: verdict_text(verdict) for place, verdict in enumerate(_COUNTS)}
        sheet.set_row(self._row, 50)
        for place in sorted(names):
            sheet.write_string(self._row, place, names[place], head)
        self._row += 1
        for line in self._lines.sums:
            self._write_part(line)

    def _write_part(self, line: SumLine) -> None:
        page, sheet, rollup = self._page, self._sheet, line.rollup
        centred = page.style(align="center", num_format="#,##0")
        name = capitalized(rollup.province.full) if rollup.province is not None else "Toàn bộ"
        sheet.write_string(self._row, _NAME, name, page.style(bold=rollup.province is None))
        sheet.write_number(self._row, _NUMERATOR, len(rollup.cards), centred)
        received, expected = self._progress.received(line.row), self._progress.expected(line.row)
        sheet.write_formula(self._row, _DENOMINATOR, f"={received}", centred, rollup.received)
        sheet.write_formula(self._row, _VALUE, f"={expected}", centred, rollup.expected)
        for place, verdict in enumerate(_COUNTS, start=_FIRST_COUNT):
            formula = count_formula(self._matrix.verdicts(line.row), verdict)
            sheet.write_formula(self._row, place, formula, centred, rollup.count(verdict))
        self._row += 1
