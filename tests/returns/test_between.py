"""What must hold between returns: one that counts for each office and quarter, carried over in turn."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import settle
from cchc_kpi.returns.observation import Return
from forms_for_tests import form_of, lacking, only, read, sound_return, told, where, write_sound

COUNTS, SUPERSEDED, LEFT_OUT = (False, False), (True, True), (True, False)


def named(item: Return, file: str, *, submission: int = 1, sha256: str = "") -> Return:
    """The same return under another name, as another submission, with other bytes."""
    return replace(item, file=file, submission=submission, sha256=sha256 or f"sha-{file}")


def fates(settled: tuple[Return, ...]) -> dict[str, tuple[bool, bool]]:
    """By file: (not used, no loss)."""
    return {item.file: (item.rejected, item.superseded) for item in settled}


# --- C04 to C06: several returns of one office and period ---


def test_two_different_returns_leave_both_out(plan: Plan) -> None:
    """C04: nobody may choose for the office which one is right; each names the other."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settle([named(item, "b.xlsx"), named(item, "a.xlsx")], plan)
    assert {"a.xlsx": LEFT_OUT, "b.xlsx": LEFT_OUT} == fates(settled)
    for one, other in (("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")):
        finding = only((f for i in settled if i.file == one for f in i.findings), "C04")
        assert ("C04", "error", one, None, None) == where(finding)
        assert [] == lacking(
            finding, "Phòng Kinh tế", "Quý I/2026", "cùng lần nộp 1", other, "không dùng báo cáo nào"
        )


def test_returns_of_other_quarters_or_offices_do_not_meet(plan: Plan) -> None:
    """Near miss of C04: one office's two quarters, and two offices' one quarter, all count."""
    items = [
        sound_return(plan, "kt", "2026-Q1"),
        sound_return(plan, "kt", "2026-Q2"),
        sound_return(plan, "vp", "2026-Q1"),
    ]
    settled = settle(items, plan)
    assert ([COUNTS] * 3, []) == (list(fates(settled).values()), [f for i in settled for f in i.findings])


def test_two_different_baselines_leave_both_out(plan: Plan) -> None:
    """C04: baselines are one return an office, too."""
    item = sound_return(plan, "kt", None)
    settled = settle([named(item, "a.xlsx"), named(item, "b.xlsx")], plan)
    assert [] == lacking(only(settled[0].findings, "C04"), "số liệu gốc")
    assert {"a.xlsx": LEFT_OUT, "b.xlsx": LEFT_OUT} == fates(settled)


def test_identical_copies_count_once(plan: Plan) -> None:
    """C05: a file saved twice from an e-mail is one return, the first by name."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settle([named(item, "kt (1).xlsx", sha256="x"), named(item, "kt.xlsx", sha256="x")], plan)
    assert {"kt (1).xlsx": COUNTS, "kt.xlsx": SUPERSEDED} == fates(settled)
    assert ([], ["C05"]) == (told(settled[0].findings), told(settled[1].findings))
    assert ("C05", "note", "kt.xlsx", None, None) == where(settled[1].findings[0])
    assert [] == lacking(settled[1].findings[0], "giống hệt kt (1).xlsx", "chỉ tính một lần")


def test_the_later_submission_counts(plan: Plan) -> None:
    """C06: a return handed in again replaces the one before, whatever their names' order."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settle(
        [named(item, "a.xlsx", submission=2), named(item, "b.xlsx"), named(item, "c.xlsx", submission=10)],
        plan,
    )
    assert {"a.xlsx": SUPERSEDED, "b.xlsx": SUPERSEDED, "c.xlsx": COUNTS} == fates(settled)
    assert [["C06"], ["C06"], []] == [told(i.findings) for i in settled]
    assert ("C06", "note", "b.xlsx", None, None) == where(settled[1].findings[0])
    assert [] == lacking(settled[1].findings[0], "lần nộp 1", "thay bằng lần nộp 10", "c.xlsx")


def test_a_later_submission_settles_an_earlier_quarrel(plan: Plan) -> None:
    """Near miss of C04: two different firsts and one second: the second counts, the firsts are no loss."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settle(
        [named(item, "a.xlsx"), named(item, "b.xlsx"), named(item, "c.xlsx", submission=2)], plan
    )
    assert {"a.xlsx": SUPERSEDED, "b.xlsx": SUPERSEDED, "c.xlsx": COUNTS} == fates(settled)


def test_a_rejected_return_does_not_compete(plan: Plan) -> None:
    """Near miss of C04: what cannot be read does not take a good return out."""
    item = sound_return(plan, "kt", "2026-Q1")
    broken = replace(named(item, "a.xlsx", submission=2), rejected=True, observations=())
    settled = settle([broken, named(item, "b.xlsx")], plan)
    assert {"a.xlsx": LEFT_OUT, "b.xlsx": COUNTS} == fates(settled)


def test_the_order_of_returns_does_not_matter(plan: Plan) -> None:
    """Copies, quarrels and submissions come out the same from every order."""
    item = sound_return(plan, "kt", "2026-Q1")
    items = [
        named(item, "a", sha256="x"),
        named(item, "b", sha256="x"),
        named(item, "c"),
        named(item, "d", submission=2),
    ]
    expected = settle(items, plan)
    assert [expected] * 24 == [settle(order, plan) for order in itertools.permutations(items)]


def test_real_files_are_settled(plan: Plan, tmp_path: Path) -> None:
    """C04 to C06 with workbooks: the number in `Lần nộp` and the bytes decide."""
    form = form_of(plan, "kt")
    first = write_sound(form, tmp_path, name="1.xlsx")
    (tmp_path / "2.xlsx").write_bytes(first.read_bytes())
    again = write_sound(form, tmp_path, {"CQ.06": 11}, name="3.xlsx", submission=2)
    settled = settle([read(path, plan) for path in (first, tmp_path / "2.xlsx", again)], plan)
    assert [["C06"], ["C05"], []] == [told(item.findings) for item in settled]
    assert {"1.xlsx": SUPERSEDED, "2.xlsx": SUPERSEDED, "3.xlsx": COUNTS} == fates(settled)


def test_the_faults_of_a_superseded_return_are_no_news(plan: Plan, tmp_path: Path) -> None:
    """C06: 11 of 10 inspections were put right in the second submission; the first keeps its note alone."""
    form = form_of(plan, "kt")
    first = read(write_sound(form, tmp_path, {"CQ.14": 10, "CQ.15": 11, "CQ.06": None}, name="1.xlsx"), plan)
    second = read(write_sound(form, tmp_path, name="2.xlsx", submission=2), plan)
    assert ["V08", "C01"] == told(first.findings)
    settled = settle([first, second], plan)
    assert [["C06"], []] == [told(item.findings) for item in settled]
    assert [(), second.observations] == [item.observations for item in settled]


def test_the_faults_of_a_copy_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """C05: a copy has the faults of its original, which are told there; it keeps its note alone."""
    path = write_sound(form_of(plan, "kt"), tmp_path, {"CQ.06": None}, name="1.xlsx")
    (tmp_path / "2.xlsx").write_bytes(path.read_bytes())
    settled = settle([read(path, plan), read(tmp_path / "2.xlsx", plan)], plan)
    assert [["V08"], ["C05"]] == [told(item.findings) for item in settled]


def test_the_faults_of_the_later_submission_are_told(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C06: the return that counts keeps its faults, however sound the one before it was."""
    form = form_of(plan, "kt")
    first = read(write_sound(form, tmp_path, name="1.xlsx"), plan)
    second = read(write_sound(form, tmp_path, {"CQ.06": None}, name="2.xlsx", submission=2), plan)
    assert [["C06"], ["V08"]] == [told(item.findings) for item in settle([first, second], plan)]


# --- C03: carry-over ---


def test_a_carry_over_that_does_not_continue_is_a_warning(plan: Plan) -> None:
    """C03: Q1 ended with 45 + 5 = 50 pending; Q2 opens with 48. The figures stand."""
    items = [
        sound_return(plan, "ttpvhcc", "2026-Q1"),
        sound_return(plan, "ttpvhcc", "2026-Q2", dossiers_carried_over=48),
    ]
    first, second = settle(items, plan)
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
        sound_return(plan, "ttpvhcc", "2027-Q1", dossiers_carried_over=0),
    ]
    assert [[], ["C03"]] == [told(item.findings) for item in settle(items, plan)]


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
        sound_return(plan, "ttpvhcc", "2026-Q2", **now),
    ]
    assert [[], []] == [told(item.findings) for item in settle(items, plan)]


def test_quarters_with_one_between_are_not_compared(plan: Plan) -> None:
    """Near miss of C03: without Q2 nothing is known of what Q3 opens with."""
    items = [
        sound_return(plan, "ttpvhcc", "2026-Q1"),
        sound_return(plan, "ttpvhcc", "2026-Q3", dossiers_carried_over=7),
    ]
    assert [[], []] == [told(item.findings) for item in settle(items, plan)]


def test_only_returns_that_count_are_continued(plan: Plan) -> None:
    """Near miss of C03: a superseded return is not compared with."""
    first = sound_return(plan, "ttpvhcc", "2026-Q1", dossiers_pending_overdue=9)
    again = replace(sound_return(plan, "ttpvhcc", "2026-Q1"), file="z.xlsx", sha256="z", submission=2)
    second = sound_return(plan, "ttpvhcc", "2026-Q2")
    assert [["C06"], [], []] == [told(item.findings) for item in settle([first, second, again], plan)]
