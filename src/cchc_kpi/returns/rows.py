"""The rows of a return's table to observations: a row by its code, its figures under their headings.

Every row that should be there and is not, and every row that should not be there and is, is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, Rule
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns import layout
from cchc_kpi.returns.cells import Fault, Figure, read_figure
from cchc_kpi.returns.displaced import Beside, Blank
from cchc_kpi.returns.habit import Habit, find_habit
from cchc_kpi.returns.identity import Identity
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import Mark, Table
from cchc_kpi.returns.mistaken import RowOrder
from cchc_kpi.returns.observation import Observation, Provenance, State
from cchc_kpi.returns.sight import Sight
from cchc_kpi.returns.strays import StrayRow, find_strays, mistyped
from cchc_kpi.returns.workbook import Cell, Workbook
from cchc_kpi.rules import tables, values
from cchc_kpi.text import fold, likeness, printable, shown

_OTHER_LABEL = 0.5
"""Below this likeness a label is held to name something else."""
_FEW_ROWS = 3
"""Beyond so many, missing rows are told together."""
_KEEP_ONE = Phrase(
    "Giữ lại dòng có số đúng, xóa dòng thừa", "Keep the row with the right figure and delete the other"
)
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
        """Each value column that is there, and its period: the years of a baseline form, else the return's quarter."""
        for header, period in zip(self.form.value_headers, self._periods, strict=True):
            if header in self.columns:
                yield self.columns[header], period

    @property
    def has_every_column(self) -> bool:
        return self.columns.keys() >= {layout.CODE_HEADER, *self.form.value_headers}

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
    _blanks: list[Blank] = field(default_factory=list)

    def read(self) -> list[Observation]:
        filled, table = self.filled, self.filled.table
        strays = find_strays(table, self._value_columns, filled.code_column)
        missing: list[Measure] = []
        doubled: list[Measure] = []
        observations: list[Observation] = []
        for measure in filled.form.measures:
            rows = table.rows.get(measure.code, ())
            if len(rows) == 1:
                usable = self._check_label(rows[0], measure)
                observations += self._figures(rows[0], measure, usable=usable)
            elif rows:
                doubled.append(measure)
            # A form issued before the measure was asked never had the row: OUTDATED tells that.
            elif filled.mark is None or measure.code in filled.mark.labels:
                missing.append(measure)
        self._tell_blanks()
        missing = self._tell_doubled(doubled, missing)
        missing = self._tell_not_of_this_form(missing)
        for merged in self._sight.merged():
            self._tell(tables.MERGED_CELLS, merged.address, **merged.details)
        self._tell_missing(missing, strays)
        for stray in strays:
            if stray.is_worth_telling:
                self._tell(tables.CODE_UNKNOWN, stray.address, what=stray.what)
        return observations

    @cached_property
    def _value_columns(self) -> tuple[int, ...]:
        return tuple(column for column, _ in self.filled.value_columns)

    @cached_property
    def _order(self) -> RowOrder:
        codes = [measure.code for measure in self.filled.form.measures]
        return RowOrder(self.filled.table, codes, self.filled.labels)

    def _tell(self, rule: Rule, cell: str | None, *also: str, **details: str | Phrase) -> None:
        place = Place(self.filled.file, printable(self.filled.table.sheet.name), cell)
        self.findings.append(Finding(rule, place, details, also))

    def _issued_label(self, measure: Measure) -> str:
        return self.filled.labels.get(measure.code, measure.name)

    def _tell_fault(self, fault: Fault, row: int, column: int) -> None:
        if fault.rule is not values.BLANK:
            self._tell(fault.rule, a1(row, column), **fault.details)
            return
        header = next(header for header, place in self.filled.columns.items() if place == column)
        self._blanks.append(Blank(row, column, header, fault))

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
                self._tell_fault(figure.fault, row, column)
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

    def _tell_not_asked(self, address: str, measure: Measure, cell: Cell | None) -> None:
        if cell is not None and self.filled.identity.period is not None:
            self._tell(tables.NOT_ASKED, address, code=measure.code, reason=_YEARLY)

    def _tell_blanks(self) -> None:
        """Tell the blank cells, once all of them are known: a column typed one beside its own is one fault."""
        table = self.filled.table
        labelled = table.columns.get(fold(layout.LABEL_HEADER), ())
        own = {self.filled.code_column, *labelled, *self._value_columns}
        rows = (row for measure in self.filled.form.measures for row in table.rows.get(measure.code, ()))
        self.findings += Beside(table, own, self._blanks, rows).tell(self.filled.file)

    def _tell_doubled(self, doubled: list[Measure], missing: list[Measure]) -> list[Measure]:
        """Tell each code that stands twice; return the missing ones that no such row is probably meant for."""
        left = list(missing)
        for measure in doubled:
            rows = self.filled.table.rows[measure.code]
            meant, row = self._meant(left, rows)
            first = rows[0] if row is None else row
            cells = [a1(other, self.filled.code_column) for other in rows if other != first]
            at = a1(first, self.filled.code_column)
            hint, advice = EMPTY, _KEEP_ONE
            if meant is not None:
                left.remove(meant)
                hint = Phrase(f" (ô {at} có phải là {meant.code}?)", f" (is {at} that of {meant.code}?)")
                advice = Phrase(
                    f"Nếu ô {at} là dòng của {meant.code} thì sửa mã ở đó; nếu không thì xóa dòng thừa",
                    f"If {at} is the row of {meant.code}, mend its code; if not, delete the row that is too many",
                )
            self._tell(tables.CODE_TWICE, at, *cells, code=measure.code, hint=hint, advice=advice)
        return left

    def _meant(self, missing: list[Measure], rows: Iterable[int]) -> tuple[Measure | None, int | None]:
        """Return the missing measure that one of these rows is probably the row of, and that row."""
        for measure in missing:
            row = self._order.likely_row(measure.code, rows)
            if row is not None:
                return measure, row
        return None, None

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

    def _tell_not_of_this_form(self, missing: list[Measure]) -> list[Measure]:
        """Tell codes of the plan whose rows this form does not ask, where they carry a figure.

        Return the missing measures but for those whose row such a code probably stands in.
        """
        asked = {measure.code for measure in self.filled.form.measures}
        left = list(missing)
        for code, rows in self.filled.table.rows.items():
            if code in asked:
                continue
            meant, row = self._meant(left, rows)
            if meant is not None and row is not None:
                left.remove(meant)
                hint = mistyped(shown(code), meant.code)
                self._tell_row_missing(a1(row, self.filled.code_column), meant.code, f"'{meant.name}'", hint)
                continue
            held = [a1(r, c) for r in rows for c in self._value_columns if self.filled.table.cell(r, c)]
            if held:
                self._tell(tables.NOT_ASKED, *held, code=code, reason=self._why_not_asked(code))
        return left

    def _why_not_asked(self, code: str) -> Phrase:
        """A blank form has the rows of all quarters, so that it would be wrong to say that it does not ask."""
        form = self.filled.form
        measure = form.plan.measure_by_code[code]
        if measure.asked == "year" and not form.is_baseline and form.office.id in measure.offices:
            return _YEARLY
        return Phrase("biểu mẫu này không hỏi số này", "this form does not ask it")
