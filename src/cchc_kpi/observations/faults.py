"""What is wrong with a table, told once for each kind of fault: the first row where it stands, and how many more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, Rule, Severity, in_order
from cchc_kpi.observations.line import Line
from cchc_kpi.rules import observation_tables
from cchc_kpi.text import shown


@dataclass(slots=True)
class _Told:
    rule: Rule
    row: int | None
    details: Details
    more: int = 0


class Faults:
    """The faults of one table: a million rows with the same fault are one finding."""

    def __init__(self, file: str) -> None:
        """`file` is the table, as it is called in findings."""
        self._file = file
        self._told: dict[tuple[str, str], _Told] = {}
        self.grave = 0
        """How many times something was told because of which the table cannot be used."""

    def tell(self, rule: Rule, row: int | None = None, where: str = "", **details: str | Phrase) -> None:
        """Note a fault; of those of one rule at one place the first is told, the others are counted."""
        self.grave += rule.severity is Severity.ERROR
        told = self._told.setdefault((rule.code, where), _Told(rule, row, details))
        if (told.row, told.details) != (row, details):
            told.more += 1

    def impossible(self, row: int, line: Line, column: str, expected: Phrase) -> None:
        """Tell that a cell holds what the program never writes there."""
        found = quoted(getattr(line, column))
        self.tell(observation_tables.IMPOSSIBLE, row, column, column=column, found=found, expected=expected)

    def disagreeing(self, row: int, line: Line, column: str, known: Phrase) -> None:
        """Tell that a cell says otherwise than the plan."""
        found = quoted(getattr(line, column))
        self.tell(observation_tables.UNKNOWN, row, column, column=column, found=found, known=known)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every kind of fault, in order of rows."""
        return in_order(
            Finding(told.rule, Place(self._file, line=told.row), {**told.details, "more": _more(told.more)})
            for told in self._told.values()
        )


def _more(count: int) -> Phrase:
    if count == 0:
        return EMPTY
    rows = "row" if count == 1 else "rows"
    return Phrase(f"; còn {count} dòng nữa như vậy", f"; so do {count} more {rows}")


def quoted(text: str) -> Phrase:
    """Return what a cell holds, for a message."""
    return Phrase(shown(text), shown(text)) if text else Phrase("trống", "nothing")


def one_of(words: Iterable[str]) -> Phrase:
    """Return which words may stand in a cell, for a message."""
    listed = ", ".join(words)
    return Phrase(f"một trong: {listed}", f"one of: {listed}")
