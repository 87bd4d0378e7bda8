"""How the sheets of a scorecard are read as tables: by which headings, what names a line, what is only its place."""

from __future__ import annotations

from typing import Final, NamedTuple

from cchc_kpi.returns import record

OVERVIEW_SHEET: Final = "Tổng hợp"
BOARD_SHEET: Final = "Bảng điểm"
DETAIL_SHEET: Final = "Chi tiết"
PROGRESS_SHEET: Final = "Tiến độ nộp"


class Guide(NamedTuple):
    """What is known of one sheet.

    `keys` are headings: the row that has them all is the heading row, and their cells name a line below it.
    `numbered` says that a line of results has its number under `TT`. `places` are columns that tell where
    something stands in the workbook, which moves when another return arrives. `heads` are texts by which the
    heading row of a further table is known. `is_led_to` says that
    formulas elsewhere lead to its lines by their place. `filters` says that the table invites its reader to filter it, `repeats` that what follows from a result is only repeated here.
    """

    keys: tuple[str, ...] = ()
    numbered: bool = False
    places: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    is_led_to: bool = False
    filters: bool = False
    repeats: bool = False


NO_GUIDE: Final = Guide()
_SINGLE: Final = {
    BOARD_SHEET: Guide(("TT", "Chỉ tiêu"), numbered=True, heads=("Tổng hợp theo lĩnh vực",), is_led_to=True),
    record.FIGURES_SHEET: Guide(
        (record.CODE, record.OFFICE, record.PERIOD), places=(record.NUMBER,), is_led_to=True, filters=True
    ),
    record.FINDINGS_SHEET: Guide((record.RULE_CODE, record.MESSAGE), filters=True),
    record.SOURCES_SHEET: Guide((record.FILE, record.OFFICE, record.PERIOD), filters=True),
}
_ANNUAL: Final = {
    **_SINGLE,
    OVERVIEW_SHEET: Guide(heads=("Lĩnh vực", "Chỉ tiêu"), repeats=True),
    BOARD_SHEET: Guide(("TT", "Chỉ tiêu"), numbered=True, is_led_to=True, repeats=True),
    DETAIL_SHEET: Guide(
        ("TT", "Chỉ tiêu", "Kỳ"), numbered=True, places=("Từ Số liệu, dòng",), is_led_to=True, filters=True
    ),
    PROGRESS_SHEET: Guide(("Cơ quan, đơn vị",)),
}


def guide_for(sheet: str, *, is_annual: bool) -> Guide:
    """Return what is known of a sheet, by the name that the program gives it."""
    return (_ANNUAL if is_annual else _SINGLE).get(sheet, NO_GUIDE)
