from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cchc_kpi.findings import Lang
from cchc_kpi.numerals import (
    decimal_places,
    exact_text,
    number_text,
    parse_percent,
    percent_places,
    percent_text,
    possible_readings,
    shortest_decimal,
    times_ten_to,
    without_noise,
)

LANGS: tuple[Lang, ...] = ("vi", "en")
AMOUNTS = st.decimals(-(10**14), 10**14, places=6, allow_nan=False, allow_infinity=False)
SHARES = st.fractions(Fraction(-1, 2), Fraction(3, 2), max_denominator=10**6)
EDGES = st.integers(1, 10_000).map(lambda hundredths: Fraction(hundredths, 10_000))


def values(text: str) -> list[Decimal]:
    """Return the numbers that a text can mean."""
    return [reading.value for reading in possible_readings(text)]


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("1234", "1234"),
        ("0", "0"),
        ("7", "007"),
        ("95.5", "95,5"),
        ("95.5", "95.5"),
        ("1234.5", "1.234,5"),
        ("1234.5", "1,234.5"),
        ("1234567", "1.234.567"),
        ("1234567", "1,234,567"),
        ("1234567.89", "1.234.567,89"),
        ("1234", "1 234"),
        ("1234", "1\u00a0234"),
        ("1234", "1\u202f234"),
        ("1234567.5", "1 234 567,5"),
        ("1234", " 1234 "),
        ("1234", "'1234"),
        ("-5", "-5"),
        ("-5", "\u22125"),
        ("5", "+5"),
        ("-1234.5", "- 1.234,5"),
        ("0.955", "0,955"),
        ("0.123", "0.123"),
        ("1234.567", "1234,567"),
        ("12.3456", "12,3456"),
    ],
)
def test_a_number_with_one_meaning_is_read(expected: str, text: str) -> None:
    """However the marks and spaces are set, a number that can mean one thing means that."""
    assert [Decimal(expected)] == values(text)


@pytest.mark.parametrize(
    ("whole", "decimal", "text"),
    [
        ("1234", "1.234", "1.234"),
        ("1234", "1.234", "1,234"),
        ("95500", "95.5", "95,500"),
        ("-1234", "-1.234", "-1.234"),
    ],
)
def test_three_digits_after_one_mark_have_two_meanings(whole: str, decimal: str, text: str) -> None:
    """The text "1.234" is 1234 or 1,234: both are told, and which of them has decimals."""
    expected = [(Decimal(whole), False), (Decimal(decimal), True)]

    assert expected == [(reading.value, reading.has_decimals) for reading in possible_readings(text)]


@pytest.mark.parametrize(
    ("whole", "decimal", "text"),
    [
        ("1000000", "1000", "1000.000"),
        ("1000000", "1000", "1000,000"),
        ("12000000", "12000", "12000.000"),
        ("1234000", "1234", "1234,000"),
        ("-1000000", "-1000", "-1000.000"),
        ("10000", "1", "1.0000"),
        ("1000000", "1", "1,000000"),
        ("1000000", "1000", "1 000.000"),
        ("1000000", "1000", "1.000,000"),
        ("12345000", "12345", "12,345.000"),
        ("100000000000000", "100000000000", "100000000000,000"),  # fifteen digits
    ],
)
def test_decimals_that_are_zeros_may_be_a_group_of_thousands(whole: str, decimal: str, text: str) -> None:
    """Nobody types ",000" behind a thousand: "1000.000" may be 1000, or a million that lacks a mark."""
    expected = [(Decimal(whole), False, True), (Decimal(decimal), True, False)]

    assert expected == list(possible_readings(text))


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("1000", "1000.00"),  # two decimals, as money is shown
        ("1000", "1000,0"),
        ("12000", "12.000,00"),
        ("12000", "12,000.00"),
        ("1000.5", "1000.500"),  # decimals that say something
        ("1000000", "1.000.000"),  # every group is there
        ("0", "0.000"),  # nought either way
        ("0", "0,000000"),
        ("1000000000000", "1000000000000,000"),  # sixteen digits: no office means 10^15
    ],
)
def test_other_zeros_leave_one_meaning(expected: str, text: str) -> None:
    """Near miss: fewer zeros, decimals of their own, or the same number either way."""
    assert [Decimal(expected)] == values(text)


@pytest.mark.parametrize("text", ["-0", "\u22120", "-0,00", "- 0", "-000", "+0"])
def test_nought_has_no_sign(text: str) -> None:
    """A "-0" is 0 and is written so, though decimals know a negative nought."""
    assert ["0"] == [f"{value.normalize()}" for value in values(text)]


@pytest.mark.parametrize(
    "text",
    ["", " ", "-", "x", "KPS", "95 phần trăm", "95,5%", "1.23.456", "1.234.56", "1.000.00", "1000.000,5", "1000.000.000", "1,2,3", "12 34", "1..2", "1,", ",5", "1e5",
     "0x10", "--5", "\u0661\u0662", "\u00bd", "1.234,567.8"],
)  # fmt: skip
def test_what_is_no_number_has_no_reading(text: str) -> None:
    """Words, percentages, broken grouping and digits of other scripts are not guessed at."""
    assert values(text) == []


@given(AMOUNTS, st.sampled_from(LANGS))
@settings(max_examples=200)
def test_a_number_shown_is_read_back(number: Decimal, lang: Lang) -> None:
    """Parsing a formatted number gives the number, in both languages."""
    assert number in values(number_text(number, lang))


@given(st.integers(-(10**15), 10**15))
def test_a_count_shown_is_read_back_as_the_only_count(number: int) -> None:
    """Of the readings of a formatted count exactly one is without decimals: the count."""
    counts = [reading.value for reading in possible_readings(number_text(number)) if not reading.has_decimals]

    assert [Decimal(number)] == counts


@given(st.text("0123456789.,' -+\u2212\u00a0%", max_size=12))
@settings(max_examples=200)
def test_any_mix_of_digits_and_marks_has_at_most_two_readings(text: str) -> None:
    """No text of digits and marks is more than ambiguous, or breaks the reader."""
    assert len(values(text)) in {0, 1, 2}


@pytest.mark.parametrize(
    ("expected", "number"),
    [
        ("0.1", 0.1),
        ("12", 12.0),
        ("100", 100.0),
        ("0.30000000000000004", 0.1 + 0.2),
        ("1234567.25", 1234567.25),
        ("1E-7", 1e-7),
    ],
)
def test_a_float_becomes_the_decimal_of_its_shortest_text(expected: str, number: float) -> None:
    """0.1 is a tenth, not the binary number beside it; whole numbers carry no exponent."""
    assert expected == str(shortest_decimal(number))


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1e300)
@example(5e-324)
@example(123456789012345678901234567890.0)
@settings(max_examples=200)
def test_every_float_is_kept_exactly(number: float) -> None:
    """The decimal of any finite float is that float again, however large or small."""
    assert number == float(shortest_decimal(number))


@pytest.mark.parametrize(
    ("expected", "number"),
    [("0.3", 0.1 + 0.2), ("1234.56", 1234.56), ("95.5", 95.49999999999999999), ("3", 2.9999999999999996)],
)
def test_float_noise_is_what_lies_beyond_15_digits(expected: str, number: float) -> None:
    """A sum that a spreadsheet shows as 0,3 is read as 0,3."""
    assert Decimal(expected) == without_noise(number)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (0, "12"), (0, "12.00"), (0, "1E+3"), (1, "0.10"), (6, "0.000001"), (7, "1E-7"), (0, "0.000"), (2, "-1.25"),
        (0, "11111111111111111111111111111111"), (0, "1E+300"),
    ],
)  # fmt: skip
def test_decimals_are_counted_without_trailing_zeros(expected: int, text: str) -> None:
    """A number has as many decimals as it needs, at any size."""
    assert expected == decimal_places(Decimal(text))


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("990", Fraction(990)),
        ("0", Fraction(0)),
        ("-5", Fraction(-5)),
        ("12.5", Fraction(25, 2)),
        ("0.99", Fraction(99, 100)),
        ("-0.125", Fraction(-1, 8)),
        ("1/3", Fraction(1, 3)),
        ("-5/6", Fraction(-5, 6)),
        ("0.0000001", Fraction(1, 10**7)),
    ],
)
def test_machines_get_numbers_exactly(expected: str, value: Fraction) -> None:
    """An integer, a decimal without exponent, or a fraction where no decimal is exact."""
    assert expected == exact_text(value)


@given(st.one_of(st.fractions(), AMOUNTS.map(Fraction)))
@example(Fraction(10**40 + 1, 2**40))
@settings(max_examples=200)
def test_an_exact_text_is_the_number(value: Fraction) -> None:
    """Reading an exact text back gives the very same number."""
    assert value == Fraction(exact_text(value))


@pytest.mark.parametrize(
    ("vi", "en", "value"),
    [
        ("0", "0", 0),
        ("999", "999", 999),
        ("1.234", "1,234", 1234),
        ("1.234.567", "1,234,567", 1234567),
        ("1.234,5", "1,234.5", Decimal("1234.50")),
        ("-1.234,5", "-1,234.5", Decimal("-1234.5")),
        ("0,000001", "0.000001", Decimal("0.000001")),
        ("0,33", "0.33", Fraction(1, 3)),
        ("0,67", "0.67", Fraction(2, 3)),
        # Seven decimals are more than are shown exactly.
        ("0,12", "0.12", Decimal("0.1234567")),
        ("0", "0", Decimal(-0)),
    ],
)
def test_people_get_numbers_in_their_own_marks(vi: str, en: str, value: Fraction | Decimal | int) -> None:
    """Vietnamese writes a dot for thousands and a comma for decimals, English the other way round."""
    assert (vi, en) == (number_text(value, "vi"), number_text(value, "en"))


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("0,13", Fraction(1, 8)),
        ("-0,13", Fraction(-1, 8)),
        ("2,68", Fraction(2675, 1000)),
        ("0,00", Fraction(-1, 1000)),
    ],
)
def test_halves_are_rounded_away_from_zero(expected: str, value: Fraction) -> None:
    """0,125 is 0,13 as people round, and what rounds to nothing bears no minus."""
    assert expected == number_text(value, "vi", 2)


@pytest.mark.parametrize(
    ("expected", "share", "edge"),
    [
        pytest.param("99%", Fraction(990, 1000), Fraction(99, 100), id="exactly-the-edge"),
        pytest.param("98,996%", Fraction(98_996, 100_000), Fraction(99, 100), id="just-below"),
        pytest.param("99,004%", Fraction(99_004, 100_000), Fraction(99, 100), id="just-above"),
        pytest.param("98,9999%", Fraction(989_999, 1_000_000), Fraction(99, 100), id="closer-below"),
        pytest.param("99,5%", Fraction(995, 1000), Fraction(99, 100), id="one-decimal"),
        pytest.param("33,33%", Fraction(1, 3), Fraction(99, 100), id="no-end-of-decimals"),
        pytest.param("66,67%", Fraction(2, 3), Fraction(99, 100), id="rounded-up"),
        pytest.param("100%", Fraction(1), Fraction(99, 100), id="all"),
        pytest.param("99,999%", Fraction(99_999, 100_000), Fraction(99, 100), id="not-quite-all"),
        pytest.param("0%", Fraction(0), Fraction(99, 100), id="none"),
        pytest.param("0,001%", Fraction(1, 100_000), Fraction(99, 100), id="not-quite-none"),
        pytest.param("-0,001%", Fraction(-1, 100_000), Fraction(1, 10), id="a-rise-beside-a-cut"),
        pytest.param(
            "99,999%", Fraction(99_999, 100_000), Fraction(99_999, 100_000), id="edge-of-three-decimals"
        ),
        pytest.param("1.250%", Fraction(25, 2), Fraction(1), id="thousands"),
    ],
)
def test_a_percentage_never_contradicts_the_verdict(expected: str, share: Fraction, edge: Fraction) -> None:
    """Decimals are added until the percentage stands where the share stands: 98,996% is not shown as 99%."""
    assert expected == percent_text(share, edge)


def test_english_percentages_have_english_marks() -> None:
    """The same share in English has a decimal point."""
    expected = "98.996%"

    assert expected == percent_text(Fraction(98_996, 100_000), Fraction(99, 100), lang="en")


def shown_percentage(text: str) -> Fraction:
    """Read a Vietnamese percentage as a reader does."""
    return Fraction(text.removesuffix("%").replace(".", "").replace(",", "."))


def side(value: Fraction, edge: Fraction) -> int:
    """-1 below the edge, 0 on it, 1 above it."""
    return (value > edge) - (value < edge)


@given(SHARES, EDGES)
@example(Fraction(2, 3), Fraction(2, 3))
@settings(max_examples=300)
def test_what_is_shown_stands_on_the_same_side_of_every_edge(share: Fraction, edge: Fraction) -> None:
    """A reader of the percentage, the target, 0% and 100% comes to the verdict of the exact share."""
    percentage = shown_percentage(percent_text(share, edge))
    edges = [bound for bound in (edge, Fraction(0), Fraction(1)) if bound != Fraction(2, 3)]

    assert [side(share, bound) for bound in edges] == [side(percentage, bound * 100) for bound in edges]


@given(EDGES, st.integers(1, 10**9), st.sampled_from([-1, 1]))
@settings(max_examples=200)
def test_a_hair_beside_the_edge_is_shown_beside_it(edge: Fraction, thinness: int, sign: int) -> None:
    """However near the share is to its target, the percentage is not shown on it or beyond."""
    share = edge + Fraction(sign, thinness)

    assert sign == side(shown_percentage(percent_text(share, edge)), edge * 100)


@given(SHARES, EDGES)
def test_what_is_shown_is_the_nearest_with_its_decimals(share: Fraction, edge: Fraction) -> None:
    """Adding decimals never changes the figure by more than half of the last one."""
    places = percent_places(share, edge)
    error = abs(shown_percentage(percent_text(share, edge)) - share * 100)

    assert error * 2 <= Fraction(1, 10**places)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (Fraction(99, 100), "99%"),
        (Fraction(995, 1000), "99,5%"),
        (Fraction(995, 1000), "99.5 %"),
        (Fraction(1), " 100% "),
        (Fraction(0), "0%"),
        (Fraction(-1, 20), "-5%"),
        (None, "99"),
        (None, "%"),
        (None, "trên 99%"),
        (None, "99%%"),
        (None, "1.234,5%"),
        (None, ""),
        pytest.param(None, "9" * 5000 + "%", id="5000-digits"),
    ],
)
def test_a_percentage_is_read_exactly(expected: Fraction | None, text: str) -> None:
    """The text "99,5%" is 995/1000; what is no percentage is None."""
    assert expected == parse_percent(text)


@given(st.integers(0, 20_000).map(lambda hundredths: Fraction(hundredths, 10_000)))
def test_a_percentage_of_two_decimals_shown_is_read_back(share: Fraction) -> None:
    """A percentage below a thousand that is shown exactly is parsed to the same share."""
    assert share == parse_percent(percent_text(share))


@pytest.mark.parametrize(
    ("expected", "value", "power"),
    [
        ("2000", "2", 3),
        ("1500", "1.5", 3),
        ("0.5", "500", -3),
        ("93", "93000000", -6),
        ("1200", "1.200", 3),
        ("-2000", "-2", 3),
        ("0", "0", 9),
        ("1.5", "1.50", 0),
    ],
)
def test_a_number_times_a_power_of_ten_is_written_plainly(expected: str, value: str, power: int) -> None:
    """2 thousand is 2000, and no 2E+3."""
    assert expected == str(times_ten_to(Decimal(value), power))


@given(st.integers(0, 10**60), st.integers(-40, 40))
def test_a_power_of_ten_rounds_nothing(number: int, power: int) -> None:
    """However many digits there are, the way back gives the number."""
    assert Decimal(number) == times_ten_to(times_ten_to(Decimal(number), power), -power)


@pytest.mark.parametrize("text", ["12\n240", "812\t900", "812\r\n900", "1\u2028234"])
def test_numbers_below_or_beside_each_other_are_not_one(text: str) -> None:
    """Only spaces stand between thousands; a line break or a tab stands between two numbers."""
    assert () == possible_readings(text)


def test_a_line_break_behind_a_number_is_no_matter() -> None:
    """What stands at either end is only space."""
    assert [Decimal(812)] == [reading.value for reading in possible_readings("\n812\n")]
