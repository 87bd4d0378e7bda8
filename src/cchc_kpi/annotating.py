"""The findings about each file given back with the file: marked in a copy of it, or in a workbook of their own.

Which files, under which names, and what becomes of one that cannot be marked. The inputs are only read.
"""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Final, NamedTuple

from cchc_kpi.findings import Finding, Lang, Severity
from cchc_kpi.outputs import write_whole
from cchc_kpi.pipeline import Batch
from cchc_kpi.returns.arrivals import Arrival, display_path, read_arrival
from cchc_kpi.rules import files

_MARKABLE: Final = frozenset({".xlsx", ".xlsm"})
_ENDING: Final = "-phat-hien"


class Annotation(NamedTuple):
    """Where the findings about one input are to be written; `is_copy` where its own cells can be marked."""

    source: Path
    sha256: str
    findings: tuple[Finding, ...]
    target: Path
    is_copy: bool


def annotations_of(batch: Batch, folder: Path) -> tuple[Annotation, ...]:
    """Return what there is to annotate: each file with an error or a warning, in order, under a name of its own."""
    returns = {item.file: item for item in batch.returns}
    taken: set[str] = set()
    planned = []
    for path in batch.inputs:
        item = returns[display_path(path)]
        findings = tuple(f for f in batch.all_findings if f.place.file == item.file)
        if all(finding.severity is Severity.NOTE for finding in findings):
            continue
        is_copy = path.suffix.lower() in _MARKABLE and not any(
            f.rule in files.RULES for f in findings if f.is_error
        )
        stem, suffix = f"{path.stem}{_ENDING}", path.suffix if is_copy else ".xlsx"
        marks = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
        names = (f"{stem}{mark}{suffix}" for mark in marks)
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        planned.append(Annotation(path, item.sha256, findings, folder / name, is_copy))
    return tuple(planned)


def write_annotation(annotation: Annotation, lang: Lang) -> Path:
    """Write an annotated copy, or a workbook of findings, and return where it is.

    A file that cannot be marked faithfully, or was changed since it was read, gets a workbook of findings.
    Raises OutputBlocked or OSError.
    """
    source, target, findings = annotation.source, annotation.target, annotation.findings
    target.parent.mkdir(parents=True, exist_ok=True)
    arrival = read_arrival(source) if annotation.is_copy else None
    if isinstance(arrival, Arrival) and arrival.sha256 == annotation.sha256:
        from cchc_kpi.render.annotate.copy import annotated_copy
        from cchc_kpi.render.annotate.package import CannotAnnotate

        try:
            marked = annotated_copy(arrival.content, source.name, findings, lang)
        except CannotAnnotate:
            pass
        else:
            write_whole(target, lambda temporary: _save(marked, temporary))
            return target
    from cchc_kpi.render.findings_xlsx import write_findings

    listed = target.with_suffix(".xlsx")
    write_whole(listed, lambda temporary: write_findings(source, findings, temporary, target.parent, lang))
    return listed


def _save(content: bytes, path: Path) -> None:
    path.write_bytes(content)
