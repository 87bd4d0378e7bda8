"""The table as CSV: comma, UTF-8 with a byte-order mark for Excel, numbers with a dot, one heading line.

A text that a spreadsheet would take for a formula has an apostrophe before it, as has one that begins with
an apostrophe itself; reading takes exactly one away, so that every text comes back as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final

from cchc_kpi.findings import Phrase
from cchc_kpi.observations.limits import MAX_CELL_CHARACTERS, MAX_RECORD_CHARACTERS
from cchc_kpi.observations.line import COLUMNS, Kind, Line, as_it_stood, kind_of, storable
from cchc_kpi.observations.opened import Unusable, columns_found, too_large
from cchc_kpi.observations.restore import Numbered
from cchc_kpi.text import inert

_ENCODING: Final = "utf-8-sig"
_TEXTS: Final = frozenset(name for name in COLUMNS if kind_of(name) is Kind.TEXT)
_APOSTROPHE: Final = "'"
_REMEMBERED: Final = 4096
"""Texts: what is said of a return stands in each of its rows, and is looked at once."""
_REMEMBERED_LENGTH: Final = 256
"""Characters: so that what is remembered is bounded in length too (ADR 0027)."""
_OTHER_SEPARATORS: Final = {";": ";", "\t": "tab"}


def write_csv(lines: Iterable[Line], path: Path) -> None:
    """Write lines to a file, one by one. Raises OSError."""
    with path.open("w", encoding=_ENCODING, newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(COLUMNS)
        is_text = [name in _TEXTS for name in COLUMNS]
        for line in lines:
            writer.writerow(
                [guarded(cell) if guard and cell else cell for cell, guard in zip(line, is_text, strict=True)]
            )


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and that `unguarded` gives back."""
    return _guarded(text) if len(text) <= _REMEMBERED_LENGTH else _guard(text)


def unguarded(text: str) -> str:
    """Return the text that was guarded."""
    return _unguarded(text) if len(text) <= _REMEMBERED_LENGTH else _unguard(text)


def _guard(text: str) -> str:
    stored = storable(text)
    return f"{_APOSTROPHE}{stored}" if stored.startswith(_APOSTROPHE) else inert(stored)


def _unguard(text: str) -> str:
    return as_it_stood(text.removeprefix(_APOSTROPHE))


_guarded: Final = lru_cache(_REMEMBERED)(_guard)
_unguarded: Final = lru_cache(_REMEMBERED)(_unguard)


class CsvTable:
    """A table that is open for reading: its columns are known, its lines are read as they are asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the heading line. Raises Unusable."""
        self._pieces = _Pieces(io.TextIOWrapper(stream, encoding=_ENCODING, newline=""))
        self._records = csv.reader(self._pieces, strict=True)
        heading = self._next()
        if heading is None:
            raise Unusable.because("tệp trống", "the file is empty")
        if len(heading) == 1:
            for mark, name in _OTHER_SEPARATORS.items():
                if mark in heading[0]:
                    raise Unusable.because(
                        f"các cột cách nhau bằng '{name}', không phải dấu phẩy; có lẽ tệp đã được lưu lại từ Excel",
                        f"its columns are parted by '{name}' and not by commas; it may have been saved by Excel",
                    )
        self._width = len(heading)
        self.columns = columns_found(heading)

    def lines(self) -> Iterator[Numbered]:
        """Yield every line with its row, the heading being row 1. Raises Unusable."""
        places = [(self.columns.places[name], name in _TEXTS) for name in COLUMNS]
        row = 1
        while (record := self._next()) is not None:
            row += 1
            if len(record) != self._width:
                raise Unusable.because(
                    f"dòng {row} có {len(record)} cột, dòng tiêu đề có {self._width}",
                    f"row {row} has {len(record)} columns, the heading has {self._width}",
                )
            cells = (unguarded(record[place]) if is_text else record[place] for place, is_text in places)
            yield Numbered(row, Line(*cells))

    def _next(self) -> list[str] | None:
        self._pieces.begin_record()
        # The limit is one of the whole process: a library leaves it as it was.
        others = csv.field_size_limit(MAX_CELL_CHARACTERS)
        try:
            return next(self._records, None)
        except UnicodeDecodeError:
            raise Unusable.because(
                "nội dung không phải UTF-8; có lẽ tệp đã được lưu lại từ Excel",
                "its content is not UTF-8; it may have been saved by Excel",
            ) from None
        except csv.Error as error:
            raise Unusable(
                Phrase(
                    f"CSV không hợp lệ ở dòng {self._records.line_num} ({error})",
                    f"no valid CSV at line {self._records.line_num} ({error})",
                )
            ) from None
        finally:
            csv.field_size_limit(others)


class _Pieces:
    """The lines of a text for the CSV reader, no record longer than any can be."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._left = MAX_RECORD_CHARACTERS

    def begin_record(self) -> None:
        """Say that what is asked for next belongs to a new record."""
        self._left = MAX_RECORD_CHARACTERS

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        piece = self._stream.readline(self._left + 1)
        self._left -= len(piece)
        if self._left < 0:
            raise too_large("một dòng dài hơn mọi dòng có thể có", "one row is longer than any can be")
        if not piece:
            raise StopIteration
        return piece
