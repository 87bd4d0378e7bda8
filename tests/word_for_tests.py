"""Word documents for tests: what a report says, and templates as an office would have written them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.scorecard import Scorecard, score_returns
from forms_for_tests import quarter


def scored(plan: Plan, period: str, *returns: Return) -> Scorecard:
    """The scorecard of these returns."""
    return score_returns(plan, "sha", quarter(period), returns)


def paragraphs_of(path: Path) -> list[str]:
    """The text of every paragraph of a document's body, in order, those in tables too."""
    body = Document(str(path)).element.body
    return ["".join(text.text or "" for text in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


def runs_of(path: Path) -> Iterator[Any]:
    """Every run of a document's paragraphs and table cells."""
    document = Document(str(path))
    held = [*document.paragraphs]
    held += [
        p for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs
    ]
    for paragraph in held:
        yield from paragraph.runs


def write_template(path: Path, *lines: str, rows: Sequence[str] = (), header: str = "") -> Path:
    """A template of these paragraphs, and of a table with these rows of one cell."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(0, 1)
        for row in rows:
            table.add_row().cells[0].text = row
    document.sections[0].header.paragraphs[0].text = header
    stream = io.BytesIO()
    document.save(stream)
    path.write_bytes(stream.getvalue())
    return path
