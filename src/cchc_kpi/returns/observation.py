"""What a return says: observations with their provenance, and the return that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from cchc_kpi.findings import Finding
from cchc_kpi.periods import Period


class State(StrEnum):
    """What a value cell is: a figure (zero included), an explicit "none arose", or no figure."""

    VALUE = "value"
    KPS = "kps"
    BLANK = "blank"
    ERROR = "error"

    @property
    def is_known(self) -> bool:
        return self is State.VALUE or self is State.KPS


class Provenance(NamedTuple):
    """Where a figure stands: file, sheet, A1 cell, and the text as it stands there."""

    file: str
    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One measure's value in one return.

    `period` is the return's quarter, or the year of a baseline. `value` is a whole number for a
    count, a Decimal of at most 6 places for an amount, 1 or 0 for yes or no; 0 for KPS; None
    where no figure is known.
    """

    measure: str
    office: str
    period: Period
    state: State
    value: Decimal | None
    provenance: Provenance
    remark: str = ""


class MarkedCopy(NamedTuple):
    """That a workbook is a copy which this program marked: of the file of this name, and saved since or not."""

    source: str
    is_untouched: bool


Slot: TypeAlias = tuple[str, Period | None]
"""What a return is for: an office and a quarter; or an office and None, for its baselines."""


class Status(StrEnum):
    """How much of a return is used: all of it, what is sound in it, nothing."""

    ACCEPTED = "accepted"
    PARTIAL = "partial"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Return:
    """One workbook as read. Office and period are None where the workbook does not tell.

    A baseline return has no period; its observations carry their years. `submitted_on` is the day typed,
    if any. `rejected` means that nothing of it is used; `superseded` that this is no loss, because a later
    or an identical one is; `figures_out` that a fault which took figures out is not among the findings,
    because it was waived. `commune` is the code of the commune where there are many, else "". `table` is the
    table of observations that it was read from, and not from its workbook.
    """

    file: str
    sha256: str
    office: str | None = None
    period: Period | None = None
    is_baseline: bool = False
    submission: int = 1
    submitted_on: date | None = None
    observations: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: bool = False
    superseded: bool = False
    figures_out: bool = False
    marked: MarkedCopy | None = None
    commune: str = ""
    table: str | None = None

    @property
    def status(self) -> Status:
        if self.rejected:
            return Status.REJECTED
        broken = self.figures_out or any(finding.is_error for finding in self.findings)
        return Status.PARTIAL if broken else Status.ACCEPTED

    @property
    def slot(self) -> Slot | None:
        """What the return is for: (office, quarter), or (office, None) for baselines; None if unknown."""
        if self.office is None or (self.period is None and not self.is_baseline):
            return None
        return self.office, self.period
