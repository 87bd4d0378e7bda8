"""Tables of observations among the arguments: each gives the returns that it was extracted from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cchc_kpi.findings import Finding
from cchc_kpi.observations.line import is_table
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.sources import Source

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes


class Sorted(NamedTuple):
    """What arguments lead to: workbooks, and tables of observations, which are files of this computer."""

    workbooks: tuple[Source, ...]
    tables: tuple[Path, ...]


def sort_out(sources: Iterable[Source]) -> Sorted:
    """Tell workbooks and tables apart, by their names."""
    workbooks: list[Source] = []
    tables: list[Path] = []
    for source in sources:
        if isinstance(source, Path) and is_table(source):
            tables.append(source)
        else:
            workbooks.append(source)
    return Sorted(tuple(workbooks), tuple(tables))


def read_tables(
    paths: Sequence[Path], plan: Plan, communes: Communes | None, plan_sha256: str, taken: Iterable[str]
) -> tuple[list[tuple[Path, Return]], list[Finding]]:
    """Return the returns of tables, each with its table's path, and what was found of the tables.

    `plan_sha256` is the digest of the plan's file, or "" where no other version is to be told; `taken` are the
    names of the returns that are read beside them.
    """
    if not paths:
        return [], []
    from cchc_kpi.observations import table
    from cchc_kpi.observations.lines import Basis

    return table.read_tables(paths, Basis(plan, plan_sha256, communes), taken)
