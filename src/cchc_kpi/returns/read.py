"""One file to one return: guard, reader, interpretation.

The fast reader goes first; where it leaves a doubt that the careful one can settle (a blank may be
an error or a formula never calculated), that one file is read again.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from cchc_kpi.findings import Finding, Phrase, Place, Rule, in_order
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.findings_list import list_about, without_list
from cchc_kpi.returns.guard import inspect
from cchc_kpi.returns.inspection import Container, Inspection
from cchc_kpi.returns.interpret import interpret
from cchc_kpi.returns.locate import find_tables
from cchc_kpi.returns.observation import MarkedCopy, Return
from cchc_kpi.returns.readers import read_careful, read_fast
from cchc_kpi.returns.refusal import Refusal
from cchc_kpi.returns.workbook import Kind, UnreadableWorkbook, Workbook, with_traits
from cchc_kpi.rules import fields, files, forms, tables, values
from cchc_kpi.text import printable

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

# What may look otherwise once errors and uncalculated formulas are told from blanks.
_BORN_OF_BLANKS = frozenset(
    {
        values.BLANK,
        values.SHIFTED,
        fields.PERIOD_MISSING,
        fields.OFFICE_UNKNOWN,
        fields.COMMUNE_UNKNOWN,
        fields.COMMUNE_DIFFERS,
        fields.COMMUNE_NOT_LISTED,
        tables.ROW_MISSING,
        tables.COLUMN_MISSING,
        fields.SUBMISSION_UNREADABLE,
    }
)


def read_return(
    file: str, content: bytes, plan: Plan, sha256: str | None = None, communes: Communes | None = None
) -> Return:
    """Read a workbook's bytes as a return of the plan; `file` is its path for provenance.

    `sha256` is that of the bytes, where it is known already; `communes` are those it may be of, where
    there are many.

    Never raises for bad input: whatever is wrong with the file is in the return's findings.
    """
    sha256 = sha256 or hashlib.sha256(content).hexdigest()
    place = Place(file)
    try:
        seen = inspect(content)
        workbook = _read(seen)
    except Refusal as refusal:
        return rejected(file, sha256, Finding(refusal.rule, place, refusal.details))
    except UnreadableWorkbook as error:
        return rejected(file, sha256, _unreadable(place, str(error)))
    workbook, source = without_list(workbook)
    if source is not None and not find_tables(workbook, plan):
        passed_over = Finding(forms.OWN_COPY, place, {"what": list_about(source)})
        return replace(rejected(file, sha256, passed_over), superseded=True)
    item = _settled(interpret(file, sha256, plan, workbook, communes), seen, workbook, plan, communes)
    if source is not None:
        item = replace(item, marked=MarkedCopy(source, seen.is_untouched))
    if item.rejected:
        return item
    notes = [Finding(rule, place) for rule, is_so in _notes(seen) if is_so]
    return replace(item, findings=in_order([*item.findings, *notes])) if notes else item


def _notes(seen: Inspection) -> tuple[tuple[Rule, bool], ...]:
    """What is never run or followed, and whether the workbook holds it."""
    return (
        (files.MACROS_NOT_RUN, seen.has_macros),
        (files.LINKS_NOT_FOLLOWED, seen.has_external_links),
    )


def _settled(
    first: Return, seen: Inspection, workbook: Workbook, plan: Plan, communes: Communes | None
) -> Return:
    """Return a first reading, or where it leaves a doubt that the careful reader can settle, a second."""
    doubtful = seen.has_percent_formats or any(finding.rule in _BORN_OF_BLANKS for finding in first.findings)
    if seen.container is not Container.XLSX or seen.is_strict or workbook.tells_blanks or not doubtful:
        return first
    try:
        careful, _ = without_list(_read_carefully(seen))
    except (Refusal, UnreadableWorkbook):
        return first
    if not find_tables(careful, plan):
        return first
    return interpret(first.file, first.sha256, plan, careful, communes)


def holds_the_same_cells(one: bytes, other: bytes) -> bool:
    """Say whether two workbooks hold the same, a list of findings in either left out; no where one is unreadable."""
    try:
        first, second = (without_list(_read(inspect(content)))[0] for content in (one, other))
    except (Refusal, UnreadableWorkbook):
        return False
    return _texts(first) == _texts(second)


def _texts(workbook: Workbook) -> list[tuple[str, dict[tuple[int, int], tuple[Kind, str]]]]:
    return [
        (sheet.name, {spot: (cell.kind, cell.text) for spot, cell in sheet.cells.items()})
        for sheet in workbook.sheets
    ]


def rejected(file: str, sha256: str, finding: Finding) -> Return:
    """Return a return of which nothing could be read, for one reason."""
    return Return(file, sha256, findings=(finding,), rejected=True)


def _read(seen: Inspection) -> Workbook:
    if seen.workbook is not None:
        return seen.workbook
    try:
        return _as_seen(_read_fast(seen), seen)
    except UnreadableWorkbook:
        if seen.container is not Container.XLSX:
            raise
        return _read_carefully(seen)


def _read_fast(seen: Inspection) -> Workbook:
    if seen.is_plain:
        return read_fast(seen.content)
    from cchc_kpi.returns.apart import read_fast_apart  # few files need it, and it costs start-up time

    return read_fast_apart(seen.content)


def _read_carefully(seen: Inspection) -> Workbook:
    if seen.is_plain:
        return _as_seen(read_careful(seen.content), seen)
    from cchc_kpi.returns.apart import read_careful_apart

    return _as_seen(read_careful_apart(seen.content), seen)


def _as_seen(workbook: Workbook, seen: Inspection) -> Workbook:
    """Return what a reader read with what the guard saw beside it: in an .xlsx it leaves blanks to the readers."""
    return with_traits(workbook, seen.sheets, tells_blanks=seen.container is not Container.XLSX)


def _unreadable(place: Place, reason: str) -> Finding:
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return Finding(files.PASSWORD, place)
    words = Phrase("nội dung bên trong không đọc được", printable(reason)[:120])
    return Finding(files.DAMAGED, place, {"reason": words})
