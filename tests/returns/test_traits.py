"""What a sheet says beside its values: ranges, what is beneath a merged area, and how it is laid over cells."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.returns.traits import Area, Nature, SheetTraits, Trait, joined
from cchc_kpi.returns.workbook import Cell, Kind, Sheet, UnreadableWorkbook, Workbook, with_traits

RANGES = st.lists(st.builds(range, st.integers(0, 30), st.integers(0, 30)))


@given(RANGES)
def test_joined_ranges_hold_the_same_numbers_and_do_not_touch(ranges: list[range]) -> None:
    """Whatever order and overlap they came in."""
    found = joined(ranges)
    assert {number for one in ranges for number in one} == {number for one in found for number in one}
    assert all(one.stop < other.start for one, other in pairwise(found))


@given(RANGES, st.integers(0, 31))
def test_a_row_is_hidden_where_a_range_holds_it(ranges: list[range], row: int) -> None:
    """And a column likewise."""
    traits = SheetTraits(joined(ranges), joined(ranges))
    expected = any(row in one for one in ranges)
    assert (expected, expected) == (traits.hides_row(row), traits.hides_column(row))


@pytest.mark.parametrize(
    ("spot", "is_beneath"),
    [((8, 3), False), ((9, 3), True), ((8, 4), True), ((10, 3), False), ((8, 2), False)],
)
def test_beneath_a_merged_area_lie_all_its_cells_but_the_first(
    spot: tuple[int, int], is_beneath: bool
) -> None:
    """D9:E10 shows what D9 holds."""
    area = Area(range(8, 10), range(3, 5))
    assert (area if is_beneath else None) == SheetTraits(merged=(area,)).area_over(spot)


AT = (0, 0)


@pytest.mark.parametrize(
    ("cell", "trait", "expected"),
    [
        (Cell(Kind.NUMBER, "0.955", 0.955), Trait(Nature.PERCENT), Cell(Kind.PERCENT, "95,5%", 0.955)),
        (Cell(Kind.NUMBER, "95", 95.0), Trait(Nature.PERCENT_SIGN), Cell(Kind.PERCENT, "95%", 95.0)),
        (Cell(Kind.TEXT, "x"), Trait(Nature.PERCENT), Cell(Kind.TEXT, "x")),
        (None, Trait(Nature.PERCENT), None),
        (Cell(Kind.NUMBER, "46115", 46115.0), Trait(Nature.DATE), Cell(Kind.DATE, "03/04/2026")),
        (Cell(Kind.NUMBER, "44653", 44653.0), Trait(Nature.DATE_FROM_1904), Cell(Kind.DATE, "03/04/2026")),
        (Cell(Kind.NUMBER, "0.5", 0.5), Trait(Nature.DATE), Cell(Kind.TIME, "12:00", 0.5)),
        (Cell(Kind.DATE, "03/04/2026"), Trait(Nature.DATE), Cell(Kind.DATE, "03/04/2026")),
        (Cell(Kind.NUMBER, "-1", -1.0), Trait(Nature.DATE), Cell(Kind.NUMBER, "-1", -1.0)),
        (Cell(Kind.NUMBER, "9E+9", 9e9), Trait(Nature.DATE), Cell(Kind.NUMBER, "9E+9", 9e9)),
        (Cell(Kind.TEXT, "PT26H30M00S"), Trait(Nature.DURATION, "PT26H30M00S"), Cell(Kind.TIME, "26:30", 26.5 / 24)),
        (Cell(Kind.TEXT, "soon"), Trait(Nature.DURATION, "soon"), Cell(Kind.TEXT, "soon")),
        (None, Trait(Nature.ERROR, "#N/A"), Cell(Kind.ERROR, "#N/A")),
        (None, Trait(Nature.UNCALCULATED, "=A1"), Cell(Kind.UNCALCULATED, "=A1")),
        (Cell(Kind.NUMBER, "0", 0.0), Trait(Nature.FORMULA_ZERO), Cell(Kind.NUMBER, "0", 0.0, is_doubtful=True)),
    ],
)  # fmt: skip
def test_a_trait_says_what_a_value_is(cell: Cell | None, trait: Trait, expected: Cell | None) -> None:
    """A number becomes what it is shown as; what is no number stays, and an error stands where nothing was seen."""
    sheet = Sheet("S", {AT: cell} if cell is not None else {})
    traits = SheetTraits(cells={AT: trait})
    (seen,) = with_traits(Workbook((sheet,), tells_blanks=False), [traits], tells_blanks=True).sheets
    assert (expected, traits) == (seen.cells.get(AT), seen.traits)


def test_guard_and_reader_must_see_the_same_sheets() -> None:
    """Else what belongs to one sheet would be laid over another."""
    book = Workbook((Sheet("S", {}),), tells_blanks=False)
    with pytest.raises(UnreadableWorkbook):
        with_traits(book, [SheetTraits(), SheetTraits()], tells_blanks=False)


@pytest.mark.parametrize(("reader", "guard"), [(True, False), (False, True), (True, True), (False, False)])
def test_blanks_are_told_where_reader_or_guard_tells_them(reader: bool, guard: bool) -> None:
    """The careful reader knows of an .xlsx, the guard of all other formats."""
    book = with_traits(Workbook((), tells_blanks=reader), [], tells_blanks=guard)
    assert (reader or guard) is book.tells_blanks
