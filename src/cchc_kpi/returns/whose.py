"""Which of many communes a return is of: the name typed, its province where the name is not enough, the form's mark.

Nothing is guessed: a name that several communes bear, with nothing to tell them apart, is told.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place
from cchc_kpi.plan.communes import Commune, Communes
from cchc_kpi.returns import layout
from cchc_kpi.returns.locate import Field, Mark, Table, near_miss
from cchc_kpi.rules import forms
from cchc_kpi.text import fold, printable, shown, suggest

_MARKS: Final = re.compile(r"[,;.()\u2013-]")
_RANK: Final = (
    rf"(?:(?:(?:{fold('ủy ban nhân dân')}|ubnd) )?(?:{fold('xã')}|{fold('phường')}|{fold('đặc khu')}) )?"
)
_ABOVE: Final = rf"(?: (?:{'|'.join(map(fold, ('tỉnh', 'thành phố', 'tp')))}) (?P<above>.+))?"
_NAMED: Final = re.compile(f"{_RANK}(?P<name>.+?){_ABOVE}")


class Whose(NamedTuple):
    """The commune that a return is of, or the finding why that cannot be told."""

    commune: Commune | None
    finding: Finding | None = None


def find_commune(table: Table, mark: Mark | None, communes: Communes, file: str) -> Whose:
    """Return which of the communes a return is of, by what stands beside `Xã` and by the form's mark."""
    held = table.fields.get(layout.COMMUNE_FIELD, ())
    field = held[0] if held else None
    text = field.text if field else ""
    issued = communes.by_code.get(mark.commune) if mark is not None else None
    meant = _meant(text, communes)
    if issued is not None and (issued in meant or fold(text) == fold(communes.title_of(issued))):
        return Whose(issued)
    place = Place(file, printable(table.sheet.name), field.address if field else None)
    found = _as_found(table, field)
    if issued is not None:
        details: Details = {"found": found, "expected": communes.title_of(issued)}
        return Whose(None, Finding(forms.COMMUNE_UNKNOWN, place, details))
    if len(meant) == 1:
        return Whose(meant[0])
    if meant:
        names = "; ".join(f"{one.name}, tỉnh {one.province}" for one in meant)
        return Whose(None, Finding(forms.COMMUNE_AMBIGUOUS, place, {"found": found, "known": names}))
    near = suggest(text, [commune.name for commune in communes.listed]) if text else None
    hint = Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)") if near else EMPTY
    return Whose(None, Finding(forms.COMMUNE_NOT_LISTED, place, {"found": found, "suggestion": hint}))


def _meant(text: str, communes: Communes) -> tuple[Commune, ...]:
    """Return every commune that a text may name: "UBND xã Lộc Bình, tỉnh Lạng Sơn", "Lộc Bình, Lạng Sơn"."""
    lead, _, behind = unicodedata.normalize("NFC", text).partition(",")
    for words, province in ((text, ""), (lead, behind)):
        match = _NAMED.fullmatch(_plain(words))
        if match is None:
            continue
        named = communes.named(match["name"]) or communes.named(_plain(words))
        above = _plain(f"{match['above'] or ''} {province}")
        if named:
            return tuple(one for one in named if not above or _plain(one.province) in above)
    return ()


def _plain(text: str) -> str:
    return fold(_MARKS.sub(" ", unicodedata.normalize("NFC", text)))


def _as_found(table: Table, field: Field | None) -> Phrase:
    label = layout.COMMUNE_FIELD
    if field is None:
        hint = near_miss((table.sheet,), label)
        return Phrase(f"không thấy nhãn '{label}'{hint.vi}", f"the label '{label}' is not there{hint.en}")
    if not field.text:
        return Phrase(f"'{label}' để trống", f"'{label}' is blank")
    return Phrase(f"'{label}' ghi {shown(field.text)}", f"'{label}' reads {shown(field.text)}")
