"""Rows of a table that carry no code of the form: mistyped codes, rows added, figures without a name.

No figure is passed over in silence: what such a row holds is told, and where it is probably the row that
is missing elsewhere, that is told there, once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.findings import Phrase
from cchc_kpi.returns import layout
from cchc_kpi.returns.locate import Table
from cchc_kpi.returns.workbook import Cell, Kind
from cchc_kpi.text import fold, shown, suggest

_CODE_LIKE = re.compile(r"[A-ZĐ]{1,4}\s*[.,-]?\s*\d{1,3}", re.IGNORECASE)

_SPARE = 2


class StrayRow(NamedTuple):
    """A row below the heading whose code cell is blank or holds no code of the plan."""

    address: str
    code: str
    label: str
    figure: str

    def resembles(self, code: str, label: str) -> bool:
        """Say whether this is probably the row of a measure: by its label, or by a code mistyped."""
        if self.label and fold(self.label) == fold(label):
            return True
        # Letters are compared for what is about as long as a code: rows of anything else may be very many.
        return (
            bool(self.code)
            and len(self.code) <= len(code) + _SPARE
            and (_bare(self.code) == _bare(code) or suggest(self.code, [code], 0.85) is not None)
        )

    @property
    def is_worth_telling(self) -> bool:
        """Whether it looks like a code, or holds a figure; titles and signatures do neither."""
        return bool(self.figure) or _CODE_LIKE.fullmatch(self.code.strip()) is not None

    @property
    def what(self) -> Phrase:
        """What stands there, for a message."""
        if self.code:
            return Phrase(
                f"mã {shown(self.code)} không có trong kế hoạch",
                f"the code {shown(self.code)} is not in the plan",
            )
        return Phrase(
            f"dòng có số {shown(self.figure)} nhưng không có mã",
            f"the row holds {shown(self.figure)} but no code",
        )


def find_strays(table: Table, value_columns: Sequence[int], code_column: int) -> list[StrayRow]:
    """Return the rows below a table's heading that carry no code of the plan, from top to bottom."""
    coded = {row for rows in table.rows.values() for row in rows}
    label_column = table.column(layout.LABEL_HEADER)
    strays = []
    for row in (row for row in table.lines if row > table.header_row and row not in coded):
        code = table.cell(row, code_column)
        label = table.cell(row, label_column) if label_column is not None else None
        if code is not None and label is not None and code.kind is label.kind is Kind.NUMBER:
            continue  # a row of column numbers
        figures = [table.cell(row, column) for column in value_columns if table.is_figure(row, column)]
        figure = _text(figures[0]) if figures else ""
        strays.append(StrayRow(a1(row, code_column), _text(code), _text(label), figure))
    return strays


def _text(cell: Cell | None) -> str:
    return cell.text if cell is not None else ""


def _bare(word: str) -> tuple[str, str]:
    """Return a code's letters and digits without case, spaces, punctuation and leading zeros."""
    return re.sub(r"[^a-z]", "", fold(word)), re.sub(r"\D", "", word).lstrip("0")
