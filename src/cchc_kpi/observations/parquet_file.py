"""The table as Parquet: text, an exact decimal, a whole number, a flag and a day; nothing is written for nothing.

The only room that knows pyarrow, which is an optional extra.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, Final

from cchc_kpi.findings import Phrase
from cchc_kpi.observations.limits import (
    MAX_BATCH_BYTES,
    MAX_CELL_CHARACTERS,
    MAX_GROUP_BYTES,
    MAX_TABLE_BYTES,
    MAX_TABLE_ROWS,
)
from cchc_kpi.observations.line import (
    COLUMNS,
    FALSE,
    TRUE,
    VALUE_DIGITS,
    VALUE_PLACES,
    Kind,
    Line,
    as_it_stood,
    kind_of,
    storable,
)
from cchc_kpi.observations.opened import Unusable, columns_found, too_large
from cchc_kpi.observations.restore import Numbered
from cchc_kpi.rules import observation_tables

_GROUP_ROWS: Final = 32_768
_BATCH_ROWS: Final = _GROUP_ROWS
"""A group at a time: its dictionaries are looked up once."""
_REPEATED: Final = [name for name in COLUMNS if kind_of(name) is Kind.TEXT]
"""Written by dictionary: nearly every text stands in many rows."""
_EXPECTED: Final = {
    Kind.TEXT: Phrase("chữ (string)", "text (string)"),
    Kind.NUMBER: Phrase(
        "số thập phân chính xác (decimal), không phải số thực", "an exact decimal, not a float"
    ),
    Kind.WHOLE: Phrase("số nguyên (int)", "a whole number (int)"),
    Kind.FLAG: Phrase("đúng/sai (bool)", "true or false (bool)"),
    Kind.DAY: Phrase("ngày (date)", "a day (date)"),
}


def can_use_parquet() -> bool:
    """Say whether the Parquet library, an optional extra, is installed."""
    return find_spec("pyarrow") is not None


def write_parquet(lines: Iterable[Line], path: Path) -> None:
    """Write lines to a file, row group by row group.

    Raises OSError; a number that the column cannot hold exactly raises pyarrow's own error, and is not rounded.
    """
    import pyarrow as pa
    from pyarrow import parquet

    types = {
        Kind.TEXT: pa.string(),
        Kind.NUMBER: pa.decimal128(VALUE_DIGITS, VALUE_PLACES),
        Kind.WHOLE: pa.int32(),
        Kind.FLAG: pa.bool_(),
        Kind.DAY: pa.date32(),
    }
    schema = pa.schema([(name, types[kind_of(name)]) for name in COLUMNS])
    # Snappy, and pages of version 1: every reader of Parquet knows them.
    with parquet.ParquetWriter(
        path,
        schema,
        compression="snappy",
        use_dictionary=_REPEATED,
        write_page_checksum=True,
        version="2.6",
        data_page_version="1.0",
    ) as writer:
        rest = iter(lines)
        while group := list(itertools.islice(rest, _GROUP_ROWS)):
            columns = [
                pa.array(_values(cells, kind_of(name)), schema.field(name).type)
                for name, cells in zip(COLUMNS, zip(*group, strict=True), strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), _GROUP_ROWS)


def _values(cells: Sequence[str], kind: Kind) -> list[object]:
    """Return a column's cells as its type has them; one that stands in many rows is made once."""
    made = {cell: _value(cell, kind) for cell in set(cells)}
    return [made[cell] for cell in cells]


def _value(cell: str, kind: Kind) -> str | Decimal | int | bool | date | None:
    if not cell:
        return None
    match kind:
        case Kind.NUMBER:
            return Decimal(cell)
        case Kind.WHOLE:
            return int(cell)
        case Kind.FLAG:
            return cell == TRUE
        case Kind.DAY:
            return date.fromisoformat(cell)
        case _:
            return storable(cell)


class ParquetTable:
    """A table that is open for reading: its columns are known, its lines are read as they are asked for."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read the footer. Raises Unusable."""
        if not can_use_parquet():
            raise Unusable(Phrase("", ""), observation_tables.LIBRARY_ABSENT, {})
        import pyarrow as pa
        from pyarrow import parquet

        try:
            schema = parquet.ParquetFile(stream).schema_arrow
            self.columns = columns_found(schema.names)
            for name in COLUMNS:
                _check_type(name, schema.field(name).type)
            self._file = parquet.ParquetFile(
                stream, read_dictionary=_REPEATED, page_checksum_verification=True
            )
            self._rows = _rows_of(self._file.metadata)
        except (pa.ArrowException, OSError, ValueError):
            raise _damaged() from None

    def lines(self) -> Iterator[Numbered]:
        """Yield every line with its row, the first being row 1. Raises Unusable."""
        import pyarrow as pa

        row = unpacked = 0
        try:
            for batch in self._file.iter_batches(_BATCH_ROWS, columns=list(COLUMNS)):
                unpacked += batch.nbytes
                _check_size(batch, unpacked)
                columns = [_texts(batch.column(name), kind_of(name)) for name in COLUMNS]
                for cells in zip(*columns, strict=True):
                    row += 1
                    yield Numbered(row, Line(*cells))
        except (pa.ArrowException, OSError, ValueError, IndexError):
            raise _damaged() from None
        if row != self._rows:
            raise _damaged()


def _damaged() -> Unusable:
    return Unusable.because(
        "tệp Parquet bị hỏng, hoặc không phải Parquet", "the Parquet file is damaged, or it is none"
    )


def _rows_of(metadata: Any) -> int:
    """Return how many rows a file says that it has; one that says it is larger than any table is refused."""
    groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
    if metadata.num_rows > MAX_TABLE_ROWS or any(group.total_byte_size > MAX_GROUP_BYTES for group in groups):
        raise too_large(
            f"nhiều hơn {MAX_TABLE_ROWS} dòng, hoặc một nhóm dòng nặng hơn {MAX_GROUP_BYTES // 2**20} MB",
            f"more than {MAX_TABLE_ROWS} rows, or a row group of more than {MAX_GROUP_BYTES // 2**20} MB",
        )
    if metadata.num_rows != sum(group.num_rows for group in groups):
        raise _damaged()
    return int(metadata.num_rows)


def _check_size(batch: Any, unpacked: int) -> None:
    """Refuse rows that hold more than any can, alone or with all before them, whatever the file says of itself."""
    if batch.nbytes > MAX_BATCH_BYTES:
        raise too_large(
            f"{batch.num_rows} dòng mà nặng hơn {MAX_BATCH_BYTES // 2**20} MB",
            f"{batch.num_rows} rows of more than {MAX_BATCH_BYTES // 2**20} MB",
        )
    if unpacked > MAX_TABLE_BYTES:
        limit = MAX_TABLE_BYTES // 2**30
        raise too_large(f"nặng hơn {limit} GB khi giải nén", f"more than {limit} GB once it is unpacked")


def _check_type(name: str, held: Any) -> None:
    """Refuse a column of another type: a float has lost what was exact."""
    from pyarrow import types

    if types.is_dictionary(held):
        held = held.value_type
    kind = kind_of(name)
    is_null = types.is_null(held)  # a column of nothing, as pandas writes one
    is_sound = {
        Kind.TEXT: types.is_string(held) or types.is_large_string(held),
        Kind.NUMBER: types.is_decimal(held) or types.is_integer(held),
        Kind.WHOLE: types.is_integer(held),
        Kind.FLAG: types.is_boolean(held),
        Kind.DAY: types.is_date(held),
    }[kind]
    if not is_sound and not is_null:
        expected = _EXPECTED[kind]
        raise Unusable.because(
            f"cột {name} là kiểu {held}; cần {expected.vi}",
            f"the column {name} is of type {held}; expected: {expected.en}",
        )


def _texts(column: Any, kind: Kind) -> list[str]:
    """Return a column's cells as the text that a line holds."""
    import pyarrow as pa

    if kind is Kind.TEXT:
        if isinstance(column, pa.DictionaryArray):
            # A text that stands in many rows is made once.
            words = _words(column.dictionary)
            return ["" if place is None else words[place] for place in column.indices.to_pylist()]
        return _words(column)
    if kind is Kind.DAY:
        # Python has no day before the year 1 or after 9999; as text such a one is told like any that cannot be.
        return [word or "" for word in column.cast(pa.string()).to_pylist()]
    return [_text(value) for value in column.to_pylist()]


def _words(column: Any) -> list[str]:
    words = [as_it_stood(word) if word else "" for word in column.to_pylist()]
    if any(len(word) > MAX_CELL_CHARACTERS for word in words):
        raise too_large("một ô dài hơn mọi ô có thể có", "one cell is longer than any can be")
    return words


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return TRUE if value else FALSE
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)
