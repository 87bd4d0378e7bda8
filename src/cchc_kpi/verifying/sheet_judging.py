"""One sheet of a scorecard judged cell by cell, and the lines that were put in or taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.returns import record
from cchc_kpi.returns.record import read_basis
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import Position, WrittenCell
from cchc_kpi.verifying.answers import Answer, Difference, Filled, Label, Reason, Sort
from cchc_kpi.verifying.guides import BOARD_SHEET, OVERVIEW_SHEET, PROGRESS_SHEET
from cchc_kpi.verifying.labels import Labels
from cchc_kpi.verifying.likeness import is_blank, is_uncalculated, same_look, same_value
from cchc_kpi.verifying.matching import SheetMatch

_SIGNATURE_ROWS: Final = 9
_MOST_ADDED: Final = 100
"""What is more was added at one go, and is told at one go."""
_NUMBER_ROWS: Final = range(3)
_PRINTED: Final = frozenset({BOARD_SHEET, OVERVIEW_SHEET})
_REMARKS: Final = frozenset({"Ghi chú", "Ghi chú khi lập bảng"})
_ABOUT_ARGUMENTS: Final = frozenset({"F01", "F02", "F03", "F09", "R23"})
"""Rules about what lay around where the returns were looked for: files, not figures."""


_NEVER_THE_PROGRAMS: Final = frozenset({Reason.TYPED_OVER, Reason.HIDDEN})
"""What no plan and no version of the program brings about."""


class Elsewhere(NamedTuple):
    """A cell's counterpart in another workbook that the program wrote; `is_there` says whether its line is."""

    is_there: bool
    cell: WrittenCell | None


class Circumstances(NamedTuple):
    """What one sheet is judged by.

    `today` gives a cell's counterpart in what the program writes today, None where that is the wanted sheet
    itself. `changed_offices` are the names of those whose returns have changed. The rest as in `References`.
    """

    same_formula: Callable[[WrittenCell, WrittenCell], bool]
    today: Callable[[Position], Elsewhere] | None
    changed_offices: frozenset[str]
    is_unclear: bool
    is_other_program: bool


class SheetJudge:
    """Judges one sheet; counts every answer, and collects what the office has filled in."""

    def __init__(self, match: SheetMatch, circumstances: Circumstances) -> None:
        self._match = match
        self._is = circumstances
        self._labels = Labels(match.wanted, match.guide)
        self._given_labels = Labels(match.given, match.guide)
        self._signatures = _signature_rows(match)
        self._is_filter_used = False
        self.tally: Counter[tuple[Sort, Answer]] = Counter()
        self.filled: list[Filled] = []
        self._lost_rows: dict[int, int] = {}

    @property
    def is_filtered(self) -> bool:
        """Whether rows are hidden by the filter that the table has for its readers."""
        return self._is_filter_used

    def differences(self) -> Iterator[Difference]:
        """Yield what does not stand, in the order of the wanted sheet."""
        match = self._match
        if match.given.name != match.wanted.name:
            yield self._of_sheet(Reason.RENAMED)
        if match.given.is_hidden:
            yield self._of_sheet(Reason.HIDDEN)
        if match.guide.is_led_to and not match.rows.are_in_order:
            yield self._of_sheet(Reason.MOVED)
        yield from self._gone_lines()
        for place, wanted in sorted(match.wanted.cells.items()):
            at = match.given_place(place)
            if at is not None:
                yield from self._cell(at, place, match.given.cells.get(at), wanted)
        yield from self._lost_lines()
        yield from self._added_cells()
        yield from self._added_lines()

    def _of_sheet(self, reason: Reason) -> Difference:
        answer = Answer.UNCLEAR if self._is.is_other_program else Answer.ALTERED
        return Difference(answer, (reason,), self._match.given.name, "", Label(self._match.wanted.name, ""))

    def _gone_lines(self) -> Iterator[Difference]:
        """Tell the lines and columns of the program's that are not there any more."""
        match = self._match
        for row in match.rows.gone:
            if self._is_about_arguments(self._labels, row) or self._is_loose((row, -1)):
                continue
            cells = {(row, column): cell for column, cell in match.wanted_rows[row].items()}
            yield self._gone(cells, Label(self._labels.line(row), ""))
        for column in match.columns.gone:
            cells = {place: cell for place, cell in match.wanted.cells.items() if place[1] == column}
            heading = next((self._labels.label(place).heading for place in sorted(cells, reverse=True)), "")
            yield self._gone(cells, Label("", heading))

    def _gone(self, cells: Mapping[Position, WrittenCell], label: Label) -> Difference:
        answer = Answer.UNCLEAR if self._is.is_unclear else Answer.ALTERED
        self.tally.update((self._labels.sort(place, cell), answer) for place, cell in cells.items())
        return Difference(answer, (Reason.GONE,), self._match.given.name, "", label)

    def _lost_lines(self) -> Iterator[Difference]:
        """Tell the lines that the program would not write any more, for their returns are gone."""
        for row, wanted in self._lost_rows.items():
            columns = list(self._match.given_rows[row])
            cells = _range((row, columns[0]), (row, columns[-1]))
            label = Label(self._labels.line(wanted), "")
            yield Difference(Answer.RETURNS_CHANGED, (Reason.GONE,), self._match.given.name, cells, label)

    def _added_cells(self) -> Iterator[Difference]:
        """Tell what stands where the program leaves a cell blank; very much of it as one area."""
        match, found = self._match, list[Difference]()
        for at, given in sorted(match.given.cells.items()):
            place = match.wanted_place(at)
            if place is not None and place not in match.wanted.cells:
                found += self._cell(at, place, given, None)
        yield from self._few(found)

    def _added_lines(self) -> Iterator[Difference]:
        """Tell the lines and columns that the program did not write; very many of them as one area."""
        match, found = self._match, list[Difference]()
        rows = set(match.rows.added)
        for row in match.rows.added:
            columns = [column for column, cell in match.given_rows[row].items() if not is_blank(cell)]
            if columns and not self._is_about_arguments(self._given_labels, row):
                label = Label(self._given_labels.line(row), "")
                found.append(self._added(_range((row, columns[0]), (row, columns[-1])), label, row))
        yield from self._few(found)
        for column in match.columns.added:
            held = sorted(
                place
                for place, cell in match.given.cells.items()
                if place[1] == column and place[0] not in rows and not is_blank(cell)
            )
            if held:
                yield self._added(_range(held[0], held[-1]), Label("", ""))

    def _few(self, found: Sequence[Difference]) -> Iterator[Difference]:
        if len(found) <= _MOST_ADDED:
            yield from found
            return
        first, last = found[0], found[-1]
        cells = f"{first.cells.partition(':')[0]}:{last.cells.rpartition(':')[2]}"
        yield first._replace(cells=cells, label=Label("", ""), found=None)

    def _added(self, cells: str, label: Label, row: int | None = None) -> Difference:
        name = self._match.given.name
        if self._is.is_unclear:
            return Difference(Answer.UNCLEAR, (Reason.ADDED,), name, cells, label)
        if (
            row is not None
            and self._is.today is not None
            and self._match.wanted.name == record.FINDINGS_SHEET
        ):
            # It was told then, and is not today: the return that it was told of is another one.
            return Difference(Answer.RETURNS_CHANGED, (Reason.GONE,), name, cells, label)
        return Difference(Answer.ALTERED, (Reason.ADDED,), name, cells, label)

    def _cell(
        self, at: Position, place: Position, given: WrittenCell | None, wanted: WrittenCell | None
    ) -> Iterator[Difference]:
        """Judge one cell: yield the difference, or count that it stands."""
        if self._is_about_arguments(self._labels, place[0]) or self._is_filled(at, place, given, wanted):
            return
        if wanted is not None and given is not None and _same_basis(given, wanted):
            return
        reasons = self._reasons(at, place, given, wanted)
        sort = self._labels.sort(place, wanted or given or _NOTHING)
        if is_uncalculated(given) and not reasons and not is_blank(wanted):
            self.tally[sort, Answer.UNCALCULATED] += 1
            return
        now = self._is.today(place) if self._is.today is not None else None
        answer = self._answer(place, given, now, reasons)
        if answer is Answer.RETURNS_CHANGED and now is not None and not now.is_there:
            self.tally[sort, answer] += 1
            self._lost_rows[at[0]] = place[0]
        elif answer is not Answer.STANDS:
            self.tally[sort, answer] += 1
            today = now.cell if now is not None else wanted
            yield Difference(
                answer,
                reasons or (Reason.VALUE,),
                self._match.given.name,
                a1(*at),
                self._labels.label(place),
                given,
                wanted,
                today,
                repeats=self._match.guide.repeats,
            )
        elif not is_blank(wanted):
            self.tally[sort, Answer.STANDS] += 1

    def _answer(
        self, place: Position, given: WrittenCell | None, now: Elsewhere | None, reasons: tuple[Reason, ...]
    ) -> Answer:
        if self._is.is_unclear and reasons:
            return Answer.ALTERED if _NEVER_THE_PROGRAMS.issuperset(reasons) else Answer.UNCLEAR
        if reasons and not self._is_loose(place):
            return Answer.ALTERED
        if now is None:
            return Answer.STANDS
        if self._labels.is_place(place[1]):
            return Answer.STANDS
        # A line that is not written any more is as today where nothing stands in it.
        is_as_today = same_value(given, now.cell)
        return Answer.STANDS if is_as_today else Answer.RETURNS_CHANGED

    def _reasons(
        self, at: Position, place: Position, given: WrittenCell | None, wanted: WrittenCell | None
    ) -> tuple[Reason, ...]:
        """Return in which ways a cell is not as the program wrote it."""
        if wanted is None:
            return (Reason.ADDED,) if given is not None and (given.formula or not is_blank(given)) else ()
        reasons = []
        if wanted.formula and (given is None or not given.formula):
            reasons.append(Reason.TYPED_OVER)
        elif given is not None and not self._is.same_formula(given, wanted):
            reasons.append(Reason.FORMULA)
        if not is_uncalculated(given) and not same_value(given, wanted):
            reasons.append(Reason.VALUE)
        if given is not None and not is_blank(given):
            reasons += self._appearance(at, place, given, wanted)
        return tuple(reasons)

    def _appearance(
        self, at: Position, place: Position, given: WrittenCell, wanted: WrittenCell
    ) -> Iterator[Reason]:
        sheet = self._match.given
        looks_otherwise = given.kind is wanted.kind and not same_look(given, wanted)
        if looks_otherwise or (sheet.is_reformatted(at) and not self._match.wanted.is_reformatted(place)):
            yield Reason.SHOWN_OTHERWISE
        if is_blank(wanted) or not sheet.is_unseen(at):
            return
        may_be_filtered = self._match.guide.filters and self._labels.is_line(place[0])
        if may_be_filtered and sheet.is_filtered and at[0] in sheet.hidden_rows:
            self._is_filter_used = True
        else:
            yield Reason.HIDDEN

    def _is_filled(
        self, at: Position, place: Position, given: WrittenCell | None, wanted: WrittenCell | None
    ) -> bool:
        """Say whether a cell is the office's to fill in: number, day and signatures. Kept, where it has done so."""
        if self._match.wanted.name not in _PRINTED:
            return False
        is_number = place[0] in _NUMBER_ROWS and wanted is None
        if place[0] not in self._signatures and not is_number:
            return False
        if given is not None and (given.formula or given.kind not in {Kind.TEXT, Kind.DATE}):
            return False
        if given is not None and not same_value(given, wanted):
            self.filled.append(Filled(self._match.given.name, a1(*at), given.text))
        return True

    def _is_about_arguments(self, labels: Labels, row: int) -> bool:
        """Say whether a line tells of a file that lay around, or that there was nothing to tell."""
        if self._match.wanted.name != record.FINDINGS_SHEET or not labels.is_line(row):
            return False
        code, message = labels.text_under(row, record.RULE_CODE), labels.line(row)
        return code in _ABOUT_ARGUMENTS or record.NO_FINDING in message

    def _is_loose(self, place: Position) -> bool:
        """Say whether what stood here depended on more of a changed return than the workbook keeps of it."""
        if self._is.today is None:
            return False
        row, column = place
        match self._match.wanted.name:
            case record.FINDINGS_SHEET:
                return True
            case sheet if sheet == PROGRESS_SHEET:
                return not self._labels.is_line(row) or self._labels.line(row) in self._is.changed_offices
            case sheet if sheet in _PRINTED and self._labels.is_above(row):
                return True
        return self._labels.label((row, column)).heading in _REMARKS


_NOTHING: Final = WrittenCell(Kind.TEXT, "")


def _same_basis(given: WrittenCell, wanted: WrittenCell) -> bool:
    """Say whether two cells state a basis, alike but for the plan's digest and the version, which are told apart."""
    ours, theirs = read_basis(given.text), read_basis(wanted.text)
    if ours is None or theirs is None:
        return False
    retold = given.text.replace(ours.plan_sha256, theirs.plan_sha256)
    return retold.removesuffix(ours.version) == wanted.text.removesuffix(theirs.version)


def _signature_rows(match: SheetMatch) -> range:
    row = next((row for (row, _), cell in match.wanted.cells.items() if cell.text == record.DATE_LINE), None)
    return range(0) if row is None else range(row, row + _SIGNATURE_ROWS)


def _range(first: Position, last: Position) -> str:
    return a1(*first) if first == last else f"{a1(*first)}:{a1(*last)}"
