"""A comparison as it is read: sentences by hand, and the whole page held against its figures and width."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from cchc_kpi import pipeline
from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Plan
from cchc_kpi.render.comparison_text import show_comparison
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.comparison import Basis, ScorecardChange, Side, compare_scorecards
from cchc_kpi.scoring.scorecard import score_returns
from forms_for_tests import made_return, plan_with, quarter, sound_return

ROOT = Path(__file__).parents[2]
PAIRS = [("2026-Q1", "2026-Q2"), ("2026-Q2", "2026-Q3"), ("2026-Q3", "2026-Q2"), ("2026-H1", "2026")]
Cells = Mapping[str, int | str | None]
SIXTY = '{operator: ">=", value: 60%, wording: từ 60% trở lên, year: 2030}'
MILESTONE = '\n    milestones: [{operator: ">=", value: 50%, wording: tối thiểu 50%, year: 2026}]'


def page_of(change: ScorecardChange, width: int = 130, lang: Lang = "vi", *, colour: bool = False) -> str:
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
    show_comparison(change, console, lang)
    return stream.getvalue()


def sets(plan: Plan, before: list[Return], after: list[Return], period: str = "2026-Q1") -> ScorecardChange:
    """Two sets of returns of one period, known as "nop-cu" and "nop"."""
    cards = (score_returns(plan, "sha", quarter(period), returns) for returns in (before, after))
    names = (("A", "nop-cu"), ("B", "nop"))
    sides = (Side(label, Phrase(n, n), card) for (label, n), card in zip(names, cards, strict=True))
    return compare_scorecards(Basis.SETS, *sides)


def periods(plan: Plan, before: str, after: str, *returns: Return) -> ScorecardChange:
    """Two periods of the same returns."""
    sides = (Side(p, Phrase(p, p), score_returns(plan, "sha", quarter(p), returns)) for p in (before, after))
    return compare_scorecards(Basis.PERIODS, *sides)


def told(change: ScorecardChange, indicator: str, lang: Lang = "vi") -> list[str]:
    """What the page says of one indicator, line by line, without its name and number."""
    only = change._replace(movements=tuple(m for m in change.movements if m.indicator.id == indicator))
    lines = page_of(only, lang=lang).splitlines()
    start = next(n for n, line in enumerate(lines) if re.match(r" ?\d+\. ", line))
    return [line.strip() for line in lines[start + 1 : lines.index("", start)] if line.startswith("    ")]


def made(plan: Plan, before: Cells, after: Cells) -> ScorecardChange:
    """Two sets of one return of the service centre each."""
    return sets(plan, *([made_return(plan, "ttpvhcc", "2026-Q1", cells)] for cells in (before, after)))


def answers(satisfied: int | None, every: int | None) -> Cells:
    """The survey on procedures, 95% or more."""
    return {"survey_procedures_satisfied": satisfied, "survey_procedures_answers": every}


def staff(plan: Plan, **offices: tuple[int, int]) -> list[Return]:
    """Staff trained and staff in all, by office."""
    return [
        made_return(plan, office, "2026-Q1", {"staff_trained_digital": trained, "staff_total": total})
        for office, (trained, total) in offices.items()
    ]


@pytest.fixture(scope="module")
def changes(loaded: LoadedPlan, plan: Plan) -> list[ScorecardChange]:
    """Pairs of the example's periods."""
    batch = pipeline.read_batch([str(ROOT / "examples")], plan)
    return [pipeline.compare_periods(batch, loaded, plan, (quarter(a), quarter(b))) for a, b in PAIRS]


# --- Sentences ---


def test_a_ratio_of_one_office_is_told_by_its_counts(plan: Plan) -> None:
    """226 of 240 and 248 of 260: 94,17% and 95,38%, 22 more good ones of 20 more in all."""
    change = made(plan, answers(226, 240), answers(248, 260))
    assert [
        '✗ Chưa đạt → ✓ Đạt: 94,17% → 95,38%, tăng 1,22 điểm phần trăm; mục tiêu "95% trở lên".',
        (
            "Trung tâm Phục vụ hành chính công: đạt yêu cầu 226 → 248 phiếu (+22), "
            "tổng số 240 → 260 (+20), không đạt 14 → 12 (-2)."
        ),
    ] == told(change, "satisfaction_procedures")
    assert (
        '✗ Not met → ✓ Met: 94.17% → 95.38%, up 1.22 percentage points; target "95% trở lên".'
        == told(change, "satisfaction_procedures", "en")[0]
    )


def test_values_that_differ_are_never_shown_alike(plan: Plan) -> None:
    """98991 and 98992 of 100000 differ in the third decimal, which is then shown."""
    change = made(plan, answers(98991, 100000), answers(98992, 100000))
    assert told(change, "satisfaction_procedures")[0].startswith("✓ Đạt: 98,99% → 98,992%, tăng 0,001 điểm")


def test_a_value_on_the_edge_says_so(plan: Plan) -> None:
    """990 of 1000 is exactly 99%, which is not above 99%."""
    before = sound_return(plan, "ttpvhcc", "2026-Q1")
    after = sound_return(plan, "ttpvhcc", "2026-Q1", dossiers_resolved_late=9, dossiers_resolved_on_time=391)
    assert "A: đúng bằng 99%, chưa trên 99%." in told(sets(plan, [before], [after]), "dossiers_on_time")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            answers(None, 100),
            answers(95, 100),
            "A: để trống: Trung tâm Phục vụ hành chính công 2026-Q1 (TT.13); B: 95/100 (95%).",
        ),
        (answers(95, 100), answers(0, 0), "A: 95/100 (95%); B: 0/0, mẫu số bằng 0."),
        (answers(1, 0), answers(95, 100), "A: 1/0, mẫu số không lớn hơn 0; B: 95/100 (95%)."),
    ],
)
def test_where_a_side_has_no_value_each_is_told(plan: Plan, before: Cells, after: Cells, said: str) -> None:
    """What is missing by office, period and code, or why nothing can be divided."""
    assert [said] == told(made(plan, before, after), "satisfaction_procedures")[1:]


@pytest.mark.parametrize(
    ("now", "later", "said"),
    [
        (110, 110, "Chỉ vì mục tiêu đổi; tỷ lệ vẫn như cũ."),
        (110, 112, "Vì mục tiêu đổi; số liệu đổi mà mục tiêu như cũ thì kết quả vẫn như cũ."),
        (130, 90, "Vì số liệu đổi; riêng mục tiêu đổi thì kết quả vẫn như cũ."),
        (110, 90, "Riêng số liệu đổi, hay riêng mục tiêu đổi, cũng đủ làm đổi kết quả."),
        (130, 110, "Phải cả số liệu và mục tiêu cùng đổi thì kết quả mới đổi."),
    ],
)
def test_a_target_that_changed_is_told_with_its_part_in_the_move(now: int, later: int, said: str) -> None:
    """50% in 2026, 60% from 2027 on; of 200 payments."""
    plan = plan_with((f"target: {SIXTY}", f"target: {SIXTY}{MILESTONE}"))
    returns = [
        made_return(plan, "ttpvhcc", f"{year}-Q1", {"payments_total": 200, "payments_online": online})
        for year, online in ((2026, now), (2027, later))
    ]
    lines = told(periods(plan, "2026-Q1", "2027-Q1", *returns), "payments_online")
    assert said in lines
    if now == later:
        text = " ".join(lines)
        assert (
            '✓ Đạt → ✗ Chưa đạt: vẫn 55%. Mục tiêu "tối thiểu 50%" (2026) → "từ 60% trở lên" (2030), ' in text
        )
        assert "tăng 10 điểm phần trăm; so với mục tiêu: hơn 5 → kém 5 điểm phần trăm." in text


def test_a_reduction_is_told_by_amount_and_baseline(plan: Plan) -> None:
    """93 of 100 is a cut of 7%, 90 of 120 one of 25%: 2,75 points from the amount, 15,25 from the baseline."""

    def returns(now: str, base: str) -> list[Return]:
        return [
            sound_return(plan, "kt", "2026-Q4", direct_spending=now),
            sound_return(plan, "kt", None, direct_spending=base),
        ]

    both = " ".join(
        told(sets(plan, returns("93", "100"), returns("90", "120"), "2026"), "direct_spending_cut")
    )
    assert (
        "Phòng Kinh tế: bình quân các năm được chấm 93 → 90 triệu đồng (-3), bình quân các năm gốc 100 → 120 (+20); "
        "riêng bình quân các năm được chấm tăng 2,75, riêng bình quân các năm gốc tăng 15,25 điểm phần trăm."
    ) in both
    one = " ".join(
        told(sets(plan, returns("93", "100"), returns("90", "100"), "2026"), "direct_spending_cut")
    )
    assert one.endswith("được chấm 93 → 90 triệu đồng (-3), bình quân các năm gốc vẫn 100.")


def test_where_less_is_better_no_case_is_called_good() -> None:
    """With "at most 60%" 130 of 200 is what should not be, so numerator and denominator are named as such."""
    plan = plan_with(
        (f"target: {SIXTY}", 'target: {operator: "<=", value: 60%, wording: tối đa 60%, year: 2030}')
    )
    change = made(
        plan,
        {"payments_total": 200, "payments_online": 130},
        {"payments_total": 250, "payments_online": 125},
    )
    text = " ".join(told(change, "payments_online"))
    # 130/200 = 65% to 125/250 = 50%. -5 * (1/200 + 1/250) / 2 = -2,25 points; the rest of -15 is -12,75.
    assert "✗ Chưa đạt → ✓ Đạt: 65% → 50%, giảm 15 điểm phần trăm" in text
    assert "tử số 130 → 125 giao dịch (-5), mẫu số 200 → 250 (+50)" in text
    assert "riêng tử số giảm 2,25, riêng mẫu số giảm 12,75 điểm phần trăm." in text


def test_an_answer_that_changed_is_quoted(plan: Plan) -> None:
    """Question, code and office, and both answers."""
    before = sound_return(plan, "vhxh", "2026-Q1", party_committee_uses_unified_software=0)
    assert [
        '✗ Chưa đạt → ✓ Đạt: 1/2 có → 2/2 có; mục tiêu "thống nhất".',
        "Phòng Văn hóa - Xã hội: Đảng ủy xã sử dụng phần mềm quản trị điều hành thống nhất (CQ.12): Không → Có.",
    ] == told(sets(plan, [before], [sound_return(plan, "vhxh", "2026-Q1")]), "unified_software")


# --- Several offices ---


def test_the_office_that_accounts_for_most_is_named(plan: Plan) -> None:
    """8/10 + 5/10 become 9/10 + 10/30: -17,5 points, of which kt -10,42 - 3,65 = -14,06 (see test_decomposition)."""
    none = {"vhxh": (0, 0), "ttpvhcc": (0, 0), "dvci": (0, 0)}
    before, after = staff(plan, vp=(8, 10), kt=(5, 10), **none), staff(plan, vp=(9, 10), kt=(10, 30), **none)
    lines = told(sets(plan, before, after), "staff_trained_digital")
    assert [
        '✗ Chưa đạt: 65% → 47,5%, giảm 17,5 điểm phần trăm; mục tiêu "100%".',
        "Phần lớn do Phòng Kinh tế: 5/10 (50%) → 10/30 (33,33%), làm giảm 14,06 trong 17,5 điểm phần trăm.",
        "Cơ quan A B Tự đổi Cơ cấu",
        "Văn phòng HĐND và UBND 8/10 (80%) 9/10 (90%) +3,75 -7,19",
        "Phòng Kinh tế 5/10 (50%) 10/30 (33,33%) -10,42 -3,65",
        "Cộng 13/20 (65%) 19/40 (47,5%) -6,67 -10,83",
    ] == [" ".join(line.split()) for line in lines]


OTHERS = {"vhxh": (1, 1), "ttpvhcc": (1, 1), "dvci": (1, 1)}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # Of 13 staff, one trained more is 1/13 = 7,69 points.
        ({"vp": (4, 5), "kt": (3, 5)}, {"vp": (5, 5), "kt": (3, 5)}, "Do Văn phòng HĐND và UBND: 4/5 (80%) → 5/5 (100%), làm tăng 7,69 điểm phần trăm."),
        ({"vp": (2, 5), "kt": (3, 5)}, {"vp": (5, 5), "kt": (2, 5)}, "Do Văn phòng HĐND và UBND: 2/5 (40%) → 5/5 (100%), làm tăng 23,08 điểm phần trăm; các cơ quan khác bù lại 7,69."),
        ({"vp": (2, 5), "kt": (3, 5)}, {"vp": (4, 5), "kt": (4, 5)}, "Phần lớn do Văn phòng HĐND và UBND: 2/5 (40%) → 4/5 (80%), làm tăng 15,38 trong 23,08 điểm phần trăm."),
        ({"vp": (3, 5), "kt": (3, 5)}, {"vp": (4, 5), "kt": (4, 5)}, "Nhiều nhất do Văn phòng HĐND và UBND: 3/5 (60%) → 4/5 (80%), làm tăng 7,69 trong 15,38 điểm phần trăm."),
    ],
)  # fmt: skip
def test_how_much_is_one_offices_doing(
    plan: Plan, before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]], said: str
) -> None:
    """All of it, more than all of it, more than half, or no more than half."""
    change = sets(plan, staff(plan, **before, **OTHERS), staff(plan, **after, **OTHERS))
    assert said == told(change, "staff_trained_digital")[1]


def test_one_office_alone_needs_no_table_and_a_whole_that_stands_still_needs_no_sentence(plan: Plan) -> None:
    """A single office is told in the sentence; two that cancel out are told in the table."""
    alone = sets(
        plan, staff(plan, vp=(4, 5), **OTHERS, kt=(3, 5)), staff(plan, vp=(5, 5), **OTHERS, kt=(3, 5))
    )
    assert 2 == len(told(alone, "staff_trained_digital"))
    even = sets(
        plan, staff(plan, vp=(4, 5), kt=(3, 5), **OTHERS), staff(plan, vp=(3, 5), kt=(4, 5), **OTHERS)
    )
    lines = [" ".join(line.split()) for line in told(even, "staff_trained_digital")]
    assert "Cơ quan A B Tự đổi Cơ cấu" == lines[1]
    assert "Cộng 10/13 (76,92%) 10/13 (76,92%) · ·" == lines[-1]


def test_an_office_newly_reporting_has_a_column_of_its_own(plan: Plan) -> None:
    """4/5 without the fifth office, 13/15 with it: what is known is compared, and called no result.

    The newcomer brings 2/45 = 4,44 points (see test_comparison), the others' weight 1/45 = 2,22.
    """
    others = {"vp": (4, 5), "kt": (0, 0), "vhxh": (0, 0), "ttpvhcc": (0, 0)}
    lines = told(
        sets(plan, staff(plan, **others), staff(plan, **others, dvci=(9, 10))), "staff_trained_digital"
    )
    assert [
        '? Thiếu số liệu → ✗ Chưa đạt: mục tiêu "100%".',
        "A: chưa có báo cáo: Trung tâm Dịch vụ Công ích 2026-Q1; B: 13/15 (86,67%).",
        "Tính riêng các cơ quan đã có số liệu ở mỗi bên (để so, không phải kết quả): 4/5 (80%) → 13/15 (86,67%), tăng 6,67 điểm phần",
        "trăm.",
        "Cơ quan A B Tự đổi Cơ cấu Mới/hết",
        "Văn phòng HĐND và UBND 4/5 (80%) 4/5 (80%) · +2,22 ·",
        "Trung tâm Dịch vụ Công ích chưa đủ số 9/10 (90%) · · +4,44",
        "Cộng 4/5 (80%) 13/15 (86,67%) · +2,22 +4,44",
    ] == [" ".join(line.split()) for line in lines]


# --- The page ---


def test_what_moved_stands_before_what_changed_and_the_rest_is_counted(
    changes: list[ScorecardChange],
) -> None:
    """Q1 to Q2 of the example: 3 gained, 1 lost, 3 otherwise, 13 changed, 11 as they were."""
    page = page_of(changes[0])
    heads = [line for line in page.splitlines() if re.fullmatch(r"[A-ZĐÀ-Ỹ, ]+ \(\d+\).*", line)]
    assert [
        "ĐẠT THÊM (3)",
        "KHÔNG CÒN ĐẠT (1)",
        "KẾT QUẢ KHÁC ĐI (3)",
        "CÓ THAY ĐỔI, KẾT QUẢ NHƯ CŨ (13)",
        "KHÔNG ĐỔI (11): ✓ Đạt 2, ✗ Chưa đạt 1, … Chưa đến kỳ 8.",
    ] == heads
    assert (
        "7 chỉ tiêu đổi kết quả: 3 đạt thêm, 1 không còn đạt, 3 khác; 13 có thay đổi mà kết quả như cũ; 11 không đổi."
    ) in page


def test_what_was_understood_stands_at_the_top(plan: Plan, changes: list[ScorecardChange]) -> None:
    """Two periods with their days; two sets with their names, the period, and which returns differ."""
    assert page_of(changes[0]).splitlines()[:3] == [
        "SO SÁNH HAI KỲ, XÃ LỘC BÌNH: Quý I/2026 → Quý II/2026",
        "2026-Q1: 15/12/2025 - 14/03/2026. Báo cáo nhận được: 5/5.",
        "2026-Q2: 15/03/2026 - 14/06/2026. Báo cáo nhận được: 4/5. TẠM TÍNH.",
    ]
    came, gone = sound_return(plan, "kt", "2026-Q1"), sound_return(plan, "vp", "2026-Q1")
    assert page_of(sets(plan, [gone], [came])).splitlines()[:5] == [
        "SO SÁNH HAI BỘ BÁO CÁO, XÃ LỘC BÌNH: Quý I/2026",
        "A: nop-cu (2026-Q1: 15/12/2025 - 14/03/2026). Báo cáo nhận được: 1/5. TẠM TÍNH.",
        "B: nop (2026-Q1: 15/12/2025 - 14/03/2026). Báo cáo nhận được: 1/5. TẠM TÍNH.",
        "Chỉ có ở B: Phòng Kinh tế (2026-Q1).",
        "Chỉ có ở A: Văn phòng HĐND và UBND (2026-Q1).",
    ]
    assert "Các báo cáo được dùng ở hai bộ giống hệt nhau." in page_of(sets(plan, [came], [came]))


def test_periods_of_different_length_carry_a_warning(changes: list[ScorecardChange]) -> None:
    """Six months beside a year: shares compare, counts do not. Quarters carry none."""
    assert [False, False, False, True] == ["dài ngắn khác nhau" in page_of(change) for change in changes]


def test_where_nothing_changed_there_is_nothing_to_explain(plan: Plan) -> None:
    """The same returns twice: 31 unchanged, no notes."""
    one = [sound_return(plan, "kt", "2026-Q1")]
    assert page_of(sets(plan, one, one)).rstrip().endswith("… Chưa đến kỳ 8.")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_longer_than_the_terminal(changes: list[ScorecardChange], width: int, lang: Lang) -> None:
    """Four pairs of the example's periods, both languages."""
    lines = [line for change in changes for line in page_of(change, width, lang).splitlines()]
    assert 0 < max(map(cell_len, lines)) <= width


def test_no_word_and_no_figure_is_broken_at_80_columns(changes: list[ScorecardChange]) -> None:
    """Every fraction with its percentage stands whole in its cell of a table."""
    for change in changes:
        wide = set(re.findall(r"\d[\d.]*/\d[\d.]* \([\d,]+%\)", page_of(change)))
        assert set() == wide - set(
            re.findall(r"\d[\d.]*/\d[\d.]* \([\d,]+%\)", " ".join(page_of(change, 80).split()))
        )


def test_colour_adds_nothing_but_colour(changes: list[ScorecardChange]) -> None:
    """Without its colour sequences the page is, letter for letter, that of a black-and-white terminal."""
    for change in changes:
        assert page_of(change) == re.sub(r"\x1b\[[0-9;]*m", "", page_of(change, colour=True))
