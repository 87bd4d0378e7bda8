"""A comparison as JSON: both scorecards as `score` tells them, and what became of every indicator.

The models are the schema: `schema/compare.schema.json` is generated from them. Numbers are exact, as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from cchc_kpi.findings import Finding, Lang
from cchc_kpi.numerals import exact_text
from cchc_kpi.plan.file import LoadedPlan
from cchc_kpi.plan.model import Ratio
from cchc_kpi.render.json import Exact, Model, ScoreJson, json_text, no_score_of, score_of
from cchc_kpi.returns.observation import Return
from cchc_kpi.scoring.comparison import Answer, Basis, Cause, Kind, Movement, ScorecardChange, Side
from cchc_kpi.scoring.decomposition import RatioSplit, Terms, TermSplit
from cchc_kpi.scoring.evaluate import Verdict


class SideJson(Model):
    """One of the two: as it was asked for, and all that `score --format json` tells of it."""

    name: Annotated[str, Field(description="The period's id, or the argument that led to the set.")]
    score: ScoreJson


class TermsJson(Model):
    """Numerator and denominator of a ratio; the amount now and the baseline of a reduction."""

    first: Exact
    second: Exact


class OfficeJson(Model):
    """What one office did to a ratio; null on a side where its figures are not all there."""

    office: str
    before: TermsJson | None
    after: TermsJson | None
    own: Annotated[Exact, Field(description="By its own ratio.")]
    mix: Annotated[Exact, Field(description="By its weight in the denominator.")]
    turnover: Annotated[Exact, Field(description="By having a ratio on one side only.")]


class RatioSplitJson(Model):
    """The change of a ratio by office: own + mix + turnover is the whole change, exactly.

    `partial` says that some office is not known on a side: the change is then that between the sums of those
    that are, and neither of these sums need be a result.
    """

    kind: Literal["ratio"] = "ratio"
    partial: bool
    before: TermsJson
    after: TermsJson
    change: Exact
    own: Exact
    mix: Exact
    turnover: Exact
    offices: tuple[OfficeJson, ...]


class OfficeTermsJson(Model):
    """What the change of one office's first term, and of its second, did to the value."""

    office: str
    before: TermsJson
    after: TermsJson
    first: Exact
    second: Exact


class TermSplitJson(Model):
    """The change of a value by office and term: first + second is the whole change, exactly."""

    kind: Literal["terms", "reduction"]
    before: TermsJson
    after: TermsJson
    first: Exact
    second: Exact
    offices: tuple[OfficeTermsJson, ...]


class AnswerJson(Model):
    """An answer that changed; null where none counts."""

    measure: str
    office: str
    before: bool | None
    after: bool | None


class MovementJson(Model):
    """One indicator on both sides; `margin_change` is `value_change` less `target_change`."""

    number: Annotated[int, Field(description="Its number on the scorecard.")]
    indicator: str
    before: Verdict
    after: Verdict
    kind: Kind
    cause: Annotated[Cause | None, Field(description="Why the verdict moved; null where it did not.")]
    value_change: Exact | None
    target_change: Exact
    margin_change: Exact | None
    split: Annotated[RatioSplitJson | TermSplitJson, Field(discriminator="kind")] | None
    answers: tuple[AnswerJson, ...]


class CompareJson(Model):
    """The output of `compare --format json`. Where nothing can be compared, no movement stands."""

    schema_version: Literal[1] = 1
    basis: Basis
    before: SideJson
    after: SideJson
    movements: tuple[MovementJson, ...]


class Given(NamedTuple):
    """One side of what could not be compared: as it was asked for, and what was read and found."""

    name: str
    returns: tuple[Return, ...]
    findings: tuple[Finding, ...]


def comparison_json(change: ScorecardChange, lang: Lang) -> str:
    """Return a comparison as JSON text, ending in a newline."""
    return json_text(
        CompareJson(
            basis=change.basis,
            before=_side(change.before, change.basis, lang),
            after=_side(change.after, change.basis, lang),
            movements=tuple(map(_movement, change.movements)),
        )
    )


def uncompared_json(loaded: LoadedPlan, basis: Basis, sides: Sequence[Given], lang: Lang) -> str:
    """Return what can be said of both sides where there is no plan, or no period that both have."""
    before, after = (
        SideJson(name=side.name, score=no_score_of(loaded, side.returns, side.findings, lang))
        for side in sides
    )
    return json_text(CompareJson(basis=basis, before=before, after=after, movements=()))


def _side(side: Side, basis: Basis, lang: Lang) -> SideJson:
    name = side.label if basis is Basis.PERIODS else side.name.text(lang)
    return SideJson(name=name, score=score_of(side.card, lang))


def _movement(movement: Movement) -> MovementJson:
    change, margin = movement.value_change, movement.margin_change
    return MovementJson(
        number=movement.number,
        indicator=movement.indicator.id,
        before=movement.before.verdict,
        after=movement.after.verdict,
        kind=movement.kind,
        cause=movement.cause,
        value_change=None if change is None else str(change),
        target_change=str(movement.target_change),
        margin_change=None if margin is None else str(margin),
        split=_split(movement),
        answers=tuple(map(_answer, movement.answers)),
    )


def _split(movement: Movement) -> RatioSplitJson | TermSplitJson | None:
    match movement.split:
        case RatioSplit():
            return _ratio_split(movement.split)
        case TermSplit():
            return _term_split(movement.split, is_ratio=isinstance(movement.indicator, Ratio))
        case None:
            return None


def _ratio_split(split: RatioSplit) -> RatioSplitJson:
    offices = tuple(
        OfficeJson(
            office=effect.terms.office,
            before=None if effect.terms.before is None else _terms(effect.terms.before),
            after=None if effect.terms.after is None else _terms(effect.terms.after),
            own=str(effect.own),
            mix=str(effect.mix),
            turnover=str(effect.turnover),
        )
        for effect in split.effects
    )
    return RatioSplitJson(
        partial=any(office.before is None or office.after is None for office in offices),
        before=_terms(split.before),
        after=_terms(split.after),
        change=str(split.change),
        own=str(split.own),
        mix=str(split.mix),
        turnover=str(split.turnover),
        offices=offices,
    )


def _term_split(split: TermSplit, *, is_ratio: bool) -> TermSplitJson:
    return TermSplitJson(
        kind="terms" if is_ratio else "reduction",
        before=_terms(split.before),
        after=_terms(split.after),
        first=str(split.first),
        second=str(split.second),
        offices=tuple(
            OfficeTermsJson(
                office=effect.office,
                before=_terms(effect.before),
                after=_terms(effect.after),
                first=str(effect.first),
                second=str(effect.second),
            )
            for effect in split.effects
        ),
    )


def _terms(terms: Terms) -> TermsJson:
    return TermsJson(first=exact_text(terms.first), second=exact_text(terms.second))


def _answer(answer: Answer) -> AnswerJson:
    return AnswerJson(measure=answer.measure, office=answer.office, before=answer.before, after=answer.after)
