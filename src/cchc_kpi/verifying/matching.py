"""Which sheet, row and column of a given workbook is which of one that the program wrote.

Somebody may have put in a row, taken one out, sorted a table or renamed a sheet. Lines are known by what they
are called, not by where they stand, so that one such change is told once and not for every cell below it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from cchc_kpi.returns.formula import Reference, Spelling, moved, shape_of, spelling_of
from cchc_kpi.returns.written import Position, WrittenBook, WrittenCell, WrittenSheet
from cchc_kpi.verifying.claims import head_row
from cchc_kpi.verifying.guides import Guide, guide_for
from cchc_kpi.verifying.likeness import same_value

_ALIKE: Final = 0.5
"""What share of its cells must be equal for a line, or a sheet, to pass for another that is called otherwise."""
_NOWHERE: Final = -1
_MOST_TRIED: Final = 10_000
"""Where more pairs of lines than this are possible, nobody has altered names: those are other lines."""


class Name(NamedTuple):
    """What a line of a table is called: the texts under its key headings."""

    texts: tuple[str, ...]


Key = Hashable
"""A `Name`, or the outline of a line that has none."""
Rows = dict[int, dict[int, WrittenCell]]


class Lines(NamedTuple):
    """Rows, or columns, of one sheet: which given one is which wanted one, and those without a counterpart."""

    wanted_of: dict[int, int]
    added: tuple[int, ...]
    gone: tuple[int, ...]

    @property
    def given_of(self) -> dict[int, int]:
        return {wanted: given for given, wanted in self.wanted_of.items()}

    @property
    def is_unmoved(self) -> bool:
        """Whether every line stands where it stood."""
        return all(given == wanted for given, wanted in self.wanted_of.items())


def match_lines(
    given: Sequence[tuple[int, Key]],
    wanted: Sequence[tuple[int, Key]],
    alike: Callable[[int, int], bool],
    *,
    are_names_sure: bool = False,
) -> Lines:
    """Match lines by their keys; of those left over, neighbours of the same line that are alike.

    `are_names_sure` says that nobody has altered a name: lines that are called otherwise are others.
    """
    pairs = _by_key(given, wanted)
    taken = sorted(pairs.values())
    held = sorted(pairs)
    gaps: dict[int, tuple[list[int], list[int]]] = {}
    for line, key in given:
        if line not in pairs and not (are_names_sure and isinstance(key, Name)):
            above = bisect_right(held, line) - 1
            gaps.setdefault(_NOWHERE if above < 0 else pairs[held[above]], ([], []))[0].append(line)
    matched = set(taken)
    for line, key in wanted:
        if line not in matched and not (are_names_sure and isinstance(key, Name)):
            above = bisect_right(taken, line) - 1
            gaps.setdefault(_NOWHERE if above < 0 else taken[above], ([], []))[1].append(line)
    for here, there in gaps.values():
        pairs |= _alike_pairs(here, there, alike)
    matched = set(pairs.values())
    return Lines(
        pairs,
        tuple(line for line, _ in given if line not in pairs),
        tuple(line for line, _ in wanted if line not in matched),
    )


def _by_key(given: Sequence[tuple[int, Key]], wanted: Sequence[tuple[int, Key]]) -> dict[int, int]:
    places: dict[Key, list[int]] = {}
    for line, key in wanted:
        places.setdefault(key, []).append(line)
    pairs = {}
    for line, key in given:
        if places.get(key):
            pairs[line] = places[key].pop(0)
    return pairs


def _alike_pairs(here: list[int], there: list[int], alike: Callable[[int, int], bool]) -> dict[int, int]:
    if len(here) == len(there):
        return dict(zip(here, there, strict=True))
    if len(here) * len(there) > _MOST_TRIED:
        return {}
    pairs: dict[int, int] = {}
    for line in here:
        found = next((other for other in there if other not in pairs.values() and alike(line, other)), None)
        if found is not None:
            pairs[line] = found
    return pairs


def _into_blanks(lines: Lines, wanted: Sequence[tuple[int, Key]]) -> Lines:
    """Let added lines that only fill a blank one be that one: nothing has moved because of them."""
    used = {line for line, _ in wanted}
    held, pairs = sorted(lines.wanted_of), dict(lines.wanted_of)
    filled: tuple[int, ...] = ()  # the last line that was let into a blank one
    for line in lines.added:
        at = bisect_right(held, line)
        above = max([*filled, *held[at - 1 : at]], default=None) if at else max(filled, default=None)
        place = line if above is None else pairs[above] + line - above
        is_before_the_next = at == len(held) or place < pairs[held[at]]
        if place not in used and is_before_the_next and (above is None or place > pairs[above]):
            pairs[line] = place
            filled = (line,)
    return Lines(pairs, tuple(line for line in lines.added if line not in pairs), lines.gone)


class SheetMatch:
    """A given sheet beside the wanted one."""

    def __init__(
        self, given: WrittenSheet, wanted: WrittenSheet, guide: Guide, *, are_names_sure: bool = False
    ) -> None:
        self._are_names_sure = are_names_sure
        self.given = given
        self.wanted = wanted
        self.guide = guide
        self.columns = self._match_columns()
        self._given_cells, self._wanted_cells = _by_row(given), _by_row(wanted)
        self.rows = self._match_rows()

    def _match_columns(self) -> Lines:
        lists = [_columns_of(sheet, self.guide) for sheet in (self.given, self.wanted)]
        if lists[0] is None or lists[1] is None:
            every = {column for sheet in (self.given, self.wanted) for _, column in sheet.cells}
            return Lines({column: column for column in every}, (), ())
        return _into_blanks(match_lines(lists[0], lists[1], lambda _given, _wanted: False), lists[1])

    def _match_rows(self) -> Lines:
        given = _rows_of(self.given, self._given_cells, self.guide)
        wanted = _rows_of(self.wanted, self._wanted_cells, self.guide)
        lines = match_lines(given, wanted, self._are_alike, are_names_sure=self._are_names_sure)
        return _into_blanks(lines, wanted)

    def _are_alike(self, given: int, wanted: int) -> bool:
        ours, theirs, to = self._given_cells[given], self._wanted_cells[wanted], self._given_columns
        equal = sum(
            1 for column, cell in theirs.items() if same_value(ours.get(to.get(column, _NOWHERE)), cell)
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
            return _NOWHERE - row
        given, wanted = self._steps
        above = bisect_right(given, row) - 1
        return row if above < 0 else wanted[above] + row - given[above]

    @property
    def is_unmoved(self) -> bool:
        return self.rows.is_unmoved and self.columns.is_unmoved


def _columns_of(sheet: WrittenSheet, guide: Guide) -> list[tuple[int, Key]] | None:
    """Return the columns by their headings; one without a heading by the one before it. None without a table."""
    head = head_row(sheet, guide.keys) if guide.keys else None
    if head is None:
        return None
    used = sorted({column for _, column in sheet.cells})
    found: list[tuple[int, Key]] = []
    name, behind = "", 0
    for column in used:
        cell = sheet.cells.get((head, column))
        name, behind = (cell.text, 0) if cell is not None else (name, behind + 1)
        found.append((column, (name, behind)))
    return found


def _by_row(sheet: WrittenSheet) -> Rows:
    rows: Rows = {}
    for (row, column), cell in sorted(sheet.cells.items()):
        rows.setdefault(row, {})[column] = cell
    return rows


def _rows_of(sheet: WrittenSheet, rows: Rows, guide: Guide) -> list[tuple[int, Key]]:
    """Return the rows that hold anything, each with what it is called."""
    head = head_row(sheet, guide.keys) if guide.keys else None
    columns = {cell.text: column for (row, column), cell in sheet.cells.items() if row == head}
    keys = [columns[key] for key in guide.keys] if head is not None else []
    found: list[tuple[int, Key]] = []
    for row, cells in rows.items():
        named = tuple(cells[column].text if column in cells else "" for column in keys)
        is_line = head is not None and row > head and any(named)
        found.append((row, Name(named) if is_line else _outline(cells, sheet.name)))
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

    `are_names_sure` says that the program wrote both.
    """

    def __init__(
        self, given: WrittenBook, wanted: WrittenBook, *, is_annual: bool, are_names_sure: bool = False
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
            self.sheets.append(SheetMatch(found, sheet, guide, are_names_sure=are_names_sure))
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
