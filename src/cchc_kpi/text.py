"""Vietnamese text: folding for comparison, suggestions for near misses, and safe display.

Knows nothing of plans, workbooks or findings.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Tone marks move within a syllable ("hóa" and "hoá" are one word), so the fold
# writes them after the word. The other marks (â, ê, ô, ă, ơ, ư) belong to the letter.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_SHOWN_LENGTH = 60
_LONGEST_WORD = 256


def fold(text: str) -> str:
    """Return the form under which two spellings of one Vietnamese phrase are equal.

    Folds Unicode composition, letter case, runs of spaces (also non-breaking ones)
    and the place of the tone mark. It does not fold accents away: "tháng" and "thang"
    stay different. Idempotent.
    """
    # What is longer than any word of a form is not remembered: some thousand such texts would fill the memory.
    return _remembered_fold(text) if len(text) <= _LONGEST_WORD else _folded(text)


def _folded(text: str) -> str:
    # Decomposed first: the case fold of a composed letter may part with its marks in another order.
    decomposed = unicodedata.normalize("NFD", text.translate(_INVISIBLE))
    words = decomposed.casefold().split()
    return " ".join(_tone_last(word) for word in words)


_remembered_fold = lru_cache(maxsize=2**15)(_folded)


def _tone_last(word: str) -> str:
    if word.isascii():
        return word
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", word):
        (tones if char in _TONES else letters).append(char)
    return unicodedata.normalize("NFC", "".join(letters) + "".join(sorted(tones)))


def without_accents(text: str) -> str:
    """Return the folded text with every mark removed, for finding near misses only."""
    decomposed = unicodedata.normalize("NFD", fold(text))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def likeness(one: str, other: str) -> float:
    """Return how alike two texts are once folded, from 0 (nothing shared) to 1 (equal)."""
    return difflib.SequenceMatcher(None, fold(one), fold(other), autojunk=False).ratio()


def suggest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the known word that `word` most probably stands for, or None."""
    by_plain = {without_accents(candidate): candidate for candidate in known}
    close = difflib.get_close_matches(without_accents(word), by_plain, n=1, cutoff=cutoff)
    return by_plain[close[0]] if close else None


def is_near(text: str, word: str) -> bool:
    """Say whether a text is probably a word of a form mistyped: without accents, spaces and colon nearly the same."""
    if len(text) > 2 * len(word):
        return False
    bare, plain = (without_accents(each).replace(" ", "").rstrip(":") for each in (text, word))
    return bare == plain or likeness(bare, plain) >= _NEAR


_NEAR = 0.8


def printable(text: str) -> str:
    """Return text with control and direction-changing characters made visible as `\ufffd`.

    Newlines and tabs become spaces: text from a return goes into one line of a terminal
    or one cell, and must not carry terminal escape sequences.
    """
    spaced = " ".join(text.split())
    if spaced.isprintable():  # nearly always, and much faster than looking at every character
        return spaced
    return "".join(
        "\ufffd" if unicodedata.category(char) in {"Cc", "Cs", "Co", "Cn"} or char in _BIDI else char
        for char in spaced
    )


_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, range(0xFE00, 0xFE10))
)
"""Characters that count as letters or marks and show nothing."""


def _is_unseen(char: str) -> bool:
    return unicodedata.category(char) in _UNSEEN or char in _BLANK_LETTERS


def has_unseen(text: str) -> bool:
    """Say whether a text holds characters that nobody sees, spaces and line ends apart."""
    return any(_is_unseen(char) for char in "".join(text.split()))


def shown(text: str) -> str:
    """Return text from a return as it is quoted in a message: in quotes, one line, not too long.

    What nobody would see is written out, "12[U+200B]5", so that it can be found.
    """
    spaced = " ".join(text.split())
    clean = "".join(f"[U+{ord(char):04X}]" if _is_unseen(char) else char for char in spaced)
    if len(clean) > _SHOWN_LENGTH:
        clean = clean[: _SHOWN_LENGTH - 1] + "…"
    return f"'{clean}'"


_FORMULA_LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, in full width too; a tab or line end before it is passed over."""
_HARMLESS = re.compile("=|-(?:[0-9]+(?:[.,/][0-9]+)*%?)?")
"""The operator by itself; a dash; a negative number, also as a ratio "-1/10"."""


def inert(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: with an apostrophe where it begins like one.

    What is nothing but the operator, a dash or a negative number is left as it is: it can call nothing.
    """
    if not text.startswith(_FORMULA_LEADS) or _HARMLESS.fullmatch(text):
        return text
    return f"'{text}"
