"""A sheet line by line."""

from __future__ import annotations

from cchc_kpi.returns.lines import lines_of
from cchc_kpi.returns.workbook import Cell, Kind, Sheet


def test_rows_stand_from_top_to_bottom_and_cells_from_left_to_right() -> None:
    """Whatever order a reader found them in; blank rows are not there."""
    a, b, c = (Cell(Kind.TEXT, text) for text in "abc")
    sheet = Sheet("s", {(4, 0): c, (1, 10): b, (1, 2): a})
    assert [(1, [(2, a), (10, b)]), (4, [(0, c)])] == list(lines_of(sheet).items())


def test_a_blank_sheet_has_no_rows() -> None:
    """Near miss: of no cells there are no lines, not one that is blank."""
    assert {} == lines_of(Sheet("s", {}))
