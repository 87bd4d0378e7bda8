from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.returns.formula import Reference, moved, shape_of, shifted, spelling_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SUM(A1,B2)", "sum( a1 , b2 )"),
        ("SUM($A$1:$A$9)", "SUM(A1:A9)"),
        ("'Số liệu'!$G$5", "'Số liệu'!G5"),
        ("Nguồn!A1", "'Nguồn'!A1"),
        ("D5+1", "Here!D5+1"),
        ("_xlfn.IFS(A1,1000000)", "IFS(A1,1E6)"),
        ("SUM('Số liệu'!G5:G9)", "SUM('Số liệu'!$G$5:$G$9)"),
    ],
)
def test_two_spellings_of_one_formula_are_equal(one: str, other: str) -> None:
    """Blanks, letter case, `$`, quotes, the own sheet's name, prefixes and exponents tell no formulas apart."""
    assert spelling_of(one, "Here") == spelling_of(other, "Here")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A1", "A2"),
        ("A1", "Other!A1"),
        ("[1]Sheet1!A1", "Sheet1!A1"),
        ('IF(A1,"đạt","")', 'IF(A1,"Đạt","")'),
        ('"A1"', "A1"),
        ('" a"', '"a"'),
        ("A1:A9", "A1,A9"),
        ("SUM(Nguồn!A1:A9)", "SUM(Nguồn!A1:Here!A9)"),
        ("1", "1.5"),
        ("ROUND(A1,0)", "ROUNDUP(A1,0)"),
        ("#REF!+1", "1"),
    ],
)
def test_two_formulas_are_told_apart(one: str, other: str) -> None:
    """Another cell, sheet, workbook, text, operator, number or function is another formula."""
    assert spelling_of(one, "Here") != spelling_of(other, "Here")


def test_what_looks_like_a_cell_and_is_none_stays() -> None:
    """A function whose name ends in digits, a text, a name: none of them is a reference."""
    spelling = spelling_of('LOG10(A1)&"B2"&tax2026q1', "Here")
    assert [Reference("Here", 0, 0)] == [piece for piece in spelling if isinstance(piece, Reference)]


def test_a_range_stays_on_the_sheet_that_it_names() -> None:
    """Both ends of 'Số liệu'!G5:G9 are cells of Số liệu; what comes after is the own sheet's again."""
    spelling = spelling_of("'Số liệu'!G5:G9+G5", "Here")
    references = [piece for piece in spelling if isinstance(piece, Reference)]
    assert [("Số liệu", 4, 6), ("Số liệu", 8, 6), ("Here", 4, 6)] == references


def test_moving_changes_references_and_nothing_else() -> None:
    """One row down, A1+"A1" is A2+"A1"."""
    spelling = moved(spelling_of('A1+"A1"', "Here"), lambda cell: cell._replace(row=cell.row + 1))
    assert spelling_of('A2+"A1"', "Here") == spelling


def test_a_shape_is_what_stays_when_rows_are_inserted() -> None:
    """SUM over other rows has the same shape, MAX over the same rows has not."""
    assert shape_of(spelling_of("SUM(A1:A9)", "S")) == shape_of(spelling_of("SUM(A2:A10)", "S"))
    assert shape_of(spelling_of("SUM(A1:A9)", "S")) != shape_of(spelling_of("MAX(A1:A9)", "S"))


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "expected"),
    [
        ("A1+$A$1+$A1+A$1", 2, 1, "B3+$A$1+$A3+B$1"),
        ('IF(A1="A1",1,0)', 1, 0, 'IF(A2="A1",1,0)'),
        ("'Số liệu'!G5", 0, 1, "'Số liệu'!H5"),
        ("A1", -1, 0, "#REF!"),
    ],
)
def test_a_shared_formula_reads_as_its_copy(formula: str, rows: int, columns: int, expected: str) -> None:
    """What `$` holds stays, the rest moves along; beyond the sheet there is no cell."""
    assert expected == shifted(formula, rows, columns)


@given(st.text(max_size=200))
def test_any_text_has_a_spelling(text: str) -> None:
    """Whatever somebody types as a formula is taken to pieces without a fault."""
    assert spelling_of(text, "Here") == spelling_of(f" {text}", "Here")
