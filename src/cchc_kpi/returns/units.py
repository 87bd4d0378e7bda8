"""Figures typed with their unit: "1.234 hồ sơ", "12,5 triệu", "93.000.000 đồng" in the measure's own unit.

Every value that a text can stand for is returned; a text with any other word in it stands for none.
Knows what a unit's name says, and no cells.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from cchc_kpi.numerals import Reading, decimal_places, is_broken, possible_readings, times_ten_to
from cchc_kpi.plan.model import Measure
from cchc_kpi.text import fold

_SCALES: Final = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
"""Powers of ten by their names."""
_MONEY: Final = ("đồng", "đ", "vnđ", "vnd")

_NUMBER_AND_WORDS: Final = re.compile(r"(?P<number>.*\d)(?P<words>\D*)")
_PERCENTAGE: Final = re.compile(r"(?P<number>.*\d)\s*(?:%|(?P<words>\D*))")
MARKS: Final = frozenset(".,")
"""What stands between thousands or before decimals."""


def _key(name: str) -> str:
    """Return the form under which spellings of a unit are equal: "Tr.đ", "tr. đ" and "trđ"."""
    return fold(name.replace(".", "")).replace(" ", "")


_SCALE_KEYS: Final = {_key(word): tens for word, tens in _SCALES.items()}
_MONEY_KEYS: Final = {
    _key(joined): tens
    for scale, tens in (("", 0), *_SCALES.items())
    for money in _MONEY
    for joined in (f"{scale} {money}", scale + money)
}
_PERCENT_KEY: Final = _key("phần trăm")


class Typed(NamedTuple):
    """A number as typed and what it stands for: its readings, and each one's value in the measure's unit."""

    number: str
    readings: tuple[Reading, ...]
    values: tuple[Decimal, ...]

    @property
    def decimal_mark(self) -> str | None:
        """The mark that can only stand before decimals here, or None where the text settles nothing."""
        marks = [char for char in self.number if char in MARKS]
        if not marks or len(self.readings) != 1:
            return None
        if self.readings[0].has_decimals:
            return marks[-1]
        return "," if marks[-1] == "." else "."


def read_typed(text: str, measure: Measure) -> Typed | None:
    """Return what a text typed for a measure can stand for; None where it is no number of that unit.

    What cannot be had in parts has no decimals: things that are counted, and the đồng.
    """
    match = _NUMBER_AND_WORDS.fullmatch(" ".join(text.split()))
    if match is None or is_broken(text):
        return None
    words = match["words"].strip()
    tens = _tens(words, measure.unit)
    readings = possible_readings(match["number"])
    if tens is None or not readings:
        return None
    if len(readings) > 1:
        readings = _possible(readings, words, measure, tens)
    return Typed(match["number"], readings, tuple(times_ten_to(one.value, tens) for one in readings))


def is_percentage(text: str) -> bool:
    """Say whether a text is a number of per cent, by the sign or in words."""
    match = _PERCENTAGE.fullmatch(" ".join(text.split()))
    if match is None or not possible_readings(match["number"]):
        return False
    return match["words"] is None or _key(match["words"]) == _PERCENT_KEY


def _tens(words: str, unit: str) -> int | None:
    """Return the power of ten between what the words name and a measure's unit; None for a foreign unit."""
    key, unit_key = _key(words), _key(unit)
    if not words or key == unit_key:
        return 0
    if unit_key in _MONEY_KEYS:
        named = _MONEY_KEYS.get(key, _SCALE_KEYS.get(key))
        return None if named is None else named - _MONEY_KEYS[unit_key]
    if fold(unit).split()[0] in _SCALE_KEYS:
        return None  # "5 nghìn" of a unit that is itself in thousands: no telling how many were meant
    scaled = {_key(f"{scale} {unit}"): tens for scale, tens in _SCALES.items()}
    return _SCALE_KEYS.get(key, scaled.get(key))


def _possible(readings: tuple[Reading, ...], words: str, measure: Measure, tens: int) -> tuple[Reading, ...]:
    """Leave out the readings that the unit excludes.

    Which of two is meant where the marks are set wrongly, no unit tells.
    """
    if any(one.is_misgrouped for one in readings):
        return readings
    is_count = measure.type == "count"
    if _MONEY_KEYS.get(_key(words or measure.unit)) == 0 or (is_count and tens == 0):
        return tuple(one for one in readings if not one.has_decimals)
    if is_count:
        return tuple(one for one in readings if decimal_places(times_ten_to(one.value, tens)) == 0)
    return readings
