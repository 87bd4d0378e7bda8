"""How figures and reasons read to people, alike in the terminal and in workbooks."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.plan.model import Plan, YesNo
from cchc_kpi.scoring.aggregate import MissingFigure, Reason
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict

REASONS = {
    Reason.NO_RETURN: Phrase("chưa có báo cáo", "no return"),
    Reason.BLANK: Phrase("để trống", "blank"),
    Reason.ERROR: Phrase("có lỗi", "in error"),
    Reason.NOT_IN_RETURN: Phrase("không có dòng này", "row missing"),
}


def value_text(result: IndicatorResult, lang: Lang) -> str:
    """Return the result's value for people, never rounded onto the wrong side of its target."""
    if result.value is None:
        return ""
    if isinstance(result.indicator, YesNo):
        yes, asked = number_text(result.numerator or 0, lang), number_text(result.denominator or 0, lang)
        return f"{yes}/{asked} {Phrase('có', 'yes').text(lang)}"
    return percent_text(result.value, result.target.value, lang=lang)


def fraction_text(result: IndicatorResult, lang: Lang) -> str:
    """Return "990/1.000", with "…" for a side whose figures are missing; nothing where nothing was worked out."""
    if result.numerator is None and result.denominator is None:
        return ""
    sides = (result.numerator, result.denominator)
    return "/".join("…" if side is None else _side(side, lang) for side in sides)


def _side(side: Fraction, lang: Lang) -> str:
    return number_text(side, lang)


def target_text(result: IndicatorResult, lang: Lang) -> str:
    """Return the target in the plan's own wording, with the year it falls due."""
    return f"{result.target.wording} ({result.target.year})"


def reason_text(result: IndicatorResult, plan: Plan, lang: Lang) -> str:
    """Return why there is no value, or what is missing: by office, period and code. Empty where all is there."""
    match result.verdict:
        case Verdict.NOT_DUE:
            return Phrase("chỉ chấm khi hết năm", "scored for a whole year only").text(lang)
        case Verdict.NOT_APPLICABLE:
            return Phrase("mẫu số bằng 0", "the denominator is 0").text(lang)
        case Verdict.NO_DATA if result.is_undividable:
            return Phrase("mẫu số bằng 0 nhưng tử số khác 0", "the denominator is 0, the numerator is not").text(lang)
        case Verdict.NO_DATA:
            return missing_text(result.missing, plan, lang)
        case _:
            return ""


def missing_text(missing: Iterable[MissingFigure], plan: Plan, lang: Lang) -> str:
    """Return missing figures in a few words: "Phòng Kinh tế 2026-Q1: CQ.06, CQ.07 (để trống)"."""

    def source(figure: MissingFigure) -> tuple[str, str, str, str]:
        office = plan.office_by_id[figure.office].name
        when = figure.period.id
        if figure.is_baseline:
            when = Phrase(f"số liệu gốc {when}", f"baseline {when}").text(lang)
        return office, figure.office, when, REASONS[figure.reason].text(lang)

    parts = []
    ordered = sorted(missing, key=lambda figure: (source(figure), plan.measure_by_id[figure.measure].code))
    for (office, _, when, reason), figures in groupby(ordered, key=source):
        codes = ", ".join(dict.fromkeys(plan.measure_by_id[f.measure].code for f in figures))
        parts.append(f"{office}, {when}: {codes} ({reason})")
    return "; ".join(parts)
