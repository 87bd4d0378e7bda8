"""The sentences of a comparison: both values beside their targets, why a verdict moved, what each office's figures did."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from cchc_kpi.findings import Lang, Phrase
from cchc_kpi.numerals import number_text, percent_places, percent_text
from cchc_kpi.plan.model import Ratio, ReductionOfMean, YesNo, expressions_of
from cchc_kpi.render.explanation_words import MEANS, ROLES, exact_number
from cchc_kpi.render.words import fraction_text, reason_text, value_text
from cchc_kpi.scoring.comparison import Answer, Cause, Movement, ScorecardChange, Side
from cchc_kpi.scoring.containment import is_share
from cchc_kpi.scoring.decomposition import RatioSplit, TermEffect, Terms, TermSplit
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.explanation import Role

_TABLE_PLACES: Final = 2
_NOTHING: Final = "·"
_POINTS: Final = Phrase("điểm phần trăm", "percentage points")
_RISES: Final = Phrase("tăng", "up")
_FALLS: Final = Phrase("giảm", "down")
_TARGET: Final = Phrase("mục tiêu", "target")
_CAUSES: Final = {
    Cause.FIGURES: Phrase(
        "Vì số liệu đổi; riêng mục tiêu đổi thì kết quả vẫn như cũ.",
        "Because of the figures; the new target alone would have left the verdict as it was.",
    ),
    Cause.TARGET: Phrase(
        "Vì mục tiêu đổi; số liệu đổi mà mục tiêu như cũ thì kết quả vẫn như cũ.",
        "Because of the target; with the old one the verdict would be as it was.",
    ),
    Cause.EITHER: Phrase(
        "Riêng số liệu đổi, hay riêng mục tiêu đổi, cũng đủ làm đổi kết quả.",
        "The figures alone, or the target alone, would have moved the verdict.",
    ),
    Cause.TOGETHER: Phrase(
        "Phải cả số liệu và mục tiêu cùng đổi thì kết quả mới đổi.",
        "It took both the figures and the target to move the verdict.",
    ),
}


def verdict_word(verdict: Verdict, lang: Lang) -> str:
    """Return "✗ Chưa đạt"."""
    return f"{verdict.sign} {verdict.word.text(lang)}"


def outcome_text(movement: Movement, lang: Lang) -> str:
    """Return what follows the verdicts: "99% → 99,32%, tăng 0,32 điểm phần trăm" and the target."""
    target = f'{_TARGET.text(lang)} "{movement.after.target.wording}"'
    said = [] if movement.is_target_changed else [target]
    if movement.value_change is not None:
        said.insert(0, _values(movement, lang))
    return f"{'; '.join(said)}." if said else ""


def _values(movement: Movement, lang: Lang) -> str:
    before, after, change = movement.before, movement.after, movement.value_change
    assert change is not None
    if not change:
        return f"{Phrase('vẫn', 'still').text(lang)} {_value(movement, after, lang)}"
    moved = f"{_value(movement, before, lang)} → {_value(movement, after, lang)}"
    if isinstance(movement.indicator, YesNo):
        return moved
    return f"{moved}, {_moved_by(change, lang)} {_POINTS.text(lang)}"


def _value(movement: Movement, result: IndicatorResult, lang: Lang) -> str:
    """Return a value so that it stands on its side of both targets, and apart from the other side's value."""
    assert result.value is not None
    if isinstance(movement.indicator, YesNo):
        return value_text(result, lang)
    both = (movement.before, movement.after)
    edges = [side.target.value for side in both] + [side.value for side in both if side.value is not None]
    return percent_text(result.value, *(edge for edge in edges if edge != result.value), lang=lang)


def _moved_by(change: Fraction, lang: Lang) -> str:
    return f"{(_RISES if change > 0 else _FALLS).text(lang)} {_points(abs(change), lang)}"


def _points(share: Fraction, lang: Lang, least: int = 0) -> str:
    """Return a share as percentage points, "0,32", with so many decimals that what is not 0 is not shown as 0."""
    return number_text(share * 100, lang, max(least, percent_places(share)))


def signed_points(share: Fraction, lang: Lang) -> str:
    """Return "+0,32" or "-5,00" for a column; a dot for nothing."""
    if not share:
        return _NOTHING
    return ("+" if share > 0 else "") + _points(share, lang, _TABLE_PLACES)


def why_lines(movement: Movement, change: ScorecardChange, lang: Lang) -> Iterator[str]:
    """Yield in plain sentences what lies behind a movement, the most telling first."""
    if movement.is_target_changed:
        yield from _target_lines(movement, lang)
    if movement.value_change is None:
        yield _states(movement, change, lang)
    else:
        yield from _edge_lines(movement, change, lang)
    for answer in movement.answers:
        # Where an answer is missing, the state of that side has told so.
        if answer.before is not None and answer.after is not None:
            yield _answer_line(answer, change, lang)
    match movement.split:
        case RatioSplit():
            yield from _ratio_lines(movement.split, movement, change, lang)
        case TermSplit():
            yield from _term_lines(movement.split, movement, change, lang)
        case None:
            pass


def _target_lines(movement: Movement, lang: Lang) -> Iterator[str]:
    targets = [f'"{r.target.wording}" ({r.target.year})' for r in (movement.before, movement.after)]
    said = f"{_TARGET.text(lang).capitalize()} {targets[0]} → {targets[1]}"
    if movement.target_change:
        said += f", {_moved_by(movement.target_change, lang)} {_POINTS.text(lang)}"
    margins = [_margin(result, lang) for result in (movement.before, movement.after)]
    if movement.value_change is not None:
        lead = Phrase("so với mục tiêu", "against the target").text(lang)
        said += f"; {lead}: {margins[0]} → {margins[1]} {_POINTS.text(lang)}"
    yield f"{said}."
    if movement.cause in _CAUSES:
        is_alone = movement.cause is Cause.TARGET and not movement.value_change
        yield (_TARGET_ONLY if is_alone else _CAUSES[movement.cause]).text(lang)


_TARGET_ONLY: Final = Phrase(
    "Chỉ vì mục tiêu đổi; tỷ lệ vẫn như cũ.", "Because of the target only; the value is as it was."
)


def _margin(result: IndicatorResult, lang: Lang) -> str:
    if result.value is None:
        return ""
    margin = result.value - result.target.value
    if not margin:
        return Phrase("đúng bằng", "equal").text(lang)
    word = Phrase("hơn", "above by") if margin > 0 else Phrase("kém", "below by")
    return f"{word.text(lang)} {_points(abs(margin), lang)}"


def _states(movement: Movement, change: ScorecardChange, lang: Lang) -> str:
    """Return what each side came to: "2026-Q1: 52/63 (82,54%); 2026-Q2: chưa có báo cáo: ..."."""
    sides = ((change.before, movement.before), (change.after, movement.after))
    return "; ".join(f"{side.label}: {_state(side, result, lang)}" for side, result in sides) + "."


def _state(side: Side, result: IndicatorResult, lang: Lang) -> str:
    if isinstance(result.indicator, YesNo) and result.value is not None:
        return value_text(result, lang)
    is_divided = result.numerator is not None and result.denominator is not None
    fraction = fraction_text(result, lang) if is_divided else ""
    if result.value is None:
        return ", ".join(filter(None, (fraction, reason_text(result, side.card.plan, lang))))
    return f"{fraction} ({value_text(result, lang)})"


def _edge_lines(movement: Movement, change: ScorecardChange, lang: Lang) -> Iterator[str]:
    for side, result in ((change.before, movement.before), (change.after, movement.after)):
        edge = reason_text(result, side.card.plan, lang)
        if edge:
            yield f"{side.label}: {edge}."


def _answer_line(answer: Answer, change: ScorecardChange, lang: Lang) -> str:
    measure, office = change.plan.measure_by_id[answer.measure], change.plan.office_by_id[answer.office]
    before, after = (_ANSWERS[bool(given)].text(lang) for given in (answer.before, answer.after))
    return f"{office.name}: {measure.name} ({measure.code}): {before} → {after}."


_ANSWERS: Final = {True: Phrase("Có", "Yes"), False: Phrase("Không", "No")}


def _ratio_lines(split: RatioSplit, movement: Movement, change: ScorecardChange, lang: Lang) -> Iterator[str]:
    change_text = f"{_moved_by(split.change, lang)} {_POINTS.text(lang)}" if split.change else ""
    if movement.value_change is None:
        known = ", ".join(filter(None, (moved_text(split.before, split.after, lang), change_text)))
        yield Phrase(
            f"Tính riêng các cơ quan đã có số liệu ở mỗi bên (để so, không phải kết quả): {known}.",
            f"Of the offices with figures on each side (to compare, no result): {known}.",
        ).text(lang)
    elif split.change:
        yield _main_line(split, change, lang)


def _main_line(split: RatioSplit, change: ScorecardChange, lang: Lang) -> str:
    """Return which office accounts for most of a change, by how much, and what the others did."""
    sign = 1 if split.change > 0 else -1
    main = max(split.effects, key=lambda effect: effect.total * sign)
    rest = (split.change - main.total) * sign
    by = f"{_MAKES.text(lang)} {_moved_by(main.total, lang)}"
    if rest == 0:
        lead, tail = Phrase("Do", "Because of"), ""
    elif rest < 0:
        others = _points(-rest, lang)
        lead = Phrase("Do", "Because of")
        tail = Phrase(f"; các cơ quan khác bù lại {others}", f"; the others make up for {others}").text(lang)
    else:
        is_most = main.total * 2 > split.change if sign > 0 else main.total * 2 < split.change
        lead = _MOSTLY if is_most else _MOST_OF_ALL
        whole = _points(abs(split.change), lang)
        by += Phrase(f" trong {whole}", f" of {whole}").text(lang)
        tail = ""
    office = change.plan.office_by_id[main.terms.office].name
    moved = moved_text(main.terms.before, main.terms.after, lang)
    return f"{lead.text(lang)} {office}: {moved}, {by} {_POINTS.text(lang)}{tail}."


_MAKES: Final = Phrase("làm", "which moves it")
_MOSTLY: Final = Phrase("Phần lớn do", "Mostly because of")
_MOST_OF_ALL: Final = Phrase("Nhiều nhất do", "Most of all because of")


def moved_text(before: Terms | None, after: Terms | None, lang: Lang) -> str:
    """Return "7/8 (87,5%) → 2/8 (25%)"."""
    return f"{terms_text(before, lang)} → {terms_text(after, lang)}"


def terms_text(terms: Terms | None, lang: Lang) -> str:
    """Return "7/8 (87,5%)", "0/0", or that the figures are not all there."""
    if terms is None:
        return Phrase("chưa đủ số", "not reported").text(lang)
    fraction = f"{exact_number(terms.first, lang)}/{exact_number(terms.second, lang)}"
    return fraction if terms.quotient is None else f"{fraction} ({percent_text(terms.quotient, lang=lang)})"


def _term_lines(split: TermSplit, movement: Movement, change: ScorecardChange, lang: Lang) -> Iterator[str]:
    for effect in split.effects:
        if effect.before != effect.after:
            office = change.plan.office_by_id[effect.office].name
            yield f"{office}: {_terms_moved(effect, movement, change, lang)}."


def _terms_moved(effect: TermEffect, movement: Movement, change: ScorecardChange, lang: Lang) -> str:
    indicator, plan = movement.indicator, change.plan
    expression = next(iter(expressions_of(indicator).values()))
    unit = plan.measure_by_id[expression.measures[0]].unit
    words = _words(movement)
    if isinstance(indicator, Ratio) and is_share(indicator, plan) and _wants_more(movement):
        bad, bad_after = (terms.second - terms.first for terms in (effect.before, effect.after))
        words = _GOOD, _ALL
        tail = f", {_BAD.text(lang)} {_count(bad, bad_after, lang)}"
    elif effect.first and effect.second:
        alone = Phrase("riêng", "from the").text(lang)
        first, second = (
            f"{alone} {word.text(lang)} {_moved_by(part, lang)}"
            for word, part in zip(words, (effect.first, effect.second), strict=True)
        )
        tail = f"; {first}, {second} {_POINTS.text(lang)}"
    else:
        tail = ""
    first_count = _count(effect.before.first, effect.after.first, lang, unit)
    second_count = _count(effect.before.second, effect.after.second, lang)
    return f"{words[0].text(lang)} {first_count}, {words[1].text(lang)} {second_count}{tail}"


_GOOD: Final = Phrase("đạt yêu cầu", "good")
_ALL: Final = Phrase("tổng số", "total")
_BAD: Final = Phrase("không đạt", "not good")


def _wants_more(movement: Movement) -> bool:
    """Say whether a case of the numerator is a good one on both sides."""
    return {movement.before.target.operator, movement.after.target.operator} <= {">", ">=", "="}


def _words(movement: Movement) -> tuple[Phrase, Phrase]:
    if isinstance(movement.indicator, Ratio):
        return ROLES[Role.NUMERATOR], ROLES[Role.DENOMINATOR]
    words = MEANS if isinstance(movement.indicator, ReductionOfMean) else ROLES
    return words[Role.NOW], words[Role.BASELINE]


def _count(before: Fraction, after: Fraction, lang: Lang, unit: str = "") -> str:
    """Return "990 → 1.175 hồ sơ (+185)", or the figure alone where it is as it was."""
    told = " ".join(filter(None, (exact_number(after, lang), unit)))
    if before == after:
        return f"{Phrase('vẫn', 'still').text(lang)} {told}"
    sign = "+" if after > before else ""
    return f"{exact_number(before, lang)} → {told} ({sign}{exact_number(after - before, lang)})"
