"""Whose return this is, of which commune, for which period: what is typed against the form's mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.findings import EMPTY, Finding, Phrase, Place, Rule
from cchc_kpi.periods import Period, parse_day, parse_period
from cchc_kpi.plan.model import Office, Plan
from cchc_kpi.plan.ranks import commune_name
from cchc_kpi.returns import layout
from cchc_kpi.returns.fields import Field, joined_field
from cchc_kpi.returns.locate import Mark, Table
from cchc_kpi.returns.near import near_miss
from cchc_kpi.returns.whose import communes_named, names_commune
from cchc_kpi.rules import fields
from cchc_kpi.text import fold, printable, shown, suggest, without_accents

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

# "3", "03", "3.0", "Lần 3": one reading each. The tone of "lần" stands behind the word once folded.
_SUBMISSION: Final = re.compile(
    rf"(?:{fold('lần')}(?: {fold('nộp')})?(?: {fold('thứ')})? )?0?(?P<number>[1-9][0-9]{{0,2}})(?:[.,]0)?"
)


class Identity(NamedTuple):
    """Office and period as established, and every finding on the way there.

    `commune` is a code where there are many communes, "" where there is one or nobody can tell. `is_refused` is
    set where any is in doubt: such a return is told about but not used.
    """

    office: Office | None
    period: Period | None
    is_baseline: bool
    submission: int
    submitted_on: date | None
    findings: tuple[Finding, ...]
    commune: str = ""

    @property
    def is_refused(self) -> bool:
        return any(finding.is_error for finding in self.findings)


def read_identity(
    table: Table, mark: Mark | None, plan: Plan, file: str, communes: Communes | None = None
) -> Identity:
    """Establish office, commune, period and submission number of a return; nothing is guessed.

    Without `communes`, those that it may be of, it must be of the plan's own.
    """
    reader = _Reader(table, mark, plan, file)
    reader.head()
    office = reader.office()
    code = ""
    if communes is None:
        reader.own_commune()
    else:
        code = reader.commune(communes)
    period, is_baseline = reader.period()
    submission, submitted_on = reader.submission(), reader.submitted_on(period)
    return Identity(office, period, is_baseline, submission, submitted_on, tuple(reader.findings), code)


def lost_its_labels(table: Table) -> bool:
    """Say whether the column of the measures' labels was deleted: what stood in it beside the fields is gone too."""
    held = [table.fields.get(name, ()) for name in _ASKED]
    is_blank = all(found and not any(field.text for field in found) for found in held)
    return is_blank and fold(layout.LABEL_HEADER) not in table.columns


_REST: Final = re.compile(r"\s*[(,;].*", re.DOTALL)
_WHOSE: Final = (layout.OFFICE_FIELD, layout.COMMUNE_FIELD, layout.PERIOD_FIELD)
_ASKED: Final = (*_WHOSE, layout.SUBMISSION_FIELD)


@lru_cache(maxsize=16)
def _offices_by_name(plan: Plan) -> Mapping[str, Office]:
    """Return the offices by id and by name, folded."""
    return {fold(name): office for office in plan.offices for name in (office.id, office.name)}


class _Reader:
    def __init__(self, table: Table, mark: Mark | None, plan: Plan, file: str) -> None:
        self._table = table
        self._mark = mark
        self._plan = plan
        self._file = file
        self._told: frozenset[str] = frozenset()
        self.findings: list[Finding] = []

    def head(self) -> None:
        """Tell what is wrong with several fields for one reason: their labels are gone, or share their values' cells."""
        absent = [label for label in _ASKED if not self._table.fields.get(label)]
        joined = {label: cell for label in layout.FIELDS if (cell := self._joined(label)) is not None}
        gone = [
            label for label in absent if label not in joined and not near_miss((self._table.sheet,), label).vi
        ]
        if not joined.keys().isdisjoint(_WHOSE):
            first, *others = joined.values()
            quoted = shown(first.text)
            self._tell(fields.FIELDS_JOINED, first, *(cell.address for cell in others), found=quoted)
            self._told |= joined.keys()
        if len(gone) > 1:
            labels = ", ".join(f"'{label}'" for label in gone)
            self._tell(fields.FIELDS_MISSING, None, labels=labels)
            self._told |= frozenset(gone)

    def _field(self, name: str) -> Field | None:
        """Return a labelled field; told, where the label stands twice beside different values."""
        held = self._table.fields.get(name, ())
        if len(held) > 1 and len({fold(field.text) for field in held}) > 1:
            self._tell(fields.FIELD_TWICE, held[0], *(field.address for field in held[1:]), field=name)
        return held[0] if held else None

    def _joined(self, label: str) -> Field | None:
        """Return the cell in which a label was typed together with its value: it is quoted, and not read."""
        if self._table.fields.get(label):
            return None
        joined = joined_field(self._table.sheet, self._table.header_row, label, with_colon=True)
        if joined is None and not near_miss((self._table.sheet,), label).vi:
            joined = joined_field(self._table.sheet, self._table.header_row, label, with_colon=False)
        return joined

    def _as_found(self, field: Field | None, label: str) -> Phrase:
        """Return what stands beside a label, as the clause that opens a message."""
        joined = self._joined(label)
        if joined is not None:
            both = shown(joined.text)
            return Phrase(
                f"{both} viết chung nhãn và giá trị vào một ô; phải tách giá trị sang ô bên phải",
                f"{both} has label and value in one cell; the value belongs into the cell to the right",
            )
        if field is None:
            hint = near_miss((self._table.sheet,), label)
            return Phrase(f"không thấy nhãn '{label}'{hint.vi}", f"the label '{label}' is not there{hint.en}")
        if not field.text:
            return Phrase(f"'{label}' để trống", f"'{label}' is blank")
        return Phrase(f"'{label}' ghi {shown(field.text)}", f"'{label}' reads {shown(field.text)}")

    def _tell(self, rule: Rule, place_of: Field | None, *also: str, **details: str | Phrase) -> None:
        place = Place(self._file, printable(self._table.sheet.name), place_of.address if place_of else None)
        self.findings.append(Finding(rule, place, details, also))

    def office(self) -> Office | None:
        field = self._field(layout.OFFICE_FIELD)
        text = field.text if field else ""
        issued = self._plan.office_by_id.get(self._mark.office) if self._mark else None
        office = _offices_by_name(self._plan).get(fold(text)) if text else None
        if office is None and text and self._mark is not None and fold(self._mark.office_name) == fold(text):
            office = issued  # a form that was issued before the plan renamed the office carries its old name
        if office is None:
            self._tell_unknown_office(field, issued)
            return None
        if issued is not None and issued != office:
            self._tell(fields.OFFICE_DIFFERS, field, found=f"'{office.name}'", expected=f"'{issued.name}'")
        return office

    def _tell_unknown_office(self, field: Field | None, issued: Office | None) -> None:
        if layout.OFFICE_FIELD in self._told:
            return
        names = [office.name for office in self._plan.offices]
        near = suggest(field.text, names) if field is not None and field.text else None
        hint = EMPTY
        if near is not None:
            hint = Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)")
        elif issued is not None:
            hint = Phrase(
                f" (đây là biểu mẫu của '{issued.name}')", f" (this is the form of '{issued.name}')"
            )
        found = self._as_found(field, layout.OFFICE_FIELD)
        self._tell(fields.OFFICE_UNKNOWN, field, found=found, suggestion=hint, known="; ".join(names))

    def own_commune(self) -> None:
        """See that the return is of the plan's own commune."""
        if layout.COMMUNE_FIELD in self._told:
            return
        field = self._field(layout.COMMUNE_FIELD)
        name = self._plan.plan.commune
        if not names_commune(field.text if field else "", name):
            self._tell_commune(fields.COMMUNE_UNKNOWN, field, expected=name)

    def commune(self, communes: Communes) -> str:
        """Return the code of the commune that the return is of, "" where nobody can tell.

        The name typed and the form's mark must agree. Where nothing is typed at all the return is refused, and
        told among those of the commune that the form was made for.
        """
        field = self._field(layout.COMMUNE_FIELD)
        text = field.text if field else ""
        code = self._mark.commune if self._mark is not None else ""
        issued = communes.by_code.get(code)
        if layout.COMMUNE_FIELD in self._told:
            return issued.code if issued is not None else ""
        named = communes_named(text, communes)
        if issued is not None:
            if issued in named:
                return issued.code
            own = commune_name(communes.label_of(issued)).full
            self._tell_commune(fields.COMMUNE_DIFFERS, field, expected=own)
            return "" if text else issued.code
        if code:
            found = shown(code)
            made = Phrase(f"biểu mẫu làm cho xã mã {found}", f"the form was made for commune {found}")
            self._tell(fields.COMMUNE_NOT_LISTED, field, found=made, suggestion=EMPTY)
        elif len(named) == 1:
            return named[0].code
        elif named:
            known = "; ".join(f"{one.named.full}, {one.above.full}" for one in named)
            self._tell_commune(fields.COMMUNE_AMBIGUOUS, field, known=known)
        else:
            near = suggest(text, communes.labels) if text else None
            hint = Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)") if near else EMPTY
            self._tell_commune(fields.COMMUNE_NOT_LISTED, field, suggestion=hint)
        return ""

    def _tell_commune(self, rule: Rule, field: Field | None, **details: str | Phrase) -> None:
        self._tell(rule, field, found=self._as_found(field, layout.COMMUNE_FIELD), **details)

    def period(self) -> tuple[Period | None, bool]:
        """Return (quarter, False), (None, True) for baselines, or (None, False) where neither is sure."""
        field = self._field(layout.PERIOD_FIELD)
        text = field.text if field else ""
        issued = self._mark.period if self._mark else ""
        if layout.PERIOD_FIELD in self._told:
            return None, False
        if not text:
            state, expected = self._as_found(field, layout.PERIOD_FIELD), self._expected_period(None)
            self._tell(fields.PERIOD_MISSING, field, state=state, expected=expected)
            return None, False
        is_baseline = without_accents(text) in {layout.BASELINE, "so lieu goc"}
        period = None if is_baseline else parse_period(text)
        if not is_baseline and (period is None or not period.is_quarter or not self._plan.covers(period)):
            expected, hint = self._expected_period(period), self._near_period(text)
            self._tell(fields.PERIOD_WRONG, field, found=shown(text), expected=expected, hint=hint)
            return None, False
        typed = layout.BASELINE if period is None else period.id
        blank_baseline = is_baseline and self._mark is not None and not issued
        if (issued and issued != typed) or blank_baseline:
            own = _name(issued) if issued else Phrase("một quý", "a quarter")
            self._tell(fields.PERIOD_DIFFERS, field, found=_name(typed), expected=own)
        return period, is_baseline

    def _expected_period(self, period: Period | None) -> Phrase:
        """Return what the field should say: what the form was issued for, else a quarter of the plan."""
        issued = self._mark.period if self._mark else ""
        if parse_period(issued) is not None or issued == layout.BASELINE:
            return Phrase(issued, issued)
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

    def _near_period(self, text: str) -> Phrase:
        """Return a question at the quarter with which a longer text begins: "Quý I/2026 (từ ngày ... )"."""
        period = parse_period(_REST.sub("", text))
        if self._mark is not None and self._mark.period:
            return EMPTY  # what the form was issued for is asked for already
        if period is None or not period.is_quarter or not self._plan.covers(period):
            return EMPTY
        return Phrase(f" (có phải là {period.id}?)", f" (is it {period.id}?)")

    def submission(self) -> int:
        if layout.SUBMISSION_FIELD in self._told:
            return 1
        field = self._field(layout.SUBMISSION_FIELD)
        text = field.text if field else ""
        if match := _SUBMISSION.fullmatch(fold(text)):
            return int(match["number"])
        found = self._as_found(field, layout.SUBMISSION_FIELD)
        place = field or self._joined(layout.SUBMISSION_FIELD)
        self._tell(fields.SUBMISSION_UNREADABLE, place, found=found)
        return 1

    def submitted_on(self, period: Period | None) -> date | None:
        """Return the day that stands beside `Ngày nộp`; None where it is blank, or told where it cannot be that day.

        No return is handed in before its period begins, nor later than the year after it.
        """
        held = self._table.fields.get(layout.DATE_FIELD, ())
        typed = {fold(field.text): field for field in held if field.text}
        joined = self._joined(layout.DATE_FIELD)
        if layout.DATE_FIELD in self._told or (not typed and joined is None):
            return None
        days = {parse_day(field.text) for field in typed.values()}
        day = days.pop() if len(days) == 1 else None
        first, last = self._days_of_submission(period)
        if day is not None and first <= day <= last:
            return day
        texts = [shown(field.text) for field in typed.values()]
        found = Phrase(f"'Ngày nộp' ghi {' và '.join(texts)}", f"'Ngày nộp' reads {' and '.join(texts)}")
        self._tell(
            fields.DATE_UNREADABLE,
            joined or next(iter(typed.values())),
            found=self._as_found(None, layout.DATE_FIELD) if joined is not None else found,
            first=f"{first:%d/%m/%Y}",
            last=f"{last:%d/%m/%Y}",
        )
        return None

    def _days_of_submission(self, period: Period | None) -> tuple[date, date]:
        """Return the first and the last day on which a return of a period may be handed in; None is the baselines."""
        plan = self._plan.plan
        if period is None:
            return date(plan.first_year - 1, 1, 1), date(plan.last_year + 1, 12, 31)
        return period.window(self._plan.reporting.window_rule)[0], date(period.year + 1, 12, 31)


def _name(period_text: str) -> Phrase:
    period = parse_period(period_text)
    if period is None:
        is_baseline = period_text == layout.BASELINE
        return Phrase("số liệu gốc", "the baselines") if is_baseline else Phrase(*[shown(period_text)] * 2)
    return Phrase(period.name("vi"), period.name("en"))
