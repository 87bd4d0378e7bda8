"""A table's file as opened: which columns it has, and why one cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cchc_kpi.findings import Details, Phrase, Rule
from cchc_kpi.observations.line import COLUMNS
from cchc_kpi.rules import observation_tables
from cchc_kpi.text import printable


class Unusable(Exception):
    """Why a file cannot be read as a table: the rule broken, and what fills its words."""

    def __init__(
        self, reason: Phrase, rule: Rule = observation_tables.NOT_A_TABLE, details: Details | None = None
    ) -> None:
        super().__init__(rule.code)
        self.rule = rule
        self.details: Details = details if details is not None else {"reason": reason}

    @classmethod
    def because(cls, vi: str, en: str) -> Unusable:
        """Return that a file is no table, and why."""
        return cls(Phrase(vi, en))


def too_large(vi: str, en: str) -> Unusable:
    """Return that a table is beyond the limits."""
    return Unusable(Phrase(vi, en), observation_tables.OUT_OF_BOUNDS)


class Columns(NamedTuple):
    """Where each column of the table stands in a file, and the names of further columns, which are not read."""

    places: Mapping[str, int]
    others: tuple[str, ...]


def columns_found(names: Sequence[str]) -> Columns:
    """Return the columns of a file by its heading. Raises Unusable where one is missing, or stands twice."""
    absent = [name for name in COLUMNS if name not in names]
    if len(absent) > len(COLUMNS) // 2:
        raise Unusable.because(
            "không có các cột của bảng do extract ghi",
            "it has not the columns of a table that extract writes",
        )
    if absent:
        columns = ", ".join(absent)
        raise Unusable(Phrase("", ""), observation_tables.COLUMN_ABSENT, {"columns": columns})
    twice = [name for name in COLUMNS if names.count(name) > 1]
    if twice:
        columns = ", ".join(twice)
        raise Unusable.because(f"cột {columns} có hai lần", f"the column {columns} stands twice")
    others = tuple(printable(name) for name in names if name not in COLUMNS)
    return Columns({name: names.index(name) for name in COLUMNS}, others)
