"""How an office handed in its returns: in time or late by the day typed, again, or not at all.

No clock is asked what day it is: a period of which nobody's return has come is told as that, not held against
an office.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from cchc_kpi.findings import Phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return, Slot


class Timeliness(StrEnum):
    """Whether a return came in time; what cannot be told is told as that."""

    IN_TIME = "in_time"
    LATE = "late"
    UNKNOWN = "unknown"
    UNUSABLE = "unusable"
    MISSING = "missing"
    AWAITED = "awaited"

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
    Timeliness.AWAITED: Phrase("Chưa nơi nào nộp", "None in yet"),
}
_SIGNS = {
    Timeliness.IN_TIME: "✓",
    Timeliness.LATE: "!",
    Timeliness.UNKNOWN: "?",
    Timeliness.UNUSABLE: "✗",
    Timeliness.MISSING: "✗",
    Timeliness.AWAITED: "…",
}


class Submission(NamedTuple):
    """What has come for one office and period.

    `used` is the return that counts, None where there is none; `day` the day typed in the earliest submission
    at hand that has one, by which it is judged; `due` the last day in time, None where the plan states none
    or for baselines. `days_late` is 0 unless it is late.
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


# A day further than this from its period tells of a slip of the hand, not of a delay.
_LATEST: Final = timedelta(days=366)


def submissions_of(plan: Plan, expected: Iterable[Slot], returns: Sequence[Return]) -> tuple[Submission, ...]:
    """Return what has come for each return that is expected, in their order."""
    slots = tuple(expected)
    wanted = set(slots)
    come = [item.period for item in returns if item.period is not None and item.slot in wanted]
    latest = max(come, default=None)
    return tuple(_submission(plan, slot, [r for r in returns if r.slot == slot], latest) for slot in slots)


def _submission(plan: Plan, slot: Slot, rivals: Sequence[Return], latest: Period | None) -> Submission:
    used = next((item for item in rivals if not item.rejected), None)
    due = _due_day(plan, slot)
    if used is None:
        if rivals:
            return Submission(slot, Timeliness.UNUSABLE, due=due)
        _, period = slot
        is_awaited = period is not None and (latest is None or period > latest)
        return Submission(slot, Timeliness.AWAITED if is_awaited else Timeliness.MISSING, due=due)
    dated = [item for item in rivals if item.submitted_on is not None]
    first = min(dated, key=lambda item: item.submission, default=used)
    day = first.submitted_on
    if day is None or due is None or _is_absurd(plan, slot, day):
        timeliness = Timeliness.UNKNOWN
    elif day <= due:
        # A resubmission in time says that what it stands for came in time too.
        timeliness = Timeliness.IN_TIME
    else:
        # A late resubmission does not make late what may have come in time: only the first one's day tells.
        timeliness = Timeliness.LATE if first.submission == 1 else Timeliness.UNKNOWN
    return Submission(slot, timeliness, used, day, due)


def _is_absurd(plan: Plan, slot: Slot, day: date) -> bool:
    """Say whether a return cannot have been handed in on a day: before its period began, or a year after its end."""
    _, period = slot
    if period is None:
        return False
    opens, closes = period.window(plan.reporting.window_rule)
    return day < opens or day - closes > _LATEST


def _due_day(plan: Plan, slot: Slot) -> date | None:
    _, period = slot
    if period is None or plan.reporting.due_within_days is None:
        return None
    _, closes = period.window(plan.reporting.window_rule)
    return closes + timedelta(days=plan.reporting.due_within_days)
