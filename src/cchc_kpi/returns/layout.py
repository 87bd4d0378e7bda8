"""Where each measure stands in a form: the one place that knows, for writer, reader and messages.

A layout is pure: plan + office + period in; rows, headings, types and a digest out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from cchc_kpi.findings import Phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Identity, Measure, Office, Plan
from cchc_kpi.text import fold

CODE_HEADER: Final = "Mã số"
LABEL_HEADER: Final = "Chỉ tiêu"
UNIT_HEADER: Final = "Đơn vị tính"
VALUE_HEADER: Final = "Số liệu"
REMARK_HEADER: Final = "Ghi chú"
TEXT_HEADERS: Final = (LABEL_HEADER, UNIT_HEADER)
"""The columns of a form that the office has nothing to type into, beside the code's."""
HEADERS: Final = (CODE_HEADER, *TEXT_HEADERS, VALUE_HEADER, REMARK_HEADER)
_HEADINGS: Final = frozenset(map(fold, HEADERS))

OFFICE_FIELD: Final = "Đơn vị báo cáo"
COMMUNE_FIELD: Final = "Xã"
PERIOD_FIELD: Final = "Kỳ báo cáo"
SUBMISSION_FIELD: Final = "Lần nộp"
DATE_FIELD: Final = "Ngày nộp"
FIELDS: Final = (OFFICE_FIELD, COMMUNE_FIELD, PERIOD_FIELD, SUBMISSION_FIELD, DATE_FIELD)

TABLE_SHEET: Final = "Báo cáo"
SCORECARD_SHEETS: Final = ("Bảng điểm", "Số liệu", "Phát hiện", "Nguồn")
ANNUAL_SHEETS: Final = (
    "Tổng hợp", "Bảng điểm", "Chi tiết", "Số liệu", "Tiến độ nộp", "Phát hiện", "Nguồn", "Cách đọc",
)  # fmt: skip
COMMUNES_SHEETS_FIRST: Final = ("Tổng hợp", "Xếp hạng", "Ma trận", "Bản đồ nhiệt")
COMMUNES_SHEETS_LAST: Final = ("Tiến độ nộp", "Phát hiện", "Nguồn")
"""Between them many communes' workbook has one sheet for each area of the plan."""
EXPLANATION_SHEETS: Final = ("Giải trình", "Nguồn")
FINDINGS_TITLE: Final = Phrase("PHÁT HIỆN TRONG BÁO CÁO", "FINDINGS IN THE RETURN")
FINDINGS_SOURCE: Final = Phrase("Tệp", "File")
"""What stands at the top of a list of findings: its title, and below it this word with the name of the file."""
MARK_SHEET: Final = "_cchc_kpi"
MARK: Final = "cchc-kpi"
"""What cell A1 of the hidden sheet holds; the sheet's own name may change."""

BASELINE: Final = "baseline"
_YEAR_LEAD: Final = fold("Năm") + " "
YES: Final = "Có"
NO: Final = "Không"
KPS: Final = "KPS"
KPS_WORDS: Final = (KPS, "Không phát sinh")


def is_scorecard(sheets: Iterable[str]) -> bool:
    """Say by the names of its sheets whether a workbook shows results, written by this program."""
    names = tuple(sheets)
    first, last = len(COMMUNES_SHEETS_FIRST), len(COMMUNES_SHEETS_LAST)
    is_of_many = names[:first] == COMMUNES_SHEETS_FIRST and names[-last:] == COMMUNES_SHEETS_LAST
    return names in {SCORECARD_SHEETS, ANNUAL_SHEETS, EXPLANATION_SHEETS} or is_of_many


def year_header(year: int) -> str:
    """Return the heading of a baseline form's column."""
    return f"Năm {year}"


def is_year_header(folded: str) -> bool:
    """Say whether a folded heading is that of a year's column."""
    return folded.startswith(_YEAR_LEAD) and folded.removeprefix(_YEAR_LEAD).isdecimal()


def is_heading(folded: str) -> bool:
    """Say whether a folded text is one of a form's headings."""
    return folded in _HEADINGS or is_year_header(folded)


@dataclass(frozen=True)
class FormLayout:
    """One form: which measures it asks, in which order, under which value columns.

    `period` is None in a blank form and in a baseline form; `years` is filled in a baseline form only.
    `commune` is the code of the commune that it is made for, where there are many.
    """

    plan: Plan
    office: Office
    period: Period | None
    years: tuple[int, ...]
    measures: tuple[Measure, ...]
    commune: str | None = None

    @property
    def is_baseline(self) -> bool:
        return bool(self.years)

    @property
    def period_text(self) -> str:
        """What the cell beside `Kỳ báo cáo` holds, and the hidden sheet with it."""
        if self.is_baseline:
            return BASELINE
        return self.period.id if self.period else ""

    @property
    def stem(self) -> str:
        """The form's file name without its ending: "ttpvhcc-2026-Q1", "kt-baseline", "kt"."""
        return "-".join(filter(None, (self.office.id, self.period_text)))

    @property
    def value_headers(self) -> tuple[str, ...]:
        return tuple(map(year_header, self.years)) if self.years else (VALUE_HEADER,)

    def indent(self, measure: Measure) -> int:
        """How deep a measure stands under "Trong đó", within this form."""
        present = {m.id for m in self.measures}
        depth, above = 0, measure.part_of
        while above in present:
            depth, above = depth + 1, self.plan.measure_by_id[above].part_of
        return depth

    def asks(self, measure: Measure, year: int) -> bool:
        """Say whether a baseline form asks a measure for a year."""
        return year in measure.baseline_years

    @cached_property
    def bounded(self) -> tuple[Measure, ...]:
        """The measures that cannot exceed something."""
        return tuple(measure for measure in self.measures if measure.bound is not None)

    @cached_property
    def identities(self) -> tuple[Identity, ...]:
        """The identities whose measures all stand in this form."""
        present = {m.id for m in self.measures}
        return tuple(
            identity
            for identity in self.plan.identities
            if present.issuperset((*identity.left.measures, *identity.right.measures))
        )

    @cached_property
    def digest(self) -> str:
        """A fingerprint of codes, types and parts. Wording may change without a new one."""
        by_id = self.plan.measure_by_id
        rows = [
            [
                m.code,
                m.type,
                m.asked,
                list(m.baseline_years),
                self.plan.codes(m.bound) if m.bound else "",
                by_id[m.part_of].code if m.part_of else "",
            ]
            for m in self.measures
        ]
        identities = [[self.plan.codes(i.left), self.plan.codes(i.right)] for i in self.identities]
        content = json.dumps([self.is_baseline, rows, identities], separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()[:16]


@lru_cache(maxsize=1024)
def quarter_layout(plan: Plan, office: Office, period: Period | None) -> FormLayout:
    """Return the form of an office for a quarter; without a period, the blank form that asks everything.

    A quarter asks what is asked quarterly, the fourth also what is asked yearly.
    """
    with_yearly = period is None or period.part == "Q4"
    measures = tuple(
        m for m in plan.measures if office.id in m.offices and (with_yearly or m.asked == "quarter")
    )
    return FormLayout(plan, office, period, (), measures)


@lru_cache(maxsize=1024)
def baseline_layout(plan: Plan, office: Office) -> FormLayout | None:
    """Return the form for an office's baselines, or None where it has none to give."""
    measures = tuple(m for m in plan.measures if office.id in m.offices and m.baseline_years)
    if not measures:
        return None
    years = sorted({year for m in measures for year in m.baseline_years})
    return FormLayout(plan, office, None, tuple(years), measures)
