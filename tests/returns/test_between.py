"""Which returns count: one for each office and quarter, whatever came beside it."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import settle
from cchc_kpi.returns.observation import Return
from forms_for_tests import (
    form_of,
    lacking,
    only,
    opened,
    read,
    sound_return,
    told,
    where,
    write_sound,
)

COUNTS, SUPERSEDED, LEFT_OUT = (False, False), (True, True), (True, False)


def named(item: Return, file: str, *, submission: int = 1, sha256: str = "") -> Return:
    """The same return under another name, as another submission, with other bytes."""
    return replace(item, file=file, submission=submission, sha256=sha256 or f"sha-{file}")


def settled_of(returns: Iterable[Return], plan: Plan) -> tuple[Return, ...]:
    """The returns, settled, in order of file."""
    return settle(returns, plan).returns


def fates(settled: tuple[Return, ...]) -> dict[str, tuple[bool, bool]]:
    """By file: (not used, no loss)."""
    return {item.file: (item.rejected, item.superseded) for item in settled}


# --- C04 to C06: several returns of one office and period ---


def test_two_different_returns_leave_both_out(plan: Plan) -> None:
    """C04: nobody may choose for the office which one is right; each names the other."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settled_of([named(item, "b.xlsx"), named(item, "a.xlsx")], plan)
    assert {"a.xlsx": LEFT_OUT, "b.xlsx": LEFT_OUT} == fates(settled)
    for one, other in (("a.xlsx", "b.xlsx"), ("b.xlsx", "a.xlsx")):
        finding = only((f for i in settled if i.file == one for f in i.findings), "C04")
        assert ("C04", "error", one, None, None) == where(finding)
        assert [] == lacking(
            finding, "Phòng Kinh tế", "Quý I/2026", "cùng ghi lần nộp 1", other, "không dùng bản nào"
        )


def test_returns_of_other_quarters_or_offices_do_not_meet(plan: Plan) -> None:
    """Near miss of C04: one office's two quarters, and two offices' one quarter, all count."""
    items = [
        sound_return(plan, "kt", "2026-Q1"),
        sound_return(plan, "kt", "2026-Q2"),
        sound_return(plan, "vp", "2026-Q1"),
    ]
    settled = settled_of(items, plan)
    assert ([COUNTS] * 3, []) == (list(fates(settled).values()), [f for i in settled for f in i.findings])


def test_two_different_baselines_leave_both_out(plan: Plan) -> None:
    """C04: baselines are one return an office, too."""
    item = sound_return(plan, "kt", None)
    settled = settled_of([named(item, "a.xlsx"), named(item, "b.xlsx")], plan)
    assert [] == lacking(only(settled[0].findings, "C04"), "số liệu gốc")
    assert {"a.xlsx": LEFT_OUT, "b.xlsx": LEFT_OUT} == fates(settled)


def test_identical_copies_count_once(plan: Plan) -> None:
    """C05: a file saved twice from an e-mail is one return, the first by name."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settled_of([named(item, "kt (1).xlsx", sha256="x"), named(item, "kt.xlsx", sha256="x")], plan)
    assert {"kt (1).xlsx": COUNTS, "kt.xlsx": SUPERSEDED} == fates(settled)
    assert ([], ["C05"]) == (told(settled[0].findings), told(settled[1].findings))
    assert ("C05", "note", "kt.xlsx", None, None) == where(settled[1].findings[0])
    assert [] == lacking(settled[1].findings[0], "giống hệt kt (1).xlsx", "chỉ tính một lần")


def test_the_later_submission_counts(plan: Plan) -> None:
    """C06: a return handed in again replaces the one before, whatever their names' order."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settled_of(
        [named(item, "a.xlsx", submission=2), named(item, "b.xlsx"), named(item, "c.xlsx", submission=10)],
        plan,
    )
    assert {"a.xlsx": SUPERSEDED, "b.xlsx": SUPERSEDED, "c.xlsx": COUNTS} == fates(settled)
    assert [["C06"], ["C06"], ["C09"]] == [told(i.findings) for i in settled]
    assert ("C06", "note", "b.xlsx", None, None) == where(settled[1].findings[0])
    assert [] == lacking(settled[1].findings[0], "lần nộp 1", "thay bằng lần nộp 10", "c.xlsx")


def test_a_later_submission_settles_an_earlier_quarrel(plan: Plan) -> None:
    """Near miss of C04: two different firsts and one second: the second counts, the firsts are no loss."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settled_of(
        [named(item, "a.xlsx"), named(item, "b.xlsx"), named(item, "c.xlsx", submission=2)], plan
    )
    assert {"a.xlsx": SUPERSEDED, "b.xlsx": SUPERSEDED, "c.xlsx": COUNTS} == fates(settled)
    assert [["C06"], ["C06"], []] == [told(i.findings) for i in settled]


def test_what_two_quarrelling_submissions_supersede_names_both(plan: Plan) -> None:
    """C06: nobody may choose between two second submissions, and either is newer than the first."""
    item = sound_return(plan, "kt", "2026-Q1")
    settled = settled_of(
        [named(item, "a.xlsx"), named(item, "b.xlsx", submission=2), named(item, "c.xlsx", submission=2)],
        plan,
    )
    assert {"a.xlsx": SUPERSEDED, "b.xlsx": LEFT_OUT, "c.xlsx": LEFT_OUT} == fates(settled)
    assert [] == lacking(only(settled[0].findings, "C06"), "lần nộp 2 (b.xlsx, c.xlsx)")


def test_a_rejected_return_does_not_compete(plan: Plan) -> None:
    """Near miss of C04: what cannot be read does not take a good return out."""
    item = sound_return(plan, "kt", "2026-Q1")
    broken = replace(named(item, "a.xlsx", submission=2), rejected=True, observations=())
    settled = settled_of([broken, named(item, "b.xlsx")], plan)
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
    expected = settled_of(items, plan)
    assert [expected] * 24 == [settled_of(order, plan) for order in itertools.permutations(items)]


def test_real_files_are_settled(plan: Plan, tmp_path: Path) -> None:
    """C04 to C06 with workbooks: the number in `Lần nộp` and the bytes decide."""
    form = form_of(plan, "kt")
    first = write_sound(form, tmp_path, name="1.xlsx")
    (tmp_path / "2.xlsx").write_bytes(first.read_bytes())
    again = write_sound(form, tmp_path, {"CQ.06": 11}, name="3.xlsx", submission=2)
    settled = settled_of([read(path, plan) for path in (first, tmp_path / "2.xlsx", again)], plan)
    assert [["C06"], ["C05"], ["C09"]] == [told(item.findings) for item in settled]
    assert {"1.xlsx": SUPERSEDED, "2.xlsx": SUPERSEDED, "3.xlsx": COUNTS} == fates(settled)


def test_the_faults_of_a_superseded_return_are_no_news(plan: Plan, tmp_path: Path) -> None:
    """C06: 11 of 10 inspections were put right in the second submission; the first keeps its note alone."""
    form = form_of(plan, "kt")
    first = read(write_sound(form, tmp_path, {"CQ.14": 10, "CQ.15": 11, "CQ.06": None}, name="1.xlsx"), plan)
    second = read(write_sound(form, tmp_path, name="2.xlsx", submission=2), plan)
    assert ["V08", "C01"] == told(first.findings)
    settled = settled_of([first, second], plan)
    assert [["C06"], ["C09"]] == [told(item.findings) for item in settled]
    assert [(), second.observations] == [item.observations for item in settled]


def test_the_faults_of_a_copy_are_told_once(plan: Plan, tmp_path: Path) -> None:
    """C05: a copy has the faults of its original, which are told there; it keeps its note alone."""
    path = write_sound(form_of(plan, "kt"), tmp_path, {"CQ.06": None}, name="1.xlsx")
    (tmp_path / "2.xlsx").write_bytes(path.read_bytes())
    settled = settled_of([read(path, plan), read(tmp_path / "2.xlsx", plan)], plan)
    assert [["V08"], ["C05"]] == [told(item.findings) for item in settled]


def test_a_copy_under_another_quarters_name_is_told_as_both(plan: Plan, tmp_path: Path) -> None:
    """C05 and R24: last quarter's file with this quarter's name is a copy, and not what its name says."""
    path = write_sound(form_of(plan, "kt"), tmp_path)
    (tmp_path / "kt-2026-Q2.xlsx").write_bytes(path.read_bytes())
    settled = settled_of([read(path, plan), read(tmp_path / "kt-2026-Q2.xlsx", plan)], plan)
    assert [[], ["C05", "R24"]] == [told(item.findings) for item in settled]
    assert (True, True) == (settled[1].rejected, settled[1].superseded)


def test_the_faults_of_the_later_submission_are_told(plan: Plan, tmp_path: Path) -> None:
    """Near miss of C06: the return that counts keeps its faults, however sound the one before it was."""
    form = form_of(plan, "kt")
    first = read(write_sound(form, tmp_path, name="1.xlsx"), plan)
    second = read(write_sound(form, tmp_path, {"CQ.06": None}, name="2.xlsx", submission=2), plan)
    assert [["C06"], ["C09", "V08"]] == [told(item.findings) for item in settled_of([first, second], plan)]


def test_a_number_that_cannot_be_read_may_be_the_latest(plan: Plan, tmp_path: Path) -> None:
    """C04: between submission 2 and one of unknown number nobody may choose; R19 stays to say why."""
    for name, submission, code in (("a1.xlsx", 1, 10), ("a2.xlsx", 2, 9), ("a3.xlsx", 1, 8)):
        write_sound(
            form_of(plan, "kt"), tmp_path, {"CQ.06": 10, "CQ.15": code - 5}, name=name, submission=submission
        )
    with opened(tmp_path / "a3.xlsx") as form:
        form.beside("Lần nộp").value = "bổ sung"

    settled = settle([read(path, plan) for path in sorted(tmp_path.glob("*.xlsx"))], plan)

    assert [["C06"], ["C04"], ["C04", "R19"]] == [sorted(told(item.findings)) for item in settled.returns]
    assert [True, True, True] == [item.rejected for item in settled.returns]
    assert "mà không rõ bản nào nộp sau" in settled.returns[1].findings[0].message()


def test_of_very_many_rivals_a_few_are_named(plan: Plan) -> None:
    """C04 names five of the others and counts the rest, so that messages do not grow with the square."""
    rivals = [
        replace(sound_return(plan, "kt", "2026-Q1"), file=f"{n:02}.xlsx", sha256=str(n)) for n in range(8)
    ]

    last = settle(rivals, plan).returns[-1]

    message = only(last.findings, "C04").message()
    assert "tệp này và 00.xlsx, 01.xlsx, 02.xlsx, 03.xlsx, 04.xlsx và 2 tệp khác" in message
