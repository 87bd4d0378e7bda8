"""The findings about one file as a workbook of its own, for files that cannot be marked themselves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from cchc_kpi.findings import Finding, Lang
from cchc_kpi.render.annotate.listing import (
    HEAD_ROW,
    JOINED_COLUMNS,
    LINK_COLUMN,
    WIDTHS,
    Line,
    first_of,
    list_findings,
)
from cchc_kpi.render.workbooks import (
    LINK_BLUE,
    NAVY,
    RULE_GREY,
    SEVERITY_TINTS,
    Formats,
    cell_link,
    new_workbook,
    set_landscape_table,
)
from cchc_kpi.returns.sources import Remote, Source

_SIZE: Final = 11


def write_findings(source: Source, findings: Iterable[Finding], path: Path, folder: Path, lang: Lang) -> None:
    """Write what was found in `source` to `path`; links lead there from `folder`, where the workbook will lie.

    Raises OSError where it cannot be written.
    """
    lies_at = source.shown if isinstance(source, Remote) else str(source)
    listing = list_findings(source.name, findings, lang, is_copy=False)
    with new_workbook(path) as book:
        formats = Formats(book)
        sheet = book.add_worksheet(listing.name)
        _set_page(sheet, sum(line.rows for line in listing.lines))
        plain = formats.get(font_size=_SIZE)
        sheet.write_string(0, 0, listing.title, formats.get(bold=True, font_size=15, font_color=NAVY))
        sheet.set_row(0, 24)
        for row, text in enumerate(listing.about, start=1):
            sheet.write_string(row, 0, text, plain)
        head = formats.get(
            font_size=_SIZE,
            bold=True,
            font_color="#FFFFFF",
            bg_color=NAVY,
            border=1,
            align="center",
            valign="vcenter",
        )
        for column, text in enumerate(listing.heads):
            sheet.write_string(HEAD_ROW, column, text, head)
        sheet.set_row(HEAD_ROW, 22)
        row = HEAD_ROW + 1
        for line in listing.lines:
            _write_line(sheet, formats, row, line)
            for number, place in enumerate(line.places if line.sheet is not None else ()):
                style = _cell(formats, font_color=LINK_BLUE, underline=1)
                link = cell_link(lies_at, line.sheet or "", first_of(place), folder)
                sheet.write_url(row + number, LINK_COLUMN, link, style, place)
            row += line.rows


def _set_page(sheet: Any, lines: int) -> None:
    set_landscape_table(sheet, WIDTHS, HEAD_ROW)
    sheet.set_footer("&L&9&A&R&9&P/&N")
    sheet.freeze_panes(HEAD_ROW + 1, 0)
    sheet.print_area(0, 0, HEAD_ROW + lines, len(WIDTHS) - 1)


def _cell(formats: Formats, **properties: Any) -> Any:
    look = {
        "font_size": _SIZE,
        "border": 1,
        "border_color": RULE_GREY,
        "valign": "vcenter",
        "indent": 1,
        "text_wrap": True,
    }
    return formats.get(**look | properties)


def _write_line(sheet: Any, formats: Formats, row: int, line: Line) -> None:
    last = row + line.rows - 1
    for column, text in enumerate(line.texts):
        tint = {"bold": True, "bg_color": SEVERITY_TINTS[line.severity]} if column == 0 else {}
        if column in JOINED_COLUMNS and line.rows > 1:
            sheet.merge_range(row, column, last, column, "", _cell(formats, **tint))
        sheet.write_string(row, column, text, _cell(formats, **tint))
    for place in range(row, last + 1):
        sheet.set_row(place, line.height)
