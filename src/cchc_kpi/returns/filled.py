"""A form as it came back: what its rows are read by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cchc_kpi.findings import Finding, Phrase, Place, Rule
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns import layout
from cchc_kpi.returns.identity import Identity
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import Mark, Table
from cchc_kpi.returns.workbook import Cell, Workbook
from cchc_kpi.text import printable


@dataclass(frozen=True)
class FilledForm:
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

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The labels by code as the form was issued."""
        return (
            self.mark.labels if self.mark is not None else {m.code: m.name for m in self.form.plan.measures}
        )

    def label_of(self, measure: Measure) -> str:
        return self.labels.get(measure.code, measure.name)

    @cached_property
    def label_column(self) -> int | None:
        return self.table.column(layout.LABEL_HEADER)

    @cached_property
    def remark_column(self) -> int | None:
        return self.table.column(layout.REMARK_HEADER)

    def label_in(self, row: int) -> Cell | None:
        """Return what stands in a row under the heading of the labels."""
        column = self.label_column
        return self.table.sheet.cells.get((row, column)) if column is not None else None

    def remark_in(self, row: int) -> str:
        """Return what an office remarked on the figures of a row."""
        column = self.remark_column
        cell = self.table.sheet.cells.get((row, column)) if column is not None else None
        return cell.text if cell else ""

    @property
    def code_column(self) -> int:
        """The column of codes; where its heading stands twice, that by which the table was found."""
        return self.columns.get(layout.CODE_HEADER, self.table.code_column)

    @cached_property
    def value_columns(self) -> tuple[tuple[int, Period], ...]:
        """Each value column that is there, and its period: the years of a baseline form, else the return's quarter."""
        return tuple(
            (self.columns[header], period)
            for header, period in zip(self.form.value_headers, self._periods, strict=True)
            if header in self.columns
        )

    @property
    def _periods(self) -> tuple[Period, ...]:
        if self.form.is_baseline:
            return tuple(Period(year, "Y") for year in self.form.years)
        return (self.identity.period or self.form.period or next(self.form.plan.quarters),)

    def finding(self, rule: Rule, cell: str | None, *also: str, **details: str | Phrase) -> Finding:
        """Return a finding about cells of the form's sheet, or about the sheet where `cell` is None."""
        return Finding(rule, Place(self.file, printable(self.table.sheet.name), cell), details, also)
