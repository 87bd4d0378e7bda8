"""The sheets `Phát hiện` and `Nguồn` of many communes: every finding, every file, with the commune that it is of.

A sheet holds so many lines and no more; where one is cut, its last line says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from cchc_kpi.plan.communes import Commune
from cchc_kpi.plan.ranks import capitalized
from cchc_kpi.render.record_sheets import (
    FINDING_COLUMNS,
    FINDINGS_TITLE,
    NO_FINDINGS,
    SOURCE_COLUMNS,
    SOURCES_TITLE,
    RecordBook,
    Row,
    about_sources,
    finding_row,
    missing_row,
    not_arrived,
    source_row,
)
from cchc_kpi.render.workbooks import LINK_BLUE, MOST_LINKS, file_link
from cchc_kpi.returns.record import FINDINGS_SHEET, SOURCES_SHEET
from cchc_kpi.scoring.communes import CommunesScorecard

MOST_ROWS: Final = 100_000
"""Lines of one sheet: what a spreadsheet opens and filters without waiting."""
_COMMUNE_COLUMN: Final = ("Xã", 24.0)
_NOBODY_KNOWS: Final = "không rõ"
_FILE_COLUMN: Final = 1


class _Record(NamedTuple):
    """A line and whose it is; `file` is what it links to, where it does."""

    commune: Commune | None
    row: Row
    file: str = ""


def write_findings(book: RecordBook, scored: CommunesScorecard) -> None:
    """Add the sheet of findings, the gravest first, by commune in the order of the list."""
    told = sorted(scored.told_of(), key=lambda one: one.finding.severity.rank)
    columns = (_COMMUNE_COLUMN, *FINDING_COLUMNS)
    sheet = book.add_sheet(FINDINGS_SHEET, FINDINGS_TITLE, columns, min(len(told), MOST_ROWS))
    _write(book, sheet, (_Record(one.commune, finding_row(one.finding)) for one in told), scored)
    if not told:
        book.write_texts(sheet, book.first_row, ("", *NO_FINDINGS))
    _tell_rest(book, sheet, len(told))


def write_sources(book: RecordBook, scored: CommunesScorecard, folder: Path) -> None:
    """Add the sheet of the returns, those of no known commune first, and of those that are missing."""
    count = len(scored.strays) + sum(
        len(one.card.returns) + len(not_arrived(one.card)) for one in scored.cards
    )
    columns = (_COMMUNE_COLUMN, *SOURCE_COLUMNS)
    about = about_sources(scored.cards[0].card)
    sheet = book.add_sheet(SOURCES_SHEET, SOURCES_TITLE, columns, min(count, MOST_ROWS), about)
    _write(book, sheet, _sources(scored), scored, folder if count <= MOST_LINKS else None)
    _tell_rest(book, sheet, count)


def _sources(scored: CommunesScorecard) -> Iterator[_Record]:
    for item in scored.strays:
        yield _Record(None, source_row(item, scored.plan), item.file)
    for commune, card in scored.cards:
        for item in card.returns:
            yield _Record(commune, source_row(item, card.plan), item.file)
        for slot in not_arrived(card):
            yield _Record(commune, missing_row(slot, card.plan))


def _write(
    book: RecordBook,
    sheet: Any,
    records: Iterator[_Record],
    scored: CommunesScorecard,
    folder: Path | None = None,
) -> None:
    """Write lines below the heading row; with a folder, each file's name leads from there to the file."""
    linked = book.cell(font_color=LINK_BLUE, underline=1)
    for row, record in enumerate(islice(records, MOST_ROWS), start=book.first_row):
        sheet.set_row(row, record.row.height)
        book.write_texts(sheet, row, (_whose(record.commune, scored), *record.row.texts))
        if folder is not None and record.file:
            sheet.write_url(row, _FILE_COLUMN, file_link(record.file, folder), linked, record.row.texts[0])


def _whose(commune: Commune | None, scored: CommunesScorecard) -> str:
    if commune is None:
        return _NOBODY_KNOWS
    name = capitalized(commune.named.label)
    return name if len(scored.provinces) == 1 else f"{name}, {commune.above.label}"


def _tell_rest(book: RecordBook, sheet: Any, count: int) -> None:
    rest = count - MOST_ROWS
    if rest > 0:
        text = f"Còn {rest} dòng nữa không ghi ở đây: xem bằng --format json."
        sheet.write_string(book.first_row + MOST_ROWS, 0, text, book.cell(bold=True, text_wrap=False))
