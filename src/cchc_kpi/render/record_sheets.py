"""The sheets that keep the record behind a scorecard: every figure, every finding, every file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from cchc_kpi import __version__
from cchc_kpi.addresses import a1
from cchc_kpi.plan.model import Measure
from cchc_kpi.render.workbooks import (
    LINK_BLUE,
    NAVY,
    RULE_GREY,
    Formats,
    cell_link,
    height_of,
    set_landscape_table,
)
from cchc_kpi.returns.between import period_name
from cchc_kpi.returns.layout import KPS, NO, SCORECARD_SHEETS, YES
from cchc_kpi.returns.observation import Observation, State, Status
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.text import printable

_, FIGURES_SHEET, FINDINGS_SHEET, SOURCES_SHEET = SCORECARD_SHEETS
_VALUE_COLUMN: Final = 6
_CELL_COLUMN: Final = 10
_HEAD_ROW: Final = 2
_NUMBER_FORMATS: Final = {"count": "#,##0", "amount": "#,##0.00####", "yes_no": "General"}
_STATES: Final = {
    State.VALUE: "có số liệu",
    State.KPS: "không phát sinh",
    State.BLANK: "để trống",
    State.ERROR: "lỗi, không dùng",
}
_STATUSES: Final = {
    Status.ACCEPTED: "nhận",
    Status.PARTIAL: "nhận một phần (có lỗi)",
    Status.REJECTED: "không dùng",
}


class RecordSheets:
    """Writes the three record sheets of one scorecard and knows where each figure stands."""

    def __init__(self, book: xlsxwriter.Workbook, formats: Formats, card: Scorecard, folder: Path) -> None:
        self._book = book
        self._formats = formats
        self._card = card
        self._folder = folder
        self._rows = {o: _HEAD_ROW + 1 + index for index, o in enumerate(card.observations)}

    def locate(self, observation: Observation) -> str:
        """Return the address of an observation's value, with its sheet, as formulas write it."""
        return f"'{FIGURES_SHEET}'!{a1(self._rows[observation], _VALUE_COLUMN)}"

    def write(self) -> None:
        """Add the sheets, in their order."""
        self._write_figures()
        self._write_findings()
        self._write_sources()

    def _new_sheet(self, name: str, title: str, columns: Sequence[tuple[str, float]], rows: int) -> Any:
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

    def _cell(self, **properties: Any) -> Any:
        return self._formats.get(
            **{"border": 1, "border_color": RULE_GREY, "valign": "top", "text_wrap": True} | properties
        )

    def _write_texts(self, sheet: Any, row: int, texts: Iterable[str]) -> None:
        for column, text in enumerate(texts):
            sheet.write_string(row, column, printable(text), self._cell())

    def _write_figures(self) -> None:
        columns = [
            ("TT", 6.0), ("Mã số", 9.0), ("Số liệu", 52.0), ("Cơ quan", 30.0), ("Kỳ", 10.0), ("Đơn vị", 12.0),
            ("Giá trị", 14.0), ("Trạng thái", 16.0), ("Tệp", 38.0), ("Trang tính", 12.0), ("Ô", 7.0),
            ("Nội dung ô", 16.0), ("Ghi chú của cơ quan", 30.0),
        ]  # fmt: skip
        sheet = self._new_sheet(
            FIGURES_SHEET, "Số liệu các cơ quan báo cáo, từng ô một", columns, len(self._rows)
        )
        plan = self._card.plan
        for number, (observation, row) in enumerate(self._rows.items(), start=1):
            measure = plan.measure_by_id[observation.measure]
            source = observation.provenance
            sheet.write_number(row, 0, number, self._cell(align="center"))
            texts = (
                measure.code,
                measure.name,
                plan.office_by_id[observation.office].name,
                observation.period.id,
                measure.unit,
            )
            for column, text in enumerate(texts, start=1):
                sheet.write_string(row, column, text, self._cell())
            self._write_value(sheet, row, observation, measure)
            rest = (
                _STATES[observation.state],
                source.file,
                source.sheet,
                source.cell,
                source.text,
                observation.remark,
            )
            for column, text in enumerate(rest, start=_VALUE_COLUMN + 1):
                sheet.write_string(row, column, printable(text), self._cell())
            self._link(sheet, row, observation)
            sheet.set_row(
                row,
                height_of((measure.name, 52), (source.file, 38), (texts[2], 30), (observation.remark, 30)),
            )

    def _link(self, sheet: Any, row: int, observation: Observation) -> None:
        """Make the source's address a link to the cell in the return, by the way there from this workbook."""
        source = observation.provenance
        target = cell_link(source.file, source.sheet, source.cell, self._folder)
        style = self._cell(font_color=LINK_BLUE, underline=1)
        sheet.write_url(row, _CELL_COLUMN, target, style, source.cell)

    def _write_value(self, sheet: Any, row: int, observation: Observation, measure: Measure) -> None:
        style = self._cell(num_format=_NUMBER_FORMATS[measure.type], bold=True, align="right", indent=1)
        if observation.value is None:
            sheet.write_blank(row, _VALUE_COLUMN, None, style)
        elif observation.state is State.KPS:
            sheet.write_string(row, _VALUE_COLUMN, KPS, style)
        elif measure.type == "yes_no":
            sheet.write_string(row, _VALUE_COLUMN, YES if observation.value else NO, style)
        else:
            sheet.write_number(row, _VALUE_COLUMN, float(observation.value), style)

    def _write_findings(self) -> None:
        columns = [
            ("Mức độ", 12.0), ("Mã", 7.0), ("Phát hiện", 26.0), ("Tệp", 34.0), ("Trang tính", 11.0), ("Ô", 7.0),
            ("Nội dung", 62.0), ("Cách sửa", 46.0),
        ]  # fmt: skip
        findings = sorted(self._card.findings, key=lambda finding: finding.severity.rank)
        sheet = self._new_sheet(
            FINDINGS_SHEET, "Phát hiện khi đọc và đối chiếu báo cáo", columns, len(findings)
        )
        for row, finding in enumerate(findings, start=_HEAD_ROW + 1):
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
            self._write_texts(sheet, row, texts)
            sheet.set_row(row, height_of((texts[2], 26), (texts[3], 34), (texts[6], 62), (texts[7], 46)))
        if not findings:
            self._write_texts(sheet, _HEAD_ROW + 1, ["", "", "Không có phát hiện nào", "", "", "", "", ""])

    def _write_sources(self) -> None:
        columns = [
            ("Tệp", 44.0),
            ("Cơ quan", 32.0),
            ("Kỳ", 14.0),
            ("Lần nộp", 9.0),
            ("Kết quả đọc", 24.0),
            ("SHA-256", 70.0),
        ]
        card = self._card
        arrived = set(card.received)
        absent = [
            slot
            for slot in card.expected
            if slot not in arrived and all(r.slot != slot for r in card.returns)
        ]
        sheet = self._new_sheet(
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
        sheet.write_string(1, 0, about, self._formats.get(italic=True))
        for row, item in enumerate(card.returns, start=_HEAD_ROW + 1):
            office = card.plan.office_by_id[item.office].name if item.office else "không rõ"
            when = period_name(item.period).vi if item.period or item.is_baseline else "không rõ"
            self._write_texts(
                sheet,
                row,
                (item.file, office, when, str(item.submission), _STATUSES[item.status], item.sha256),
            )
            sheet.set_row(row, height_of((item.file, 44), (office, 32)))
        for row, (office_id, period) in enumerate(absent, start=_HEAD_ROW + 1 + len(card.returns)):
            name = card.plan.office_by_id[office_id].name
            self._write_texts(sheet, row, ("", name, period_name(period).vi, "", "CHƯA NỘP", ""))
