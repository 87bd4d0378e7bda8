"""What a scorecard workbook says of itself: its period, the plan and the returns it was made from, every figure.

Read back by the headings that the writer used. Nothing here is believed: it is what gets verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cchc_kpi.periods import Period, parse_period
from cchc_kpi.returns import record
from cchc_kpi.returns.between import period_name
from cchc_kpi.returns.layout import ANNUAL_SHEETS, SCORECARD_SHEETS
from cchc_kpi.returns.observation import Status
from cchc_kpi.returns.record import Basis, read_basis
from cchc_kpi.returns.written import WrittenBook, WrittenCell, WrittenSheet
from cchc_kpi.rules import observation_tables

_ONLY_ANNUAL: Final = frozenset(ANNUAL_SHEETS) - frozenset(SCORECARD_SHEETS)
_LOWEST_HEAD: Final = 40
"""Titles and headings stand within the first rows of a sheet, also where somebody inserted some."""

_DIGEST: Final = re.compile("[0-9a-f]{64}")


class ListedReturn(NamedTuple):
    """A line of `Nguồn`: a return by its file and digest; without a file, one that had not arrived."""

    file: str
    office: str
    when: str
    submission: str
    status: str
    sha256: str

    @property
    def has_digest(self) -> bool:
        """Whether the digest can be one at all; a file that could not be opened has none, and says so."""
        if not self.sha256:
            return self.status == record.STATUS_WORDS[Status.REJECTED]
        return _DIGEST.fullmatch(self.sha256) is not None


class ToldFigure(NamedTuple):
    """A line of `Số liệu`; `value` is None where the cell is blank."""

    code: str
    office: str
    period: str
    value: WrittenCell | None
    state: str
    file: str
    sheet: str
    cell: str
    content: str
    remark: str


class Claims(NamedTuple):
    """What a workbook says of itself. `basis` is None where its line cannot be found or read.

    `returns` are those that it lists, and those that its figures say they come from. `is_of_a_table` tells that it
    was made from a table of observations, which it names among its findings.
    """

    is_annual: bool
    period: Period
    basis: Basis | None
    returns: tuple[ListedReturn, ...]
    figures: tuple[ToldFigure, ...]
    is_of_a_table: bool = False


def read_claims(book: WrittenBook) -> Claims | None:
    """Return what a workbook says of itself; None where it does not tell which period it scores."""
    basis = next(filter(None, map(read_basis, _texts(book))), None)
    titled = [period for text in _texts(book) if (period := _titled_period(text)) is not None]
    period = basis.period if basis is not None else titled[0] if titled else None
    if period is None:
        return None
    is_annual = sum(1 for sheet in book if sheet.name in _ONLY_ANNUAL) > 1
    if is_annual:
        period = Period(period.year, "Y")
    listed, figures = tuple(_returns(book)), tuple(_figures(book))
    returns = (*listed, *_implied(listed, figures))
    return Claims(is_annual, period, basis, returns, figures, is_of_a_table=_names_a_table(book))


def _names_a_table(book: WrittenBook) -> bool:
    lines = _lines(book, (record.RULE_CODE, record.MESSAGE))
    return any(_text(line.get(record.RULE_CODE)) == observation_tables.TABLE_READ.code for line in lines)


def _texts(book: WrittenBook) -> Iterator[str]:
    """Yield the texts of first columns, where titles and the line of the basis stand."""
    for sheet in book:
        for (row, column), cell in sheet.cells.items():
            if column == 0 and row < _LOWEST_HEAD:
                yield cell.text


def _titled_period(text: str) -> Period | None:
    return parse_period(text.removeprefix(record.TITLE)) if text.startswith(record.TITLE) else None


def _returns(book: WrittenBook) -> Iterator[ListedReturn]:
    heads = (
        record.FILE, record.OFFICE, record.PERIOD, record.SUBMISSION, record.STATUS, record.DIGEST,
    )  # fmt: skip
    for line in _lines(book, heads):
        texts = [_text(line.get(head)) for head in heads]
        if any(texts):
            yield ListedReturn(*texts)


def _implied(listed: Sequence[ListedReturn], figures: Sequence[ToldFigure]) -> Iterator[ListedReturn]:
    """Yield the returns that figures come from and `Nguồn` does not list any more; their digests are lost."""
    known = {item.file for item in listed}
    for figure in figures:
        if figure.file and figure.file not in known:
            known.add(figure.file)
            period = parse_period(figure.period)
            when = period_name(period if period is not None and period.is_quarter else None)
            yield ListedReturn(figure.file, figure.office, when.vi, "1", "", "")


def _figures(book: WrittenBook) -> Iterator[ToldFigure]:
    heads = (
        record.CODE, record.OFFICE, record.PERIOD, record.VALUE, record.STATE, record.FILE, record.SHEET,
        record.CELL, record.CONTENT, record.REMARK,
    )  # fmt: skip
    for line in _lines(book, heads):
        code, office, period, _, *rest = (_text(line.get(head)) for head in heads)
        if code:
            yield ToldFigure(code, office, period, line.get(record.VALUE), *rest)


def _text(cell: WrittenCell | None) -> str:
    return "" if cell is None else cell.text


def _lines(book: WrittenBook, heads: Sequence[str]) -> Iterator[Mapping[str, WrittenCell]]:
    """Yield the lines of the one table that has these headings, each cell by its heading; none without a table."""
    for sheet in book:
        row = head_row(sheet, heads)
        if row is None:
            continue
        columns = {cell.text: column for (r, column), cell in sheet.cells.items() if r == row}
        rows: dict[int, dict[str, WrittenCell]] = {}
        names = {columns[head]: head for head in heads}
        for (r, column), cell in sheet.cells.items():
            if r > row and column in names:
                rows.setdefault(r, {})[names[column]] = cell
        yield from (rows[r] for r in sorted(rows))
        return


def head_row(sheet: WrittenSheet, heads: Sequence[str]) -> int | None:
    """Return the row, counted from 0, in which all of these headings stand; None where there is none."""
    texts: dict[int, set[str]] = {}
    for (row, _), cell in sheet.cells.items():
        if row < _LOWEST_HEAD:
            texts.setdefault(row, set()).add(cell.text)
    return next((row for row, held in sorted(texts.items()) if held.issuperset(heads)), None)
