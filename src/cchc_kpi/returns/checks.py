"""What must hold between the figures of one return: parts within wholes, identities in balance.

Knock-on faults are held back: a figure that is missing or already in error is checked no further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from cchc_kpi.findings import Details, Finding, Phrase, Place
from cchc_kpi.numerals import number_phrase
from cchc_kpi.periods import Period
from cchc_kpi.plan.expression import Expression
from cchc_kpi.plan.model import Identity, Measure, Plan
from cchc_kpi.returns.layout import FormLayout
from cchc_kpi.returns.observation import Observation, State
from cchc_kpi.rules import consistency
from cchc_kpi.text import printable

Figures = Mapping[str, Observation]


def check_return(
    observations: list[Observation], form: FormLayout, file: str
) -> tuple[list[Observation], list[Finding]]:
    """Return the observations, those of a part greater than its whole in error, and the findings.

    The figures of a broken identity stand: published data do break their identities.
    """
    findings: list[Finding] = []
    checked: list[Observation] = []
    by_period: dict[Period, dict[str, Observation]] = {}
    for period, group in groupby(observations, attrgetter("period")):
        by_period.setdefault(period, {}).update((o.measure, o) for o in group)
    for figures in by_period.values():
        wrong: set[str] = set()
        for measure in form.bounded:
            involved, found = _check_bound(measure, figures, form.plan, file, wrong)
            wrong.update(involved)
            findings += found
        for identity in form.identities:
            if wrong.isdisjoint((*identity.left.measures, *identity.right.measures)):
                findings += _check_identity(identity, figures, form.plan, file)
        checked += _with_errors(figures, wrong)
    return checked, findings


def _with_errors(figures: Figures, wrong: set[str]) -> Iterable[Observation]:
    if not wrong:
        return figures.values()
    return [
        replace(observation, state=State.ERROR, value=None) if name in wrong else observation
        for name, observation in figures.items()
    ]


def _known(figures: Figures, name: str) -> Decimal | None:
    observation = figures.get(name)
    return observation.value if observation is not None and observation.state.is_known else None


def _counts(name: str, figures: Figures, wrong: AbstractSet[str]) -> bool:
    return name not in wrong and _known(figures, name) is not None


def evaluate(expression: Expression, figures: Figures) -> Decimal | None:
    """Return the value of an expression, or None where a term is not known."""
    total = Decimal(0)
    for term in expression.terms:
        value = _known(figures, term.measure)
        if value is None:
            return None
        total += term.sign * value
    return total


def _others(figures: Figures, names: Iterable[str], first: str) -> tuple[str, ...]:
    """Return the cells of the figures involved, but for the one that the finding stands at."""
    cells = dict.fromkeys(figures[name].provenance.cell for name in names if name in figures)
    return tuple(cell for cell in cells if cell != figures[first].provenance.cell)


def _place(file: str, observation: Observation) -> Place:
    return Place(file, printable(observation.provenance.sheet), observation.provenance.cell)


def _check_bound(
    measure: Measure, figures: Figures, plan: Plan, file: str, wrong: AbstractSet[str]
) -> tuple[list[str], list[Finding]]:
    """Hold a part against its whole. What is taken away from the whole and unknown, or wrong, is left out."""
    part = _known(figures, measure.id)
    if measure.bound is None or part is None:
        return [], []
    bound = measure.bound
    left_out = [term for term in bound.terms if term.sign < 0 and not _counts(term.measure, figures, wrong)]
    if left_out:
        bound = Expression(tuple(term for term in bound.terms if term not in left_out))
    whole = evaluate(bound, figures)
    if whole is None or part <= whole:
        return [], []
    names = [measure.id, *bound.measures]
    number = number_phrase(part)
    details: Details = {
        # Parts that exceed one whole are told together: what stands under "code" may then be several.
        "code": Phrase(f"{measure.code} = {number.vi}", f"{measure.code} = {number.en}"),
        "whole_formula": plan.codes(bound),
        "whole": number_phrase(whole),
    }
    place, also = _place(file, figures[measure.id]), _others(figures, names, measure.id)
    finding = Finding(consistency.PART_EXCEEDS_WHOLE, place, details, also)
    return names, [finding]


def _check_identity(identity: Identity, figures: Figures, plan: Plan, file: str) -> list[Finding]:
    left, right = evaluate(identity.left, figures), evaluate(identity.right, figures)
    if left is None or right is None or left == right:
        return []
    names = (*identity.left.measures, *identity.right.measures)
    details: Details = {
        "name": identity.name,
        "left_formula": plan.codes(identity.left),
        "left": number_phrase(left),
        "right_formula": plan.codes(identity.right),
        "right": number_phrase(right),
        "difference": number_phrase(abs(left - right)),
    }
    place, also = _place(file, figures[names[0]]), _others(figures, names, names[0])
    return [Finding(consistency.IDENTITY_BROKEN, place, details, also)]
