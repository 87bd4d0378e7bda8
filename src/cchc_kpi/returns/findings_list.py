"""The list of findings that this program puts in front of a copy: recognised, and left out of what is read."""

from __future__ import annotations

from typing import Final

from cchc_kpi.findings import Phrase
from cchc_kpi.returns.layout import FINDINGS_SOURCE, FINDINGS_TITLE
from cchc_kpi.returns.workbook import Sheet, Workbook

_TITLE_AT: Final = (0, 0)
_SOURCE_AT: Final = (1, 0)


def without_list(workbook: Workbook) -> tuple[Workbook, str | None]:
    """Return a workbook without the list of findings, and the name of the file that the list is about.

    None for the name where there is no such list.
    """
    sources = [_source_of(sheet) for sheet in workbook.sheets]
    source = next((name for name in sources if name is not None), None)
    if source is None:
        return workbook, None
    kept = (sheet for sheet, name in zip(workbook.sheets, sources, strict=True) if name is None)
    return workbook._replace(sheets=tuple(kept)), source


def _source_of(sheet: Sheet) -> str | None:
    """Return the file that a sheet lists the findings of; None for any other sheet."""
    title, source = sheet.cells.get(_TITLE_AT), sheet.cells.get(_SOURCE_AT)
    if title is None or source is None or title.text not in FINDINGS_TITLE:
        return None
    lead, _, name = source.text.partition(": ")
    return name if lead in FINDINGS_SOURCE else None


def list_about(source: str) -> Phrase:
    """Return what a workbook is that holds such a list and no return."""
    return Phrase(f"danh sách phát hiện về {source}", f"the list of findings about {source}")
