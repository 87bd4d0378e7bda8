"""When two cells say the same: by value, by formula, by how they are shown; however a program spells it.

A workbook that Excel or LibreOffice has saved again differs in spelling all over, and must not differ here.
"""

from __future__ import annotations

import math
import unicodedata
from typing import Final

from cchc_kpi.numerals import without_noise
from cchc_kpi.returns.formats import spelled_format, text_format
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import WrittenCell

_NOISE: Final = 1e-9
_NOISE_SHARE: Final = 1e-12
"""What a spreadsheet's binary floats may be off in a result: it adds and divides figures of 15 digits."""


def is_blank(cell: WrittenCell | None) -> bool:
    """Say whether a cell shows nothing: it is empty, its formula gives the empty text, or has no stored result.

    The last two look alike in a file: the program's own writer stores an empty text as nothing at all.
    """
    return cell is None or not cell.text


def is_uncalculated(cell: WrittenCell | None) -> bool:
    """Say whether a cell has a formula that was never calculated."""
    return cell is not None and cell.kind is Kind.UNCALCULATED


def same_value(given: WrittenCell | None, wanted: WrittenCell | None) -> bool:
    """Say whether two cells hold the same value: whole numbers exactly, others to a spreadsheet's digits."""
    if is_blank(given) or is_blank(wanted):
        return is_blank(given) and is_blank(wanted)
    assert given is not None
    assert wanted is not None
    if given.kind is not wanted.kind:
        return False
    if given.number is not None and wanted.number is not None:
        return _same_number(given.number, wanted.number, is_result=bool(wanted.formula))
    return _plain(given.text) == _plain(wanted.text)


def _same_number(given: float, wanted: float, *, is_result: bool) -> bool:
    if given == wanted:
        return True
    if not (math.isfinite(given) and math.isfinite(wanted)) or (given.is_integer() and wanted.is_integer()):
        return False
    if is_result:
        return abs(given - wanted) <= max(_NOISE, _NOISE_SHARE * abs(wanted))
    return without_noise(given) == without_noise(wanted)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def same_look(given: WrittenCell, wanted: WrittenCell) -> bool:
    """Say whether two cells of one kind are shown alike, each by its number format."""
    if given.shown_as == wanted.shown_as:
        return True
    if given.number is None:
        return text_format(given.shown_as) == text_format(wanted.shown_as)
    return spelled_format(given.shown_as) == spelled_format(wanted.shown_as)
