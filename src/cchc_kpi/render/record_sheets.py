"""The sheets that keep the record behind a scorecard: tables of one look; every finding, every file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import xlsxwriter

from cchc_kpi import __version__
from cchc_kpi.findings import Finding
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.workbooks import NAVY, RULE_GREY, Formats, height_of, set_landscape_table
from cchc_kpi.returns import record
from cchc_kpi.returns.between import period_name
from cchc_kpi.returns.observation import Return, Slot
from cchc_kpi.returns.record import FINDINGS_SHEET, SOURCES_SHEET, STATUS_WORDS, Basis, basis_text
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.text import printable

_HEAD_ROW: Final = 2


class RecordBook:
    """Adds tables of one look to a workbook: a title, a heading row that is filtered and frozen, ruled cells."""

    first_row: Final = _HEAD_ROW + 1
    """The row of a table's first line, counted from 0."""

    def __init__(self, book: xlsxwriter.Workbook, formats: Formats) -> None:
        self._book = book
        self._formats = formats

    def add_sheet(
        self, name: str, title: str, columns: Sequence[tuple[str, float]], rows: int, about: str = ""
    ) -> Any:
        """Add a sheet with a title, what it is about, and a heading row: landscape, one page wide, filtered, frozen."""
        sheet = self._book.add_worksheet(name)
        set_landscape_table(sheet, (width for _, width in columns), _HEAD_ROW)
        sheet.set_footer("&L&9&A&R&9Trang &P/&N")
        sheet.write_string(0, 0, title, self._formats.get(bold=True, font_size=14, font_color=NAVY))
        if about:
            sheet.write_string(1, 0, about, self._formats.get(italic=True))
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
        style = self.cell()
        for column, text in enumerate(texts):
            sheet.write_string(row, column, printable(text), style)

    def write_rows(self, sheet: Any, rows: Iterable[Row]) -> None:
        """Write the lines of a table below its heading row."""
        for row, line in enumerate(rows, start=self.first_row):
            sheet.set_row(row, line.height)
            self.write_texts(sheet, row, line.texts)


FINDING_COLUMNS: Final = (
    ("Mức độ", 12.0), (record.RULE_CODE, 7.0), ("Phát hiện", 26.0), (record.FILE, 34.0), (record.SHEET, 11.0),
    (record.CELL, 7.0), (record.MESSAGE, 62.0), ("Cách sửa", 46.0),
)  # fmt: skip
FINDINGS_TITLE: Final = "Phát hiện khi đọc và đối chiếu báo cáo"
NO_FINDINGS: Final = ("", "", record.NO_FINDING, "", "", "", "", "")
SOURCE_COLUMNS: Final = (
    (record.FILE, 44.0), (record.OFFICE, 34.0), (record.PERIOD, 14.0), (record.SUBMISSION, 9.0),
    (record.STATUS, 24.0), (record.DIGEST, 70.0),
)  # fmt: skip
SOURCES_TITLE: Final = "Nguồn: các báo cáo, kế hoạch và chương trình"


class Row(NamedTuple):
    """One line of a record: its texts, and how high its row is."""

    texts: tuple[str, ...]
    height: float


def finding_row(finding: Finding) -> Row:
    """Return a finding as the columns of findings have it."""
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
    return Row(texts, height_of((texts[2], 26), (texts[3], 34), (texts[6], 62), (texts[7], 46)))


def source_row(item: Return, plan: Plan) -> Row:
    """Return a file that was read as the columns of sources have it."""
    office = plan.office_by_id[item.office].name if item.office else record.UNKNOWN
    when = period_name(item.period).vi if item.period or item.is_baseline else record.UNKNOWN
    texts = (item.file, office, when, str(item.submission), STATUS_WORDS[item.status], item.sha256)
    return Row(texts, height_of((item.file, 44), (office, 34)))


def missing_row(slot: Slot, plan: Plan) -> Row:
    """Return a return that has not arrived as the columns of sources have it."""
    office, period = slot
    name = plan.office_by_id[office].name
    return Row(("", name, period_name(period).vi, "", record.ABSENT, ""), height_of((name, 34)))


def not_arrived(card: Scorecard) -> tuple[Slot, ...]:
    """Return the returns that are expected and of which nothing has come, not even one that cannot be used."""
    arrived = {item.slot for item in card.returns}
    return tuple(slot for slot in card.expected if slot not in arrived)


def about_sources(card: Scorecard) -> str:
    """Return which period, plan and program the record is of."""
    basis = Basis(card.period, card.plan.plan.id, card.plan_sha256, __version__)
    return basis_text(basis, card.window)


def write_findings(book: RecordBook, findings: Iterable[Finding]) -> None:
    """Add the sheet of findings, the gravest first."""
    ordered = sorted(findings, key=lambda finding: finding.severity.rank)
    sheet = book.add_sheet(FINDINGS_SHEET, FINDINGS_TITLE, FINDING_COLUMNS, len(ordered))
    book.write_rows(sheet, map(finding_row, ordered))
    if not ordered:
        book.write_texts(sheet, book.first_row, NO_FINDINGS)


def write_sources(book: RecordBook, card: Scorecard) -> None:
    """Add the sheet of the returns with their digests, those that are missing, the plan and the program."""
    rows = [source_row(item, card.plan) for item in card.returns]
    rows += [missing_row(slot, card.plan) for slot in not_arrived(card)]
    sheet = book.add_sheet(SOURCES_SHEET, SOURCES_TITLE, SOURCE_COLUMNS, len(rows), about_sources(card))
    book.write_rows(sheet, rows)
