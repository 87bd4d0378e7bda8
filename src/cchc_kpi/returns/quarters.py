"""What must hold between an office's figures of two periods: what carries over continues, no stock jumps.

A remark in the figure's own row explains a difference: what would be a warning is then a note that
shows the remark (docs/adr/0015).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from cchc_kpi.findings import Finding, Phrase, Place, Rule
from cchc_kpi.numerals import number_phrase, percent_text
from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Measure, Plan
from cchc_kpi.returns.checks import Figures, evaluate
from cchc_kpi.returns.observation import Observation, Return
from cchc_kpi.rules import consistency
from cchc_kpi.text import printable

_REMARK_LENGTH: Final = 200


class _Difference(NamedTuple):
    """A figure that is not what the period before leads one to expect."""

    now: Observation
    code: str
    previous: Period
    formula: str
    expected: Fraction
    file: str

    def told_as(self, rule: Rule, **more: str | Phrase) -> Finding:
        """Return the finding: the rule's, or a note where a remark explains the figure."""
        remark = printable(self.now.remark)
        if remark:
            rule, more = consistency.EXPLAINED, {"remark": f"'{_bounded(remark)}'"}
        source = self.now.provenance
        details = {
            "code": self.code,
            "value": number_phrase(self.now.value or 0),
            "previous": self.previous.id,
            "formula": self.formula,
            "expected": number_phrase(self.expected),
            "file": self.file,
            **more,
        }
        return Finding(rule, Place(source.file, printable(source.sheet), source.cell), details)


def _bounded(remark: str) -> str:
    return remark if len(remark) <= _REMARK_LENGTH else remark[: _REMARK_LENGTH - 1] + "…"


def check_against_earlier(
    item: Return, return_of: Callable[[Period], Return | None], plan: Plan
) -> Iterator[Finding]:
    """Hold a quarter's figures against those of the same office's earlier returns, found by quarter."""
    if item.period is None:
        return
    links = _links(plan, item.period)
    earlier = {period: return_of(period) for period in dict.fromkeys(link.previous for link in links)}
    if not any(earlier.values()):
        return
    now = _figures(item)
    for link in links:
        difference = _difference(now.get(link.measure), link, earlier[link.previous], plan)
        if difference is None:
            continue
        if link.usual is None:
            yield difference.told_as(consistency.CARRY_OVER)
        elif _is_unusual(difference, link.usual):
            change = _change(difference, link.usual)
            yield difference.told_as(
                consistency.UNUSUAL_CHANGE, change=change, usual=_percent_phrase(link.usual)
            )


class _Link(NamedTuple):
    """A figure, what it continues of an earlier period, and by how much it usually changes; None where it must not."""

    measure: str
    continues: Expression
    previous: Period
    usual: Fraction | None


@lru_cache(maxsize=256)
def _links(plan: Plan, period: Period) -> tuple[_Link, ...]:
    """Return what a quarter's figures are held against: what carries over first, then the stocks."""
    carried = [_Link(c.measure, c.continues, period.previous_quarter, None) for c in plan.carry_overs]
    stocks = [
        _Link(measure.id, Expression.parse(measure.id), before, measure.usual_change)
        for measure in plan.measures
        if measure.usual_change is not None and (before := _period_before(measure, period)) is not None
    ]
    return (*carried, *stocks)


def _period_before(measure: Measure, period: Period) -> Period | None:
    """Return the quarter that asked the measure last; None where this one does not ask it."""
    if measure.asked == "quarter":
        return period.previous_quarter
    return Period(period.year - 1, "Q4") if period.part == "Q4" else None


def _figures(item: Return) -> Figures:
    return {observation.measure: observation for observation in item.observations}


def _difference(
    now: Observation | None, link: _Link, before: Return | None, plan: Plan
) -> _Difference | None:
    """Return how a figure differs from what an earlier return leads to; None where it does not, or is not known."""
    if before is None or now is None or not now.state.is_known:
        return None
    expected = evaluate(link.continues, _figures(before))
    if expected is None or expected == now.value:
        return None
    code = plan.measure_by_id[now.measure].code
    formula = plan.codes(link.continues)
    return _Difference(now, code, link.previous, formula, Fraction(expected), before.file)


def _is_unusual(difference: _Difference, usual: Fraction) -> bool:
    """|now - before| > usual x |before|, exactly: from 0, any change is."""
    now = Fraction(difference.now.value or 0)
    return abs(now - difference.expected) > usual * abs(difference.expected)


def _change(difference: _Difference, usual: Fraction) -> Phrase:
    now, before = Fraction(difference.now.value or 0), difference.expected
    verb = Phrase("tăng", "up") if now > before else Phrase("giảm", "down")
    if before == 0:
        return Phrase(f"{verb.vi} từ 0", f"{verb.en} from 0")
    share = _percent_phrase(abs(now - before) / abs(before), usual)
    return Phrase(f"{verb.vi} {share.vi}", f"{verb.en} {share.en}")


def _percent_phrase(share: Fraction, *edges: Fraction) -> Phrase:
    return Phrase(percent_text(share, *edges), percent_text(share, *edges, lang="en"))
