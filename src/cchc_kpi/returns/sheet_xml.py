"""The XML of worksheets: only what every reader reads alike, and no more than is bearable.

Where a cell stands twice, out of order, with two values, or with a value that is no number of its kind,
one reader takes this and another that: such a sheet is refused here, before any figure is taken from it.
Knows nothing of packages, and keeps nothing of what the cells hold, but what is hidden and merged.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple
from xml.parsers import expat

from cchc_kpi.addresses import a1, row_and_column
from cchc_kpi.returns.extent import check_extent, out_of_bounds
from cchc_kpi.returns.limits import (
    MAX_AREA,
    MAX_BLANK_CELLS,
    MAX_CELL_CHARACTERS,
    MAX_CELLS,
    MAX_DEPTH,
    MAX_MERGES,
    MAX_TEXT_BYTES,
)
from cchc_kpi.returns.markup import (
    check_length,
    check_odd_markup,
    nested_too_deep,
    oddly_built,
    parse_to_end,
    prefix_of,
    text_length,
)
from cchc_kpi.returns.refusal import Refusal, counted, damaged, too_large
from cchc_kpi.returns.traits import Area, SheetTraits, joined

_ADDRESS: Final = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_ROW_NUMBER: Final = re.compile("[1-9][0-9]{0,6}")
_COLUMN_NUMBER: Final = re.compile("[1-9][0-9]{0,4}")
_TRUE: Final = frozenset({"1", "true"})
_NO_SIZE: Final = frozenset({"0", "0.0", "0.00"})
_NUMBER: Final = re.compile(rb"(?:-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?)?")
_LONGEST_INDEX: Final = 7
_DATA: Final = b"sheetData"
_MOST_LETTERS: Final = 3
_LAST_ROW: Final = 1_048_576
_BLANK_ROWS_LIKE_A_CELL: Final = 4
_TEXT_KINDS: Final = frozenset({"str", "e", "d"})
_IN_DATA, _IN_ROW, _IN_CELL, _IN_VALUE = 1, 2, 3, 4


class Tally(NamedTuple):
    """What the sheets read so far come to together."""

    cells: int = 0
    blank_cells: int = 0
    area: int = 0
    text_bytes: int = 0
    merges: int = 0


def check_sheet(part: str, content: bytes, texts: Sequence[int], before: Tally) -> tuple[SheetTraits, Tally]:
    """Return what a worksheet says beside its values, and the tally with it.

    Raises Refusal for what readers would not read alike.
    """
    check_odd_markup(part, content)
    if content.find(b"xmlns", content.find(_DATA), content.rfind(_DATA)) >= 0:
        raise oddly_built(part)
    watch = _SheetWatch(part, content, texts, before)
    parser = watch.parser
    parser.StartElementHandler = watch.start
    parser.EndElementHandler = watch.end
    parse_to_end(part, content, parser)
    return watch.traits(), watch.tally()


_BLANK_CELL: Final = re.compile(
    rb"""<(?P<prefix>(?:\w+:)?)c(?:\s+[\w:]+=(?:"[^"<>]*"|'[^'<>]*')){0,8}\s*(?:/>|></(?P=prefix)c>)"""
)


def without_blank_cells(content: bytes) -> bytes:
    """Return a worksheet without its cells that hold nothing but a format: to readers they mean nothing.

    Offices format whole pages, and every such cell costs a parser as much as a figure does.
    """
    return _BLANK_CELL.sub(b"", content)


@cache
def _column_of(letters: str) -> int:
    """Return the column that letters stand for, counted from 0; -1 for what are none."""
    is_column = (
        letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= _MOST_LETTERS
    )
    return row_and_column(f"{letters}1")[1] if is_column else -1


class _SheetWatch:
    """Watches a worksheet go by, element by element.

    `_inside` counts what is open of the list of cells: the list, a row, a cell, and what stands in it.
    """

    def __init__(self, part: str, content: bytes, texts: Sequence[int], before: Tally) -> None:
        self.parser = expat.ParserCreate()
        self._part = part
        self._content = content
        self._texts = texts
        self._depth = self._inside = 0
        self._has_data = False
        self._row = self._column = -1
        self._row_number = "0"
        self._kind = "n"
        self._values = 0
        self._begin = self._value_begin = 0
        self._last_row = self._last_column = -1
        self._cells = before.cells
        self._blank = before.blank_cells
        self._area = before.area
        self._text = before.text_bytes
        self._merges = before.merges
        self._hidden_rows: list[range] = []
        self._hidden_columns: list[range] = []
        self._merged: list[Area] = []
        self._names("")

    def _names(self, prefix: str) -> None:
        self._data_tag, self._row_tag, self._cell_tag = prefix + "sheetData", prefix + "row", prefix + "c"
        self._value_tag, self._inline_tag, self._formula_tag = prefix + "v", prefix + "is", prefix + "f"
        self._merge_tag, self._columns_tag = prefix + "mergeCell", prefix + "col"

    def traits(self) -> SheetTraits:
        return SheetTraits(joined(self._hidden_rows), joined(self._hidden_columns), tuple(self._merged))

    def tally(self) -> Tally:
        area = self._area + (self._last_row + 1) * (self._last_column + 1)
        # The careful reader goes through every row up to the last, blank as they may be, and each to its last cell.
        area += self._column + 1 + (self._row + 1) // _BLANK_ROWS_LIKE_A_CELL
        return Tally(self._cells, self._blank, area, self._text, self._merges)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        inside = self._inside
        if not inside:
            self._start_outside(tag, attributes)
            return
        self._inside = inside + 1
        if inside == _IN_CELL:
            self._start_content(tag)
        elif inside == _IN_ROW:
            self._start_cell(tag, attributes)
        elif inside == _IN_DATA:
            self._start_row(tag, attributes)
        elif inside >= MAX_DEPTH or self._kind != "inlineStr":
            raise oddly_built(self._part)

    def end(self, _tag: str) -> None:
        inside = self._inside
        if not inside:
            self._depth -= 1
            return
        self._inside = inside - 1
        if inside == _IN_CELL:
            self._end_cell()
        elif inside == _IN_VALUE and self._value_begin:
            self._check_value()
            self._value_begin = 0

    def _start_outside(self, tag: str, attributes: dict[str, str]) -> None:
        if self._depth == 0:
            self._names(prefix_of(self._part, tag, "worksheet", attributes))
        elif self._depth >= MAX_DEPTH:
            raise nested_too_deep(self._part)
        elif tag == self._data_tag:
            if self._has_data or self._depth != 1:
                raise oddly_built(self._part)
            self._has_data, self._inside = True, _IN_DATA
            return
        elif tag == self._merge_tag:
            self._merge(attributes.get("ref", ""))
        elif tag == self._columns_tag:
            self._pass_columns(attributes)
        elif tag in {self._row_tag, self._cell_tag}:
            raise oddly_built(self._part)
        self._depth += 1

    def _start_row(self, tag: str, attributes: dict[str, str]) -> None:
        number = attributes.get("r", str(self._row + 2))
        if tag != self._row_tag:
            raise oddly_built(self._part)
        if _ROW_NUMBER.fullmatch(number) is None:
            raise self._elsewhere(f"A{number}")
        if int(number) <= self._row + 1:
            raise self._twice(f"A{number}")
        self._area += self._column + 1
        if self._area > MAX_AREA or int(number) > _LAST_ROW:
            raise out_of_bounds(int(number), self._column + 1)
        self._row, self._row_number, self._column = int(number) - 1, number, -1
        if attributes.get("hidden") in _TRUE or attributes.get("ht") in _NO_SIZE:
            self._hidden_rows.append(range(self._row, self._row + 1))

    def _pass_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in _TRUE or attributes.get("width") in _NO_SIZE:
            ends = attributes.get("min", ""), attributes.get("max", "")
            if any(_COLUMN_NUMBER.fullmatch(end) is None for end in ends):
                raise oddly_built(self._part)
            self._hidden_columns.append(range(int(ends[0]) - 1, int(ends[1])))

    def _start_cell(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != self._cell_tag:
            raise oddly_built(self._part)
        column = self._column + 1
        if "r" in attributes:
            column = _column_of(attributes["r"].removesuffix(self._row_number))
            if column < 0:
                raise self._elsewhere(attributes["r"])
        if column <= self._column:
            raise self._twice(a1(self._row, column))
        self._column = column
        self._kind = attributes.get("t", "n")
        self._values = 0
        self._begin = self.parser.CurrentByteIndex

    def _start_content(self, tag: str) -> None:
        if tag == self._value_tag:
            self._value_begin = self.parser.CurrentByteIndex
        elif tag == self._formula_tag:
            return
        elif tag != self._inline_tag:
            raise oddly_built(self._part)
        self._values += 1
        if self._values > 1:
            raise damaged(f"{self._here()} có hai giá trị", f"{self._here()} has two values")
        if (tag == self._inline_tag) != (self._kind == "inlineStr"):
            raise self._no_value(self._kind)

    def _check_value(self) -> None:
        """See that a value is one of its kind, in the only spelling that all readers know.

        Looked at is what stands in the file: of "1&#50;" one reader makes 1, the other 12.
        """
        content, kind = self._content, self._kind
        value = content[content.find(b">", self._value_begin) + 1 : self.parser.CurrentByteIndex]
        if kind == "s":
            is_sound = value.isdigit() and len(value) <= _LONGEST_INDEX and int(value) < len(self._texts)
            if is_sound:
                self._text += self._texts[int(value)]
        elif kind == "n":
            is_sound = value.isdigit() or _NUMBER.fullmatch(value) is not None
        elif kind == "b":
            is_sound = value in {b"0", b"1"}
        else:
            is_sound = kind in _TEXT_KINDS
            if len(value) > MAX_CELL_CHARACTERS:
                check_length(self._part, text_length(value))
            self._text += len(value)
        if not is_sound:
            raise self._no_value(value.decode("utf-8", "replace"))

    def _end_cell(self) -> None:
        if not self._values:
            self._blank += 1
            if self._blank > MAX_BLANK_CELLS:
                number = counted(MAX_BLANK_CELLS)
                raise too_large(
                    f"có hơn {number.vi} ô trống được định dạng",
                    f"more than {number.en} blank formatted cells",
                )
            return
        if self._kind == "inlineStr":
            begin, end = self._begin, self.parser.CurrentByteIndex
            if end - begin > MAX_CELL_CHARACTERS:
                check_length(self._part, text_length(self._content[begin:end]))
            self._text += end - begin
        self._cells += 1
        if self._cells > MAX_CELLS or self._text > MAX_TEXT_BYTES:
            raise self._overfull()
        if self._row > self._last_row or self._column > self._last_column:
            self._reach(self._row, self._column)

    def _overfull(self) -> Refusal:
        if self._cells > MAX_CELLS:
            number = counted(MAX_CELLS)
            return too_large(f"có hơn {number.vi} ô dữ liệu", f"more than {number.en} filled cells")
        size = MAX_TEXT_BYTES // 2**20
        return too_large(f"các ô chứa hơn {size} MB chữ", f"the cells hold more than {size} MB of text")

    def _merge(self, reference: str) -> None:
        self._merges += 1
        if self._merges > MAX_MERGES:
            number = counted(MAX_MERGES)
            raise too_large(f"có hơn {number.vi} vùng ô gộp", f"more than {number.en} merged areas")
        corners = reference.split(":")
        for corner in corners:
            if _ADDRESS.fullmatch(corner) is None:
                raise self._elsewhere(corner)
            self._reach(*row_and_column(corner))
        (top, left), (bottom, right) = row_and_column(corners[0]), row_and_column(corners[-1])
        self._merged.append(Area(range(top, bottom + 1), range(left, right + 1)))

    def _elsewhere(self, address: str) -> Refusal:
        shown = address[:20]
        row = self._row_number
        return damaged(
            f"{self._part} có địa chỉ ô '{shown}' ở dòng {row}",
            f"{self._part} has a cell address '{shown}' in row {row}",
        )

    def _reach(self, row: int, column: int) -> None:
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)
        check_extent(self._last_row + 1, self._last_column + 1, self._area)

    def _here(self) -> str:
        return f"{self._part} {a1(self._row, self._column)}"

    def _twice(self, address: str) -> Refusal:
        return damaged(
            f"{self._part} có ô {address} lặp lại hoặc sai thứ tự",
            f"{self._part} has the cell {address} twice or out of order",
        )

    def _no_value(self, found: str) -> Refusal:
        shown = found[:20]
        return damaged(
            f"{self._here()} có giá trị '{shown}' sai kiểu",
            f"{self._here()} has a value '{shown}' of no known kind",
        )
