"""What must hold between an office's figures of two periods: carry-over, jumps, and remarks that explain them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import settle
from cchc_kpi.returns.observation import Return
from forms_for_tests import (
    form_of,
    lacking,
    made_return,
    only,
    plan_with,
    quarters_on,
    read,
    sound_return,
    told,
    where,
    write_sound,
)


def settled(returns: Iterable[Return], plan: Plan) -> tuple[Return, ...]:
    """The returns, settled, in order of file."""
    return settle(returns, plan).returns


def next_quarter(plan: Plan, period: str = "2026-Q2", **changes: int | str | None) -> Return:
    """The one-stop centre's return of a later quarter: as sound, with other dossiers."""
    moved = {plan.measure_by_code[code].id: figure for code, figure in quarters_on(1).items()}
    return sound_return(plan, "ttpvhcc", period, **{**moved, **changes})


def remarked(item: Return, measure: str, remark: str) -> Return:
    """The same return with a remark in one measure's row."""
    return replace(
        item,
        observations=tuple(
            replace(o, remark=remark) if o.measure == measure else o for o in item.observations
        ),
    )


# --- C03: carry-over ---


def test_a_carry_over_that_does_not_continue_is_a_warning(plan: Plan) -> None:
    """C03: Q1 ended with 45 + 5 = 50 pending; Q2 opens with 48. The figures stand."""
    items = [
        sound_return(plan, "ttpvhcc", "2026-Q1"),
        next_quarter(plan, dossiers_carried_over=48),
    ]
    first, second = settled(items, plan)
    assert ([], ["C03"]) == (told(first.findings), told(second.findings))
    cell = next(o.provenance.cell for o in second.observations if o.measure == "dossiers_carried_over")
    assert ("C03", "warning", "ttpvhcc-2026-Q2.xlsx", "Báo cáo", cell) == where(second.findings[0])
    assert [] == lacking(
        second.findings[0],
        "TT.01 = 48",
        "cuối kỳ 2026-Q1 còn TT.07 + TT.08 = 50",
        "(ttpvhcc-2026-Q1.xlsx)",
        "cột Ghi chú",
    )


def test_the_first_quarter_continues_the_fourth_of_the_year_before(plan: Plan) -> None:
    """C03 reaches over the turn of the year."""
    items = [
        sound_return(plan, "ttpvhcc", "2026-Q4"),
        next_quarter(plan, "2027-Q1", dossiers_carried_over=0),
    ]
    assert [[], ["C03"]] == [told(item.findings) for item in settled(items, plan)]


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({}, {}),
        ({"dossiers_pending_overdue": None}, {}),
        ({}, {"dossiers_carried_over": None}),
        ({}, {"dossiers_carried_over": "error"}),
    ],
    ids=["equal", "blank before", "blank now", "error now"],
)
def test_a_carry_over_that_continues_or_is_not_known_is_not_told(
    plan: Plan, before: dict[str, str | None], now: dict[str, str | None]
) -> None:
    """Near miss of C03: 50 continues 45 + 5; what is missing is told elsewhere."""
    items = [
        sound_return(plan, "ttpvhcc", "2026-Q1", **before),
        next_quarter(plan, **now),
    ]
    assert [[], []] == [told(item.findings) for item in settled(items, plan)]


def test_quarters_with_one_between_are_not_compared(plan: Plan) -> None:
    """Near miss of C03: without Q2 nothing is known of what Q3 opens with."""
    items = [
        sound_return(plan, "ttpvhcc", "2026-Q1"),
        next_quarter(plan, "2026-Q3", dossiers_carried_over=7),
    ]
    assert [[], []] == [told(item.findings) for item in settled(items, plan)]


def test_only_returns_that_count_are_continued(plan: Plan) -> None:
    """Near miss of C03: a superseded return is not compared with."""
    first = sound_return(plan, "ttpvhcc", "2026-Q1", dossiers_pending_overdue=9)
    again = replace(sound_return(plan, "ttpvhcc", "2026-Q1"), file="z.xlsx", sha256="z", submission=2)
    second = next_quarter(plan)
    assert [["C06"], [], ["C09"]] == [told(i.findings) for i in settled([first, second, again], plan)]


def test_a_carry_over_with_a_remark_is_a_note_that_shows_it(plan: Plan) -> None:
    """C13: 48 where 50 were left over, and the office says why: no warning any more, and nothing hidden."""
    second = next_quarter(plan, dossiers_carried_over=48)
    second = remarked(second, "dossiers_carried_over", "02 hồ sơ đã rút sau khi chốt số Quý I")
    _, found = settled([sound_return(plan, "ttpvhcc", "2026-Q1"), second], plan)
    assert ["C13"] == told(found.findings)
    assert ("C13", "note") == where(found.findings[0])[:2]
    assert [] == lacking(
        found.findings[0],
        "TT.01 = 48, cuối kỳ 2026-Q1 thì TT.07 + TT.08 = 50 (ttpvhcc-2026-Q1.xlsx)",
        "'02 hồ sơ đã rút sau khi chốt số Quý I'",
    )


def test_a_remark_where_the_carry_over_continues_is_not_told(plan: Plan) -> None:
    """Near miss of C13: 50 after 50 needs no explanation, whatever the remark says."""
    second = remarked(next_quarter(plan), "dossiers_carried_over", "đã đối chiếu")
    found = settled([sound_return(plan, "ttpvhcc", "2026-Q1"), second], plan)
    assert [[], []] == [told(item.findings) for item in found]


@pytest.mark.parametrize("measure", ["dossiers_pending_in_time", "dossiers_received_online"])
def test_a_remark_in_another_row_explains_nothing(plan: Plan, measure: str) -> None:
    """Near miss of C13: a remark stands for the figure of its own row."""
    second = next_quarter(plan, dossiers_carried_over=48)
    found = settled(
        [sound_return(plan, "ttpvhcc", "2026-Q1"), remarked(second, measure, "đã đối chiếu")], plan
    )
    assert [[], ["C03"]] == [told(item.findings) for item in found]


# --- C12: a stock that jumps ---


def staff(plan: Plan, before: int | str | None, now: int | str | None) -> tuple[Return, ...]:
    """Two quarters of an office with these numbers of staff; the plan's usual change is 30%."""
    returns = [
        sound_return(plan, "kt", "2026-Q1", staff_total=before),
        sound_return(plan, "kt", "2026-Q2", staff_total=now),
    ]
    return settled(returns, plan)


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (10, 14, "tăng 40%"),  # 4 of 10
        (10, 6, "giảm 40%"),  # 4 of 10
        (9, 12, "tăng 33,33%"),  # 3 of 9
        (10, 0, "giảm 100%"),
        (10, "KPS", "giảm 100%"),
        (0, 1, "tăng từ 0"),
        ("KPS", 1, "tăng từ 0"),
        (1_000_000, 1_300_001, "tăng 30,0001%"),
    ],
)
def test_a_change_beyond_the_usual_is_a_warning(
    plan: Plan, before: int | str, now: int | str, change: str
) -> None:
    """C12: more than 30% of the figure before, up or down; from 0 any change is; the share is never shown as 30%."""
    _, found = staff(plan, before, now)
    assert ["C12"] == told(found.findings)
    assert [] == lacking(found.findings[0], f"(kt-2026-Q1.xlsx): {change}, quá mức thường thấy 30%")


def test_an_unusual_change_is_told_at_its_cell(plan: Plan) -> None:
    """C12: where, both figures, and what to do."""
    _, found = staff(plan, 10, 14)
    cell = next(o.provenance.cell for o in found.observations if o.measure == "staff_total")
    assert ("C12", "warning", "kt-2026-Q2.xlsx", "Báo cáo", cell) == where(found.findings[0])
    assert [] == lacking(found.findings[0], "CQ.06 = 14, cuối kỳ 2026-Q1 là 10", "cột Ghi chú")


@pytest.mark.parametrize(
    ("before", "now"),
    [(10, 13), (10, 7), (10, 10), (0, 0), ("KPS", 0), (None, 14), (10, None), ("error", 14), (10, "error")],
)
def test_a_usual_change_or_an_unknown_figure_is_not_told(
    plan: Plan, before: int | str | None, now: int | str | None
) -> None:
    """Near miss of C12: exactly 30% is usual; what is not known is not compared."""
    assert [[], []] == [told(item.findings) for item in staff(plan, before, now)]


def test_a_measure_without_a_usual_change_may_jump(plan: Plan) -> None:
    """Near miss of C12: pending dossiers are a stock for which the plan names no usual change."""
    returns = [
        sound_return(plan, "ttpvhcc", "2026-Q1"),
        next_quarter(plan, dossiers_pending_in_time=450),
    ]
    assert [[], []] == [told(item.findings) for item in settled(returns, plan)]


def test_offices_are_not_compared_with_each_other(plan: Plan) -> None:
    """Near miss of C12: 10 people here in one quarter, 40 there in the next."""
    returns = [sound_return(plan, "kt", "2026-Q1"), sound_return(plan, "vp", "2026-Q2", staff_total=40)]
    assert [[], []] == [told(item.findings) for item in settled(returns, plan)]


def test_quarters_with_one_between_do_not_jump(plan: Plan) -> None:
    """Near miss of C12: over half a year more may have changed than a quarter's usual."""
    returns = [sound_return(plan, "kt", "2026-Q1"), sound_return(plan, "kt", "2026-Q3", staff_total=40)]
    assert [[], []] == [told(item.findings) for item in settled(returns, plan)]


def test_the_plan_decides_what_is_usual() -> None:
    """C12: 300 places and 330 are 10% apart, which is usual; under a plan that says 5% it is not."""
    wide = plan_with()
    tight = plan_with(
        (
            "usual_change: 10%\n    baseline_years: [2025]\n  - code: BM.02",
            "usual_change: 5%\n    baseline_years: [2025]\n  - code: BM.02",
        )
    )
    told_by = []
    for plan in (wide, tight):
        returns = [
            sound_return(plan, "vhxh", "2026-Q1"),
            sound_return(plan, "vhxh", "2026-Q2", public_service_quota=330),
        ]
        told_by.append([told(item.findings) for item in settled(returns, plan)])
    assert [[[], []], [[], ["C12"]]] == told_by


def test_what_is_asked_yearly_is_compared_with_the_year_before(plan: Plan) -> None:
    """C12: 30 villages in one fourth quarter and 34 in the next are 13,33% apart, though Q3 asks no villages."""
    returns = [
        made_return(plan, "vhxh", f"{y}-Q4", {"villages_total": n}) for y, n in ((2026, 30), (2027, 34))
    ]
    returns.append(made_return(plan, "vhxh", "2027-Q3", {"officials_total": 50}))
    finding = only((f for item in settled(returns, plan) for f in item.findings), "C12")
    assert [] == lacking(finding, "CQ.01 = 34, cuối kỳ 2026-Q4 là 30", "tăng 13,33%, quá mức thường thấy 10%")


def test_what_is_asked_yearly_is_not_compared_within_the_year(plan: Plan) -> None:
    """Near miss of C12: a blank form may hold a yearly figure early; only the fourth quarter's counts."""
    returns = [
        made_return(plan, "vhxh", "2026-Q4", {"villages_total": 30}),
        made_return(plan, "vhxh", "2027-Q1", {"villages_total": 50}),
    ]
    assert [[], []] == [told(item.findings) for item in settled(returns, plan)]


def test_a_jump_is_measured_from_the_return_that_counts(plan: Plan) -> None:
    """Near miss of C12: the first submission said 5, the second 10; 12 is then no jump."""
    first = sound_return(plan, "kt", "2026-Q1", staff_total=5)
    again = replace(sound_return(plan, "kt", "2026-Q1"), file="z.xlsx", sha256="z", submission=2)
    second = sound_return(plan, "kt", "2026-Q2", staff_total=12)
    assert [["C06"], [], ["C09"]] == [told(item.findings) for item in settled([first, second, again], plan)]


# --- C13: a remark that explains ---


def test_a_remark_silences_the_warning_and_is_shown(plan: Plan, tmp_path: Path) -> None:
    """C13 with workbooks: 14 people after 10, and the row says why; without the remark it is C12, at the same cell."""
    form = form_of(plan, "kt", "2026-Q2")
    before = read(write_sound(form_of(plan, "kt"), tmp_path), plan)
    plain = read(write_sound(form, tmp_path, {"CQ.06": 14}, name="a.xlsx"), plan)
    explained = read(
        write_sound(form, tmp_path, {"CQ.06": 14}, name="a.xlsx", remarks={"CQ.06": "Nhận 04 người từ VP"}),
        plan,
    )
    warned = only((f for item in settled([before, plain], plan) for f in item.findings), "C12")
    noted = only((f for item in settled([before, explained], plan) for f in item.findings), "C13")
    assert ("C12", "warning", "a.xlsx", "Báo cáo", noted.place.cell) == where(warned)
    assert ("C13", "note", "a.xlsx", "Báo cáo") == where(noted)[:4]
    assert [] == lacking(
        noted,
        "CQ.06 = 14, cuối kỳ 2026-Q1 thì CQ.06 = 10 (kt-2026-Q1.xlsx)",
        "ghi chú: 'Nhận 04 người từ VP'",
    )


def test_a_remark_on_a_usual_change_is_not_told(plan: Plan) -> None:
    """Near miss of C13: 11 people after 10 need no explanation."""
    now = remarked(sound_return(plan, "kt", "2026-Q2", staff_total=11), "staff_total", "tăng 01 người")
    found = settled([sound_return(plan, "kt", "2026-Q1"), now], plan)
    assert [[], []] == [told(item.findings) for item in found]


@pytest.mark.parametrize("remark", ["", "  ", "\n\t"])
def test_a_blank_remark_explains_nothing(plan: Plan, remark: str) -> None:
    """Near miss of C13: spaces are no reason."""
    now = remarked(sound_return(plan, "kt", "2026-Q2", staff_total=14), "staff_total", remark)
    found = settled([sound_return(plan, "kt", "2026-Q1"), now], plan)
    assert [[], ["C12"]] == [told(item.findings) for item in found]


def test_a_remark_is_shown_safely(plan: Plan) -> None:
    """C13: a remark is one line of at most 200 characters, and carries no terminal sequence."""
    remark = "\x1b[31mdòng một\ndòng hai " + "a" * 300
    now = remarked(sound_return(plan, "kt", "2026-Q2", staff_total=14), "staff_total", remark)
    _, found = settled([sound_return(plan, "kt", "2026-Q1"), now], plan)
    message = only(found.findings, "C13").message("vi")
    shown = "\ufffd[31mdòng một dòng hai "
    assert message.endswith(f"ghi chú: '{shown}{'a' * (199 - len(shown))}…'.")
