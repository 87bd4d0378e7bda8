"""The sentences of an explanation: sums written out, the comparison done, what a figure is in its formula."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import exact_text, is_decimal, number_text, percent_places, percent_text
from cchc_kpi.plan.model import Measure, Operator, ReductionOfMean
from cchc_kpi.render.plan_sentences import OVER_TIME, target_sentence
from cchc_kpi.render.words import REASONS, reason_text, value_text
from cchc_kpi.returns.observation import State
from cchc_kpi.scoring.bounds import outlook_text
from cchc_kpi.scoring.evaluate import Verdict
from cchc_kpi.scoring.explanation import Comparison, Entry, Explanation, Part, Role
from cchc_kpi.scoring.headroom import headroom_text
from cchc_kpi.scoring.year_reach import year_reach_text
from cchc_kpi.text import shown

ROLES: Final = {
    Role.NUMERATOR: Phrase("tử số", "numerator"),
    Role.DENOMINATOR: Phrase("mẫu số", "denominator"),
    Role.BASELINE: Phrase("số gốc", "baseline"),
    Role.NOW: Phrase("số kỳ này", "figure of this period"),
    Role.ANSWERS: Phrase("số câu trả lời Có", "answers that say yes"),
}
MEANS: Final = {
    Role.BASELINE: Phrase("bình quân các năm gốc", "mean of the baseline years"),
    Role.NOW: Phrase("bình quân các năm được chấm", "mean of the years scored"),
}
_HOLDS: Final[dict[Operator, Phrase]] = {
    ">": Phrase("lớn hơn", "is greater than"),
    ">=": Phrase("không nhỏ hơn", "is not less than"),
    "=": Phrase("bằng", "equals"),
    "<=": Phrase("không lớn hơn", "is not greater than"),
    "<": Phrase("nhỏ hơn", "is less than"),
}
_FAILS: Final[dict[Operator, Phrase]] = {
    ">": Phrase("không lớn hơn", "is not greater than"),
    ">=": Phrase("nhỏ hơn", "is less than"),
    "=": Phrase("khác", "differs from"),
    "<=": Phrase("lớn hơn", "is greater than"),
    "<": Phrase("không nhỏ hơn", "is not less than"),
}
OPERATOR_SIGNS: Final[dict[Operator, str]] = {">": ">", ">=": "≥", "=": "=", "<=": "≤", "<": "<"}
_UNKNOWN: Final = "?"


def exact_number(value: Fraction, lang: Lang) -> str:
    """Return a number to its last decimal; where no decimals can write it, rounded to 2."""
    whole, _, decimals = exact_text(value).partition(".")
    return number_text(value, lang, None if "/" in whole else len(decimals))


def chain(word: str, *steps: tuple[str, bool]) -> str:
    """Return "word = step = step", with "≈" before a step that is rounded (False)."""
    return word + "".join(f" {'=' if is_exact else '≈'} {step}" for step, is_exact in steps)


def demand_lines(explanation: Explanation, lang: Lang) -> Iterator[str]:
    """Yield what the plan asks: clause, target in its own words, who answers for it, how it is read."""
    result, plan = explanation.result, explanation.plan
    indicator = result.indicator
    clause = Phrase("Điều khoản", "Clause").text(lang)
    yield f"{clause} {indicator.clause}: {target_sentence(result.target, lang)}"
    if result.target != indicator.target:
        final = Phrase("Mục tiêu cuối", "The final target").text(lang)
        yield f"{final}: {target_sentence(indicator.target, lang)}"
    lead = plan.office_by_id[indicator.lead].name
    yield f"{Phrase('Chịu trách nhiệm', 'Answers for it').text(lang)}: {lead}."
    if indicator.note:
        yield f"{Phrase('Cách hiểu', 'Reading').text(lang)}: {indicator.note}"


def role_text(part: Part, *, is_mean: bool, lang: Lang) -> str:
    """Return what a sum is in its formula, as the beginning of a sentence."""
    role = (MEANS if is_mean else ROLES)[part.role].text(lang)
    return f"{role[:1].upper()}{role[1:]}"


def sum_line(part: Part, *, is_mean: bool, lang: Lang) -> str:
    """Return "Tử số = 600 + 390 = 990"; "?" stands for what is missing, and then there is no result."""
    role = role_text(part, is_mean=is_mean, lang=lang)
    terms = "".join(f" {'-' if e.sign < 0 else '+'} {_term(e, lang)}" for e in part.entries)
    added = terms.removeprefix(" + ").strip()
    steps = [(added if part.over == 1 else f"({added}) / {part.over}", True)]
    if part.value is None:
        left = Phrase("chưa tính được", "not known yet").text(lang)
        return f"{chain(role, *steps)}: {left}"
    if part.over > 1:
        steps.append((f"{exact_number(part.value * part.over, lang)} / {part.over}", True))
    total = exact_number(part.value, lang), is_decimal(part.value)
    return chain(role, *steps) if steps == [total] else chain(role, *steps, total)


def _term(entry: Entry, lang: Lang) -> str:
    return _UNKNOWN if entry.value is None else exact_number(entry.value, lang)


def reduction_line(explanation: Explanation, lang: Lang) -> str | None:
    """Return "Mức giảm = 100 - 90 = 10", None for what is no reduction or has a figure missing."""
    by_role = {part.role: part.value for part in explanation.parts}
    before, now, cut = by_role.get(Role.BASELINE), by_role.get(Role.NOW), explanation.result.numerator
    if before is None or now is None or cut is None:
        return None
    return chain(
        Phrase("Mức giảm", "Reduction").text(lang),
        (f"{exact_number(before, lang)} - {exact_number(now, lang)}", is_decimal(before) and is_decimal(now)),
        (exact_number(cut, lang), is_decimal(cut)),
    )


def comparison_lines(explanation: Explanation, lang: Lang) -> Iterator[str]:
    """Yield the value beside its target, then the comparison with no division, exactly as it decides."""
    comparison = explanation.comparison
    if comparison is None:
        return
    if comparison.scale > 1:
        yield Phrase(
            f"Để so chính xác, nhân cả hai số với {comparison.scale} cho hết phần lẻ.",
            f"To compare exactly, both numbers are multiplied by {comparison.scale}, which leaves no fraction.",
        ).text(lang)
    yield _value_line(comparison, lang)
    yield crossed_line(comparison, lang)


def _value_line(comparison: Comparison, lang: Lang) -> str:
    target, value = comparison.target, comparison.numerator / comparison.denominator
    fraction = f"{exact_number(comparison.numerator, lang)} / {exact_number(comparison.denominator, lang)}"
    is_exact = (value * 100 * 10 ** percent_places(value, target.value)).denominator == 1
    found = chain(fraction, (percent_text(value, target.value, lang=lang), is_exact))
    edge = f"{OPERATOR_SIGNS[target.operator]} {percent_text(target.value, lang=lang)}"
    return Phrase(
        f'Kết quả: {found}; mục tiêu "{target.wording}" ({edge}).',
        f'Value: {found}; target "{target.wording}" ({edge}).',
    ).text(lang)


def crossed_line(comparison: Comparison, lang: Lang) -> str:
    """Return "990 × 100 = 99.000 không lớn hơn 1.000 × 99 = 99.000"."""
    relation = (_HOLDS if comparison.holds else _FAILS)[comparison.target.operator].text(lang)
    left = f"{exact_number(comparison.numerator, lang)} × 100 = {exact_number(comparison.left, lang)}"
    percent = exact_number(comparison.percent, lang)
    right = (
        f"{exact_number(comparison.denominator, lang)} × {percent} = {exact_number(comparison.right, lang)}"
    )
    return f"{left} {relation} {right}"


def verdict_text(explanation: Explanation, lang: Lang) -> str:
    """Return "✗ Chưa đạt: 99%, đúng bằng 99%, chưa trên 99%": sign, word, value, and what the edge asks."""
    result = explanation.result
    said = f"{result.verdict.sign} {result.verdict.word.text(lang)}"
    if result.value is None:
        return said
    edge = reason_text(result, explanation.plan, lang)
    return f"{said}: {edge or value_text(result, lang)}"


def no_value_text(explanation: Explanation, lang: Lang) -> str | None:
    """Return in words why there is no value; None where there is one."""
    result, period = explanation.result, explanation.period
    match result.verdict:
        case Verdict.NOT_DUE if period.is_year and isinstance(result.indicator, ReductionOfMean):
            since = result.indicator.since
            said = Phrase(
                f"Chỉ tiêu này chỉ chấm từ năm {since}; năm {period.year} chưa chấm.",
                f"This indicator is scored from {since} on; not yet for {period.year}.",
            )
        case Verdict.NOT_DUE:
            said = Phrase(
                f"Chỉ tiêu này chỉ chấm khi hết năm; {period.id} chưa hết năm nên chưa chấm. "
                f"Xem cả năm bằng --period {period.year}.",
                f"This indicator is scored for a whole year only; {period.id} is not one. "
                f"See the year with --period {period.year}.",
            )
        case Verdict.NOT_APPLICABLE if any(part.role is Role.BASELINE for part in explanation.parts):
            said = Phrase(
                "Số gốc không lớn hơn 0 nên không có gì để so mức giảm; chỉ tiêu coi như không phát sinh.",
                "The baseline is not above 0: there is nothing to reduce, so the indicator does not apply.",
            )
        case Verdict.NOT_APPLICABLE:
            said = Phrase(
                "Tử số và mẫu số đều bằng 0: kỳ này không có việc nào để tính, không phải 0% hay 100%.",
                "Numerator and denominator are both 0: nothing arose, which is neither 0% nor 100%.",
            )
        case Verdict.NO_DATA if result.is_undividable:
            said = Phrase(
                "Có đủ số liệu nhưng mẫu số không lớn hơn 0 mà tử số khác 0 hoặc mẫu số âm, nên không chia được: "
                "có số liệu sai, cần xem lại.",
                "All figures are there, but the denominator cannot divide the numerator: a figure must be wrong.",
            )
        case Verdict.NO_DATA:
            known = len(explanation.figures) - len(result.missing)
            said = Phrase(
                f"Mới có {known}/{len(explanation.figures)} số liệu; còn thiếu thì không tính, không coi là 0.",
                f"{known} of {len(explanation.figures)} figures are there; what is missing is not taken as 0.",
            )
        case _:
            return None
    return said.text(lang)


def ahead_lines(explanation: Explanation, lang: Lang) -> Iterator[str]:
    """Yield how far from the target the result is, whether the year can still reach it, what can still change it."""
    said = []
    if explanation.headroom is not None:
        said.append(headroom_text(explanation.headroom))
    if explanation.year_reach is not None:
        said.append(year_reach_text(explanation.year_reach))
    if explanation.outlook is not None:
        said.append(outlook_text(explanation.outlook, explanation.plan))
    yield from (_sentence(phrase.text(lang)) for phrase in said if phrase.text(lang))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def figure_text(entry: Entry, measure: Measure, lang: Lang) -> str:
    """Return what a figure counts as: a number, Có or Không, KPS; or why it is missing."""
    found = entry.observation
    if entry.reason is not None or found is None:
        why = REASONS[entry.reason].text(lang) if entry.reason is not None else ""
        held = f" {shown(found.provenance.text)}" if found is not None and found.provenance.text else ""
        return f"{_UNKNOWN} {why}{held}"
    if found.state is State.KPS:
        return Phrase("KPS (tính là 0)", "KPS (counts as 0)").text(lang)
    if measure.type == "yes_no":
        return (Phrase("Có (1)", "Yes (1)") if found.value else Phrase("Không (0)", "No (0)")).text(lang)
    return exact_number(Fraction(found.value or 0), lang)


def period_text(entry: Entry, lang: Lang) -> str:
    """Return "2026-Q1", or "gốc 2025" for a baseline."""
    return (
        Phrase(f"gốc {entry.period.id}", f"baseline {entry.period.id}").text(lang)
        if entry.is_baseline
        else entry.period.id
    )


def use_text(measure: Measure, explanation: Explanation, lang: Lang) -> str:
    """Return where a measure goes in the formula, and how over time: "vào tử số, mẫu số; cộng các quý"."""
    uses: dict[int, list[str]] = {}
    for part in explanation.parts:
        for sign in dict.fromkeys(entry.sign for entry in part.entries if entry.measure == measure.id):
            uses.setdefault(sign, []).append(ROLES[part.role].text(lang))
    said = [f"{_WAYS[sign].text(lang)} {', '.join(roles)}" for sign, roles in uses.items()]
    if not explanation.period.is_quarter:
        said.append((_YEARLY if measure.asked == "year" else OVER_TIME[measure.over_time]).text(lang))
    return "; ".join(said)


_WAYS: Final = {1: Phrase("vào", "in the"), -1: Phrase("trừ khỏi", "taken from the")}
_YEARLY: Final = Phrase("hỏi mỗi năm một lần, cùng Quý IV", "asked once a year, with Q4")
