"""The sheet `Số liệu`: every figure that a scorecard needs or a return holds, each with its own cell and its source.

A figure that has not arrived has its row too, its value blank: typed in, it counts at once, for every
formula leads here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from cchc_kpi.addresses import column_ranges
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.render.record_sheets import RecordBook
from cchc_kpi.render.words import REASONS
from cchc_kpi.render.workbooks import LINK_BLUE, MISSING_TINT, cell_link, height_of
from cchc_kpi.returns import record
from cchc_kpi.returns.layout import KPS, NO, YES
from cchc_kpi.returns.observation import Observation, State
from cchc_kpi.returns.record import FIGURES_SHEET, STATE_WORDS
from cchc_kpi.scoring.aggregate import FigureKey, Reason
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.text import printable

VALUE_COLUMN: Final = 6
_CELL_COLUMN: Final = 10
_NUMBER_FORMATS: Final = {"count": "#,##0", "amount": "#,##0.00####", "yes_no": "General"}
_COLUMNS: Final = (
    (record.NUMBER, 5.0), (record.CODE, 8.0), ("Số liệu", 57.0), (record.OFFICE, 34.0), (record.PERIOD, 9.0),
    ("Đơn vị", 11.0), (record.VALUE, 14.0), (record.STATE, 16.0), (record.FILE, 38.0), (record.SHEET, 10.5),
    (record.CELL, 6.5), (record.CONTENT, 13.0), (record.REMARK, 28.0),
)  # fmt: skip


class Figure(NamedTuple):
    """One row: a figure as a return holds it, or one that is needed and not there, with the reason.

    `period` is a quarter, or a baseline's year.
    """

    measure: str
    office: str
    period: Period
    observation: Observation | None
    reason: Reason | None = None

    @property
    def key(self) -> FigureKey:
        return self.measure, self.office, self.period


def figures_of(cards: Sequence[Scorecard]) -> tuple[Figure, ...]:
    """Return the figures behind scorecards of the same returns, in the order of measure, time and office.

    So the figures that a formula adds stand together, and it names few ranges however many offices report.
    """
    held: dict[FigureKey, Figure] = {}
    for card in cards:
        for result in card.results:
            for m in result.missing:
                held[m.measure, m.office, m.period] = Figure(m.measure, m.office, m.period, None, m.reason)
    for observation in cards[-1].observations:
        figure = Figure(observation.measure, observation.office, observation.period, observation)
        held[figure.key] = figure
    plan = cards[-1].plan
    measures, offices = list(plan.measure_by_id), list(plan.office_by_id)
    return tuple(
        sorted(held.values(), key=lambda f: (measures.index(f.measure), f.period, offices.index(f.office)))
    )


class FigureSheet:
    """Writes `Số liệu` and knows in which row each figure stands."""

    def __init__(self, book: RecordBook, plan: Plan, figures: Sequence[Figure], folder: Path) -> None:
        self._book = book
        self._plan = plan
        self._figures = figures
        self._folder = folder
        self._rows = {figure.key: book.first_row + place for place, figure in enumerate(figures)}

    def ranges(self, keys: Iterable[FigureKey]) -> tuple[str, ...]:
        """Return where figures stand, as formulas write it: neighbours drawn together into one range."""
        ranges = column_ranges((self._rows[key] for key in keys), VALUE_COLUMN)
        return tuple(f"'{FIGURES_SHEET}'!{cells}" for cells in ranges)

    def rows_of(self, result: IndicatorResult) -> tuple[int, ...]:
        """Return the rows, counted from 0, of all figures that a result needs, there or missing."""
        held = [(o.measure, o.office, o.period) for o in result.observations]
        lacking = [(m.measure, m.office, m.period) for m in result.missing]
        return tuple(sorted(self._rows[key] for key in (*held, *lacking)))

    def write(self) -> None:
        """Add the sheet."""
        title = "Số liệu các cơ quan báo cáo, từng ô một"
        sheet = self._book.add_sheet(FIGURES_SHEET, title, _COLUMNS, len(self._figures))
        for number, figure in enumerate(self._figures, start=1):
            self._write_figure(sheet, number, figure)

    def _write_figure(self, sheet: Any, number: int, figure: Figure) -> None:
        plan, row = self._plan, self._rows[figure.key]
        measure, office = plan.measure_by_id[figure.measure], plan.office_by_id[figure.office].name
        found = figure.observation
        is_there = found is not None and found.state.is_known
        tint = {} if is_there else {"bg_color": MISSING_TINT}
        sheet.write_number(row, 0, number, self._book.cell(align="center", **tint))
        texts = (measure.code, measure.name, office, figure.period.id, measure.unit)
        for column, text in enumerate(texts, start=1):
            sheet.write_string(row, column, text, self._book.cell(**tint))
        style = self._book.cell(**value_properties(measure), **tint)
        write_value(sheet, row, VALUE_COLUMN, found, measure, style)
        source = found.provenance if found is not None else None
        rest = (
            _state_of(figure),
            source.file if source else "",
            source.sheet if source else "",
            "",
            source.text if source else "",
            found.remark if found else "",
        )
        for column, text in enumerate(rest, start=VALUE_COLUMN + 1):
            sheet.write_string(row, column, printable(text), self._book.cell(**tint))
        if source is not None:
            target = cell_link(source.file, source.sheet, source.cell, self._folder)
            style = self._book.cell(font_color=LINK_BLUE, underline=1)
            sheet.write_url(row, _CELL_COLUMN, target, style, source.cell)
        sheet.set_row(row, height_of((measure.name, 57), (rest[1], 38), (office, 34), (rest[5], 28)))


def value_properties(measure: Measure) -> dict[str, Any]:
    """Return the xlsxwriter properties of the cell that holds a figure of a measure."""
    shape = {"num_format": _NUMBER_FORMATS[measure.type], "text_wrap": False, "shrink": True}
    return shape | {"bold": True, "align": "right", "indent": 1}


def write_value(
    sheet: Any, row: int, column: int, found: Observation | None, measure: Measure, style: Any
) -> None:
    """Write a figure so that formulas count it as the program does: a number, KPS, Có or Không, or nothing."""
    if found is None or found.value is None:
        sheet.write_blank(row, column, None, style)
    elif found.state is State.KPS:
        sheet.write_string(row, column, KPS, style)
    elif measure.type == "yes_no":
        sheet.write_string(row, column, YES if found.value else NO, style)
    else:
        sheet.write_number(row, column, float(found.value), style)


def _state_of(figure: Figure) -> str:
    if figure.observation is not None:
        return STATE_WORDS[figure.observation.state]
    assert figure.reason is not None
    return REASONS[figure.reason].vi
