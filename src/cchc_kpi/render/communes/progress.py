"""The sheet `Tiến độ nộp`: how many returns of each office have come, commune by commune, of how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import xlsxwriter

from cchc_kpi.addresses import a1
from cchc_kpi.render.communes.lines import FIRST, HEAD_ROW, CommuneLine, LargeTable, Lines, SumLine
from cchc_kpi.render.official import VERDICT_COLOURS, OfficialSheet
from cchc_kpi.render.workbooks import AREA_TINT, Formats, quoted
from cchc_kpi.returns.layout import COMMUNES_SHEETS_LAST
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.progress import Timeliness, submissions_of
from cchc_kpi.scoring.rollup import CommuneCard

PROGRESS_SHEET: Final = COMMUNES_SHEETS_LAST[0]
_OFFICE_WIDTH: Final = 15.0
_HEADS: Final = ("Nhận", "Cần", "Tỷ lệ", "Trễ hạn", "Nộp lại")
_WIDTH: Final = 9.0
_SHARE_FORMAT: Final = "0%"


class ProgressSheet:
    """Draws the sheet, and knows where each line's counts stand.

    Every commune is asked for the same returns; so many of each office stand in the heading.
    """

    def __init__(self, book: xlsxwriter.Workbook, formats: Formats, lines: Lines) -> None:
        self._page = OfficialSheet(book.add_worksheet(PROGRESS_SHEET), formats)
        self._lines = lines
        plan = lines.scored.plan
        self._expected = Counter(office for office, _ in lines.communes[0].one.card.expected)
        self._offices = [office for office in plan.offices if self._expected[office.id]]
        self._received = FIRST + len(self._offices)

    def received(self, row: int) -> str:
        """Return the cell of how many returns have come, with the sheet."""
        return self._cell(row, self._received)

    def expected(self, row: int) -> str:
        """Return the cell of how many returns are expected, with the sheet."""
        return self._cell(row, self._received + 1)

    def share(self, row: int) -> str:
        """Return the cell of the share that has come, with the sheet."""
        return self._cell(row, self._received + 2)

    @staticmethod
    def _cell(row: int, column: int) -> str:
        return f"{quoted(PROGRESS_SHEET)}!{a1(row, column)}"

    def write(self) -> None:
        """Fill the sheet, from the top down."""
        lines, page = self._lines, self._page
        widths = [_OFFICE_WIDTH] * len(self._offices) + [_WIDTH] * len(_HEADS)
        table = LargeTable(page, lines, widths)
        is_judged = lines.scored.plan.reporting.due_within_days is not None
        late = "" if is_judged else " Kế hoạch chưa ghi hạn nộp (due_within_days) nên không xét trễ hạn."
        table.write_title(
            f"Tiến độ nộp báo cáo, {lines.scored.period.name()}",
            f"Số báo cáo dùng được của từng cơ quan; số cần nộp ghi ở tiêu đề.{late}",
        )
        table.sheet.set_row(HEAD_ROW, 66)
        groups = [(len(self._offices), "Cơ quan, đơn vị"), (len(_HEADS), "Cộng")]
        heads = [f"{office.name} (cần {self._expected[office.id]})" for office in self._offices]
        table.write_heads(groups, [*heads, *_HEADS], font_size=10)
        styles = {name: page.style(align="center", num_format=form) for name, form in _FORMATS.items()}
        for line in lines.all:
            table.write_line(line)
            if isinstance(line, SumLine):
                self._write_sum(table.sheet, line)
            else:
                self._write_commune(table.sheet, line, styles)
        self._colour(table.sheet)

    def _write_commune(self, sheet: Any, line: CommuneLine, styles: Mapping[str, Any]) -> None:
        row, card = line.row, line.one.card
        came = Counter(office for office, _ in card.received)
        for column, office in enumerate(self._offices, start=FIRST):
            sheet.write_number(row, column, came[office.id], styles["count"])
        received, expected = len(card.received), len(card.expected)
        sheet.write_formula(row, self._received, self._sum(row), styles["count"], received)
        sheet.write_number(row, self._received + 1, expected, styles["count"])
        self._write_share(sheet, row, received, expected, styles["share"])
        late, again = _late_and_again(line.one)
        sheet.write_number(row, self._received + 3, late, styles["few"])
        sheet.write_number(row, self._received + 4, again, styles["few"])

    def _write_sum(self, sheet: Any, line: SumLine) -> None:
        style = self._page.style(bold=True, bg_color=AREA_TINT, align="center")
        share = self._page.style(bold=True, bg_color=AREA_TINT, align="center", num_format=_SHARE_FORMAT)
        cards = line.rollup.cards
        came = Counter(office for one in cards for office, _ in one.card.received)
        pairs = [_late_and_again(one) for one in cards]
        totals = {
            **{FIRST + place: came[office.id] for place, office in enumerate(self._offices)},
            self._received: line.rollup.received,
            self._received + 1: line.rollup.expected,
            self._received + 3: sum(late for late, _ in pairs),
            self._received + 4: sum(again for _, again in pairs),
        }
        for column in range(FIRST, self._received + len(_HEADS)):
            if column == self._received + 2:
                self._write_share(sheet, line.row, line.rollup.received, line.rollup.expected, share)
                continue
            cells = f"{a1(line.first, column)}:{a1(line.last, column)}"
            sheet.write_formula(line.row, column, f"=SUM({cells})", style, totals[column])

    def _sum(self, row: int) -> str:
        return f"=SUM({a1(row, FIRST)}:{a1(row, self._received - 1)})"

    def _write_share(self, sheet: Any, row: int, received: int, expected: int, style: Any) -> None:
        came, wanted = a1(row, self._received), a1(row, self._received + 1)
        cached = received / expected if expected else ""
        sheet.write_formula(row, self._received + 2, f'=IF({wanted}=0,"",{came}/{wanted})', style, cached)

    def _colour(self, sheet: Any) -> None:
        """Colour what has come whole, in part, not at all; the number stands there without the colour too."""
        first, last = self._lines.first_commune, self._lines.last_row
        for column, office in enumerate(self._offices, start=FIRST):
            whole = self._expected[office.id]
            for criteria, value, verdict in (
                (">=", whole, Verdict.MET),
                ("=", 0, Verdict.NOT_MET),
                ("<", whole, Verdict.NO_DATA),
            ):
                ink, paper = VERDICT_COLOURS[verdict]
                style = self._page.colour(font_color=ink, bg_color=paper)
                rule = {"type": "cell", "criteria": criteria, "value": value, "format": style}
                sheet.conditional_format(first, column, last, column, rule | {"stop_if_true": True})


_FORMATS: Final = {"count": "0", "share": _SHARE_FORMAT, "few": '0;-0;"·"'}


def _late_and_again(one: CommuneCard) -> tuple[int, int]:
    """Return how many of a commune's returns came late, and how many were handed in again."""
    submissions = submissions_of(one.card.plan, one.card.expected, one.card.returns)
    late = sum(1 for submission in submissions if submission.timeliness is Timeliness.LATE)
    return late, sum(1 for submission in submissions if submission.is_resubmitted)
