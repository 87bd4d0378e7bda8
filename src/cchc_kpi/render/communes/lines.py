"""The lines that the large tables of many communes share: sums first, then each province's communes together.

A commune stands in the same row of every such table, so that a formula leads from one to another by its row.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.render.official import OfficialSheet
from cchc_kpi.render.workbooks import AREA_TINT, NAVY, set_landscape_table
from cchc_kpi.scoring.communes import CommunesScorecard
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.rollup import CommuneCard, Rollup, RollupResult

CODE, NAME, PROVINCE, FIRST = range(4)
"""The columns that every large table begins with, and the first of its own."""
GROUP_ROW: Final = 2
HEAD_ROW: Final = 3
_WIDTHS: Final = (9.0, 24.0, 18.0)


class SumLine(NamedTuple):
    """The line of a roll-up; its communes stand from row `first` to row `last`."""

    row: int
    rollup: Rollup
    first: int
    last: int

    @property
    def results(self) -> tuple[RollupResult, ...]:
        return self.rollup.results


class CommuneLine(NamedTuple):
    """The line of a commune."""

    row: int
    one: CommuneCard

    @property
    def results(self) -> tuple[IndicatorResult, ...]:
        return self.one.card.results


class Column(NamedTuple):
    """An indicator in its place on the scorecard: its number from 1, its place among the plan's indicators."""

    number: int
    place: int
    name: str
    wording: str
    area: str
    is_due: bool


class Lines:
    """Knows in which row of the large tables each roll-up and each commune stands."""

    def __init__(self, scored: CommunesScorecard) -> None:
        self.scored = scored
        row = HEAD_ROW + 1 + len(scored.rollups)
        self.first_commune = row
        communes: list[CommuneLine] = []
        spans: dict[int, tuple[int, int]] = {}
        for place, rollup in enumerate(scored.rollups):
            if rollup.province is not None:
                spans[place] = (row, row + len(rollup.cards) - 1)
                communes += [CommuneLine(row + number, one) for number, one in enumerate(rollup.cards)]
                row += len(rollup.cards)
        self.last_row = row - 1
        self.communes = tuple(communes)
        self.sums = tuple(
            SumLine(HEAD_ROW + 1 + place, rollup, *spans.get(place, (self.first_commune, self.last_row)))
            for place, rollup in enumerate(scored.rollups)
        )
        self.whole = self.sums[0]
        self.all: tuple[SumLine | CommuneLine, ...] = (*self.sums, *self.communes)
        results = scored.whole.results
        self.columns = tuple(
            Column(
                one.number,
                place := scored.plan.indicators.index(one.indicator),
                one.indicator.name,
                results[place].target.wording,
                one.indicator.area,
                results[place].verdict is not Verdict.NOT_DUE,
            )
            for one in numbered_indicators(scored.plan)
        )
        self.rows = {line.one.commune.code: line.row for line in communes}
        """The row of each commune, by its code."""


class LargeTable:
    """Begins a large table and names its lines; what stands in the other columns is the caller's."""

    def __init__(self, page: OfficialSheet, lines: Lines, widths: list[float]) -> None:
        self.page = page
        self.sheet: Any = page.sheet
        self._lines = lines
        self._last = FIRST + len(widths) - 1
        set_landscape_table(self.sheet, (*_WIDTHS, *widths), HEAD_ROW)
        self.sheet.repeat_rows(GROUP_ROW, HEAD_ROW)
        self.sheet.repeat_columns(CODE, PROVINCE)
        self.sheet.set_footer("&L&9&A&R&9Trang &P/&N")
        self.sheet.freeze_panes(HEAD_ROW + 1, FIRST)
        self.sheet.autofilter(HEAD_ROW, 0, lines.last_row, self._last)
        self.sheet.print_area(0, 0, lines.last_row, self._last)
        self._plain, self._centred = page.style(), page.style(align="center")
        self._sum = page.style(bold=True, bg_color=AREA_TINT)
        self._code_head = page.head_style()

    def write_title(self, title: str, about: str) -> None:
        """Write the title and what the table is about."""
        self.sheet.write_string(0, 0, title, self.page.text(bold=True, font_size=14, font_color=NAVY))
        self.sheet.write_string(1, 0, about, self.page.text(italic=True))

    def write_heads(self, groups: list[tuple[int, str]], heads: list[str], **head: Any) -> None:
        """Write the two rows of headings: groups, each over so many columns, and below them a heading a column."""
        for column in (CODE, NAME, PROVINCE):
            self.sheet.write_blank(GROUP_ROW, column, None, self._code_head)
        column = FIRST
        for count, name in groups:
            style = self.page.head_style(align="center_across", text_wrap=False)
            self.sheet.write_string(GROUP_ROW, column, name, style)
            for place in range(column + 1, column + count):
                self.sheet.write_blank(GROUP_ROW, place, None, style)
            column += count
        for place, name in enumerate(("Mã xã", "Xã", "Tỉnh")):
            self.sheet.write_string(HEAD_ROW, place, name, self._code_head)
        style = self.page.head_style(**head)
        for place, name in enumerate(heads, start=FIRST):
            self.sheet.write_string(HEAD_ROW, place, name, style)

    def write_line(self, line: SumLine | CommuneLine) -> bool:
        """Name a line; say whether it is a sum."""
        if isinstance(line, SumLine):
            self._write_sum(line)
            return True
        self._write_commune(line)
        return False

    def _write_sum(self, line: SumLine) -> None:
        province = line.rollup.province
        name = f"Cộng {province.full}" if province is not None else "Cộng toàn bộ"
        self.sheet.write_blank(line.row, CODE, None, self._sum)
        self.sheet.write_string(line.row, NAME, name, self._sum)
        self.sheet.write_string(
            line.row, PROVINCE, capitalized(province.label) if province is not None else "", self._sum
        )

    def _write_commune(self, line: CommuneLine) -> None:
        commune = line.one.commune
        self.sheet.write_string(line.row, CODE, commune.code, self._centred)
        self.sheet.write_string(line.row, NAME, capitalized(commune.named.label), self._plain)
        self.sheet.write_string(line.row, PROVINCE, capitalized(commune.above.label), self._plain)
