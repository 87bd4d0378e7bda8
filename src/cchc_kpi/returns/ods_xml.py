"""The XML of an OpenDocument spreadsheet: how far its filled cells and their texts reach, repetitions counted.

A reader writes out what the file only says once: a cell repeated a million times, a run of spaces given
by its length. Knows nothing of packages.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from cchc_kpi.returns.extent import check_extent
from cchc_kpi.returns.limits import MAX_CELLS, MAX_DEPTH, MAX_SHEETS, MAX_TEXT_BYTES
from cchc_kpi.returns.markup import check_markup, nested_too_deep, parse_to_end
from cchc_kpi.returns.refusal import counted, damaged, too_large

_REPEAT_DIGITS: Final = 9


def check_tables(part: str, content: bytes) -> None:
    """See that the tables of an OpenDocument content part are bearable. Raises Refusal."""
    check_markup(part, content)
    watch = _TableWatch(part)
    parser = watch.parser
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parse_to_end(part, content, parser)


class _TableWatch:
    """Watches tables go by: rows and columns as repeated, filled cells, and what their texts come to."""

    def __init__(self, part: str) -> None:
        self.parser = expat.ParserCreate()
        self._part = part
        self._depth = self._tables = 0
        self._row = self._column = 0
        self._repeat_row = self._repeat_column = 1
        self._filled = self._last_column = 0
        self._last_row = self._area = 0
        self._cells = self._row_cells = 0
        self._text = self._row_text = 0
        self._begin = self._spaces = 0
        self._is_filled = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise nested_too_deep(self._part)
        match tag:
            case "table:table":
                self._start_table()
            case "table:table-row":
                self._repeat_row = self._repeat(attributes, "table:number-rows-repeated")
                self._column = self._filled = self._row_cells = self._row_text = 0
            case "table:table-cell" | "table:covered-table-cell":
                self._repeat_column = self._repeat(attributes, "table:number-columns-repeated")
                self._column += self._repeat_column
                self._is_filled = "office:value-type" in attributes or "table:formula" in attributes
                self._begin, self._spaces = self.parser.CurrentByteIndex, 0
            case "text:s":
                self._spaces += self._repeat(attributes, "text:c")

    def end(self, tag: str) -> None:
        self._depth -= 1
        match tag:
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell()
            case "table:table-row":
                self._end_row()

    def _start_table(self) -> None:
        self._tables += 1
        if self._tables > MAX_SHEETS:
            raise too_large(f"hơn {MAX_SHEETS} trang tính", f"more than {MAX_SHEETS} worksheets")
        self._area += self._last_row * self._last_column
        self._row = self._last_row = self._last_column = 0

    def _end_cell(self) -> None:
        length = self.parser.CurrentByteIndex - self._begin + self._spaces
        # A text beneath a cell without a kind is read by some readers: what is not blank counts as filled.
        if self._is_filled or self._spaces:
            self._filled = self._column
            self._row_cells += self._repeat_column
            self._row_text += self._repeat_column * length

    def _end_row(self) -> None:
        self._row += self._repeat_row
        if not self._filled:
            return
        self._last_row = self._row
        self._last_column = max(self._last_column, self._filled)
        check_extent(self._last_row, self._last_column, self._area)
        self._cells += self._repeat_row * self._row_cells
        self._text += self._repeat_row * self._row_text
        if self._cells > MAX_CELLS:
            number = counted(MAX_CELLS)
            raise too_large(f"có hơn {number.vi} ô dữ liệu", f"more than {number.en} filled cells")
        if self._text > 4 * MAX_TEXT_BYTES:
            size = 4 * MAX_TEXT_BYTES // 2**20
            raise too_large(f"các ô chứa hơn {size} MB chữ", f"the cells hold more than {size} MB of text")

    def _repeat(self, attributes: dict[str, str], key: str) -> int:
        text = attributes.get(key, "1")
        if not text.isascii() or not text.isdigit() or len(text) > _REPEAT_DIGITS:
            shown = text[:20]
            raise damaged(f"{self._part} có số lặp '{shown}'", f"{self._part} repeats '{shown}' times")
        return int(text)
