"""One value cell to one figure: what the measure's type allows is read, all else is told.

Nothing is guessed: a text with one possible reading is read and said; with two it is refused.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from cchc_kpi.findings import EMPTY, Phrase, Rule
from cchc_kpi.numerals import decimal_places, is_broken, shortest_decimal, without_noise
from cchc_kpi.plan.model import Measure, ValueType
from cchc_kpi.returns.habit import Habit
from cchc_kpi.returns.layout import KPS_WORDS, NO, YES
from cchc_kpi.returns.observation import State
from cchc_kpi.returns.units import Typed, is_percentage, read_typed
from cchc_kpi.returns.workbook import Cell, Kind
from cchc_kpi.rules import values
from cchc_kpi.text import fold, has_unseen, shown, without_accents

MAX_DECIMALS: Final = 6
"""Amounts are compared as whole millionths."""
MAX_NUMBER: Final = Decimal(10**15)
"""Below this a spreadsheet still keeps every unit."""

_KPS: Final = frozenset(map(fold, KPS_WORDS))
_ANSWERS: Final = {fold(YES): Decimal(1), fold(NO): Decimal(0)}
_NEAR_KPS: Final = frozenset(without_accents(words).replace(" ", "") for words in KPS_WORDS)
_NEAR_ANSWERS: Final = {without_accents(answer): answer for answer in (YES, NO)}
_NUMBER_AND_WORDS: Final = re.compile(r"[-+\u2212]?\s*\d[\d.,\s]*[^\W\d_].*", re.DOTALL)
_NOTHING: Final = frozenset(
    {"-", "--", "\u2013", "\u2014", "/", *map(fold, ("không", "không có", "ko", "ko có", "chưa có"))}
)
"""What people put where there is nothing to report: none, not arisen or not known, and no telling which."""


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
    cell: Cell | None,
    measure: Measure,
    *,
    kps_allowed: bool,
    tells_blanks: bool,
    habit: Habit | None = None,
) -> Figure:
    """Return the figure of a value cell; None for the cell means that nothing was seen there.

    `habit` is how the return writes numbers elsewhere, to be shown where a text has two readings.
    """
    if cell is not None and cell.kind is Kind.NUMBER and not cell.is_doubtful:
        sound = _sound_number(cell.number, measure.type)
        if sound is not None:  # as nearly every figure is
            return Figure(State.VALUE, sound)
    reader = _Reader(measure, kps_allowed=kps_allowed)
    return reader.blank(tells_blanks=tells_blanks) if cell is None else reader.read(cell, habit)


@lru_cache(maxsize=2**13)
def _sound_number(number: float | None, of: ValueType) -> Decimal | None:
    """Return the value of a number of which there is nothing to tell, None for any other; equal ones are one."""
    if of == "yes_no" or number is None or not math.isfinite(number):
        return None
    exact = shortest_decimal(number)
    return exact if 0 <= exact < MAX_NUMBER and decimal_places(exact) <= _most_decimals(of) else None


def _most_decimals(of: ValueType) -> int:
    return 0 if of == "count" else MAX_DECIMALS


class _Reader:
    """Reads cells of one measure; holds the words that its findings need."""

    def __init__(self, measure: Measure, *, kps_allowed: bool) -> None:
        self._measure = measure
        self._kps_allowed = kps_allowed

    @property
    def _expected(self) -> Phrase:
        unit = self._measure.unit
        match self._measure.type:
            case "count":
                return Phrase("một số nguyên từ 0 trở lên", "a whole number, 0 or more")
            case "amount":
                return Phrase(f"một số từ 0 trở lên ({unit})", f"a number, 0 or more ({unit})")
            case "yes_no":
                return Phrase("'Có' hoặc 'Không'", "'Có' (yes) or 'Không' (no)")

    def read(self, cell: Cell, habit: Habit | None) -> Figure:
        match cell.kind:
            case Kind.ERROR:
                return self.error(values.ERROR_CELL, cell.text)
            case Kind.UNCALCULATED:
                return self.error(values.NOT_CALCULATED, shown(cell.text))
            case Kind.DATE:
                return self.error(values.DATE_CELL, Phrase(f"ngày {cell.text}", f"the date {cell.text}"))
            case Kind.TIME:
                return self.error(values.DATE_CELL, _time_found(cell))
            case Kind.TEXT if fold(cell.text) in _KPS:
                return self.kps(cell.as_it_stands)
        if self._measure.type == "yes_no":
            return self.answer(cell)
        if cell.kind is Kind.PERCENT:
            return self.error(values.PERCENTAGE, shown(cell.text), advice=_REFORMAT)
        if cell.kind is Kind.NUMBER and cell.number is not None:
            figure = self.number(cell.number)
            return self.doubt_zero(figure) if cell.is_doubtful else figure
        return self.text(cell, habit)

    def _fault(self, rule: Rule, **details: str | Phrase) -> Fault:
        common: dict[str, str | Phrase] = {
            "code": self._measure.code,
            "expected": self._expected,
            "unit": self._measure.unit,
            "type": self._advice_on_typing(),
        }
        return Fault(rule, common | details)

    def error(self, rule: Rule, found: str | Phrase, **details: str | Phrase) -> Figure:
        return Figure(State.ERROR, fault=self._fault(rule, found=found, **details))

    def blank(self, *, tells_blanks: bool) -> Figure:
        state = (
            Phrase("để trống", "blank")
            if tells_blanks
            else Phrase("trống, có lỗi hoặc chưa được tính", "blank, in error or not calculated")
        )
        return Figure(
            State.BLANK, fault=self._fault(values.BLANK, state=state, advice=self._advice_on_blank())
        )

    def _advice_on_typing(self) -> Phrase:
        """Return what to do where the content of the cell is of no use."""
        if self._measure.type == "yes_no":
            return Phrase("chọn 'Có' hoặc 'Không'", "choose 'Có' (yes) or 'Không' (no)")
        return Phrase("gõ lại con số", "type the figure again")

    def _advice_on_blank(self) -> Phrase:
        if self._measure.type == "yes_no":
            return self._advice_on_typing()
        if self._kps_allowed:
            return Phrase(
                "không có thì nhập 0, kỳ này không phát sinh thì nhập KPS; chưa có số thì nêu lý do ở cột Ghi chú",
                "0 if there is none, KPS where nothing arose; if it is not known yet, say why in the remarks",
            )
        return Phrase(
            "không có thì nhập 0; chưa có số thì nêu lý do ở cột Ghi chú",
            "0 if there is none; if it is not known yet, say why in the remarks",
        )

    def _advice_on_nothing(self) -> Phrase:
        if self._kps_allowed:
            return Phrase(
                "không có thì nhập 0, kỳ này không phát sinh thì nhập KPS, chưa có số thì để trống",
                "0 for none, KPS where nothing arose, nothing where the figure is not known yet",
            )
        return Phrase(
            "không có thì nhập 0, chưa có số thì để trống",
            "0 for none, nothing where the figure is not known yet",
        )

    def kps(self, text: str) -> Figure:
        if self._kps_allowed:
            return Figure(State.KPS, Decimal(0))
        return self.error(values.KPS_NOT_ALLOWED, shown(text))

    def answer(self, cell: Cell) -> Figure:
        value = _ANSWERS.get(fold(cell.text)) if cell.kind is Kind.TEXT else None
        if value is None:
            return self.error(values.UNKNOWN_YES_NO, shown(cell.text), hint=_near_answer(cell))
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

    def text(self, cell: Cell, habit: Habit | None) -> Figure:
        found = shown(cell.text)
        if cell.kind is Kind.TEXT and is_percentage(cell.text):
            return self.error(values.PERCENTAGE, found, advice=EMPTY)
        typed = read_typed(cell.text, self._measure) if cell.kind is Kind.TEXT else None
        if typed is None:
            words = Phrase(f"chữ {found}", f"the text {found}")
            return self.error(values.NOT_A_NUMBER, words, advice=self._advice(cell.text.strip()))
        if len(typed.values) > 1:
            return self._ambiguous(found, typed, habit)
        figure = self._judge(typed.values[0], found)
        if figure.fault is not None:
            return figure
        note = self._fault(values.NUMBER_AS_TEXT, found=found, read=_plain(typed.values[0]))
        return Figure(State.VALUE, figure.value, note)

    def _ambiguous(self, found: str, typed: Typed, habit: Habit | None) -> Figure:
        one, other = map(_plain, typed.values)
        evidence = habit.evidence(typed.number, one, other) if habit is not None else EMPTY
        return self.error(values.AMBIGUOUS, found, one=one, other=other, evidence=evidence)

    def _fits(self, value: Decimal) -> bool:
        return decimal_places(value) <= _most_decimals(self._measure.type)

    def _judge(self, value: Decimal, found: str | Phrase | None = None) -> Figure:
        """Say whether a number can be what its measure is."""
        if value < 0:
            rule = values.NEGATIVE
        elif value >= MAX_NUMBER:
            rule = values.TOO_BIG
        elif not self._fits(value):
            rule = values.FRACTION if self._measure.type == "count" else values.TOO_FINE
        else:
            return Figure(State.VALUE, value)
        return self.error(rule, found or _plain(value))

    def _advice(self, body: str) -> Phrase:
        if fold(body) in _NOTHING:
            return self._advice_on_nothing()
        if re.sub(r"[\W_]", "", without_accents(body)) in _NEAR_KPS:
            if self._kps_allowed:
                return Phrase(
                    "nếu kỳ này không phát sinh thì gõ đúng KPS", "if nothing arose, type exactly KPS"
                )
            return self._advice_on_nothing()
        if has_unseen(body):
            return Phrase(
                f"xóa trắng ô rồi gõ {self._expected.vi}; ô có ký tự không nhìn thấy, là mã trong [ ] ở trên",
                f"empty it and type {self._expected.en}; it holds characters that cannot be seen, the codes in [ ] above",
            )
        if is_broken(body):
            return Phrase("chỉ gõ một con số, trên một dòng", "one number only, on one line")
        if "%" in body:
            return Phrase(
                f"gõ {self._expected.vi}, không nhập tỷ lệ phần trăm",
                f"{self._expected.en}, not a percentage",
            )
        if _NUMBER_AND_WORDS.fullmatch(body):
            return Phrase(
                f"chỉ gõ con số, tính bằng {self._measure.unit}, không kèm chữ",
                f"the number only, in {self._measure.unit}, without words",
            )
        return Phrase(
            f"gõ {self._expected.vi}; chưa có số thì để trống",
            f"{self._expected.en}; nothing where the figure is not known yet",
        )


def _time_found(cell: Cell) -> Phrase:
    """Return a time of day or a duration for a message; whole days are what somebody may have typed."""
    days, text = cell.number or 0.0, cell.text
    if abs(days) < 1:
        return Phrase(f"giờ {text}", f"the time {text}")
    if days.is_integer():
        return Phrase(f"khoảng thời gian {days:.0f} ngày ({text})", f"a duration of {days:.0f} days ({text})")
    return Phrase(f"khoảng thời gian {text}", f"a duration of {text}")


def _near_answer(cell: Cell) -> Phrase:
    """Return a question at an answer typed without its accents: "Co" may be "Có", or "Cò"."""
    near = _NEAR_ANSWERS.get(without_accents(cell.text)) if cell.kind is Kind.TEXT else None
    return Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)") if near is not None else EMPTY


_RETYPE: Final = Phrase("gõ lại con số", "the number")
# A cell formatted as a percentage would make one of 95 again.
_REFORMAT: Final = Phrase(
    "; trước khi nhập, đổi định dạng ô sang Số (Number)", "; format the cell as Number before typing"
)


def _plain(value: Decimal) -> Phrase:
    """Return a number for a message: without marks between thousands, which is how it is to be typed."""
    is_extreme = abs(value) >= MAX_NUMBER or 0 < abs(value) * MAX_NUMBER < 1
    text = format(value, ".3E" if is_extreme else f".{decimal_places(value)}f")
    return Phrase(text.replace(".", ","), text)
