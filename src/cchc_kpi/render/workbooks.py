"""The common ground of the workbooks that are written: one font, one set of formats, same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

FONT: Final = "Times New Roman"
FONT_SIZE: Final = 12
NAVY: Final = "#1F3A5F"
RULE_GREY: Final = "#A6A6A6"

# A workbook says when it was made; a fixed day keeps the bytes the same on every run.
_CREATED: Final = datetime(2026, 1, 1)


@contextmanager
def new_workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook to be written to `path`; text never becomes a formula, a number or a link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _CREATED, "author": "cchc-kpi"})
    book.set_calc_mode("auto")
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
        full = {"font_name": FONT, "font_size": FONT_SIZE, **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]
