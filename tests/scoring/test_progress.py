"""In time, late, again or not at all: by the day typed and the day due, and unknown where they do not tell.

The first quarter of 2026 goes from 15/12/2025 to 14/03/2026; five days later is 19/03/2026.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.observation import Return, Slot
from cchc_kpi.scoring.progress import Submission, Timeliness, submissions_of
from forms_for_tests import plan_with, quarter, sound_return

Q1: Slot = ("kt", quarter("2026-Q1"))
Q2: Slot = ("kt", quarter("2026-Q2"))
OTHER_Q2: Slot = ("vp", quarter("2026-Q2"))


@pytest.fixture(scope="module")
def due() -> Plan:
    """The plan with a return due five days after its period."""
    return plan_with(("  # due_within_days: 5", "  due_within_days: 5"))


def handed_in(
    plan: Plan,
    day: str | None,
    number: int = 1,
    *,
    office: str = "kt",
    period: str = "2026-Q1",
    used: bool = True,
) -> Return:
    """A return with the day typed into it."""
    on = None if day is None else date.fromisoformat(day)
    item = sound_return(plan, office, period)
    return replace(item, submitted_on=on, submission=number, rejected=not used, superseded=not used)


def of_q1(plan: Plan, *returns: Return) -> Submission:
    """What has come for the first quarter."""
    (submission,) = submissions_of(plan, [Q1], returns)
    return submission


@pytest.mark.parametrize(
    ("day", "timeliness", "days"),
    [
        ("2026-03-19", Timeliness.IN_TIME, 0),
        ("2026-03-20", Timeliness.LATE, 1),
        ("2026-04-19", Timeliness.LATE, 31),
        ("2026-03-10", Timeliness.IN_TIME, 0),
        (None, Timeliness.UNKNOWN, 0),
    ],
)
def test_a_return_is_judged_by_the_day_typed(
    due: Plan, day: str | None, timeliness: Timeliness, days: int
) -> None:
    """On the day due is in time, the day after is one day late; no day tells nothing."""
    found = of_q1(due, handed_in(due, day))
    assert (timeliness, days, date(2026, 3, 19)) == (found.timeliness, found.days_late, found.due)


@pytest.mark.parametrize(
    ("day", "timeliness"),
    [
        ("2025-12-14", Timeliness.UNKNOWN),
        ("2025-12-15", Timeliness.IN_TIME),
        ("2027-03-15", Timeliness.LATE),
        ("2027-03-16", Timeliness.UNKNOWN),
        ("1900-01-01", Timeliness.UNKNOWN),
        ("9999-12-31", Timeliness.UNKNOWN),
    ],
)
def test_a_day_that_cannot_be_tells_nothing(due: Plan, day: str, timeliness: Timeliness) -> None:
    """Before its period began, or more than 366 days after its end, is a slip of the hand; the day is kept to be seen."""
    found = of_q1(due, handed_in(due, day))
    assert (timeliness, date.fromisoformat(day)) == (found.timeliness, found.day)


def test_without_a_day_due_nothing_is_late(plan: Plan) -> None:
    """The plan as it stands states no day."""
    found = of_q1(plan, handed_in(plan, "2026-12-31"))
    assert (Timeliness.UNKNOWN, None, 0) == (found.timeliness, found.due, found.days_late)


@pytest.mark.parametrize(
    ("days", "timeliness"),
    [
        (["2026-03-16", "2026-05-02"], Timeliness.IN_TIME),
        (["2026-03-25", "2026-05-02"], Timeliness.LATE),
        ([None, "2026-03-18"], Timeliness.IN_TIME),
        ([None, "2026-05-02"], Timeliness.UNKNOWN),
        ([None, None], Timeliness.UNKNOWN),
    ],
)
def test_a_resubmission_does_not_make_late_what_came_in_time(
    due: Plan, days: list[str | None], timeliness: Timeliness
) -> None:
    """The first one's day counts; where it has none, a later one in time says that the first was in time too."""
    first, second = (
        handed_in(due, day, number, used=number == 2) for number, day in enumerate(days, start=1)
    )
    for returns in ([first, second], [second, first]):
        found = of_q1(due, *returns)
        assert (timeliness, True, second) == (found.timeliness, found.is_resubmitted, found.used)


@pytest.mark.parametrize(
    ("day", "timeliness"), [("2026-03-18", Timeliness.IN_TIME), ("2026-05-02", Timeliness.UNKNOWN)]
)
def test_a_resubmission_alone_cannot_be_late(due: Plan, day: str, timeliness: Timeliness) -> None:
    """When the first one came, which is not at hand, only its own day would tell."""
    found = of_q1(due, handed_in(due, day, 2))
    assert (timeliness, True, 0) == (found.timeliness, found.is_resubmitted, found.days_late)


def test_what_cannot_be_used_and_what_is_missing_are_told_apart(due: Plan) -> None:
    """A file of Q1 that cannot be used; of Q2 one office's return is there, the other's is missing."""
    returns = [
        handed_in(due, "2026-03-16", used=False),
        handed_in(due, "2026-06-16", office="vp", period="2026-Q2"),
    ]
    found = submissions_of(due, [Q1, Q2, OTHER_Q2], returns)
    assert [Timeliness.UNUSABLE, Timeliness.MISSING, Timeliness.IN_TIME] == [s.timeliness for s in found]
    assert [None, None, returns[1]] == [s.used for s in found]


def test_a_quarter_of_which_nothing_has_come_is_held_against_nobody(due: Plan) -> None:
    """Only Q1 is in: Q2 is awaited; a quarter between two that are in is missing."""
    q1, q3 = handed_in(due, None), handed_in(due, None, period="2026-Q3")
    later = ("kt", quarter("2026-Q4"))
    assert [Timeliness.UNKNOWN, Timeliness.AWAITED] == [
        s.timeliness for s in submissions_of(due, [Q1, Q2], [q1])
    ]
    expected = [Q1, Q2, ("kt", quarter("2026-Q3")), later]
    words = [s.timeliness for s in submissions_of(due, expected, [q1, q3])]
    assert [Timeliness.UNKNOWN, Timeliness.MISSING, Timeliness.UNKNOWN, Timeliness.AWAITED] == words
    assert [Timeliness.AWAITED] == [s.timeliness for s in submissions_of(due, [Q1], [])]


def test_returns_of_another_year_carry_no_quarter_of_this_one(due: Plan) -> None:
    """A return of 2027 among those of 2026 does not make its later quarters missing."""
    other = handed_in(due, None, period="2027-Q1")
    assert [Timeliness.AWAITED] == [s.timeliness for s in submissions_of(due, [Q2], [other])]


def test_baselines_are_in_or_missing_and_never_late(due: Plan) -> None:
    """No period, no day due; a baseline that is not there is missing, whatever else has come."""
    slot: Slot = ("kt", None)
    item = replace(sound_return(due, "kt", None), submitted_on=date(2026, 1, 22))
    (found,) = submissions_of(due, [slot], [item])
    assert (Timeliness.UNKNOWN, None, date(2026, 1, 22)) == (found.timeliness, found.due, found.day)
    assert [Timeliness.MISSING] == [s.timeliness for s in submissions_of(due, [slot], [])]


def test_every_state_has_a_word_and_a_sign() -> None:
    """Two that share a sign have different words: no colour is needed to tell them apart."""
    shown = {f"{one.sign} {one.word.vi}" for one in Timeliness}
    assert len(Timeliness) == len(shown) == len({one.word.en for one in Timeliness})
