"""The common ground of the workbooks that are written: one font, one set of formats, same bytes each time."""

from __future__ import annotations

import math
import os
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cchc_kpi.findings import Severity
from cchc_kpi.returns.sources import is_remote

FONT: Final = "Times New Roman"
FONT_SIZE: Final = 12
NAVY: Final = "#1F3A5F"
AREA_TINT: Final = "#E3ECF6"
RULE_GREY: Final = "#A6A6A6"
LINK_BLUE: Final = "#1F5FBF"
MISSING_TINT: Final = "#FFF3D6"
SEVERITY_TINTS: Final = {Severity.ERROR: "#F6B3AC", Severity.WARNING: "#FFD46B", Severity.NOTE: "#CFDDF0"}

# A workbook says when it was made; a fixed day keeps the bytes the same on every run.
_CREATED: Final = datetime(2026, 1, 1)  # noqa: DTZ001 - xlsxwriter writes it as UTC and refuses a time zone


class _Worksheet(Worksheet):  # type: ignore[misc]  # XlsxWriter gives no types
    """A worksheet that takes formulas as they stand.

    XlsxWriter looks into each for the names of thirty functions that came after Excel 2007, to write them in a
    way of their own; no formula here has one, and over hundreds of thousands that is most of the time.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 - as XlsxWriter calls it
        return formula.removeprefix("=")


@contextmanager
def new_workbook(path: Path, *, row_by_row: bool = False) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook to be written to `path`; text never becomes a formula, a number or a link.

    `row_by_row` keeps but one row of each sheet in memory: every sheet must be written from the top down.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": row_by_row,
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _CREATED, "author": "cchc-kpi"})
    book.set_calc_mode("auto")
    book.worksheet_class = _Worksheet
    try:
        yield book
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(error)) from error


class Formats:
    """Cell formats by their properties, each made once; the font is the same everywhere."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **properties: Any) -> Any:
        """Return the format with these xlsxwriter properties."""
        return self.plain(**{"font_name": FONT, "font_size": FONT_SIZE} | properties)

    def plain(self, **properties: Any) -> Any:
        """Return a format of these properties alone, for conditional formatting."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]


def set_landscape_table(
    sheet: Any, widths: Iterable[float], head_row: int, *, left: float = 0.6, edges: float = 0.7
) -> None:
    """Lay a sheet out as a table on A4 landscape: one page wide, its heading row on every page.

    Margins are in inches: `left`, and `edges` above and below.
    """
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=left, right=0.6, top=edges, bottom=edges)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head_row)


def file_link(file: str, folder: Path) -> str:
    """Return the way from a workbook's folder to another file, or to its URL, as a spreadsheet follows it."""
    if is_remote(file):
        return "".join(_ESCAPED.get(letter, letter) for letter in file)
    try:
        way = os.path.relpath(file, folder)
    except ValueError:  # on another drive
        way = str(Path(file).resolve())
    path = "".join(_ESCAPED.get(letter, letter) for letter in Path(way).as_posix())
    return f"external:{path}"


# What a link escapes of a path. All of it here: XlsxWriter takes a "#" for the end of the path, and leaves a
# path alone that has one escape already, as "50%20.xlsx" seems to.
_ESCAPED: Final = {letter: f"%{ord(letter):02x}" for letter in '% "<>[]^`{}#'}


def cell_link(file: str, sheet: str, cell: str, folder: Path) -> str:
    """Return the way from a workbook's folder to a cell of another workbook, as a spreadsheet follows it."""
    return f"{file_link(file, folder)}#{quoted(sheet)}!{cell}"


def quoted(sheet: str) -> str:
    """Return a sheet's name as formulas and links write it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"


MOST_LINKS: Final = 65_530
"""So many hyperlinks a sheet may have; a spreadsheet drops what is beyond."""


def height_of(*texts: tuple[str, float], line: float = 16.5) -> float:
    """Return the height of a row whose wrapped texts stand in columns of the given widths."""
    lines = max((math.ceil(len(text) * _WIDTH_OF_LETTER / width) for text, width in texts), default=1)
    return min(max(1, lines) * line + 3, _HIGHEST_ROW)


def tallest(*heights: float) -> float:
    """Return the greatest of the heights that a row's cells ask for, no more than a spreadsheet allows."""
    return min(max(heights), _HIGHEST_ROW)


def lines_of(text: str, width: float, size: float = FONT_SIZE) -> list[str]:
    """Break a text between words into lines for columns of a width together: one row each, nothing merged.

    `size` is the font's, in points. A word longer than a line stands on one of its own.
    """
    room = width * _POINTS_OF_UNIT / size
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and _ems(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def fitting_size(text: str, width: float, size: float) -> float:
    """Return the font size, in points and no more than `size`, at which a text stands on one line of a width."""
    return min(size, math.floor(width * _POINTS_OF_UNIT / max(_ems(text), 1)))


def _ems(text: str) -> float:
    """Return how long a text is in the font, in its size: its letters are of very different widths."""
    return sum(_EMS.get(letter, _EM_OF_OTHERS) for letter in unicodedata.normalize("NFD", text))


# What a spreadsheet allows.
_HIGHEST_ROW: Final = 409.0
# How wide a letter of the font is on average, in units of column width.
_WIDTH_OF_LETTER: Final = 1.0
# A unit of column width is 7 pixels of 3/4 point; each column has 5 pixels beside.
_POINTS_OF_UNIT: Final = 5.5
_EMS: Final = {
    **dict.fromkeys("bdđghknopquvxy0123456789#$*_", 0.5),
    **dict.fromkeys("ace?z", 0.45),
    **dict.fromkeys("s", 0.4),
    **dict.fromkeys("ABCDĐEGHKLNOPQRSTUVXYZ", 0.7),
    **dict.fromkeys(" .,", 0.25),
    **dict.fromkeys("ijlt:;/|'", 0.28),
    **dict.fromkeys("frIJ()[]-!", 0.34),
    **dict.fromkeys("+=<>×", 0.57),
    **dict.fromkeys("\u0300\u0301\u0302\u0303\u0306\u0309\u0323", 0.0),
    "\u031b": 0.05,
}
"""Widths of letters in Times New Roman, and of the marks that Vietnamese sets on them."""
_EM_OF_OTHERS: Final = 0.95
