"""How figures and reasons read to people, alike in the terminal and in workbooks."""

from __future__ import annotations

from collections.abc import Iterable

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.plan.model import Plan, Reduction, ReductionOfMean, YesNo
from cchc_kpi.scoring.aggregate import MissingFigure, Reason
from cchc_kpi.scoring.bounds import outlook_text
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.headroom import headroom_text
from cchc_kpi.scoring.prospects import Prospect
from cchc_kpi.scoring.rollup import RollupResult
from cchc_kpi.scoring.year_reach import year_reach_text

REASONS = {
    Reason.NO_RETURN: Phrase("chưa có báo cáo", "no return"),
    Reason.BLANK: Phrase("để trống", "blank"),
    Reason.ERROR: Phrase("có lỗi", "in error"),
    Reason.NOT_IN_RETURN: Phrase("không có dòng này", "row missing"),
}


def value_text(result: IndicatorResult | RollupResult, lang: Lang) -> str:
    """Return the result's value for people, never rounded onto the wrong side of its target."""
    if result.value is None:
        return ""
    if isinstance(result.indicator, YesNo):
        yes, asked = number_text(result.numerator or 0, lang), number_text(result.denominator or 0, lang)
        return f"{yes}/{asked} {Phrase('có', 'yes').text(lang)}"
    return percent_text(result.value, result.target.value, lang=lang)


def fraction_text(result: IndicatorResult | RollupResult, lang: Lang) -> str:
    """Return "990/1.000", with "…" for a side whose figures are missing; nothing where nothing was worked out."""
    if result.numerator is None and result.denominator is None:
        return ""
    sides = (result.numerator, result.denominator)
    return "/".join("…" if side is None else number_text(side, lang) for side in sides)


def reason_text(result: IndicatorResult, plan: Plan, lang: Lang) -> str:
    """Return what needs saying beside a verdict: why there is no value, what is missing, a value on the edge."""
    match result.verdict:
        case Verdict.NOT_DUE:
            return Phrase("chỉ chấm khi hết năm", "scored for a whole year only").text(lang)
        case Verdict.NOT_APPLICABLE:
            if isinstance(result.indicator, Reduction | ReductionOfMean):
                return Phrase("số liệu gốc không lớn hơn 0", "the baseline is not above 0").text(lang)
            return Phrase("mẫu số bằng 0", "the denominator is 0").text(lang)
        case Verdict.NO_DATA if result.is_undividable:
            return Phrase("mẫu số không lớn hơn 0", "the denominator is not above 0").text(lang)
        case Verdict.NO_DATA:
            return missing_text(result.missing, plan, lang)
        case Verdict.NOT_MET if result.value == result.target.value:
            edge = percent_text(result.target.value, lang=lang)
            return Phrase(
                f"đúng bằng {edge}, chưa {result.target.wording}", f"exactly {edge}, which is not enough"
            ).text(lang)
        case _:
            return ""


def remark_text(result: IndicatorResult, prospect: Prospect, plan: Plan, lang: Lang) -> str:
    """Return all that needs saying beside a verdict: its reason, headroom, what can still change it, the year."""
    phrases = (
        None if prospect.headroom is None else headroom_text(prospect.headroom),
        None if prospect.outlook is None else outlook_text(prospect.outlook, plan),
        None if prospect.year_reach is None else year_reach_text(prospect.year_reach),
    )
    parts = (
        reason_text(result, plan, lang),
        *(phrase.text(lang) for phrase in phrases if phrase is not None),
    )
    return "; ".join(filter(None, parts))


def missing_text(missing: Iterable[MissingFigure], plan: Plan, lang: Lang) -> str:
    """Return missing figures in a few words, grouped by the reason and the office.

    For example "chưa có báo cáo: Phòng Kinh tế 2026-Q2, 2026-Q3; để trống: Văn phòng 2026-Q1 (TC.01, TC.02)".
    """
    by_reason: dict[str, dict[str, dict[str, list[str]]]] = {}
    for figure in missing:
        when = figure.period.id
        if figure.is_baseline:
            when = Phrase(f"số liệu gốc {when}", f"baseline {when}").text(lang)
        offices = by_reason.setdefault(REASONS[figure.reason].text(lang), {})
        codes = offices.setdefault(plan.office_by_id[figure.office].name, {}).setdefault(when, [])
        # A return that is missing lacks all its figures: their codes would say nothing.
        if figure.reason is not Reason.NO_RETURN:
            codes.append(plan.measure_by_id[figure.measure].code)
    return "; ".join(
        f"{reason}: " + ", ".join(_where(office, periods) for office, periods in sorted(offices.items()))
        for reason, offices in sorted(by_reason.items())
    )


def _where(office: str, periods: dict[str, list[str]]) -> str:
    parts = (
        when + (f" ({', '.join(dict.fromkeys(sorted(codes)))})" if codes else "")
        for when, codes in sorted(periods.items())
    )
    return f"{office} {', '.join(parts)}"
