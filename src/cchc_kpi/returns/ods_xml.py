"""The XML of an OpenDocument spreadsheet: how far its filled cells and their texts reach, repetitions counted.

A reader writes out what the file only says once: a cell repeated a million times, a run of spaces given
by its length. What it does not tell is kept: percentages, errors, what is hidden and merged. Knows nothing
of packages.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from cchc_kpi.returns.extent import check_extent
from cchc_kpi.returns.limits import MAX_CELLS, MAX_DEPTH, MAX_MERGES, MAX_SHEETS, MAX_TEXT_BYTES
from cchc_kpi.returns.markup import check_markup, nested_too_deep, parse_to_end
from cchc_kpi.returns.refusal import counted, damaged, too_large
from cchc_kpi.returns.traits import Area, Nature, SheetTraits, Spot, Trait, joined

_REPEAT_DIGITS: Final = 9
_UNSEEN: Final = frozenset({"collapse", "filter"})
_MOST_CHARACTERS: Final = 200
"""A number or an error is shown in fewer; of a longer text no more is kept."""


def check_tables(part: str, content: bytes) -> tuple[SheetTraits, ...]:
    """Return what the tables of an OpenDocument content part are, in order. Raises Refusal where unbearable."""
    check_markup(part, content)
    watch = _TableWatch(part)
    parser = watch.parser
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parser.CharacterDataHandler = watch.characters
    parse_to_end(part, content, parser)
    return tuple(watch.tables)


class _TableWatch:
    """Watches tables go by: rows and columns as repeated, filled cells, and what their texts come to.

    What a cell is, is known at its end, and what the cells of a row are, at the row's: both may be repeated.
    """

    def __init__(self, part: str) -> None:
        self.parser = expat.ParserCreate()
        self.tables: list[SheetTraits] = []
        self._part = part
        self._depth = self._started = 0
        self._row = self._column = 0
        self._repeat_row = self._repeat_column = 1
        self._filled = self._last_column = 0
        self._last_row = self._area = 0
        self._cells = self._row_cells = 0
        self._text = self._row_text = 0
        self._begin = self._spaces = 0
        self._is_filled = False
        self._cell: dict[str, str] = {}
        self._cell_depth = 0
        self._shown: str | None = None
        self._is_shown = False
        self._merges = 0
        self._clear()

    def _clear(self) -> None:
        self._next_column = 0
        self._row_traits: list[tuple[range, Trait]] = []
        self._traits: dict[Spot, Trait] = {}
        self._hidden_rows: list[range] = []
        self._hidden_columns: list[range] = []
        self._merged: list[Area] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise nested_too_deep(self._part)
        match tag:
            case "table:table":
                self._start_table()
            case "table:table-column":
                self._pass_columns(attributes)
            case "table:table-row":
                self._start_row(attributes)
            case "table:table-cell" | "table:covered-table-cell":
                self._start_cell(attributes)
            case "text:p" if self._depth == self._cell_depth + 1:  # deeper ones belong to a comment
                self._is_shown, self._shown = True, self._shown or ""
            case "text:s":
                self._spaces += self._repeat(attributes, "text:c")

    def characters(self, text: str) -> None:
        if self._is_shown and self._shown is not None and len(self._shown) < _MOST_CHARACTERS:
            self._shown += text

    def end(self, tag: str) -> None:
        self._depth -= 1
        match tag:
            case "text:p":
                self._is_shown = False
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell()
            case "table:table-row":
                self._end_row()
            case "table:table":
                rows, columns = joined(self._hidden_rows), joined(self._hidden_columns)
                self.tables.append(SheetTraits(rows, columns, tuple(self._merged), self._traits))

    def _start_table(self) -> None:
        self._started += 1
        if self._started > MAX_SHEETS:
            raise too_large(f"hơn {MAX_SHEETS} trang tính", f"more than {MAX_SHEETS} worksheets")
        self._area += self._last_row * self._last_column
        self._row = self._last_row = self._last_column = 0
        self._clear()

    def _pass_columns(self, attributes: dict[str, str]) -> None:
        first = self._next_column
        self._next_column += self._repeat(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in _UNSEEN:
            self._hidden_columns.append(range(first, self._next_column))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._repeat_row = self._repeat(attributes, "table:number-rows-repeated")
        self._column = self._filled = self._row_cells = self._row_text = 0
        self._row_traits.clear()
        if attributes.get("table:visibility") in _UNSEEN:
            self._hidden_rows.append(range(self._row, self._row + self._repeat_row))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._repeat_column = self._repeat(attributes, "table:number-columns-repeated")
        first = self._column
        self._column += self._repeat_column
        self._is_filled = "office:value-type" in attributes or "table:formula" in attributes
        self._begin, self._spaces = self.parser.CurrentByteIndex, 0
        self._cell, self._cell_depth, self._shown = attributes, self._depth, None
        down = self._repeat(attributes, "table:number-rows-spanned")
        right = self._repeat(attributes, "table:number-columns-spanned")
        if down > 1 or right > 1:
            self._merges += 1
            if self._merges > MAX_MERGES:
                number = counted(MAX_MERGES)
                raise too_large(f"có hơn {number.vi} vùng ô gộp", f"more than {number.en} merged areas")
            self._merged.append(Area(range(self._row, self._row + down), range(first, first + right)))

    def _end_cell(self) -> None:
        length = self.parser.CurrentByteIndex - self._begin + self._spaces
        self._cell_depth = 0
        # A text beneath a cell without a kind is read by some readers: what is not blank counts as filled.
        if self._is_filled or self._spaces:
            self._filled = self._column
            self._row_cells += self._repeat_column
            self._row_text += self._repeat_column * length
        trait = self._trait() if self._is_filled else None
        if trait is not None:
            self._row_traits.append((range(self._column - self._repeat_column, self._column), trait))

    def _trait(self) -> Trait | None:
        """Return what the cell is beyond its value: the file states the kind (OpenDocument 1.3, part 3, 19.387)."""
        cell, kind = self._cell, self._cell.get("office:value-type")
        if cell.get("calcext:value-type") == "error" or (
            cell.get("office:string-value") == "" and self._shown  # what is shown is not the value
        ):
            return Trait(Nature.ERROR, self._shown or "#?")
        if kind is None:  # a formula; with a result of nothing, an empty text is shown
            return Trait(Nature.UNCALCULATED, cell["table:formula"]) if self._shown is None else None
        if kind == "percentage":
            return Trait(Nature.PERCENT)
        if kind == "time":
            return Trait(Nature.DURATION, cell.get("office:time-value", ""))
        if kind == "float" and "%" in (self._shown or ""):
            return Trait(Nature.PERCENT_SIGN)
        return None

    def _end_row(self) -> None:
        first = self._row
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
        rows = range(first, self._row)
        self._traits |= {
            (row, column): trait for columns, trait in self._row_traits for column in columns for row in rows
        }

    def _repeat(self, attributes: dict[str, str], key: str) -> int:
        text = attributes.get(key, "1")
        if not text.isascii() or not text.isdigit() or len(text) > _REPEAT_DIGITS:
            shown = text[:20]
            raise damaged(f"{self._part} có số lặp '{shown}'", f"{self._part} repeats '{shown}' times")
        return int(text)
