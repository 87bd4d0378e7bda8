"""What is wrong with a table, told once for each kind of fault: the first row where it stands, and how many more."""

from __future__ import annotations

from dataclasses import dataclass

from cchc_kpi.findings import EMPTY, Details, Finding, Phrase, Place, Rule, Severity, in_order


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

    def tell(self, rule: Rule, row: int | None = None, where: str = "", **details: str | Phrase) -> None:
        """Note a fault; of those of one rule at one place the first is told, the others are counted."""
        told = self._told.setdefault((rule.code, where), _Told(rule, row, details))
        if (told.row, told.details) != (row, details):
            told.more += 1

    @property
    def are_grave(self) -> bool:
        """Whether the table cannot be used."""
        return any(told.rule.severity is Severity.ERROR for told in self._told.values())

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
