"""One reading of a workbook to a return: which table, which form, which columns; then its rows.

Knows nothing of files and bytes: the readers have been there before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cchc_kpi.addresses import a1, column_letters
from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, Rule, in_order
from cchc_kpi.periods import parse_period
from cchc_kpi.plan.model import Office, Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.checks import check_return
from cchc_kpi.returns.choice import choose_table
from cchc_kpi.returns.file_name import check_file_name
from cchc_kpi.returns.filled import FilledForm
from cchc_kpi.returns.identity import Identity, lost_its_labels, read_identity
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import Mark, Table, find_codes, find_mark, find_tables
from cchc_kpi.returns.near import find_near, likely_column
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.respell import respell
from cchc_kpi.returns.rows import read_rows
from cchc_kpi.returns.workbook import Workbook
from cchc_kpi.rules import forms, tables
from cchc_kpi.text import fold, printable

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

_WITH_FIELDS: Final = Phrase(
    "; tên đơn vị, xã, kỳ báo cáo và lần nộp cũng mất theo cột đó",
    "; the names of office and commune, the period and the submission number went with it",
)
_FEW: Final = 3
"""Beyond so many missing headings they are told together."""
_HEAD_OF_TABLE: Final = Phrase(
    "Chép lại dòng tiêu đề của bảng từ biểu mẫu đã phát, đặt ngay trên các mã",
    "Copy the table's row of headings again from the form as issued, right above the codes",
)
_UNDO: Final = Phrase(
    "Hoàn tác việc xóa cột (Ctrl+Z), hoặc chép số liệu sang biểu mẫu mới (lệnh cchc-kpi template)",
    "Undo the deletion (Ctrl+Z), or copy the figures into a new form (cchc-kpi template)",
)


def _restore(header: str) -> Phrase:
    return Phrase(
        f"Ghi lại đúng tiêu đề cột là '{header}'", f"Restore the heading '{header}' over its column"
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
        if mark is None:
            self._tell(forms.UNMARKED, None, None)
        if form is None:
            return self._rejected(identity=identity)
        if mark is not None:
            self._check_version(mark, form)
        self.findings += check_file_name(self.file, identity, self.plan)
        columns, is_wanting = self._columns(table, form)
        filled = FilledForm.of(self.file, self.workbook, table, form, columns, mark, identity)
        observations, told = read_rows(filled)
        self.findings += told
        observations, broken = check_return(observations, form, self.file)
        self.findings += broken
        # Of a return that is not used, all that can be told of its rows is told all the same.
        if identity.is_refused or is_wanting:
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
            self._tell_no_table()
            return None
        choice = choose_table(found, self.file)
        self.findings += choice.findings
        return choice.table

    def _tell_no_table(self) -> None:
        """A column of the plan's codes has lost its heading; without one this is no return."""
        near = find_near(self.workbook.sheets, layout.CODE_HEADER)
        codes = find_codes(self.workbook, self.plan)
        if codes is None:
            self._tell(forms.NOT_A_RETURN, None, None, hint=near.hint if near is not None else EMPTY)
            return
        details: Details = {"header": layout.CODE_HEADER}
        if near is not None:
            details |= {"hint": near.hint, "advice": _restore(layout.CODE_HEADER)}
            self._tell(tables.COLUMN_MISSING, near.sheet, near.cell, **details)
            return
        letters = column_letters(codes.column)
        found = Phrase(
            f" (cột {letters} có các mã của biểu mẫu mà không có tiêu đề này)",
            f" (column {letters} holds the form's codes, and no such heading)",
        )
        details |= {"hint": found, "advice": _HEAD_OF_TABLE}
        at = a1(max(codes.first_row - 1, 0), codes.column)
        self._tell(tables.COLUMN_MISSING, codes.sheet, at, **details)

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

    def _check_version(self, mark: Mark, form: FormLayout) -> None:
        issued = (
            form if mark.period or form.is_baseline else layout.quarter_layout(self.plan, form.office, None)
        )
        if mark.digest != issued.digest:
            absent = ", ".join(m.code for m in form.measures if m.code not in mark.labels)
            missing = Phrase(f", nhưng chưa hỏi {absent}", f", but does not ask {absent}")
            self._tell(forms.OUTDATED, None, None, missing=missing if absent else EMPTY, absent=absent)

    def _columns(self, table: Table, form: FormLayout) -> tuple[dict[str, int], bool]:
        """Return the columns of codes and values by heading, and whether one is missing or twice, which is told.

        A column that is probably the missing one is among them, so that what is wrong with its cells is told
        too; the figures of such a return are not used.
        """
        found = {
            header: table.columns.get(fold(header), ())
            for header in (layout.CODE_HEADER, *form.value_headers)
        }
        columns = {header: places[0] for header, places in found.items() if len(places) == 1}
        missing = [header for header, places in found.items() if not places]
        doubled = [header for header, places in found.items() if len(places) > 1]
        if len(missing) == len(doubled) == 1:
            # One heading retyped as another: one of the two columns is the one that is missing.
            hint = Phrase(
                f" (một trong số đó có phải là '{missing[0]}'?)", f" (is one of them '{missing[0]}'?)"
            )
            self._tell_doubled(table, doubled[0], hint)
        else:
            for header in doubled:
                self._tell_doubled(table, header, EMPTY)
            columns |= self._likely_columns(table, missing, columns)
        return columns, bool(missing or doubled)

    def _tell_doubled(self, table: Table, header: str, hint: Phrase) -> None:
        first, *others = (a1(table.header_row, column) for column in table.columns[fold(header)])
        self._tell(tables.COLUMN_TWICE, table.sheet.name, first, *others, header=header, hint=hint)

    def _likely_columns(self, table: Table, missing: list[str], held: dict[str, int]) -> dict[str, int]:
        """Tell the headings that are missing, of many at once together; return the columns that are probably theirs."""
        known = {places for name in layout.HEADERS for places in table.columns.get(fold(name), ())}
        likely = {header: likely_column(table, header, known) for header in missing}
        heads = [
            a1(table.header_row, table.code_column if found.column is None else found.column)
            for found in likely.values()
        ]
        if len(missing) > _FEW:
            first, *others = dict.fromkeys(heads)
            headers = "', '".join(missing)
            details: Details = {"header": headers, "hint": EMPTY, "advice": _restore(headers)}
            self._tell(tables.COLUMN_MISSING, table.sheet.name, first, *others, **details)
        else:
            for at, (header, found) in zip(heads, likely.items(), strict=True):
                details = {"header": header, "hint": found.hint, "advice": _restore(header)}
                self._tell(tables.COLUMN_MISSING, table.sheet.name, at, **details)
        taken: dict[int, str] = {}
        for header, found in likely.items():
            if found.column is not None and found.column not in held.values():
                taken.setdefault(found.column, header)
        return {header: column for column, header in taken.items()}
