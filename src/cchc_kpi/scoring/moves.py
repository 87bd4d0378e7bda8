"""Which verdicts moved because returns were handed in again: scored with the earlier submission in its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from cchc_kpi.findings import Finding, Phrase, Place
from cchc_kpi.numerals import number_text, percent_text
from cchc_kpi.periods import Period
from cchc_kpi.plan.model import Plan, YesNo
from cchc_kpi.returns.observation import Return
from cchc_kpi.returns.resubmission import Replacement
from cchc_kpi.rules import consistency
from cchc_kpi.scoring.aggregate import Figures
from cchc_kpi.scoring.evaluate import IndicatorResult, evaluate_indicator

_Results: TypeAlias = tuple[IndicatorResult, ...]


def moved_verdicts(
    plan: Plan, period: Period, returns: Iterable[Return], replacements: Sequence[Replacement]
) -> list[Finding]:
    """Return a note for every indicator that another submission would give another verdict.

    Each replacement is undone alone. What none moves alone, undoing all of them may: two offices that
    each add a little reach a target together.
    """
    if not replacements:
        return []
    held = {item.file: item for item in returns}
    now = _score(plan, period, held)
    alone = [_score(plan, period, _undone(held, [replacement])) for replacement in replacements]
    before_all = _score(plan, period, _undone(held, replacements))
    findings: list[Finding] = []
    for place, after in enumerate(now):
        movers = [
            (replacement, results[place])
            for replacement, results in zip(replacements, alone, strict=True)
            if results[place].verdict is not after.verdict
        ]
        findings += [_moved([replacement], before, after) for replacement, before in movers]
        if not movers and before_all[place].verdict is not after.verdict:
            involved = [
                replacement
                for replacement, results in zip(replacements, alone, strict=True)
                if _figures_of(results[place]) != _figures_of(after)
            ]
            findings.append(_moved(involved, before_all[place], after))
    return findings


def _undone(held: Mapping[str, Return], replacements: Iterable[Replacement]) -> Mapping[str, Return]:
    return {**held, **{replacement.after.file: replacement.before for replacement in replacements}}


def _score(plan: Plan, period: Period, held: Mapping[str, Return]) -> _Results:
    figures = Figures(plan, held.values())
    return tuple(evaluate_indicator(indicator, period, figures) for indicator in plan.indicators)


def _figures_of(result: IndicatorResult) -> object:
    """Return what a result rests on, whichever file it stands in."""
    used = {(o.measure, o.office, o.period): o.value for o in result.observations}
    return used, result.missing


def _moved(replacements: Sequence[Replacement], before: IndicatorResult, after: IndicatorResult) -> Finding:
    causes = [_cause(replacement) for replacement in replacements]
    return Finding(
        consistency.VERDICT_MOVED,
        Place(replacements[0].after.file),
        {
            "cause": Phrase(
                " và ".join(cause.vi for cause in causes), " and ".join(cause.en for cause in causes)
            ),
            "indicator": after.indicator.name,
            "before": _outcome(before),
            "after": _outcome(after),
        },
    )


def _cause(replacement: Replacement) -> Phrase:
    before, after = replacement
    return Phrase(
        f"lần nộp {after.submission} thay lần nộp {before.submission} ({before.file})",
        f"submission {after.submission} replaced submission {before.submission} ({before.file})",
    )


def _outcome(result: IndicatorResult) -> Phrase:
    """Return the verdict with its value, "Chưa đạt, 99%"."""
    word = result.verdict.word
    if result.value is None:
        return word
    if isinstance(result.indicator, YesNo):
        yes, asked = number_text(result.numerator or 0), number_text(result.denominator or 0)
        return Phrase(f"{word.vi}, {yes}/{asked} có", f"{word.en}, {yes}/{asked} yes")
    vi = percent_text(result.value, result.target.value)
    en = percent_text(result.value, result.target.value, lang="en")
    return Phrase(f"{word.vi}, {vi}", f"{word.en}, {en}")
