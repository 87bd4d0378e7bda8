"""A form as it came back: what its rows are read by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cchc_kpi.findings import Finding, Phrase, Place, Rule
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns import layout
from cchc_kpi.returns.identity import Identity
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import Mark, Table
from cchc_kpi.returns.workbook import Cell, Workbook
from cchc_kpi.text import printable


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

    def label_of(self, measure: Measure) -> str:
        return self.labels.get(measure.code, measure.name)

    def label_in(self, row: int) -> Cell | None:
        """Return what stands in a row under the heading of the labels."""
        column = self.table.column(layout.LABEL_HEADER)
        return self.table.cell(row, column) if column is not None else None

    @property
    def code_column(self) -> int:
        """The column of codes; where its heading stands twice, that by which the table was found."""
        return self.columns.get(layout.CODE_HEADER, self.table.code_column)

    @property
    def value_columns(self) -> Iterator[tuple[int, Period]]:
        """Each value column that is there, and its period: the years of a baseline form, else the return's quarter."""
        for header, period in zip(self.form.value_headers, self._periods, strict=True):
            if header in self.columns:
                yield self.columns[header], period

    @property
    def _periods(self) -> tuple[Period, ...]:
        if self.form.is_baseline:
            return tuple(Period(year, "Y") for year in self.form.years)
        return (self.identity.period or self.form.period or next(self.form.plan.quarters),)

    def finding(self, rule: Rule, cell: str | None, *also: str, **details: str | Phrase) -> Finding:
        """Return a finding about cells of the form's sheet, or about the sheet where `cell` is None."""
        return Finding(rule, Place(self.file, printable(self.table.sheet.name), cell), details, also)
