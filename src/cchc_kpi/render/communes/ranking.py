"""The sheet `Xếp hạng`: each commune's place, its verdicts counted live over `Ma trận`, its returns."""

from __future__ import annotations

from typing import Any, Final

from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.render.communes.lines import NAME, Lines
from cchc_kpi.render.communes.matrix import MATRIX_SHEET, MatrixSheet
from cchc_kpi.render.communes.progress import ProgressSheet
from cchc_kpi.render.formulas import verdict_text
from cchc_kpi.render.official import OfficialSheet, count_formula
from cchc_kpi.render.workbooks import (
    LINK_BLUE,
    MOST_LINKS,
    NAVY,
    Formats,
    quoted,
    set_landscape_table,
)
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.ranking import order_phrase, total_headroom

_COUNTED: Final = (Verdict.MET, Verdict.NOT_MET, Verdict.NO_DATA, Verdict.NOT_APPLICABLE)
_HEADS: Final = (
    "Hạng", "Mã xã", "Xã", "Tỉnh", *map(verdict_text, _COUNTED), "Tổng khoảng vượt mục tiêu (điểm %)", "Báo cáo nhận",
    "Báo cáo cần", "Tỷ lệ nộp",
)  # fmt: skip
_WIDTHS: Final = (7.0, 10.0, 28.0, 22.0, 9.0, 11.0, 13.0, 13.0, 14.0, 10.0, 10.0, 10.0)
_HEAD_ROW: Final = 3
_FIRST_COUNT: Final = 4
_HEADROOM: Final = _FIRST_COUNT + len(_COUNTED)


def write_ranking(
    sheet: Any, formats: Formats, lines: Lines, matrix: MatrixSheet, progress: ProgressSheet
) -> None:
    """Fill the sheet, from the top down."""
    scored = lines.scored
    page = OfficialSheet(sheet, formats)
    last = len(_HEADS) - 1
    set_landscape_table(sheet, _WIDTHS, _HEAD_ROW)
    sheet.set_footer("&L&9&A&R&9Trang &P/&N")
    sheet.freeze_panes(_HEAD_ROW + 1, _FIRST_COUNT)
    sheet.autofilter(_HEAD_ROW, 0, _HEAD_ROW + len(scored.standings), last)
    sheet.print_area(0, 0, _HEAD_ROW + len(scored.standings), last)
    title = f"Xếp hạng các xã, {scored.period.name()}"
    sheet.write_string(0, 0, title, page.text(bold=True, font_size=14, font_color=NAVY))
    about = f"Thứ tự: {order_phrase(scored.plan).vi}. Bằng nhau thì cùng hạng, hạng sau để trống."
    sheet.write_string(1, 0, about, page.text(italic=True))
    sheet.set_row(_HEAD_ROW, 50)
    page.write_heads(_HEAD_ROW, _HEADS)
    centred, plain = page.style(align="center"), page.style()
    place_style = page.style(align="center", bold=True)
    linked = page.style(font_color=LINK_BLUE, underline=1)
    points = page.style(num_format="+0.00;-0.00;0", align="right")
    share = page.style(num_format="0%", align="right")
    has_links = len(scored.standings) <= MOST_LINKS
    cards = {one.commune.code: one.card for one in scored.cards}
    for number, standing in enumerate(scored.standings, start=1):
        row, commune = _HEAD_ROW + number, standing.commune
        line, card = lines.rows[commune.code], cards[commune.code]
        sheet.write_number(row, 0, standing.place, place_style)
        sheet.write_string(row, 1, commune.code, centred)
        name = capitalized(commune.named.label)
        if has_links:
            there = f"internal:{quoted(MATRIX_SHEET)}!{'ABC'[NAME]}{line + 1}"
            sheet.write_url(row, 2, there, linked, name, "Xem dòng của xã ở Ma trận")
        else:
            sheet.write_string(row, 2, name, plain)
        sheet.write_string(row, 3, capitalized(commune.above.label), plain)
        for column, verdict in enumerate(_COUNTED, start=_FIRST_COUNT):
            formula = count_formula(matrix.verdicts(line), verdict)
            sheet.write_formula(row, column, formula, centred, card.count(verdict))
        sheet.write_number(row, _HEADROOM, float(total_headroom(card) * 100), points)
        received, expected = len(card.received), len(card.expected)
        sheet.write_formula(row, _HEADROOM + 1, f"={progress.received(line)}", centred, received)
        sheet.write_formula(row, _HEADROOM + 2, f"={progress.expected(line)}", centred, expected)
        sheet.write_formula(
            row, last, f"={progress.share(line)}", share, received / expected if expected else ""
        )
