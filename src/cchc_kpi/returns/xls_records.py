"""The records of an .xls workbook: number formats, errors, formulas, what is hidden and merged, and no values.

The fast reader gives the values and none of these. Of a chart that lies in a sheet its versions before 0.9 take
the chart's own figures for cells of the sheet, and its end for the sheet's: such records are struck out before
it sees them, and what sheets of other kinds hold likewise.
Formats BIFF5 and BIFF8, as [MS-XLS] has them. Knows nothing of the compound file around them.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from cchc_kpi.returns.binary import ERRORS, CellWatch, Record, Styles
from cchc_kpi.returns.limits import MAX_TAGS
from cchc_kpi.returns.refusal import Refusal, counted, damaged, too_large
from cchc_kpi.returns.traits import Area, Nature, SheetTraits, Trait, joined
from cchc_kpi.rules import files

_BEGIN, _END = 0x0809, 0x000A
_PASSWORD: Final = 0x002F
_SHEET: Final = 0x0085
_COUNTS_FROM_1904: Final = 0x0022
_FORMAT, _XF = 0x041E, 0x00E0
_ROW, _COLUMNS, _MERGED = 0x0208, 0x007D, 0x00E5
_FORMULA, _ERROR, _MANY = 0x0006, 0x0205, 0x00BD
_NUMBERS: Final = frozenset({0x0203, 0x027E})
_TEXTS: Final = frozenset({0x0204, 0x00FD, 0x00D6})
_BIFF5, _BIFF8 = 0x0500, 0x0600
_STRUCK_OUT: Final = b"\xe2\x00"
"""A record without a meaning for cells ("InterfaceEnd")."""
_WORKSHEET: Final = 0
_WITHOUT_CELLS: Final = frozenset({1, 2})
"""Sheets of old macros, and sheets that are charts."""
_ROW_IS_HIDDEN: Final = 0x20
_NO_NUMBER: Final = 0xFFFF
_IS_ERROR: Final = 2


class XlsBook(NamedTuple):
    """A workbook's stream as a reader may have it, and what its worksheets are, in their order."""

    stream: bytes
    sheets: tuple[SheetTraits, ...]


def read_xls(stream: bytes) -> XlsBook:
    """Look through the stream of an .xls workbook. Raises Refusal for one that readers would not read alike."""
    try:
        return _Book(stream).look()
    except (struct.error, IndexError):
        raise _broken() from None


def _broken() -> Refusal:
    return damaged("nội dung tệp .xls bị hỏng", "the records of the .xls are broken")


class _Book:
    """Goes through the globals of a workbook, then through each of its sheets."""

    def __init__(self, stream: bytes) -> None:
        self._stream = stream
        self._changed = bytearray(stream)
        self._left = MAX_TAGS
        self._styles = Styles()
        self._is_biff8 = True

    def look(self) -> XlsBook:
        listed = self._globals()
        if not listed or len({start for start, _ in listed}) < len(listed):
            raise _broken()
        watch = CellWatch(self._styles)
        sheets = tuple(self._sheet(start, watch) for start, kind in listed if kind == _WORKSHEET)
        for start, kind in listed:
            if kind in _WITHOUT_CELLS:
                self._strike_out(start)
        return XlsBook(bytes(self._changed), sheets)

    def _globals(self) -> list[tuple[int, int]]:
        """Take in the formats and styles; return where each sheet begins, and of what kind it is."""
        listed: list[tuple[int, int]] = []
        for kind, data in self._records(0):
            if kind == _PASSWORD:
                raise Refusal(files.PASSWORD, {})
            if kind == _FORMAT:
                self._styles.name_format(int.from_bytes(data[:2], "little"), self._text(data[2:]))
            elif kind == _COUNTS_FROM_1904:
                self._styles.counts_from_1904 = data[0] == 1
            elif kind == _XF:
                self._styles.add(*struct.unpack_from("<H", data, 2))
            elif kind == _SHEET:
                listed.append((*struct.unpack_from("<L", data), data[5]))
        return listed

    def _strike_out(self, start: int) -> None:
        for _ in self._records(start, outermost=0):
            pass

    def _records(self, at: int, outermost: int = 1) -> Iterator[Record]:
        """Yield the records of the substream that begins here, striking out those of substreams inside it.

        With 0 for `outermost`, all that lies between its own beginning and end is struck out.
        """
        depth = 0
        while True:
            kind, length = struct.unpack_from("<2H", self._stream, at)
            data = self._stream[at + 4 : at + 4 + length]
            if len(data) < length or (depth == 0 and kind != _BEGIN):
                raise _broken()
            self._left -= 1
            if self._left < 0:
                number = counted(MAX_TAGS)
                raise too_large(f"có hơn {number.vi} bản ghi", f"more than {number.en} records")
            if kind == _BEGIN:
                self._check_version(data)
                depth += 1
            is_edge = depth == 1 and kind in {_BEGIN, _END}
            if depth > outermost and not is_edge:
                self._changed[at : at + 2] = _STRUCK_OUT
            elif depth == 1:
                yield Record(kind, data)
            if kind == _END:
                depth -= 1
                if depth == 0:
                    return
            at += 4 + length

    def _check_version(self, data: bytes) -> None:
        (version,) = struct.unpack_from("<H", data)
        if version not in {_BIFF5, _BIFF8}:
            raise damaged("phiên bản Excel quá cũ", "a version of Excel that is too old")
        self._is_biff8 = version == _BIFF8

    def _text(self, data: bytes) -> str:
        """Return the code of a number format; what matters in it is ASCII."""
        if not self._is_biff8:
            return data[1 : 1 + data[0]].decode("latin-1")
        length, flags = struct.unpack_from("<HB", data)
        if flags & 1:
            return data[3 : 3 + 2 * length].decode("utf-16-le", "replace")
        return data[3 : 3 + length].decode("latin-1")

    def _sheet(self, start: int, watch: CellWatch) -> SheetTraits:
        watch.begin()
        rows: list[range] = []
        columns: list[range] = []
        merged: list[Area] = []
        for kind, data in self._records(start):
            if kind == _ROW:
                row, *_, flags = struct.unpack_from("<7H", data)
                if flags & _ROW_IS_HIDDEN:
                    rows.append(range(row, row + 1))
            elif kind == _COLUMNS:
                first, last, width, _, flags = struct.unpack_from("<5H", data)
                if flags & 1 or not width:
                    columns.append(range(first, last + 1))
            elif kind == _MERGED:
                (count,) = struct.unpack_from("<H", data)
                corners = struct.unpack_from(f"<{4 * count}H", data, 2)
                merged += [
                    Area(range(top, bottom + 1), range(left, right + 1))
                    for top, bottom, left, right in zip(*[iter(corners)] * 4, strict=True)
                ]
            else:
                _add_cells(watch, kind, data)
        return SheetTraits(joined(rows), joined(columns), watch.checked(merged), watch.end())


def _add_cells(watch: CellWatch, kind: int, data: bytes) -> None:
    """Tell of the cells that a record holds, if it holds any."""
    if kind in _NUMBERS:
        watch.number(*struct.unpack_from("<3H", data))
    elif kind in _TEXTS:
        watch.filled(*struct.unpack_from("<2H", data))
    elif kind == _ERROR:
        row, column, _, code, is_error = struct.unpack_from("<3H2B", data)
        watch.filled(row, column, Trait(Nature.ERROR, ERRORS.get(code, "#?")) if is_error else None)
    elif kind == _MANY:
        row, column = struct.unpack_from("<2H", data)
        for place in range(4, len(data) - 2, 6):
            watch.number(row, column, *struct.unpack_from("<H", data, place))
            column += 1
    elif kind == _FORMULA:
        row, column, style, result, no_number = struct.unpack_from("<3H6sH", data)
        if no_number != _NO_NUMBER:
            is_zero = result.strip(b"\0") == b"" and not no_number & 0x7FFF
            watch.number(row, column, style, Trait(Nature.FORMULA_ZERO) if is_zero else None)
        elif result[0] == _IS_ERROR:
            watch.filled(row, column, Trait(Nature.ERROR, ERRORS.get(result[2], "#?")))
        else:
            watch.filled(row, column)
