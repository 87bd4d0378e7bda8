"""A workbook as it was read: its sheets, and in each its filled cells by kind, number and text.

Knows no library and no file; what a file says beside the values of its cells is laid over them here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum, auto
from typing import Final, NamedTuple

from cchc_kpi.numerals import number_text, possible_readings, without_noise
from cchc_kpi.returns.traits import Nature, SheetTraits, Spot, Trait


class Kind(Enum):
    """What stands in a cell that is not blank."""

    NUMBER = auto()
    PERCENT = auto()  # a number that is shown as a percentage
    TEXT = auto()
    BOOL = auto()
    DATE = auto()
    TIME = auto()  # of day, or a duration; its number is in days
    ERROR = auto()
    UNCALCULATED = auto()


class Cell(NamedTuple):
    """One filled cell: its kind, its number where it is one, and its text as a person would name it.

    `is_doubtful` marks a 0 that a formula left in an .xls, where it may stand for a text or for nothing.
    `original` is the text as it stands in the cell, where `text` is what was made of it.
    """

    kind: Kind
    text: str
    number: float | None = None
    is_doubtful: bool = False
    original: str | None = None

    @property
    def as_it_stands(self) -> str:
        return self.text if self.original is None else self.original


def is_figure(cell: Cell) -> bool:
    """Say whether a cell holds a number, also one stored as text."""
    return cell.kind is Kind.NUMBER or (cell.kind is Kind.TEXT and bool(possible_readings(cell.text)))


Grid = Mapping[Spot, Cell]


class Sheet(NamedTuple):
    """The filled cells of one worksheet, and what else it says of them."""

    name: str
    cells: Grid
    is_hidden: bool = False
    traits: SheetTraits = SheetTraits()


class Workbook(NamedTuple):
    """The worksheets in order. `tells_blanks` is whether a missing cell is known to be blank."""

    sheets: tuple[Sheet, ...]
    tells_blanks: bool


class UnreadableWorkbook(Exception):
    """A reader gave up on the file; the text says why, in the library's words."""


def with_traits(workbook: Workbook, traits: Sequence[SheetTraits], *, tells_blanks: bool) -> Workbook:
    """Return a workbook with what the guard saw of each of its sheets, in their order.

    `tells_blanks` is whether the guard saw every cell that a reader shows as nothing.
    Raises UnreadableWorkbook where guard and reader did not see the same sheets.
    """
    if len(workbook.sheets) != len(traits):
        raise UnreadableWorkbook("the reader found other sheets than the guard")
    sheets = [
        sheet._replace(traits=seen, cells=_laid_over(sheet.cells, seen.cells) if seen.cells else sheet.cells)
        for sheet, seen in zip(workbook.sheets, traits, strict=True)
    ]
    return Workbook(tuple(sheets), workbook.tells_blanks or tells_blanks)


def _laid_over(cells: Grid, traits: Mapping[Spot, Trait]) -> Grid:
    changed = {spot: as_it_is(cells.get(spot), trait) for spot, trait in traits.items()}
    return {**cells, **{spot: cell for spot, cell in changed.items() if cell is not None}}


def as_it_is(cell: Cell | None, trait: Trait) -> Cell | None:
    """Return what a cell is, given its value and its nature."""
    nature = trait.nature
    if nature is Nature.ERROR:
        return Cell(Kind.ERROR, trait.text)
    if nature is Nature.UNCALCULATED:
        return cell or Cell(Kind.UNCALCULATED, trait.text)
    if nature is Nature.DURATION and trait.text and (duration := _duration_of(trait.text)) is not None:
        return duration
    if cell is None or cell.kind is not Kind.NUMBER or cell.number is None:
        return cell
    if nature is Nature.PERCENT:
        return as_percentage(cell)
    if nature is Nature.PERCENT_SIGN:
        return as_percentage(cell, 1)
    if nature is Nature.FORMULA_ZERO:
        return cell._replace(is_doubtful=True)
    if nature is Nature.DURATION and abs(cell.number) < _LAST_DAY:
        return time_cell(round(cell.number * _SECONDS_OF_DAY))
    days = cell.number + (_DAYS_TO_1904 if nature is Nature.DATE_FROM_1904 else 0)
    return _of_time(days) or cell


def as_percentage(cell: Cell, times: int = 100) -> Cell:
    """Return a number as the percentage that it is shown as; any other cell as it is."""
    if cell.number is None or not math.isfinite(cell.number):
        return cell
    return Cell(Kind.PERCENT, f"{number_text(without_noise(cell.number) * times)}%", cell.number)


_DAY_0: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell holds no time zone
_DAYS_TO_1904: Final = 1_462
_LAST_DAY: Final = 2_958_466
"""The last day of the year 9999, and one."""
_NO_SUCH_DAY: Final = 60
_SECONDS_OF_DAY: Final = 24 * 60 * 60


def _of_time(number: float) -> Cell | None:
    """Return a number of days as the date that it is shown as; below one as a time of day."""
    if not 0 <= number < _LAST_DAY:
        return None
    if number < 1:
        return time_cell(round(number * _SECONDS_OF_DAY))
    # Spreadsheets count a 29 February 1900, which never was: before it every day is one further on.
    days = number if number >= _NO_SUCH_DAY else number + 1
    return date_cell(_DAY_0 + timedelta(seconds=round(days * _SECONDS_OF_DAY)))


_ESCAPE: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """Undo OOXML's escapes ("_x000D_" is a carriage return), which openpyxl leaves standing."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def date_cell(when: datetime) -> Cell:
    """Return a cell that holds a date, with its time where it has one."""
    is_midnight = (when.hour, when.minute, when.second) == (0, 0, 0)
    return Cell(Kind.DATE, when.strftime("%d/%m/%Y" if is_midnight else "%d/%m/%Y %H:%M"))


def time_cell(seconds: int) -> Cell:
    """Return a cell that holds a time of day or a duration, written as hours and minutes."""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if seconds < 0 else ""
    text = f"{sign}{hours:02}:{minutes:02}" + (f":{rest:02}" if rest else "")
    return Cell(Kind.TIME, text, seconds / _SECONDS_OF_DAY)


_DURATION: Final = re.compile(
    r"(?P<sign>-?)PT(?P<hours>[0-9]{1,9})H(?P<minutes>[0-9]{1,2})M(?P<seconds>[0-9]{1,2}(?:\.[0-9]{1,12})?)S"
)


def _duration_of(text: str) -> Cell | None:
    """Return the duration that OpenDocument writes as "PT26H30M00S"."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    seconds = int(match["hours"]) * 3600 + int(match["minutes"]) * 60 + round(Decimal(match["seconds"]))
    return time_cell(-seconds if match["sign"] else seconds)
