"""One value cell to one figure: what the measure's type allows is read, all else is told.

Nothing is guessed: a text with one possible reading is read and said; with two it is refused.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final, NamedTuple

from cchc_kpi.findings import Phrase, Rule
from cchc_kpi.numerals import (
    decimal_places,
    number_phrase,
    possible_readings,
    shortest_decimal,
    without_noise,
)
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns.layout import KPS_WORDS, NO, YES
from cchc_kpi.returns.observation import State
from cchc_kpi.returns.workbook import Cell, Kind
from cchc_kpi.rules import values
from cchc_kpi.text import fold, shown

MAX_DECIMALS: Final = 6
"""Amounts are compared as whole millionths."""
MAX_NUMBER: Final = Decimal(10**15)
"""Below this a spreadsheet still keeps every unit."""

_KPS: Final = frozenset(map(fold, KPS_WORDS))
_ANSWERS: Final = {fold(YES): Decimal(1), fold(NO): Decimal(0)}
_LEADING_NUMBER: Final = re.compile(r"(\d+)\s+[^\d%]*")
_DASHES: Final = frozenset("-\u2013\u2014")


class Fault(NamedTuple):
    """A rule broken in a cell, with what fills its words."""

    rule: Rule
    details: dict[str, str | Phrase]


class Figure(NamedTuple):
    """What a cell says of its measure: a state, its value where known, and at most one finding."""

    state: State
    value: Decimal | None = None
    fault: Fault | None = None


def read_figure(
    cell: Cell | None, measure: Measure, *, kps_allowed: bool, tells_blanks: bool, doubts_zeros: bool = False
) -> Figure:
    """Return the figure of a value cell; None for the cell means that nothing was seen there."""
    reader = _Reader(measure, kps_allowed=kps_allowed)
    if cell is None:
        return reader.blank(tells_blanks=tells_blanks)
    match cell.kind:
        case Kind.ERROR:
            return reader.error(values.ERROR_CELL, cell.text)
        case Kind.UNCALCULATED:
            return reader.error(values.NOT_CALCULATED, shown(cell.text))
        case Kind.DATE:
            return reader.error(values.DATE_CELL, cell.text)
        case Kind.TEXT if fold(cell.text) in _KPS:
            return reader.kps(cell.text)
    if measure.type == "yes_no":
        return reader.answer(cell)
    if cell.kind is Kind.NUMBER and cell.number is not None:
        figure = reader.number(cell.number)
        return reader.doubt_zero(figure) if doubts_zeros else figure
    return reader.text(cell)


class _Reader:
    """Reads cells of one measure; holds the words that its findings need."""

    def __init__(self, measure: Measure, *, kps_allowed: bool) -> None:
        self._measure = measure
        self._kps_allowed = kps_allowed
        self._expected = {
            "count": Phrase("một số nguyên từ 0 trở lên", "a whole number, 0 or more"),
            "amount": Phrase(
                f"một số từ 0 trở lên ({measure.unit})", f"a number, 0 or more ({measure.unit})"
            ),
            "yes_no": Phrase("'Có' hoặc 'Không'", "'Có' (yes) or 'Không' (no)"),
        }[measure.type]

    def _fault(self, rule: Rule, **details: str | Phrase) -> Fault:
        common: dict[str, str | Phrase] = {
            "code": self._measure.code,
            "expected": self._expected,
            "unit": self._measure.unit,
        }
        return Fault(rule, common | details)

    def error(self, rule: Rule, found: str | Phrase, **details: str | Phrase) -> Figure:
        return Figure(State.ERROR, fault=self._fault(rule, found=found, **details))

    def blank(self, *, tells_blanks: bool) -> Figure:
        state = (
            Phrase("để trống", "blank")
            if tells_blanks
            else Phrase("trống, lỗi hoặc chưa tính", "blank, in error or not calculated")
        )
        return Figure(
            State.BLANK, fault=self._fault(values.BLANK, state=state, advice=self._advice_on_blank())
        )

    def _advice_on_blank(self) -> Phrase:
        if self._measure.type == "yes_no":
            return Phrase("Chọn 'Có' hoặc 'Không'.", "Choose 'Có' (yes) or 'Không' (no).")
        if self._kps_allowed:
            return Phrase(
                "Nhập số liệu; không có thì nhập 0, không phát sinh thì nhập KPS.",
                "Type the figure; 0 if there is none, KPS where nothing arose.",
            )
        return Phrase("Nhập số liệu; không có thì nhập 0.", "Type the figure; 0 if there is none.")

    def kps(self, text: str) -> Figure:
        if self._kps_allowed:
            return Figure(State.KPS, Decimal(0))
        return self.error(values.KPS_NOT_ALLOWED, shown(text))

    def answer(self, cell: Cell) -> Figure:
        value = _ANSWERS.get(fold(cell.text)) if cell.kind is Kind.TEXT else None
        if value is None:
            return self.error(values.UNKNOWN_YES_NO, shown(cell.text))
        return Figure(State.VALUE, value)

    def number(self, number: float) -> Figure:
        if not math.isfinite(number):
            return self.error(values.NOT_A_NUMBER, shown(str(number)), advice=_RETYPE)
        exact = shortest_decimal(number)
        if self._fits(exact):
            return self._judge(exact)
        clean = without_noise(number)
        if not self._fits(clean):
            return self._judge(exact)
        figure = self._judge(clean)
        if figure.fault is not None:
            return figure
        noise = self._fault(values.FLOAT_NOISE, found=_plain(exact), read=_plain(clean))
        return Figure(State.VALUE, clean, noise)

    def doubt_zero(self, figure: Figure) -> Figure:
        if figure.value != 0 or figure.fault is not None:
            return figure
        return Figure(figure.state, figure.value, self._fault(values.DOUBTFUL_ZERO))

    def text(self, cell: Cell) -> Figure:
        body = cell.text.strip()
        readings = possible_readings(body) if cell.kind is Kind.TEXT else ()
        if self._measure.type == "count" and len(readings) > 1:
            readings = tuple(reading for reading in readings if not reading.has_decimals)
        if not readings:
            found = Phrase(f"chữ {shown(cell.text)}", f"the text {shown(cell.text)}")
            return self.error(values.NOT_A_NUMBER, found, advice=self._advice(body))
        if len(readings) > 1:
            one, other = (number_phrase(reading.value) for reading in readings)
            return self.error(values.AMBIGUOUS, shown(cell.text), one=one, other=other)
        figure = self._judge(readings[0].value, shown(cell.text))
        if figure.fault is not None:
            return figure
        note = self._fault(values.NUMBER_AS_TEXT, found=shown(cell.text), read=_plain(readings[0].value))
        return Figure(State.VALUE, figure.value, note)

    def _fits(self, value: Decimal) -> bool:
        return decimal_places(value) <= (0 if self._measure.type == "count" else MAX_DECIMALS)

    def _judge(self, value: Decimal, found: str | Phrase | None = None) -> Figure:
        """Say whether a number can be what its measure is."""
        found = found or _plain(value)
        if value < 0:
            return self.error(values.NEGATIVE, found)
        if value >= MAX_NUMBER:
            return self.error(values.TOO_BIG, found)
        if not self._fits(value):
            return self.error(values.FRACTION if self._measure.type == "count" else values.TOO_FINE, found)
        return Figure(State.VALUE, value)

    def _advice(self, body: str) -> Phrase:
        if body in _DASHES:
            return Phrase(
                "Không có thì nhập 0; không phát sinh thì nhập KPS; chưa có số thì để trống.",
                "Type 0 for none, KPS where nothing arose, or leave it blank.",
            )
        if "%" in body:
            return Phrase(
                f"Nhập {self._expected.vi}, không nhập tỷ lệ phần trăm.",
                f"Type {self._expected.en}, not a percentage.",
            )
        if match := _LEADING_NUMBER.fullmatch(body):
            return Phrase(f"Nhập {match[1]}.", f"Type {match[1]}.")
        return Phrase(f"Nhập {self._expected.vi}.", f"Type {self._expected.en}.")


_RETYPE: Final = Phrase("Gõ lại con số.", "Type the number again.")


def _plain(value: Decimal) -> Phrase:
    """Return a number for a message: without marks between thousands, which is how it is to be typed."""
    is_extreme = abs(value) >= MAX_NUMBER or 0 < abs(value) * MAX_NUMBER < 1
    text = format(value, ".3E" if is_extreme else f".{decimal_places(value)}f")
    return Phrase(text.replace(".", ","), text)
