"""Returns as a scorecard workbook tells them: its own lines of `Nguồn` and `Số liệu` read back into returns.

What the workbook does not keep (findings, the day of submission) is not there. A figure that no return can
hold, as somebody may have typed one in, is left out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from cchc_kpi.numerals import without_noise
from cchc_kpi.periods import parse_period
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.between import period_name
from cchc_kpi.returns.layout import KPS, NO, YES
from cchc_kpi.returns.observation import Observation, Provenance, Return, State, Status
from cchc_kpi.returns.record import STATE_WORDS, STATUS_WORDS
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.verifying.claims import Claims, ListedReturn, ToldFigure

_STATES: Final = {word: state for state, word in STATE_WORDS.items()}
_STATUSES: Final = {word: status for status, word in STATUS_WORDS.items()}
_BASELINE: Final = period_name(None).vi


def retold(listed: ListedReturn, claims: Claims, plan: Plan) -> Return:
    """Return a return that a workbook lists, with the figures that it tells of it."""
    status = _STATUSES.get(listed.status, Status.ACCEPTED)
    offices = {office.name: office.id for office in plan.offices}
    is_baseline = listed.when == _BASELINE
    told = [figure for figure in claims.figures if figure.file == listed.file]
    return Return(
        listed.file,
        listed.sha256,
        offices.get(listed.office),
        None if is_baseline else parse_period(listed.when),
        is_baseline,
        int(listed.submission) if listed.submission.isdecimal() else 1,
        observations=observations_told(told, plan) if status is not Status.REJECTED else (),
        rejected=status is Status.REJECTED,
        figures_out=status is Status.PARTIAL,
    )


def observations_told(figures: list[ToldFigure], plan: Plan) -> tuple[Observation, ...]:
    """Return figures as observations; lines that name no measure, office or period of the plan are left out."""
    measures = {measure.code: measure for measure in plan.measures}
    offices = {office.name: office.id for office in plan.offices}
    found = []
    for figure in figures:
        measure, office, period = (
            measures.get(figure.code),
            offices.get(figure.office),
            parse_period(figure.period),
        )
        if measure is None or office is None or period is None or not figure.file:
            continue
        state, value = _state_and_value(figure, measure)
        source = Provenance(figure.file, figure.sheet, figure.cell, figure.content)
        found.append(Observation(measure.id, office, period, state, value, source, figure.remark))
    return tuple(found)


def _state_and_value(figure: ToldFigure, measure: Measure) -> tuple[State, Decimal | None]:
    state = _STATES.get(figure.state, State.VALUE)
    if not state.is_known:
        return state, None
    value = None if figure.value is None else _value_of(figure.value, measure)
    if value is None:
        return State.BLANK, None
    is_kps = figure.value is not None and figure.value.text == KPS
    return State.KPS if is_kps else State.VALUE, value


def _value_of(cell: WrittenCell, measure: Measure) -> Decimal | None:
    """Return what a cell of `Giá trị` counts as; None for what no such measure can be."""
    if cell.kind is Kind.NUMBER and cell.number is not None and measure.type != "yes_no":
        value = without_noise(cell.number)
        is_sound = value.is_finite() and value >= 0 and (measure.type != "count" or value == int(value))
        return value if is_sound else None
    if cell.text == KPS:
        return Decimal(0)
    if measure.type == "yes_no":
        return {YES: Decimal(1), NO: Decimal(0)}.get(cell.text)
    return None
