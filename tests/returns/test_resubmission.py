"""What a return handed in again changed, and a later one that cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from cchc_kpi.findings import Finding
from cchc_kpi.plan.model import Plan
from cchc_kpi.returns.between import settle
from cchc_kpi.returns.observation import Return
from forms_for_tests import (
    baseline_of,
    form_of,
    lacking,
    made_return,
    only,
    opened,
    read,
    sound_return,
    told,
    where,
    write_sound,
)


def handed_in(item: Return, submission: int, file: str | None = None) -> Return:
    """The same return as another submission in a file of its own."""
    name = file or f"{submission}.xlsx"
    return replace(item, file=name, submission=submission, sha256=f"sha-{name}")


def staff(plan: Plan, submission: int, number: int | str | None) -> Return:
    """A submission of an office's first quarter with this number of staff."""
    return handed_in(sound_return(plan, "kt", "2026-Q1", staff_total=number), submission)


def codes(returns: Iterable[Return], plan: Plan) -> dict[str, list[str]]:
    """What is told of each file once the returns are settled."""
    return {item.file: told(item.findings) for item in settle(returns, plan).returns}


def note(plan: Plan, *returns: Return) -> Finding:
    """The one note of changed figures among what is told."""
    return only((f for item in settle(returns, plan).returns for f in item.findings), "C09")


def replaced(plan: Plan, *returns: Return) -> list[tuple[str, str]]:
    """Which file took the place of which."""
    return [(r.before.file, r.after.file) for r in settle(returns, plan).replacements]


# --- C09: the figures that changed ---


def test_changed_figures_are_listed_in_the_order_of_the_form(plan: Plan, tmp_path: Path) -> None:
    """C09: three figures corrected, each with its cell and both values; a note at the file that counts."""
    form = form_of(plan, "ttpvhcc")
    first = read(write_sound(form, tmp_path, name="1.xlsx"), plan)
    changes = {"TT.07": 35, "TT.04": 610, "TT.22": 1300}  # 610 + 390 + 10 + 35 + 5 = 1050 as before
    second = read(write_sound(form, tmp_path, changes, name="2.xlsx", submission=2), plan)
    finding = note(plan, first, second)
    assert ("C09", "note", "2.xlsx", None, None) == where(finding)
    assert finding.message("vi") == (
        "2.xlsx: báo cáo này thay cho lần nộp 1 (1.xlsx); 3 số liệu thay đổi: "
        "TT.04 (D15): 600 → 610; TT.07 (D18): 45 → 35; TT.22 (D33): 300 → 1.300."
    )
    assert "TT.22 (D33): 300 → 1,300." in finding.message("en")


def test_a_resubmission_without_changes_is_told_as_such(plan: Plan, tmp_path: Path) -> None:
    """C09: only `Lần nộp` differs between the two files."""
    form = form_of(plan, "kt")
    first = read(write_sound(form, tmp_path, name="1.xlsx"), plan)
    second = read(write_sound(form, tmp_path, name="2.xlsx", submission=2), plan)
    assert [] == lacking(note(plan, first, second), "không số liệu nào thay đổi")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, 10, "trống → 10"),
        (10, None, "10 → trống"),
        ("KPS", 10, "KPS → 10"),
        (0, "KPS", "0 → KPS"),
        ("error", 10, "ô lỗi → 10"),
        (None, "error", "trống → ô lỗi"),
    ],
)
def test_states_are_told_in_words(
    plan: Plan, before: int | str | None, after: int | str | None, words: str
) -> None:
    """C09: zero, KPS, a blank and a cell in error are four things, and a change between any two is told."""
    assert [] == lacking(
        note(plan, staff(plan, 1, before), staff(plan, 2, after)), f"1 số liệu thay đổi: CQ.06 (D11): {words}"
    )


def test_answers_are_told_as_they_are_written(plan: Plan) -> None:
    """C09: a yes/no measure changes from Không to Có, not from 0 to 1."""
    before, after = (
        handed_in(made_return(plan, "vhxh", "2026-Q1", {"party_committee_uses_unified_software": n}), n + 1)
        for n in (0, 1)
    )
    assert [] == lacking(note(plan, before, after), "CQ.12 (D11): Không → Có")


def test_a_row_that_only_one_of_them_has_is_told(plan: Plan) -> None:
    """C09: a row that was deleted, or is back again, is neither a blank nor a zero."""
    before = handed_in(made_return(plan, "kt", "2026-Q1", {"staff_total": 10, "datasets_total": 5}), 1)
    after = handed_in(made_return(plan, "kt", "2026-Q1", {"datasets_total": 5, "inspections_total": 3}), 2)
    assert [] == lacking(
        note(plan, before, after),
        "2 số liệu thay đổi: CQ.14 (D12): không có dòng → 3; CQ.06: 10 → không có dòng.",
    )


@pytest.mark.parametrize(
    ("count", "ending"), [(12, "100 → 1."), (13, "và 1 số liệu khác."), (15, "và 3 số liệu khác.")]
)
def test_many_changes_are_told_by_the_first_twelve(plan: Plan, count: int, ending: str) -> None:
    """C09: twelve are listed; of more the rest are counted."""
    asked = [m.id for m in form_of(plan, "ttpvhcc").measures][:count]
    before, after = (
        handed_in(made_return(plan, "ttpvhcc", "2026-Q1", dict.fromkeys(asked, figure)), number)
        for number, figure in ((1, 100), (2, 1))
    )
    message = note(plan, before, after).message("vi")
    assert (12, True, True) == (
        message.count("100 → 1"),
        f"{count} số liệu thay đổi" in message,
        message.endswith(ending),
    )


def test_a_baseline_handed_in_again_is_told_by_year(plan: Plan, tmp_path: Path) -> None:
    """C09: spending of 2023 was settled at 101,5; the baselines of the other years stand."""
    form = baseline_of(plan, "kt")
    path = write_sound(form, tmp_path, name="1.xlsx")
    second = write_sound(form, tmp_path, name="2.xlsx", submission=2)
    with opened(second) as book:
        book.at("NS.01", "Năm 2023").value = 101.5
        cell = book.at("NS.01", "Năm 2023").coordinate
    finding = note(plan, read(path, plan), read(second, plan))
    assert [] == lacking(finding, f"1 số liệu thay đổi: NS.01/2023 ({cell}): 100 → 101,5.")


def test_a_remark_is_no_figure(plan: Plan) -> None:
    """Near miss of C09: a remark added in the second submission changes no figure."""
    first, second = staff(plan, 1, 10), staff(plan, 2, 10)
    second = replace(
        second, observations=tuple(replace(o, remark="đã đối chiếu") for o in second.observations)
    )
    assert [] == lacking(note(plan, first, second), "không số liệu nào thay đổi")


@pytest.mark.parametrize("twins", [("2026-Q1", "2026-Q2"), (None, "2026-Q1")])
def test_returns_of_different_slots_replace_nothing(plan: Plan, twins: tuple[str | None, str]) -> None:
    """Near miss of C09: two quarters, or baselines and a quarter, are not two submissions."""
    items = [handed_in(sound_return(plan, "kt", twin), n) for n, twin in enumerate(twins, start=1)]
    assert ({"1.xlsx": [], "2.xlsx": []}, []) == (codes(items, plan), replaced(plan, *items))


def test_a_first_submission_alone_replaces_nothing(plan: Plan) -> None:
    """Near miss of C09: nothing to compare with, though the number be 2."""
    assert {"2.xlsx": []} == codes([staff(plan, 2, 10)], plan)


# --- Which submission was replaced ---


def test_the_last_submission_before_is_compared_with(plan: Plan) -> None:
    """Of three the third is held against the second, not against the first."""
    items = [staff(plan, 3, 12), staff(plan, 1, 10), staff(plan, 2, 11)]
    assert [("2.xlsx", "3.xlsx")] == replaced(plan, *items)
    assert [] == lacking(note(plan, *items), "thay cho lần nộp 2 (2.xlsx)", "11 → 12")


def test_a_submission_that_nobody_could_choose_is_not_compared_with(plan: Plan) -> None:
    """Of two different second submissions neither ever counted: the third is held against the first."""
    twins = [handed_in(staff(plan, 2, number), 2, f"2{name}.xlsx") for number, name in ((11, "a"), (12, "b"))]
    assert [("1.xlsx", "3.xlsx")] == replaced(plan, staff(plan, 1, 10), *twins, staff(plan, 3, 13))


def test_copies_of_the_submission_before_are_one(plan: Plan) -> None:
    """The second submission was saved twice; the third is held against it all the same."""
    copy = replace(staff(plan, 2, 11), file="2 (1).xlsx")
    items = [staff(plan, 1, 10), copy, staff(plan, 2, 11), staff(plan, 3, 12)]
    assert [("2 (1).xlsx", "3.xlsx")] == replaced(plan, *items)


def test_a_submission_that_could_not_be_used_is_not_compared_with(plan: Plan) -> None:
    """The second was rejected: the third is held against the first, and the second needs no further word."""
    broken = replace(staff(plan, 2, 11), rejected=True, observations=())
    items = [staff(plan, 1, 10), broken, staff(plan, 3, 12)]
    assert [("1.xlsx", "3.xlsx")] == replaced(plan, *items)
    assert {"1.xlsx": ["C06"], "2.xlsx": [], "3.xlsx": ["C09"]} == codes(items, plan)


def test_the_submission_before_is_kept_as_it_was_read(plan: Plan) -> None:
    """What is passed over loses its figures in the settled returns, not in what it is compared by."""
    first, second = staff(plan, 1, 10), staff(plan, 2, 11)
    settled = settle([first, second], plan)
    assert (first.observations, ()) == (
        settled.replacements[0].before.observations,
        settled.returns[0].observations,
    )


# --- C11: a later submission that cannot be used ---


def test_a_later_submission_that_is_rejected_is_told(plan: Plan, tmp_path: Path) -> None:
    """C11 with workbooks: the second has lost its value column, so that the first still counts."""
    form = form_of(plan, "kt")
    first = read(write_sound(form, tmp_path, name="1.xlsx"), plan)
    path = write_sound(form, tmp_path, {"CQ.06": 11}, name="2.xlsx", submission=2)
    with opened(path) as book:
        book.find("Số liệu").value = "Kết quả"
    second = read(path, plan)
    settled = settle([first, second], plan)
    finding = only(settled.returns[1].findings, "C11")
    assert ([False, True], ()) == ([item.rejected for item in settled.returns], settled.replacements)
    assert ("C11", "warning", "2.xlsx", None, None) == where(finding)
    assert [] == told(settled.returns[0].findings)
    assert [] == lacking(
        finding, "lần nộp 2 không dùng được nên vẫn tính lần nộp 1 (1.xlsx)", "Sửa lỗi của tệp này"
    )


def test_each_later_submission_that_is_rejected_is_told(plan: Plan) -> None:
    """C11: the second and the third cannot be used; both say that the first counts."""
    broken = [replace(staff(plan, n, 11), rejected=True, observations=()) for n in (2, 3)]
    items = [staff(plan, 1, 10), *broken]
    assert {"1.xlsx": [], "2.xlsx": ["C11"], "3.xlsx": ["C11"]} == codes(items, plan)


@pytest.mark.parametrize(
    "broken",
    [
        {"submission": 1},
        {"submission": 2},
        {"submission": 3, "office": None},
        {"submission": 3, "period": None},
        {"submission": 3, "office": "vp"},
    ],
    ids=["earlier", "same number", "office unknown", "period unknown", "another office"],
)
def test_a_rejected_return_that_is_not_later_is_not_linked(plan: Plan, broken: dict[str, object]) -> None:
    """Near miss of C11: only a higher number of the same office and quarter was meant to replace."""
    refused = Return("9.xlsx", "sha-9", office="kt", period=staff(plan, 2, 10).period, rejected=True)
    refused = replace(refused, **broken)  # type: ignore[arg-type]
    assert {"2.xlsx": [], "9.xlsx": []} == codes([staff(plan, 2, 10), refused], plan)


def test_a_rejected_return_alone_is_not_linked(plan: Plan) -> None:
    """Near miss of C11: no earlier submission counts, so there is nothing to rest on."""
    broken = replace(staff(plan, 2, 11), rejected=True, observations=())
    assert {"2.xlsx": []} == codes([broken], plan)
