"""The sentences of the report, each worked out by hand from the figures that it tells."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cchc_kpi.plan.model import Plan
from cchc_kpi.render.report_words import (
    count_text,
    missing_text,
    not_due_sentence,
    outcomes_sentence,
    period_text,
    result_sentence,
    step_text,
)
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.aggregate import Figures, MissingFigure, Reason
from cchc_kpi.scoring.bounds import possible_verdicts
from cchc_kpi.scoring.evaluate import IndicatorResult
from cchc_kpi.scoring.scorecard import Scorecard
from forms_for_tests import made_return, plan_with, quarter
from word_for_tests import scored

Figure = int | str | None

ON_TIME = "Tỷ lệ hồ sơ TTHC giải quyết đúng và trước hạn"
STAFF_CUT = "Tỷ lệ giảm biên chế sự nghiệp (trừ y tế, giáo dục và đào tạo) so với năm 2025"
SPENDING = (
    "Tỷ lệ giảm bình quân chi trực tiếp từ NSNN cho đơn vị sự nghiệp công lập so với giai đoạn 2021-2025"
)
SIXTY = '    target: {operator: ">=", value: 60%, wording: từ 60% trở lên, year: 2030}\n'
UNIFIED = "Đảng ủy, UBND xã sử dụng phần mềm quản trị điều hành thống nhất"


def result_of(card: Scorecard, indicator: str) -> IndicatorResult:
    """One indicator's result."""
    return next(result for result in card.results if result.indicator.id == indicator)


def said(plan: Plan, indicator: str, period: str, *returns: Return) -> str:
    """One indicator's sentence from these returns."""
    card = scored(plan, period, *returns)
    result = result_of(card, indicator)
    return result_sentence(result, possible_verdicts(result, plan, Figures(plan, card.returns)), plan)


def quarterly(plan: Plan, indicator: str, office: str = "ttpvhcc", **figures: Figure) -> str:
    """An indicator's sentence from one office's return of the first quarter."""
    return said(plan, indicator, "2026-Q1", made_return(plan, office, "2026-Q1", figures))


def on_time(plan: Plan, in_time: int, late: int) -> str:
    """The sentence of dossiers in time, more than 99% wanted."""
    return quarterly(
        plan,
        "dossiers_on_time",
        dossiers_resolved_early=0,
        dossiers_resolved_on_time=in_time,
        dossiers_resolved_late=late,
    )


def cut(plan: Plan, now: Figure, before: Figure = 100) -> str:
    """The sentence of the staffing cut of 10%, from a quota of 100 unless told otherwise; none of it health or school."""
    quota = dict.fromkeys(("public_service_quota_health", "public_service_quota_education"), 0)
    held: dict[str, Figure] = {f"{name}/2025": figure for name, figure in quota.items()}
    return said(
        plan,
        "public_service_staffing_cut",
        "2026",
        made_return(plan, "vhxh", "2026-Q4", {"public_service_quota": now, **quota}),
        made_return(plan, "vhxh", None, {"public_service_quota/2025": before, **held}),
    )


# --- Shares ---


def test_exactly_the_threshold_is_not_above_it(plan: Plan) -> None:
    """990 of 1000 is 99% and not more: not met, said so, and one dossier short."""
    assert on_time(plan, 990, 10) == (
        f"{ON_TIME} là 99% (990/1.000 hồ sơ), đúng bằng 99% nên chưa đạt mục tiêu năm 2030 (trên 99%); "
        "cần thêm 1 hồ sơ trong số 1.000 để đạt."
    )


def test_above_a_strict_threshold_is_met_with_what_is_to_spare(plan: Plan) -> None:
    """992 of 1000: 991 would do, so one is to spare."""
    assert on_time(plan, 992, 8) == (
        f"{ON_TIME} đạt 99,2% (992/1.000 hồ sơ), đã đạt mục tiêu năm 2030 (trên 99%); "
        "còn dư 1 hồ sơ so với mức cần đạt."
    )


def test_just_above_the_threshold_is_told_as_just_enough(plan: Plan) -> None:
    """991 of 1000: with 990 it would be missed."""
    assert on_time(plan, 991, 9).endswith("đã đạt mục tiêu năm 2030 (trên 99%); vừa đủ để đạt.")


def test_a_share_just_below_is_not_rounded_onto_its_threshold(plan: Plan) -> None:
    """98996 of 100000 is 98,996%, never 99,00% beside "chưa đạt"; 99001 would do, 5 more."""
    assert on_time(plan, 98_996, 1_004) == (
        f"{ON_TIME} mới đạt 98,996% (98.996/100.000 hồ sơ), chưa đạt mục tiêu năm 2030 (trên 99%); "
        "cần thêm 5 hồ sơ trong số 100.000 để đạt."
    )


def test_exactly_an_inclusive_threshold_is_met(plan: Plan) -> None:
    """60 of 100 payments online, "từ 60% trở lên": met on the line."""
    assert quarterly(plan, "payments_online", payments_online=60, payments_total=100) == (
        "Tỷ lệ giao dịch thanh toán trực tuyến đạt 60% (60/100 giao dịch), "
        "vừa đúng mục tiêu năm 2030 (từ 60% trở lên), được đánh giá đạt."
    )


def test_all_of_a_whole_completes_the_target(plan: Plan) -> None:
    """46 of 46, where all are wanted: done, with nothing to spare told."""
    assert quarterly(
        plan, "procedures_payable_online", procedures_payable_online=46, procedures_with_fees=46
    ) == (
        "Tỷ lệ TTHC có nghĩa vụ tài chính được triển khai thanh toán trực tuyến đạt 100% (46/46 TTHC), "
        "hoàn thành mục tiêu năm 2030 (100%)."
    )


def test_a_wording_without_a_number_gets_its_number(plan: Plan) -> None:
    """The plan says "hoàn thành", which means 100%; 215 of 216 is 99,537%, shown as 99,54%."""
    found = quarterly(
        plan,
        "procedures_on_national_portal",
        procedures_on_national_portal=215,
        procedures_eligible_fully_online=216,
    )
    assert found == (
        "Tỷ lệ TTHC đủ điều kiện được tích hợp trên Cổng dịch vụ công quốc gia mới đạt 99,54% (215/216 TTHC), "
        "chưa đạt mục tiêu năm 2030 (“hoàn thành”, tức 100%); cần thêm 1 TTHC trong số 216 để đạt."
    )


def test_few_answers_deserve_a_caution(plan: Plan) -> None:
    """26 of 27 answers, where the plan wants 30: met, and to be read with care. 90% of 27 is 24,3, so 25 would do."""
    found = quarterly(
        plan, "satisfaction_investment", survey_investment_satisfied=26, survey_investment_answers=27
    )
    assert found == (
        "Mức độ hài lòng - TTHC lĩnh vực đầu tư đạt 96,30% (26/27 phiếu), đã đạt mục tiêu năm 2030 "
        "(tối thiểu 90%); còn dư 1 phiếu so với mức cần đạt. "
        "Kết quả chỉ tính trên 27 phiếu (cần ít nhất 30) nên để tham khảo."
    )


def test_enough_answers_deserve_none(plan: Plan) -> None:
    """Near miss: exactly 30 answers are enough."""
    found = quarterly(
        plan, "satisfaction_investment", survey_investment_satisfied=30, survey_investment_answers=30
    )
    assert "tham khảo" not in found


def test_a_milestone_of_the_year_is_the_target_named() -> None:
    """A milestone for 2026 takes the place of the target of 2030."""
    milestone = '    milestones: [{operator: ">=", value: 40%, wording: tối thiểu 40%, year: 2026}]\n'
    changed = plan_with((SIXTY, SIXTY + milestone))
    assert "đã đạt mục tiêu năm 2026 (tối thiểu 40%); còn dư 10 giao dịch" in quarterly(
        changed, "payments_online", payments_online=50, payments_total=100
    )


def test_where_less_is_better_a_share_is_not_reached() -> None:
    """With "<= 1%" late: 5 of 100 is too many, 4 fewer would do; 1 of 100 is on the line and met."""
    at_most = '    target: {operator: "<=", value: 1%, wording: không quá 1%, year: 2030}\n'
    changed = plan_with((SIXTY, at_most))
    name = "Tỷ lệ giao dịch thanh toán trực tuyến"
    assert quarterly(changed, "payments_online", payments_online=5, payments_total=100) == (
        f"{name} là 5% (5/100 giao dịch), chưa đạt mục tiêu năm 2030 (không quá 1%); "
        "cần bớt 4 giao dịch trong số 100 để đạt."
    )
    assert quarterly(changed, "payments_online", payments_online=1, payments_total=100) == (
        f"{name} là 1% (1/100 giao dịch), vừa đúng mục tiêu năm 2030 (không quá 1%), được đánh giá đạt."
    )


# --- No value ---


def test_nothing_that_arose_is_not_assessed(plan: Plan) -> None:
    """0 of 0 answers: neither 0% nor 100%."""
    found = quarterly(
        plan, "satisfaction_investment", survey_investment_satisfied="KPS", survey_investment_answers="KPS"
    )
    assert found == (
        "Mức độ hài lòng - TTHC lĩnh vực đầu tư: trong kỳ không phát sinh (0/0 phiếu) nên không đánh giá."
    )


def test_a_blank_is_named_by_its_return_and_code(plan: Plan) -> None:
    """A blank numerator: which return, which row; what it may hold is open."""
    found = quarterly(plan, "payments_online", payments_online=None, payments_total=100)
    assert found == (
        "Tỷ lệ giao dịch thanh toán trực tuyến: chưa đánh giá được, do báo cáo quý I năm 2026 của "
        "Trung tâm Phục vụ hành chính công để trống TT.23."
    )


def test_missing_figures_that_change_nothing_leave_a_certain_verdict(plan: Plan) -> None:
    """One office's 9 of 10 trained rules out 100%, whatever the four that sent nothing may report."""
    found = quarterly(plan, "staff_trained_digital", office="vp", staff_trained_digital=9, staff_total=10)
    assert found.startswith(
        "Tỷ lệ CBCCVC được bồi dưỡng kỹ năng số căn bản: chưa đánh giá được, do chưa có báo cáo quý I năm 2026 của "
    )
    assert found.endswith(
        "của Trung tâm Dịch vụ Công ích. Dù số liệu còn thiếu thế nào, chỉ tiêu này chắc chắn chưa đạt mục tiêu."
    )
    assert 4 == found.count("chưa có báo cáo quý I năm 2026 của")


def test_a_denominator_that_divides_nothing_is_told(plan: Plan) -> None:
    """5 integrated of 4 - 4 = 0 data sets to share: a figure must be wrong."""
    figures: dict[str, Figure] = {"datasets_total": 4, "datasets_exempt": 4, "datasets_integrated": 5}
    offices = plan.measure_by_id["datasets_total"].offices
    others: dict[str, Figure] = dict.fromkeys(figures, 0)
    returns = [
        made_return(plan, office, "2026-Q1", figures if place == 0 else others)
        for place, office in enumerate(offices)
    ]
    assert said(plan, "datasets_integrated", "2026-Q1", *returns) == (
        "Tỷ lệ dữ liệu được tích hợp với trục liên thông cấp tỉnh (trừ dữ liệu không chia sẻ): "
        "chưa đánh giá được do mẫu số không hợp lệ (5/0), cần rà soát lại số liệu."
    )


def test_missing_figures_are_grouped_by_return_and_reason(plan: Plan) -> None:
    """Baselines are one form whatever their years; codes stand in their order, each once."""

    def figure(
        measure: str, office: str, period: str, reason: Reason, *, baseline: bool = False
    ) -> MissingFigure:
        return MissingFigure(measure, office, quarter(period), reason, baseline)

    missing = [
        figure("direct_spending", "kt", "2021", Reason.NO_RETURN, baseline=True),
        figure("direct_spending", "kt", "2022", Reason.NO_RETURN, baseline=True),
        figure("staff_total", "kt", "2026-Q2", Reason.NO_RETURN),
        figure("legal_documents_completed", "vp", "2026-Q1", Reason.ERROR),
        figure("legal_documents_in_force", "vp", "2026-Q1", Reason.ERROR),
        figure("staff_total", "vp", "2026-Q1", Reason.NOT_IN_RETURN),
        figure("public_service_quota", "vhxh", "2025", Reason.BLANK, baseline=True),
    ]
    assert missing_text(missing, plan) == (
        "chưa có số liệu gốc, báo cáo quý II năm 2026 của Phòng Kinh tế; "
        "báo cáo quý I năm 2026 của Văn phòng HĐND và UBND có lỗi ở TC.01, TC.02; "
        "báo cáo quý I năm 2026 của Văn phòng HĐND và UBND không có dòng CQ.06; "
        "số liệu gốc năm 2025 của Phòng Văn hóa - Xã hội để trống BM.01"
    )


# --- Reductions ---


def test_a_cut_is_told_from_and_to(plan: Plan) -> None:
    """From 100 to 92 is a cut of 8%; the target of 10% is 90, two fewer."""
    assert cut(plan, 92) == (
        f"{STAFF_CUT}: giảm 8% (từ 100 xuống 92 người), chưa đạt mục tiêu năm 2030 (giảm 10%); "
        "cần giảm thêm 2 người để đạt."
    )


def test_a_cut_on_the_line_is_met(plan: Plan) -> None:
    """From 100 to 90 is exactly 10%."""
    assert cut(plan, 90) == (
        f"{STAFF_CUT}: giảm 10% (từ 100 xuống 90 người), vừa đúng mục tiêu năm 2030 (giảm 10%), được đánh giá đạt."
    )


def test_a_cut_beyond_the_target_may_rise_again(plan: Plan) -> None:
    """From 100 to 85 is 15%; five more would still be 10%."""
    assert cut(plan, 85) == (
        f"{STAFF_CUT}: giảm 15% (từ 100 xuống 85 người), đã đạt mục tiêu năm 2030 (giảm 10%); còn được tăng 5 người."
    )


def test_a_rise_is_no_negative_cut(plan: Plan) -> None:
    """From 100 to 105 rose by 5%; 15 are to go."""
    assert cut(plan, 105) == (
        f"{STAFF_CUT}: tăng 5% (từ 100 lên 105 người), chưa đạt mục tiêu năm 2030 (giảm 10%); "
        "cần giảm thêm 15 người để đạt."
    )


def test_what_stayed_did_not_fall(plan: Plan) -> None:
    """100 then and now."""
    assert cut(plan, 100).startswith(f"{STAFF_CUT}: không giảm (giữ ở mức 100 người), chưa đạt mục tiêu")


def test_a_baseline_of_nothing_gives_no_comparison(plan: Plan) -> None:
    """From 0 nothing can be cut."""
    assert cut(plan, 0, before=0) == (
        f"{STAFF_CUT}: số liệu gốc không lớn hơn 0 nên không có căn cứ so sánh, không đánh giá."
    )


def test_a_mean_over_years_says_so(plan: Plan) -> None:
    """Five years of 100 and one of 94: 6% less a year; 93 is wanted."""
    baseline: dict[str, Figure] = {f"direct_spending/{year}": "100" for year in range(2021, 2026)}
    found = said(
        plan,
        "direct_spending_cut",
        "2026",
        made_return(plan, "kt", "2026-Q4", {"direct_spending": "94"}),
        made_return(plan, "kt", None, baseline),
    )
    assert found == (
        f"{SPENDING}: bình quân giảm 6% (từ 100 xuống 94 triệu đồng/năm), "
        "chưa đạt mục tiêu năm 2030 (giảm bình quân 7%); cần giảm thêm 1 triệu đồng để đạt."
    )


# --- Questions ---


@pytest.mark.parametrize(
    ("party", "commune", "expected"),
    [
        (1, 1, f"{UNIFIED}: 2/2 câu trả lời là “Có”, hoàn thành mục tiêu năm 2030 (“thống nhất”, tức 100%)."),
        (
            0,
            1,
            f"{UNIFIED}: 1/2 câu trả lời là “Có” (“Không”: Đảng ủy xã sử dụng phần mềm quản trị điều hành thống nhất), chưa đạt mục tiêu năm 2030 (“thống nhất”, tức 100%).",
        ),
    ],
)
def test_questions_say_who_says_no(plan: Plan, party: int, commune: int, expected: str) -> None:
    """Of two questions the one that is answered with no is named."""
    office = plan.measure_by_id["party_committee_uses_unified_software"].offices[0]
    found = quarterly(
        plan,
        "unified_software",
        office=office,
        party_committee_uses_unified_software=party,
        peoples_committee_uses_unified_software=commune,
    )
    assert expected == found


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            1,
            "Triển khai mạng di động 6G: đã thực hiện, hoàn thành mục tiêu năm 2030 (“triển khai”, tức 100%).",
        ),
        (
            0,
            "Triển khai mạng di động 6G: chưa thực hiện, chưa đạt mục tiêu năm 2030 (“triển khai”, tức 100%).",
        ),
    ],
)
def test_a_single_question_is_done_or_not(plan: Plan, answer: int, expected: str) -> None:
    """One question needs no count."""
    returned = made_return(plan, "vhxh", "2026-Q4", {"network_6g_deployed": answer})
    assert expected == said(plan, "deployment_6g", "2026", returned)


# --- Together ---


def test_what_is_not_due_says_when_it_will_be(plan: Plan) -> None:
    """In a quarter: at the year's end."""
    results = scored(plan, "2026-Q1").results
    named = [result for result in results if result.indicator.id in {"coverage_5g", "deployment_6g"}]
    assert not_due_sentence(named, quarter("2026-Q1")) == (
        "02 chỉ tiêu chỉ đánh giá khi hết năm: Tỷ lệ thôn, khối phố được phủ sóng 5G; Triển khai mạng di động 6G."
    )


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (("dossiers_on_time",), "Lĩnh vực có 01 chỉ tiêu, chưa đạt mục tiêu."),
        (("coverage_5g", "deployment_6g"), "Lĩnh vực có 02 chỉ tiêu, tất cả chưa đến kỳ đánh giá."),
        (
            ("coverage_5g", "dossiers_on_time", "legal_documents", "deployment_6g"),
            "Lĩnh vực có 04 chỉ tiêu: 01 chưa đạt mục tiêu, 01 chưa đánh giá được do thiếu số liệu, 02 chưa đến kỳ đánh giá.",
        ),
    ],
)
def test_outcomes_are_counted_in_one_sentence(plan: Plan, results: tuple[str, ...], expected: str) -> None:
    """One, several alike, several apart; what none has is not told."""
    figures: dict[str, Figure] = {
        "dossiers_resolved_early": 0,
        "dossiers_resolved_on_time": 1,
        "dossiers_resolved_late": 1,
    }
    card = scored(plan, "2026-Q1", made_return(plan, "ttpvhcc", "2026-Q1", figures))
    assert expected == outcomes_sentence("Lĩnh vực", [result_of(card, name) for name in results])


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        # 226 of 240: with n more, all good, 226 + n >= 0,95 (240 + n) from n = 40 on.
        ("2026-Q1", "(cả năm: vẫn có thể đạt, cần thêm ít nhất 40 phiếu, đều đạt yêu cầu)"),
        # The second quarter does not know the first: only what it lacks itself, 228 - 226.
        ("2026-Q2", "(cần thêm 2 phiếu trong số 240 để đạt)"),
    ],
)
def test_a_step_looks_at_the_year_where_that_is_known(plan: Plan, period: str, expected: str) -> None:
    """The first quarter opens the year, the second alone does not."""
    figures: dict[str, Figure] = {"survey_procedures_satisfied": 226, "survey_procedures_answers": 240}
    card = scored(plan, period, made_return(plan, "ttpvhcc", period, figures))
    found = step_text(result_of(card, "satisfaction_procedures"), card.period, plan)
    assert f"Mức độ hài lòng về giải quyết TTHC {expected}" == found


def test_counts_and_periods_are_written_as_official_papers_do() -> None:
    """Counts have two digits, quarters are written out."""
    assert ("00", "04", "16", "120") == tuple(map(count_text, (0, 4, 16, 120)))
    assert ("Quý I năm 2026", "6 tháng đầu năm 2026", "Năm 2026") == tuple(
        period_text(quarter(name)) for name in ("2026-Q1", "2026-H1", "2026")
    )


@given(whole=st.integers(1, 300_000), data=st.data())
@example(whole=100_000, data=None)
def test_the_share_shown_stands_on_the_side_of_its_verdict(
    plan: Plan, whole: int, data: st.DataObject | None
) -> None:
    """Read back from the sentence, the percentage is above 99 exactly where the sentence says met."""
    near = min(whole, whole * 99 // 100 + 1)
    good = 98_996 if data is None else data.draw(st.integers(max(0, near - 3), min(whole, near + 3)))
    sentence = on_time(plan, good, whole - good)
    shown = re.search(r"(\d+(?:,\d+)?)% \(", sentence)
    assert shown is not None
    value = Fraction(shown[1].replace(",", "."))
    is_met = Fraction(good, whole) > Fraction(99, 100)
    assert (is_met, is_met) == (value > 99, "đã đạt mục tiêu" in sentence or "hoàn thành" in sentence)
    assert is_met != ("chưa đạt mục tiêu" in sentence)
