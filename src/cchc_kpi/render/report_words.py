"""The sentences of the narrative report: one result, what is missing, how many, in the words of official papers.

Always Vietnamese: the report is an official paper. Verdicts are taken from the scorecard, never worked out here,
and percentages are rounded to the side of the target on which they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import (
    Milestone,
    Plan,
    Ratio,
    Reduction,
    ReductionOfMean,
    YesNo,
    expressions_of,
)
from cchc_kpi.render.words import fraction_text, value_text
from cchc_kpi.scoring.aggregate import MissingFigure, Reason
from cchc_kpi.scoring.bounds import Outlook
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.headroom import Headroom, headroom_of, headroom_text
from cchc_kpi.scoring.year_reach import Reach, year_reach_of, year_reach_text

_OUTCOMES: Final = {
    Verdict.MET: "đạt mục tiêu",
    Verdict.NOT_MET: "chưa đạt mục tiêu",
    Verdict.NO_DATA: "chưa đánh giá được do thiếu số liệu",
    Verdict.NOT_APPLICABLE: "không phát sinh",
    Verdict.NOT_DUE: "chưa đến kỳ đánh giá",
}


def count_text(number: int) -> str:
    """Return a count as official papers write it: "04", "16"."""
    return f"{number:02d}"


def period_text(period: Period) -> str:
    """Return a period's name in full: "Quý I năm 2026"."""
    return period.name("vi").replace("/", " năm ")


def lower_first(text: str) -> str:
    """Return a text as it stands inside a sentence: "quý I năm 2026"."""
    return text[:1].lower() + text[1:]


def outcomes_sentence(subject: str, results: Sequence[IndicatorResult]) -> str:
    """Return how the results came out: "Lĩnh vực có 13 chỉ tiêu: 04 đạt mục tiêu, 08 chưa đạt mục tiêu.".

    `subject` is what has them: "Lĩnh vực".
    """
    found = {verdict: sum(r.verdict is verdict for r in results) for verdict in Verdict}
    found = {verdict: count for verdict, count in found.items() if count}
    total = count_text(len(results))
    if len(results) > 1 and len(found) == 1:
        return f"{subject} có {total} chỉ tiêu, tất cả {_OUTCOMES[results[0].verdict]}."
    if len(results) == 1:
        return f"{subject} có {total} chỉ tiêu, {_OUTCOMES[results[0].verdict]}."
    parts = ", ".join(f"{count_text(count)} {_OUTCOMES[verdict]}" for verdict, count in found.items())
    return f"{subject} có {total} chỉ tiêu: {parts}."


def goal_text(target: Milestone) -> str:
    """Return a target in the plan's words: "mục tiêu năm 2030 (trên 99%)"."""
    return f"mục tiêu năm {target.year} ({target_text(target)})"


def target_text(target: Milestone) -> str:
    """Return a target's wording, with its value where the wording has none: "“hoàn thành”, tức 100%"."""
    if any(letter.isdigit() for letter in target.wording):
        return target.wording
    return f"“{target.wording}”, tức {percent_text(target.value)}"


def result_sentence(result: IndicatorResult, outlook: Outlook, plan: Plan) -> str:
    """Return one result as a sentence (two where a caution belongs to it), with its figures.

    `outlook` is what missing figures can still change. Not for what is not due: see `not_due_sentence`.
    """
    name = result.indicator.name
    match result.verdict:
        case Verdict.NO_DATA if result.is_undividable:
            figures = fraction_text(result, "vi")
            return f"{name}: chưa đánh giá được do mẫu số không hợp lệ ({figures}), cần rà soát lại số liệu."
        case Verdict.NO_DATA:
            return f"{name}: chưa đánh giá được, do {missing_text(result.missing, plan)}.{_certain(outlook)}"
        case Verdict.NOT_APPLICABLE if isinstance(result.indicator, Ratio):
            figures = _counted(result, plan)
            return f"{name}: trong kỳ không phát sinh ({figures}) nên không đánh giá."
        case Verdict.NOT_APPLICABLE:
            return f"{name}: số liệu gốc không lớn hơn 0 nên không có căn cứ so sánh, không đánh giá."
        case _:
            return f"{_found(result, plan)}, {_judged(result, plan)}.{_caution(result, plan)}"


def not_due_sentence(results: Sequence[IndicatorResult], period: Period) -> str:
    """Return which indicators are not scored for a period, and when they are."""
    names = "; ".join(result.indicator.name for result in results)
    when = f"chưa đánh giá trong năm {period.year}" if period.is_year else "chỉ đánh giá khi hết năm"
    return f"{count_text(len(results))} chỉ tiêu {when}: {names}."


def headroom_words(result: IndicatorResult, plan: Plan) -> str:
    """Return how far a result is from the other side of its target, without a full stop; nothing where it is not told."""
    headroom = headroom_of(result, plan)
    # A question that is answered says all there is to say.
    if headroom is None or isinstance(result.indicator, YesNo):
        return ""
    said = headroom_text(headroom).vi
    return f"{said} so với mức cần đạt" if _is_surplus(headroom) else said


def step_text(result: IndicatorResult, period: Period, plan: Plan) -> str:
    """Return an indicator that missed its target with what it takes, seen from the whole year where that is known."""
    reach = year_reach_of(result, period, plan)
    ahead = headroom_words(result, plan)
    if reach is not None and reach.reach is not Reach.OPEN:
        ahead = year_reach_text(reach).vi
    return f"{result.indicator.name} ({ahead})" if ahead else result.indicator.name


def missing_text(missing: Iterable[MissingFigure], plan: Plan) -> str:
    """Return missing figures by reason, return and code, as a clause without its full stop.

    For example "chưa có báo cáo quý II năm 2026 của Phòng Kinh tế; báo cáo quý I năm 2026 của Văn phòng để trống TC.01".
    """
    absent: dict[str, list[str]] = {}
    faulty: dict[tuple[str, str, Reason], list[str]] = {}
    for figure in missing:
        office, when = plan.office_by_id[figure.office].name, lower_first(period_text(figure.period))
        if figure.reason is Reason.NO_RETURN:
            # Baselines come in one form, whatever their years.
            absent.setdefault(office, []).append("số liệu gốc" if figure.is_baseline else f"báo cáo {when}")
        else:
            form = f"số liệu gốc {when}" if figure.is_baseline else f"báo cáo {when}"
            codes = faulty.setdefault((office, form, figure.reason), [])
            codes.append(plan.measure_by_id[figure.measure].code)
    clauses = [f"chưa có {_listed(forms)} của {office}" for office, forms in absent.items()]
    clauses += [
        f"{form} của {office} {_LACKS[reason]} {_listed(sorted(codes))}"
        for (office, form, reason), codes in faulty.items()
    ]
    return "; ".join(clauses)


_LACKS: Final = {
    Reason.BLANK: "để trống",
    Reason.ERROR: "có lỗi ở",
    Reason.NOT_IN_RETURN: "không có dòng",
}


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _certain(outlook: Outlook) -> str:
    if outlook.certain is None:
        return ""
    return f" Dù số liệu còn thiếu thế nào, chỉ tiêu này chắc chắn {_OUTCOMES[outlook.certain]}."


def _found(result: IndicatorResult, plan: Plan) -> str:
    """Return what came out, with its figures: "Tỷ lệ ... mới đạt 94,17% (226/240 phiếu)"."""
    name, indicator = result.indicator.name, result.indicator
    match indicator:
        case YesNo():
            return f"{name}: {_answers(result, plan)}"
        case Reduction() | ReductionOfMean():
            return f"{name}: {_change(result, plan)}"
        case _:
            return f"{name} {_reached(result)} {value_text(result, 'vi')} ({_counted(result, plan)})"


def _reached(result: IndicatorResult) -> str:
    """Return the verb for a share; "đạt" only where more of it is better."""
    target, value = result.target, result.value
    assert value is not None
    if result.verdict is Verdict.MET:
        return "đạt" if target.operator in {">", ">=", "="} else "là"
    return "mới đạt" if target.operator in {">", ">=", "="} and value < target.value else "là"


def _counted(result: IndicatorResult, plan: Plan) -> str:
    """Return numerator and denominator with their units: "226/240 phiếu"."""
    numerator, denominator = result.numerator, result.denominator
    assert numerator is not None
    assert denominator is not None
    expressions = expressions_of(result.indicator)
    one, other = (
        plan.measure_by_id[expressions[side].measures[0]].unit for side in ("numerator", "denominator")
    )
    if one == other:
        return f"{fraction_text(result, 'vi')} {one}"
    return f"{number_text(numerator)} {one} trên {number_text(denominator)} {other}"


def _answers(result: IndicatorResult, plan: Plan) -> str:
    """Return the answers to yes/no questions; those that say no by name where there are several."""
    yes, asked = result.numerator, result.denominator
    assert yes is not None
    assert asked is not None
    if asked == 1:
        return "đã thực hiện" if yes else "chưa thực hiện"
    said = f"{number_text(yes)}/{number_text(asked)} câu trả lời là “Có”"
    refused = [plan.measure_by_id[o.measure].name for o in result.observations if not o.value]
    return f"{said} (“Không”: {_listed(refused)})" if refused else said


def _change(result: IndicatorResult, plan: Plan) -> str:
    """Return what a reduction came to: "giảm 10% (từ 100 xuống 90 người)", also where it rose."""
    assert result.first is not None
    assert result.second is not None
    assert result.value is not None
    now, before, cut = result.first.value, result.second.value, result.value
    assert now is not None
    assert before is not None
    unit = plan.measure_by_id[expressions_of(result.indicator)["of"].measures[0]].unit
    mean = "bình quân " if isinstance(result.indicator, ReductionOfMean) else ""
    unit = f"{unit}/năm" if mean else unit
    if cut == 0:
        return f"{mean}không giảm (giữ ở mức {number_text(now)} {unit})"
    way, move = ("giảm", "xuống") if cut > 0 else ("tăng", "lên")
    share = percent_text(abs(cut), result.target.value)
    return f"{mean}{way} {share} (từ {number_text(before)} {move} {number_text(now)} {unit})"


def _judged(result: IndicatorResult, plan: Plan) -> str:
    """Return the verdict in words, what a value on the very edge means, and what is needed or to spare."""
    goal, is_exact = goal_text(result.target), result.value == result.target.value
    if result.verdict is Verdict.MET and is_exact:
        return f"hoàn thành {goal}" if result.value == 1 else f"vừa đúng {goal}, được đánh giá đạt"
    ahead = headroom_words(result, plan)
    ahead = f"; {ahead}" if ahead else ""
    if result.verdict is Verdict.MET:
        return f"đã đạt {goal}{ahead}"
    edge = f"đúng bằng {percent_text(result.target.value)} nên " if is_exact else ""
    return f"{edge}chưa đạt {goal}{ahead}"


def _is_surplus(headroom: Headroom) -> bool:
    is_more = headroom.is_met and headroom.direction < 0 and headroom.among is not None
    return is_more and bool(headroom.amount)


def _caution(result: IndicatorResult, plan: Plan) -> str:
    """Return the caution that a share of few cases deserves, as the plan sets the number."""
    indicator, denominator = result.indicator, result.denominator
    if not isinstance(indicator, Ratio) or indicator.minimum_sample is None or denominator is None:
        return ""
    if denominator >= indicator.minimum_sample:
        return ""
    unit = plan.measure_by_id[indicator.denominator.measures[0]].unit
    held, wanted = number_text(denominator), number_text(Fraction(indicator.minimum_sample))
    return f" Kết quả chỉ tính trên {held} {unit} (cần ít nhất {wanted}) nên để tham khảo."
