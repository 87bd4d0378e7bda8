"""The plan read back as sentences, clause by clause, so that a lawyer can check it against the text."""

from __future__ import annotations

from collections.abc import Iterator

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.plan.model import Indicator, Plan, Ratio
from cchc_kpi.render.plan_sentences import OVER_TIME, formula_sentences, target_sentence


def plan_text(plan: Plan, lang: Lang) -> str:
    """Return the whole plan as sentences: indicators by area, then identities, then what each office is asked."""
    return "\n".join(_lines(plan, lang)) + "\n"


def _lines(plan: Plan, lang: Lang) -> Iterator[str]:
    heading, reporting = plan.plan, plan.reporting
    first = next(plan.quarters)
    opens, closes = first.window(reporting.window_rule)
    yield heading.title
    yield Phrase(
        f"Ban hành: {heading.issued_by}. Mã kế hoạch: {heading.id}.",
        f"Issued by {heading.issued_by}. Plan id: {heading.id}.",
    ).text(lang)
    yield Phrase(
        f"Kỳ báo cáo theo {reporting.basis}; ví dụ {first.name('vi')}: {opens:%d/%m/%Y} - {closes:%d/%m/%Y}.",
        f"Periods under {reporting.basis}; for example {first.name('en')}: {opens:%d/%m/%Y} - {closes:%d/%m/%Y}.",
    ).text(lang)
    number = 0
    for place, area in enumerate(plan.areas, start=1):
        yield f"\n{place}. {area.name.upper()}"
        for indicator in plan.indicators:
            if indicator.area == area.id:
                number += 1
                yield from _indicator(plan, indicator, number, lang)
    yield from _checks(plan, lang)
    yield from _asked(plan, lang)


def _indicator(plan: Plan, indicator: Indicator, number: int, lang: Lang) -> Iterator[str]:
    yield f"\n  {number}. {indicator.name}  [{indicator.id}]"
    yield f"     {Phrase('Điều khoản', 'Clause').text(lang)} {indicator.clause}: {target_sentence(indicator.target, lang)}"
    for milestone in indicator.milestones:
        yield f"     {Phrase('Mốc trung gian', 'Milestone').text(lang)}: {target_sentence(milestone, lang)}"
    for line in formula_sentences(plan, indicator, lang):
        yield f"     {line}"
    if isinstance(indicator, Ratio) and indicator.minimum_sample is not None:
        least = number_text(indicator.minimum_sample, lang)
        warned = Phrase(
            f"Mẫu số dưới {least} thì cảnh báo mẫu nhỏ.", f"A denominator below {least} is a small sample."
        )
        yield f"     {warned.text(lang)}"
    lead = plan.office_by_id[indicator.lead].name
    assessed = (
        Phrase("chấm mọi kỳ", "scored for every period")
        if indicator.assessed == "quarter"
        else Phrase("chỉ chấm cả năm", "scored for a whole year only")
    )
    yield f"     {assessed.text(lang).capitalize()}. {Phrase('Chịu trách nhiệm', 'Answers for it').text(lang)}: {lead}."
    if indicator.note:
        yield f"     {Phrase('Cách hiểu', 'Reading').text(lang)}: {indicator.note}"


def _checks(plan: Plan, lang: Lang) -> Iterator[str]:
    yield "\n" + Phrase("ĐẲNG THỨC VÀ NỐI TIẾP", "IDENTITIES AND CARRY-OVER").text(lang)
    for identity in plan.identities:
        yield f"  - {identity.name}: {plan.codes(identity.left)} = {plan.codes(identity.right)}"
    for carry_over in plan.carry_overs:
        code = plan.measure_by_id[carry_over.measure].code
        before = plan.codes(carry_over.continues)
        yield "  - " + Phrase(
            f"{code} kỳ này = {before} cuối kỳ trước", f"{code} of a quarter = {before} of the one before"
        ).text(lang)


def _asked(plan: Plan, lang: Lang) -> Iterator[str]:
    yield "\n" + Phrase("SỐ LIỆU TỪNG CƠ QUAN BÁO CÁO", "WHAT EACH OFFICE REPORTS").text(lang)
    for office in plan.offices:
        yield f"\n  {office.name} [{office.id}]"
        for measure in plan.measures:
            if office.id not in measure.offices:
                continue
            asked = (
                Phrase("hằng quý", "quarterly")
                if measure.asked == "quarter"
                else Phrase("hằng năm, cùng Quý IV", "yearly, with Q4")
            )
            words = [measure.unit, asked.text(lang)]
            if measure.asked == "quarter":
                words.append(OVER_TIME[measure.over_time].text(lang))
            if measure.bound is not None:
                words.append(Phrase("không quá", "at most").text(lang) + f" {plan.codes(measure.bound)}")
            if measure.usual_change is not None:
                share = percent_text(measure.usual_change, lang=lang)
                words.append(
                    Phrase(
                        f"đổi quá {share} so với kỳ trước thì cần ghi chú",
                        f"a change of more than {share} since the period before asks for a remark",
                    ).text(lang)
                )
            if measure.baseline_years:
                years = ", ".join(map(str, measure.baseline_years))
                words.append(Phrase("số liệu gốc", "baseline").text(lang) + f" {years}")
            yield f"    {measure.code}  {measure.name} ({'; '.join(words)})"
