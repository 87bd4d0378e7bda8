"""Which line of a sheet is which of another: rows, or columns, by what they are called.

Knows nothing of cells: a line is a number and a key.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

NOWHERE: Final = -1
_MOST_COMPARED: Final = 2_000
"""So many lines more than there ought to be are compared in their order; beyond, by their names alone."""
_MOST_TRIED: Final = 10_000
"""Where more pairs of lines than this are possible, nobody has altered names: those are other lines."""


class Name(NamedTuple):
    """What a line of a table is called: the texts under its key headings."""

    texts: tuple[str, ...]


Key = Hashable
"""A `Name`, or the outline of a line that has none."""


class Lines(NamedTuple):
    """Rows, or columns, of one sheet: which given one is which wanted one, and those without a counterpart."""

    wanted_of: dict[int, int]
    added: tuple[int, ...]
    gone: tuple[int, ...]

    @property
    def given_of(self) -> dict[int, int]:
        return {wanted: given for given, wanted in self.wanted_of.items()}

    @property
    def is_unmoved(self) -> bool:
        """Whether every line stands where it stood."""
        return all(given == wanted for given, wanted in self.wanted_of.items())

    @property
    def are_in_order(self) -> bool:
        """Whether the lines follow each other as they did."""
        wanted = [self.wanted_of[line] for line in sorted(self.wanted_of)]
        return wanted == sorted(wanted)


def match_lines(
    given: Sequence[tuple[int, Key]],
    wanted: Sequence[tuple[int, Key]],
    alike: Callable[[int, int], bool],
    *,
    are_names_sure: bool = False,
) -> Lines:
    """Match lines by their keys; of those left over, neighbours of the same line that are alike.

    `are_names_sure` says that nobody has altered a name: lines that are called otherwise are others.
    """
    pairs = _by_key(given, wanted)
    taken = sorted(pairs.values())
    held = sorted(pairs)
    gaps: dict[int, tuple[list[int], list[int]]] = {}
    for line, key in given:
        if line not in pairs and not (are_names_sure and isinstance(key, Name)):
            above = bisect_right(held, line) - 1
            gaps.setdefault(NOWHERE if above < 0 else pairs[held[above]], ([], []))[0].append(line)
    matched = set(taken)
    for line, key in wanted:
        if line not in matched and not (are_names_sure and isinstance(key, Name)):
            above = bisect_right(taken, line) - 1
            gaps.setdefault(NOWHERE if above < 0 else taken[above], ([], []))[1].append(line)
    for here, there in gaps.values():
        pairs |= _alike_pairs(here, there, alike)
    matched = set(pairs.values())
    return Lines(
        pairs,
        tuple(line for line, _ in given if line not in pairs),
        tuple(line for line, _ in wanted if line not in matched),
    )


def _by_key(given: Sequence[tuple[int, Key]], wanted: Sequence[tuple[int, Key]]) -> dict[int, int]:
    """Match lines that are called alike: in their order as far as they follow each other, then those that moved."""
    pairs: dict[int, int] = {}
    if len(given) <= _MOST_COMPARED + len(wanted):
        keys, wanted_keys = ([key for _, key in lines] for lines in (given, wanted))
        for block in SequenceMatcher(None, keys, wanted_keys, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                pairs[given[block.a + step][0]] = wanted[block.b + step][0]
    taken = set(pairs.values())
    places: dict[Key, list[int]] = {}
    for line, key in wanted:
        if line not in taken:
            places.setdefault(key, []).append(line)
    for line, key in given:
        if line not in pairs and places.get(key):
            pairs[line] = places[key].pop(0)
    return pairs


def _alike_pairs(here: list[int], there: list[int], alike: Callable[[int, int], bool]) -> dict[int, int]:
    if len(here) == len(there):
        return dict(zip(here, there, strict=True))
    if len(here) * len(there) > _MOST_TRIED:
        return {}
    pairs: dict[int, int] = {}
    for line in here:
        found = next((other for other in there if other not in pairs.values() and alike(line, other)), None)
        if found is not None:
            pairs[line] = found
    return pairs


def into_blanks(lines: Lines, given: Sequence[tuple[int, Key]], wanted: Sequence[tuple[int, Key]]) -> Lines:
    """Let added lines that only fill a blank one be that one, and gone ones that were emptied still be there.

    Nothing has moved because of them, unlike where a line was put in or taken out.
    """
    filled = _filled(lines.added, lines.wanted_of, {line for line, _ in wanted})
    emptied = _filled(lines.gone, lines.given_of, {line for line, _ in given} | set(filled))
    pairs = lines.wanted_of | filled | {there: line for line, there in emptied.items()}
    return Lines(
        pairs,
        tuple(line for line in lines.added if line not in filled),
        tuple(line for line in lines.gone if line not in emptied),
    )


def _filled(alone: Sequence[int], pairs: Mapping[int, int], used: Collection[int]) -> dict[int, int]:
    """Return which blank lines of the other side those without a counterpart would be, neighbours held against."""
    held = sorted(pairs)
    found: dict[int, int] = {}
    last: tuple[int, ...] = ()  # the last line that found a blank one
    for line in alone:
        at = bisect_right(held, line)
        above = max([*last, *held[max(0, at - 1) : at]], default=None)
        place = line if above is None else (found if above in last else pairs)[above] + line - above
        is_before_the_next = at == len(held) or place < pairs[held[at]]
        if place not in used and is_before_the_next and place >= 0:
            found[line] = place
            last = (line,)
    return found
