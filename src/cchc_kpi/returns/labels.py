"""The labels beside the codes, held against those of the form as it was issued.

A code beside another measure's label leaves it unclear whose the figure is. Many at once are one fault: a column
that was shifted, sorted, or typed anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.findings import EMPTY, Finding, Phrase, listed
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns.filled import FilledForm
from cchc_kpi.rules import tables
from cchc_kpi.text import fold, likeness, shown

_OTHER_LABEL: Final = 0.5
"""Below this likeness a label is held to name something else."""
_FEW: Final = 3
"""Beyond so many they are told together."""


class _Difference(NamedTuple):
    """A code, the cell of the label beside it, what stands there, and what the form says."""

    code: str
    cell: str
    found: str
    expected: str
    owner: str | None


class Labels:
    """The labels of a form as they came back. Ask of every row first, then tell."""

    def __init__(self, filled: FilledForm) -> None:
        self._filled = filled
        self._edited: list[_Difference] = []
        self._others: list[_Difference] = []

    def allow(self, row: int, measure: Measure) -> bool:
        """Say whether the label in a row may be that of the measure whose code stands beside it."""
        cell, column = self._filled.label_in(row), self._filled.label_column
        if column is None or cell is None:
            return True
        issued = self._filled.label_of(measure)
        if cell.text == issued or fold(cell.text) == fold(issued):
            return True
        owner = self._owners.get(fold(cell.text))
        found = _Difference(measure.code, a1(row, column), shown(cell.text), issued, owner)
        is_edited = owner is None and likeness(cell.text, issued) >= _OTHER_LABEL
        (self._edited if is_edited else self._others).append(found)
        return is_edited

    @cached_property
    def _owners(self) -> dict[str, str]:
        """The codes by label, folded; of a label that stands twice the first."""
        owners: dict[str, str] = {}
        for code, label in self._filled.labels.items():
            owners.setdefault(fold(label), code)
        return owners

    @property
    def are_out_of_line(self) -> bool:
        """Whether so many stand beside other codes that it is the column, and not a row, that is wrong."""
        return len(self._others) > _FEW

    def is_of_the_form(self, label: str) -> bool:
        return fold(label) in self._owners

    def tell(self) -> Iterator[Finding]:
        """Yield what is found of the labels asked of."""
        yield from self._tell_edited()
        if self.are_out_of_line:
            first, *others = self._others
            yield self._filled.finding(
                tables.OUT_OF_LINE,
                first.cell,
                *(other.cell for other in others),
                count=str(len(self._others)),
                at=first.cell,
                code=first.code,
                found=first.found,
                hint=_hint(first.owner),
            )
            return
        for other in self._others:
            said = {"code": other.code, "found": other.found, "expected": other.expected}
            yield self._filled.finding(tables.LABEL_DISAGREES, other.cell, **said, hint=_hint(other.owner))

    def _tell_edited(self) -> Iterator[Finding]:
        if len(self._edited) <= _FEW:
            for edit in self._edited:
                difference = Phrase(
                    f"ghi {edit.found}, biểu mẫu ghi '{edit.expected}'",
                    f"reads {edit.found}, the form says '{edit.expected}'",
                )
                yield self._filled.finding(
                    tables.LABEL_EDITED, edit.cell, code=edit.code, difference=difference
                )
            return
        first, *others = self._edited
        difference = Phrase(
            f"không như biểu mẫu, ví dụ ô {first.cell} ghi {first.found}",
            f"is not the form's, as in {first.cell}: {first.found}",
        )
        yield self._filled.finding(
            tables.LABEL_EDITED,
            first.cell,
            *(other.cell for other in others),
            code=listed([edit.code for edit in self._edited]),
            difference=difference,
        )


def _hint(owner: str | None) -> Phrase:
    if owner is None:
        return EMPTY
    return Phrase(f" (tên của {owner})", f" (the label of {owner})")
