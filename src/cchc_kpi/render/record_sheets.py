"""The sheets that keep the record behind a scorecard: tables of one look; every finding, every file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import xlsxwriter

from cchc_kpi import __version__
from cchc_kpi.findings import Finding
from cchc_kpi.render.workbooks import NAVY, RULE_GREY, Formats, height_of, set_landscape_table
from cchc_kpi.returns.between import period_name
from cchc_kpi.returns.observation import Status
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.text import printable

FINDINGS_SHEET: Final = "Phát hiện"
SOURCES_SHEET: Final = "Nguồn"
_HEAD_ROW: Final = 2
_STATUSES: Final = {
    Status.ACCEPTED: "nhận",
    Status.PARTIAL: "nhận một phần (có lỗi)",
    Status.REJECTED: "không dùng",
}


class RecordBook:
    """Adds tables of one look to a workbook: a title, a heading row that is filtered and frozen, ruled cells."""

    first_row: Final = _HEAD_ROW + 1
    """The row of a table's first line, counted from 0."""

    def __init__(self, book: xlsxwriter.Workbook, formats: Formats) -> None:
        self._book = book
        self._formats = formats

    def add_sheet(self, name: str, title: str, columns: Sequence[tuple[str, float]], rows: int) -> Any:
        """Add a sheet with a title and a heading row: landscape, one page wide, filtered, frozen."""
        sheet = self._book.add_worksheet(name)
        set_landscape_table(sheet, (width for _, width in columns), _HEAD_ROW)
        sheet.set_footer("&L&9&A&R&9Trang &P/&N")
        sheet.write_string(0, 0, title, self._formats.get(bold=True, font_size=14, font_color=NAVY))
        head = self._formats.get(
            bold=True,
            font_color="#FFFFFF",
            bg_color=NAVY,
            border=1,
            border_color=NAVY,
            text_wrap=True,
            valign="vcenter",
            align="center",
        )
        sheet.set_row(_HEAD_ROW, 32)
        for column, (name_, _) in enumerate(columns):
            sheet.write_string(_HEAD_ROW, column, name_, head)
        last_row = _HEAD_ROW + max(rows, 1)
        sheet.autofilter(_HEAD_ROW, 0, last_row, len(columns) - 1)
        sheet.freeze_panes(_HEAD_ROW + 1, 0)
        sheet.print_area(0, 0, last_row, len(columns) - 1)
        return sheet

    def cell(self, **properties: Any) -> Any:
        """Return the format of a cell in a table, with further xlsxwriter properties."""
        return self._formats.get(
            **{"border": 1, "border_color": RULE_GREY, "valign": "top", "text_wrap": True} | properties
        )

    def write_texts(self, sheet: Any, row: int, texts: Iterable[str]) -> None:
        """Write a line of texts from the first column on; text stays text."""
        for column, text in enumerate(texts):
            sheet.write_string(row, column, printable(text), self.cell())

    def write_about(self, sheet: Any, text: str) -> None:
        """Write what a table is about below its title."""
        sheet.write_string(1, 0, text, self._formats.get(italic=True))


def write_findings(book: RecordBook, findings: Iterable[Finding]) -> None:
    """Add the sheet of findings, the gravest first."""
    columns = [
        ("Mức độ", 12.0), ("Mã", 7.0), ("Phát hiện", 26.0), ("Tệp", 34.0), ("Trang tính", 11.0), ("Ô", 7.0),
        ("Nội dung", 62.0), ("Cách sửa", 46.0),
    ]  # fmt: skip
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    sheet = book.add_sheet(FINDINGS_SHEET, "Phát hiện khi đọc và đối chiếu báo cáo", columns, len(ordered))
    for row, finding in enumerate(ordered, start=_HEAD_ROW + 1):
        place = finding.place
        words = (
            finding.severity.word.vi,
            finding.code,
            finding.rule.title.vi,
            place.file or "",
            place.sheet or "",
            place.cell or "",
        )
        texts = (*words, finding.message(), finding.fix())
        book.write_texts(sheet, row, texts)
        sheet.set_row(row, height_of((texts[2], 26), (texts[3], 34), (texts[6], 62), (texts[7], 46)))
    if not ordered:
        book.write_texts(sheet, _HEAD_ROW + 1, ["", "", "Không có phát hiện nào", "", "", "", "", ""])


def write_sources(book: RecordBook, card: Scorecard) -> None:
    """Add the sheet of the returns with their digests, those that are missing, the plan and the program."""
    columns = [
        ("Tệp", 44.0),
        ("Cơ quan", 34.0),
        ("Kỳ", 14.0),
        ("Lần nộp", 9.0),
        ("Kết quả đọc", 24.0),
        ("SHA-256", 70.0),
    ]
    arrived = set(card.received)
    absent = [
        slot for slot in card.expected if slot not in arrived and all(r.slot != slot for r in card.returns)
    ]
    sheet = book.add_sheet(
        SOURCES_SHEET,
        "Nguồn: các báo cáo, kế hoạch và chương trình",
        columns,
        len(card.returns) + len(absent),
    )
    opens, closes = card.window
    about = (
        f"Kỳ {card.period.id} ({opens:%d/%m/%Y} - {closes:%d/%m/%Y}); kế hoạch {card.plan.plan.id}, "
        f"SHA-256 {card.plan_sha256}; cchc-kpi {__version__}"
    )
    book.write_about(sheet, about)
    for row, item in enumerate(card.returns, start=_HEAD_ROW + 1):
        office = card.plan.office_by_id[item.office].name if item.office else "không rõ"
        when = period_name(item.period).vi if item.period or item.is_baseline else "không rõ"
        book.write_texts(
            sheet,
            row,
            (item.file, office, when, str(item.submission), _STATUSES[item.status], item.sha256),
        )
        sheet.set_row(row, height_of((item.file, 44), (office, 34)))
    for row, (office_id, period) in enumerate(absent, start=_HEAD_ROW + 1 + len(card.returns)):
        name = card.plan.office_by_id[office_id].name
        book.write_texts(sheet, row, ("", name, period_name(period).vi, "", "CHƯA NỘP", ""))
