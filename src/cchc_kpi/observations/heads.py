"""What the lines of a return say of the return itself, held against the plan and the list of communes."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.observations.faults import Faults, one_of, quoted
from cchc_kpi.observations.line import FALSE, TRUE, Line
from cchc_kpi.periods import Period, parse_period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Status
from cchc_kpi.returns.sources import as_shown
from cchc_kpi.returns.whose import communes_named, names_commune
from cchc_kpi.rules import observation_tables
from cchc_kpi.text import suggest

if TYPE_CHECKING:
    from cchc_kpi.plan.communes import Communes

# What all lines of one return have in common; the period too, unless it holds baselines of several years.
SHARED: Final = (
    "commune", "commune_name", "province", "office", "is_baseline", "sha256", "submission", "submitted_on",
    "return_status", "plan_id", "plan_sha256", "rows_sha256",
)  # fmt: skip
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_SUBMISSION: Final = re.compile("[1-9][0-9]{0,2}")
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STATUSES: Final = {status.value: status for status in Status}


class Head(NamedTuple):
    """What the lines of one return say of it, as values; office and period are None where nobody could tell them.

    None is also what stands for something that cannot be, which is told.
    """

    commune: str
    office: str | None
    period: Period | None
    is_baseline: bool
    sha256: str
    submission: int | None
    submitted_on: date | None
    status: Status | None

    @property
    def asks_for_figures(self) -> bool:
        """Whether lines of figures may follow, and which ones is known."""
        has_slot = self.office is not None and (self.is_baseline or self.period is not None)
        return has_slot and self.status in {Status.ACCEPTED, Status.PARTIAL}


@lru_cache(maxsize=256)
def exact_period(text: str) -> Period | None:
    """Return the period of an id, written exactly so."""
    period = parse_period(text)
    return period if period is not None and period.id == text else None


class HeadReader:
    """Reads what lines say of their return by a plan, and tells what is wrong with it."""

    def __init__(self, plan: Plan, plan_sha256: str, communes: Communes | None, faults: Faults) -> None:
        """`plan_sha256` may be "", where nobody knows it: then no other version is told."""
        self._plan = plan
        self._plan_sha256 = plan_sha256
        self._communes = communes
        self._faults = faults

    def read(self, line: Line, row: int) -> Head:
        """Return what a return's first line says of it."""
        self._check_plan(line, row)
        status = _STATUSES.get(line.return_status)
        if status is None:
            self._faults.impossible(row, line, "return_status", one_of(_STATUSES))
        is_rejected = status is Status.REJECTED
        is_baseline = line.is_baseline == TRUE
        if line.is_baseline not in {TRUE, FALSE}:
            self._faults.impossible(row, line, "is_baseline", one_of((TRUE, FALSE)))
        if not line.file or as_shown(line.file) != line.file:
            self._faults.impossible(
                row, line, "file", Phrase("tên tệp báo cáo", "the name of the return's file")
            )
        if not (_DIGEST.fullmatch(line.sha256) or (is_rejected and not line.sha256)):
            self._faults.impossible(
                row, line, "sha256", Phrase("64 chữ số thập lục phân", "64 hexadecimal digits")
            )
        office = line.office if line.office in self._plan.office_by_id else None
        if office is None and (line.office or not is_rejected):
            self._faults.disagreeing(
                row, line, "office", Phrase("không có cơ quan này", "has no such office")
            )
        period = None if is_baseline else self._period_of_return(line, row, is_rejected=is_rejected)
        return Head(
            self._commune(line, row, is_rejected=is_rejected),
            office,
            period,
            is_baseline,
            line.sha256,
            self._submission(line, row),
            self._day(line, row),
            status,
        )

    def _check_plan(self, line: Line, row: int) -> None:
        own, digest = self._plan.plan.id, self._plan_sha256
        if line.plan_id != own:
            self._faults.tell(observation_tables.OTHER_PLAN, row, found=quoted(line.plan_id), expected=own)
        elif not _DIGEST.fullmatch(line.plan_sha256):
            self._faults.impossible(
                row, line, "plan_sha256", Phrase("64 chữ số thập lục phân", "64 hexadecimal digits")
            )
        elif digest and line.plan_sha256 != digest:
            self._faults.tell(observation_tables.PLAN_CHANGED, None, found=line.plan_sha256, expected=digest)

    def _period_of_return(self, line: Line, row: int, *, is_rejected: bool) -> Period | None:
        if is_rejected and not line.period:
            return None
        period = exact_period(line.period)
        if period is None or not period.is_quarter or not self._plan.covers(period):
            first, last = self._plan.plan.first_year, self._plan.plan.last_year
            expected = Phrase(
                f"một quý của {first}-{last}, như {first}-Q1",
                f"a quarter of {first}-{last}, such as {first}-Q1",
            )
            self._faults.impossible(row, line, "period", expected)
            return None
        return period

    def _submission(self, line: Line, row: int) -> int | None:
        if not line.submission:
            return None
        if not _SUBMISSION.fullmatch(line.submission):
            self._faults.impossible(
                row, line, "submission", Phrase("một số từ 1 đến 999", "a number from 1 to 999")
            )
            return None
        return int(line.submission)

    def _day(self, line: Line, row: int) -> date | None:
        if not line.submitted_on:
            return None
        try:
            if _DAY.fullmatch(line.submitted_on):
                return date.fromisoformat(line.submitted_on)
        except ValueError:
            pass
        self._faults.impossible(
            row, line, "submitted_on", Phrase("ngày, như 2026-03-14", "a day, such as 2026-03-14")
        )
        return None

    def _commune(self, line: Line, row: int, *, is_rejected: bool) -> str:
        """Return the code of the commune that a return is of, "" where there is only one, or of a rejected one none."""
        if self._communes is None:
            own = self._plan.plan.commune
            if not names_commune(line.commune_name, own) and (line.commune_name or not is_rejected):
                self._tell_commune(line, row, Phrase(f"'{own}'", f"'{own}'"))
            return ""
        name = ", ".join(filter(None, (line.commune_name, line.province)))
        named = communes_named(name, self._communes) if name else ()
        if line.commune:
            listed = self._communes.by_code.get(line.commune)
            if listed is None or listed not in named:
                self._tell_commune(line, row, self._listed_near(line))
                return ""
            return listed.code
        if len(named) == 1:
            return named[0].code
        if name or not is_rejected:
            self._tell_commune(line, row, self._listed_near(line))
        return ""

    def _listed_near(self, line: Line) -> Phrase:
        assert self._communes is not None
        listed = self._communes.by_code.get(line.commune)
        near = self._communes.label_of(listed) if listed is not None else None
        near = near or suggest(line.commune_name, self._communes.labels)
        hint = Phrase(f" (có phải là '{near}'?)", f" (is it '{near}'?)") if near else Phrase("", "")
        return Phrase(
            f"một xã của danh sách, mã và tên như ở đó{hint.vi}",
            f"a commune of the list, by its code and name{hint.en}",
        )

    def _tell_commune(self, line: Line, row: int, expected: Phrase) -> None:
        found = " ".join(filter(None, (line.commune, line.commune_name)))
        self._faults.tell(observation_tables.OTHER_COMMUNE, row, found=quoted(found), expected=expected)
