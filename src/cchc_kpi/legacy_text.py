"""Vietnamese text of the fonts before Unicode: TCVN3 (.VnTime) and VNI-Windows (VNI-Times).

Such text lies in a workbook as Western letters that only its font draws as Vietnamese: `TiÕng ViÖt`,
`Tieáng Vieät`. What it may say is told here; whether it does, only who knows the expected words can judge,
for Unicode text may look the same ("Xã" would be "Xó" in TCVN3). Knows nothing of plans or workbooks.

The text must come as it stands in the file: U+00AD is "ư" in TCVN3 and no soft hyphen to be stripped, and
folding the case turns U+00B5, its "à", into a Greek letter.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_FIRST_CODE: Final = 0xA1

# By code from A1; a dot where the fonts draw nothing. Capitals with a tone are drawn by the .VnTimeH
# fonts at the codes of the small letters, so that they come out small here.
_TCVN3_LETTERS: Final = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.."  # A1-C0
    ".....ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò"  # C1-DF
    ".ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"  # E0-FE
)
_TCVN3: Final = {
    chr(code): letter for code, letter in enumerate(_TCVN3_LETTERS, start=_FIRST_CODE) if letter != "."
}

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"

# In VNI a letter is followed by a character that stands for its marks ...
_VNI_TONES: Final = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_HATS: Final = {
    "â": _CIRCUMFLEX,
    "á": _CIRCUMFLEX + _ACUTE,
    "à": _CIRCUMFLEX + _GRAVE,
    "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT,
}
_VNI_BOWLS: Final = {
    "ê": _BREVE,
    "é": _BREVE + _ACUTE,
    "è": _BREVE + _GRAVE,
    "ú": _BREVE + _HOOK,
    "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}
_VNI_MARKS: Final = {
    "a": _VNI_TONES | _VNI_HATS | _VNI_BOWLS,
    "e": _VNI_TONES | _VNI_HATS,
    "o": _VNI_TONES | _VNI_HATS,
    "u": _VNI_TONES,
    "y": _VNI_TONES,
    "ô": _VNI_TONES,
    "ö": _VNI_TONES,
}
# ... but for those too narrow to carry one, and the letters with a horn or a bar.
_VNI_WHOLE: Final = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư", "ñ": "đ"}

_VNI_LETTERS: Final = {
    letter + mark: unicodedata.normalize("NFC", _VNI_WHOLE.get(letter, letter) + marks)
    for letter, followers in _VNI_MARKS.items()
    for mark, marks in followers.items()
} | _VNI_WHOLE
_VNI: Final = _VNI_LETTERS | {
    written: letter.upper()
    for small, letter in _VNI_LETTERS.items()
    for written in (small.upper(), small.capitalize())  # a mark may have stayed small behind its capital
}
_VNI_UNITS: Final = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))

# Signs that both kinds of font draw where Windows has them.
_SIGNS: Final = frozenset("\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022")


class LegacyReading(NamedTuple):
    """What a text says if it was typed in an encoding before Unicode."""

    encoding: str
    text: str


def from_tcvn3(text: str) -> str | None:
    """Return a text typed in a TCVN3 font in Unicode, or None where a character is not of that encoding."""
    pieces = [char if _is_plain(char) else _TCVN3.get(char) for char in text]
    known = [piece for piece in pieces if piece is not None]
    return "".join(known) if len(known) == len(pieces) else None


def from_vni(text: str) -> str | None:
    """Return a text typed in a VNI-Windows font in Unicode, or None where it breaks that encoding's spelling.

    A mark with no letter to stand on, or on one that cannot carry it, is no VNI.
    """
    pieces: list[str] = []
    end = 0
    for match in _VNI_UNITS.finditer(text):
        pieces += (text[end : match.start()], _VNI[match[0]])
        if not _is_plain(pieces[-2]):
            return None
        end = match.end()
    return "".join((*pieces, text[end:])) if _is_plain(text[end:]) else None


def legacy_readings(text: str) -> tuple[LegacyReading, ...]:
    """Return what a text may say if it is no Unicode: nothing, or a reading for each encoding that fits.

    Nothing for plain ASCII, for text with a character that the old fonts have not, and for text whose only
    signs beyond ASCII are dashes and quotes.
    """
    if _is_plain(text):
        return ()
    readings = (("TCVN3", from_tcvn3(text)), ("VNI", from_vni(text)))
    return tuple(LegacyReading(name, converted) for name, converted in readings if converted is not None)


def _is_plain(text: str) -> bool:
    return text.isascii() or all(char.isascii() or char in _SIGNS for char in text)
