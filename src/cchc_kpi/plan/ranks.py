"""The words that stand before a commune's or a province's name and say what it is.

A name is kept apart from its rank, since people write either: "Đông Kinh", "phường Đông Kinh".
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

from cchc_kpi.text import fold

COMMUNE_RANKS: Final = ("xã", "phường", "đặc khu")
PROVINCE_RANKS: Final = ("tỉnh", "thành phố")
"""The first of each is what a name has of which none is written."""


class Named(NamedTuple):
    """A name apart from its rank: ("phường", "Đông Kinh")."""

    rank: str
    name: str

    @property
    def full(self) -> str:
        """The name with its rank, as it stands within a sentence: "phường Đông Kinh"."""
        return f"{self.rank} {self.name}"

    @property
    def label(self) -> str:
        """The name as short as it can be told from others: with its rank where that is not the usual one."""
        usual = {COMMUNE_RANKS[0], PROVINCE_RANKS[0]}
        return self.name if self.rank in usual else self.full


def capitalized(name: str) -> str:
    """Return a name as it opens a sentence."""
    return name[:1].upper() + name[1:]


def commune_name(text: str) -> Named:
    """Return a commune's name apart from its rank."""
    return _named(text, COMMUNE_RANKS)


def province_name(text: str) -> Named:
    """Return a province's name apart from its rank."""
    return _named(text, PROVINCE_RANKS)


def _named(text: str, ranks: tuple[str, ...]) -> Named:
    words = unicodedata.normalize("NFC", text).split()
    for rank in ranks:
        count = len(rank.split())
        if len(words) > count and fold(" ".join(words[:count])) == fold(rank):
            return Named(rank, " ".join(words[count:]))
    return Named(ranks[0], " ".join(words))
