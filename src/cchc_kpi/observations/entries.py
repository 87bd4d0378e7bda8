"""The lines of one return: what each says, held against the plan; nothing that the plan does not ask is let through.

A fault is told with its row; whoever reads the table then uses nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.numerals import times_ten_to
from cchc_kpi.observations.faults import Faults
from cchc_kpi.observations.line import FALSE, TRUE, Absence, Line
from cchc_kpi.periods import Period, parse_period
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.cells import read_figure
from cchc_kpi.returns.observation import Observation, Provenance, State, Status
from cchc_kpi.returns.sources import as_shown
from cchc_kpi.returns.whose import communes_named, names_commune
from cchc_kpi.returns.workbook import Cell, Kind
from cchc_kpi.rules import observation_tables
from cchc_kpi.text import shown, suggest

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

# What all lines of one return have in common; the period too, unless it holds baselines of several years.
SHARED: Final = (
    "commune", "commune_name", "province", "office", "is_baseline", "sha256", "submission", "submitted_on",
    "return_status", "plan_id", "plan_sha256",
)  # fmt: skip
_OF_A_FIGURE: Final = ("measure", "code", "state", "value", "text", "remark", "sheet", "cell")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_SUBMISSION: Final = re.compile("[1-9][0-9]{0,2}")
_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6}0*)?")
_WHOLE: Final = re.compile(r"[0-9]{1,15}(?:\.0+)?")
_FLOAT: Final = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:[eE][-+]?[0-9]{1,3})?")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CELL: Final = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_STATUSES: Final = {status.value: status for status in Status}
_STATES: Final = {state.value: state for state in State}
_ABSENCES: Final = frozenset(Absence)

_NOTHING: Final = Phrase("để trống", "nothing")


def quoted(text: str) -> Phrase:
    """Return what a cell holds, for a message."""
    return Phrase(shown(text), shown(text)) if text else Phrase("trống", "nothing")


class Head(NamedTuple):
    """What the lines of one return say of it, as values; office and period are None where nobody could tell them.

    None is also what stands for something that cannot be, which is told.
    """

    commune: str
    office: str | None
    period: Period | None
    is_baseline: bool
    sha256: str
    submission: int | None
    submitted_on: date | None
    status: Status | None

    @property
    def asks_for_figures(self) -> bool:
        """Whether lines of figures may follow, and which ones is known."""
        has_slot = self.office is not None and (self.is_baseline or self.period is not None)
        return has_slot and self.status in {Status.ACCEPTED, Status.PARTIAL}


class Figure(NamedTuple):
    """What one line says of one measure: an observation, or that the return has no row for it."""

    measure: str
    period: Period
    observation: Observation | None
    absence: Absence | None = None


class Checker:
    """Reads lines by a plan, and tells what is wrong with them."""

    def __init__(self, plan: Plan, plan_sha256: str, communes: Communes | None, faults: Faults) -> None:
        """`plan_sha256` may be "", where nobody knows it: then no other version is told."""
        self._plan = plan
        self._plan_sha256 = plan_sha256
        self._communes = communes
        self._faults = faults
        self._periods: dict[str, Period | None] = {}

    def head(self, line: Line, row: int) -> Head:
        """Return what a return's first line says of it."""
        self._check_plan(line, row)
        status = _STATUSES.get(line.return_status)
        if status is None:
            self._expect(row, line, "return_status", _one_of(_STATUSES))
        is_rejected = status is Status.REJECTED
        is_baseline = line.is_baseline == TRUE
        if line.is_baseline not in {TRUE, FALSE}:
            self._expect(row, line, "is_baseline", _one_of((TRUE, FALSE)))
        if not line.file or as_shown(line.file) != line.file:
            self._expect(row, line, "file", Phrase("tên tệp báo cáo", "the name of the return's file"))
        if not (_DIGEST.fullmatch(line.sha256) or (is_rejected and not line.sha256)):
            self._expect(row, line, "sha256", Phrase("64 chữ số thập lục phân", "64 hexadecimal digits"))
        office = line.office if line.office in self._plan.office_by_id else None
        if office is None and (line.office or not is_rejected):
            self._disagree(row, line, "office", Phrase("không có cơ quan này", "has no such office"))
        period = None if is_baseline else self._period_of_return(line, row, is_rejected=is_rejected)
        return Head(
            self._commune(line, row, is_rejected=is_rejected),
            office,
            period,
            is_baseline,
            line.sha256,
            self._submission(line, row),
            self._day(line, row),
            status,
        )

    def figure(self, line: Line, row: int, head: Head) -> Figure | None:
        """Return what a line says of a measure; None where it says none, or something that cannot be."""
        if head.office is None or head.status is None:
            return None  # told with the return's first line
        measure = self._measure(line, row, head)
        period = self._figures_period(line, row, head, measure) if measure is not None else None
        if measure is None or period is None:
            return None
        if line.state in _ABSENCES:
            self._expect_empty(row, line, ("value", "text", "remark", "sheet", "cell"))
            return Figure(measure.id, period, None, Absence(line.state))
        state = _STATES.get(line.state)
        if state is None:
            self._expect(row, line, "state", _one_of((*_STATES, *Absence)))
            return None
        if not line.sheet:
            self._expect(row, line, "sheet", Phrase("tên trang tính", "the name of a sheet"))
        if not _CELL.fullmatch(line.cell):
            self._expect(row, line, "cell", Phrase("địa chỉ một ô, như D9", "a cell's address, such as D9"))
        value = self._value(line, row, measure, state)
        source = Provenance(line.file, line.sheet, line.cell, line.text)
        return Figure(
            measure.id,
            period,
            Observation(measure.id, head.office, period, state, value, source, line.remark),
        )

    def expect_no_figure(self, line: Line, row: int) -> None:
        """See that a line says nothing of any figure."""
        self._expect_empty(row, line, _OF_A_FIGURE)

    def expect_a_measure(self, line: Line, row: int) -> None:
        """Tell that a line lacks its measure."""
        self._expect(row, line, "measure", Phrase("mã của một số liệu", "the id of a measure"))

    def _expect(self, row: int, line: Line, column: str, expected: Phrase) -> None:
        found = quoted(getattr(line, column))
        self._faults.tell(
            observation_tables.IMPOSSIBLE, row, column, column=column, found=found, expected=expected
        )

    def _expect_empty(self, row: int, line: Line, columns: tuple[str, ...]) -> None:
        for column in columns:
            if getattr(line, column):
                self._expect(row, line, column, _NOTHING)

    def _disagree(self, row: int, line: Line, column: str, known: Phrase) -> None:
        found = quoted(getattr(line, column))
        self._faults.tell(observation_tables.UNKNOWN, row, column, column=column, found=found, known=known)

    def _check_plan(self, line: Line, row: int) -> None:
        own, digest = self._plan.plan.id, self._plan_sha256
        if line.plan_id != own:
            self._faults.tell(observation_tables.OTHER_PLAN, row, found=quoted(line.plan_id), expected=own)
        elif not _DIGEST.fullmatch(line.plan_sha256):
            self._expect(row, line, "plan_sha256", Phrase("64 chữ số thập lục phân", "64 hexadecimal digits"))
        elif digest and line.plan_sha256 != digest:
            self._faults.tell(observation_tables.PLAN_CHANGED, None, found=line.plan_sha256, expected=digest)

    def _period(self, text: str) -> Period | None:
        """Return the period of an id, written exactly so."""
        if text not in self._periods:
            period = parse_period(text)
            self._periods[text] = period if period is not None and period.id == text else None
        return self._periods[text]

    def _period_of_return(self, line: Line, row: int, *, is_rejected: bool) -> Period | None:
        if is_rejected and not line.period:
            return None
        period = self._period(line.period)
        if period is None or not period.is_quarter or not self._plan.covers(period):
            first, last = self._plan.plan.first_year, self._plan.plan.last_year
            expected = Phrase(
                f"một quý của {first}-{last}, như {first}-Q1",
                f"a quarter of {first}-{last}, such as {first}-Q1",
            )
            self._expect(row, line, "period", expected)
            return None
        return period

    def _submission(self, line: Line, row: int) -> int | None:
        if not line.submission:
            return None
        if not _SUBMISSION.fullmatch(line.submission):
            self._expect(row, line, "submission", Phrase("một số từ 1 đến 999", "a number from 1 to 999"))
            return None
        return int(line.submission)

    def _day(self, line: Line, row: int) -> date | None:
        if not line.submitted_on:
            return None
        try:
            if _DAY.fullmatch(line.submitted_on):
                return date.fromisoformat(line.submitted_on)
        except ValueError:
            pass
        self._expect(row, line, "submitted_on", Phrase("ngày, như 2026-03-14", "a day, such as 2026-03-14"))
        return None

    def _commune(self, line: Line, row: int, *, is_rejected: bool) -> str:
        """Return the code of the commune that a return is of, "" where there is only one, or of a rejected one none."""
        if self._communes is None:
            own = self._plan.plan.commune
            if not names_commune(line.commune_name, own) and (line.commune_name or not is_rejected):
                self._tell_commune(line, row, Phrase(f"'{own}'", f"'{own}'"))
            return ""
        name = ", ".join(filter(None, (line.commune_name, line.province)))
        named = communes_named(name, self._communes) if name else ()
        if line.commune:
            listed = self._communes.by_code.get(line.commune)
            if listed is None or listed not in named:
                self._tell_commune(line, row, self._listed_near(line))
                return ""
            return listed.code
        if len(named) == 1:
            return named[0].code
        if name or not is_rejected:
            self._tell_commune(line, row, self._listed_near(line))
        return ""

    def _listed_near(self, line: Line) -> Phrase:
        assert self._communes is not None
        listed = self._communes.by_code.get(line.commune)
        near = self._communes.label_of(listed) if listed is not None else None
        near = near or suggest(line.commune_name, self._communes.labels)
        hint = Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)") if near else Phrase("", "")
        return Phrase(
            f"một xã của danh sách, mã và tên như ở đó{hint.vi}",
            f"a commune of the list, by its code and name{hint.en}",
        )

    def _tell_commune(self, line: Line, row: int, expected: Phrase) -> None:
        found = " ".join(filter(None, (line.commune, line.commune_name)))
        self._faults.tell(observation_tables.OTHER_COMMUNE, row, found=quoted(found), expected=expected)

    def _measure(self, line: Line, row: int, head: Head) -> Measure | None:
        measure = self._plan.measure_by_id.get(line.measure)
        if measure is None or head.office not in measure.offices:
            known = Phrase("không có số liệu này", "has no such measure")
            if measure is not None:
                known = Phrase("không hỏi cơ quan này số liệu đó", "does not ask this office for it")
            self._disagree(row, line, "measure", known)
            return None
        for column, own in (("code", measure.code), ("unit", measure.unit), ("type", measure.type)):
            if getattr(line, column) != own:
                self._disagree(row, line, column, Phrase(f"ghi '{own}'", f"has '{own}'"))
        return measure

    def _figures_period(self, line: Line, row: int, head: Head, measure: Measure) -> Period | None:
        if not head.is_baseline:
            period = head.period
            if period is not None and measure.asked == "year" and period.part != "Q4":
                known = Phrase("chỉ hỏi số này ở Quý IV", "asks for it with the fourth quarter only")
                self._disagree(row, line, "period", known)
                return None
            return period
        period = self._period(line.period)
        if period is None or not period.is_year or period.year not in measure.baseline_years:
            years = ", ".join(map(str, measure.baseline_years)) or "-"
            known = Phrase(f"hỏi số liệu gốc của năm {years}", f"asks for baselines of {years}")
            self._disagree(row, line, "period", known)
            return None
        return period

    def _value(self, line: Line, row: int, measure: Measure, state: State) -> Decimal | None:
        if not state.is_known:
            self._expect_empty(row, line, ("value",))
            return None
        shape = _NUMBER if measure.type == "amount" else _WHOLE
        value = times_ten_to(Decimal(line.value), 0) if shape.fullmatch(line.value) else None
        if state is State.KPS:
            if measure.id in self._plan.needs_a_number:
                expected = Phrase(
                    "trạng thái khác: số liệu này không nhận KPS", "another state: KPS is no answer here"
                )
                self._expect(row, line, "state", expected)
            elif value != 0:
                self._expect(
                    row, line, "value", Phrase("0, vì KPS tính là 0", "0, which is what KPS adds as")
                )
            return Decimal(0)
        if value is None or (measure.type == "yes_no" and value > 1):
            self._expect(row, line, "value", _EXPECTED[measure.type])
        elif not _is_text_of(line.text, value, measure):
            self._expect(row, line, "value", _as_in_the_cell(line.text))
        return value


def _is_text_of(text: str, value: Decimal, measure: Measure) -> bool:
    """Say whether a value is what the cell's text is read as; where nothing can be read from the text, it may be.

    A figure changed in the table, or a decimal point that moved in a damaged file, no longer fits its cell.
    """
    if text.isdecimal() and text.isascii() and Decimal(text) == value:
        return True  # nearly every figure, and quicker
    cells = [Cell(Kind.TEXT, text)]
    if _FLOAT.fullmatch(text):
        cells.append(Cell(Kind.NUMBER, text, float(text)))
    read = (read_figure(cell, measure, kps_allowed=True, tells_blanks=True) for cell in cells)
    known = [figure.value for figure in read if figure.state is State.VALUE]
    return not known or value in known


def _as_in_the_cell(text: str) -> Phrase:
    quoted_text = shown(text)
    return Phrase(
        f"con số của ô, ở cột text ghi {quoted_text}",
        f"what stands in the cell: {quoted_text} in the column text",
    )


_EXPECTED: Final = {
    "count": Phrase("một số nguyên từ 0 trở lên, nhỏ hơn 10^15", "a whole number, 0 or more, below 10^15"),
    "amount": Phrase(
        "một số từ 0 trở lên, nhỏ hơn 10^15, tối đa 6 chữ số sau dấu chấm",
        "a number, 0 or more, below 10^15, with a dot and at most 6 decimals",
    ),
    "yes_no": Phrase("1 (Có) hoặc 0 (Không)", "1 (yes) or 0 (no)"),
}


def _one_of(words: Iterable[str]) -> Phrase:
    listed = ", ".join(words)
    return Phrase(f"một trong: {listed}", f"one of: {listed}")
