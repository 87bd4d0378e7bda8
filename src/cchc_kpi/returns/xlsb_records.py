"""The records of an .xlsb workbook: number formats, errors, what is hidden and merged, and no values.

The fast reader gives the values and none of these; a whole number that is shown as a date it gives as a number.
Format BIFF12, as [MS-XLSB] has it. Knows nothing of the package around the parts.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Final

from cchc_kpi.returns.binary import ERRORS, CellWatch, Record, Styles
from cchc_kpi.returns.limits import MAX_SHEETS, MAX_TAGS
from cchc_kpi.returns.package import relations_of
from cchc_kpi.returns.refusal import Refusal, counted, damaged, too_large
from cchc_kpi.returns.traits import Area, Nature, SheetTraits, Trait, joined

BOOK_PART: Final = "xl/workbook.bin"
_RELATIONS_PART: Final = "xl/_rels/workbook.bin.rels"
_STYLES_PART: Final = "xl/styles.bin"
_PROPERTIES, _SHEET = 153, 156
_FORMAT, _XF = 44, 47
_BEGIN_CELL_XFS, _END_CELL_XFS = 617, 618
_BEGIN_DATA, _END_DATA = 145, 146
_ROW, _COLUMNS, _MERGED = 0, 60, 176
_ROW_IS_HIDDEN: Final = 0x10
_NUMBERS: Final = frozenset({2, 5, 9})
_ERROR_CELLS: Final = frozenset({3, 11})
_OTHERS: Final = frozenset({4, 6, 7, 8, 10})
_NO_TEXT: Final = 0xFFFFFFFF
_LONGEST_NUMBER: Final = 4


def read_xlsb(parts: Mapping[str, bytes]) -> tuple[SheetTraits, ...]:
    """Return what the worksheets of an .xlsb are, in their order. Raises Refusal for a broken one."""
    try:
        return _Book(parts).look()
    except (struct.error, IndexError, UnicodeDecodeError):
        raise _broken() from None


def _broken() -> Refusal:
    return damaged("nội dung tệp .xlsb bị hỏng", "the records of the .xlsb are broken")


class _Book:
    """Goes through the workbook's part, its styles, and each of its sheets."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._parts = parts
        self._left = MAX_TAGS
        self._styles = Styles()

    def look(self) -> tuple[SheetTraits, ...]:
        sheets = list(self._sheets())
        if not sheets or len(set(sheets)) < len(sheets):
            raise _broken()
        if len(sheets) > MAX_SHEETS:
            raise too_large(f"{len(sheets)} trang tính", f"{len(sheets)} worksheets")
        self._read_styles()
        watch = CellWatch(self._styles)
        return tuple(self._sheet(part, watch) for part in sheets)

    def _sheets(self) -> Iterator[str]:
        """Yield the parts of the worksheets, in the order of their tabs."""
        relations = relations_of(_RELATIONS_PART, self._part(_RELATIONS_PART))
        for kind, data in self._records(BOOK_PART):
            if kind == _PROPERTIES:
                self._styles.counts_from_1904 = bool(data[0] & 1)
            if kind != _SHEET:
                continue
            (length,) = struct.unpack_from("<L", data, 8)
            if length == _NO_TEXT:
                continue
            found, target = relations.get(data[12 : 12 + 2 * length].decode("utf-16-le"), ("", ""))
            is_sheet = found == "worksheet"
            # The reader goes by the folder.
            if not target or is_sheet != target.startswith("worksheets/"):
                raise _broken()
            if is_sheet:
                yield f"xl/{target}"

    def _part(self, name: str) -> bytes:
        if name not in self._parts:
            raise damaged(f"thiếu {name}", f"{name} is missing")
        return self._parts[name]

    def _records(self, part: str) -> Iterator[Record]:
        content, at = self._part(part), 0
        while at < len(content):
            self._left -= 1
            if self._left < 0:
                number = counted(MAX_TAGS)
                raise too_large(f"có hơn {number.vi} bản ghi", f"more than {number.en} records")
            kind, at = _number(content, at, 2)
            length, at = _number(content, at, _LONGEST_NUMBER)
            data = content[at : at + length]
            if len(data) < length:
                raise _broken()
            yield Record(kind, data)
            at += length

    def _read_styles(self) -> None:
        is_of_cells = False
        for kind, data in self._records(_STYLES_PART) if _STYLES_PART in self._parts else ():
            if kind == _FORMAT:
                number, length = struct.unpack_from("<HL", data)
                self._styles.name_format(number, data[6 : 6 + 2 * length].decode("utf-16-le", "replace"))
            elif kind in {_BEGIN_CELL_XFS, _END_CELL_XFS}:
                is_of_cells = kind == _BEGIN_CELL_XFS
            elif kind == _XF and is_of_cells:
                self._styles.add(*struct.unpack_from("<H", data, 2))

    def _sheet(self, part: str, watch: CellWatch) -> SheetTraits:
        watch.begin()
        rows: list[range] = []
        columns: list[range] = []
        merged: list[Area] = []
        row = -1
        is_data = False
        for kind, data in self._records(part):
            if kind == _COLUMNS:
                first, last, width, _, flags = struct.unpack_from("<4LH", data)
                if flags & 1 or not width:
                    columns.append(range(first, last + 1))
            elif kind == _MERGED:
                top, bottom, left, right = struct.unpack_from("<4L", data)
                merged.append(Area(range(top, bottom + 1), range(left, right + 1)))
            elif kind in {_BEGIN_DATA, _END_DATA}:
                is_data = kind == _BEGIN_DATA
            elif is_data and kind == _ROW:
                (row,) = struct.unpack_from("<L", data)
                if data[11] & _ROW_IS_HIDDEN:
                    rows.append(range(row, row + 1))
            elif is_data:
                _add_cell(watch, row, kind, data)
        return SheetTraits(joined(rows), joined(columns), watch.checked(merged), watch.end())


def _number(content: bytes, at: int, longest: int) -> tuple[int, int]:
    """Return a number of seven bits to the byte, and where it ends."""
    value = 0
    for place in range(longest):
        byte = content[at]
        at += 1
        value |= (byte & 0x7F) << 7 * place
        if not byte & 0x80:
            break
    return value, at


def _add_cell(watch: CellWatch, row: int, kind: int, data: bytes) -> None:
    """Tell of the cell that a record holds, if it holds one."""
    if kind in _NUMBERS:
        column, style = struct.unpack_from("<2L", data)
        watch.number(row, column, style & 0xFFFFFF)
    elif kind in _ERROR_CELLS:
        (column,) = struct.unpack_from("<L", data)
        watch.filled(row, column, Trait(Nature.ERROR, ERRORS.get(data[8], "#?")))
    elif kind in _OTHERS:
        watch.filled(row, *struct.unpack_from("<L", data))
