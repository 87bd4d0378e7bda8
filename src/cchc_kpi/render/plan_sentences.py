"""Targets, formulas and measures of the plan as sentences, for every page that quotes the plan."""

from __future__ import annotations

from collections.abc import Iterator

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import percent_text
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
OVER_TIME = {
    "sum": Phrase("cộng các quý", "quarters added up"),
    "last": Phrase("lấy quý cuối", "last quarter's figure"),
    "first": Phrase("lấy quý đầu", "first quarter's figure"),
}


def target_sentence(target: Milestone, lang: Lang) -> str:
    """Return a target as a sentence, with the year it falls due and the plan's own wording."""
    said = _OPERATORS[target.operator].text(lang)
    value = percent_text(target.value, lang=lang)
    return Phrase(
        f'{said} {value}{" trở lên" if target.operator == ">=" else ""}, hạn năm {target.year}; kế hoạch ghi "{target.wording}".',
        f'{said} {value}, due in {target.year}; the plan says "{target.wording}".',
    ).text(lang)


def formula_sentences(plan: Plan, indicator: Indicator, lang: Lang) -> Iterator[str]:
    """Yield an indicator's formula in words, with the names and codes of its measures."""
    match indicator:
        case Ratio():
            yield f"{Phrase('Tử số', 'Numerator').text(lang)}: {sum_words(plan, indicator.numerator)}"
            yield f"{Phrase('Mẫu số', 'Denominator').text(lang)}: {sum_words(plan, indicator.denominator)}"
        case Reduction():
            year = indicator.baseline_year
            yield (
                Phrase(
                    f"Mức giảm so với năm {year}: (số năm {year} - số kỳ này) / số năm {year}, của",
                    f"Reduction against {year}: ({year} - now) / {year}, of",
                ).text(lang)
                + f" {sum_words(plan, indicator.of)}"
            )
        case ReductionOfMean():
            years = f"{indicator.baseline_years[0]}-{indicator.baseline_years[-1]}"
            yield (
                Phrase(
                    f"Mức giảm của bình quân các năm từ {indicator.since} đến năm được chấm so với bình quân {years}, của",
                    f"Reduction of the mean of the years from {indicator.since} to the year scored against the mean of {years}, of",
                ).text(lang)
                + f" {sum_words(plan, indicator.of)}"
            )
        case YesNo():
            yield (
                Phrase("Tất cả phải là Có", "All must say yes").text(lang)
                + ": "
                + "; ".join(measure_words(plan.measure_by_id[name]) for name in indicator.all_of)
            )


def sum_words(plan: Plan, expression: Expression) -> str:
    """Return a sum of measures in words: "A (TT.04) + B (TT.05)"."""
    words = " ".join(
        f"{'-' if term.sign < 0 else '+'} {measure_words(plan.measure_by_id[term.measure])}"
        for term in expression.terms
    )
    return words.removeprefix("+ ")


def measure_words(measure: Measure) -> str:
    """Return a measure as its name and code."""
    return f"{measure.name} ({measure.code})"
