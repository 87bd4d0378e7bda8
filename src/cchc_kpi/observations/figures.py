"""What one line says of one measure, held against the plan; nothing that the plan does not ask is let through.

Whether a line is as it was written, its return's digest tells; here is seen to it that it can be understood.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.numerals import times_ten_to
from cchc_kpi.observations.faults import Faults, one_of
from cchc_kpi.observations.heads import Head, exact_period
from cchc_kpi.observations.line import Absence, Line
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.observation import Observation, Provenance, State

_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,6}0*)?")
_WHOLE: Final = re.compile(r"[0-9]{1,15}(?:\.0+)?")
_CELL: Final = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_STATES: Final = {state.value: state for state in State}
_ABSENCES: Final = frozenset(Absence)
_EXPECTED: Final = {
    "count": Phrase("một số nguyên từ 0 trở lên, nhỏ hơn 10^15", "a whole number, 0 or more, below 10^15"),
    "amount": Phrase(
        "một số từ 0 trở lên, nhỏ hơn 10^15, tối đa 6 chữ số sau dấu chấm",
        "a number, 0 or more, below 10^15, with a dot and at most 6 decimals",
    ),
    "yes_no": Phrase("1 (Có) hoặc 0 (Không)", "1 (yes) or 0 (no)"),
}


class Figure(NamedTuple):
    """What one line says of one measure: an observation, or that the return has no row for it."""

    measure: str
    period: Period
    observation: Observation | None
    absence: Absence | None = None


class FigureReader:
    """Reads lines of figures by a plan, and tells what is wrong with them."""

    def __init__(self, plan: Plan, faults: Faults) -> None:
        self._plan = plan
        self._faults = faults

    def read(self, line: Line, row: int, head: Head) -> Figure | None:
        """Return what a line says of a measure; None where it says none, or something that cannot be."""
        if head.office is None or head.status is None:
            return None  # told with the return's first line
        measure = self._measure(line, row, head)
        period = self._figures_period(line, row, head, measure) if measure is not None else None
        if measure is None or period is None:
            return None
        if line.state in _ABSENCES:
            return Figure(measure.id, period, None, Absence(line.state))
        state = _STATES.get(line.state)
        if state is None:
            self._faults.impossible(row, line, "state", one_of((*_STATES, *Absence)))
            return None
        if not line.sheet:
            self._faults.impossible(row, line, "sheet", Phrase("tên trang tính", "the name of a sheet"))
        if not _CELL.fullmatch(line.cell):
            self._faults.impossible(
                row, line, "cell", Phrase("địa chỉ một ô, như D9", "a cell's address, such as D9")
            )
        value = self._value(line, row, measure, state)
        source = Provenance(line.file, line.sheet, line.cell, line.text)
        return Figure(
            measure.id,
            period,
            Observation(measure.id, head.office, period, state, value, source, line.remark),
        )

    def _measure(self, line: Line, row: int, head: Head) -> Measure | None:
        measure = self._plan.measure_by_id.get(line.measure)
        if measure is None or head.office not in measure.offices:
            known = Phrase("không có số liệu này", "has no such measure")
            if measure is not None:
                known = Phrase("không hỏi cơ quan này số liệu đó", "does not ask this office for it")
            self._faults.disagreeing(row, line, "measure", known)
            return None
        for column, own in (("code", measure.code), ("unit", measure.unit), ("type", measure.type)):
            if getattr(line, column) != own:
                self._faults.disagreeing(row, line, column, Phrase(f"ghi '{own}'", f"has '{own}'"))
        return measure

    def _figures_period(self, line: Line, row: int, head: Head, measure: Measure) -> Period | None:
        if not head.is_baseline:
            period = head.period
            if period is not None and measure.asked == "year" and period.part != "Q4":
                known = Phrase("chỉ hỏi số này ở Quý IV", "asks for it with the fourth quarter only")
                self._faults.disagreeing(row, line, "period", known)
                return None
            return period
        period = exact_period(line.period)
        if period is None or not period.is_year or period.year not in measure.baseline_years:
            years = ", ".join(map(str, measure.baseline_years)) or "-"
            known = Phrase(f"hỏi số liệu gốc của năm {years}", f"asks for baselines of {years}")
            self._faults.disagreeing(row, line, "period", known)
            return None
        return period

    def _value(self, line: Line, row: int, measure: Measure, state: State) -> Decimal | None:
        if not state.is_known:
            return None
        if state is State.KPS:
            if measure.id in self._plan.needs_a_number:
                expected = Phrase(
                    "trạng thái khác: số liệu này không nhận KPS", "another state: KPS is no answer here"
                )
                self._faults.impossible(row, line, "state", expected)
            return Decimal(0)
        shape = _NUMBER if measure.type == "amount" else _WHOLE
        value = times_ten_to(Decimal(line.value), 0) if shape.fullmatch(line.value) else None
        if value is None or (measure.type == "yes_no" and value > 1):
            self._faults.impossible(row, line, "value", _EXPECTED[measure.type])
        return value
