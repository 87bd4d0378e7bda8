"""What the table's columns are: one line as plain text, in the order of the columns. Knows no file format.

The names and the order are a contract that other programs rely on; docs/vi/bang-so-lieu.md explains each.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath
from typing import Final, NamedTuple

PARQUET: Final = ".parquet"
CSV: Final = ".csv"
ENDINGS: Final = (PARQUET, CSV)


def is_table(path: PurePath) -> bool:
    """Say by its name whether a file is meant to be a table of observations."""
    return path.suffix.lower() in ENDINGS


class Line(NamedTuple):
    """One row, every cell as plain text, "" where there is nothing to say.

    Numbers are decimals with a dot, days "2026-03-14", yes and no "true" and "false".
    """

    commune: str = ""
    commune_name: str = ""
    province: str = ""
    office: str = ""
    period: str = ""
    is_baseline: str = ""
    code: str = ""
    measure: str = ""
    label: str = ""
    unit: str = ""
    type: str = ""
    over_time: str = ""
    state: str = ""
    value: str = ""
    text: str = ""
    remark: str = ""
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    submission: str = ""
    submitted_on: str = ""
    return_status: str = ""
    plan_id: str = ""
    plan_sha256: str = ""
    rows_sha256: str = ""


class Kind(StrEnum):
    """What a column holds, where it is no text."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    FLAG = "true or false"
    DAY = "day"


COLUMNS: Final = Line._fields
_KINDS: Final = {
    "value": Kind.NUMBER,
    "submission": Kind.WHOLE,
    "is_baseline": Kind.FLAG,
    "submitted_on": Kind.DAY,
}
TRUE: Final = "true"
FALSE: Final = "false"

VALUE_DIGITS: Final = 38
VALUE_PLACES: Final = 6
"""The decimal type of `value`: figures stay below 10^15 and have at most 6 decimals, which the reader of returns sees to."""


def kind_of(column: str) -> Kind:
    """Return what a column holds."""
    return _KINDS.get(column, Kind.TEXT)


class Absence(StrEnum):
    """States of a line that no cell of the return stands behind, so that every figure asked has its line."""

    NO_ROW = "no_row"
    NOT_ASKED = "not_asked"


# What XML and CSV readers alike cannot be trusted to keep: control characters but for tab and line feed, lone
# surrogates, and what Unicode leaves without a meaning. Written as OOXML writes them, so that nothing is lost.
_UNSAFE: Final = "\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff"
_TO_ESCAPE: Final = re.compile(f"[{_UNSAFE}]|_(?=x[0-9A-Fa-f]{{4}})")
_ESCAPED: Final = re.compile("_x([0-9A-Fa-f]{4})_")


def storable(text: str) -> str:
    """Return a text with what a file may not keep written as `_x0007_`; `as_it_stood` gives back the same text."""
    if text.isprintable() and "_x" not in text:  # nearly always, and much quicker
        return text
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def as_it_stood(text: str) -> str:
    """Return the text that was made storable."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text
