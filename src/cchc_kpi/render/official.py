"""The look of an official annex, shared by the scorecards: heads, title, ruled cells, verdicts, signatures.

After Nghị định 30/2020/NĐ-CP, Phụ lục I; number, day and signatures stay blank for the office to fill.
Nothing is merged: a text is centred across its columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from cchc_kpi.numerals import number_places, percent_places
from cchc_kpi.plan.model import Heading, Plan
from cchc_kpi.render.formulas import ResultFormulas, difference_of, is_too_large, verdict_text
from cchc_kpi.render.workbooks import AREA_TINT, NAVY, RULE_GREY, Formats
from cchc_kpi.returns.record import DATE_LINE
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.rollup import RollupResult

VERDICT_COLOURS: Final = {
    Verdict.MET: ("#0B6B3A", "#E4F3EA"),
    Verdict.NOT_MET: ("#A61B1B", "#FBE6E4"),
    Verdict.NO_DATA: ("#7A5200", "#FFF3D6"),
    Verdict.NOT_APPLICABLE: ("#555555", "#F2F2F2"),
    Verdict.NOT_DUE: ("#555555", "#F2F2F2"),
}
"""Ink and paper of each verdict."""
ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_SIGNED: Final = "+#,##0;-#,##0;0"
_NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_NUMBER: Final = "Số: ..................."
_MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"


class OfficialSheet:
    """A sheet drawn as an official annex. Rows and columns are counted from 0."""

    def __init__(self, sheet: Any, formats: Formats) -> None:
        self.sheet = sheet
        self._formats = formats

    def style(self, **properties: Any) -> Any:
        """Return the format of a ruled cell with further xlsxwriter properties."""
        return self._formats.get(**{"border": 1, "border_color": RULE_GREY, "valign": "vcenter"} | properties)

    def text(self, **properties: Any) -> Any:
        """Return the format of a text that stands outside of ruled cells."""
        return self._formats.get(**properties)

    def head_style(self, **properties: Any) -> Any:
        """Return the format of a heading cell."""
        dark = {"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "border_color": NAVY}
        return self.style(**dark | {"align": "center", "text_wrap": True} | properties)

    def colour(self, **properties: Any) -> Any:
        """Return a format of colours alone, for conditional formatting."""
        return self._formats.plain(**properties)

    def across(self, row: int, first: int, last: int, text: str, **properties: Any) -> None:
        """Centre a text over several columns without merging them."""
        style = self._formats.get(align="center_across", **properties)
        self.sheet.write_string(row, first, text, style)
        for column in range(first + 1, last + 1):
            self.sheet.write_blank(row, column, None, style)

    def write_heads(self, row: int, names: Sequence[str], first: int = 0) -> None:
        """Write a line of headings."""
        for column, name in enumerate(names, start=first):
            self.sheet.write_string(row, column, name, self.head_style())

    def write_title(
        self, heading: Heading, title: str, lines: Sequence[str], *, split: int, last: int, warning: str = ""
    ) -> None:
        """Write the issuing body, a blank number, the nation's name and the motto, the title and what stands below it.

        The right half begins in column `split` and ends in `last`.
        """
        self.across(0, 0, split - 1, heading.issued_by.upper(), bold=True)
        self.across(1, 0, split - 1, _NUMBER)
        self.across(0, split, last, _NATION, bold=True)
        self.across(1, split, last, _MOTTO, bold=True, font_size=13, underline=1)
        self.across(3, 0, last, title, bold=True, font_size=16, font_color=NAVY)
        self.sheet.set_row(3, 26)
        self.across(4, 0, last, heading.title, italic=True)
        for row, line in enumerate(lines, start=5):
            self.across(row, 0, last, line)
        if warning:
            ink, _ = VERDICT_COLOURS[Verdict.NOT_MET]
            self.across(5 + len(lines), 0, last, warning, bold=True, font_color=ink)

    def write_area(self, row: int, place: int, name: str, last: int) -> None:
        """Write the line that opens an area, from the first column to the last."""
        look = {"bold": True, "bg_color": AREA_TINT}
        number = ROMAN[place - 1] if place <= len(ROMAN) else str(place)
        self.sheet.write_string(row, 0, number, self.style(align="center", **look))
        self.sheet.write_string(row, 1, name, self.style(right=0, **look))
        for column in range(2, last + 1):
            edges = {"left": 0, "right": int(column == last)}
            self.sheet.write_blank(row, column, None, self.style(**look, **edges))
        self.sheet.set_row(row, 20)

    def write_number(
        self,
        row: int,
        column: int,
        formula: str | None,
        value: Fraction | None,
        number_format: str,
        **properties: Any,
    ) -> None:
        """Write a live number with its cached value, nothing where there is none; the number alone without a formula."""
        look = {"align": "right", "indent": 1, "shrink": True}
        style = self.style(num_format=number_format, **look | properties)
        self._write(row, column, formula, "" if value is None else float(value), style)

    def _write(self, row: int, column: int, formula: str | None, value: float | str, style: Any) -> None:
        if formula is not None or value == "":
            # A blank cell would be 0 to the formulas that look at it.
            self.sheet.write_formula(row, column, formula or '=""', style, value)
        else:
            self.sheet.write(row, column, value, style)

    def write_judgement(
        self,
        row: int,
        columns: tuple[int, int],
        live: ResultFormulas,
        result: IndicatorResult,
        plan: Plan,
        **properties: Any,
    ) -> None:
        """Write the difference from the target and the verdict.

        A difference larger than a spreadsheet keeps exactly is text.
        """
        difference_column, verdict_column = columns
        self.write_difference(row, difference_column, live, result, plan, font_size=10, **properties)
        self.write_verdict(row, verdict_column, live, result, **properties)

    def write_difference(
        self,
        row: int,
        column: int,
        live: ResultFormulas,
        result: IndicatorResult,
        plan: Plan,
        **properties: Any,
    ) -> None:
        """Write the difference from the target, whose sign decides the verdict."""
        difference = difference_of(result, plan)
        shown: float | str = "" if difference is None else difference
        if is_too_large(result, plan):
            shown = str(shown)
        style = self.style(num_format=_SIGNED, align="right", indent=1, shrink=True, **properties)
        self._write(row, column, live.difference, shown, style)

    def write_verdict(
        self, row: int, column: int, live: ResultFormulas, result: IndicatorResult, **properties: Any
    ) -> None:
        """Write the verdict as sign and word."""
        style = self.style(bold=True, align="center", **properties)
        self._write(row, column, live.verdict, verdict_text(result.verdict), style)

    def colour_verdicts(self, first_row: int, first: int, last_row: int, last: int) -> None:
        """Colour cells that begin with a verdict's sign; sign and word stand there without the colour too."""
        for verdict, (ink, paper) in VERDICT_COLOURS.items():
            style = self.colour(font_color=ink, bg_color=paper)
            rule = {"type": "text", "criteria": "begins with", "value": verdict.sign, "format": style}
            self.sheet.conditional_format(first_row, first, last_row, last, rule)

    def write_signatures(self, row: int, left: tuple[int, int], right: tuple[int, int]) -> int:
        """Write the signature block; return the row below it."""
        bold, italic = {"bold": True}, {"italic": True}
        self.across(row, *right, DATE_LINE, **italic)
        self.across(row + 1, *left, "NGƯỜI LẬP BIỂU", **bold)
        self.across(row + 1, *right, "TM. ỦY BAN NHÂN DÂN", **bold)
        self.across(row + 2, *left, "(Ký, ghi rõ họ tên)", **italic)
        self.across(row + 2, *right, "(Ký, ghi rõ họ tên, đóng dấu)", **italic)
        return row + 6


def number_format(value: Fraction | None) -> str:
    """Return the format that shows a number with as many decimals as it has."""
    places = number_places(value) if value is not None else 0
    return "#,##0" + (f".{'0' * places}" if places else "")


def percent_format(result: IndicatorResult | RollupResult) -> str:
    """Return the format of a result's value, with the decimals that keep it on its side of the target."""
    # Where there is no value yet, one that is typed in must not be rounded away.
    places = percent_places(result.value, result.target.value) if result.value is not None else 2
    return "0" + (f".{'0' * places}" if places else "") + "%"


def count_formula(cells: str, verdict: Verdict) -> str:
    """Return the formula that counts a verdict among cells."""
    # A wildcard reads as itself behind "~"; "?" is the sign of missing data.
    sign = f"~{verdict.sign}" if verdict.sign == "?" else verdict.sign
    return f'=COUNTIF({cells},"{sign}*")'
