"""The workbook of many communes: its sheets in their order, each drawn in a room of its own, from the top down.

Every formula carries its cached value. The workbook is always in Vietnamese: it is an official paper.
"""

from __future__ import annotations

from pathlib import Path

from cchc_kpi.render.communes.areas import AreaSheets
from cchc_kpi.render.communes.lines import Lines
from cchc_kpi.render.communes.matrix import HEAT_SHEET, MatrixSheet, write_heat
from cchc_kpi.render.communes.overview import OverviewSheet
from cchc_kpi.render.communes.progress import ProgressSheet
from cchc_kpi.render.communes.ranking import write_ranking
from cchc_kpi.render.communes.records import write_findings, write_sources
from cchc_kpi.render.record_sheets import RecordBook
from cchc_kpi.render.workbooks import Formats, new_workbook
from cchc_kpi.returns.layout import COMMUNES_SHEETS_FIRST
from cchc_kpi.scoring.communes import CommunesScorecard


def write_communes(scored: CommunesScorecard, path: Path) -> None:
    """Write the workbook of many communes to `path`. Raises OSError where it cannot be written."""
    with new_workbook(path, row_by_row=True) as book:
        formats = Formats(book)
        lines = Lines(scored)
        overview, ranking = (book.add_worksheet(name) for name in COMMUNES_SHEETS_FIRST[:2])
        areas = AreaSheets(book, formats, lines)
        matrix = MatrixSheet(book, formats, lines, areas)
        heat = book.add_worksheet(HEAT_SHEET)
        areas.write()
        progress = ProgressSheet(book, formats, lines)
        OverviewSheet(overview, formats, lines, areas, matrix, progress).write()
        write_ranking(ranking, formats, lines, matrix, progress)
        matrix.write()
        write_heat(heat, formats, lines, areas)
        progress.write()
        records = RecordBook(book, formats)
        write_findings(records, scored)
        write_sources(records, scored, path.parent)
