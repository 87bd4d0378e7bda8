"""The native charts of the year's workbook, readable in black and white: patterns, dashes, figures beside the marks."""

from __future__ import annotations

from typing import Any, Final

import xlsxwriter

from cchc_kpi.plan.model import Indicator, Milestone
from cchc_kpi.render.annual.board import BoardSheet
from cchc_kpi.render.official import VERDICT_COLOURS
from cchc_kpi.render.workbooks import FONT, NAVY, RULE_GREY
from cchc_kpi.scoring.evaluate import Verdict

_INK: Final = "#222222"
_PATTERNS: Final = {
    Verdict.MET: None,
    Verdict.NOT_MET: "wide_upward_diagonal",
    Verdict.NO_DATA: "percent_20",
}
_TITLE_LINE: Final = 44


def area_chart(
    book: xlsxwriter.Workbook,
    sheet: str,
    rows: tuple[int, int],
    name_column: int,
    first_count: int,
    until: str,
) -> Any:
    """Return a bar for each area: how many of its indicators are met, not met, without figures.

    The counts stand in the rows given, in columns from `first_count` on in the order of `Verdict`.
    """
    chart = book.add_chart({"type": "bar", "subtype": "stacked"})
    first, last = rows
    for place, verdict in enumerate(_PATTERNS):
        ink, _ = VERDICT_COLOURS[verdict]
        column = first_count + place
        chart.add_series(
            {
                "name": f"{verdict.sign} {verdict.word.vi}",
                "categories": [sheet, first, name_column, last, name_column],
                "values": [sheet, first, column, last, column],
                "gap": 45,
                "border": {"color": ink, "width": 0.75},
                "data_labels": _label(verdict),
                **_fill(verdict, ink),
            }
        )
    chart.set_title({"name": f"Đạt và chưa đạt theo lĩnh vực, {until}", **_title_font(12)})
    axis_font = {"name": FONT, "size": 10, "color": _INK}
    chart.set_y_axis({"reverse": True, "num_font": axis_font, "line": {"color": RULE_GREY}})
    chart.set_x_axis(
        {
            "num_font": axis_font,
            "major_gridlines": {"visible": True, "line": {"color": "#E0E0E0"}},
            "num_format": "0",
        }
    )
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 10}})
    chart.set_chartarea({"border": {"color": RULE_GREY}})
    return chart


def _label(verdict: Verdict) -> dict[str, Any]:
    """Return how a count is written on its bar: light on a plain one, dark on a patterned one, nothing for 0.

    Without paper behind it: Excel would draw that of a count that is not shown, too.
    """
    ink = "#FFFFFF" if _PATTERNS[verdict] is None else _INK
    return {
        "value": True,
        "num_format": "0;;",
        "font": {"name": FONT, "size": 10, "bold": True, "color": ink},
    }


def _fill(verdict: Verdict, ink: str) -> dict[str, Any]:
    pattern = _PATTERNS[verdict]
    if pattern is None:
        return {"fill": {"color": ink}}
    _, paper = VERDICT_COLOURS[verdict]
    return {"pattern": {"pattern": pattern, "fg_color": ink, "bg_color": paper}}


def trend_chart(
    book: xlsxwriter.Workbook,
    sheet: str,
    board: BoardSheet,
    indicator: Indicator,
    target: Milestone,
    places: int,
) -> Any:
    """Return a line of an indicator's four quarters with the year's target as a dashed line.

    Values have `places` decimals.
    """
    chart = book.add_chart({"type": "line"})
    row, first, last = board.trend(indicator)
    target_row, target_first, target_last = board.target_line(indicator)
    heads = [sheet, board.head_row, first, board.head_row, last]
    shape = "0" + (f".{'0' * places}" if places else "") + "%"
    ink, _ = VERDICT_COLOURS[Verdict.NOT_MET]
    chart.add_series(
        {
            "name": "Kết quả",
            "categories": heads,
            "values": [sheet, row, first, row, last],
            "line": {"color": NAVY, "width": 2.25},
            "marker": {"type": "circle", "size": 6, "fill": {"color": NAVY}, "border": {"color": NAVY}},
            "data_labels": {
                "value": True,
                "position": "above",
                "num_format": shape,
                "font": {"name": FONT, "size": 9, "bold": True, "color": _INK},
                "fill": {"color": "#FFFFFF"},
            },
        }
    )
    chart.add_series(
        {
            "name": f"Mục tiêu: {target.wording}",
            "categories": heads,
            "values": [sheet, target_row, target_first, target_row, target_last],
            "line": {"color": ink, "width": 1.5, "dash_type": "dash"},
            "marker": {"type": "none"},
        }
    )
    chart.set_title({"name": _folded(indicator.name), **_title_font(10)})
    font = {"name": FONT, "size": 9, "color": _INK}
    chart.set_x_axis({"num_font": font, "line": {"color": RULE_GREY}})
    chart.set_y_axis(
        {
            "num_font": font,
            "num_format": "0%",
            "major_gridlines": {"visible": True, "line": {"color": "#E6E6E6"}},
        }
    )
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9}})
    chart.set_chartarea({"border": {"color": RULE_GREY}})
    chart.show_na_as_empty_cell()
    chart.show_blanks_as("gap")
    return chart


def _title_font(size: int) -> dict[str, Any]:
    return {"name_font": {"name": FONT, "size": size, "bold": True, "color": NAVY}, "overlay": False}


def _folded(name: str) -> str:
    """Return a long name on two lines, broken between words near its middle."""
    if len(name) <= _TITLE_LINE:
        return name
    breaks = [place for place, letter in enumerate(name) if letter == " "]
    middle = min(breaks, key=lambda place: abs(place - len(name) // 2), default=0)
    return f"{name[:middle]}\n{name[middle + 1 :]}" if middle else name
