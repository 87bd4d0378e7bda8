"""The departments' form as a workbook, drawn from a `FormLayout`; also filled, for examples.

Input cells are tinted and unlocked, all else is locked without a password. No merged cells: a row
inserted beside a merge swallows figures. Every formula carries its cached value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from cchc_kpi.addresses import a1, column_letters
from cchc_kpi.plan.model import Measure
from cchc_kpi.render.live_checks import LiveChecks
from cchc_kpi.render.workbooks import AREA_TINT, NAVY, RULE_GREY, Formats, new_workbook
from cchc_kpi.returns import layout
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import mark_rows

INPUT_TINT: Final = "#FFF7DC"
WARNING_RED: Final = "#B42318"
_LABEL_WIDTH: Final = 58
_LINE_HEIGHT: Final = 17
_TITLE: Final = "BÁO CÁO SỐ LIỆU CẢI CÁCH HÀNH CHÍNH"
_BASELINE_TITLE: Final = "BÁO CÁO SỐ LIỆU GỐC CẢI CÁCH HÀNH CHÍNH"
_CHECK_HEADER: Final = "Kiểm tra"
_FIRST_FIELD_ROW: Final = 4
# A list of choices typed into a validation ends at 255 characters; one that stands in cells does not.
_PERIOD_COLUMN: Final = 3
HEADER_ROW: Final = _FIRST_FIELD_ROW + len(layout.FIELDS)
"""The table's heading row, counted from 0. Readers must not rely on it: they look for the heading."""

Entry = int | Decimal | str


@dataclass(frozen=True, slots=True)
class FormEntries:
    """What an office typed: figures by (code, value heading), remarks by code, and the fields."""

    values: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    submission: int = 1
    submitted_on: str = ""
    period: str | None = None


def write_form(form: FormLayout, path: Path, entries: FormEntries | None = None) -> None:
    """Write one form, blank or filled, to `path`. Raises OSError where it cannot be written."""
    with new_workbook(path) as book:
        draw_form(book, form, entries or FormEntries())


def draw_form(book: xlsxwriter.Workbook, form: FormLayout, entries: FormEntries) -> None:
    """Draw one form as the first sheets of a workbook, which others may follow."""
    _FormWriter(book, form, entries).write()


class _FormWriter:
    """Draws one form; knows the row of every measure once the table has been laid out."""

    def __init__(self, book: xlsxwriter.Workbook, form: FormLayout, entries: FormEntries) -> None:
        self._book = book
        self._form = form
        self._entries = entries
        self._formats = Formats(book)
        self._sheet = book.add_worksheet(layout.TABLE_SHEET)
        self._headers = (
            layout.CODE_HEADER,
            layout.LABEL_HEADER,
            layout.UNIT_HEADER,
            *form.value_headers,
            layout.REMARK_HEADER,
        )
        self._value_columns = {header: 3 + i for i, header in enumerate(form.value_headers)}
        self._remark_column = 3 + len(form.value_headers)
        self._check_column = self._remark_column + 1
        self._rows: dict[str, int] = {}
        quarters = [period.id for period in form.plan.quarters]
        self._periods = [layout.BASELINE] if form.is_baseline else quarters

    def write(self) -> None:
        self._lay_out_rows()
        self._set_page()
        self._write_title()
        self._write_fields()
        self._write_table()
        self._write_signatures()
        self._write_mark()

    def _lay_out_rows(self) -> None:
        row, area = HEADER_ROW + 1, ""
        for measure in self._form.measures:
            if measure.area != area:
                area, row = measure.area, row + 1
            self._rows[measure.id] = row
            row += 1
        self._last_row = row - 1

    def _set_page(self) -> None:
        sheet = self._sheet
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, _LABEL_WIDTH)
        sheet.set_column(2, 2, 12)
        sheet.set_column(3, self._remark_column - 1, 13)
        sheet.set_column(self._remark_column, self._remark_column, 24)
        sheet.set_column(self._check_column, self._check_column, 42)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        if self._form.is_baseline:
            sheet.set_landscape()
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEADER_ROW)
        sheet.print_area(0, 0, self._last_row + 7, self._remark_column)
        sheet.set_footer("&L&9" + self._form.stem + "&R&9Trang &P/&N")
        sheet.freeze_panes(HEADER_ROW + 1, 2)
        # Messages ask for a cell to be formatted as a number again: see V03, V10, V16.
        allowed = ("select_locked_cells", "format_cells", "format_columns", "format_rows")
        sheet.protect("", dict.fromkeys(allowed, True))

    def _write_title(self) -> None:
        heading = self._form.plan.plan
        title = _BASELINE_TITLE if self._form.is_baseline else _TITLE
        self._across(
            0, title, self._formats.get(bold=True, font_size=14, font_color=NAVY, align="center_across"), 24
        )
        self._across(1, heading.title, self._formats.get(italic=True, align="center_across"), 18)
        hint = self._formats.get(font_color="#44546A")
        kps = "Không có thì nhập 0; kỳ này không phát sinh thì nhập KPS; chưa có số thì để trống và nêu lý do ở cột Ghi chú."
        if self._form.is_baseline:
            kps = "Nhập số chính thức của từng năm, không ghi KPS; chưa có số thì để trống và nêu lý do ở cột Ghi chú."
        self._sheet.write_string(
            2,
            0,
            "Nhập vào các ô màu vàng. Số đếm là số nguyên; không nhập tỷ lệ phần trăm, không sửa mã số và tên cột.",
            hint,
        )
        self._sheet.write_string(3, 0, kps, hint)
        count = len(self._inputs())
        filled = sum(1 for key in self._entries.values if key[1] in self._value_columns)
        codes = f"A{HEADER_ROW + 2}:A{self._last_row + 1}"
        blanks = "+".join(
            f'SUMPRODUCT(({codes}<>"")*({letters}{HEADER_ROW + 2}:{letters}{self._last_row + 1}=""))'
            for letters in map(column_letters, self._value_columns.values())
        )
        # Years that a baseline form does not ask of a measure are locked and blank, and not to be filled.
        unasked = len(self._form.measures) * len(self._value_columns) - count
        formula = f'="Còn "&({blanks}-{unasked})&" ô số liệu để trống"'
        text = f"Còn {count - filled} ô số liệu để trống"
        note = self._formats.get(italic=True, font_color="#44546A")
        self._sheet.write_formula(0, self._check_column, formula, note, text)

    def _across(self, row: int, text: str, style: Any, height: float) -> None:
        self._sheet.set_row(row, height)
        self._sheet.write_string(row, 0, text, style)
        for column in range(1, self._remark_column + 1):
            self._sheet.write_blank(row, column, None, style)

    def _write_fields(self) -> None:
        form, entries = self._form, self._entries
        period = entries.period if entries.period is not None else form.period_text
        values: dict[str, str | int] = {
            layout.OFFICE_FIELD: form.office.name,
            layout.COMMUNE_FIELD: form.plan.plan.commune,
            layout.PERIOD_FIELD: period,
            layout.SUBMISSION_FIELD: entries.submission,
            layout.DATE_FIELD: entries.submitted_on,
        }
        label = self._formats.get(bold=True)
        for offset, (name, value) in enumerate(values.items()):
            row = _FIRST_FIELD_ROW + offset
            open_field = name in {layout.SUBMISSION_FIELD, layout.DATE_FIELD}
            open_field = open_field or (name == layout.PERIOD_FIELD and not form.period_text)
            style = self._field_format(unlocked=open_field)
            self._sheet.set_row(row, _LINE_HEIGHT + 2)
            self._sheet.write_string(row, 0, name, label)
            if isinstance(value, int):
                self._sheet.write_number(row, 1, value, style)
            elif value:
                self._sheet.write_string(row, 1, value, style)
            else:
                self._sheet.write_blank(row, 1, None, style)
        self._validate_fields()

    def _field_format(self, *, unlocked: bool) -> Any:
        if not unlocked:
            return self._formats.get(align="left", bold=True)
        return self._formats.get(
            align="left", bg_color=INPUT_TINT, border=1, border_color=RULE_GREY, locked=False
        )

    def _validate_fields(self) -> None:
        row = _FIRST_FIELD_ROW + layout.FIELDS.index(layout.PERIOD_FIELD)
        self._sheet.data_validation(
            row,
            1,
            row,
            1,
            {
                "validate": "list",
                "source": f"='{layout.MARK_SHEET}'!{a1(0, _PERIOD_COLUMN)}:{a1(len(self._periods) - 1, _PERIOD_COLUMN)}",
                "error_title": "Kỳ báo cáo",
                "error_message": "Chọn một kỳ trong danh sách.",
            },
        )
        row = _FIRST_FIELD_ROW + layout.FIELDS.index(layout.SUBMISSION_FIELD)
        self._sheet.data_validation(
            row,
            1,
            row,
            1,
            {
                "validate": "integer",
                "criteria": "between",
                "minimum": 1,
                "maximum": 99,
                "error_title": "Lần nộp",
                "error_message": "Nhập số nguyên: 1 cho lần đầu, 2 cho lần nộp lại.",
            },
        )
        row = _FIRST_FIELD_ROW + layout.FIELDS.index(layout.DATE_FIELD)
        self._sheet.data_validation(
            row,
            1,
            row,
            1,
            {
                "validate": "any",
                "input_title": "Ngày nộp",
                "input_message": "dd/mm/yyyy, ví dụ 14/03/2026; có thể để trống.",
            },
        )

    def _inputs(self) -> list[tuple[Measure, str]]:
        """Every figure that the form asks: its measure and value heading."""
        return [
            (measure, header)
            for measure in self._form.measures
            for header in self._form.value_headers
            if self._is_asked(measure, header)
        ]

    def _is_asked(self, measure: Measure, header: str) -> bool:
        if not self._form.is_baseline:
            return True
        return self._form.asks(measure, self._form.years[self._form.value_headers.index(header)])

    def _write_table(self) -> None:
        head = self._formats.get(
            bold=True,
            font_color="#FFFFFF",
            bg_color=NAVY,
            align="center",
            valign="vcenter",
            border=1,
            border_color=NAVY,
            text_wrap=True,
        )
        self._sheet.set_row(HEADER_ROW, 24)
        for column, header in enumerate((*self._headers, _CHECK_HEADER)):
            self._sheet.write_string(HEADER_ROW, column, header, head)
        area = ""
        for measure in self._form.measures:
            if measure.area != area:
                area = measure.area
                self._write_section(self._rows[measure.id] - 1, area)
            self._write_measure(measure)

    def _write_section(self, row: int, area: str) -> None:
        name = next(a.name for a in self._form.plan.areas if a.id == area)
        style = self._formats.get(bold=True, bg_color=AREA_TINT, top=1, bottom=1, border_color=RULE_GREY)
        for column in range(self._remark_column + 1):
            self._sheet.write_blank(row, column, None, style)
        self._sheet.write_string(row, 1, name, style)
        self._sheet.set_row(row, _LINE_HEIGHT)

    def _write_measure(self, measure: Measure) -> None:
        row, sheet = self._rows[measure.id], self._sheet
        indent = self._form.indent(measure)
        frame: dict[str, Any] = {"border": 1, "border_color": RULE_GREY, "valign": "vcenter"}
        sheet.write_string(row, 0, measure.code, self._formats.get(align="center", **frame))
        sheet.write_string(
            row, 1, measure.name, self._formats.get(indent=indent, text_wrap=True, italic=indent > 0, **frame)
        )
        sheet.write_string(row, 2, measure.unit, self._formats.get(align="center", **frame))
        lines = math.ceil((len(measure.name) + 2 * indent) / (_LABEL_WIDTH + 8))
        sheet.set_row(row, max(1, lines) * _LINE_HEIGHT + 2)
        for header, column in self._value_columns.items():
            if self._is_asked(measure, header):
                self._write_input(measure, row, column, header, frame)
            else:
                sheet.write_blank(row, column, None, self._formats.get(bg_color="#EDEDED", **frame))
        remark = self._entries.remarks.get(measure.code, "")
        style = self._formats.get(bg_color=INPUT_TINT, locked=False, text_wrap=True, **frame)
        if remark:
            sheet.write_string(row, self._remark_column, remark, style)
        else:
            sheet.write_blank(row, self._remark_column, None, style)
        self._write_check(measure, row)

    def _write_input(
        self, measure: Measure, row: int, column: int, header: str, frame: dict[str, Any]
    ) -> None:
        number = {"count": "#,##0", "amount": "#,##0.00####", "yes_no": "General"}[measure.type]
        place = {"align": "center"} if measure.type == "yes_no" else {"align": "right", "indent": 1}
        style = self._formats.get(bg_color=INPUT_TINT, locked=False, num_format=number, **place, **frame)
        entry = self._entries.values.get((measure.code, header))
        if entry is None:
            self._sheet.write_blank(row, column, None, style)
        elif isinstance(entry, str):
            self._sheet.write_string(row, column, entry, style)
        else:
            self._sheet.write_number(row, column, float(entry), style)
        self._sheet.data_validation(row, column, row, column, self._validation(measure, a1(row, column)))

    def _validation(self, measure: Measure, cell: str) -> dict[str, Any]:
        if measure.type == "yes_no":
            return {
                "validate": "list",
                "source": [layout.YES, layout.NO],
                "error_title": "Có hay Không",
                "error_message": f"{measure.code}: chọn '{layout.YES}' hoặc '{layout.NO}' trong danh sách.",
            }
        whole = f"{cell}=INT({cell})" if measure.type == "count" else f"ROUND({cell},6)={cell}"
        kind = (
            "một số nguyên từ 0"
            if measure.type == "count"
            else f"một số từ 0 ({measure.unit}, tối đa 6 chữ số thập phân)"
        )
        words = () if measure.id in self._form.plan.needs_a_number else layout.KPS_WORDS
        texts = ",".join(f'UPPER(TRIM({cell}))="{word.upper()}"' for word in words) or "FALSE"
        kps = "; không phát sinh thì nhập KPS" if words else ""
        return {
            "validate": "custom",
            "value": f"=IF(ISNUMBER({cell}),AND({cell}>=0,{whole}),OR({texts}))",
            "error_title": "Số liệu chưa đúng",
            "error_message": f"{measure.code}: nhập {kind}{kps}.",
        }

    def _write_check(self, measure: Measure, row: int) -> None:
        asked = [header for header in self._value_columns if self._is_asked(measure, header)]
        checks = LiveChecks(self._form, self._rows, self._value_columns, self._entries.values)
        check = checks.of(measure, asked)
        if check is not None:
            style = self._formats.get(bold=True, font_color=WARNING_RED, text_wrap=True, valign="vcenter")
            self._sheet.write_formula(row, self._check_column, check.formula, style, check.text)

    def _write_signatures(self) -> None:
        row = self._last_row + 2
        bold = self._formats.get(bold=True, align="center")
        italic = self._formats.get(italic=True, align="center", font_color="#44546A")
        right = self._remark_column - 1
        self._sheet.write_string(row, 1, "Người làm báo cáo", bold)
        self._sheet.write_string(row, right, "Thủ trưởng đơn vị", bold)
        self._sheet.write_string(row + 1, 1, "(Ký, ghi rõ họ tên)", italic)
        self._sheet.write_string(row + 1, right, "(Ký, đóng dấu)", italic)

    def _write_mark(self) -> None:
        sheet = self._book.add_worksheet(layout.MARK_SHEET)
        sheet.hide()
        sheet.protect("")
        for row, (key, value) in enumerate(mark_rows(self._form)):
            sheet.write_string(row, 0, key)
            sheet.write_string(row, 1, value)
        for row, period in enumerate(self._periods):
            sheet.write_string(row, _PERIOD_COLUMN, period)
        self._sheet.activate()
