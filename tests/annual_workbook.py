"""The year's workbook as a person reads it: each sheet's lines by what they are about, and where they differ from a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple

import openpyxl
import pytest

from annual_by_hand import QUARTERS, WORDS, Expected, Year
from forms_for_tests import quiet

SHEETS: Final = [
    "Tổng hợp",
    "Bảng điểm",
    "Chi tiết",
    "Số liệu",
    "Tiến độ nộp",
    "Phát hiện",
    "Nguồn",
    "Cách đọc",
]
PARTS: Final = tuple(QUARTERS)
IN_YEAR: Final = dict(
    zip(("Quý I", "Quý II", "6 tháng", "Quý III", "9 tháng", "Quý IV", "Cả năm"), PARTS, strict=True)
)
"""The periods by the names that they have in the workbook."""
_BOARD_HEADS: Final = ("TT", "Chỉ tiêu")
_SIGNS: Final = {verdict: words[0] for verdict, words in WORDS.items()}


class Detail(NamedTuple):
    """A line of `Chi tiết`."""

    row: int
    name: str
    numerator: Any
    denominator: Any
    value: Any
    target: str
    verdict: str
    difference: Any
    way: str
    amount: Any
    unit: str
    sources: str
    remark: str


class Board(NamedTuple):
    """A line of `Bảng điểm`: value and sign of every period, and the judgement."""

    row: int
    name: str
    target: str
    periods: Mapping[str, tuple[Any, str]]
    verdict: str


class Listed(NamedTuple):
    """A line of what needs attention in `Tổng hợp`."""

    number: Any
    name: Any
    value: Any
    target: Any
    verdict: Any
    way: Any
    amount: Any
    unit: Any


class AnnualBook:
    """A year's workbook that is open for reading; cells that hold nothing read as ""."""

    def __init__(self, path: Path) -> None:
        with quiet():
            self.book = openpyxl.load_workbook(path, data_only=True)

    def rows(self, sheet: str) -> list[list[Any]]:
        """The values of a sheet, row by row."""
        return [[_held(cell) for cell in row] for row in self.book[sheet].iter_rows()]

    @property
    def board(self) -> dict[int, Board]:
        """The lines of `Bảng điểm` by the indicator's number."""
        rows = self.rows("Bảng điểm")
        head = next(place for place, row in enumerate(rows) if tuple(row[:2]) == _BOARD_HEADS)
        columns = {
            IN_YEAR[str(name)]: place for place, name in enumerate(rows[head]) if place in range(3, 17, 2)
        }
        return {
            row[0]: Board(
                number,
                row[1],
                row[2],
                {part: (row[column], row[column + 1]) for part, column in columns.items()},
                row[18],
            )
            for number, row in enumerate(rows[head + 1 :], start=head + 2)
            if isinstance(row[0], int)
        }

    @property
    def details(self) -> dict[tuple[int, str], Detail]:
        """The lines of `Chi tiết` by the indicator's number and the part of the year."""
        return {
            (row[0], IN_YEAR[row[2]]): Detail(place, row[1], *row[3:14])
            for place, row in enumerate(self.rows("Chi tiết"), start=1)
            if isinstance(row[0], int)
        }

    @property
    def areas(self) -> dict[str, list[int]]:
        """The counts of `Tổng hợp` by area: the five verdicts and their sum; "Cộng" for all."""
        rows = self.rows("Tổng hợp")
        head = next(place for place, row in enumerate(rows) if row[1] == "Lĩnh vực")
        found = {}
        for row in rows[head + 1 :]:
            found[row[1]] = row[2:8]
            if row[1] == "Cộng":
                break
        return found

    @property
    def periods(self) -> dict[str, list[Any]]:
        """The counts of `Tổng hợp` by the part of the year: the five verdicts, and the returns received."""
        rows = self.rows("Tổng hợp")
        head = next(place for place, row in enumerate(rows) if row[9] == "Kỳ")
        return {IN_YEAR[row[9]]: row[10:16] for row in rows[head + 1 : head + 8]}

    @property
    def attention(self) -> tuple[list[Listed], str]:
        """The list of what needs attention that is filled, and the words below it."""
        rows = self.rows("Tổng hợp")
        head = next(place for place, row in enumerate(rows) if row[5] == "Để đạt thì")
        lines = []
        for row in rows[head + 1 :]:
            line = Listed(*row[:8])
            if isinstance(line.number, int):
                lines.append(line)
            elif line.name:
                return lines, str(line.name)
            elif lines and not any(row[:8]):
                continue
        return lines, ""

    def text(self, sheet: str) -> str:
        """All the text of a sheet, a line a row."""
        return "\n".join(" ".join(str(value) for value in row if value != "") for row in self.rows(sheet))

    def broken(self) -> list[str]:
        """The cells that hold an error of a spreadsheet, but for #N/A among the figures that only charts draw on."""
        return [
            f"{sheet.title}!{cell.coordinate}: {cell.value}"
            for sheet in self.book
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, str)
            and cell.value.startswith(("#", "Err:"))
            and not (cell.value == "#N/A" and sheet.title == "Bảng điểm" and cell.column > 20)
        ]


def _held(cell: Any) -> Any:
    """What a cell holds; openpyxl shows a link's place in an empty cell that has one."""
    link = cell.hyperlink
    return "" if cell.value is None or (link and cell.value == link.location) else cell.value


def numbered(plan: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """The indicators of a plan by their number on the scorecard: area by area, in the plan's order."""
    listed = [i for area in plan["areas"] for i in plan["indicators"] if i["area"] == area["id"]]
    return dict(enumerate(listed, start=1))


def differences(book: AnnualBook, plan: Mapping[str, Any], year: Year, current: str) -> list[str]:
    """Where a workbook differs from a year worked out by hand: one line each."""
    return [
        *_in_details(book, plan, year),
        *_in_board(book, plan, year, current),
        *_in_overview(book, plan, year, current),
    ]


def _in_details(book: AnnualBook, plan: Mapping[str, Any], year: Year) -> Iterator[str]:
    lines = book.details
    if len(lines) != len(year):
        yield f"Chi tiết has {len(lines)} lines for {len(year)} results"
    for number, indicator in numbered(plan).items():
        for part in PARTS:
            line, wanted = lines[number, part], year[indicator["id"], part]
            pairs: list[tuple[str, Any, Any]] = [
                ("verdict", line.verdict, WORDS[wanted.verdict]),
                ("way", line.way, wanted.way),
                ("numerator", line.numerator, wanted.numerator),
                ("denominator", line.denominator, wanted.denominator),
                ("value", line.value, wanted.value),
                ("difference", line.difference, wanted.difference),
                ("amount", line.amount, wanted.amount),
            ]
            for name, found, exact in pairs:
                if not _is_same(found, exact):
                    yield f"Chi tiết {line.row} {indicator['id']} {part}: {name} {found!r} is not {exact!r}"


def _in_board(book: AnnualBook, plan: Mapping[str, Any], year: Year, current: str) -> Iterator[str]:
    lines = book.board
    if len(lines) != len(plan["indicators"]):
        yield f"Bảng điểm has {len(lines)} lines"
    for number, indicator in numbered(plan).items():
        line = lines[number]
        for part in PARTS:
            wanted = year[indicator["id"], part]
            value, sign = line.periods[part]
            if not _is_same(value, wanted.value) or sign != _SIGNS[wanted.verdict]:
                yield f"Bảng điểm {line.row} {part}: {value!r} {sign} is not {wanted.value} {wanted.verdict}"
        judged = WORDS[year[indicator["id"], current].verdict]
        if line.verdict != judged:
            yield f"Bảng điểm {line.row}: {line.verdict} is not {judged}"


def _in_overview(book: AnnualBook, plan: Mapping[str, Any], year: Year, current: str) -> Iterator[str]:
    by_area: dict[str, list[Expected]] = {}
    names = {area["id"]: area["name"] for area in plan["areas"]}
    for indicator in numbered(plan).values():
        by_area.setdefault(names[indicator["area"]], []).append(year[indicator["id"], current])
    by_area["Cộng"] = [expected for held in by_area.values() for expected in held]
    wanted_areas = {name: [*_counts(held), len(held)] for name, held in by_area.items()}
    if book.areas != wanted_areas:
        yield f"Tổng hợp: {book.areas} is not {wanted_areas}"
    wanted_periods = {part: _counts([e for (_, held), e in year.items() if held == part]) for part in PARTS}
    found_periods = {part: row[:5] for part, row in book.periods.items()}
    if found_periods != wanted_periods:
        yield f"Tổng hợp: {found_periods} is not {wanted_periods}"
    yield from _in_attention(book, plan, year, current)


def _in_attention(book: AnnualBook, plan: Mapping[str, Any], year: Year, current: str) -> Iterator[str]:
    wanting = [
        (number, indicator, year[indicator["id"], current])
        for number, indicator in numbered(plan).items()
        if year[indicator["id"], current].verdict in {"not_met", "no_data"}
    ]
    listed, rest = book.attention
    if [line.number for line in listed] != [number for number, _, _ in wanting[: len(listed)]]:
        yield f"Tổng hợp lists {[line.number for line in listed]}, not {[number for number, _, _ in wanting]}"
        return
    beyond = len(wanting) - len(listed)
    words = f"… và {beyond} chỉ tiêu nữa: xem trang Bảng điểm" if beyond else ""
    if wanting and rest != words:
        yield f"Tổng hợp: {rest!r} is not {words!r}"
    for line, (_, indicator, wanted) in zip(listed, wanting, strict=False):
        pairs: list[tuple[Any, Any]] = [
            (line.name, indicator["name"]),
            (line.verdict, WORDS[wanted.verdict]),
            (line.way, wanted.way),
            (line.value, wanted.value),
            (line.amount, wanted.amount),
        ]
        for found, exact in pairs:
            if not _is_same(found, exact):
                yield f"Tổng hợp, {indicator['id']}: {found!r} is not {exact!r}"


def _counts(results: list[Expected]) -> list[int]:
    return [sum(1 for result in results if result.verdict == verdict) for verdict in WORDS]


def _is_same(found: Any, exact: Fraction | str | None) -> bool:
    """Whether a cell holds a number, as near as a float can be, or a text."""
    if isinstance(exact, str) or exact is None:
        return bool(found == (exact or ""))
    if isinstance(found, str) and found.removeprefix("-").isdecimal():
        return Fraction(found) == exact  # a number larger than a spreadsheet keeps
    return isinstance(found, int | float) and found == pytest.approx(float(exact), rel=1e-12, abs=1e-12)
