"""How an office handed in its returns: in time or late by the day typed, again, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return, Slot


class Timeliness(StrEnum):
    """Whether a return came in time; what cannot be told is told as that."""

    IN_TIME = "in_time"
    LATE = "late"
    UNKNOWN = "unknown"
    UNUSABLE = "unusable"
    MISSING = "missing"

    @property
    def word(self) -> Phrase:
        return _WORDS[self]

    @property
    def sign(self) -> str:
        """A sign that tells them apart without colour."""
        return _SIGNS[self]


_WORDS = {
    Timeliness.IN_TIME: Phrase("Đúng hạn", "In time"),
    Timeliness.LATE: Phrase("Trễ hạn", "Late"),
    Timeliness.UNKNOWN: Phrase("Không rõ", "Unknown"),
    Timeliness.UNUSABLE: Phrase("Không dùng được", "Cannot be used"),
    Timeliness.MISSING: Phrase("Chưa nộp", "Missing"),
}
_SIGNS = {
    Timeliness.IN_TIME: "✓",
    Timeliness.LATE: "!",
    Timeliness.UNKNOWN: "?",
    Timeliness.UNUSABLE: "✗",
    Timeliness.MISSING: "✗",
}


class Submission(NamedTuple):
    """What has come for one office and period.

    `used` is the return that counts, None where there is none; `day` the day typed in the first submission
    that is at hand, by which it is judged; `due` the last day in time, None where the plan states none or
    for baselines. `days_late` is 0 unless it is late.
    """

    slot: Slot
    timeliness: Timeliness
    used: Return | None = None
    day: date | None = None
    due: date | None = None

    @property
    def days_late(self) -> int:
        if self.timeliness is not Timeliness.LATE or self.day is None or self.due is None:
            return 0
        return (self.day - self.due).days

    @property
    def is_resubmitted(self) -> bool:
        return self.used is not None and self.used.submission > 1


def submissions_of(plan: Plan, expected: Iterable[Slot], returns: Sequence[Return]) -> tuple[Submission, ...]:
    """Return what has come for each return that is expected, in their order."""
    return tuple(_submission(plan, slot, [r for r in returns if r.slot == slot]) for slot in expected)


def _submission(plan: Plan, slot: Slot, rivals: Sequence[Return]) -> Submission:
    used = next((item for item in rivals if not item.rejected), None)
    due = _due_day(plan, slot)
    if used is None:
        return Submission(slot, Timeliness.UNUSABLE if rivals else Timeliness.MISSING, due=due)
    # A resubmission does not make a return late that came in time; what the first one's day was, only it tells.
    first = min(rivals, key=lambda item: item.submission)
    day = first.submitted_on
    if day is None or due is None:
        timeliness = Timeliness.UNKNOWN
    elif day <= due:
        timeliness = Timeliness.IN_TIME
    else:
        timeliness = Timeliness.LATE if first.submission == 1 else Timeliness.UNKNOWN
    return Submission(slot, timeliness, used, day, due)


def _due_day(plan: Plan, slot: Slot) -> date | None:
    _, period = slot
    if period is None or plan.reporting.due_within_days is None:
        return None
    _, closes = period.window(plan.reporting.window_rule)
    return closes + timedelta(days=plan.reporting.due_within_days)
