from __future__ import annotations

import pytest

from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.verifying.likeness import is_blank, same_look, same_value


def number(value: float, formula: str = "", shown_as: str = "General") -> WrittenCell:
    """A cell that holds a number."""
    return WrittenCell(Kind.NUMBER, repr(value), float(value), formula, shown_as)


def text(value: str, formula: str = "", shown_as: str = "General") -> WrittenCell:
    """A cell that holds a text."""
    return WrittenCell(Kind.TEXT, value, None, formula, shown_as)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (number(63), number(63.0)),
        (number(0.872120730738682), number(0.8721207307386815, "A1/B1")),
        (number(0.1 + 0.2), number(0.3)),
        (number(12.000000000000002), number(12.0, "SUM(A1:A9)")),
        (number(10.200000000000273), number(10.2, "A1-B1")),
        (None, None),
        (text("", "A1"), None),
        (text("đạt"), text("đạt")),
        (text("đa\u0323t"), text("đạt")),
    ],
)
def test_the_same_value_by_other_hands_is_the_same(found: WrittenCell, wanted: WrittenCell) -> None:
    """Int or float, 15 digits or 17, the noise of a sum, nothing or the empty text, composed or not."""
    assert same_value(found, wanted)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (number(64), number(63)),
        (number(9007199254740991), number(9007199254740990, "SUM(A1)")),
        (number(1234567890124), number(1234567890123, "SUM(A1)")),
        (number(0.9901), number(0.99, "A1/B1")),
        (number(0.990000002), number(0.99, "A1/B1")),
        (number(12.00000000001), number(12.0)),
        (text("63"), number(63)),
        (number(63), text("63")),
        (None, number(0)),
        (number(0), None),
        (WrittenCell(Kind.ERROR, "#N/A"), text("#N/A")),
        (WrittenCell(Kind.BOOL, "1"), number(1)),
        (text("✓ Ðạt"), text("✓ Đạt")),
        (number(float("inf")), number(1)),
    ],
)
def test_another_value_is_told(found: WrittenCell, wanted: WrittenCell) -> None:
    """One more, at any size; beyond the noise; another kind; a letter that only looks alike."""
    assert not same_value(found, wanted)


def test_a_formula_without_a_stored_result_shows_nothing() -> None:
    """As an empty text does, which the program's own writer stores as nothing at all."""
    assert is_blank(WrittenCell(Kind.UNCALCULATED, "", None, "A1"))


@pytest.mark.parametrize(
    ("found", "wanted", "expected"),
    [
        ("\\+#,##0", "+#,##0", True),
        ('"100%"', "0%", False),
        ("0.00%", "0%", False),
    ],
)
def test_numbers_are_looked_at_by_their_format(found: str, wanted: str, expected: bool) -> None:
    """Another spelling is the same look, another format is not."""
    assert expected == same_look(number(0.5, "", found), number(0.5, "", wanted))


@pytest.mark.parametrize(("found", "expected"), [("0.00%", True), ('0;0;0;"✓ Đạt"', False)])
def test_texts_are_looked_at_by_the_section_for_texts(found: str, expected: bool) -> None:
    """A format for numbers leaves a text as it is; one with a text of its own does not."""
    assert expected == same_look(text("✗ Chưa đạt", "A1", found), text("✗ Chưa đạt", "A1"))
