"""The findings about each file given back with the file: marked in a copy of it, or in a workbook of their own.

Which files, under which names, and what becomes of one that cannot be marked. The inputs are only read.
"""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from cchc_kpi.findings import Finding, Lang, Severity
from cchc_kpi.outputs import write_whole
from cchc_kpi.pipeline import Batch, is_edited
from cchc_kpi.returns.arrivals import Arrival, read_arrival
from cchc_kpi.returns.sources import Source, display_path
from cchc_kpi.rules import files

_MARKABLE: Final = frozenset({".xlsx", ".xlsm"})
_ENDING: Final = "-phat-hien"
_ENDED: Final = re.compile(rf"{_ENDING}(-[0-9]+)?$", re.IGNORECASE)


class Annotation(NamedTuple):
    """Where the findings about one input are to be written; `is_copy` where its own cells can be marked.

    `kept` are the copies of an earlier run that somebody has changed since, and that therefore stay.
    """

    source: Source
    sha256: str
    findings: tuple[Finding, ...]
    target: Path
    is_copy: bool
    kept: tuple[Path, ...] = ()


def annotations_of(batch: Batch, folder: Path) -> tuple[Annotation, ...]:
    """Return what there is to annotate: each file with an error or a warning, in order, under a name of its own.

    Of several communes each gets a folder by its code, for their forms have the same names.
    """
    returns = {item.file: item for item in batch.returns}
    by_file: dict[str | None, list[Finding]] = {}
    for finding in batch.all_findings:
        by_file.setdefault(finding.place.file, []).append(finding)
    inputs = {os.path.normcase(os.path.realpath(path)) for path in batch.local_inputs}
    has_several = len({item.commune for item in batch.returns}) > 1
    taken: set[Path] = set()
    planned = []
    for path in batch.inputs:
        item = returns.get(display_path(path))
        if item is None:
            continue  # another commune's, where the run is about one of many
        place_of_copies = folder / item.commune if has_several else folder
        findings = tuple(by_file.get(item.file, ()))
        if all(finding.severity is Severity.NOTE for finding in findings):
            continue
        is_copy = path.suffix.lower() in _MARKABLE and not any(
            f.rule in files.RULES for f in findings if f.is_error
        )
        suffix = path.suffix if is_copy else ".xlsx"
        kept: list[Path] = []
        for stem in _stems(path):
            target = place_of_copies / f"{stem}{suffix}"
            # One stem for one file, whatever the suffix: what cannot be marked after all gets an .xlsx.
            if place_of_copies / stem.casefold() in taken:
                continue
            changed = [
                place
                for place in dict.fromkeys((target, target.with_suffix(".xlsx")))
                if os.path.normcase(os.path.realpath(place)) not in inputs and is_edited(place)
            ]
            kept += changed
            if not changed:
                taken.add(place_of_copies / stem.casefold())
                planned.append(Annotation(path, item.sha256, findings, target, is_copy, tuple(kept)))
                break
    return tuple(planned)


def _stems(path: Source) -> Iterator[str]:
    """Yield the names that a copy may have, the best first; the copy of a copy is called like that one."""
    stem = _ENDED.sub("", path.stem) + _ENDING
    yield stem
    yield from (f"{stem}-{number}" for number in itertools.count(2))


def write_annotation(annotation: Annotation, lang: Lang) -> Path:
    """Write an annotated copy, or a workbook of findings, and return where it is.

    A file that cannot be marked faithfully, or was changed since it was read, gets a workbook of findings.
    Raises OutputBlocked or OSError.
    """
    from cchc_kpi.render.annotate.package import CannotAnnotate, packed_anew

    source, target, findings = annotation.source, annotation.target, annotation.findings
    target.parent.mkdir(parents=True, exist_ok=True)
    arrival = read_arrival(source) if annotation.is_copy else None
    if isinstance(arrival, Arrival) and arrival.sha256 == annotation.sha256:
        from cchc_kpi.render.annotate.copy import annotated_copy

        try:
            marked = annotated_copy(arrival.content, source.name, findings, lang)
        except CannotAnnotate:
            pass
        else:
            write_whole(target, lambda temporary: _save(marked, temporary))
            return target
    from cchc_kpi.render.findings_xlsx import write_findings

    listed = target.with_suffix(".xlsx")

    def write(temporary: Path) -> None:
        write_findings(source, findings, temporary, target.parent, lang)
        _save(packed_anew(temporary.read_bytes()), temporary)

    write_whole(listed, write)
    return listed


def _save(content: bytes, path: Path) -> None:
    path.write_bytes(content)
