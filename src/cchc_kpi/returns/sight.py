"""What nobody sees of a form's figures: those in hidden rows and columns, and beneath merged cells.

Nothing of it changes a figure. Whoever signs a return signs what is in view, so it is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cchc_kpi.addresses import a1
from cchc_kpi.findings import EMPTY, Details, Phrase
from cchc_kpi.returns.cells import Figure
from cchc_kpi.returns.traits import Area, SheetTraits, Spot


class MergedCells(NamedTuple):
    """A merged area that leaves value cells without a place of their own, and what fills the words about it."""

    address: str
    details: Details


class Sight:
    """What is in view of one sheet's value cells; remembers those that have no place of their own."""

    def __init__(self, traits: SheetTraits) -> None:
        self._traits = traits
        self.hides_anything = bool(traits.merged or traits.hidden_rows or traits.hidden_columns)
        self._code_at: dict[Spot, str] = {}
        self._without_place: dict[Area, list[str]] = {}

    def look_at(self, spot: Spot, code: str, *, is_blank: bool) -> Phrase | None:
        """Return why a measure's value cell is out of sight; None where it is in view."""
        self._code_at[spot] = code
        area = self._traits.area_over(spot)
        if area is not None:
            if is_blank:
                self._without_place.setdefault(area, []).append(code)
            name = _range(area)
            return Phrase(f"bị che dưới vùng ô gộp {name}", f"lies beneath the merged cells {name}")
        if self._traits.hides_row(spot[0]):
            return Phrase("nằm ở dòng đang ẩn", "is in a hidden row")
        if self._traits.hides_column(spot[1]):
            return Phrase("nằm ở cột đang ẩn", "is in a hidden column")
        return None

    def explain(self, blank: Figure, spot: Spot, unseen: Phrase | None) -> Figure:
        """Return a blank with why nobody sees it; without a word, where a merge took its cell: that is told once."""
        if unseen is None or blank.fault is None:
            return blank
        if self._traits.area_over(spot) is not None:
            return blank._replace(fault=None)
        state = blank.fault.details["state"]
        assert isinstance(state, Phrase)
        explained = Phrase(f"{state.vi}, {unseen.vi}", f"{state.en} and {unseen.en}")
        return blank._replace(fault=blank.fault._replace(details={**blank.fault.details, "state": explained}))

    def merged(self) -> Iterator[MergedCells]:
        """Yield the areas beneath which blank value cells lie; call when all have been looked at."""
        for area, codes in self._without_place.items():
            owner = self._code_at.get(area.first)
            held = (
                Phrase(f"; số ở đó được đọc là của {owner}", f"; the figure there is read as that of {owner}")
                if owner is not None
                else EMPTY
            )
            yield MergedCells(
                a1(*area.first), {"area": _range(area), "codes": ", ".join(codes), "held": held}
            )


def _range(area: Area) -> str:
    return f"{a1(*area.first)}:{a1(area.rows.stop - 1, area.columns.stop - 1)}"
