"""Which sheet, row and column of a given workbook is which of one that the program wrote.

Somebody may have put in a row, taken one out, sorted a table or renamed a sheet. Lines are known by what they
are called, not by where they stand, so that one such change is told once and not for every cell below it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from functools import cached_property
from typing import Final, NamedTuple

from cchc_kpi.returns.formula import Reference, Spelling, moved, shape_of, spelling_of
from cchc_kpi.returns.written import Position, Rows, WrittenBook, WrittenCell, WrittenSheet, rows_of
from cchc_kpi.verifying.claims import head_row
from cchc_kpi.verifying.guides import Guide, guide_for
from cchc_kpi.verifying.likeness import same_value
from cchc_kpi.verifying.lines import NOWHERE, Key, Lines, Name, into_blanks, match_lines

_ALIKE: Final = 0.5
"""What share of its cells must be equal for a line, or a sheet, to pass for another that is called otherwise."""


class SheetMatch:
    """A given sheet beside the wanted one."""

    def __init__(
        self, given: WrittenSheet, wanted: WrittenSheet, guide: Guide, *, are_names_sure: bool = False
    ) -> None:
        self.given = given
        self.wanted = wanted
        self.guide = guide
        wanted_head = _head_of(wanted, guide)
        # Where somebody has altered a heading, the table still stands where it stood.
        given_head = (_head_of(given, guide) or wanted_head) if wanted_head is not None else None
        self.columns = _match_columns((given, given_head), (wanted, wanted_head))
        self.given_rows, self.wanted_rows = rows_of(given), rows_of(wanted)
        named = _named_rows(self.given_rows, given_head, given.name)
        wanted_named = _named_rows(self.wanted_rows, wanted_head, wanted.name)
        lines = match_lines(named, wanted_named, self._are_alike, are_names_sure=are_names_sure)
        self.rows = lines if are_names_sure else into_blanks(lines, named, wanted_named)

    def _are_alike(self, given: int, wanted: int) -> bool:
        ours, theirs, to = self.given_rows[given], self.wanted_rows[wanted], self._given_columns
        equal = sum(
            1 for column, cell in theirs.items() if same_value(ours.get(to.get(column, NOWHERE)), cell)
        )
        return equal >= _ALIKE * max(len(ours), len(theirs))

    def wanted_place(self, place: Position) -> Position | None:
        """Return where a given cell stands in the wanted sheet; None for one of an added line."""
        row, column = self.rows.wanted_of.get(place[0]), self.columns.wanted_of.get(place[1])
        return None if row is None or column is None else (row, column)

    def given_place(self, place: Position) -> Position | None:
        """Return where a wanted cell stands in the given sheet; None for one of a line that is gone."""
        row, column = self._given_rows.get(place[0]), self._given_columns.get(place[1])
        return None if row is None or column is None else (row, column)

    @cached_property
    def _given_rows(self) -> dict[int, int]:
        return self.rows.given_of

    @cached_property
    def _given_columns(self) -> dict[int, int]:
        return self.columns.given_of

    @cached_property
    def _steps(self) -> tuple[list[int], list[int]]:
        ordered = sorted(self.rows.wanted_of.items())
        return [given for given, _ in ordered], [wanted for _, wanted in ordered]

    def carried(self, row: int, column: int) -> Position:
        """Return where a cell that a formula names would stand in the wanted sheet, blank ones too."""
        return self._carried_row(row), self.columns.wanted_of.get(column, column)

    def _carried_row(self, row: int) -> int:
        if row in self.rows.wanted_of:
            return self.rows.wanted_of[row]
        if row in self.rows.added:
            return NOWHERE - row
        given, wanted = self._steps
        above = bisect_right(given, row) - 1
        return row if above < 0 else wanted[above] + row - given[above]

    @property
    def is_unmoved(self) -> bool:
        return self.rows.is_unmoved and self.columns.is_unmoved


class _Head(NamedTuple):
    """Where the headings of a table stand: their row, and the columns of those that name a line."""

    row: int
    keys: tuple[int, ...]


def _head_of(sheet: WrittenSheet, guide: Guide) -> _Head | None:
    row = head_row(sheet, guide.keys) if guide.keys else None
    if row is None:
        return None
    columns = {
        cell.text: column for (r, column), cell in sorted(sheet.cells.items(), reverse=True) if r == row
    }
    return _Head(row, tuple(columns[key] for key in guide.keys))


def _match_columns(
    given: tuple[WrittenSheet, _Head | None], wanted: tuple[WrittenSheet, _Head | None]
) -> Lines:
    """Match columns by their headings; as they stand, where the sheet is no one table."""
    if given[1] is None or wanted[1] is None:
        every = {column for sheet in (given[0], wanted[0]) for _, column in sheet.cells}
        return Lines({column: column for column in every}, (), ())
    columns, wanted_columns = _columns_of(given[0], given[1]), _columns_of(wanted[0], wanted[1])
    lines = match_lines(columns, wanted_columns, lambda _given, _wanted: False)
    return into_blanks(lines, columns, wanted_columns)


def _columns_of(sheet: WrittenSheet, head: _Head) -> list[tuple[int, Key]]:
    """Return the columns by their headings; one without a heading by the one before it."""
    found: list[tuple[int, Key]] = []
    name, behind = "", 0
    for column in sorted({column for _, column in sheet.cells}):
        cell = sheet.cells.get((head.row, column))
        name, behind = (cell.text, 0) if cell is not None else (name, behind + 1)
        found.append((column, (name, behind)))
    return found


def _named_rows(rows: Rows, head: _Head | None, sheet: str) -> list[tuple[int, Key]]:
    """Return the rows that hold anything, each with what it is called."""
    found: list[tuple[int, Key]] = []
    for row, cells in rows.items():
        keys = head.keys if head is not None and row > head.row else ()
        named = tuple(cells[column].text if column in cells else "" for column in keys)
        found.append((row, Name(named) if any(named) else _outline(cells, sheet)))
    return found


def _outline(cells: dict[int, WrittenCell], sheet: str) -> Key:
    """Return what a row is known by where no heading says so: its texts, and its formulas without their places."""
    return tuple(
        shape_of(spelling_of(cell.formula, sheet)) if cell.formula else cell.text
        for cell in cells.values()
        if cell.formula or cell.number is None
    )


class BookMatch:
    """A given workbook beside a wanted one. Sheets are known by name, a renamed one by what it holds.

    `sure` are the sheets in which nobody can have altered what lines are called.
    """

    def __init__(
        self, given: WrittenBook, wanted: WrittenBook, *, is_annual: bool, sure: Collection[str] = ()
    ) -> None:
        named = {sheet.name.casefold(): sheet for sheet in given}
        pairs = [(named.pop(sheet.name.casefold(), None), sheet) for sheet in wanted]
        left = list(named.values())
        self.sheets: list[SheetMatch] = []
        self.gone: list[WrittenSheet] = []
        for held, sheet in pairs:
            found = held
            if found is None:
                found = next((other for other in left if _are_like(other, sheet)), None)
                if found is None:
                    self.gone.append(sheet)
                    continue
                left.remove(found)
            guide = guide_for(sheet.name, is_annual=is_annual)
            self.sheets.append(SheetMatch(found, sheet, guide, are_names_sure=sheet.name in sure))
        self.added = tuple(left)
        self._by_given = {match.given.name.casefold(): match for match in self.sheets}
        self._is_unmoved = all(m.is_unmoved and m.given.name == m.wanted.name for m in self.sheets)

    def sheet(self, given: str) -> SheetMatch | None:
        """Return the match of a given sheet, by its name."""
        return self._by_given.get(given.casefold())

    def same_formula(self, given: WrittenCell, wanted: WrittenCell, match: SheetMatch) -> bool:
        """Say whether two formulas compute the same from the same cells."""
        if given.formula == wanted.formula and self._is_unmoved:
            return True
        if not given.formula or not wanted.formula:
            return given.formula == wanted.formula
        return self._carried(given.formula, match) == spelling_of(wanted.formula, match.wanted.name)

    def _carried(self, formula: str, match: SheetMatch) -> Spelling:
        return moved(spelling_of(formula, match.given.name), self._carry)

    def _carry(self, reference: Reference) -> Reference:
        match = self.sheet(reference.sheet)
        if match is None:
            return reference
        return Reference(match.wanted.name, *match.carried(reference.row, reference.column))


def _are_like(given: WrittenSheet, wanted: WrittenSheet) -> bool:
    """Say whether a sheet of another name holds what the wanted one does."""
    equal = sum(1 for place, cell in wanted.cells.items() if same_value(given.cells.get(place), cell))
    return equal >= _ALIKE * max(len(wanted.cells), 1)
