"""Every cell of a scorecard judged: it stands, it was altered, or the returns have changed since.

Three workbooks are held against the given one: what the program wrote then, as far as that can be made again;
what it writes today; and what it would write from the given workbook's own figures. See ADR 0022.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

from cchc_kpi.addresses import row_and_column
from cchc_kpi.returns import record
from cchc_kpi.returns.written import Position, WrittenBook, WrittenSheet
from cchc_kpi.verifying.answers import Answer, Difference, Filled, Judgement, Label, Reason, Sort
from cchc_kpi.verifying.guides import guide_for
from cchc_kpi.verifying.labels import Labels
from cchc_kpi.verifying.likeness import same_value
from cchc_kpi.verifying.matching import BookMatch, SheetMatch
from cchc_kpi.verifying.sheet_judging import Circumstances, Elsewhere, SheetJudge


@dataclass(frozen=True)
class References:
    """The workbooks to hold a given one against.

    `then` is what the program wrote, made again from the returns that are as they were and, for the others,
    from the given workbook's own figures; None where that is what it writes today. `own` makes what follows from the given workbook's figures alone. `changed_offices` are the names of those whose returns
    have changed. `is_unclear` says that nobody can tell alterations: plan or program are not those of the given
    workbook, or it keeps no record; `is_other_program` that another version may have written other sheets.
    `is_told_otherwise` that the sheet of findings cannot be compared: a table that was made from returns tells
    other things than they do, and names itself.
    """

    today: WrittenBook
    then: WrittenBook | None
    own: Callable[[], WrittenBook]
    changed_offices: frozenset[str] = frozenset()
    is_unclear: bool = False
    is_other_program: bool = False
    is_told_otherwise: bool = False
    is_annual: bool = False

    @cached_property
    def wanted(self) -> WrittenBook:
        """What the given workbook ought to be, cell by cell.

        What was found then cannot be made again, for a workbook keeps no more of a return than its figures:
        the findings are today's.
        """
        if self.then is None:
            return self.today
        findings = [sheet for sheet in self.today if sheet.name == record.FINDINGS_SHEET]
        return (*(sheet for sheet in self.then if sheet.name != record.FINDINGS_SHEET), *findings)


def judge(given: WrittenBook, references: References) -> Judgement:
    """Return an answer for every cell of a workbook; those that do not stand are told one by one."""
    return _Judge(given, references).judge()


class _Counterparts:
    """Where the cells of one workbook of the program's stand in another of its own."""

    def __init__(self, here: WrittenBook, there: WrittenBook, *, is_annual: bool) -> None:
        every = [sheet.name for sheet in there]
        self._match = BookMatch(here, there, is_annual=is_annual, sure=every)

    def find(self, sheet: str, place: Position) -> Elsewhere:
        match = self._match.sheet(sheet)
        there = match.wanted_place(place) if match is not None else None
        if match is None or there is None:
            return Elsewhere(is_there=False, cell=None)
        return Elsewhere(is_there=True, cell=match.wanted.cells.get(there))


class _Judge:
    def __init__(self, given: WrittenBook, references: References) -> None:
        self._references = references
        self._is_annual = references.is_annual
        sure = () if references.then is None else (record.FINDINGS_SHEET,)
        self._match = BookMatch(given, references.wanted, is_annual=self._is_annual, sure=sure)
        self._tally: Counter[tuple[Sort, Answer]] = Counter()

    def judge(self) -> Judgement:
        differences: list[Difference] = []
        filled: list[Filled] = []
        filtered: list[str] = []
        today = None
        if self._references.then is not None:
            today = _Counterparts(self._references.wanted, self._references.today, is_annual=self._is_annual)
        for match in self._match.sheets:
            if self._references.is_told_otherwise and match.wanted.name == record.FINDINGS_SHEET:
                continue
            sheet = SheetJudge(match, self._circumstances(match, today))
            differences += sheet.differences()
            self._tally.update(sheet.tally)
            filled += sheet.filled
            if sheet.is_filtered:
                filtered.append(match.given.name)
        differences += [self._whole_sheet(sheet, Reason.GONE) for sheet in self._match.gone]
        differences += [self._whole_sheet(sheet, Reason.ADDED) for sheet in self._match.added]
        return Judgement(self._tally, tuple(self._with_causes(differences)), tuple(filled), tuple(filtered))

    def _circumstances(self, match: SheetMatch, today: _Counterparts | None) -> Circumstances:
        return Circumstances(
            lambda given, wanted: self._match.same_formula(given, wanted, match),
            None if today is None else partial(today.find, match.wanted.name),
            self._references.changed_offices,
            self._references.is_unclear,
            self._references.is_other_program,
        )

    def _whole_sheet(self, sheet: WrittenSheet, reason: Reason) -> Difference:
        answer = Answer.UNCLEAR if self._references.is_other_program else Answer.ALTERED
        if reason is Reason.GONE:
            labels = Labels(sheet, guide_for(sheet.name, is_annual=self._is_annual))
            self._tally.update((labels.sort(place, cell), answer) for place, cell in sheet.cells.items())
        return Difference(answer, (reason,), sheet.name, "", Label(sheet.name, ""))

    def _with_causes(self, differences: list[Difference]) -> list[Difference]:
        """Mark the results that merely follow from figures which were altered in the same workbook."""
        sheets = {match.given.name: match for match in self._match.sheets}
        figures = next(
            (m.given.name for m in self._match.sheets if m.wanted.name == record.FIGURES_SHEET), ""
        )
        if not any(d.answer is Answer.ALTERED and d.sheet == figures for d in differences):
            return differences
        own = _Counterparts(self._references.wanted, self._references.own(), is_annual=self._is_annual)

        def follows(difference: Difference) -> bool:
            if difference.answer is not Answer.ALTERED or difference.reasons != (Reason.VALUE,):
                return False
            match = sheets[difference.sheet]
            place = match.wanted_place(row_and_column(difference.cells))
            assert place is not None
            there = own.find(match.wanted.name, place)
            is_result = difference.expected is not None and bool(difference.expected.formula)
            return is_result and there.is_there and same_value(difference.found, there.cell)

        return [d._replace(reasons=(Reason.FOLLOWS,)) if follows(d) else d for d in differences]
