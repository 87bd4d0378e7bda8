from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.addresses import a1, cell_ranges, column_letters, column_ranges, row_and_column


@pytest.mark.parametrize(
    ("expected", "column"),
    [
        ("A", 0),
        ("D", 3),
        ("Z", 25),
        ("AA", 26),
        ("AZ", 51),
        ("BA", 52),
        ("ZZ", 701),
        ("AAA", 702),
        ("XFD", 16383),
    ],
)
def test_columns_are_lettered_as_in_a_spreadsheet(expected: str, column: int) -> None:
    """Columns count A to Z, AA to ZZ, AAA; XFD is the last of an Excel sheet."""
    assert expected == column_letters(column)


@pytest.mark.parametrize(("expected", "row", "column"), [("A1", 0, 0), ("D14", 13, 3), ("AA100", 99, 26)])
def test_an_address_counts_rows_from_one(expected: str, row: int, column: int) -> None:
    """Row 0, column 0 is the cell that people call A1."""
    assert expected == a1(row, column)


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_every_cell_of_a_sheet_is_found_again(row: int, column: int) -> None:
    """An address read back is the cell it was made of."""
    assert (row, column) == row_and_column(a1(row, column))


def test_letters_may_be_small() -> None:
    """People type addresses in small letters too."""
    expected = (13, 3)

    assert expected == row_and_column("d14")


@pytest.mark.parametrize(
    "text", ["", "A", "14", "A0", "A01", "14A", "$A$1", "Đ1", "A1B2", "A-1", " A1", "A 1"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    """Anything but letters and a row number from 1 is refused by name."""
    with pytest.raises(ValueError, match="not a cell address"):
        row_and_column(text)


def test_of_very_many_cells_the_first_are_named() -> None:
    """A message stays a sentence: 40 ranges, and how many cells there are besides."""
    cells = [f"D{row}" for row in range(1, 101, 2)]
    assert ", ".join([*cells[:40], "… (+10)"]) == cell_ranges(cells)
    assert ", ".join(cells[:40]) == cell_ranges(cells[:40])


@pytest.mark.parametrize(
    ("expected", "cells"),
    [
        ("", []),
        ("D9", ["D9"]),
        ("D9:D10", ["D9", "D10"]),
        ("D9:D11, D13", ["D13", "D11", "D9", "D10"]),
        ("D9", ["D9", "D9"]),
        ("D9, E9", ["E9", "D9"]),
        ("D9:D10, AA9:AA10", ["AA9", "D9", "AA10", "D10"]),
    ],
)
def test_cells_below_each_other_are_named_as_a_range(expected: str, cells: list[str]) -> None:
    """Many cells are named column by column, each unbroken run by its first and last cell."""
    assert expected == cell_ranges(cells)


@pytest.mark.parametrize(
    ("expected", "rows"),
    [
        ((), []),
        (("$D$9",), [8]),
        (("$D$9:$D$11",), [10, 8, 9, 9]),
        (("$D$2:$D$3", "$D$9", "$D$11"), [10, 1, 8, 2]),
    ],
)
def test_rows_of_a_column_are_drawn_together(expected: tuple[str, ...], rows: list[int]) -> None:
    """Each unbroken run is one range that copies of a formula do not shift, from the top down."""
    assert expected == column_ranges(rows, 3)
