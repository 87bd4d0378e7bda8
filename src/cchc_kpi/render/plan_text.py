"""The plan read back as sentences, clause by clause, so that a lawyer can check it against the text."""

from __future__ import annotations

from collections.abc import Iterator

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import (
    Indicator,
    Measure,
    Milestone,
    Operator,
    Plan,
    Ratio,
    Reduction,
    ReductionOfMean,
    YesNo,
)

_OPERATORS: dict[Operator, Phrase] = {
    ">": Phrase("phải lớn hơn", "must be greater than"),
    ">=": Phrase("phải từ", "must be at least"),
    "=": Phrase("phải bằng", "must be exactly"),
    "<=": Phrase("không được quá", "must be at most"),
    "<": Phrase("phải nhỏ hơn", "must be less than"),
}
_OVER_TIME = {
    "sum": Phrase("cộng các quý", "quarters added up"),
    "last": Phrase("lấy quý cuối", "last quarter's figure"),
    "first": Phrase("lấy quý đầu", "first quarter's figure"),
}


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
    yield f"     {Phrase('Điều khoản', 'Clause').text(lang)} {indicator.clause}: {_target(indicator.target, lang)}"
    for milestone in indicator.milestones:
        yield f"     {Phrase('Mốc trung gian', 'Milestone').text(lang)}: {_target(milestone, lang)}"
    for line in _formula(plan, indicator, lang):
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


def _target(target: Milestone, lang: Lang) -> str:
    said = _OPERATORS[target.operator].text(lang)
    value = percent_text(target.value, lang=lang)
    return Phrase(
        f'{said} {value}{" trở lên" if target.operator == ">=" else ""}, hạn năm {target.year}; kế hoạch ghi "{target.wording}".',
        f'{said} {value}, due in {target.year}; the plan says "{target.wording}".',
    ).text(lang)


def _formula(plan: Plan, indicator: Indicator, lang: Lang) -> Iterator[str]:
    match indicator:
        case Ratio():
            yield f"{Phrase('Tử số', 'Numerator').text(lang)}: {_sum(plan, indicator.numerator)}"
            yield f"{Phrase('Mẫu số', 'Denominator').text(lang)}: {_sum(plan, indicator.denominator)}"
        case Reduction():
            year = indicator.baseline_year
            yield (
                Phrase(
                    f"Mức giảm so với năm {year}: (số năm {year} - số kỳ này) / số năm {year}, của",
                    f"Reduction against {year}: ({year} - now) / {year}, of",
                ).text(lang)
                + f" {_sum(plan, indicator.of)}"
            )
        case ReductionOfMean():
            years = f"{indicator.baseline_years[0]}-{indicator.baseline_years[-1]}"
            yield (
                Phrase(
                    f"Mức giảm của bình quân các năm từ {indicator.since} đến năm được chấm so với bình quân {years}, của",
                    f"Reduction of the mean of the years from {indicator.since} to the year scored against the mean of {years}, of",
                ).text(lang)
                + f" {_sum(plan, indicator.of)}"
            )
        case YesNo():
            yield (
                Phrase("Tất cả phải là Có", "All must say yes").text(lang)
                + ": "
                + "; ".join(_measure(plan.measure_by_id[name]) for name in indicator.all_of)
            )


def _sum(plan: Plan, expression: Expression) -> str:
    words = " ".join(
        f"{'-' if term.sign < 0 else '+'} {_measure(plan.measure_by_id[term.measure])}"
        for term in expression.terms
    )
    return words.removeprefix("+ ")


def _measure(measure: Measure) -> str:
    return f"{measure.name} ({measure.code})"


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
                words.append(_OVER_TIME[measure.over_time].text(lang))
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
