"""Everything that one result rests on, as a value: figures with their cells, sums, comparison, what is still open.

What a person says who must defend one figure; how it is said belongs to the renderers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from cchc_kpi.findings import Finding, Phrase
from cchc_kpi.numerals import is_decimal
from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Area, Milestone, Plan, Ratio, YesNo, expressions_of
from cchc_kpi.plan.naming import Numbered
from cchc_kpi.returns.between import period_name
from cchc_kpi.returns.observation import Observation, Slot
from cchc_kpi.rules import consistency
from cchc_kpi.scoring.aggregate import Figures, MissingFigure, Reason, Total
from cchc_kpi.scoring.bounds import Outlook
from cchc_kpi.scoring.evaluate import IndicatorResult, Verdict
from cchc_kpi.scoring.headroom import Headroom
from cchc_kpi.scoring.prospects import prospect_of
from cchc_kpi.scoring.scorecard import Scorecard
from cchc_kpi.scoring.year_reach import YearReach


class Role(StrEnum):
    """What a sum is in its formula."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    NOW = "now"
    BASELINE = "baseline"
    ANSWERS = "answers"


class Entry(NamedTuple):
    """One figure of a sum, added (+1) or taken away (-1).

    `observation` is what its cell holds, None where no return has the cell. `reason` is why the figure
    cannot be used, None where it can. `period` is a quarter, or a baseline's year.
    """

    sign: int
    measure: str
    office: str
    period: Period
    is_baseline: bool
    observation: Observation | None
    reason: Reason | None = None

    @property
    def slot(self) -> Slot:
        """The return that it comes from, or is to come from."""
        return self.office, None if self.is_baseline else self.period

    @property
    def value(self) -> Fraction | None:
        """What it counts as: KPS as 0, None where it is missing."""
        if self.reason is not None or self.observation is None:
            return None
        return Fraction(self.observation.value or 0)


class Part(NamedTuple):
    """A sum of the formula written out: its entries in the order of formula, office and time, over so many years."""

    role: Role
    entries: tuple[Entry, ...]
    over: int
    value: Fraction | None


class Comparison(NamedTuple):
    """A value held against its target with no division: numerator * 100 beside denominator * the target's percent.

    `scale` is what both were multiplied with so that they can be written to the last decimal; 1 for nearly all.
    """

    target: Milestone
    numerator: Fraction
    denominator: Fraction
    scale: int
    holds: bool

    @property
    def percent(self) -> Fraction:
        return self.target.value * 100

    @property
    def left(self) -> Fraction:
        return self.numerator * 100

    @property
    def right(self) -> Fraction:
        return self.denominator * self.percent


class Explanation(NamedTuple):
    """One result of a scorecard, with all that it rests on.

    `outlook` says what missing figures can still change; None where the indicator is not due. `findings` are
    those of the scorecard that concern the figures or the result, `others` all the rest.
    """

    plan: Plan
    period: Period
    number: int
    area: Area
    result: IndicatorResult
    parts: tuple[Part, ...]
    comparison: Comparison | None
    headroom: Headroom | None
    year_reach: YearReach | None
    outlook: Outlook | None
    findings: tuple[Finding, ...]
    others: tuple[Finding, ...]

    @property
    def figures(self) -> tuple[Entry, ...]:
        """The figures of all parts, each once whatever its signs are; measure by measure in the order of the formula."""
        entries = (entry for part in self.parts for entry in part.entries)
        once = {(e.measure, e.office, e.period, e.is_baseline): e for e in entries}.values()
        measures = list(dict.fromkeys(entry.measure for entry in once))
        return tuple(sorted(once, key=lambda entry: measures.index(entry.measure)))


def explain(card: Scorecard, chosen: Numbered) -> Explanation:
    """Return what the result of one of a scorecard's indicators rests on."""
    plan = card.plan
    result = next(r for r in card.results if r.indicator.id == chosen.indicator.id)
    is_due = result.verdict is not Verdict.NOT_DUE
    parts = tuple(_parts(result, card)) if is_due else ()
    concerned = _Concerned.of(result, parts, card)
    prospect = prospect_of(result, card, Figures(plan, card.returns))
    return Explanation(
        plan=plan,
        period=card.period,
        number=chosen.number,
        area=next(area for area in plan.areas if area.id == result.indicator.area),
        result=result,
        parts=parts,
        comparison=_comparison(result),
        headroom=prospect.headroom,
        year_reach=prospect.year_reach,
        outlook=prospect.outlook,
        findings=tuple(f for f in card.findings if concerned.holds(f)),
        others=tuple(f for f in card.findings if not concerned.holds(f)),
    )


def _parts(result: IndicatorResult, card: Scorecard) -> Iterator[Part]:
    indicator = result.indicator
    expressions = expressions_of(indicator)
    assert result.first is not None
    match indicator:
        case Ratio():
            assert result.second is not None
            yield _part(Role.NUMERATOR, result.first, expressions["numerator"], card)
            yield _part(Role.DENOMINATOR, result.second, expressions["denominator"], card)
        case YesNo():
            yield _part(Role.ANSWERS, result.first, expressions["all_of"], card)
        case _:
            assert result.second is not None
            yield _part(Role.BASELINE, result.second, expressions["of"], card)
            yield _part(Role.NOW, result.first, expressions["of"], card)


def _part(role: Role, total: Total, expression: Expression, card: Scorecard) -> Part:
    """Return a total with what is there and what is missing in one order."""
    signs = {term.measure: term.sign for term in expression.terms}
    is_baseline = role is Role.BASELINE
    entries = [_found(addend.sign, addend.observation, is_baseline=is_baseline) for addend in total.addends]
    entries += [_missing(signs[figure.measure], figure, card) for figure in total.missing]
    measures, offices = list(signs), list(card.plan.office_by_id)
    entries.sort(key=lambda e: (measures.index(e.measure), offices.index(e.office), e.period))
    return Part(role, tuple(entries), total.over, total.value)


def _found(sign: int, found: Observation, *, is_baseline: bool) -> Entry:
    return Entry(sign, found.measure, found.office, found.period, is_baseline, found)


def _missing(sign: int, figure: MissingFigure, card: Scorecard) -> Entry:
    """Return a missing figure with the cell in which it ought to stand, where a return that counts has one."""
    wanted = (figure.measure, figure.office, figure.period)
    cell = next((o for o in card.observations if (o.measure, o.office, o.period) == wanted), None)
    return Entry(sign, *wanted, figure.is_baseline, cell, figure.reason)


def _comparison(result: IndicatorResult) -> Comparison | None:
    numerator, denominator, target = result.numerator, result.denominator, result.target
    if result.value is None or numerator is None or denominator is None:
        return None
    overs = [total.over for total in (result.first, result.second) if total is not None]
    scale = 1 if is_decimal(numerator) and is_decimal(denominator) else math.lcm(*overs)
    holds = result.verdict is Verdict.MET
    return Comparison(target, numerator * scale, denominator * scale, scale, holds)


class _Concerned(NamedTuple):
    """What a finding can be about and so concern a result: cells, whole files, returns that are missing, its name."""

    cells: frozenset[tuple[str, str, str]]
    files: frozenset[str]
    absent: frozenset[tuple[str | Phrase, str | Phrase]]
    name: str

    @classmethod
    def of(cls, result: IndicatorResult, parts: Sequence[Part], card: Scorecard) -> _Concerned:
        entries = [entry for part in parts for entry in part.entries]
        sources = [entry.observation.provenance for entry in entries if entry.observation is not None]
        slots = {entry.slot for entry in entries}
        absent = {
            (card.plan.office_by_id[entry.office].name, period_name(entry.slot[1]))
            for entry in entries
            if entry.reason is Reason.NO_RETURN
        }
        return cls(
            frozenset((source.file, source.sheet, source.cell) for source in sources),
            frozenset(item.file for item in card.returns if item.slot in slots),
            frozenset(absent),
            result.indicator.name,
        )

    def holds(self, finding: Finding) -> bool:
        """Say whether a finding concerns the result."""
        place, details = finding.place, finding.details
        if "indicator" in details:
            return details["indicator"] == self.name
        if finding.cells:
            return any((place.file or "", place.sheet or "", cell) in self.cells for cell in finding.cells)
        if place.file is not None:
            return place.file in self.files
        if finding.rule is not consistency.RETURN_MISSING:
            return False
        return (details["office"], details["period"]) in self.absent
