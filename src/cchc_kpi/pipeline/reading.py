"""From arguments to a batch: every file that they lead to is read as a return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cchc_kpi.pipeline.batch import Batch, settle_batch
from cchc_kpi.pipeline.tables import read_tables, sort_out
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.arrivals import find_returns
from cchc_kpi.returns.chunks import Ground, Parcel, read_parcel
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.sources import Source, display_path

if TYPE_CHECKING:
    from cchc_kpi.pipeline.crew import Crew
    from cchc_kpi.plan.communes import Communes


class Watch(Protocol):
    """Whoever wants to know how far reading is."""

    def begin(self, files: int) -> None:
        """Hear how many files there are."""

    def see(self, item: Return) -> None:
        """Hear of one more that was read."""

    def turn_to(self, tables: Sequence[Path]) -> None:
        """Hear that what is left to read are these tables."""


def read_batch(
    arguments: Iterable[str],
    plan: Plan,
    communes: Communes | None = None,
    plan_sha256: str = "",
    crew: Crew | None = None,
    watch: Watch | None = None,
) -> Batch:
    """Read every return that files, folders, URLs and glob patterns lead to, each file once.

    A table of observations that is named gives the returns that it was extracted from; `plan_sha256` is the
    digest of the plan's file, against which the table's own is held. `communes` are those that the returns may
    be of, where there are many. `crew` is who reads beside this process: what
    comes out is the same. Raises CrewFault where the crew cannot do it.
    """
    sources, findings = find_returns(arguments)
    workbooks, tables = sort_out(sources)
    parcels = [Parcel(display_path(source), source) for source in workbooks]
    if watch is not None:
        watch.begin(len(parcels))
    read: list[tuple[Source, Return]] = []
    for source, item in zip(workbooks, _read(parcels, Ground(plan, communes), crew), strict=True):
        read.append((source, item))
        if watch is not None:
            watch.see(item)
    if watch is not None and tables:
        watch.turn_to(tables)
    returns, told = read_tables(tables, plan, communes, plan_sha256, [item.file for _, item in read])
    batch = settle_batch([*read, *returns], [*findings, *told], plan)
    return batch._replace(inputs=tuple(dict.fromkeys((*batch.inputs, *tables))))


def _read(parcels: Sequence[Parcel], ground: Ground, crew: Crew | None) -> Iterator[Return]:
    """Yield a return for each file, in order; where there is no crew, or little to do, read in this process."""
    if crew is None or len(parcels) < crew.fewest_files:
        return (read_parcel(parcel, ground) for parcel in parcels)
    from cchc_kpi.pipeline.spreading import spread

    return spread(parcels, ground, crew)


def read_file(path: Source, plan: Plan, file: str | None = None, communes: Communes | None = None) -> Return:
    """Read one file as a return; `file` is what it is called in findings and outputs, by default its path."""
    return read_parcel(Parcel(file or display_path(path), path), Ground(plan, communes))
