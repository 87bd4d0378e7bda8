"""Which commune a text names, as people write it: with its rank, its committee, what it belongs to.

Nothing is guessed: a text that may name several communes gives all of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.plan.ranks import COMMUNE_RANKS, PROVINCE_RANKS, Named, commune_name
from cchc_kpi.text import fold

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Commune, Communes

_MARKS: Final = re.compile(r"[,;.()\u2013-]")
_RANKS: Final = tuple(map(fold, COMMUNE_RANKS))
_ABOVE_RANKS: Final = "|".join(map(fold, ("huyện", *PROVINCE_RANKS, "tp")))
_WRITTEN: Final = re.compile(
    rf"(?:(?:(?:{fold('ủy ban nhân dân')}|ubnd) )?(?P<rank>{'|'.join(_RANKS)}) )?(?P<name>.+?)"
    rf"(?: (?:{_ABOVE_RANKS}) (?P<above>.+))?"
)


class _Written(NamedTuple):
    """A commune as written, folded: its rank ("" where none stands), its name, what it is said to belong to."""

    rank: str
    name: str
    above: str


def names_commune(text: str, commune: str) -> bool:
    """Say whether a text plainly names the commune, as "UBND xã Lộc Bình, tỉnh Lạng Sơn" does.

    Another rank before the name ("thị trấn", "huyện"), another word behind it, or another commune beside it
    names something else.
    """
    written = _reading(text)
    return written is not None and _is_named(written, commune_name(commune))


@lru_cache(maxsize=256)
def communes_named(text: str, communes: Communes) -> tuple[Commune, ...]:
    """Return every commune that a text may name: none, one, or several of a name."""
    for written in _readings(text):
        named = [one for one in communes.called(written.name) if _is_named(written, one.named)]
        if named:
            return tuple(one for one in named if _is_within(written.above, one))
    return ()


def _readings(text: str) -> tuple[_Written, ...]:
    """Return what a text may mean, the likelier first: also a bare province behind a comma ("Lộc Bình, Lạng Sơn")."""
    lead, _, behind = unicodedata.normalize("NFC", text).partition(",")
    readings = (_reading(text), _reading(lead, behind) if behind.strip() else None)
    return tuple(reading for reading in readings if reading is not None)


def _reading(text: str, behind: str = "") -> _Written | None:
    match = _WRITTEN.fullmatch(_plain(text))
    if match is None:
        return None
    return _Written(match["rank"] or "", match["name"], _plain(f"{match['above'] or ''} {behind}"))


def _is_named(written: _Written, own: Named) -> bool:
    is_alone = not any(f" {rank} " in f" {written.above} " for rank in _RANKS)
    return is_alone and written.rank in {"", fold(own.rank)} and _plain(own.name) == written.name


def _is_within(above: str, commune: Commune) -> bool:
    """Say whether what a commune is said to belong to allows that it is this one; nothing said allows all."""
    return not above or f" {_plain(commune.above.name)} " in f" {above} "


def _plain(text: str) -> str:
    return fold(_MARKS.sub(" ", unicodedata.normalize("NFC", text)))
