"""Copies that this program marked, lying among the returns: the same figures once more, or mended ones.

Whoever marks the returns of a folder into the folder itself finds each of them there twice. A copy in which
nobody changed anything stands for nothing; one that was mended is a return like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from cchc_kpi.findings import Finding, Phrase, Place, in_order
from cchc_kpi.returns.arrivals import Arrival, read_arrival
from cchc_kpi.returns.observation import MarkedCopy, Return
from cchc_kpi.returns.read import holds_the_same_cells, rejected
from cchc_kpi.returns.sources import Source
from cchc_kpi.rules import consistency, forms
from cchc_kpi.text import printable


class Read(NamedTuple):
    """A file, and the return that was read from it."""

    source: Source
    item: Return


def pass_over_copies(read: Sequence[Read]) -> Iterator[Read]:
    """Yield what was read: of copies beside their originals those that say nothing new as passed over."""
    originals: dict[str, list[Read]] = defaultdict(list)
    for one in read:
        if one.item.marked is None:
            originals[one.item.commune].append(one)
    for one in read:
        marked = one.item.marked
        if marked is None:
            yield one
            continue
        # Of many communes each has forms of the same names: it must be of the same one.
        beside = [other for other in originals[one.item.commune] if _may_be_original(other, one.item, marked)]
        if not beside:
            yield one  # alone it is a return: an office may mend its copy and submit that
        elif marked.is_untouched or any(_says_the_same(one, other) for other in beside):
            yield one._replace(item=_passed_over(one.item, marked))
        else:
            named = next((other for other in beside if _is_named(other, marked)), None)
            yield one if named is None else one._replace(item=_mended(one.item, named))


def _may_be_original(other: Read, item: Return, marked: MarkedCopy) -> bool:
    """Say whether a return may be what a copy was made of: by office and period, where one has none by its name."""
    if other.item.slot is not None and item.slot is not None:
        return other.item.slot == item.slot
    return _is_named(other, marked)


def _is_named(other: Read, marked: MarkedCopy) -> bool:
    return printable(other.source.name) == marked.source


def _says_the_same(copy: Read, original: Read) -> bool:
    """Say whether a copy says of the return what its original says; of what cannot be used, cell by cell."""
    if copy.item.rejected != original.item.rejected:
        return False
    if not copy.item.rejected:
        return _said(copy.item) == _said(original.item)
    ours, theirs = read_arrival(copy.source), read_arrival(original.source)
    if not isinstance(ours, Arrival) or not isinstance(theirs, Arrival):
        return False
    return holds_the_same_cells(ours.content, theirs.content)


def _said(item: Return) -> tuple[object, ...]:
    """Return what a return says, whatever its file is called."""
    observations = [replace(one, provenance=one.provenance._replace(file="")) for one in item.observations]
    findings = [(f.code, f.place._replace(file=None), f.what()) for f in item.findings if f.place.sheet]
    return item.slot, item.submission, item.submitted_on, observations, findings


def _passed_over(item: Return, marked: MarkedCopy) -> Return:
    source = marked.source
    what = Phrase(
        f"bản đánh dấu của {source}, chưa ai sửa gì",
        f"the marked copy of {source}, in which nothing was changed",
    )
    finding = Finding(forms.OWN_COPY, Place(item.file), {"what": what})
    return replace(rejected(item.file, item.sha256, finding), superseded=True)


def _mended(item: Return, original: Read) -> Return:
    finding = Finding(consistency.MENDED_COPY, Place(item.file), {"original": original.item.file})
    return replace(item, findings=in_order([*item.findings, finding]))
