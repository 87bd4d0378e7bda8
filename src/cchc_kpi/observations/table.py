"""A table of observations as a file: written whole from settled returns, read back into returns.

Nothing is raised for bad input: what is wrong with a table is in its findings.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, in_order
from cchc_kpi.observations.csv_file import CsvTable, write_csv
from cchc_kpi.observations.faults import Faults
from cchc_kpi.observations.limits import MAX_TABLE_BYTES, MAX_TABLE_ROWS
from cchc_kpi.observations.line import PARQUET, Line
from cchc_kpi.observations.lines import Basis, lines_of
from cchc_kpi.observations.opened import Unusable, too_large
from cchc_kpi.observations.parquet_file import ParquetTable, write_parquet
from cchc_kpi.observations.restore import Numbered, restore
from cchc_kpi.outputs import write_whole
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.sources import display_path
from cchc_kpi.rules import files, observation_tables
from cchc_kpi.system import NO_FILE, reason_of

_CHUNK: Final = 2**20


class TableRead(NamedTuple):
    """What a table holds: returns in order of file, none where it cannot be used; and what was found of the table."""

    returns: tuple[Return, ...]
    findings: tuple[Finding, ...]


def write_table(returns: Iterable[Return], basis: Basis, path: Path) -> int:
    """Write settled returns as a table, Parquet or CSV by the name's ending, whole or not at all.

    Returns how many observations it holds.

    Raises OutputBlocked or OSError; Parquet needs `can_use_parquet`.
    """
    write = write_parquet if path.suffix.lower() == PARQUET else write_csv
    count = 0

    def counted() -> Iterator[Line]:
        nonlocal count
        for line in lines_of(returns, basis):
            count += line.cell != ""
            yield line

    write_whole(path, lambda temporary: write(counted(), temporary))
    return count


def read_table(path: Path, basis: Basis) -> TableRead:
    """Read a table back into the returns that it was extracted from; the digest of the basis may be ""."""
    file = display_path(path)
    faults = Faults(file)
    try:
        with _opened(path) as stream:
            digest = _digest(stream)
            table = ParquetTable(stream) if path.suffix.lower() == PARQUET else CsvTable(stream)
            counted = _Counted(table.lines())
            returns = restore(counted, basis.plan, faults, file, basis.plan_sha256, basis.communes)
    except OSError as error:
        return TableRead((), (Finding(files.UNREADABLE, Place(file), {"reason": reason_of(error)}),))
    except Unusable as reason:
        return TableRead((), (*faults.findings, Finding(reason.rule, Place(file), reason.details)))
    if faults.grave:
        return TableRead((), faults.findings)
    others = ", ".join(table.columns.others)
    details: Details = {
        "sha256": digest,
        "returns": str(len(returns)),
        "rows": str(counted.count),
        "extra": Phrase(f"; không đọc cột lạ {others}", f"; not read: {others}") if others else EMPTY,
    }
    read = Finding(observation_tables.TABLE_READ, Place(file), details)
    return TableRead(tuple(returns), in_order([read, *faults.findings]))


def read_tables(
    paths: Iterable[Path], basis: Basis, taken: Iterable[str]
) -> tuple[list[tuple[Path, Return]], list[Finding]]:
    """Read tables into their returns, each with the table's path, and what was found of the tables.

    `taken` are the names of the files read beside them. Two files of one name are two returns, and whether they
    are copies or rivals is for `settle` to decide: the one that comes later is named with its table as well.
    """
    names = set(taken)
    read: list[tuple[Path, Return]] = []
    findings: list[Finding] = []
    for path in paths:
        table = read_table(path, basis)
        findings += table.findings
        for item in table.returns:
            named = _renamed(item, f"{item.file} ({item.table})") if item.file in names else item
            names.add(named.file)
            read.append((path, named))
    return read, findings


def _renamed(item: Return, file: str) -> Return:
    return replace(
        item,
        file=file,
        observations=tuple(
            replace(found, provenance=found.provenance._replace(file=file)) for found in item.observations
        ),
        findings=tuple(
            replace(found, place=found.place._replace(file=file)) if found.place.file == item.file else found
            for found in item.findings
        ),
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file of a size that a table may have. Raises OSError or Unusable."""
    # Some devices do something merely by being opened, and a pipe would wait for its other end.
    if not stat.S_ISREG(path.stat().st_mode):
        raise Unusable(NO_FILE, files.UNREADABLE)
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        if size > MAX_TABLE_BYTES:
            limit = MAX_TABLE_BYTES // 2**30
            raise too_large(f"tệp nặng hơn {limit} GB", f"the file has more than {limit} GB")
        yield stream


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()


class _Counted:
    """Lines as they go by, counted; more than any table has are refused."""

    def __init__(self, lines: Iterator[Numbered]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[Numbered]:
        for numbered in self._lines:
            self.count += 1
            if self.count > MAX_TABLE_ROWS:
                raise too_large(f"nhiều hơn {MAX_TABLE_ROWS} dòng", f"more than {MAX_TABLE_ROWS} rows")
            yield numbered
