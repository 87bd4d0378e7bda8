"""The sheets `Ma trận` and `Bản đồ nhiệt`: commune by indicator, the sign of the verdict and the value itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

import xlsxwriter

from cchc_kpi.addresses import column_letters
from cchc_kpi.render.communes.areas import VALUE, VERDICT, AreaSheets
from cchc_kpi.render.communes.lines import FIRST, HEAD_ROW, Column, LargeTable, Lines
from cchc_kpi.render.official import OfficialSheet, percent_format
from cchc_kpi.render.workbooks import AREA_TINT, Formats, quoted
from cchc_kpi.returns.layout import COMMUNES_SHEETS_FIRST
from cchc_kpi.scoring.evaluate import Verdict

MATRIX_SHEET: Final = COMMUNES_SHEETS_FIRST[2]
HEAT_SHEET: Final = COMMUNES_SHEETS_FIRST[3]
_SIGN_WIDTH: Final = 4.3
_VALUE_WIDTH: Final = 9.5
_HEAD_HEIGHT: Final = 250.0
_BELOW: Final = "#E8837B"
_AT: Final = "#FFF9E5"
_ABOVE: Final = "#7FC49B"
"""The colours of a value far below its target, on it, far above it."""
_LEAST_SPAN: Final = Fraction(1, 100)
_FARTHEST: Final = Fraction(1, 3)
_RIGHT_WAY_UP: Final = 90


class MatrixSheet:
    """Draws the signs, and knows the rows and columns in which they stand."""

    def __init__(self, book: xlsxwriter.Workbook, formats: Formats, lines: Lines, areas: AreaSheets) -> None:
        self._page = OfficialSheet(book.add_worksheet(MATRIX_SHEET), formats)
        self._lines = lines
        self._areas = areas

    def verdicts(self, row: int) -> str:
        """Return the cells that hold all verdicts of a line, with the sheet."""
        first, last = column_letters(FIRST), column_letters(FIRST + len(self._lines.columns) - 1)
        return f"{quoted(MATRIX_SHEET)}!{first}{row + 1}:{last}{row + 1}"

    def write(self) -> None:
        """Fill the sheet, from the top down."""
        lines, scored = self._lines, self._lines.scored
        columns = lines.columns
        table = LargeTable(self._page, lines, [_SIGN_WIDTH] * len(columns))
        table.write_title(
            f"Ma trận xã và chỉ tiêu, {scored.period.name()}",
            "  ".join(f"{verdict.sign} {verdict.word.vi.lower()};" for verdict in Verdict).rstrip(";") + ".",
        )
        _write_indicator_heads(table, columns)
        plain = self._page.style(bold=True, align="center")
        tinted = self._page.style(bold=True, align="center", bg_color=AREA_TINT)
        for line in lines.all:
            style = tinted if table.write_line(line) else plain
            for place, column in enumerate(columns, start=FIRST):
                sign = line.results[column.place].verdict.sign
                if column.is_due:
                    formula = f"=LEFT({self._areas.address(column, line.row, VERDICT)},1)"
                    table.sheet.write_formula(line.row, place, formula, style, sign)
                else:
                    table.sheet.write_string(line.row, place, sign, style)
        self._page.colour_verdicts(HEAD_ROW + 1, FIRST, lines.last_row, FIRST + len(columns) - 1)


def _write_indicator_heads(table: LargeTable, columns: tuple[Column, ...]) -> None:
    """Write each indicator's number, and below it its name, upright."""
    table.sheet.set_row(HEAD_ROW, _HEAD_HEIGHT)
    groups = [(1, str(column.number)) for column in columns]
    heads = [f"{column.name} ({column.wording})" for column in columns]
    table.write_heads(groups, heads, rotation=_RIGHT_WAY_UP, font_size=9, align="center", valign="bottom")


def write_heat(sheet: Any, formats: Formats, lines: Lines, areas: AreaSheets) -> None:
    """Fill `Bản đồ nhiệt`: every value, the colour by how far it is below or above its target."""
    columns = tuple(column for column in lines.columns if column.is_due)
    page = OfficialSheet(sheet, formats)
    table = LargeTable(page, lines, [_VALUE_WIDTH] * len(columns))
    table.write_title(
        f"Bản đồ nhiệt: kết quả từng xã, {lines.scored.period.name()}",
        "Mỗi cột một chỉ tiêu, so với mục tiêu của chính nó: càng đỏ càng dưới mục tiêu, càng xanh càng vượt; ô trống: "
        "thiếu số liệu hoặc không phát sinh. Đạt hay chưa: xem Ma trận.",
    )
    _write_indicator_heads(table, columns)
    styles: dict[tuple[str, bool], Any] = {}
    for line in lines.all:
        is_sum = table.write_line(line)
        for place, column in enumerate(columns, start=FIRST):
            result = line.results[column.place]
            key = (percent_format(result), is_sum)
            if key not in styles:
                styles[key] = page.style(num_format=key[0], align="right", font_size=10, bold=is_sum)
            value = "" if result.value is None else float(result.value)
            formula = f"={areas.address(column, line.row, VALUE)}"
            sheet.write_formula(line.row, place, formula, styles[key], value)
    for place, column in enumerate(columns, start=FIRST):
        sheet.conditional_format(HEAD_ROW + 1, place, lines.last_row, place, _scale(lines, column))


def _scale(lines: Lines, column: Column) -> dict[str, Any]:
    """Return a colour scale that turns at the target, from the lowest value to the highest.

    What is farther from the target than a third of all is no darker for it: one value that is far out would
    leave the others without colour.
    """
    target = lines.scored.whole.results[column.place].target
    values = [v for line in lines.communes if (v := line.results[column.place].value) is not None]
    lowest = min([*values, target.value - _LEAST_SPAN])
    highest = max([*values, target.value + _LEAST_SPAN])
    low, high = (_ABOVE, _BELOW) if target.operator in {"<", "<="} else (_BELOW, _ABOVE)
    return {
        "type": "3_color_scale",
        "min_type": "num",
        "mid_type": "num",
        "max_type": "num",
        "min_value": float(max(lowest, target.value - _FARTHEST)),
        "mid_value": float(target.value),
        "max_value": float(min(highest, target.value + _FARTHEST)),
        "min_color": low,
        "mid_color": _AT,
        "max_color": high,
    }
