"""One reading of a workbook to a return: which table, which form, which columns; then its rows.

Knows nothing of files and bytes: the readers have been there before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cchc_kpi.addresses import a1
from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, Rule, in_order
from cchc_kpi.periods import parse_period
from cchc_kpi.plan.model import Office, Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.checks import check_return
from cchc_kpi.returns.choice import choose_table
from cchc_kpi.returns.file_name import check_file_name
from cchc_kpi.returns.identity import Identity, lost_its_labels, read_identity
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import Mark, Table, find_mark, find_tables, likely_column, near_miss
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.respell import respell
from cchc_kpi.returns.rows import FilledForm, read_rows
from cchc_kpi.returns.workbook import Workbook
from cchc_kpi.rules import forms, tables
from cchc_kpi.text import fold, printable

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

_WITH_FIELDS: Final = Phrase(
    "; tên đơn vị, xã, kỳ báo cáo và lần nộp cũng mất theo cột đó",
    "; the names of office and commune, the period and the submission number went with it",
)
_UNDO: Final = Phrase(
    "Hoàn tác việc xóa cột (Ctrl+Z), hoặc chép số liệu sang biểu mẫu mới (lệnh cchc-kpi template)",
    "Undo the deletion (Ctrl+Z), or copy the figures into a new form (cchc-kpi template)",
)


def interpret(
    file: str, sha256: str, plan: Plan, workbook: Workbook, communes: Communes | None = None
) -> Return:
    """Return what a workbook says as a return of the plan, with every finding on the way.

    `communes` are those that it may be of, where there are many.
    """
    return _Interpreter(file, sha256, plan, workbook, communes).interpret()


@dataclass
class _Interpreter:
    """Makes a return of one reading of one workbook; collects findings as it goes."""

    file: str
    sha256: str
    plan: Plan
    workbook: Workbook
    communes: Communes | None
    findings: list[Finding] = field(default_factory=list)

    def interpret(self) -> Return:
        if layout.is_scorecard(sheet.name for sheet in self.workbook.sheets):
            passed_over = self._rejected(Finding(forms.SCORECARD, Place(self.file)))
            return replace(passed_over, superseded=True)
        mark = find_mark(self.workbook)
        if mark is not None and mark.plan_id != self.plan.plan.id:
            details = {"found": printable(mark.plan_id), "expected": self.plan.plan.id}
            return self._rejected(Finding(forms.OTHER_PLAN, Place(self.file), details))
        self.workbook, respelt = respell(self.workbook, self.plan, self.file, self.communes)
        table = self._choose_table()
        if table is None:
            return self._rejected()
        self.findings += [f for f in respelt if f.place.sheet == printable(table.sheet.name)]
        identity = self._identity(table, mark)
        self.findings += identity.findings
        form = self._form(identity, mark)
        if form is None:
            return self._rejected(identity=identity)
        self._check_version(mark, form)
        self.findings += check_file_name(self.file, identity, self.plan)
        columns = self._columns(table, form)
        filled = FilledForm(self.file, self.workbook, table, form, columns, mark, identity)
        observations, told = read_rows(filled)
        self.findings += told
        observations, broken = check_return(observations, form, self.file)
        self.findings += broken
        # What can be told of the rows is told, also where a column is missing.
        if identity.is_refused or not filled.has_every_column:
            return self._rejected(identity=identity)
        return Return(
            self.file,
            self.sha256,
            identity.office.id if identity.office else None,
            identity.period,
            identity.is_baseline,
            identity.submission,
            identity.submitted_on,
            tuple(observations),
            in_order(self.findings),
            commune=identity.commune,
        )

    def _rejected(self, finding: Finding | None = None, identity: Identity | None = None) -> Return:
        found = [*self.findings, finding] if finding else self.findings
        result = Return(self.file, self.sha256, findings=in_order(found), rejected=True)
        if identity is None:
            return result
        office = identity.office.id if identity.office else None
        return replace(
            result,
            office=office,
            period=identity.period,
            is_baseline=identity.is_baseline,
            submission=identity.submission,
            submitted_on=identity.submitted_on,
            commune=identity.commune,
        )

    def _tell(
        self, rule: Rule, sheet: str | None, cell: str | None, *also: str, **details: str | Phrase
    ) -> None:
        place = Place(self.file, printable(sheet) if sheet else None, cell)
        self.findings.append(Finding(rule, place, details, also))

    def _choose_table(self) -> Table | None:
        """Return the return's table; told, where there is none, or where it is unclear which it is."""
        found = find_tables(self.workbook, self.plan)
        if not found:
            hint = near_miss(self.workbook.sheets, layout.CODE_HEADER)
            self._tell(forms.NOT_A_RETURN, None, None, hint=hint)
            return None
        choice = choose_table(found, self.file)
        self.findings += choice.findings
        return choice.table

    def _identity(self, table: Table, mark: Mark | None) -> Identity:
        """Establish whose return it is; told once, where the column that held all that is gone."""
        identity = read_identity(table, mark, self.plan, self.file, self.communes)
        if not lost_its_labels(table):
            return identity
        place = Place(self.file, printable(table.sheet.name), a1(table.header_row, table.code_column))
        details: Details = {"header": layout.LABEL_HEADER, "hint": _WITH_FIELDS, "advice": _UNDO}
        return identity._replace(findings=(Finding(tables.COLUMN_MISSING, place, details),))

    def _form(self, identity: Identity, mark: Mark | None) -> FormLayout | None:
        """Return the layout to read by: that of the form as issued where office or period disagree."""
        office: Office | None = identity.office
        if mark is not None and mark.office in self.plan.office_by_id:
            office = self.plan.office_by_id[mark.office]
        if office is None:
            return None
        issued = mark.period if mark is not None else ""
        if issued == layout.BASELINE or (mark is None and identity.is_baseline):
            return layout.baseline_layout(self.plan, office)
        period = parse_period(issued) or identity.period
        return layout.quarter_layout(self.plan, office, period)

    def _check_version(self, mark: Mark | None, form: FormLayout) -> None:
        if mark is None:
            self._tell(forms.UNMARKED, None, None)
            return
        issued = (
            form if mark.period or form.is_baseline else layout.quarter_layout(self.plan, form.office, None)
        )
        if mark.digest != issued.digest:
            absent = ", ".join(m.code for m in form.measures if m.code not in mark.labels)
            missing = Phrase(f", nhưng chưa hỏi {absent}", f", but does not ask {absent}")
            self._tell(forms.OUTDATED, None, None, missing=missing if absent else EMPTY)

    def _columns(self, table: Table, form: FormLayout) -> dict[str, int]:
        """Return the columns of codes and values by heading; told, where one is missing or twice."""
        columns: dict[str, int] = {}
        sheet = table.sheet.name
        for header in (layout.CODE_HEADER, *form.value_headers):
            places = table.columns.get(fold(header), ())
            if len(places) == 1:
                columns[header] = places[0]
            elif places:
                first, *others = (a1(table.header_row, column) for column in places)
                self._tell(tables.COLUMN_TWICE, sheet, first, *others, header=header)
            else:
                known = {places for name in layout.HEADERS for places in table.columns.get(fold(name), ())}
                likely = likely_column(table, header, known)
                at = a1(table.header_row, table.code_column if likely.column is None else likely.column)
                advice = Phrase(
                    f"Ghi lại đúng tiêu đề cột là '{header}'",
                    f"Restore the heading '{header}' over its column",
                )
                self._tell(tables.COLUMN_MISSING, sheet, at, header=header, hint=likely.hint, advice=advice)
        return columns
