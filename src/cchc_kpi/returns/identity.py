"""Whose return this is, of which commune, for which period: what is typed against the form's mark."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, NamedTuple

from cchc_kpi.findings import EMPTY, Finding, Phrase, Place, Rule
from cchc_kpi.periods import Period, parse_day, parse_period
from cchc_kpi.plan.model import Office, Plan
from cchc_kpi.returns import layout
from cchc_kpi.returns.locate import Field, Mark, Table, near_miss
from cchc_kpi.rules import forms
from cchc_kpi.text import fold, printable, shown, suggest, without_accents

# "3", "03", "3.0", "Lần 3": one reading each. The tone of "lần" stands behind the word once folded.
_SUBMISSION: Final = re.compile(
    rf"(?:{fold('lần')}(?: {fold('nộp')})?(?: {fold('thứ')})? )?0?(?P<number>[1-9][0-9]{{0,2}})(?:[.,]0)?"
)


class Identity(NamedTuple):
    """Office and period as established, and every finding on the way there.

    `is_refused` is set where any of them is in doubt: such a return is told about but not used.
    """

    office: Office | None
    period: Period | None
    is_baseline: bool
    submission: int
    submitted_on: date | None
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        return any(finding.is_error for finding in self.findings)


def read_identity(table: Table, mark: Mark | None, plan: Plan, file: str) -> Identity:
    """Establish office, commune, period and submission number of a return; nothing is guessed."""
    reader = _Reader(table, mark, plan, file)
    office = reader.office()
    reader.commune()
    period, is_baseline = reader.period()
    submission, submitted_on = reader.submission(), reader.submitted_on()
    return Identity(office, period, is_baseline, submission, submitted_on, tuple(reader.findings))


class _Reader:
    def __init__(self, table: Table, mark: Mark | None, plan: Plan, file: str) -> None:
        self._table = table
        self._mark = mark
        self._plan = plan
        self._file = file
        self.findings: list[Finding] = []

    def _field(self, name: str) -> Field | None:
        """Return a labelled field; told, where the label stands twice beside different values."""
        held = self._table.fields.get(name, ())
        if len({fold(field.text) for field in held}) > 1:
            cells = ", ".join(field.address for field in held)
            self._tell(forms.FIELD_TWICE, held[0], field=name, cells=cells)
        return held[0] if held else None

    def _as_found(self, field: Field | None, label: str) -> Phrase:
        """Return what stands beside a label, as the clause that opens a message."""
        if field is None:
            hint = near_miss((self._table.sheet,), label)
            return Phrase(f"không thấy nhãn '{label}'{hint.vi}", f"the label '{label}' is not there{hint.en}")
        if not field.text:
            return Phrase(f"'{label}' để trống", f"'{label}' is blank")
        return Phrase(f"'{label}' ghi {shown(field.text)}", f"'{label}' reads {shown(field.text)}")

    def _tell(self, rule: Rule, place_of: Field | None, **details: str | Phrase) -> None:
        place = Place(self._file, printable(self._table.sheet.name), place_of.address if place_of else None)
        self.findings.append(Finding(rule, place, details))

    def office(self) -> Office | None:
        field = self._field(layout.OFFICE_FIELD)
        text = field.text if field else ""
        known = {fold(name): office for office in self._plan.offices for name in (office.id, office.name)}
        issued = self._plan.office_by_id.get(self._mark.office) if self._mark else None
        if issued is not None and self._mark is not None:
            # A form that was issued before the plan renamed the office carries its old name.
            known.setdefault(fold(self._mark.office_name), issued)
        office = known.get(fold(text)) if text else None
        if office is None:
            names = [o.name for o in self._plan.offices]
            near = suggest(text, names) if text else None
            hint = Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)") if near else EMPTY
            found = self._as_found(field, layout.OFFICE_FIELD)
            self._tell(forms.OFFICE_UNKNOWN, field, found=found, suggestion=hint, known="; ".join(names))
            return None
        if issued is not None and issued != office:
            self._tell(forms.OFFICE_DIFFERS, field, found=f"'{office.name}'", expected=f"'{issued.name}'")
        return office

    def commune(self) -> None:
        field = self._field(layout.COMMUNE_FIELD)
        text = field.text if field else ""
        name = self._plan.plan.commune
        if fold(text).removeprefix("xã ") != fold(name):
            found = self._as_found(field, layout.COMMUNE_FIELD)
            self._tell(forms.COMMUNE_UNKNOWN, field, found=found, expected=name)

    def period(self) -> tuple[Period | None, bool]:
        """Return (quarter, False), (None, True) for baselines, or (None, False) where neither is sure."""
        field = self._field(layout.PERIOD_FIELD)
        text = field.text if field else ""
        issued = self._mark.period if self._mark else ""
        if not text:
            state = self._as_found(field, layout.PERIOD_FIELD)
            is_known = parse_period(issued) is not None or issued == layout.BASELINE
            expected = Phrase(issued, issued) if is_known else self._expected_period(None)
            self._tell(forms.PERIOD_MISSING, field, state=state, expected=expected)
            return None, False
        is_baseline = without_accents(text) in {layout.BASELINE, "so lieu goc"}
        period = None if is_baseline else parse_period(text)
        if not is_baseline and (period is None or not period.is_quarter or not self._plan.covers(period)):
            self._tell(forms.PERIOD_WRONG, field, found=shown(text), expected=self._expected_period(period))
            return None, False
        typed = layout.BASELINE if period is None else period.id
        blank_baseline = is_baseline and self._mark is not None and not issued
        if (issued and issued != typed) or blank_baseline:
            own = _name(issued) if issued else Phrase("một quý", "a quarter")
            self._tell(forms.PERIOD_DIFFERS, field, found=_name(typed), expected=own)
        return period, is_baseline

    def _expected_period(self, period: Period | None) -> Phrase:
        first, last = self._plan.plan.first_year, self._plan.plan.last_year
        if period is not None and not period.is_quarter:
            return Phrase(
                f"một quý, ví dụ {first}-Q1 (báo cáo nộp theo quý)",
                f"a quarter, such as {first}-Q1 (returns are quarterly)",
            )
        return Phrase(
            f"một quý của giai đoạn {first}-{last}, ví dụ {first}-Q1",
            f"a quarter of {first}-{last}, such as {first}-Q1",
        )

    def submission(self) -> int:
        field = self._field(layout.SUBMISSION_FIELD)
        text = field.text if field else ""
        if match := _SUBMISSION.fullmatch(fold(text)):
            return int(match["number"])
        found = self._as_found(field, layout.SUBMISSION_FIELD)
        self._tell(forms.SUBMISSION_UNREADABLE, field, found=found)
        return 1

    def submitted_on(self) -> date | None:
        """Return the day that stands beside `Ngày nộp`; None where it is blank, or told where it is no day."""
        typed = {fold(f.text): f for f in self._table.fields.get(layout.DATE_FIELD, ()) if f.text}
        if not typed:
            return None
        days = {parse_day(field.text) for field in typed.values()}
        day = days.pop() if len(days) == 1 else None
        if day is None:
            texts = [shown(field.text) for field in typed.values()]
            found = Phrase(" và ".join(texts), " and ".join(texts))
            self._tell(forms.DATE_UNREADABLE, next(iter(typed.values())), found=found)
        return day


def _name(period_text: str) -> Phrase:
    period = parse_period(period_text)
    if period is None:
        is_baseline = period_text == layout.BASELINE
        return Phrase("số liệu gốc", "the baselines") if is_baseline else Phrase(*[shown(period_text)] * 2)
    return Phrase(period.name("vi"), period.name("en"))
