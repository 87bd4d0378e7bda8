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

    `mark` is what its hidden sheet says, None where that is gone; `labels` are those by code as the form was
    issued. `value_columns` are those that are there, each with its period: the years of a baseline form, else the
    return's quarter.
    """

    file: str
    workbook: Workbook
    table: Table
    form: FormLayout
    columns: Mapping[str, int]
    mark: Mark | None
    identity: Identity
    labels: Mapping[str, str]
    label_column: int | None
    remark_column: int | None
    value_columns: tuple[tuple[int, Period], ...]

    @classmethod
    def of(
        cls,
        file: str,
        workbook: Workbook,
        table: Table,
        form: FormLayout,
        columns: Mapping[str, int],
        mark: Mark | None,
        identity: Identity,
    ) -> FilledForm:
        """Return the form that a table holds, given where its columns of codes and values stand."""
        labels = mark.labels if mark is not None else {m.code: m.name for m in form.plan.measures}
        return cls(
            file,
            workbook,
            table,
            form,
            columns,
            mark,
            identity,
            labels,
            table.column(layout.LABEL_HEADER),
            table.column(layout.REMARK_HEADER),
            tuple(_value_columns(form, columns, identity)),
        )

    def label_of(self, measure: Measure) -> str:
        return self.labels.get(measure.code, measure.name)

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

    def finding(self, rule: Rule, cell: str | None, *also: str, **details: str | Phrase) -> Finding:
        """Return a finding about cells of the form's sheet, or about the sheet where `cell` is None."""
        return Finding(rule, Place(self.file, printable(self.table.sheet.name), cell), details, also)


def _value_columns(
    form: FormLayout, columns: Mapping[str, int], identity: Identity
) -> Iterator[tuple[int, Period]]:
    if form.is_baseline:
        periods = tuple(Period(year, "Y") for year in form.years)
    else:
        periods = (identity.period or form.period or next(form.plan.quarters),)
    for header, period in zip(form.value_headers, periods, strict=True):
        if header in columns:
            yield columns[header], period
