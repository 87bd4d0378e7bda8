"""How an office writes numbers, by what stands elsewhere in the same return: evidence, and no reason to guess."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.plan.model import Measure
from cchc_kpi.returns.units import MARKS, read_typed
from cchc_kpi.returns.workbook import Cell, Kind
from cchc_kpi.text import shown


class Habit(NamedTuple):
    """A cell whose text has one reading only, and the decimal mark that it shows."""

    address: str
    text: str
    decimal_mark: str

    def evidence(self, number: str, grouped: Phrase, with_decimals: Phrase) -> Phrase:
        """Return what the habit says of the last mark of a number that has these two readings."""
        last = max(number.rfind(mark) for mark in MARKS)
        likely = with_decimals if number[last] == self.decimal_mark else grouped
        cell = shown(self.text)
        return Phrase(
            f"; theo cách viết ở ô {self.address} ({cell}) thì là {likely.vi}",
            f"; written as in cell {self.address} ({cell}) it is {likely.en}",
        )


def find_habit(cells: Iterable[tuple[str, Cell, Measure]]) -> Habit | None:
    """Return how these cells, each with its address and its measure, write numbers.

    None where no text settles it, or where two contradict each other.
    """
    habits: dict[str, Habit] = {}
    for address, cell, measure in cells:
        if cell.kind is not Kind.TEXT or measure.type == "yes_no":
            continue
        typed = read_typed(cell.text, measure)
        mark = typed.decimal_mark if typed is not None else None
        if mark is not None:
            habits.setdefault(mark, Habit(address, cell.text, mark))
    return next(iter(habits.values())) if len(habits) == 1 else None
