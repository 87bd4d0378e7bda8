"""Reporting periods: their names, order, parts, and the window of days each covers.

A period is a quarter, the first six or nine months, or a year. Which days a quarter
covers is the plan's configuration (`WindowRule`), not a fact of this module.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Final, Literal, NamedTuple

from cchc_kpi.text import without_accents

Part = Literal["Q1", "Q2", "H1", "Q3", "9M", "Q4", "Y"]

# In the order in which the periods of a year close; a shorter one before a longer one.
_QUARTERS_OF: Final[dict[Part, tuple[int, ...]]] = {
    "Q1": (1,),
    "Q2": (2,),
    "H1": (1, 2),
    "Q3": (3,),
    "9M": (1, 2, 3),
    "Q4": (4,),
    "Y": (1, 2, 3, 4),
}
PARTS: Final[tuple[Part, ...]] = tuple(_QUARTERS_OF)
_QUARTER_PARTS: Final[tuple[Part, ...]] = ("Q1", "Q2", "Q3", "Q4")
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ROMAN_OF: Final = {number: roman.upper() for roman, number in _ROMAN.items()}


class WindowRule(NamedTuple):
    """When a quarter opens: on day `first_day`, `months_before` months ahead of the calendar quarter.

    Nghị định 09/2019/NĐ-CP, Điều 12, is `WindowRule(months_before=1, first_day=15)`.
    """

    months_before: int
    first_day: int

    def opens(self, year: int, quarter: int) -> date:
        """Return the first day of a quarter; quarter 5 is the first of the next year."""
        months = year * 12 + (quarter - 1) * 3 - self.months_before
        return date(months // 12, months % 12 + 1, self.first_day)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period, for example `Period(2026, "Q1")`; its id is "2026-Q1"."""

    year: int
    part: Part

    @property
    def id(self) -> str:
        return str(self.year) if self.part == "Y" else f"{self.year}-{self.part}"

    @property
    def is_quarter(self) -> bool:
        return self.part in _QUARTER_PARTS

    @property
    def is_year(self) -> bool:
        return self.part == "Y"

    @property
    def quarters(self) -> tuple[Period, ...]:
        """The quarters that this period contains, in order."""
        return tuple(Period(self.year, _QUARTER_PARTS[n - 1]) for n in _QUARTERS_OF[self.part])

    @property
    def previous_quarter(self) -> Period:
        """The quarter just before this period opens."""
        first = _QUARTERS_OF[self.part][0]
        if first == 1:
            return Period(self.year - 1, "Q4")
        return Period(self.year, _QUARTER_PARTS[first - 2])

    def contains(self, other: Period) -> bool:
        """Say whether every quarter of `other` is a quarter of this period."""
        return self.year == other.year and set(_QUARTERS_OF[other.part]) <= set(_QUARTERS_OF[self.part])

    def window(self, rule: WindowRule) -> tuple[date, date]:
        """Return the first and the last day of the period under the plan's rule."""
        numbers = _QUARTERS_OF[self.part]
        after = rule.opens(self.year, numbers[-1] + 1)
        return rule.opens(self.year, numbers[0]), after - timedelta(days=1)

    def name(self, lang: Literal["vi", "en"] = "vi") -> str:
        """Return the period's name as it is written in a report: "Quý I/2026", "Năm 2026"."""
        numbers = _QUARTERS_OF[self.part]
        if self.part == "Y":
            return f"Năm {self.year}" if lang == "vi" else f"Year {self.year}"
        if self.is_quarter:
            return f"Quý {_ROMAN_OF[numbers[0]]}/{self.year}" if lang == "vi" else self.id
        months = len(numbers) * 3
        if lang == "vi":
            return f"{months} tháng đầu năm {self.year}"
        return f"First {months} months of {self.year}"

    def name_in_year(self, lang: Literal["vi", "en"] = "vi") -> str:
        """Return the period's name where the year is known: "Quý I", "6 tháng", "Cả năm"."""
        if self.part == "Y":
            return "Cả năm" if lang == "vi" else "Year"
        if lang == "en":
            return self.part
        numbers = _QUARTERS_OF[self.part]
        return f"Quý {_ROMAN_OF[numbers[0]]}" if self.is_quarter else f"{len(numbers) * 3} tháng"

    def __lt__(self, other: Period) -> bool:
        return (self.year, PARTS.index(self.part)) < (other.year, PARTS.index(other.part))

    def __str__(self) -> str:
        return self.id


_SEPARATOR = r"(?:\s*[-/.,_]\s*|\s+)?"
_YEAR_WORD = r"(?:nam\s+)?"
_YEAR = r"(?P<year>20\d\d)"
_QUARTER = r"(?P<quarter>iv|iii|ii|i|[1-4])"
_PATTERNS: Final[tuple[tuple[str, Part | None], ...]] = (
    (rf"{_YEAR}{_SEPARATOR}(?:q|quy)\s*{_QUARTER}", None),
    (rf"(?:q|quy)\s*{_QUARTER}{_SEPARATOR}{_YEAR_WORD}{_YEAR}", None),
    (rf"{_YEAR}{_SEPARATOR}h1", "H1"),
    (rf"(?:h1|6\s*thang(?:\s+dau)?){_SEPARATOR}{_YEAR_WORD}{_YEAR}", "H1"),
    (rf"{_YEAR}{_SEPARATOR}9m", "9M"),
    (rf"(?:9m|9\s*thang(?:\s+dau)?){_SEPARATOR}{_YEAR_WORD}{_YEAR}", "9M"),
    (rf"(?:ca\s+)?(?:nam\s+)?{_YEAR}", "Y"),
)
_ID: Final = re.compile(r"(?P<year>20[0-9]{2})(?:-(?P<part>Q[1-4]|H1|9M))?")
_PART_OF_ID: Final[dict[str | None, Part]] = {None: "Y", **{part: part for part in PARTS}}


def parse_period(text: str) -> Period | None:
    """Return the period that people mean by "2026-Q1", "Quý I/2026", "6 tháng đầu năm 2026", "Năm 2026".

    Accents, case and spacing do not matter. None when the text is not one period.
    """
    if match := _ID.fullmatch(text.strip()):
        return Period(int(match["year"]), _PART_OF_ID[match["part"]])
    plain = without_accents(text).removeprefix("ky bao cao").lstrip(" :")
    for pattern, part in _PATTERNS:
        match = re.fullmatch(pattern, plain)
        if match is None:
            continue
        year = int(match["year"])
        if part is not None:
            return Period(year, part)
        written = match["quarter"]
        return Period(year, _QUARTER_PARTS[(_ROMAN.get(written) or int(written)) - 1])
    return None


_DAY: Final = re.compile(
    r"(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})|(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})",
    re.ASCII,
)
_DAY_IN_WORDS: Final = re.compile(
    r"(?:(?:\D*\b)?ngay )?(?P<day>\d{1,2}) thang (?P<month>\d{1,2}) nam (?P<year>\d{4})", re.ASCII
)


def parse_day(text: str) -> date | None:
    """Return the day that "05/04/2026", "5.4.26", "2026-04-05" or "ngày 5 tháng 4 năm 2026" states; None for no day.

    Day before month, as in Viet Nam. A year of two figures is of this century.
    """
    match = _DAY.fullmatch(text.strip())
    if match is not None and match["y"]:
        year, month, day = match["y"], match["m"], match["d"]
    else:
        match = match or _DAY_IN_WORDS.fullmatch(without_accents(text))
        if match is None:
            return None
        year, month, day = match["year"], match["month"], match["day"]
    try:
        return date(int(year) + (_CENTURY if len(year) == _SHORT else 0), int(month), int(day))
    except ValueError:
        return None


_CENTURY: Final = 2000
_SHORT: Final = 2
