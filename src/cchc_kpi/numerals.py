"""Numbers as people write and read them: exact in, and never misleading out.

Reading returns every value that a text can stand for; whoever knows the measure's type
decides. Writing follows Vietnamese usage (dot for thousands, comma for decimals) or English.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from cchc_kpi.findings import Lang, Phrase

SPREADSHEET_DIGITS: Final = 15
"""Significant digits that a spreadsheet keeps of a number; what lies beyond is float noise."""

_LONGEST: Final = 20
"""Numbers of more digits keep their exponent: 1e300 is no figure that anybody wants written out."""

_EXACT: Final = 10.0**SPREADSHEET_DIGITS
"""Below this a whole float's shortest text is the whole number."""
_GROUP: Final = 3
_SHOWN_PLACES: Final = 6
_ROUNDED_PLACES: Final = 2
_PLAIN = re.compile(r"\d+")
_SPACED = re.compile(r"(?P<whole>\d{1,3}(?: \d{3})+)(?:[.,](?P<part>\d+))?")
_ONE_MARK = re.compile(r"(?P<whole>\d+)[.,](?P<part>\d+)")
_GROUPED = re.compile(r"\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})+")
_TWO_MARKS = re.compile(
    r"(?P<whole>\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*)(?!(?P=mark))[.,](?P<part>\d+)"
)


class Reading(NamedTuple):
    """One value that a text can stand for, and whether it was read with a decimal part.

    `is_misgrouped` tells that the text holds this number only with its marks set wrongly: "1000.000" as a million.
    """

    value: Decimal
    has_decimals: bool
    is_misgrouped: bool = False


def possible_readings(text: str) -> tuple[Reading, ...]:
    """Return each number that a text can mean: none, one, or two ("1.234" is 1234 or 1,234).

    Nobody types decimals that are three zeros or more: "1000.000" may be a thousand, or a million that lacks
    a mark. Understands spaces of any kind, a leading apostrophe, and dot or comma for thousands or decimals.
    """
    if is_broken(text):
        return ()
    body = " ".join(text.split()).removeprefix("'").strip()
    sign = ""
    if body[:1] in {"-", "+", "\u2212"}:
        sign = "" if body[0] == "+" else "-"
        body = body[1:].strip()
    if not body.isascii():
        return ()
    found = _whole_and_part(body)
    readings = [Reading(_number(sign, whole, part), bool(part)) for whole, part in found]
    digits = "".join(found[0]) if len(found) == 1 else ""
    if digits and len(digits) <= SPREADSHEET_DIGITS and _ZEROS.fullmatch(found[0][1]) and readings[0].value:
        readings.insert(0, Reading(_number(sign, digits, ""), has_decimals=False, is_misgrouped=True))
    return tuple(readings)


_ZEROS: Final = re.compile("0{3,}")


def _number(sign: str, whole: str, part: str) -> Decimal:
    """Return the number of these digits; nought has no sign."""
    value = Decimal(f"{whole}.{part}" if part else whole)
    return value.copy_negate() if sign and value else value


def is_broken(text: str) -> bool:
    """Say whether a text goes over several lines or has tabs: "12" and "240" below each other are two numbers."""
    return _BREAK.search(text.strip()) is not None


_BREAK: Final = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")


def _whole_and_part(body: str) -> list[tuple[str, str]]:
    if _PLAIN.fullmatch(body):
        return [(body, "")]
    if match := _SPACED.fullmatch(body):
        return [(match["whole"].replace(" ", ""), match["part"] or "")]
    if match := _ONE_MARK.fullmatch(body):
        whole, part = match["whole"], match["part"]
        may_group = len(part) == _GROUP and len(whole) <= _GROUP and not whole.startswith("0")
        return [(whole + part, ""), (whole, part)] if may_group else [(whole, part)]
    if _GROUPED.fullmatch(body):
        return [(re.sub("[.,]", "", body), "")]
    if match := _TWO_MARKS.fullmatch(body):
        return [(re.sub("[.,]", "", match["whole"]), match["part"])]
    return []


def shortest_decimal(number: float) -> Decimal:
    """Return the decimal of a float's shortest text: 0.1 gives Decimal("0.1")."""
    if number.is_integer() and abs(number) < _EXACT:  # nearly every figure, and quicker
        return Decimal(int(number))
    return _tidy(Decimal(repr(number)))


def without_noise(number: float) -> Decimal:
    """Return the number to the 15 significant digits that a spreadsheet keeps and shows."""
    return _tidy(Decimal(format(number, f".{SPREADSHEET_DIGITS}g")))


def _tidy(value: Decimal) -> Decimal:
    if not value:
        return Decimal(0)
    if not value.is_finite() or value.adjusted() > _LONGEST:
        return value
    # The default context would round to 28 digits, and a fraction far behind the mark would pass for none.
    exact = Context(prec=len(value.as_tuple().digits) + abs(value.adjusted()) + 1)
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1), context=exact) if value == whole else value.normalize(exact)


def times_ten_to(value: Decimal, power: int) -> Decimal:
    """Return a finite number times ten to a power, exactly, however many digits it has, without idle zeros."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    return _tidy(Decimal((sign, digits, exponent + power)))


def decimal_places(value: Decimal) -> int:
    """Return how many decimals a number has, trailing zeros left out."""
    if value.as_tuple().exponent == 0:
        return 0
    exponent = _tidy(value).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def exact_text(value: Fraction) -> str:
    """Return a number exactly, for machines: "990", "12.5", or "a/b" where no decimal is exact."""
    places = _terminating_places(value)
    if places is None:
        return str(value)
    return str(value.numerator) if places == 0 else f"{_rounded(value, places):.{places}f}"


def is_decimal(value: Fraction) -> bool:
    """Say whether decimals can write a number to its end, as they cannot write 1/3."""
    return _terminating_places(value) is not None


def _terminating_places(value: Fraction) -> int | None:
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def _rounded(value: Fraction, places: int) -> Decimal:
    """Round half away from zero, as people do; exact at any size."""
    scaled = abs(value) * 10**places
    units = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    text = str(units).rjust(places + 1, "0")
    sign = "-" if value < 0 and units else ""
    return Decimal(sign + (f"{text[:-places]}.{text[-places:]}" if places else text))


def number_text(value: Fraction | Decimal | int, lang: Lang = "vi", places: int | None = None) -> str:
    """Return a number for people: 1234.5 as "1.234,5" (vi) or "1,234.5" (en).

    Without `places` it is shown exactly where at most 6 decimals can do so, else rounded to 2.
    """
    exact = Fraction(value)
    if places is None:
        places = number_places(exact)
    text = f"{_rounded(exact, places):,.{places}f}"
    return text if lang == "en" else text.translate(_SWAP_MARKS)


def number_phrase(value: Fraction | Decimal | int) -> Phrase:
    """Return a number for messages, written as each language writes it."""
    return Phrase(number_text(value, "vi"), number_text(value, "en"))


def number_places(value: Fraction) -> int:
    """Return how many decimals a number is shown with: as many as it has up to 6, else 2."""
    needed = _terminating_places(value)
    return needed if needed is not None and needed <= _SHOWN_PLACES else _ROUNDED_PLACES


_SWAP_MARKS = str.maketrans({",": ".", ".": ","})


def percent_places(share: Fraction, *edges: Fraction) -> int:
    """Return how many decimals a percentage needs so that rounding tells nothing untrue.

    An exact percentage of up to two decimals is shown as it is. Any other gets two, and more
    until it stands on the same side of every edge (the target, 0% and 100%) as the share itself.
    """
    percent = share * 100
    needed = _terminating_places(percent)
    if needed is not None and needed <= _ROUNDED_PLACES:
        return needed
    # A share that equals its edge, where no decimals can write it, has no side to be shown on.
    may_equal = needed is not None
    bounds = [edge * 100 for edge in (*edges, Fraction(0), Fraction(1)) if may_equal or edge != share]
    places = _ROUNDED_PLACES
    while any(_side(Fraction(_rounded(percent, places)), bound) != _side(percent, bound) for bound in bounds):
        places += 1
    return places


def _side(value: Fraction, edge: Fraction) -> int:
    return (value > edge) - (value < edge)


def percent_text(share: Fraction, *edges: Fraction, lang: Lang = "vi") -> str:
    """Return a share for people: 99/100 is "99%", 98996/100000 beside an edge of 99% is "98,996%"."""
    return number_text(share * 100, lang, percent_places(share, *edges)) + "%"


_PERCENT = re.compile(r"(?P<number>-?\d{1,15}(?:[.,]\d{1,15})?)\s*%")


def parse_percent(text: str) -> Fraction | None:
    """Return the share that "99%", "99,5%" or "99.5 %" states, or None."""
    match = _PERCENT.fullmatch(text.strip())
    return Fraction(match["number"].replace(",", ".")) / 100 if match else None
