"""Two scorecards held against each other: which verdicts moved, why, and what each office's figures did to it.

Values in, values out; what counts as the cause of a move is settled here, how it is said in the renderers.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from cchc_kpi.findings import Finding, Phrase
from cchc_kpi.plan.model import Indicator, Plan, Ratio, YesNo, baseline_years_of, expressions_of
from cchc_kpi.plan.naming import numbered_indicators
from cchc_kpi.returns.observation import Return, Slot
from cchc_kpi.scoring.decomposition import OfficeTerms, RatioSplit, Terms, TermSplit, split_ratio, split_terms
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.scorecard import Scorecard


class Basis(StrEnum):
    """What is compared: two periods of the same returns, or two sets of returns of the same period."""

    PERIODS = "periods"
    SETS = "sets"


class Side(NamedTuple):
    """One of two scorecards: a short label for columns and sentences ("2026-Q1", "A"), and its name."""

    label: str
    name: Phrase
    card: Scorecard


class Kind(StrEnum):
    """What became of an indicator: its verdict moved (gained, lost, otherwise), its figures did, nothing did."""

    GAINED = "gained"
    LOST = "lost"
    TURNED = "turned"
    CHANGED = "changed"
    UNCHANGED = "unchanged"

    @property
    def has_moved(self) -> bool:
        return self in {Kind.GAINED, Kind.LOST, Kind.TURNED}


class Cause(StrEnum):
    """Why a verdict moved. Of the first four, what would have moved it alone: see `_cause_by_value`."""

    FIGURES = "figures"
    TARGET = "target"
    EITHER = "figures_or_target"
    TOGETHER = "figures_and_target"
    DUE = "due"
    NOT_DUE = "not_due"
    DATA_ARRIVED = "data_arrived"
    DATA_MISSING = "data_missing"
    DIVIDABLE = "dividable"
    NOT_DIVIDABLE = "not_dividable"
    AROSE = "arose"
    NOTHING_AROSE = "nothing_arose"


class Answer(NamedTuple):
    """What an office answered to a question on each side; None where no answer counts."""

    measure: str
    office: str
    before: bool | None
    after: bool | None


class Movement(NamedTuple):
    """One indicator on both sides.

    `split` is the change by office: of a ratio that several offices share by own change, mix and turnover,
    else by term; None where a side has no value, but for a ratio of several offices of which one side has: that
    is split between the offices known on each side. `answers` are those of a yes/no that changed.
    """

    number: int
    before: IndicatorResult
    after: IndicatorResult
    kind: Kind
    cause: Cause | None = None
    split: RatioSplit | TermSplit | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def indicator(self) -> Indicator:
        return self.after.indicator

    @property
    def value_change(self) -> Fraction | None:
        """By how much the value changed, None where a side has none."""
        before, after = self.before.value, self.after.value
        return None if before is None or after is None else after - before

    @property
    def target_change(self) -> Fraction:
        """By how much the target changed: 0 but for a milestone of another year."""
        return self.after.target.value - self.before.target.value

    @property
    def margin_change(self) -> Fraction | None:
        """By how much the value's distance from its target changed: that of the value less that of the target."""
        change = self.value_change
        return None if change is None else change - self.target_change

    @property
    def is_target_changed(self) -> bool:
        before, after = self.before.target, self.after.target
        return (before.operator, before.value) != (after.operator, after.value)


class ReturnMove(NamedTuple):
    """A return that counts in two sets differently: None on the side that lacks it, or two different files."""

    slot: Slot
    before: Return | None
    after: Return | None


class ScorecardChange(NamedTuple):
    """Two scorecards with what became of every indicator, in the order of the scorecard."""

    basis: Basis
    before: Side
    after: Side
    movements: tuple[Movement, ...]

    @property
    def plan(self) -> Plan:
        return self.after.card.plan

    def of_kind(self, *kinds: Kind) -> tuple[Movement, ...]:
        return tuple(movement for movement in self.movements if movement.kind in kinds)

    @property
    def returns(self) -> tuple[ReturnMove, ...]:
        """The returns expected for either side that count differently, by their slots in the plan's order."""
        then, now = _counting(self.before.card), _counting(self.after.card)
        slots = dict.fromkeys((*self.before.card.expected, *self.after.card.expected))
        moves = (ReturnMove(slot, then.get(slot), now.get(slot)) for slot in slots)
        return tuple(move for move in moves if _digest(move.before) != _digest(move.after))

    @property
    def findings(self) -> tuple[tuple[Finding, ...], tuple[Finding, ...], tuple[Finding, ...]]:
        """The findings told on both sides, before only, and after only, each in its order."""
        then, now = ({f.sort_key(): f for f in side.card.findings} for side in (self.before, self.after))
        return (
            tuple(finding for key, finding in now.items() if key in then),
            tuple(finding for key, finding in then.items() if key not in now),
            tuple(finding for key, finding in now.items() if key not in then),
        )


def compare_scorecards(basis: Basis, before: Side, after: Side) -> ScorecardChange:
    """Hold two scorecards of one plan against each other."""
    then = {result.indicator.id: result for result in before.card.results}
    now = {result.indicator.id: result for result in after.card.results}
    plan = after.card.plan
    movements = (
        _movement(number, then[indicator.id], now[indicator.id], plan)
        for number, indicator in numbered_indicators(plan)
    )
    return ScorecardChange(basis, before, after, tuple(movements))


def _counting(card: Scorecard) -> dict[Slot | None, Return]:
    return {item.slot: item for item in card.returns if not item.rejected}


def _digest(item: Return | None) -> str | None:
    return None if item is None else item.sha256


def _movement(number: int, before: IndicatorResult, after: IndicatorResult, plan: Plan) -> Movement:
    offices = tuple(_terms_by_office(before, after, plan))
    answers = tuple(_changed_answers(before, after))
    movement = Movement(number, before, after, Kind.UNCHANGED, answers=answers)
    is_changed = (
        movement.is_target_changed
        or bool(answers)
        or any(item.before != item.after for item in offices)
        or _missing(before) != _missing(after)
    )
    has_moved = before.verdict is not after.verdict
    if not is_changed and not has_moved:
        return movement
    return movement._replace(
        kind=_kind(before, after) if has_moved else Kind.CHANGED,
        cause=_cause(before, after) if has_moved else None,
        split=_split(before, after, offices),
    )


def _kind(before: IndicatorResult, after: IndicatorResult) -> Kind:
    if after.verdict is Verdict.MET:
        return Kind.GAINED
    return Kind.LOST if before.verdict is Verdict.MET else Kind.TURNED


def _missing(result: IndicatorResult) -> frozenset[tuple[str, str, str]]:
    """Return what is missing and why, whichever period it is of."""
    return frozenset((figure.measure, figure.office, figure.reason) for figure in result.missing)


def _cause(before: IndicatorResult, after: IndicatorResult) -> Cause:
    """Return why the verdict moved: what the later side lacks says more than what the earlier one lacked."""
    if before.value is not None and after.value is not None:
        return _cause_by_value(before, after, before.value, after.value)
    if after.verdict is Verdict.NOT_DUE:
        return Cause.NOT_DUE
    if before.verdict is Verdict.NOT_DUE:
        return Cause.DUE
    if after.missing:
        return Cause.DATA_MISSING
    if before.missing:
        return Cause.DATA_ARRIVED
    if after.value is None:
        return Cause.NOT_DIVIDABLE if after.is_undividable else Cause.NOTHING_AROSE
    return Cause.DIVIDABLE if before.is_undividable else Cause.AROSE


def _cause_by_value(before: IndicatorResult, after: IndicatorResult, then: Fraction, now: Fraction) -> Cause:
    """Return what moved the verdict: tried with only the figures changed, and with only the target."""
    is_met = after.verdict is Verdict.MET
    by_figures = before.target.is_met_by(now) is is_met
    by_target = after.target.is_met_by(then) is is_met
    if by_figures:
        return Cause.EITHER if by_target else Cause.FIGURES
    return Cause.TARGET if by_target else Cause.TOGETHER


def _split(
    before: IndicatorResult, after: IndicatorResult, offices: tuple[OfficeTerms, ...]
) -> RatioSplit | TermSplit | None:
    if before.value is None and after.value is None:
        return None
    if isinstance(after.indicator, Ratio) and len(offices) > 1 and _all_share(before, after, offices):
        return split_ratio(offices)
    if before.value is None or after.value is None:
        return None
    known = tuple((name, then, now) for name, then, now in offices if then is not None and now is not None)
    return split_terms(known, is_reduction=bool(baseline_years_of(after.indicator)))


def _all_share(before: IndicatorResult, after: IndicatorResult, offices: tuple[OfficeTerms, ...]) -> bool:
    """Say whether every office is asked for both sides of the fraction; else none has a ratio of its own."""
    for result in (before, after):
        for total in (result.first, result.second):
            if total is not None and not all(total.asks(item.office) for item in offices):
                return False
    return True


def _terms_by_office(before: IndicatorResult, after: IndicatorResult, plan: Plan) -> Iterator[OfficeTerms]:
    """Yield each office that is asked, in the plan's order; none for a yes/no, whose answers stand apart."""
    indicator = after.indicator
    if isinstance(indicator, YesNo):
        return
    measures = (name for expression in expressions_of(indicator).values() for name in expression.measures)
    asked = {office for name in measures for office in plan.measure_by_id[name].offices}
    for office in plan.office_by_id:
        if office in asked:
            yield OfficeTerms(office, _terms(before, office), _terms(after, office))


def _terms(result: IndicatorResult, office: str) -> Terms | None:
    if result.first is None or result.second is None:
        return None
    first, second = result.first.of_office(office), result.second.of_office(office)
    return None if first is None or second is None else Terms(first, second)


def _changed_answers(before: IndicatorResult, after: IndicatorResult) -> Iterator[Answer]:
    if not isinstance(after.indicator, YesNo):
        return
    then, now = _answers(before), _answers(after)
    for measure, office in dict.fromkeys((*now, *then)):
        found = Answer(measure, office, then.get((measure, office)), now.get((measure, office)))
        if found.before is not found.after:
            yield found


def _answers(result: IndicatorResult) -> dict[tuple[str, str], bool]:
    return {(o.measure, o.office): bool(o.value) for o in result.observations}
