"""An explanation as it is read: sentences by hand, and the whole page held against its figures, cells and width."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from rich.cells import cell_len
from rich.console import Console

from cchc_kpi import pipeline
from cchc_kpi.findings import Lang
from cchc_kpi.numerals import number_text
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Milestone, Operator, Plan
from cchc_kpi.plan.naming import find_indicator, numbered_indicators
from cchc_kpi.render.explanation_text import show_explanation
from cchc_kpi.render.explanation_words import crossed_line
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.explanation import Comparison, Explanation, explain
from cchc_kpi.scoring.scorecard import Scorecard, score_returns
from forms_for_tests import made_return, quarter, sound_return

ROOT = Path(__file__).parents[2]
PERIODS = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-H1", "2026")


def page_of(explanation: Explanation, width: int = 120, lang: Lang = "vi", *, colour: bool = False) -> str:
    """The page in a terminal so many columns wide."""
    stream = io.StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        emoji=False,
        markup=False,
    )
    show_explanation(explanation, console, lang)
    return stream.getvalue()


def scored(plan: Plan, indicator: str, period: str, *returns: Return) -> Explanation:
    """An indicator's explanation from these returns."""
    found = find_indicator(plan, indicator)
    assert found is not None
    return explain(score_returns(plan, "sha", quarter(period), returns), found)


def lines_of(explanation: Explanation, lang: Lang = "vi") -> list[str]:
    """The page's lines, trimmed, in a terminal wide enough to break few of them."""
    return [line.strip() for line in page_of(explanation, 130, lang).splitlines()]


@pytest.fixture(scope="module")
def cards(loaded: LoadedPlan, plan: Plan) -> dict[str, Scorecard]:
    """The example's scorecards by period."""
    batch = pipeline.read_batch([str(ROOT / "examples")], plan)
    found = {}
    for period in PERIODS:
        card = pipeline.score(batch, loaded, plan, quarter(period))
        assert card is not None
        found[period] = card
    return found


def all_of(cards: dict[str, Scorecard]) -> Iterator[Explanation]:
    """Every indicator in every period of the example."""
    for card in cards.values():
        for chosen in numbered_indicators(card.plan):
            yield explain(card, chosen)


def spoken(plan: Plan, **changes: int | str | None) -> Explanation:
    """Satisfaction with procedures (95% or more), of these answers."""
    figures: dict[str, int | str | None] = {
        "survey_procedures_satisfied": 95,
        "survey_procedures_answers": 100,
    }
    return scored(plan, "3", "2026-Q1", made_return(plan, "ttpvhcc", "2026-Q1", figures | changes))


@pytest.mark.parametrize(
    ("operator", "holds", "expected"),
    [
        (">", True, "1.000 × 100 = 100.000 lớn hơn 1.000 × 99,5 = 99.500"),
        (">", False, "1.000 × 100 = 100.000 không lớn hơn 1.000 × 99,5 = 99.500"),
        (">=", True, "1.000 × 100 = 100.000 không nhỏ hơn 1.000 × 99,5 = 99.500"),
        (">=", False, "1.000 × 100 = 100.000 nhỏ hơn 1.000 × 99,5 = 99.500"),
        ("=", True, "1.000 × 100 = 100.000 bằng 1.000 × 99,5 = 99.500"),
        ("=", False, "1.000 × 100 = 100.000 khác 1.000 × 99,5 = 99.500"),
        ("<=", True, "1.000 × 100 = 100.000 không lớn hơn 1.000 × 99,5 = 99.500"),
        ("<=", False, "1.000 × 100 = 100.000 lớn hơn 1.000 × 99,5 = 99.500"),
        ("<", True, "1.000 × 100 = 100.000 nhỏ hơn 1.000 × 99,5 = 99.500"),
        ("<", False, "1.000 × 100 = 100.000 không nhỏ hơn 1.000 × 99,5 = 99.500"),
    ],
)
def test_each_operator_is_said_as_it_decides(operator: Operator, holds: bool, expected: str) -> None:
    """What holds is said in the plan's strictness, what fails as its contrary."""
    target = Milestone(operator=operator, value="99,5%", wording="99,5%", year=2030)  # type: ignore[arg-type]
    found = Comparison(target, Fraction(1000), Fraction(1000), 1, holds)
    assert expected == crossed_line(found, "vi")


def test_the_comparison_is_written_to_the_last_decimal(plan: Plan) -> None:
    """Amounts of six decimals times a percentage with one: all seven decimals stand there."""
    target = plan.indicators[1].target.model_copy(update={"value": Fraction(995, 1000)})
    found = Comparison(target, Fraction("0.000001"), Fraction("0.000001"), 1, holds=True)
    assert "0,000001 × 100 = 0,0001 lớn hơn 0,000001 × 99,5 = 0,0000995" == crossed_line(found, "vi")


def test_a_result_on_the_line_reads_from_the_sum_to_the_verdict(plan: Plan) -> None:
    """600 + 390 of 1000 is exactly 99%, which is not above 99%; one more would do."""
    page = lines_of(scored(plan, "2", "2026-Q1", sound_return(plan, "ttpvhcc", "2026-Q1")))
    start = page.index("PHÉP TÍNH")
    assert [
        "PHÉP TÍNH",
        "Tử số = 600 + 390 = 990",
        "Mẫu số = 600 + 390 + 10 = 1.000",
        "",
        "SO VỚI MỤC TIÊU",
        'Kết quả: 990 / 1.000 = 99%; mục tiêu "trên 99%" (> 99%).',
        "990 × 100 = 99.000 không lớn hơn 1.000 × 99 = 99.000",
        "✗ Chưa đạt: đúng bằng 99%, chưa trên 99%",
        "",
        "KHOẢNG CÁCH ĐẾN MỤC TIÊU",
        "Cần thêm 1 hồ sơ trong số 1.000 để đạt.",
        "Cả năm: vẫn có thể đạt, cần thêm ít nhất 1 hồ sơ, đều đạt yêu cầu.",
    ] == page[start : start + 12]


def test_the_page_opens_with_what_is_explained(plan: Plan) -> None:
    """Name and number, area, id, the days of the period, the clause with the plan's words, the reading chosen."""
    page = lines_of(scored(plan, "2", "2026-Q1", sound_return(plan, "ttpvhcc", "2026-Q1")))
    assert [
        "GIẢI TRÌNH CHỈ TIÊU 2: Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn",
        "Lĩnh vực: Cải cách thủ tục hành chính. Mã chỉ tiêu: dossiers_on_time.",
        "Kỳ: Quý I/2026, từ 15/12/2025 đến 14/03/2026. Xã Lộc Bình.",
        "",
        "KẾ HOẠCH YÊU CẦU",
        'Điều khoản II.2.2: phải lớn hơn 99%, hạn năm 2030; kế hoạch ghi "trên 99%".',
        "Chịu trách nhiệm: Trung tâm Phục vụ hành chính công.",
        "Cách hiểu: Hồ sơ đang giải quyết quá hạn (TT.08) không nằm trong công thức; xem kèm khi đánh giá.",
    ] == page[:8]


def test_a_rounded_value_is_said_to_be_rounded(plan: Plan) -> None:
    """2 of 3 is about 66.67%, 95 of 100 exactly 95%."""
    rounded = spoken(plan, survey_procedures_satisfied=2, survey_procedures_answers=3)
    assert 'Kết quả: 2 / 3 ≈ 66,67%; mục tiêu "95% trở lên" (≥ 95%).' in lines_of(rounded)
    assert 'Kết quả: 95 / 100 = 95%; mục tiêu "95% trở lên" (≥ 95%).' in lines_of(spoken(plan))


@pytest.mark.parametrize(
    ("satisfied", "answers", "expected"),
    [
        ("KPS", "KPS", ["Tử số và mẫu số đều bằng 0: kỳ này không có việc nào để tính, không phải 0% hay 100%.", "– Không phát sinh"]),
        (None, 100, ["Mới có 1/2 số liệu; còn thiếu thì không tính, không coi là 0.", "? Thiếu số liệu"]),
        (95, 100, ["95 × 100 = 9.500 không nhỏ hơn 100 × 95 = 9.500", "✓ Đạt: 95%"]),
        (94, 100, ["94 × 100 = 9.400 nhỏ hơn 100 × 95 = 9.500", "✗ Chưa đạt: 94%"]),
    ],
)  # fmt: skip
def test_each_verdict_is_said_with_its_reason(
    plan: Plan, satisfied: int | str | None, answers: int | str, expected: list[str]
) -> None:
    """The line before the verdict says why it is that verdict."""
    page = lines_of(spoken(plan, survey_procedures_satisfied=satisfied, survey_procedures_answers=answers))
    at = page.index(expected[-1])
    assert expected == page[at - 1 : at + 1]


def test_a_denominator_that_cannot_divide_is_explained(plan: Plan) -> None:
    """5 of 0: no value, the figures must be wrong, and C08 stands below."""
    page = " ".join(lines_of(spoken(plan, survey_procedures_satisfied=5, survey_procedures_answers=0)))
    assert "nên không chia được: có số liệu sai, cần xem lại. ? Thiếu số liệu" in page
    assert "CẢNH BÁO C08" in page


def test_a_yearly_indicator_says_when_it_is_due(plan: Plan) -> None:
    """In a quarter there are no figures and no sums; the page says how to see the year."""
    page = lines_of(scored(plan, "coverage_5g", "2026-Q1"))
    assert "… Chưa đến kỳ" in page
    assert "Xem cả năm bằng --period 2026." in " ".join(page)
    assert not {"SỐ LIỆU ĐƯA VÀO", "PHÉP TÍNH", "KHOẢNG CÁCH ĐẾN MỤC TIÊU"} & set(page)


def test_a_baseline_of_nothing_is_explained(plan: Plan) -> None:
    """210 - 40 - 170 = 0 posts in 2025: nothing to reduce."""
    returns = (
        sound_return(plan, "vhxh", "2026-Q4"),
        sound_return(plan, "vhxh", None, public_service_quota=210),
    )
    page = lines_of(scored(plan, "15", "2026", *returns))
    assert "Số gốc = 210 - 40 - 170 = 0" in page
    assert "Số gốc không lớn hơn 0 nên không có gì để so mức giảm; chỉ tiêu coi như không phát sinh." in page


def test_a_mean_is_written_out_and_marked_where_it_is_rounded(plan: Plan) -> None:
    """837.5 / 3 ends in no decimals: "≈"; compared are whole numbers, times 15."""
    before = {f"direct_spending/{year}": "300" for year in range(2021, 2026)}
    returns = [made_return(plan, "kt", None, before)]
    for year, spent in ((2026, "280"), (2027, "279"), (2028, "278.5")):
        returns.append(made_return(plan, "kt", f"{year}-Q4", {"direct_spending": spent}))
    page = lines_of(scored(plan, "direct_spending_cut", "2028", *returns))
    start = page.index("PHÉP TÍNH")
    assert [
        "Bình quân các năm gốc = (300 + 300 + 300 + 300 + 300) / 5 = 1.500 / 5 = 300",
        "Bình quân các năm được chấm = (280 + 279 + 278,5) / 3 = 837,5 / 3 ≈ 279,17",
        "Mức giảm ≈ 300 - 279,17 ≈ 20,83",
        "",
        "SO VỚI MỤC TIÊU",
        "Để so chính xác, nhân cả hai số với 15 cho hết phần lẻ.",
        'Kết quả: 312,5 / 4.500 ≈ 6,94%; mục tiêu "giảm bình quân 7%" (≥ 7%).',
        "312,5 × 100 = 31.250 nhỏ hơn 4.500 × 7 = 31.500",
        "✗ Chưa đạt: 6,94%",
    ] == page[start + 1 : start + 10]


def test_missing_figures_are_question_marks_in_the_sum(plan: Plan) -> None:
    """A blank, an error and a return that is not there: "?" in the sum, the reason in the list."""
    staff: dict[str, int | str | None] = {"staff_trained_digital": 8, "staff_total": 10}
    returns = [
        made_return(plan, "vp", "2026-Q1", staff | {"staff_trained_digital": None}),
        made_return(plan, "kt", "2026-Q1", staff | {"staff_trained_digital": "error"}),
        made_return(plan, "vhxh", "2026-Q1", staff),
        made_return(plan, "ttpvhcc", "2026-Q1", staff),
    ]
    page = lines_of(scored(plan, "staff_trained_digital", "2026-Q1", *returns))
    assert "Tử số = ? + ? + 8 + 8 + ?: chưa tính được" in page
    for reason in ("? để trống", "? có lỗi 'error'", "? chưa có báo cáo"):
        assert any(line.startswith("2026-Q1") and reason in line for line in page)


def test_a_remark_stands_once_below_its_cell_and_steers_nothing(plan: Plan) -> None:
    """What the office wrote is shown; control characters of it do not reach the terminal."""
    given = sound_return(plan, "ttpvhcc", "2026-Q1")
    remarked = tuple(
        replace(one, remark="đã \x1b[31mrà soát\u202e") if one.measure == "dossiers_resolved_late" else one
        for one in given.observations
    )
    text = page_of(scored(plan, "2", "2026-Q1", replace(given, observations=remarked)))
    assert 1 == text.count("Ghi chú: đã \ufffd[31mrà soát\ufffd")
    assert not {"\x1b", "\u202e"} & set(text)


def test_answers_read_as_words(plan: Plan) -> None:
    """A question answered Không counts 0 of 1."""
    given = made_return(plan, "vhxh", "2026-Q4", {"network_6g_deployed": 0})
    page = lines_of(scored(plan, "deployment_6g", "2026", given))
    assert any("Không (0)" in line for line in page)
    assert {"Số câu trả lời Có = 0", "0 × 100 = 0 khác 1 × 100 = 100", "✗ Chưa đạt: 0/1 có"} <= set(page)


def test_english_says_the_same(plan: Plan) -> None:
    """The sums and the comparison in English, with English numbers."""
    page = lines_of(scored(plan, "2", "2026-Q1", sound_return(plan, "ttpvhcc", "2026-Q1")), "en")
    assert {
        "Numerator = 600 + 390 = 990",
        "990 × 100 = 99,000 is not greater than 1,000 × 99 = 99,000",
        "✗ Not met: exactly 99%, which is not enough",
    } <= set(page)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_longer_than_the_terminal(cards: dict[str, Scorecard], width: int, lang: Lang) -> None:
    """Every indicator of the example in five periods: no line too long, none ends in blanks."""
    lines = [line for page in all_of(cards) for line in page_of(page, width, lang).splitlines()]
    assert 0 < max(map(cell_len, lines)) <= width
    assert [] == [line for line in lines if line != line.rstrip()]


def test_colour_adds_nothing_but_colour(cards: dict[str, Scorecard]) -> None:
    """Without its colour sequences the page is, letter for letter, that of a black-and-white terminal."""
    for page in all_of({"2026-Q3": cards["2026-Q3"]}):
        assert page_of(page) == re.sub(r"\x1b\[[0-9;]*m", "", page_of(page, colour=True))


def test_every_figure_stands_in_the_cell_named(cards: dict[str, Scorecard]) -> None:
    """Of the whole year and of each quarter: what is shown is what the workbook holds at file, sheet and cell."""
    books = {path.as_posix(): openpyxl.load_workbook(path) for path in ROOT.glob("examples/*/*.xlsx")}
    answers = {"Có": 1, "Không": 0, "KPS": 0}
    checked = 0
    for page in all_of(cards):
        text = re.sub(r"\s+", "", page_of(page))
        for entry in page.figures:
            if entry.value is None or entry.observation is None:
                continue
            source = entry.observation.provenance
            held = books[(ROOT / source.file).as_posix()][source.sheet][source.cell].value
            assert entry.value == (answers[held] if isinstance(held, str) else Fraction(str(held)))
            assert f"ô{source.cell},sheet'{source.sheet}',".replace(" ", "") in text
            if page.plan.measure_by_id[entry.measure].type != "yes_no" and held != "KPS":
                assert number_text(entry.value) in text
            checked += 1
    assert checked > 500


def test_every_sum_on_the_page_adds_up(cards: dict[str, Scorecard]) -> None:
    """Each "a + b - c = d" is added up again here, from the page's own text."""
    checked = 0
    for page in all_of(cards):
        for line in lines_of(page):
            match = re.fullmatch(r"[^=≈]+ = ([\d., +-]+) = ([\d.,]+)", line)
            if match:
                terms, total = (part.replace(".", "").replace(",", ".") for part in match.groups())
                signed = re.findall(r"([+-]?)\s*([\d.]+)", terms)
                assert Fraction(total) == sum(Fraction(sign + number) for sign, number in signed)
                checked += 1
    assert checked > 50
