"""The lines of a table back to returns, as they stood when they were read from their workbooks.

The lines may come in any order. What holds within a return is found again here; what holds between returns
is left to whoever settles them. A table with any grave fault gives no return at all: it was written by the
program, and a table that is not as it was written is not to be trusted in part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.addresses import cell_ranges
from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, in_order, listed
from cchc_kpi.observations.faults import Faults, quoted
from cchc_kpi.observations.figures import Figure, FigureReader
from cchc_kpi.observations.heads import SHARED, Head, HeadReader
from cchc_kpi.observations.line import COLUMNS, TRUE, Absence, Line
from cchc_kpi.observations.lines import figures_asked
from cchc_kpi.observations.seal import Seal
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.checks import check_return
from cchc_kpi.returns.layout import FormLayout, baseline_layout, quarter_layout
from cchc_kpi.returns.observation import Observation, Return, State, Status
from cchc_kpi.rules import fields, observation_tables, tables
from cchc_kpi.text import printable

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

_UNNUMBERED: Final = Phrase("bảng số liệu để trống lần nộp", "the table has no submission number")


class Numbered(NamedTuple):
    """A line and the number of its row, as the table's users count it."""

    row: int
    line: Line


@dataclass(slots=True)
class _Gathered:
    """The lines of one return, as far as they have been seen."""

    first: Line
    row: int
    head: Head
    shared: tuple[str, ...]
    figures: dict[tuple[str, Period], Figure] = field(default_factory=dict)
    rows: dict[tuple[str, Period], int] = field(default_factory=dict)
    seal: Seal = field(default_factory=Seal)
    is_bare: bool = False
    is_faulty: bool = False
    """Whether something that cannot be was told of its lines; a digest that is another is no second fault."""
    has_lost_lines: bool = False
    """Whether that leaves unknown what a line was about."""


def restore(
    lines: Iterable[Numbered],
    plan: Plan,
    faults: Faults,
    table: str,
    plan_sha256: str = "",
    communes: Communes | None = None,
) -> list[Return]:
    """Return the returns of a table's lines in order of file; none where `faults`, which is filled, has a grave one.

    `table` is the file's name; `communes` are those that the returns may be of, where there are many.
    """
    heads = HeadReader(plan, plan_sha256, communes, faults)
    restorer = _Restorer(plan, heads, FigureReader(plan, faults), faults)
    for numbered in lines:
        restorer.take(numbered)
    restorer.check_whole()
    if faults.grave:
        return []
    return [restorer.restored(file, table) for file in sorted(restorer.gathered)]


def _shared(line: Line) -> tuple[str, ...]:
    return (*_SHARED_OF(line), line.period if line.is_baseline != TRUE else "")


_SHARED_OF: Final = itemgetter(*(COLUMNS.index(name) for name in SHARED))


class _Restorer:
    def __init__(self, plan: Plan, heads: HeadReader, figures: FigureReader, faults: Faults) -> None:
        self._plan = plan
        self._heads = heads
        self._figures = figures
        self._faults = faults
        self.gathered: dict[str, _Gathered] = {}

    def take(self, numbered: Numbered) -> None:
        """Take one line to those of its return."""
        row, line = numbered
        before = self._faults.grave
        gathered = self.gathered.get(line.file)
        shared = _shared(line)
        if gathered is None:
            gathered = _Gathered(line, row, self._heads.read(line, row), shared)
            self.gathered[line.file] = gathered
        if shared != gathered.shared:
            gathered.has_lost_lines = True
            self._tell_contradiction(gathered, line, row, shared)
        else:
            gathered.seal.add(line)
            self._take_sound(gathered, line, row)
        gathered.is_faulty |= self._faults.grave > before

    def _take_sound(self, gathered: _Gathered, line: Line, row: int) -> None:
        if gathered.is_bare or (not line.measure and gathered.figures):
            self._tell_twice(gathered, row, gathered.row, Phrase("cả báo cáo", "the whole return"))
        elif not line.measure:
            gathered.is_bare = True
        elif gathered.head.status is not Status.REJECTED:
            self._take_figure(gathered, line, row)

    def _tell_contradiction(self, gathered: _Gathered, line: Line, row: int, shared: tuple[str, ...]) -> None:
        names = (*SHARED, "period")
        column = next(n for n, a, b in zip(names, gathered.shared, shared, strict=True) if a != b)
        self._faults.tell(
            observation_tables.CONTRADICTED,
            row,
            column,
            column=column,
            found=quoted(getattr(line, column)),
            first=str(gathered.row),
            item=printable(line.file),
            other=quoted(getattr(gathered.first, column)),
        )

    def _tell_twice(self, gathered: _Gathered, row: int, first: int, what: Phrase) -> None:
        file = printable(gathered.first.file)
        named = Phrase(f"{what.vi} của {file}", f"{what.en} of {file}")
        self._faults.tell(observation_tables.FIGURE_TWICE, row, first=str(first), what=named)

    def _take_figure(self, gathered: _Gathered, line: Line, row: int) -> None:
        figure = self._figures.read(line, row, gathered.head)
        if figure is None:
            gathered.has_lost_lines = True
            return
        key = figure.measure, figure.period
        first = gathered.rows.setdefault(key, row)
        if first != row:
            what = Phrase(f"số liệu {line.code} kỳ {line.period}", f"{line.code} for {line.period}")
            self._tell_twice(gathered, row, first, what)
            return
        gathered.figures[key] = figure

    def check_whole(self) -> None:
        """Tell the returns of which lines were taken out, and those with lines that are not as they were written."""
        for file, gathered in self.gathered.items():
            item = printable(file)
            asked = () if gathered.has_lost_lines else self._asked(gathered.head)
            absent = [
                measure.code for measure, period in asked if (measure.id, period) not in gathered.figures
            ]
            if absent:
                codes = listed(list(dict.fromkeys(absent)))
                self._faults.tell(observation_tables.ROW_ABSENT, gathered.row, item=item, codes=codes)
            elif not gathered.is_faulty and gathered.seal.digest() != gathered.first.rows_sha256:
                self._faults.tell(observation_tables.EDITED, gathered.row, item=item)

    def _asked(self, head: Head) -> tuple[tuple[Measure, Period], ...]:
        """Return each figure that must have its line; none where the return has none, or nobody knows which."""
        if head.office is None or not head.asks_for_figures:
            return ()
        return figures_asked(self._plan, head.office, head.period)

    def restored(self, file: str, table: str) -> Return:
        """Return a return as its lines tell it, with what can be found of it again."""
        gathered = self.gathered[file]
        head = gathered.head
        item = Return(
            file,
            head.sha256,
            head.office,
            head.period,
            head.is_baseline,
            head.submission or 1,
            head.submitted_on,
            commune=head.commune,
            table=table,
        )
        found: list[Finding] = []
        if head.submission is None:
            found.append(Finding(fields.SUBMISSION_UNREADABLE, Place(file), {"found": _UNNUMBERED}))
        if head.status is Status.REJECTED:
            found.append(Finding(observation_tables.NOT_USABLE, Place(file), {"table": table}))
            return replace(item, rejected=True, findings=in_order(found))
        form = self._form(head)
        asked = self._asked(head)
        figures = [gathered.figures[measure.id, period] for measure, period in asked]
        observations = [figure.observation for figure in figures if figure.observation is not None]
        lost = [
            measure.code
            for (measure, _), figure in zip(asked, figures, strict=True)
            if figure.absence is Absence.NO_ROW
        ]
        if form is not None:
            observations, broken = check_return(observations, form, file)
            found += broken
        if lost:
            details: Details = {"code": listed(list(dict.fromkeys(lost))), "label": EMPTY, "hint": EMPTY}
            found.append(Finding(tables.ROW_MISSING, Place(file), details))
        if head.status is Status.PARTIAL:
            found += _in_part(file, table, observations, found)
        return replace(item, observations=tuple(observations), findings=in_order(found))

    def _form(self, head: Head) -> FormLayout | None:
        assert head.office is not None, "an office that is not known is told before"
        office = self._plan.office_by_id[head.office]
        if head.is_baseline:
            return baseline_layout(self._plan, office)
        return quarter_layout(self._plan, office, head.period)


def _in_part(
    file: str, table: str, observations: Iterable[Observation], found: Iterable[Finding]
) -> list[Finding]:
    """Return that a return was accepted in part, unless what is found again says why."""
    cells = [observation.provenance.cell for observation in observations if observation.state is State.ERROR]
    if not cells:
        if any(finding.is_error for finding in found):
            return []
        told = Phrase(", không ô nào bị loại", ", which took out no cell")
    else:
        addresses = cell_ranges(cells)
        told = Phrase(f"; không dùng ô {addresses}", f"; not used: {addresses}")
    return [Finding(observation_tables.ACCEPTED_IN_PART, Place(file), {"table": table, "cells": told})]
