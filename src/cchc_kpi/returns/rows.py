"""The rows of a return's table to observations: a row by its code, its figures under their headings.

Every row that should be there and is not, and every row that should not be there and is, is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from cchc_kpi.addresses import a1, cell_ranges
from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, Rule
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns import layout
from cchc_kpi.returns.cells import Figure, read_figure
from cchc_kpi.returns.habit import Habit, find_habit
from cchc_kpi.returns.identity import Identity
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import Mark, Table
from cchc_kpi.returns.observation import Observation, Provenance, State
from cchc_kpi.returns.sight import Sight
from cchc_kpi.returns.strays import StrayRow, find_strays
from cchc_kpi.returns.workbook import Cell, Workbook, is_figure
from cchc_kpi.rules import tables, values
from cchc_kpi.text import fold, likeness, printable, shown

_OTHER_LABEL = 0.5
"""Below this likeness a label is held to name something else."""
_FEW_ROWS = 3
"""Beyond so many, missing rows are told together."""
_YEARLY = Phrase("số này chỉ hỏi ở Quý IV", "it is asked with the fourth quarter only")


class FilledForm(NamedTuple):
    """A form as it came back: its layout, the table found for it, and where its columns stand by heading.

    `mark` is what its hidden sheet says, None where that is gone.
    """

    file: str
    workbook: Workbook
    table: Table
    form: FormLayout
    columns: Mapping[str, int]
    mark: Mark | None
    identity: Identity

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels by code as the form was issued."""
        return (
            self.mark.labels if self.mark is not None else {m.code: m.name for m in self.form.plan.measures}
        )

    @property
    def code_column(self) -> int:
        return self.columns[layout.CODE_HEADER]

    @property
    def value_columns(self) -> Iterator[tuple[int, Period]]:
        """Each value column and its period: the years of a baseline form, else the return's quarter."""
        for header, period in zip(self.form.value_headers, self._periods, strict=True):
            yield self.columns[header], period

    @property
    def _periods(self) -> tuple[Period, ...]:
        if self.form.is_baseline:
            return tuple(Period(year, "Y") for year in self.form.years)
        return (self.identity.period or self.form.period or next(self.form.plan.quarters),)


def read_rows(filled: FilledForm) -> tuple[list[Observation], list[Finding]]:
    """Return an observation for every figure that the form asks, and what was found on the way."""
    reader = _RowReader(filled)
    return reader.read(), reader.findings


@dataclass
class _RowReader:
    filled: FilledForm
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> list[Observation]:
        filled, table = self.filled, self.filled.table
        columns = [column for column, _ in filled.value_columns]
        strays = find_strays(table, columns, filled.code_column)
        missing: list[Measure] = []
        observations: list[Observation] = []
        for measure in filled.form.measures:
            rows = table.rows.get(measure.code, ())
            if len(rows) == 1:
                usable = self._check_label(rows[0], measure)
                observations += self._figures(rows[0], measure, usable=usable)
            elif rows:
                cells = cell_ranges(a1(row, filled.code_column) for row in rows)
                at = a1(rows[0], filled.code_column)
                self._tell(tables.CODE_TWICE, at, code=measure.code, cells=cells)
            # A form issued before the measure was asked never had the row: OUTDATED tells that.
            elif filled.mark is None or measure.code in filled.mark.labels:
                missing.append(measure)
        for merged in self._sight.merged():
            self._tell(tables.MERGED_CELLS, merged.address, **merged.details)
        self._tell_missing(missing, strays)
        self._tell_not_of_this_form()
        for stray in strays:
            if stray.is_worth_telling:
                self._tell(tables.CODE_UNKNOWN, stray.address, what=stray.what)
        return observations

    def _tell(self, rule: Rule, cell: str | None, **details: str | Phrase) -> None:
        place = Place(self.filled.file, printable(self.filled.table.sheet.name), cell)
        self.findings.append(Finding(rule, place, details))

    def _issued_label(self, measure: Measure) -> str:
        return self.filled.labels.get(measure.code, measure.name)

    def _figures(self, row: int, measure: Measure, *, usable: bool) -> list[Observation]:
        """Read the value cells of one row: one, or one for each baseline year that is asked."""
        form, table = self.filled.form, self.filled.table
        observations = []
        for column, period in self.filled.value_columns:
            cell, address = table.cell(row, column), a1(row, column)
            if form.is_baseline and not form.asks(measure, period.year):
                continue
            if not form.is_baseline and measure.asked == "year" and period.part != "Q4":
                self._tell_not_asked(address, measure, cell)
                continue
            figure = read_figure(
                cell,
                measure,
                kps_allowed=measure.id not in form.plan.needs_a_number,
                tells_blanks=self.filled.workbook.tells_blanks,
                habit=self._habit,
            )
            figure = self._seen(figure, measure, row, column, cell)
            if figure.fault is not None and usable:
                self._tell(figure.fault.rule, address, **self._details(figure, row))
            observations.append(
                Observation(
                    measure.id,
                    form.office.id,
                    period,
                    figure.state if usable else State.ERROR,
                    figure.value if usable else None,
                    Provenance(
                        self.filled.file, table.sheet.name, address, cell.as_it_stands if cell else ""
                    ),
                    self._remark(row),
                )
            )
        return observations

    def _seen(self, figure: Figure, measure: Measure, row: int, column: int, cell: Cell | None) -> Figure:
        """Return a figure with what is told of it; told apart, where it stands but nobody sees it."""
        unseen = self._sight.look_at((row, column), measure.code, is_blank=cell is None)
        if unseen is not None and cell is not None:
            self._tell(tables.OUT_OF_SIGHT, a1(row, column), code=measure.code, why=unseen)
        return self._sight.explain(figure, (row, column), unseen) if cell is None else figure

    @cached_property
    def _sight(self) -> Sight:
        return Sight(self.filled.table.sheet.traits)

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

    def _remark(self, row: int) -> str:
        column = self.filled.table.column(layout.REMARK_HEADER)
        cell = self.filled.table.cell(row, column) if column is not None else None
        return cell.text if cell else ""

    def _details(self, figure: Figure, row: int) -> Details:
        """Return what fills the words about a figure; of a blank, with the number that stands beside it."""
        assert figure.fault is not None
        details = figure.fault.details
        state = details.get("state")
        beside = self._figure_beside(row) if figure.fault.rule is values.BLANK else None
        if beside is None or not isinstance(state, Phrase):
            return details
        at, text = beside
        hint = Phrase(
            f"{state.vi} (ô {at} cùng dòng ghi {text}; có phải nhập nhầm cột?)",
            f"{state.en} (cell {at} of the row reads {text}; was it typed into the wrong column?)",
        )
        return {**details, "state": hint}

    @cached_property
    def _by_row(self) -> dict[int, list[tuple[int, Cell]]]:
        """The filled cells of each row, from left to right."""
        rows: dict[int, list[tuple[int, Cell]]] = {}
        for (row, column), cell in sorted(self.filled.table.sheet.cells.items()):
            rows.setdefault(row, []).append((column, cell))
        return rows

    def _figure_beside(self, row: int) -> tuple[str, str] | None:
        """Return the one number in a row that stands under no heading of the form's own, if there is one."""
        table = self.filled.table
        headed = {column for header in layout.TEXT_HEADERS for column in table.columns.get(fold(header), ())}
        headed |= {self.filled.code_column, *(column for column, _ in self.filled.value_columns)}
        found = [
            (a1(row, column), shown(cell.text))
            for column, cell in self._by_row.get(row, ())
            if column not in headed and is_figure(cell)
        ]
        return found[0] if len(found) == 1 else None

    def _tell_not_asked(self, address: str, measure: Measure, cell: Cell | None) -> None:
        if cell is not None and self.filled.identity.period is not None:
            self._tell(tables.NOT_ASKED, address, code=measure.code, reason=_YEARLY)

    def _tell_missing(self, missing: list[Measure], strays: list[StrayRow]) -> None:
        """A code that was mistyped is told once: as the row that is missing, with what was found."""
        without_trace = []
        for measure in missing:
            label = self._issued_label(measure)
            near = next((stray for stray in strays if stray.resembles(measure.code, label)), None)
            if near is None:
                without_trace.append(measure)
                continue
            strays.remove(near)
            self._tell_row_missing(near.address, measure.code, f"'{measure.name}'", near.hint(measure.code))
        if len(without_trace) > _FEW_ROWS:
            codes = ", ".join(measure.code for measure in without_trace)
            count = Phrase(f"({len(without_trace)} dòng)", f"({len(without_trace)} rows)")
            self._tell_row_missing(None, codes, count)
            return
        for measure in without_trace:
            self._tell_row_missing(None, measure.code, f"'{measure.name}'")

    def _tell_row_missing(
        self, cell: str | None, code: str, label: str | Phrase, hint: Phrase = EMPTY
    ) -> None:
        self._tell(tables.ROW_MISSING, cell, code=code, label=label, hint=hint)

    def _check_label(self, row: int, measure: Measure) -> bool:
        """Say whether the label beside a code may be that of the code, as the form was issued."""
        table, issued = self.filled.table, self._issued_label(measure)
        column = table.column(layout.LABEL_HEADER)
        cell = table.cell(row, column) if column is not None else None
        if column is None or cell is None or fold(cell.text) == fold(issued):
            return True
        labels = self.filled.labels.items()
        owner = next((code for code, label in labels if fold(label) == fold(cell.text)), None)
        said: Details = {"code": measure.code, "found": shown(cell.text), "expected": issued}
        if owner is None and likeness(cell.text, issued) >= _OTHER_LABEL:
            self._tell(tables.LABEL_EDITED, a1(row, column), **said)
            return True
        hint = EMPTY
        if owner is not None:
            hint = Phrase(f" (tên của {owner})", f" (the label of {owner})")
        self._tell(tables.LABEL_DISAGREES, a1(row, column), **said, hint=hint)
        return False

    def _tell_not_of_this_form(self) -> None:
        """Codes of the plan whose rows this form does not ask, where they carry a figure."""
        asked = {measure.code for measure in self.filled.form.measures}
        columns = [column for column, _ in self.filled.value_columns]
        for code, rows in self.filled.table.rows.items():
            filled = [row for row in rows if any(self.filled.table.cell(row, column) for column in columns)]
            if code not in asked and filled:
                at = a1(filled[0], self.filled.code_column)
                self._tell(tables.NOT_ASKED, at, code=code, reason=self._why_not_asked(code))

    def _why_not_asked(self, code: str) -> Phrase:
        """A blank form has the rows of all quarters, so that it would be wrong to say that it does not ask."""
        form = self.filled.form
        measure = form.plan.measure_by_code[code]
        if measure.asked == "year" and not form.is_baseline and form.office.id in measure.offices:
            return _YEARLY
        return Phrase("biểu mẫu này không hỏi số này", "this form does not ask it")
