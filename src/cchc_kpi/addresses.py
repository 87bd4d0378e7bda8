"""Cell addresses: (row, column) counted from 0 to and from the A1 form that people read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

_MOST_RANGES = 40


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: 0 is "A", 26 is "AA"."""
    letters = ""
    remaining = column + 1
    while remaining:
        remaining, place = divmod(remaining - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


@lru_cache(maxsize=2**14)
def a1(row: int, column: int) -> str:
    """Return the A1 address of a cell whose row and column are counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def fixed_a1(row: int, column: int) -> str:
    """Return the A1 address that copies of a formula do not shift: "$B$3". Row and column are counted from 0."""
    return f"${column_letters(column)}${row + 1}"


def column_ranges(rows: Iterable[int], column: int) -> tuple[str, ...]:
    """Return where rows of a column stand, fixed: neighbours drawn together, as "$B$3:$B$5". Counted from 0."""
    held = set(rows)
    starts = sorted(row for row in held if row - 1 not in held)
    ends = sorted(row for row in held if row + 1 not in held)
    return tuple(
        fixed_a1(start, column) + (f":{fixed_a1(end, column)}" if end > start else "")
        for start, end in zip(starts, ends, strict=True)
    )


def row_and_column(address: str) -> tuple[int, int]:
    """Return (row, column), counted from 0, of an A1 address without `$`.

    Raises ValueError when the text is not an address.
    """
    letters = address.rstrip("0123456789")
    digits = address[len(letters) :]
    if not letters.isascii() or not letters.isalpha() or not digits or digits.startswith("0"):
        raise ValueError(f"not a cell address: {address!r}")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits) - 1, column - 1


def cell_ranges(cells: Iterable[str]) -> str:
    """Return addresses as people write many of them: cells below each other as "D9:D11", else "D9, D12".

    In order of column and row; an address given twice counts once. Of very many only the first are named:
    "D9, D12, … (+388)".
    """
    runs: list[tuple[int, int, int]] = []
    for column, row in sorted({(column, row) for row, column in map(row_and_column, cells)}):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1] = (column, runs[-1][1], row)
        else:
            runs.append((column, row, row))
    shown = [
        a1(first, column) if first == last else f"{a1(first, column)}:{a1(last, column)}"
        for column, first, last in runs[:_MOST_RANGES]
    ]
    rest = sum(last - first + 1 for _, first, last in runs[_MOST_RANGES:])
    return ", ".join([*shown, f"… (+{rest})"] if rest else shown)


def line_numbers(rows: Iterable[int]) -> str:
    """Return rows, counted from 0, as people write line numbers: "12-15, 33"."""
    return cell_ranges(a1(row, 0) for row in rows).replace("A", "").replace(":", "-")
