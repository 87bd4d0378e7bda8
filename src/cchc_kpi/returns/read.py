"""One workbook to one return: guard, reader, form, identity, rows, figures.

The fast reader goes first; where it leaves a doubt that the careful one can settle (a blank may be
an error or a formula never calculated), that one file is read again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

from cchc_kpi.addresses import a1
from cchc_kpi.findings import Finding, Phrase, Place, Rule, in_order
from cchc_kpi.periods import Period, parse_period, parse_period_in
from cchc_kpi.plan.model import Measure, Office, Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.cells import read_figure
from cchc_kpi.returns.checks import check_return
from cchc_kpi.returns.guard import Container, Refusal, inspect
from cchc_kpi.returns.identity import Identity, read_identity
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.locate import Mark, Table, find_mark, find_tables, near_miss, nearest
from cchc_kpi.returns.observation import Observation, Provenance, Return, State
from cchc_kpi.returns.strays import StrayRow, find_strays
from cchc_kpi.returns.workbook import Cell, UnreadableWorkbook, Workbook, read_careful, read_fast
from cchc_kpi.rules import files, forms, tables, values
from cchc_kpi.text import fold, likeness, printable, shown

# What may look otherwise once errors and uncalculated formulas are told from blanks.
_BORN_OF_BLANKS = frozenset(
    {
        values.BLANK,
        forms.PERIOD_MISSING,
        forms.OFFICE_UNKNOWN,
        forms.COMMUNE_UNKNOWN,
        tables.ROW_MISSING,
        tables.COLUMN_MISSING,
        forms.SUBMISSION_UNREADABLE,
    }
)
_OTHER_LABEL = 0.5
"""Below this likeness a label is held to name something else."""


def read_return(file: str, content: bytes, plan: Plan, sha256: str | None = None) -> Return:
    """Read a workbook's bytes as a return of the plan; `file` is its path for provenance.

    `sha256` is that of the whole file where `content` is only the beginning of one too large.

    Never raises for bad input: whatever is wrong with the file is in the return's findings.
    """
    sha256 = sha256 or hashlib.sha256(content).hexdigest()
    place = Place(file)
    try:
        container = inspect(content)
        workbook = _read(content, container)
    except Refusal as refusal:
        return rejected(file, sha256, Finding(refusal.rule, place, refusal.details))
    except UnreadableWorkbook as error:
        return rejected(file, sha256, _unreadable(place, str(error)))
    first = _Interpreter(file, sha256, plan, workbook).interpret()
    doubtful = any(finding.rule in _BORN_OF_BLANKS for finding in first.findings)
    if container is not Container.XLSX or workbook.tells_blanks or not doubtful:
        return first
    try:
        careful = read_careful(content)
    except UnreadableWorkbook:
        return first
    if not find_tables(careful, plan):
        return first
    return _Interpreter(file, sha256, plan, careful).interpret()


def rejected(file: str, sha256: str, finding: Finding) -> Return:
    """Return a return of which nothing could be read, for one reason."""
    return Return(file, sha256, findings=(finding,), rejected=True)


def _read(content: bytes, container: Container) -> Workbook:
    if container is not Container.XLSX:
        from cchc_kpi.returns.apart import read_apart  # processes cost start-up time, and few need them

        return read_apart(content)._replace(doubts_zeros=container is Container.XLS)
    try:
        return read_fast(content)
    except UnreadableWorkbook:
        return read_careful(content)


def _unreadable(place: Place, reason: str) -> Finding:
    if "password" in reason.lower() or "encrypt" in reason.lower():
        return Finding(files.PASSWORD, place)
    words = Phrase("nội dung bên trong không đọc được", printable(reason)[:120])
    return Finding(files.DAMAGED, place, {"reason": words})


@dataclass
class _Interpreter:
    """Makes a return of one reading of one workbook; collects findings as it goes."""

    file: str
    sha256: str
    plan: Plan
    workbook: Workbook
    findings: list[Finding] = field(default_factory=list)

    def interpret(self) -> Return:
        if tuple(sheet.name for sheet in self.workbook.sheets) == layout.SCORECARD_SHEETS:
            passed_over = self._rejected(Finding(forms.SCORECARD, Place(self.file)))
            return replace(passed_over, superseded=True)
        mark = find_mark(self.workbook)
        if mark is not None and mark.plan_id != self.plan.plan.id:
            details = {"found": printable(mark.plan_id), "expected": self.plan.plan.id}
            return self._rejected(Finding(forms.OTHER_PLAN, Place(self.file), details))
        table = self._choose_table()
        if table is None:
            return self._rejected()
        identity = read_identity(table, mark, self.plan, self.file)
        self.findings += identity.findings
        form = self._form(identity, mark)
        if form is None:
            return self._rejected(identity=identity)
        self._check_version(mark, form)
        self._check_file_name(identity)
        columns = self._columns(table, form)
        if columns is None:
            return self._rejected(identity=identity)
        observations = self._rows(table, form, mark, columns, identity)
        observations, broken = check_return(observations, form, self.file)
        self.findings += broken
        if identity.is_refused:
            return self._rejected(identity=identity)
        return Return(
            self.file,
            self.sha256,
            identity.office.id if identity.office else None,
            identity.period,
            identity.is_baseline,
            identity.submission,
            tuple(observations),
            in_order(self.findings),
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
        )

    def _tell(self, rule: Rule, sheet: str | None, cell: str | None, **details: str | Phrase) -> None:
        place = Place(self.file, printable(sheet) if sheet else None, cell)
        self.findings.append(Finding(rule, place, details))

    def _choose_table(self) -> Table | None:
        """Return the return's table: the only one, or the one on the sheet `Báo cáo`."""
        found = find_tables(self.workbook, self.plan)
        if not found:
            hint = near_miss(self.workbook, layout.CODE_HEADER)
            self._tell(forms.NOT_A_RETURN, None, None, hint=hint)
            return None
        if len(found) == 1:
            return found[0]
        named = [t for t in found if fold(t.sheet.name) == fold(layout.TABLE_SHEET)]
        if len(named) != 1:
            places = ", ".join(f"{shown(t.sheet.name)} {a1(t.header_row, t.code_column)}" for t in found)
            self._tell(tables.SEVERAL_TABLES, None, None, places=places)
            return None
        for other in found:
            if other is not named[0]:
                used = printable(named[0].sheet.name)
                self._tell(tables.OTHER_TABLE_PASSED, other.sheet.name, None, used=used)
        return named[0]

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
            self._tell(forms.OUTDATED, None, None, missing=missing if absent else Phrase("", ""))

    def _check_file_name(self, identity: Identity) -> None:
        """A file named for another quarter may be last quarter's return, renamed and never filled in."""
        named = parse_period_in(PurePath(self.file).stem)
        if named is not None and identity.period is not None and named != identity.period:
            names = {"named": named.id, "typed": identity.period.id}
            self._tell(forms.FILE_NAME_DIFFERS, None, None, **names)

    def _columns(self, table: Table, form: FormLayout) -> dict[str, int] | None:
        """Return the value columns by heading; None, and findings, where one is missing or twice."""
        columns: dict[str, int] = {}
        sheet = table.sheet.name
        for header in (layout.CODE_HEADER, *form.value_headers):
            places = table.columns.get(fold(header), ())
            if len(places) == 1:
                columns[header] = places[0]
            elif places:
                cells = ", ".join(a1(table.header_row, column) for column in places)
                self._tell(
                    tables.COLUMN_TWICE,
                    sheet,
                    a1(table.header_row, places[0]),
                    header=header,
                    cells=cells,
                )
            else:
                others = [head for head in table.headings() if fold(head) not in map(fold, _HEADERS)]
                hint = nearest(header, others)
                self._tell(tables.COLUMN_MISSING, sheet, a1(table.header_row, 0), header=header, hint=hint)
        return columns if len(columns) == 1 + len(form.value_headers) else None

    def _rows(
        self, table: Table, form: FormLayout, mark: Mark | None, columns: dict[str, int], identity: Identity
    ) -> list[Observation]:
        labels = mark.labels if mark is not None else {m.code: m.name for m in self.plan.measures}
        value_columns = [columns[header] for header in form.value_headers]
        strays = find_strays(table, value_columns, columns[layout.CODE_HEADER])
        observations: list[Observation] = []
        for measure in form.measures:
            rows = table.rows.get(measure.code, ())
            if not rows:
                # A form issued before the measure was asked never had the row: OUTDATED tells that.
                if mark is None or measure.code in mark.labels:
                    self._tell_missing_row(table, measure, labels.get(measure.code, measure.name), strays)
                continue
            if len(rows) > 1:
                cells = ", ".join(a1(row, columns[layout.CODE_HEADER]) for row in rows)
                at = a1(rows[0], columns[layout.CODE_HEADER])
                self._tell(tables.CODE_TWICE, table.sheet.name, at, code=measure.code, cells=cells)
                continue
            agrees = self._check_label(
                table, rows[0], measure, labels.get(measure.code, measure.name), labels
            )
            observations += self._figures(table, rows[0], form, measure, columns, identity, usable=agrees)
        self._tell_strays(table, form, strays, columns)
        return observations

    def _figures(
        self,
        table: Table,
        row: int,
        form: FormLayout,
        measure: Measure,
        columns: dict[str, int],
        identity: Identity,
        *,
        usable: bool,
    ) -> list[Observation]:
        """Read the value cells of one row: one, or one for each baseline year that is asked."""
        observations = []
        for header, period in zip(form.value_headers, _periods(form, identity), strict=True):
            cell = table.cell(row, columns[header])
            if form.is_baseline and not form.asks(measure, period.year):
                continue
            address = a1(row, columns[header])
            if not form.is_baseline and measure.asked == "year" and period.part != "Q4":
                if identity.period is not None:
                    self._tell_not_asked(table, address, measure, cell)
                continue
            figure = read_figure(
                cell,
                measure,
                kps_allowed=measure.id not in self.plan.needs_a_number,
                tells_blanks=self.workbook.tells_blanks,
                doubts_zeros=self.workbook.doubts_zeros,
            )
            if figure.fault is not None and usable:
                self._tell(figure.fault.rule, table.sheet.name, address, **figure.fault.details)
            provenance = Provenance(self.file, table.sheet.name, address, cell.text if cell else "")
            remark_column = table.column(layout.REMARK_HEADER)
            remark = table.cell(row, remark_column) if remark_column is not None else None
            observations.append(
                Observation(
                    measure.id,
                    form.office.id,
                    period,
                    figure.state if usable else State.ERROR,
                    figure.value if usable else None,
                    provenance,
                    remark.text if remark else "",
                )
            )
        return observations

    def _tell_not_asked(self, table: Table, address: str, measure: Measure, cell: Cell | None) -> None:
        if cell is not None:
            reason = Phrase("chỉ hỏi cùng Quý IV", "it is asked with the fourth quarter only")
            self._tell(tables.NOT_ASKED, table.sheet.name, address, code=measure.code, reason=reason)

    def _tell_missing_row(self, table: Table, measure: Measure, issued: str, strays: list[StrayRow]) -> None:
        """A code that was mistyped is told once: as the row that is missing, with what was found."""
        near = next((stray for stray in strays if stray.resembles(measure.code, issued)), None)
        hint, cell = Phrase("", ""), None
        if near is not None:
            strays.remove(near)
            hint, cell = near.hint(measure.code), near.address
        self._tell(
            tables.ROW_MISSING, table.sheet.name, cell, code=measure.code, label=measure.name, hint=hint
        )

    def _check_label(
        self, table: Table, row: int, measure: Measure, issued: str, labels: Mapping[str, str]
    ) -> bool:
        """Say whether the label beside a code may be that of the code, as the form was issued."""
        column = table.column(layout.LABEL_HEADER)
        cell = table.cell(row, column) if column is not None else None
        if column is None or cell is None or fold(cell.text) == fold(issued):
            return True
        owner = next((c for c, label in labels.items() if fold(label) == fold(cell.text)), None)
        address = a1(row, column)
        if owner is None and likeness(cell.text, issued) >= _OTHER_LABEL:
            self._tell(
                tables.LABEL_EDITED,
                table.sheet.name,
                address,
                code=measure.code,
                found=shown(cell.text),
                expected=issued,
            )
            return True
        hint = (
            Phrase(f"; đó là tên của {owner}", f"; that is the label of {owner}") if owner else Phrase("", "")
        )
        self._tell(
            tables.LABEL_DISAGREES,
            table.sheet.name,
            address,
            code=measure.code,
            found=shown(cell.text),
            expected=issued,
            hint=hint,
        )
        return False

    def _tell_strays(
        self, table: Table, form: FormLayout, strays: list[StrayRow], columns: dict[str, int]
    ) -> None:
        """Codes of rows that this form does not ask, where they carry a figure or look like a code."""
        asked = {measure.code for measure in form.measures}
        code_column = columns[layout.CODE_HEADER]
        for code, rows in table.rows.items():
            filled = [row for row in rows if any(table.cell(row, columns[h]) for h in form.value_headers)]
            if code in asked or not filled:
                continue
            reason = Phrase("không hỏi trong biểu mẫu này", "it is not asked in this form")
            self._tell(
                tables.NOT_ASKED, table.sheet.name, a1(filled[0], code_column), code=code, reason=reason
            )
        for stray in strays:
            if stray.is_worth_telling:
                self._tell(tables.CODE_UNKNOWN, table.sheet.name, stray.address, what=stray.what)


_HEADERS = (
    layout.CODE_HEADER,
    layout.LABEL_HEADER,
    layout.UNIT_HEADER,
    layout.VALUE_HEADER,
    layout.REMARK_HEADER,
)


def _periods(form: FormLayout, identity: Identity) -> tuple[Period, ...]:
    """The period of each value column: the years of a baseline form, else the return's quarter."""
    if form.is_baseline:
        return tuple(Period(year, "Y") for year in form.years)
    return (identity.period or form.period or next(form.plan.quarters),)
