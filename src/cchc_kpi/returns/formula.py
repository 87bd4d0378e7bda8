"""The text of a spreadsheet formula: its references told from texts and names, spelled one way.

Programs spell one formula differently: blanks, letter case, `$`, quotes around a sheet's name, `_xlfn.`. Here
two spellings of one formula become equal. Nothing is computed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from cchc_kpi.addresses import column_letters, row_and_column

_TOKEN: Final = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
    | (?P<sheet>(?:'(?:[^']|'')+'|[\w.\[\]]+)!)
    | (?P<cell>\$?[A-Za-z]{1,3}\$?[1-9][0-9]{0,6}(?![\w.(]))
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?)
    | (?P<name>[^\W\d][\w.]*)
    | (?P<blank>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LEADS: Final = re.compile("(?:_XLFN\\.|_XLWS\\.)+")
_CELL: Final = re.compile(r"(\$?)([A-Za-z]+)(\$?)([0-9]+)")


class Reference(NamedTuple):
    """One cell that a formula names; row and column are counted from 0."""

    sheet: str
    row: int
    column: int


Piece = str | Reference
Spelling = tuple[Piece, ...]
"""A formula as pieces: equal for two spellings of one formula."""


def spelling_of(formula: str, own_sheet: str) -> Spelling:
    """Return the pieces of a formula, without its "="; `own_sheet` is where it stands.

    Whether a reference is fixed by `$` is left out: it matters to copies only, not to what is computed.
    """
    return tuple(_pieces(formula, own_sheet))


def _pieces(formula: str, own_sheet: str) -> Iterator[Piece]:
    sheet, before, last = "", "", ""  # the sheet named just now; the two pieces before this one
    reached = own_sheet
    for match in _TOKEN.finditer(formula):
        kind, text = match.lastgroup, match.group()
        if kind == "blank":
            continue
        if kind == "sheet":
            sheet = _sheet_name(text)
            continue
        if kind == "cell":
            if sheet:
                reached = sheet
            elif not (last == ":" and before == "cell"):
                reached = own_sheet
            yield Reference(reached, *row_and_column(text.replace("$", "")))
        else:
            if sheet:  # of a name, not of a cell
                yield f"{sheet}!"
            yield _plain(kind, text)
        sheet = ""
        before, last = last, "cell" if kind == "cell" else text


def _plain(kind: str | None, text: str) -> str:
    if kind == "name":
        return _LEADS.sub("", text.upper())
    return repr(float(text)) if kind == "number" else text


def _sheet_name(text: str) -> str:
    name = text.removesuffix("!")
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def moved(spelling: Spelling, move: Callable[[Reference], Reference]) -> Spelling:
    """Return a spelling whose references lead where `move` says."""
    return tuple(move(piece) if isinstance(piece, Reference) else piece for piece in spelling)


def shape_of(spelling: Spelling) -> tuple[str, ...]:
    """Return a spelling with its references blanked: what stays when rows are inserted somewhere."""
    return tuple("#" if isinstance(piece, Reference) else piece for piece in spelling)


def shifted(formula: str, rows: int, columns: int) -> str:
    """Return a formula as it reads so many rows below and columns right of where it stands, as a copy would."""

    def shift(match: re.Match[str]) -> str:
        if match.lastgroup != "cell":
            return match.group()
        parts = _CELL.fullmatch(match.group())
        assert parts is not None
        fixed_column, letters, fixed_row, number = parts.groups()
        row, column = row_and_column(f"{letters}{number}")
        column = column if fixed_column else column + columns
        row = row if fixed_row else row + rows
        if row < 0 or column < 0:
            return "#REF!"
        return f"{fixed_column}{column_letters(column)}{fixed_row}{row + 1}"

    return _TOKEN.sub(shift, formula)
