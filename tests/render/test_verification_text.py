"""A verification on the screen: what each way to differ is called, at two widths and in two languages."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from cchc_kpi import verification
from cchc_kpi.findings import Lang
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.verification_text import show_verification
from cchc_kpi.render.verification_words import pair_text
from cchc_kpi.returns.workbook import Kind
from cchc_kpi.returns.written import WrittenCell
from cchc_kpi.verifying.answers import Answer, Fate, ReturnChange, Verification
from program import EXAMPLES
from scorecards_for_tests import Cards, Tampered, tampered


@pytest.fixture
def verified(cards: Cards, loaded: LoadedPlan, plan: Plan, tmp_path: Path) -> Callable[..., Verification]:
    """Do something to a scorecard of the example, and verify it."""

    def verify(kind: str, *deeds: Callable[[Tampered], None]) -> Verification:
        with tampered(cards.files[kind], tmp_path / "x.xlsx") as book:
            for deed in deeds:
                deed(book)
        held = verification.open_scorecard(tmp_path / "x.xlsx", plan)
        assert not isinstance(held, verification.Unverifiable)
        outcome = verification.verify(held, [str(EXAMPLES)], loaded, plan)
        assert not isinstance(outcome, verification.Unverifiable)
        return outcome

    return verify


def page(outcome: Verification, width: int = 100, lang: Lang = "vi") -> str:
    """What is printed."""
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False, emoji=False, markup=False, no_color=True)
    show_verification(outcome, "bang-diem.xlsx", console, lang)
    return stream.getvalue()


def in_one_line(text: str) -> str:
    """A page without its line breaks."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda b: b.put("Bảng điểm", "D13", 991), "D13 Tử số: trong bảng 991, đúng ra 990; gõ đè lên công thức"),
        (lambda b: b.put("Bảng điểm", "D13", 990), "D13 Tử số: gõ đè lên công thức, dù giá trị vẫn đúng"),
        (lambda b: b.put("Bảng điểm", "F13", 0.99001, keep_formula=True), "F13 Kết quả: trong bảng 99,001%, đúng ra 99%"),
        (lambda b: b.put("Bảng điểm", "D13", ""), "D13 Tử số: trong bảng để trống, đúng ra 990; công thức đã bị xóa"),
        (lambda b: b.put("Số liệu", "G24", "742"), "trong bảng '742', đúng ra 742; con số đã thành chữ"),
        (lambda b: b.put("Nguồn", "F6", "sai"), "F6 SHA-256: trong bảng 'sai', đúng ra '93a94a094733…'"),
        (
            lambda b: b.put_formula("Bảng điểm", "D13", "[1]Sheet1!A1"),
            "D13 Tử số: công thức =[1]Sheet1!A1, đúng ra =IF(COUNTIF('Số liệu'!$G$24,\">=0\")+COUNTIF('Số liệu'!$G$28,\"…, dù giá",
        ),
        (lambda b: b.show_as("Bảng điểm", "F13", '"100%"'), 'giá trị 99% hiện theo định dạng "100%", đúng ra 0%'),
        (
            lambda b: b.show_conditionally("Bảng điểm", "F10:F46", '"100%"'),
            "Bảng điểm: 22 ô có định dạng có điều kiện làm hiện khác con số: F11, F13:F16, F18:F25, F32:F35, F42:F46",
        ),
        (lambda b: b.hide_row("Bảng điểm", 13), "Bảng điểm: 10 ô bị ẩn: dòng 13"),
        (lambda b: b.hide_sheet("Nguồn"), "Nguồn: cả trang bị ẩn"),
        (lambda b: b.type_into_blank("Bảng điểm", "M13", 5), "M13: thêm vào: 5"),
    ],
)  # fmt: skip
def test_each_way_to_differ_has_its_words(
    verified: Callable[..., Verification], deed: Callable[[Tampered], None], words: str
) -> None:
    """Where, what stands there, what ought to, and what was done."""
    assert words in in_one_line(page(verified("2026-Q1", deed)))


def test_a_long_text_is_told_from_where_it_differs(verified: Callable[..., Verification]) -> None:
    """Of a long paragraph what is about the difference, with a little before it."""
    outcome = verified(
        "year",
        lambda b: b.put("Cách đọc", "C4", "Kết quả đáp ứng mục tiêu, so bằng số đã làm tròn cho đẹp hơn."),
    )
    told = "trong bảng '…tiêu, so bằng số đã làm tròn cho đẹp hơn.', đúng ra '…tiêu, so bằng số chính xác.'"
    assert told in in_one_line(page(outcome))


def test_what_only_repeats_a_result_is_listed_once(verified: Callable[..., Verification]) -> None:
    """Cells of the board that changed with a return, their formulas as they were: in one line together."""
    outcome = verified(
        "year",
        lambda b: b.put("Bảng điểm", "D13", 0.98, keep_formula=True),
        lambda b: b.put("Bảng điểm", "D14", 0.98, keep_formula=True),
    )
    changed = tuple(d._replace(answer=Answer.RETURNS_CHANGED) for d in outcome.judgement.differences)
    change = ReturnChange("nop/kt.xlsx", Fate.CHANGED, "a" * 64, "b" * 64)
    judgement = outcome.judgement._replace(differences=changed)
    text = in_one_line(page(outcome._replace(judgement=judgement, returns=(change,))))
    assert "nop/kt.xlsx: tệp đã khác (SHA-256 aaaaaaaaaaaa… → bbbbbbbbbbbb…)" in text
    assert "Bảng điểm: 2 ô nhắc lại các kết quả đó: D13:D14" in text


def test_returns_that_change_nothing_are_named_all_the_same(verified: Callable[..., Verification]) -> None:
    """The workbook stands; a return has come since."""
    change = ReturnChange("nop/kt.xlsx", Fate.ARRIVED, None, "b" * 64)
    text = page(verified("2026-Q1")._replace(returns=(change,)))
    assert "✓ ĐỨNG VỮNG" in text
    assert "nop/kt.xlsx: mới có, khi lập bảng chưa có" in in_one_line(text)


def test_plan_program_macros_filters_and_signatures_are_said_once(
    verified: Callable[..., Verification],
) -> None:
    """What is no number: each in a line of its own."""
    outcome = verified(
        "2026-Q1",
        lambda b: b.filter_out("Số liệu", 24),
        lambda b: b.put("Bảng điểm", "G57", "Ngày 20 tháng 3 năm 2026"),
    )
    text = in_one_line(page(outcome._replace(plan_sha256="c" * 64, version="9.9.9", has_macros=True)))
    for words in (
        "nay là cccccccccccc…",
        "nay là 9.9.9.",
        "Tệp có macro",
        "Đang lọc nên có dòng không hiện: Số liệu",
        "Cơ quan tự ghi, không xét: Bảng điểm G57 'Ngày 20 tháng 3 năm 2026'",
    ):
        assert 1 == text.count(words), words


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_line_is_wider_than_the_screen(
    verified: Callable[..., Verification], width: int, lang: Lang
) -> None:
    """At 80 columns and at 120, in both languages, without blanks at the ends of lines."""
    outcome = verified("year", lambda b: b.put("Chi tiết", "D11", 991), lambda b: b.hide_row("Bảng điểm", 13))
    lines = page(outcome, width, lang).splitlines()
    assert width >= max(map(len, lines))
    assert lines == [line.rstrip() for line in lines]


def number(value: float, shown_as: str = "General") -> WrittenCell:
    """A cell that holds a number."""
    return WrittenCell(Kind.NUMBER, repr(value), value, "", shown_as)


@pytest.mark.parametrize(
    ("found", "expected", "words"),
    [
        (number(1001.0), number(990.0), ("1.001", "990")),
        (number(0.991754), number(0.991795, "0.00%"), ("99,1754%", "99,1795%")),
        (number(2 / 3), number(0.5, "0%"), ("66,67%", "50%")),
        (number(1 / 3), number(0.33333, "0.00%"), ("33,333333…%", "33,333%")),
        (number(0.0), None, ("0", "để trống")),
        (WrittenCell(Kind.TEXT, "x"), number(5.0), ("'x'", "5")),
        (number(float("inf")), number(5.0), ("inf", "5")),
    ],
)
def test_two_contents_are_told_apart(
    found: WrittenCell, expected: WrittenCell | None, words: tuple[str, str]
) -> None:
    """Percentages as what is expected is one, with as many decimals as tell them apart."""
    told = pair_text(found, expected, "vi")
    assert told[0] != told[1]
    if "…" not in words[0]:
        assert words == told


def test_answers_are_all_counted(verified: Callable[..., Verification]) -> None:
    """What was altered, what follows, what changed and what is unclear: each with its number."""
    outcome = verified("2026-Q1", lambda b: b.put("Bảng điểm", "D13", 991))
    [altered] = outcome.judgement.differences
    unclear = altered._replace(answer=Answer.UNCLEAR, cells="D14")
    text = page(outcome._replace(judgement=outcome.judgement._replace(differences=(altered, unclear))))
    assert "bị sửa trong bảng: 1; báo cáo đã đổi: 0; không rõ vì sao: 1." in in_one_line(text)
    assert "KHÁC, KHÔNG RÕ VÌ SAO (trong bảng → nay): 1" in text
