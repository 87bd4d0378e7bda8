"""The rows of a return's table to observations: a row by its code, its figures under their headings.

Every row that should be there and is not, and every row that should not be there and is, is told.
"""

from __future__ import annotations

from functools import cached_property

from cchc_kpi.addresses import a1
from cchc_kpi.findings import Details, Finding, Rule
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns import layout
from cchc_kpi.returns.cells import Fault, Figure, read_figure
from cchc_kpi.returns.codes import YEARLY, Codes
from cchc_kpi.returns.displaced import Beside, Blank
from cchc_kpi.returns.filled import FilledForm
from cchc_kpi.returns.habit import Habit, find_habit
from cchc_kpi.returns.labels import Labels
from cchc_kpi.returns.observation import Observation, Provenance, State
from cchc_kpi.returns.sight import Sight
from cchc_kpi.returns.workbook import Cell, Kind
from cchc_kpi.rules import tables, values
from cchc_kpi.text import fold


def read_rows(filled: FilledForm) -> tuple[list[Observation], list[Finding]]:
    """Return an observation for every figure that the form asks, and what was found on the way."""
    reader = _RowReader(filled)
    return reader.read(), reader.findings


class _RowReader:
    def __init__(self, filled: FilledForm) -> None:
        self.filled = filled
        self.findings: list[Finding] = []
        self._blanks: list[Blank] = []
        self._sheet = filled.table.sheet
        self._sight = Sight(self._sheet.traits)
        self._is_baseline = filled.form.is_baseline

    def read(self) -> list[Observation]:
        filled, table = self.filled, self.filled.table
        labels = Labels(filled)
        missing: list[Measure] = []
        doubled: list[Measure] = []
        observations: list[Observation] = []
        for measure in filled.form.measures:
            rows = table.rows.get(measure.code, ())
            if len(rows) == 1:
                observations += self._figures(rows[0], measure, usable=labels.allow(rows[0], measure))
            elif rows:
                doubled.append(measure)
            # A form issued before the measure was asked never had the row: OUTDATED tells that.
            elif filled.mark is None or measure.code in filled.mark.labels:
                missing.append(measure)
        self._tell_blanks(labels)
        for merged in self._sight.merged():
            self._tell(tables.MERGED_CELLS, merged.address, dict(merged.details))
        self.findings += labels.tell()
        self.findings += Codes(filled, labels, missing).tell(doubled)
        return observations

    def _tell(self, rule: Rule, cell: str, details: Details) -> None:
        self.findings.append(self.filled.finding(rule, cell, **details))

    def _tell_fault(self, fault: Fault, row: int, column: int, *, is_plain: bool) -> None:
        if fault.rule is not values.BLANK:
            as_typed = is_plain and fault.rule is values.NUMBER_AS_TEXT
            self._tell(values.DIGITS_AS_TEXT if as_typed else fault.rule, a1(row, column), fault.details)
            return
        header = next(header for header, place in self.filled.columns.items() if place == column)
        self._blanks.append(Blank(row, column, header, fault))

    def _figures(self, row: int, measure: Measure, *, usable: bool) -> list[Observation]:
        """Read the value cells of one row: one, or one for each baseline year that is asked."""
        filled, form, sheet = self.filled, self.filled.form, self._sheet
        observations = []
        for column, period in filled.value_columns:
            if self._is_baseline and not form.asks(measure, period.year):
                continue
            cell, address = sheet.cells.get((row, column)), a1(row, column)
            if not self._is_baseline and measure.asked == "year" and period.part != "Q4":
                self._tell_not_asked(address, measure, cell)
                continue
            figure = read_figure(
                cell,
                measure,
                kps_allowed=measure.id not in form.plan.needs_a_number,
                tells_blanks=filled.workbook.tells_blanks,
                habit=self._habit if cell is not None and cell.kind is Kind.TEXT else None,
            )
            if self._sight.hides_anything:
                figure = self._seen(figure, measure, row, column, cell)
            if figure.fault is not None and usable:
                self._tell_fault(figure.fault, row, column, is_plain=_is_plain(cell, measure))
            observations.append(
                Observation(
                    measure.id,
                    form.office.id,
                    period,
                    figure.state if usable else State.ERROR,
                    figure.value if usable else None,
                    Provenance(filled.file, sheet.name, address, cell.as_it_stands if cell else ""),
                    filled.remark_in(row),
                )
            )
        return observations

    def _seen(self, figure: Figure, measure: Measure, row: int, column: int, cell: Cell | None) -> Figure:
        """Return a figure with what is told of it; told apart, where it stands but nobody sees it."""
        unseen = self._sight.look_at((row, column), measure.code, is_blank=cell is None)
        if unseen is not None and cell is not None:
            self._tell(tables.OUT_OF_SIGHT, a1(row, column), {"code": measure.code, "why": unseen})
        return self._sight.explain(figure, (row, column), unseen) if cell is None else figure

    @cached_property
    def _habit(self) -> Habit | None:
        """How the value columns write numbers."""
        table = self.filled.table
        return find_habit(
            (a1(row, column), cell, measure)
            for measure in self.filled.form.measures
            for row in table.rows.get(measure.code, ())
            for column, _ in self.filled.value_columns
            if (cell := table.cell(row, column)) is not None
        )

    def _tell_not_asked(self, address: str, measure: Measure, cell: Cell | None) -> None:
        if cell is not None and self.filled.identity.period is not None:
            self._tell(tables.NOT_ASKED, address, {"code": measure.code, "reason": YEARLY})

    def _tell_blanks(self, labels: Labels) -> None:
        """Tell the blank cells, once all of them are known: a column typed one beside its own is one fault."""
        table = self.filled.table
        if labels.are_out_of_line:  # a code that slid out of the table has no figure beside it
            self._blanks = [blank for blank in self._blanks if self.filled.label_in(blank.row)]
        if not self._blanks:
            return
        labelled = table.columns.get(fold(layout.LABEL_HEADER), ())
        own = {self.filled.code_column, *labelled, *(column for column, _ in self.filled.value_columns)}
        rows = (row for measure in self.filled.form.measures for row in table.rows.get(measure.code, ()))
        self.findings += Beside(table, own, self._blanks, rows).tell(self.filled.file)


def _is_plain(cell: Cell | None, measure: Measure) -> bool:
    """Say whether a cell holds digits and at most the measure's own unit: as text it needs no interpreting."""
    if cell is None:
        return False
    digits = fold(cell.text).removesuffix(fold(measure.unit)).strip()
    return digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0")
