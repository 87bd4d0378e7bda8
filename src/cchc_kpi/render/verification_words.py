"""How the differences between a scorecard and what the program writes read to people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from typing import Final

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_places, number_text, without_noise
from cchc_kpi.returns.formats import is_percent_format
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.text import printable
from cchc_kpi.verifying.answers import Answer, Difference, Reason
from cchc_kpi.verifying.likeness import same_value

_NOTHING: Final = Phrase("để trống", "blank")
_LONGEST: Final = 60
_LEAD: Final = 20
_MOST_PLACES: Final = 15
_HUNDRED: Final = 100
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_DIGITS: Final = 12
"""So much of a digest tells two files apart, and can be read out over the telephone."""


def pair_text(found: WrittenCell | None, expected: WrittenCell | None, lang: Lang) -> tuple[str, str]:
    """Return two contents side by side: numbers with the decimals, texts from the place, that tell them apart."""
    if _number(found) is not None and _number(expected) is not None:
        return _numbers_text(found, expected, lang)
    one, other = _from_where_they_differ(*(_text(cell, lang) for cell in (found, expected)))
    return _quoted(one, found), _quoted(other, expected)


def _from_where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Return two texts, where they are long only about the place from which on they differ."""
    if max(len(one), len(other)) <= _LONGEST:
        return one, other
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    start = max(0, shared - _LEAD)
    if start:
        start = one.find(" ", start, shared) + 1 or start  # at a word, where there is one
    return _excerpt(one, start), _excerpt(other, start)


def _number(cell: WrittenCell | None) -> Fraction | None:
    if cell is None or cell.number is None:
        return None
    value = without_noise(cell.number)
    return Fraction(value) if value.is_finite() else None


def _is_percent(*cells: WrittenCell | None) -> bool:
    return any(is_percent_format(cell.shown_as) for cell in cells if cell is not None)


def _numbers_text(found: WrittenCell | None, expected: WrittenCell | None, lang: Lang) -> tuple[str, str]:
    one, other = _number(found), _number(expected)
    assert one is not None
    assert other is not None
    # What is expected says how it is meant: in place of a percentage 0.995 is 99.5%.
    is_percent = _is_percent(expected)
    times = _HUNDRED if is_percent else 1
    for places in range(max(map(number_places, (one * times, other * times))), _MOST_PLACES + 1):
        texts = [_with_places(value * times, places, lang) for value in (one, other)]
        if texts[0] != texts[1] or one == other:
            break
    sign = "%" if is_percent else ""
    return f"{texts[0]}{sign}", f"{texts[1]}{sign}"


def _with_places(value: Fraction, places: int, lang: Lang) -> str:
    return number_text(value, lang, min(places, number_places(value)) if _ends(value) else places)


def _ends(value: Fraction) -> bool:
    """Say whether a number is shown whole with the decimals that it usually gets."""
    return value == Fraction(Decimal(number_text(value, "en", number_places(value)).replace(",", "")))


def _text(cell: WrittenCell | None, lang: Lang) -> str:
    if cell is None or not cell.text:
        return _NOTHING.text(lang)
    number = _number(cell)
    if number is None:
        is_digest = _DIGEST.fullmatch(cell.text) is not None
        return f"{cell.text[:_DIGITS]}…" if is_digest else printable(cell.text)
    times, sign = (_HUNDRED, "%") if _is_percent(cell) else (1, "")
    return f"{number_text(number * times, lang)}{sign}"


def _quoted(text: str, cell: WrittenCell | None) -> str:
    return f"'{text}'" if cell is not None and cell.number is None and cell.text else text


def _excerpt(text: str, start: int) -> str:
    part = text[start : start + _LONGEST]
    return f"{'…' if start else ''}{part}{'…' if start + _LONGEST < len(text) else ''}"


def told(difference: Difference, lang: Lang) -> str:
    """Return what is the matter with one cell, without saying which."""
    return "; ".join(phrase.text(lang) for phrase in _phrases(difference, lang))


def _phrases(difference: Difference, lang: Lang) -> Iterator[Phrase]:
    reasons = set(difference.reasons)
    if difference.answer is Answer.RETURNS_CHANGED and Reason.GONE in reasons:
        yield Phrase("nay không còn", "not there any more")
        return
    if difference.answer in {Answer.RETURNS_CHANGED, Answer.UNCLEAR} and not reasons & _WHOLE_LINES:
        found, now = pair_text(difference.found, difference.today, lang)
        yield Phrase(f"{found} → {now}", f"{found} → {now}")
        return
    is_right = Reason.VALUE not in reasons
    if not is_right or Reason.FOLLOWS in reasons:
        yield from _value(difference, lang)
    if Reason.TYPED_OVER in reasons:
        yield _typed_over(difference, is_right=is_right)
    if Reason.FORMULA in reasons:
        yield _formula(difference, lang, is_right=is_right)
    if Reason.SHOWN_OTHERWISE in reasons:
        yield _shown_otherwise(difference, lang)
    if Reason.ADDED in reasons:
        yield _added(difference, lang)
    yield from (phrase for reason, phrase in _IN_A_WORD.items() if reason in reasons)


_IN_A_WORD: Final = {
    Reason.HIDDEN: Phrase("bị ẩn", "hidden"),
    Reason.GONE: Phrase("đã bị bỏ", "taken out"),
    Reason.RENAMED: Phrase("bị đổi tên", "renamed"),
    Reason.MOVED: Phrase(
        "bị đảo dòng, mà công thức dẫn tới dòng theo vị trí",
        "in another order, and formulas lead to lines by their place",
    ),
}
_WHOLE_LINES: Final = frozenset({Reason.ADDED, Reason.GONE, Reason.RENAMED})


def _value(difference: Difference, lang: Lang) -> Iterator[Phrase]:
    found, expected = pair_text(difference.found, difference.expected, lang)
    yield Phrase(f"trong bảng {found}, đúng ra {expected}", f"it says {found}, it ought to be {expected}")
    if not same_value(difference.today, difference.expected):
        _, now = pair_text(difference.expected, difference.today, lang)
        yield Phrase(f"nay là {now}", f"now it is {now}")
    if _is_text_for_number(difference):
        yield Phrase("con số đã thành chữ", "the number has become text")


def _is_text_for_number(difference: Difference) -> bool:
    found, expected = difference.found, difference.expected
    return (
        found is not None and found.kind is Kind.TEXT and bool(found.text) and _number(expected) is not None
    )


def _typed_over(difference: Difference, *, is_right: bool) -> Phrase:
    if difference.found is None:
        return Phrase("công thức đã bị xóa", "the formula was deleted")
    if is_right:
        return Phrase(
            "gõ đè lên công thức, dù giá trị vẫn đúng", "typed over the formula, though the value is right"
        )
    return Phrase("gõ đè lên công thức", "typed over the formula")


def _formula(difference: Difference, lang: Lang, *, is_right: bool) -> Phrase:
    if _raw_formula(difference.found) == _raw_formula(difference.expected):
        return Phrase("công thức nay dẫn tới dòng khác", "the formula now leads to another line")
    found, expected = _from_where_they_differ(
        *(_formula_text(cell, lang) for cell in (difference.found, difference.expected))
    )
    though = Phrase(", dù giá trị vẫn đúng", ", though the value is right") if is_right else Phrase("", "")
    return Phrase(
        f"công thức {found}, đúng ra {expected}{though.vi}",
        f"the formula is {found}, it ought to be {expected}{though.en}",
    )


def _raw_formula(cell: WrittenCell | None) -> str:
    return cell.formula if cell is not None else ""


def _formula_text(cell: WrittenCell | None, lang: Lang) -> str:
    if cell is None or not cell.formula:
        return Phrase("không có công thức", "no formula").text(lang)
    return printable(f"={cell.formula}")


def _shown_otherwise(difference: Difference, lang: Lang) -> Phrase:
    found, expected = difference.found, difference.expected
    if found is None or expected is None or found.shown_as == expected.shown_as:
        return Phrase(
            "định dạng có điều kiện làm hiện khác con số", "a conditional format shows something else"
        )
    given, wanted = printable(found.shown_as), printable(expected.shown_as)
    value = _text(found._replace(shown_as=expected.shown_as), lang)
    return Phrase(
        f"giá trị {value} hiện theo định dạng {given}, đúng ra {wanted}",
        f"the value {value} is shown by the format {given}, it ought to be {wanted}",
    )


def _added(difference: Difference, lang: Lang) -> Phrase:
    if difference.found is None:
        return Phrase("thêm vào", "added")
    found = _quoted(_excerpt(_text(difference.found, lang), 0), difference.found)
    return Phrase(f"thêm vào: {found}", f"added: {found}")
