"""The scorecard of a year as a workbook: its eight sheets in their order, each drawn in a room of its own.

Every formula carries its cached value. The workbook is always in Vietnamese: it is an official paper.
"""

from __future__ import annotations

from pathlib import Path

from cchc_kpi.render.annual.board import BOARD_SHEET, BoardSheet
from cchc_kpi.render.annual.detail import DetailSheet
from cchc_kpi.render.annual.overview import OVERVIEW_SHEET, OverviewSheet
from cchc_kpi.render.annual.progress import PROGRESS_SHEET, write_progress
from cchc_kpi.render.annual.reading import READING_SHEET, write_reading
from cchc_kpi.render.figure_sheet import FigureSheet, figures_of
from cchc_kpi.render.record_sheets import RecordBook, write_findings, write_sources
from cchc_kpi.render.workbooks import Formats, new_workbook
from cchc_kpi.scoring.annual import AnnualScorecard


def write_annual(annual: AnnualScorecard, path: Path) -> None:
    """Write the workbook of a year to `path`. Raises OSError where it cannot be written."""
    with new_workbook(path) as book:
        formats = Formats(book)
        records = RecordBook(book, formats)
        overview_sheet, board_sheet = (book.add_worksheet(name) for name in (OVERVIEW_SHEET, BOARD_SHEET))
        figures = FigureSheet(records, annual.plan, figures_of(annual.cards), path.parent)
        details = DetailSheet(records, formats, annual, figures)
        board = BoardSheet(board_sheet, formats, annual, details)
        OverviewSheet(book, overview_sheet, formats, annual, board, details).write()
        board.write()
        details.write()
        figures.write()
        write_progress(book.add_worksheet(PROGRESS_SHEET), formats, annual)
        write_findings(records, annual.findings)
        write_sources(records, annual.whole)
        write_reading(book.add_worksheet(READING_SHEET), formats, annual)
