"""Tables of observations for tests: written from sound returns, and one thing in them changed."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cchc_kpi.findings import Finding
from cchc_kpi.observations.line import COLUMNS, Line
from cchc_kpi.observations.lines import Basis, lines_of
from cchc_kpi.observations.seal import sealed
from cchc_kpi.observations.table import TableRead, read_table, write_table
from cchc_kpi.plan.communes import Communes
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return

AS_READ: Final = (
    "file", "sha256", "office", "period", "is_baseline", "submission", "submitted_on", "observations", "status",
)  # fmt: skip
"""What of a return must come back from its table as it was read from its workbook."""
DIGEST: Final = "d" * 64
"""Stands for the digest of the plan's file."""


def digested(item: Return) -> Return:
    """A return as if read, with a digest of the form that real ones have."""
    return replace(item, sha256=hashlib.sha256(item.file.encode()).hexdigest())


def lines(plan: Plan, *returns: Return) -> list[Line]:
    """The lines of returns, the office's digests made real."""
    return list(lines_of(map(digested, returns), Basis(plan, DIGEST)))


def write_lines(path: Path, held: Iterable[Sequence[str]], heading: Sequence[str] = COLUMNS) -> Path:
    """Write lines as CSV, whatever they hold."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([heading, *held])
    return path


def read_lines(
    plan: Plan, folder: Path, held: Iterable[Sequence[str]], communes: Communes | None = None
) -> TableRead:
    """Write lines as CSV and read them as a table."""
    return read_table(write_lines(folder / "t.csv", held), Basis(plan, DIGEST, communes))


def changed(held: Sequence[Line], place: int, **cells: str) -> list[Line]:
    """Lines, one of them with other cells."""
    return [line._replace(**cells) if at == place else line for at, line in enumerate(held)]


def written_with(held: Sequence[Line], **cells: str) -> list[Line]:
    """The lines of one return, all with other cells, as if they had been written so."""
    return sealed(line._replace(**cells) for line in held)


def there_and_back(path: Path, plan: Plan, *returns: Return) -> tuple[Return, ...]:
    """Write returns as a table, and read it."""
    write_table(map(digested, returns), Basis(plan, DIGEST), path)
    read = read_table(path, Basis(plan, DIGEST))
    assert ["T01"] == [finding.code for finding in read.findings], read.findings
    return read.returns


def as_if_read(item: Return) -> Return:
    """A return without what tells that it came from a table."""
    return replace(item, table=None)


def told(
    findings: Iterable[Finding], keep: Callable[[Finding], bool] = lambda _: True
) -> list[tuple[str, int | None]]:
    """The code and the row of each finding."""
    return [(finding.code, finding.place.line) for finding in findings if keep(finding)]
