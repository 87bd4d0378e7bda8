"""From arguments to a batch: every file that they lead to is read as a return."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cchc_kpi.findings import Finding
from cchc_kpi.pipeline.batch import Batch, settle_batch
from cchc_kpi.pipeline.tables import read_tables, sort_out
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import display_path, find_returns, read_arrival
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.read import read_return, rejected

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes


def read_batch(
    arguments: Iterable[str], plan: Plan, communes: Communes | None = None, plan_sha256: str = ""
) -> Batch:
    """Read every return that files, folders and glob patterns lead to, each file once.

    A table of observations that is named gives the returns that it was extracted from; `plan_sha256` is the
    digest of the plan's file, against which the table's own is held. `communes` are those that the returns may
    be of, where there are many.
    """
    paths, findings = find_returns(arguments)
    workbooks, tables = sort_out(paths)
    read = [(path, read_file(path, plan, communes=communes)) for path in workbooks]
    returns, told = read_tables(tables, plan, communes, plan_sha256, [item.file for _, item in read])
    batch = settle_batch([*read, *returns], [*findings, *told], plan)
    return batch._replace(inputs=tuple(dict.fromkeys((*batch.inputs, *tables))))


def read_file(path: Path, plan: Plan, file: str | None = None, communes: Communes | None = None) -> Return:
    """Read one file as a return; `file` is what it is called in findings and outputs, by default its path."""
    file = file or display_path(path)
    arrival = read_arrival(path)
    if isinstance(arrival, Finding):
        return rejected(file, "", arrival)
    return read_return(file, arrival.content, plan, arrival.sha256, communes)
