"""Tamperings, one at a time, on both kinds of scorecard: exactly the cell, exactly the reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import Position, WrittenBook, WrittenCell
from cchc_kpi.verifying.answers import Answer, Difference, Judgement, Sort
from cchc_kpi.verifying.judging import References, judge
from forms_for_tests import opened
from program import EXAMPLES
from scorecards_for_tests import Cards, Tampered, read_book, tampered, write_card

Deed = Callable[[Tampered], None]
QUARTER, YEAR = "2026-Q1", "year"
KINDS = pytest.mark.parametrize("kind", [QUARTER, YEAR])


def judged(book: WrittenBook, cards: Cards, kind: str) -> Judgement:
    """A workbook held against the one that the program writes; no return has changed."""
    today = cards.books[kind]
    return judge(book, References(today, None, lambda: today, is_annual=kind == YEAR))


def tampering(cards: Cards, kind: str, folder: Path, deed: Deed) -> Judgement:
    """What is said of a workbook to which something was done."""
    with tampered(cards.files[kind], folder / "x.xlsx") as book:
        deed(book)
    return judged(read_book(folder / "x.xlsx"), cards, kind)


def told(difference: Difference) -> tuple[str, str, str, str]:
    """A difference in short: what is said, why, and where."""
    reasons = "+".join(reason.value for reason in difference.reasons)
    return difference.answer.value, reasons, difference.sheet, difference.cells


@KINDS
def test_an_untouched_workbook_stands(cards: Cards, kind: str) -> None:
    """Every number, verdict and text of it."""
    judgement = judged(cards.books[kind], cards, kind)
    assert () == judgement.differences
    assert {Answer.STANDS} == {answer for _, answer in judgement.tally}
    assert 31 * (7 * 2 + 1 if kind == YEAR else 1) <= judgement.count(Answer.STANDS, Sort.VERDICT)


ON_THE_QUARTER: dict[str, tuple[Deed, str, str, str]] = {
    "result typed over, wrong": (lambda b: b.put("Bảng điểm", "D13", 1001), "typed_over+value", "Bảng điểm", "D13"),
    "result typed over, right": (lambda b: b.put("Bảng điểm", "D13", 990), "typed_over", "Bảng điểm", "D13"),
    "stored result": (lambda b: b.put("Bảng điểm", "D13", 1001, keep_formula=True), "value", "Bảng điểm", "D13"),
    "one more of many": (lambda b: b.put("Bảng điểm", "E13", 1001, keep_formula=True), "value", "Bảng điểm", "E13"),
    "percentage": (lambda b: b.put("Bảng điểm", "F13", 0.9901, keep_formula=True), "value", "Bảng điểm", "F13"),
    "verdict": (lambda b: b.put("Bảng điểm", "H13", "✓ Đạt"), "typed_over+value", "Bảng điểm", "H13"),
    "stored verdict": (lambda b: b.put("Bảng điểm", "H13", "✓ Đạt", keep_formula=True), "value", "Bảng điểm", "H13"),
    "difference": (lambda b: b.put("Bảng điểm", "I13", 1, keep_formula=True), "value", "Bảng điểm", "I13"),
    "remark": (lambda b: b.put("Bảng điểm", "J13", "đạt"), "value", "Bảng điểm", "J13"),
    "name": (lambda b: b.put("Bảng điểm", "B13", "Tỷ lệ khác"), "value", "Bảng điểm", "B13"),
    "wording of a target": (lambda b: b.put("Bảng điểm", "G13", "từ 99%"), "value", "Bảng điểm", "G13"),
    "number of a line": (lambda b: b.put("Bảng điểm", "A13", 3), "value", "Bảng điểm", "A13"),
    "heading": (lambda b: b.put("Bảng điểm", "D9", "Mẫu số"), "value", "Bảng điểm", "D9"),
    "count of verdicts": (lambda b: b.put("Bảng điểm", "D55", 31, keep_formula=True), "value", "Bảng điểm", "D55"),
    "title": (lambda b: b.put("Bảng điểm", "A6", "Báo cáo nhận được: 5/5."), "value", "Bảng điểm", "A6"),
    "figure": (lambda b: b.put("Số liệu", "G24", 753), "value", "Số liệu", "G24"),
    "figure as text": (lambda b: b.put("Số liệu", "G24", "742"), "value", "Số liệu", "G24"),
    "figure by a formula": (lambda b: b.put_formula("Số liệu", "G24", "700+42"), "formula", "Số liệu", "G24"),
    "figure taken out": (lambda b: b.put("Số liệu", "G24", ""), "value", "Số liệu", "G24"),
    "source file": (lambda b: b.put("Số liệu", "I24", "khac.xlsx"), "value", "Số liệu", "I24"),
    "source cell": (lambda b: b.put("Số liệu", "K24", "D99"), "value", "Số liệu", "K24"),
    "state": (lambda b: b.put("Số liệu", "H24", "để trống"), "value", "Số liệu", "H24"),
    "code": (lambda b: b.put("Số liệu", "B24", "TT.99"), "value", "Số liệu", "B24"),
    "finding": (lambda b: b.put("Phát hiện", "A4", "GHI CHÚ"), "value", "Phát hiện", "A4"),
    "message": (lambda b: b.put("Phát hiện", "G4", "Không sao"), "value", "Phát hiện", "G4"),
    "digest": (lambda b: b.put("Nguồn", "F6", "0" * 64), "value", "Nguồn", "F6"),
    "status": (lambda b: b.put("Nguồn", "E14", "nhận"), "value", "Nguồn", "E14"),
    "formula elsewhere": (
        lambda b: b.put_formula("Bảng điểm", "D13", "'Số liệu'!$G$24+'Số liệu'!$G$28"), "formula", "Bảng điểm", "D13",
    ),
    "formula to another workbook": (
        lambda b: b.put_formula("Bảng điểm", "D13", "[1]Sheet1!$A$1"), "formula", "Bảng điểm", "D13",
    ),
    "target in a formula": (
        lambda b: b.put_formula("Bảng điểm", "H13", 'IF(COUNT(D13,E13)=2,IF(E13>0,IF(I13>=0,"✓ Đạt","✗ Chưa đạt"),""),"")'),
        "formula", "Bảng điểm", "H13",
    ),
    "number shown as a text": (lambda b: b.show_as("Bảng điểm", "F13", '"100%"'), "shown_otherwise", "Bảng điểm", "F13"),
    "number shown rounded": (lambda b: b.show_as("Bảng điểm", "F14", "0%"), "shown_otherwise", "Bảng điểm", "F14"),
    "number not shown": (lambda b: b.show_as("Số liệu", "G24", ";;;"), "shown_otherwise", "Số liệu", "G24"),
    "verdict shown as another": (
        lambda b: b.show_as("Bảng điểm", "H13", 'General;General;General;"✓ Đạt"'), "shown_otherwise", "Bảng điểm", "H13",
    ),
    "conditional number format": (
        lambda b: b.show_conditionally("Bảng điểm", "F13:F13", '"100%"'), "shown_otherwise", "Bảng điểm", "F13",
    ),
    "number beside the table": (lambda b: b.type_into_blank("Bảng điểm", "M13", 5), "added", "Bảng điểm", "M13"),
    "text between titles": (lambda b: b.type_into_blank("Bảng điểm", "K5", "đã duyệt"), "added", "Bảng điểm", "K5"),
    "sheet out of sight": (lambda b: b.hide_sheet("Phát hiện"), "hidden", "Phát hiện", ""),
}  # fmt: skip
ON_THE_YEAR: dict[str, tuple[Deed, str, str, str]] = {
    "result typed over, wrong": (lambda b: b.put("Chi tiết", "D11", 1001), "typed_over+value", "Chi tiết", "D11"),
    "result typed over, right": (lambda b: b.put("Chi tiết", "D11", 990), "typed_over", "Chi tiết", "D11"),
    "verdict": (lambda b: b.put("Chi tiết", "H11", "✓ Đạt"), "typed_over+value", "Chi tiết", "H11"),
    "headroom": (lambda b: b.put("Chi tiết", "K11", 0, keep_formula=True), "value", "Chi tiết", "K11"),
    "word of headroom": (lambda b: b.put("Chi tiết", "J11", "còn dư"), "typed_over+value", "Chi tiết", "J11"),
    "period of a line": (lambda b: b.put("Chi tiết", "C11", "Quý II"), "value", "Chi tiết", "C11"),
    "threshold": (lambda b: b.put("Chi tiết", "G11", "≥ 99%"), "value", "Chi tiết", "G11"),
    "value on the board": (lambda b: b.put("Bảng điểm", "D13", 0.995, keep_formula=True), "value", "Bảng điểm", "D13"),
    "sign on the board": (lambda b: b.put("Bảng điểm", "E13", "✓", keep_formula=True), "value", "Bảng điểm", "E13"),
    "figure of a trend": (lambda b: b.put("Bảng điểm", "V13", 1, keep_formula=True), "value", "Bảng điểm", "V13"),
    "threshold of a chart": (lambda b: b.put("Bảng điểm", "Z13", 0.9), "value", "Bảng điểm", "Z13"),
    "count on the overview": (lambda b: b.put("Tổng hợp", "C17", 31, keep_formula=True), "value", "Tổng hợp", "C17"),
    "count typed over": (lambda b: b.put("Tổng hợp", "K11", 6), "typed_over", "Tổng hợp", "K11"),
    "listed value": (lambda b: b.put("Tổng hợp", "C21", 1, keep_formula=True), "value", "Tổng hợp", "C21"),
    "returns received": (lambda b: b.put("Tổng hợp", "P12", "5/5"), "value", "Tổng hợp", "P12"),
    "provisional": (lambda b: b.put("Tổng hợp", "A7", ""), "value", "Tổng hợp", "A7"),
    "returns not handed in": (lambda b: b.put("Tiến độ nộp", "K9", 0), "value", "Tiến độ nộp", "K9"),
    "day of submission": (lambda b: b.put("Tiến độ nộp", "C5", "✓ Đúng hạn"), "value", "Tiến độ nộp", "C5"),
    "reading": (lambda b: b.put("Cách đọc", "C5", "Tùy ý."), "value", "Cách đọc", "C5"),
    "figure": (lambda b: b.put("Số liệu", "G24", 753), "value", "Số liệu", "G24"),
    "plan that is named": (lambda b: b.put("Nguồn", "A2", "cchc-kpi"), "value", "Nguồn", "A2"),
}  # fmt: skip
CASES = [
    pytest.param(kind, *case, id=f"{kind}: {name}")
    for kind, cases in ((QUARTER, ON_THE_QUARTER), (YEAR, ON_THE_YEAR))
    for name, case in cases.items()
]


@pytest.mark.parametrize(("kind", "deed", "reasons", "sheet", "cell"), CASES)
def test_a_tampering_is_told_by_cell_and_reason(
    cards: Cards, tmp_path: Path, kind: str, deed: Deed, reasons: str, sheet: str, cell: str
) -> None:
    """One thing is done; that one thing is told, and nothing else."""
    judgement = tampering(cards, kind, tmp_path, deed)
    assert [("altered", reasons, sheet, cell)] == [told(d) for d in judgement.differences]


def test_what_stands_there_and_what_ought_to_are_told(cards: Cards, tmp_path: Path) -> None:
    """With the line and the heading of the cell."""
    [difference] = tampering(cards, YEAR, tmp_path, lambda b: b.put("Chi tiết", "D11", 1001)).differences
    assert difference.found is not None
    assert difference.expected is not None
    assert (1001.0, 990.0) == (difference.found.number, difference.expected.number)
    name = "2. Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn, Quý I"
    assert (name, "Tử số") == difference.label


@pytest.mark.parametrize(
    ("deed", "cells"),
    [
        (lambda b: b.hide_row("Bảng điểm", 13), {"A13", "D13", "H13", "J13"}),
        (lambda b: b.hide_column("Bảng điểm", 8), {"H13", "H14"}),
        (lambda b: b.merge("Bảng điểm", "C13:D13"), {"D13"}),
    ],
)
def test_what_is_hidden_is_told(cards: Cards, tmp_path: Path, deed: Deed, cells: set[str]) -> None:
    """A row, a column, what a merged area covers: the numbers are right, and nobody sees them."""
    differences = tampering(cards, QUARTER, tmp_path, deed).differences
    assert {("altered", "hidden", "Bảng điểm")} == {told(d)[:3] for d in differences}
    assert cells <= {d.cells for d in differences}


def test_a_table_may_be_filtered_by_its_readers(cards: Cards, tmp_path: Path) -> None:
    """The filter that the program put there is used: said, and no fault; a row hidden otherwise is one."""
    filtered = tampering(cards, QUARTER, tmp_path, lambda b: b.filter_out("Số liệu", 24))
    assert ((), ("Số liệu",)) == (filtered.differences, filtered.filtered)
    hidden = tampering(cards, QUARTER, tmp_path, lambda b: b.hide_row("Số liệu", 24))
    assert {"hidden"} == {told(d)[1] for d in hidden.differences}


def test_number_day_and_signatures_are_the_offices_to_fill(cards: Cards, tmp_path: Path) -> None:
    """What is typed there is kept and not judged; a formula or a number there is."""

    def fill(book: Tampered) -> None:
        book.put("Bảng điểm", "G57", "Lộc Bình, ngày 20 tháng 3 năm 2026")
        book.type_into_blank("Bảng điểm", "L2", "Số: 12/BC-UBND")

    filled = tampering(cards, QUARTER, tmp_path, fill)
    assert ((), ["L2", "G57"]) == (filled.differences, sorted((f.cell for f in filled.filled), reverse=True))
    number = tampering(cards, QUARTER, tmp_path, lambda b: b.put("Bảng điểm", "G57", 31))
    assert [("altered", "value", "Bảng điểm", "G57")] == [told(d) for d in number.differences]


@KINDS
def test_without_stored_results_nothing_stands_and_nothing_falls(
    cards: Cards, tmp_path: Path, kind: str
) -> None:
    """The formulas are right; figures and texts stand; the results are said to be missing, as many as there are."""
    bare = tampering(cards, kind, tmp_path, lambda b: b.drop_cached_values())
    whole = judged(cards.books[kind], cards, kind)
    assert () == bare.differences
    assert 100 < bare.count(Answer.UNCALCULATED)
    assert whole.count(Answer.STANDS) == bare.count(Answer.STANDS) + bare.count(Answer.UNCALCULATED)


def test_a_formula_altered_is_told_without_stored_results_too(cards: Cards, tmp_path: Path) -> None:
    """What cannot be compared by value is compared by formula."""

    def deed(book: Tampered) -> None:
        book.drop_cached_values()
        book.put_formula("Bảng điểm", "D13", "1001")

    differences = tampering(cards, QUARTER, tmp_path, deed).differences
    assert [("altered", "formula", "Bảng điểm", "D13")] == [told(d) for d in differences]


def test_a_defined_name_changes_nothing_that_is_not_told(cards: Cards, tmp_path: Path) -> None:
    """A name beside the formulas is harmless; a formula that uses it is another formula."""

    def define(book: Tampered) -> None:
        book.define_name("SUMS", "'Số liệu'!$G$24")

    def use(book: Tampered) -> None:
        define(book)
        book.put_formula("Bảng điểm", "D13", "SUMS+248")

    assert () == tampering(cards, QUARTER, tmp_path, define).differences
    assert ["formula"] == [told(d)[1] for d in tampering(cards, QUARTER, tmp_path, use).differences]


@KINDS
def test_a_sheet_taken_out_or_put_in_is_told(cards: Cards, kind: str) -> None:
    """As one thing each; what stood on the missing sheet does not count as standing."""
    book = cards.books[kind]
    less = judged(tuple(sheet for sheet in book if sheet.name != "Nguồn"), cards, kind)
    assert [("altered", "gone", "Nguồn", "")] == [told(d) for d in less.differences]
    assert 0 < less.count(Answer.ALTERED, Sort.TEXT)
    more = judged((*book, book[0]._replace(name="Bản sao")), cards, kind)
    assert [("altered", "added", "Bản sao", "")] == [told(d) for d in more.differences]


@KINDS
def test_the_order_of_sheets_says_nothing(cards: Cards, kind: str) -> None:
    """A sheet moved to the front is the same sheet."""
    assert () == judged(cards.books[kind][::-1], cards, kind).differences


def numbers_of(cards: Cards) -> list[tuple[str, str, Position]]:
    """Every cell that holds a number: kind, sheet, place."""
    return [
        (kind, sheet.name, place)
        for kind, book in cards.books.items()
        for sheet in book
        for place, cell in sheet.cells.items()
        if cell.kind is Kind.NUMBER
    ]


def with_cell(book: WrittenBook, name: str, place: Position, cell: WrittenCell) -> WrittenBook:
    """A workbook with another cell in one place."""
    return tuple(
        sheet._replace(cells={**sheet.cells, place: cell}) if sheet.name == name else sheet for sheet in book
    )


@given(
    st.data(),
    st.one_of(st.integers(-3, 3).filter(bool), st.sampled_from([0.01, -0.5, 1e-6, 1_000_000, float("inf")])),
    st.booleans(),
)
def test_any_number_altered_anywhere_is_found(
    cards: Cards, data: st.DataObject, by: float, typed: bool
) -> None:
    """Whichever number of whichever sheet, by however little, typed over its formula or stored beside it."""
    places = numbers_of(cards)
    assert 3_000 < len(places)
    kind, name, place = data.draw(st.sampled_from(places))
    cell = next(sheet for sheet in cards.books[kind] if sheet.name == name).cells[place]
    assert cell.number is not None
    altered = cell._replace(number=cell.number + by, text=repr(cell.number + by))
    if typed:
        altered = altered._replace(formula="")
    [difference] = judged(with_cell(cards.books[kind], name, place, altered), cards, kind).differences
    assert (Answer.ALTERED, name, altered) == (difference.answer, difference.sheet, difference.found)
    assert "value" in {reason.value for reason in difference.reasons}


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory, loaded: LoadedPlan) -> WrittenBook:
    """The workbook of the year after a return was changed: 753 dossiers where there were 742."""
    folder = tmp_path_factory.mktemp("later")
    shutil.copytree(EXAMPLES, folder / "nop", ignore=shutil.ignore_patterns("*.py", "*.yaml"))
    with opened(folder / "nop/2026-Q1/ttpvhcc-2026-Q1.xlsx") as form:
        form.at("TT.04").value = 753
    return read_book(write_card(folder / "later.xlsx", YEAR, loaded, [folder / "nop"]))


@given(st.data())
def test_any_number_altered_is_told_from_what_changed_with_the_returns(
    cards: Cards, later: WrittenBook, data: st.DataObject
) -> None:
    """While a return has changed too: the altered number is told as altered, all others that differ as changed."""
    then = cards.books[YEAR]
    places = [(name, place) for kind, name, place in numbers_of(cards) if kind == YEAR]
    name, place = data.draw(st.sampled_from(places))
    cell = next(sheet for sheet in then if sheet.name == name).cells[place]
    assert cell.number is not None
    altered = cell._replace(number=cell.number + 1, text=repr(cell.number + 1))
    office = frozenset({"Trung tâm Phục vụ hành chính công"})
    references = References(later, then, lambda: then, office, is_annual=True)
    differences = judge(with_cell(then, name, place, altered), references).differences
    # How an office handed in is known from the return alone: of a changed one nobody can say more.
    is_known_no_more = name == "Tiến độ nộp" and place[0] == 7
    [found] = [d for d in differences if d.found == altered]
    assert (Answer.RETURNS_CHANGED if is_known_no_more else Answer.ALTERED) == found.answer
    assert {Answer.RETURNS_CHANGED} == {d.answer for d in differences if d is not found}
